"""Where the equal split of a SOC occupation over ISCO-08 unit groups is plainly wrong: weights by judgement.

The published crosswalk (BLS, SOC 2010 to ISCO-08) has no weights. Equal shares make a third of freight
labourers collectors of firewood, a third of stockers' peers window cleaners, and half of the crop labourers
subsistence farmers. The weights below replace them for the occupations where that moves persons between
groups; they follow the titles and definitions of both classifications and are labelled assumed. All others
keep equal shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Unit groups that an advanced economy's payroll survey cannot be counting; the rest of the split is rescaled.
NOT_IN_PAYROLL_SURVEY: frozenset[str] = frozenset(
    {
        "1113",  # traditional chiefs and heads of villages
        "6310",  # subsistence farmers
        "6320",
        "6330",
        "6340",
        "9331",  # drivers of pedal and hand carts
        "9332",  # drivers of animal-drawn vehicles
        "9624",  # water and firewood collectors
    }
)

# SOC 2018 -> ISCO-08 unit group -> weight; sums to 1.
WEIGHTS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "11-1011": {"1120": 0.9, "1112": 0.1},
        "11-1021": {"1120": 0.55, "1420": 0.2, "1346": 0.1, "1343": 0.05, "1114": 0.05, "1112": 0.05},
        "11-1031": {"1111": 1.0},
        "11-2032": {"1222": 0.8, "1219": 0.2},
        "11-2033": {"1222": 0.8, "1219": 0.2},
        "11-3013": {"1219": 1.0},
        "11-3031": {"1211": 0.75, "1346": 0.25},
        "11-9021": {"1323": 1.0},
        "11-9072": {"1431": 1.0},
        "11-9199": {"1219": 0.4, "1349": 0.3, "1439": 0.2, "1114": 0.05, "1322": 0.05},
        "13-1071": {"2423": 0.8, "3333": 0.2},
        "13-1082": {"2422": 0.5, "1213": 0.15, "1219": 0.1, "3339": 0.15, "2519": 0.1},
        "13-1151": {"2424": 0.9, "2356": 0.1},
        "15-1243": {"2521": 1.0},
        "15-1244": {"2522": 0.9, "3514": 0.1},
        # 15-1252 joins the 2010 codes 15-1132 and 15-1133, both 2512; the others stay inside group 251.
        "15-1252": {"2512": 0.9, "2519": 0.1},
        "15-1253": {"2519": 1.0},
        "15-1254": {"2513": 0.8, "3514": 0.2},
        "15-1255": {"2513": 1.0},
        "15-1299": {"2519": 0.25, "2529": 0.5, "3511": 0.25},
        "17-3029": {"3115": 0.25, "3116": 0.25, "3117": 0.25, "3119": 0.25},  # 0310 is military
        "19-2099": {"2111": 0.5, "2114": 0.5},  # 0211 is military
        "21-1012": {"2359": 0.8, "2423": 0.2},
        "21-1018": {"2635": 1.0},
        "25-9045": {"5312": 1.0},
        "27-3023": {"2642": 0.9, "2656": 0.1},
        "27-3043": {"2641": 0.8, "2431": 0.2},
        "31-1120": {"5322": 0.95, "5162": 0.05},
        "31-9091": {"3251": 1.0},
        "33-1012": {"5412": 0.7, "3355": 0.3},
        "33-1021": {"5411": 1.0},
        "33-3051": {"5412": 0.95, "3351": 0.05},
        "35-1012": {"5120": 0.5, "5131": 0.5},
        "37-1012": {"6113": 1.0},
        "37-2011": {"9112": 0.8, "5153": 0.18, "9123": 0.02},
        "39-3091": {"9629": 1.0},
        "39-4012": {"5163": 1.0},
        "39-9099": {"5169": 1.0},
        "43-4061": {"3353": 0.9, "4229": 0.1},
        "43-4171": {"4226": 0.85, "4225": 0.1, "4222": 0.05},
        "43-5021": {"9621": 0.6, "8321": 0.3, "4412": 0.1},
        "43-5071": {"4321": 0.95, "3331": 0.05},
        "45-2092": {"9211": 0.6, "9213": 0.2, "9214": 0.2},
        "45-2093": {"9212": 0.7, "9213": 0.2, "9216": 0.1},
        "45-3031": {"6222": 0.5, "6223": 0.3, "6224": 0.2},
        "49-1011": {
            "7231": 0.3,
            "7233": 0.3,
            "7127": 0.15,
            "7412": 0.1,
            "7422": 0.1,
            "7232": 0.05,
        },
        "49-9099": {"9622": 1.0},
        "51-9161": {"7223": 1.0},
        "51-9162": {"3139": 0.5, "7222": 0.5},
        "53-1047": {"9333": 0.4, "8332": 0.3, "8322": 0.1, "8344": 0.1, "8331": 0.05, "9611": 0.05},
        "53-2022": {"3154": 1.0},  # 0315 is military
        "53-6032": {"9333": 1.0},
        "53-6099": {"9333": 1.0},
        "53-7062": {"9333": 0.8, "9329": 0.2},
        "53-7065": {"9334": 0.6, "4321": 0.4},
        "53-7199": {"9333": 0.5, "8342": 0.25, "8111": 0.25},
    }
)

# The household survey counts self-employed farmers under 11-9013, where the payroll survey has hired
# managers.
FARMERS_SOC = "11-9013"
FARMERS_IN_HOUSEHOLD_SURVEY: Mapping[str, float] = MappingProxyType({"6130": 0.8, "1311": 0.2})
