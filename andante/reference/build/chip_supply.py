"""AI chips by quarter, maker and owner in H100-equivalents: China, and everyone else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from andante.errors import Problem, ReferenceDataError, Where
from andante.reference.build.us_crosswalk import number, rows_of
from andante.reference.catalog import Column, TableSpec

FOLDER = "epoch_ai"
OWNERS = f"{FOLDER}/nvidia_owners_cumulative_totals.csv"
NVIDIA = f"{FOLDER}/nvidia_calendar_quarter_chip_timelines.csv"
AMD = f"{FOLDER}/amd_chip_timelines.csv"
GOOGLE = f"{FOLDER}/tpu_calendar_quarter_chip_timelines.csv"
HUAWEI = f"{FOLDER}/huawei_ascend_compiled.csv"
MEDIAN = "Compute estimate in H100e (median)"
LOW, HIGH = "H100e (5th percentile)", "H100e (95th percentile)"

H100_FP16 = 989.4
"""TFLOPS, dense; Nvidia's data sheet."""
DIES_PER_910C = 2
PACKAGING_YIELD = 0.75
"""Share of the Ascend dies that survive packaging; CSIS, March 2025."""

TABLE = TableSpec(
    name="chip_supply",
    title="AI chips delivered by quarter, maker and owner, 2022 to the first quarter of 2026",
    publisher="Epoch AI; for Huawei press and think-tank reports",
    vintage="estimates generated March and April 2026",
    licence="CC BY 4.0 (Epoch AI); Huawei: facts reported by the press",
    transformation=(
        "Nvidia, AMD and Google: chip types summed by quarter. China's Nvidia chips: the owner's cumulative "
        "total less that of the quarter before; its percentiles keep their ratio to the median of the "
        "cumulative total. Everyone else: the maker's total less China. Huawei: 2 million dies of 2023-2024 "
        "times .75 that survive packaging times .404 H100-equivalents (half of a 910C, 800 TFLOPS over 989), "
        "spread over 2024 and 2025 as the dies of the reported 910B and 910C output, evenly inside a year; "
        "low: the reported output itself; high: all dies."
    ),
    sources=(OWNERS, NVIDIA, AMD, GOOGLE, HUAWEI),
    columns=(
        Column("quarter", "official", "YYYYQn", "calendar quarter"),
        Column("month", "official", "YYYY-MM", "its first month"),
        Column("owner", "mapped", "", "china, or others: every owner outside China"),
        Column("maker", "official", "", "nvidia, amd, google (TPU) or huawei (Ascend)"),
        Column("median", "mapped", "H100-equivalents", "chips delivered in the quarter"),
        Column("low", "imputed", "H100-equivalents", "5th percentile; Huawei: low estimate"),
        Column("high", "imputed", "H100-equivalents", "95th percentile; Huawei: high estimate"),
        Column("basis", "official", "", "mapped or assumed: how the row's median came about"),
        Column("complete", "official", "", "no: the source does not cover the whole quarter"),
    ),
    weaknesses=(
        "Estimates, not counts: makers do not publish them, and owners outside China are known by name for "
        "two thirds of the chips only.",
        "AMD's and Google's chips are all counted outside China: the source does not split them.",
        "Amazon's own chips and Chinese makers besides Huawei are missing; so are chips from before 2022.",
        "Smuggled chips are counted with everyone else, where the maker sold them.",
        "Huawei's row is an assumption: the 2 million dies are contested, the year they were used in is not "
        "known, and there is no row for 2022, 2023 and 2026, which does not mean none.",
        "The percentiles of a sum are summed, as if all errors had one sign: the band is too wide.",
    ),
)


@dataclass(frozen=True)
class Chips:
    """H100-equivalents of one quarter: median, low, high."""

    median: float = 0.0
    low: float = 0.0
    high: float = 0.0

    def __add__(self, other: Chips) -> Chips:
        return Chips(self.median + other.median, self.low + other.low, self.high + other.high)

    def __sub__(self, other: Chips) -> Chips:
        return Chips(self.median - other.median, self.low - other.low, self.high - other.high)


