"""Writes the rosters of the worked assessments from published shares: `python examples/rosters.py RAW_DIR`.

No roster is of a real firm. Occupations: shares of detailed occupations in an industry, OEWS May 2025; those
of the agency are assumed, since no shares of advertising agencies are at hand. Ages: CPS 2025 by occupation
(United States), packaged ages by group (China). Women: CPS 2022 by occupation; census of 2020 in the
province (China). Pay: mean pay of the occupation; in China that of its group. Seniority is assumed: under 25
entry-level, 45 and over senior. People are shared out by largest remainder: no chance in it.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import openpyxl

from andante.reference.build.us_crosswalk import soc_to_isco
from andante.reference.occupations import occupation_of_isco
from andante.reference.tables import numbers, read_table, words

Value = TypeVar("Value")
HERE = Path(__file__).parent
OEWS = "derived/oews2025_national_by_industry.csv.gz"
AGES = "derived/cps2025_occ_age_census2018_soc.csv"
WOMEN = "bls_cps_ep/cpsaat11.xlsx"
BANDS = ("16-24", "25-29", "30-44", "45-59", "60+")
AGENCY = {
    "11-1021": 2, "11-2021": 6, "13-1161": 22, "13-1082": 8, "15-1255": 5, "27-1024": 20, "27-3031": 12,
    "27-3041": 5, "27-3043": 18, "41-3011": 14, "43-3031": 3, "43-9061": 5,
}  # fmt: skip

CHINESE = {
    "11-1021": "部门经理",
    "11-2021": "市场经理",
    "11-2022": "销售经理",
    "11-3021": "信息技术经理",
    "11-3031": "财务经理",
    "11-9199": "项目经理",
    "13-1031": "理赔员",
    "13-1041": "合规专员",
    "13-1071": "人力资源专员",
    "13-1082": "项目专员",
    "13-1111": "管理咨询顾问",
    "13-1141": "薪酬专员",
    "13-1151": "培训师",
    "13-1161": "市场专员",
    "13-1199": "运营专员",
    "13-2011": "会计",
    "13-2051": "金融分析师",
    "13-2053": "核保员",
    "15-1211": "系统分析师",
    "15-1232": "技术支持",
    "15-1252": "软件工程师",
    "15-1253": "测试工程师",
    "15-1255": "网页设计师",
    "15-1299": "运维工程师",
    "15-2011": "精算师",
    "15-2051": "数据分析师",
    "23-1011": "法务",
    "27-1024": "平面设计师",
    "27-3023": "记者",
    "27-3031": "公关专员",
    "27-3041": "编辑",
    "27-3043": "文案",
    "29-1141": "护士",
    "41-3011": "广告销售",
    "41-3021": "保险代理人",
    "41-3091": "销售代表",
    "41-4011": "销售工程师",
    "41-4012": "销售代表",
    "43-1011": "行政主管",
    "43-3031": "出纳",
    "43-4051": "客服专员",
    "43-6014": "秘书",
    "43-9041": "理赔内勤",
    "43-9061": "文员",
}
ENGLISH = {"43-4051": "Customer service representative", "27-3043": "Copywriter"}

# The words of a roster in each language: header, sex, seniority, contract.
HEADS = {
    "en": (
        "job title",
        "age group",
        "sex",
        "contract",
        "seniority",
        "headcount",
        "weekly hours",
        "annual pay",
        "place",
    ),
    "zh": ("职位", "年龄段", "性别", "合同类型", "级别", "人数", "每周工时", "年薪", "工作地点"),
}
WORDS = {
    "en": {
        "women": "women",
        "men": "men",
        "entry": "entry",
        "experienced": "experienced",
        "senior": "senior",
        "contract": "permanent",
    },
    "zh": {
        "women": "女",
        "men": "男",
        "entry": "初级",
        "experienced": "中级",
        "senior": "高级",
        "contract": "固定期限",
    },
}


@dataclass(frozen=True)
class Firm:
    """A firm made up from the shares of an industry; `least` drops occupations below that share."""

    folder: str
    industry: str
    persons: int
    least: float
    places: tuple[str, str]  # English, Chinese
    province: str
    persons_of: Mapping[str, int] | None = None  # SOC -> persons, where the shares are assumed


FIRMS = (
    Firm("customer-service", "524000", 1000, 0.006, ("Hartford", "广州"), "广东"),
    Firm("coding-assistant", "513000", 400, 0.008, ("Seattle", "杭州"), "浙江"),
    Firm("copywriting", "541000", 120, 0.0, ("Chicago", "上海"), "上海", AGENCY),
)


def share_out(persons: int, weights: Sequence[float]) -> list[int]:
    """Whole persons in proportion to weights, by largest remainder."""
    total = sum(weights)
    exact = [persons * weight / total for weight in weights]
    whole = [int(each) for each in exact]
    order = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for i in order[: persons - sum(whole)]:
        whole[i] += 1
    return whole


def staff(raw: Path, firm: Firm) -> list[tuple[str, str, int, float]]:
    """(SOC, title, persons, mean yearly pay in dollars) of a firm."""
    with gzip.open(raw / OEWS, "rt", encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["industry_code"] == firm.industry
            and row["display_level_occ"] == "3"
            and row["tot_emp"].isdigit()
            and row["a_mean"].isdigit()
            and (firm.persons_of is None or row["soc"] in firm.persons_of)
        ]
    total = sum(int(row["tot_emp"]) for row in rows)
    kept = [row for row in rows if int(row["tot_emp"]) / total >= firm.least]
    weights = [firm.persons_of[row["soc"]] if firm.persons_of else int(row["tot_emp"]) for row in kept]
    counts = share_out(firm.persons, weights)
    return [
        (row["soc"], ENGLISH.get(row["soc"], row["occupation_name"]), count, float(row["a_mean"]))
        for row, count in zip(kept, counts, strict=True)
        if count
    ]


def american_ages(raw: Path) -> Callable[[str], Sequence[float]]:
    """Weights of the five bands by SOC; a code without its own takes those of its family."""
    bands: dict[str, list[float]] = {}
    with (raw / AGES).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            young, b, c, d, e = (
                float(row["a16_19"] or 0) + float(row["a20_24"] or 0),
                float(row["a25_34"] or 0),
                float(row["a35_44"] or 0),
                float(row["a45_54"] or 0),
                float(row["a55_64"] or 0),
            )
            old = float(row["a65p"] or 0)
            bands[row["soc"]] = [young, b / 2, b / 2 + c, d + e / 2, e / 2 + old]
    return lambda soc: _family(bands, soc)


def american_women(raw: Path) -> Callable[[str], float]:
    """Share of women by SOC, through the titles of the Census occupations."""
    book = openpyxl.load_workbook(raw / WOMEN, read_only=True)
    by_title = {
        str(row[0]).strip().lower(): float(row[2]) / 100
        for row in book.active.iter_rows(values_only=True)
        if row[0] and isinstance(row[2], (int, float))
    }
    book.close()
    shares: dict[str, float] = {}
    with (raw / AGES).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            share = by_title.get(row["occupation"].strip().lower())
            if share is not None:
                shares[row["soc"]] = share
    return lambda soc: _family(shares, soc, 0.468)


def _family(found: Mapping[str, Value], soc: str, otherwise: Value | None = None) -> Value:
    """The value of a code, or of the first one that shares most of its digits."""
    for length in (7, 6, 5, 4, 2):
        for code, value in found.items():
            if code[:length] == soc[:length]:
                return value
    if otherwise is None:
        raise LookupError(soc)
    return otherwise


def chinese_group(raw: Path) -> Callable[[str], str]:
    """The packaged occupation group of a SOC: that of the unit group most of its people are in."""
    groups: dict[str, str] = {}
    for soc, units in soc_to_isco(raw).items():
        group = occupation_of_isco(max(units, key=lambda unit: (units[unit], unit)), soc)
        if group is not None:
            groups[soc] = group
    return lambda soc: {"43-4051": "4222", "27-3043": "264m"}.get(soc) or _family(groups, soc)


def chinese_people(province: str) -> tuple[dict[str, list[float]], dict[str, float], dict[str, float]]:
    """By group: weights of the age bands; share of women in the province; mean yearly pay in yuan."""
    table = read_table("china_employment_occupation_age")
    ages: dict[str, list[float]] = {}
    cells = zip(words(table, "occupation"), words(table, "age"), numbers(table, "employed"), strict=True)
    for group, band, persons in cells:
        ages.setdefault(group, [0.0] * len(BANDS))[BANDS.index(band)] += float(persons)
    table = read_table("china_employment_province_sex")
    sums: dict[str, list[float]] = {}
    columns = (words(table, name) for name in ("occupation", "province", "sex"))
    for group, where, sex, persons in zip(*columns, numbers(table, "employed"), strict=True):
        if where == province:
            sums.setdefault(group, [0.0, 0.0])[sex == "male"] += float(persons)
    women = {group: f / (f + m) for group, (f, m) in sums.items() if f + m > 0}
    table = read_table("china_wages")
    return (
        ages,
        women,
        dict(zip(words(table, "occupation"), numbers(table, "mean_wage").tolist(), strict=True)),
    )


def rows_of(
    people: Iterable[tuple[str, int, Sequence[float], float, float]], language: str, place: str
) -> list[tuple[object, ...]]:
    """One row a title, age band and sex: (title, persons, weights of bands, share of women, pay)."""
    said = WORDS[language]
    rows: list[tuple[object, ...]] = []
    for title, persons, bands, women, pay in people:
        cells = [w * s for w in bands for s in (women, 1 - women)]
        for i, count in enumerate(share_out(persons, cells)):
            band, sex = BANDS[i // 2], ("women", "men")[i % 2]
            seniority = (
                "entry" if band == "16-24" else "senior" if band in ("45-59", "60+") else "experienced"
            )
            if count:
                rows.append(
                    (
                        title,
                        band,
                        said[sex],
                        said["contract"],
                        said[seniority],
                        count,
                        40,
                        round(pay, -2),
                        place,
                    )
                )
    return rows


def write(path: Path, language: str, rows: list[tuple[object, ...]]) -> None:
    """Write one roster as CSV."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADS[language])
        writer.writerows([*row[:7], f"{float(str(row[7])):.0f}", row[8]] for row in rows)


def main(raw: Path, out: Path = HERE) -> None:
    """Write the six rosters under `out`."""
    ages, women, group_of = american_ages(raw), american_women(raw), chinese_group(raw)
    for firm in FIRMS:
        people = staff(raw, firm)
        english = [(title, count, ages(soc), women(soc), pay) for soc, title, count, pay in people]
        write(out / firm.folder / "roster.csv", "en", rows_of(english, "en", firm.places[0]))
        bands, shares, pays = chinese_people(firm.province)
        chinese = []
        for soc, _, count, _ in people:
            group = group_of(soc)
            chinese.append((CHINESE[soc], count, bands[group], shares.get(group, 0.5), pays[group]))
        write(out / firm.folder / "roster.zh.csv", "zh", rows_of(chinese, "zh", firm.places[1]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
