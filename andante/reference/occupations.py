"""The occupations, ages and sectors that both economies are described in.

Occupations are the two-digit groups of ISCO-08 without the armed forces, with three groups split out so that
the jobs in question have names. Titles are those of ISCO-08 (International Labour Office, 2012); those of the
split groups and all Chinese titles are this project's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Occupation:
    """One occupation: id, titles, the ISCO-08 codes it is made of (as prefixes) and those left out."""

    id: str
    title: str
    title_zh: str
    isco: tuple[str, ...]
    isco_not: tuple[str, ...] = ()


OCCUPATIONS: tuple[Occupation, ...] = (
    Occupation(
        "11", "Chief executives, senior officials and legislators", "企业负责人、高级官员和立法者", ("11",)
    ),
    Occupation("12", "Administrative and commercial managers", "行政和商务经理", ("12",)),
    Occupation("13", "Production and specialized services managers", "生产和专业服务经理", ("13",)),
    Occupation(
        "14", "Hospitality, retail and other services managers", "住宿餐饮、零售和其他服务业经理", ("14",)
    ),
    Occupation("21", "Science and engineering professionals", "科学和工程专业人员", ("21",)),
    Occupation("22", "Health professionals", "卫生专业人员", ("22",)),
    Occupation("23", "Teaching professionals", "教学专业人员", ("23",)),
    Occupation(
        "24x",
        "Business and administration professionals (without advertising and marketing)",
        "商务和行政专业人员（不含广告和营销）",
        ("24",),
        ("2431",),
    ),
    Occupation("251", "Software and applications developers and analysts", "软件开发和分析人员", ("251",)),
    Occupation(
        "25x",
        "Database and network professionals",
        "数据库和网络专业人员",
        ("25",),
        ("251",),
    ),
    Occupation(
        "264m",
        "Writing, advertising and media professionals",
        "写作、广告和媒体专业人员",
        ("264", "2431"),
    ),
    Occupation(
        "26x",
        "Legal, social and cultural professionals (without writing and media)",
        "法律、社会和文化专业人员（不含写作和媒体）",
        ("26",),
        ("264",),
    ),
    Occupation("31", "Science and engineering associate professionals", "科学和工程技术员", ("31",)),
    Occupation("32", "Health associate professionals", "卫生辅助专业人员", ("32",)),
    Occupation(
        "33", "Business and administration associate professionals", "商务和行政辅助专业人员", ("33",)
    ),
    Occupation(
        "34",
        "Legal, social, cultural and related associate professionals",
        "法律、社会、文化及相关辅助专业人员",
        ("34",),
    ),
    Occupation("35", "Information and communications technicians", "信息和通信技术员", ("35",)),
    Occupation("41", "General and keyboard clerks", "一般文员和打字员", ("41",)),
    Occupation("4222", "Contact centre information clerks", "呼叫中心客服人员", ("4222",)),
    Occupation(
        "42x",
        "Customer services clerks (without contact centres)",
        "客户服务文员（不含呼叫中心）",
        ("42",),
        ("4222",),
    ),
    Occupation("43", "Numerical and material recording clerks", "数字和物料记录文员", ("43",)),
    Occupation("44", "Other clerical support workers", "其他文书辅助人员", ("44",)),
    Occupation("51", "Personal services workers", "个人服务人员", ("51",)),
    Occupation("52", "Sales workers", "销售人员", ("52",)),
    Occupation("53", "Personal care workers", "个人护理人员", ("53",)),
    Occupation("54", "Protective services workers", "保护服务人员", ("54",)),
    Occupation("61", "Market-oriented skilled agricultural workers", "面向市场的农业技术人员", ("61",)),
    Occupation(
        "62",
        "Market-oriented skilled forestry, fishery and hunting workers",
        "面向市场的林业、渔业和狩猎技术人员",
        ("62",),
    ),
    Occupation(
        "63",
        "Subsistence farmers, fishers, hunters and gatherers",
        "自给性农民、渔民、猎人和采集者",
        ("63",),
    ),
    Occupation(
        "71",
        "Building and related trades workers, excluding electricians",
        "建筑及相关行业工人（不含电工）",
        ("71",),
    ),
    Occupation("72", "Metal, machinery and related trades workers", "金属、机械及相关行业工人", ("72",)),
    Occupation("73", "Handicraft and printing workers", "手工艺和印刷工人", ("73",)),
    Occupation("74", "Electrical and electronic trades workers", "电气和电子行业工人", ("74",)),
    Occupation(
        "75",
        "Food processing, wood working, garment and other craft and related trades workers",
        "食品加工、木工、服装及其他手工艺工人",
        ("75",),
    ),
    Occupation("81", "Stationary plant and machine operators", "固定设备和机器操作员", ("81",)),
    Occupation("82", "Assemblers", "装配工", ("82",)),
    Occupation("83", "Drivers and mobile plant operators", "驾驶员和移动设备操作员", ("83",)),
    Occupation("91", "Cleaners and helpers", "清洁工和帮工", ("91",)),
    Occupation("92", "Agricultural, forestry and fishery labourers", "农林渔业劳工", ("92",)),
    Occupation(
        "93",
        "Labourers in mining, construction, manufacturing and transport",
        "采矿、建筑、制造和运输业劳工",
        ("93",),
    ),
    Occupation("94", "Food preparation assistants", "食品制作助理", ("94",)),
    Occupation("95", "Street and related sales and service workers", "街头及相关销售和服务人员", ("95",)),
    Occupation("96", "Refuse workers and other elementary workers", "垃圾清运和其他简单劳动人员", ("96",)),
)

OCCUPATION_IDS: tuple[str, ...] = tuple(occupation.id for occupation in OCCUPATIONS)
OCCUPATION_INDEX = MappingProxyType({occupation.id: i for i, occupation in enumerate(OCCUPATIONS)})

AGES: tuple[str, ...] = ("16-24", "25-29", "30-44", "45-59", "60+")

# Section letter -> (English title, Chinese title), ISIC Rev.4.
SECTIONS = MappingProxyType(
    {
        "A": ("Agriculture, forestry and fishing", "农、林、渔业"),
        "B": ("Mining and quarrying", "采矿和采石"),
        "C": ("Manufacturing", "制造业"),
        "D": ("Electricity, gas, steam and air conditioning supply", "电、煤气、蒸气和空调供应"),
        "E": ("Water supply; sewerage, waste management and remediation", "供水；污水处理、废物管理和补救"),
        "F": ("Construction", "建筑业"),
        "G": ("Wholesale and retail trade; repair of motor vehicles", "批发和零售业；汽车修理"),
        "H": ("Transportation and storage", "运输和储存"),
        "I": ("Accommodation and food service activities", "食宿服务"),
        "J": ("Information and communication", "信息和通信"),
        "K": ("Financial and insurance activities", "金融和保险"),
        "L": ("Real estate activities", "房地产"),
        "M": ("Professional, scientific and technical activities", "专业、科学和技术"),
        "N": ("Administrative and support service activities", "行政和辅助服务"),
        "O": (
            "Public administration and defence; compulsory social security",
            "公共管理与国防；强制性社会保障",
        ),
        "P": ("Education", "教育"),
        "Q": ("Human health and social work activities", "人体健康和社会工作"),
        "R": ("Arts, entertainment and recreation", "艺术、娱乐和文娱"),
        "S": ("Other service activities", "其他服务"),
        "T": ("Activities of households as employers", "家庭作为雇主的活动"),
        "U": ("Activities of extraterritorial organizations and bodies", "国际组织和机构"),
    }
)

FIRM_SIZES: tuple[str, ...] = ("1-9", "10-49", "50-249", "250+")


def occupation_of_isco(code: str, soc: str | None = None) -> str | None:
    """Return the occupation id of an ISCO-08 code of two digits or more; None for the armed forces.

    Market-research analysts (SOC 13-1161) fall in ISCO 2431 but not in writing, advertising and media. A code
    too short to be placed (such as "24") raises `ValueError`: which part is meant cannot be known.
    """
    if code.startswith("0"):
        return None
    if code.startswith("2431") and soc == "13-1161":
        return "24x"
    for occupation in OCCUPATIONS:
        if code.startswith(occupation.isco) and not (
            occupation.isco_not and code.startswith(occupation.isco_not)
        ):
            longest = max((*occupation.isco, *occupation.isco_not), key=len)
            if len(code) < len(longest) and any(part.startswith(code) for part in occupation.isco_not):
                raise ValueError(f"ISCO-08 code {code} covers more than one occupation")
            return occupation.id
    raise ValueError(f"ISCO-08 code {code} is in no occupation")