def build(raw: Path) -> pa.Table:
    """Return one row per quarter, owner and maker that a source has a figure for."""
    china = _china_nvidia(raw / OWNERS)
    nvidia, nvidia_partly = _by_quarter(raw / NVIDIA)
    rows = [(q, "china", "nvidia", chips, "mapped", nvidia_partly) for q, chips in china.items()]
    rows += [(q, "others", "nvidia", nvidia[q] - china[q], "mapped", nvidia_partly) for q in nvidia]
    for maker, source in (("amd", AMD), ("google", GOOGLE)):
        chips, partly = _by_quarter(raw / source)
        rows += [(q, "others", maker, chips[q], "mapped", partly) for q in chips]
    rows += [(q, "china", "huawei", chips, "assumed", set()) for q, chips in _huawei(raw / HUAWEI).items()]
    rows.sort(key=lambda row: row[:3])
    return pa.table(
        {
            "quarter": [row[0] for row in rows],
            "month": [first_month(row[0]) for row in rows],
            "owner": [row[1] for row in rows],
            "maker": [row[2] for row in rows],
            "median": pa.array([row[3].median for row in rows], pa.float64()),
            "low": pa.array([row[3].low for row in rows], pa.float64()),
            "high": pa.array([row[3].high for row in rows], pa.float64()),
            "basis": [row[4] for row in rows],
            "complete": ["no" if row[0] in row[5] else "yes" for row in rows],
        }
    )


def first_month(quarter: str) -> str:
    """The first month of a quarter: 2024Q2 -> 2024-04."""
    year, number_in_year = quarter.split("Q")
    return f"{year}-{3 * int(number_in_year) - 2:02d}"


def _quarter(date: str) -> str:
    month, _, year = date.split("/")
    return f"{year}Q{(int(month) + 2) // 3}"


def _chips(row: dict[str, str], source: Path) -> Chips:
    figures = [number(row[name]) for name in (MEDIAN, LOW, HIGH)]
    if None in figures:
        raise ReferenceDataError(Problem(f"{row['Name']!r} has no estimate", Where(file=str(source))))
    return Chips(*(float(figure) for figure in figures if figure is not None))


def _by_quarter(source: Path) -> tuple[dict[str, Chips], set[str]]:
    total: dict[str, Chips] = defaultdict(Chips)
    partly = set()
    for row in rows_of(source):
        quarter = _quarter(row["End date"])
        total[quarter] = total[quarter] + _chips(row, source)
        if row["Notes"].startswith("Incomplete"):
            partly.add(quarter)
    return dict(total), partly


def _china_nvidia(source: Path) -> dict[str, Chips]:
    cumulative = {
        _quarter(row["End date"]): _chips(row, source) for row in rows_of(source) if row["Owner"] == "China"
    }
    delivered, before = {}, 0.0
    for quarter, chips in sorted(cumulative.items()):
        added = chips.median - before
        delivered[quarter] = Chips(added, added * chips.low / chips.median, added * chips.high / chips.median)
        before = chips.median
    return delivered


def _huawei(source: Path) -> dict[str, Chips]:
    figure = {(row["item"], row["year"]): number(row["value"]) for row in rows_of(source)}
    per_die = _known(figure, "910C FP16", "2025", source) / H100_FP16 / DIES_PER_910C
    dies = _known(figure, "TSMC-made 910B dies obtained via proxies", "2023-2024", source)
    used = {
        "2024": _known(figure, "Ascend 910B production", "2024", source),
        "2025": _known(figure, "Ascend 910B planned", "2025", source)
        + DIES_PER_910C * _known(figure, "Ascend 910C planned", "2025", source),
    }
    quarters = {}
    for year, count in used.items():
        stock = dies * count / sum(used.values())
        chips = Chips(stock * PACKAGING_YIELD * per_die / 4, count * per_die / 4, stock * per_die / 4)
        quarters.update({f"{year}Q{quarter}": chips for quarter in (1, 2, 3, 4)})
    return quarters


def _known(figures: dict[tuple[str, str], float | None], item: str, year: str, source: Path) -> float:
    value = figures.get((item, year))
    if value is None:
        raise ReferenceDataError(Problem(f"no figure for {item!r} of {year}", Where(file=str(source))))
    return value
