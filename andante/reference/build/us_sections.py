"""From NAICS industries, as OEWS publishes them, to ISIC Rev.4 sections: a table of this project (assumed).

The industries below partition the payroll survey. Most go whole into one section. Where one holds several,
the shares are judgement after the definitions of both classifications.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# OEWS industry code -> ISIC section -> share. Codes "11--12" and the like are whole NAICS sectors.
SECTIONS_OF: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "11--12": {"A": 1.0},
        "21--22": {"B": 1.0},
        "22--23": {"D": 0.92, "E": 0.08},  # utilities; water and sewerage (2213) go to E
        "23--24": {"F": 1.0},
        "31--34": {"C": 1.0},
        "42--43": {"G": 1.0},
        "44--46": {"G": 1.0},
        "48--50": {"H": 1.0},
        "512000": {"J": 1.0},
        "513000": {"J": 1.0},
        "516000": {"J": 1.0},
        "517000": {"J": 1.0},
        "518000": {"J": 1.0},
        "519000": {"J": 0.8, "R": 0.2},  # libraries and archives (5192) go to R
        "52--53": {"K": 1.0},
        "531000": {"L": 1.0},
        "532000": {"N": 1.0},  # rental and leasing is ISIC 77
        "533000": {"N": 1.0},
        "54--55": {"M": 1.0},  # without computer systems design, see below
        "55--56": {"M": 1.0},  # head offices are ISIC 70
        "561000": {"N": 1.0},
        "562000": {"E": 1.0},
        "61--62": {"P": 1.0},
        "62--63": {"Q": 1.0},
        "71--72": {"R": 1.0},
        "72--73": {"I": 1.0},
        "811000": {"G": 0.68, "S": 0.32},  # repair of motor vehicles (8111) is ISIC 45
        "812000": {"S": 1.0},
        "813000": {"S": 1.0},
        "99-100": {"O": 1.0},
    }
)

# Computer systems design (5415) is ISIC 62, section J; OEWS time series give NAICS 54 as a whole. About 2.4
# of its 10.8 million persons work there, most of them in computer occupations (SOC 15-12).
PROFESSIONAL_SERVICES = "54--55"
COMPUTER_SOC = "15-12"
COMPUTER_SHARE_TO_J = 0.75
OTHER_SHARE_TO_J = 0.11

# The payroll survey leaves out farms; of farm occupations in the household survey this share works in section
# A.
FARM_SOC = ("45-1", "45-2", "45-3", "11-9013")
FARM_SHARE_IN_A = 0.95


def sections_of(industry: str, soc: str) -> Mapping[str, float]:
    """Return the shares of an industry's workers of one occupation by ISIC section; they sum to 1."""
    if industry == PROFESSIONAL_SERVICES:
        share = COMPUTER_SHARE_TO_J if soc.startswith(COMPUTER_SOC) else OTHER_SHARE_TO_J
        return {"J": share, "M": 1 - share}
    return SECTIONS_OF[industry]
