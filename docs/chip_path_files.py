"""Writes the packaged chip supply paths, `andante/lab/chips/*.csv`: `python docs/chip_path_files.py`; tested.

All share the history up to the end of 2025, from the table `chip_supply`; what follows is assumed here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from andante.lab.chip_path_file import CHIPS, GROWTH, HEADER_KEYS, SHARE, ChipRow, write_chip_file
from andante.reference.tables import read_table

FOLDER = Path(__file__).parents[1] / "andante" / "lab" / "chips"
QUARTERS = tuple(f"{year}-{month:02d}" for year in range(2022, 2036) for month in (1, 4, 7, 10))
FUTURE = "2026-01"
CHINA, LEADER = "china", "united-states"

CHINA_SHARE_FROM, CHINA_SHARE_UNTIL = "2022-01", "2022-04"
"""The quarters before the first controls, of whose Nvidia chips China bought its share."""
LEADER_SHARE = 0.78
"""Of what is not sold to China; hyperscalers with seat in the United States, [A], .75 to .8 and more."""
GROWTH_START, GROWTH_END, GROWTH_YEARS = 0.80, 0.15, 2.5
"""World deliveries: log points a year from 2026 on, falling towards the second with this time constant."""
SMUGGLED_BEFORE = {"2022": 0.0, "2023": 12_500 / 4, "2024": 140_000 / 4, "2025": 140_000 / 4}
DOMESTIC_EARLY = 0.1
"""Of the quarterly output of 2024, for 2022 and 2023, for which no source has a figure."""

EPOCH = "table chip_supply (Epoch AI, generated 2026-04)"
SMUGGLED_SOURCE = {
    "2022": "before the controls of 2022-10 took hold there was nothing to smuggle",
    "2023": "CNAS 2023-10: median 12,500 chips a year; a chip counted as one H100",
    "2024": "CNAS 2025-06: median 140,000 chips, 10,000 to several hundred thousand; a chip as one H100",
    "2025": "as in 2024: no estimate for 2025",
}


@dataclass(frozen=True)
class Cell:
    """A value with where it comes from."""

    value: float
    source: str
    tag: str


@dataclass(frozen=True)
class Future:
    """What one path assumes from 2026 on, by quarter."""

    name: str
    title: str
    title_zh: str
    introduction: str
    introduction_zh: str
    permitted: Callable[[str], Cell]
    smuggled: Cell
    domestic_growth: float | None = None
    domestic_limit: float | None = None


def observed() -> dict[tuple[str, str], dict[str, float]]:
    """(owner, maker) -> first month of the quarter -> H100-equivalents, complete quarters up to 2025."""
    chips: dict[tuple[str, str], dict[str, float]] = {}
    for row in read_table("chip_supply").to_pylist():
        if row["month"] < FUTURE:
            chips.setdefault((row["owner"], row["maker"]), {})[row["month"]] = row["median"]
    return chips


class History:
    """The observed quarters, and the world supply that every path continues in the same way."""

    def __init__(self) -> None:
        chips = observed()
        bought, domestic = chips[CHINA, "nvidia"], chips[CHINA, "huawei"]
        others = [chips["others", maker] for maker in ("nvidia", "amd", "google")]
        self.bought = bought
        self.domestic = domestic
        self.merchant = {q: bought[q] + others[0][q] + others[1].get(q, 0) for q in bought}
        self.world = {q: self.merchant[q] + others[2].get(q, 0) for q in bought}
        before = [q for q in bought if CHINA_SHARE_FROM <= q <= CHINA_SHARE_UNTIL]
        self.china_share = sum(bought[q] for q in before) / sum(self.merchant[q] for q in before)
        growth = 1.0
        last = max(bought)
        for number, quarter in enumerate(q for q in QUARTERS if q >= FUTURE):
            years = (number + 0.5) / 4
            rate = GROWTH_END + (GROWTH_START - GROWTH_END) * math.exp(-years / GROWTH_YEARS)
            growth *= math.exp(rate / 4)
            self.merchant[quarter] = self.merchant[last] * growth
            self.world[quarter] = self.world[last] * growth

    def offered(self, quarter: str) -> Cell:
        """What makers abroad would sell to China: its share before the controls, or its purchases if more."""
        share = f"{self.china_share:.1%} of Nvidia's and AMD's chips, as in the first half of 2022"
        wanted = self.china_share * self.merchant[quarter]
        if quarter >= FUTURE:
            return Cell(wanted, f"{share}; world deliveries of 2025Q4 growing {_growth_words()}", "A")
        if self.bought[quarter] >= wanted:
            return Cell(self.bought[quarter], f"{EPOCH}: what China bought", "C")
        return Cell(wanted, f"{share}; {EPOCH}", "A")

    def permitted(self, quarter: str) -> Cell:
        """What China bought of what was offered."""
        return Cell(self.bought[quarter] / self.offered(quarter).value, f"{EPOCH}: bought over offered", "C")


def _growth_words() -> str:
    return f"{GROWTH_START:.0%} a year (log) in 2026, slowing to {GROWTH_END:.0%}"


def rows(future: Future) -> Iterator[tuple[str, str, str, Cell, str]]:
    """(month, economy, series, cell, unit) of a path, in the order of its file."""
    history = History()
    permitted = {q: future.permitted(q) if q >= FUTURE else history.permitted(q) for q in QUARTERS}
    for quarter in QUARTERS:
        yield quarter, CHINA, "offered", history.offered(quarter), CHIPS
    for quarter in QUARTERS:
        yield quarter, CHINA, "permitted_share", permitted[quarter], SHARE
    for quarter in QUARTERS:
        year = quarter[:4]
        past = Cell(
            SMUGGLED_BEFORE.get(year, 0.0),
            SMUGGLED_SOURCE.get(year, ""),
            "V" if year in ("2023", "2024") else "A",
        )
        yield quarter, CHINA, "smuggled", future.smuggled if quarter >= FUTURE else past, CHIPS
    early = DOMESTIC_EARLY * min(history.domestic.values())
    assumed = Cell(early, "no source has a figure; a tenth of the output of 2024", "A")
    for quarter in (q for q in QUARTERS if q < FUTURE):
        known = quarter in history.domestic
        source = (
            "table chip_supply: Ascend dies (CSIS 2025-03) at .404 H100-equivalents, .75 survive packaging"
        )
        cell = Cell(history.domestic[quarter], source, "A") if known else assumed
        yield quarter, CHINA, "domestic", cell, CHIPS
    for name, value, unit in (
        ("domestic_growth", future.domestic_growth, GROWTH),
        ("domestic_limit", future.domestic_limit, CHIPS),
    ):
        if value is not None:
            yield FUTURE, CHINA, name, Cell(value, "assumed for a breakthrough", "A"), unit
    for quarter in QUARTERS:
        arrives = permitted[quarter].value * history.offered(quarter).value
        source = f"{LEADER_SHARE:.0%} of all chips not sold to China; {EPOCH}"
        if quarter >= FUTURE:
            source = (
                f"{LEADER_SHARE:.0%} of all chips not sold to China; deliveries growing {_growth_words()}"
            )
        yield (
            quarter,
            LEADER,
            "offered",
            Cell(LEADER_SHARE * (history.world[quarter] - arrives), source, "A"),
            CHIPS,
        )
    for quarter in QUARTERS:
        yield quarter, LEADER, "permitted_share", Cell(1, "no controls at home", "A"), SHARE
    for quarter in QUARTERS:
        yield quarter, LEADER, "smuggled", Cell(0, "no controls at home", "A"), CHIPS
    for quarter in (q for q in QUARTERS if q < FUTURE):
        yield quarter, LEADER, "domestic", Cell(0, "counted in offered", "A"), CHIPS


def share_2025() -> float:
    """What China bought of what was offered in 2025, all four quarters together."""
    history = History()
    year = [q for q in history.bought if q.startswith("2025")]
    return sum(history.bought[q] for q in year) / sum(history.offered(q).value for q in year)


def _constant(value: float, source: str, tag: str = "A") -> Callable[[str], Cell]:
    return lambda _: Cell(value, source, tag)


def _rules_2026(quarter: str) -> Cell:
    """BIS rule of January 2026, tariff and refusal by buyers' customs, as steps."""
    if quarter < "2026-07":
        return Cell(
            0, "H200 case by case since 2026-01-15, no delivery completed; Chinese customs block", "R"
        )
    rule = "quota .5 (H200 class, half of home sales) x tariff 25 % (.8) x buyers' acceptance"
    if quarter < "2026-10":
        return Cell(0.5 * 0.8 * 0.1, f"{rule} .1", "A")
    if quarter < "2027-01":
        return Cell(0.5 * 0.8 * 0.2, f"{rule} .2", "A")
    return Cell(0.5 * 0.8 * 0.3, f"{rule} .3", "A")


SAME_PAST = "The history up to the end of 2025 is the same in every packaged path."
SAME_PAST_ZH = "至2025年底的历史在各条内置路径中相同。"
AS_2024 = Cell(140_000 / 4, "as in 2024 and 2025", "A")
FUTURES = (
    Future(
        "no-controls",
        "No export controls from 2026 on",
        "2026年起无出口管制",
        "From 2026 on China may buy the share of the world's chips that it bought before the first controls. "
        + SAME_PAST,
        "自2026年起，中国可购买其在首次管制前所占份额的芯片。" + SAME_PAST_ZH,
        _constant(1, "no controls"),
        Cell(0, "nothing to smuggle without controls", "A"),
    ),
    Future(
        "controls-2022-2025",
        "The controls of 2022 to 2025, kept",
        "维持2022至2025年的管制",
        "China goes on to buy the share of what is offered that it bought in 2025, under the controls as "
        "they stood then. " + SAME_PAST,
        "中国继续按2025年的管制，购买与该年相同比例的所供芯片。" + SAME_PAST_ZH,
        _constant(share_2025(), "share of 2025 as a whole; table chip_supply", "A"),
        AS_2024,
    ),
    Future(
        "rules-2026",
        "The rules of 2026: case by case, tariff, quota, refusal by buyers",
        "2026年规则：个案审批、关税、配额与买方拒收",
        "H200-class chips case by case with a quota and a 25 % tariff; Chinese customs and buyers refuse "
        "most of them; Ascend output grows from its level of 2025. " + SAME_PAST,
        "H200级芯片个案审批，设配额并征25%关税；中国海关与买方拒收大部分；昇腾产量自2025年水平增长。"
        + SAME_PAST_ZH,
        _rules_2026,
        Cell(100_000 / 4, "below 140,000 a year, because some chips can be bought", "A"),
    ),
    Future(
        "full-embargo",
        "Full embargo from 2026 on",
        "2026年起全面禁运",
        "No AI chips are sold to China, and enforcement halves smuggling. " + SAME_PAST,
        "不向中国出售任何人工智能芯片，执法使走私减半。" + SAME_PAST_ZH,
        _constant(0, "embargo"),
        Cell(70_000 / 4, "half of 2024: enforcement", "A"),
    ),
    Future(
        "domestic-breakthrough",
        "Breakthrough of domestic chips",
        "国产芯片取得突破",
        "The rules of 2026 for imports; domestic makers grow by .9 log points a year before scarcity adds to "
        "it, up to 2 million H100-equivalents a month. " + SAME_PAST,
        "进口按2026年规则；国产芯片在稀缺加速之前每年增长0.9对数点，上限为每月200万块H100当量。"
        + SAME_PAST_ZH,
        _rules_2026,
        Cell(100_000 / 4, "below 140,000 a year, because some chips can be bought", "A"),
        domestic_growth=0.9,
        domestic_limit=6e6,
    ),
)


def file_text(future: Future) -> str:
    """The whole file of one path, its figures to six digits."""
    header = {key: getattr(future, key) for key in HEADER_KEYS}
    return write_chip_file(
        header,
        (
            ChipRow(month, economy, series, float(f"{cell.value:.6g}"), unit, cell.source, cell.tag)
            for month, economy, series, cell, unit in rows(future)
        ),
    )


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    for future in FUTURES:
        (FOLDER / f"{future.name}.csv").write_text(file_text(future), encoding="utf-8")


if __name__ == "__main__":
    main()
