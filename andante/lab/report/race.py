"""Appendix, the race: chips, the technology gap, the productivity gap, and what it does to jobs."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from andante.lab.comparison import ChipSource, Path
from andante.lab.report.naming import capital, competitor_title, economy_in_sentence, in_sentence
from andante.lab.report.numbers import number, significant
from andante.lab.report.paths import Spec, path_figure
from andante.lab.report.technology_gap import technology_figure
from andante.lab.report.view import Desk, Section, Table

RACE = (
    Spec("productivity_gap", "subtitle.productivity_gap", "gain", "productivity_gap", 100.0, 2),
    Spec("trade_jobs", "subtitle.trade_jobs", "flow", "trade_jobs", 1.0, 0),
)
SCARCE = 0.05  # log points of the price of inference below which it is not called scarce
EVEN = 0.05  # log points of capability below which nobody is said to be ahead


def race_section(desk: Desk) -> Section | None:
    """What the competitor does beside the economy; None where none was simulated."""
    competitor = desk.comparison.competitor
    if competitor is None:
        return None
    say = desk.say
    gap = _gap(desk)
    ahead = say("race.finding_even") if gap is None else say("race.finding", ahead=gap.ahead, end=gap.end)
    found = (technology_figure(desk, ahead), *(path_figure(desk, spec) for spec in RACE))
    figures = [figure for figure in found if figure is not None]
    return Section(
        "race",
        say("race"),
        (_who(desk), *_gap_words(desk), *_chip_words(desk)),
        tuple(figures),
        folded=_chip_sources(desk),
        notes=(say("race.caveat"),),
    )


def _who(desk: Desk) -> str:
    competitor = desk.comparison.competitor
    assert competitor is not None
    chinese = desk.say.language == "zh" and competitor.policy_title_zh
    title = competitor.policy_title_zh if chinese else competitor.policy_title
    # The name alone: what stands in brackets tells where the design comes from.
    title = re.split(r"\s*[(（]", title)[0]
    return desk.say(
        "race.lead",
        competitor=capital(competitor_title(desk.comparison, desk.say)),
        economy=economy_in_sentence(desk.comparison, desk.say),
        policy=in_sentence(title, desk.say.language),
    )


@dataclass(frozen=True, slots=True)
class _Gap:
    """Who is ahead in capability at the end, as words; factors of effective compute."""

    ahead: str
    behind: str
    start: str
    end: str
    turned: bool  # the other one was ahead when the policies began


def _gap(desk: Desk) -> _Gap | None:
    """None where the gap is not known or nobody is ahead."""
    path = desk.comparison.paths.get(desk.comparison.reference, {}).get("technology_gap")
    if path is None or abs(path.value[-1]) < EVEN:
        return None
    start, end = _before(path, desk.comparison.from_month), path.value[-1]
    names = economy_in_sentence(desk.comparison, desk.say), competitor_title(desk.comparison, desk.say)
    ahead, behind = (names[1], names[0]) if end > 0 else names
    before, after = (significant(math.exp(abs(each)), 2) for each in (start, end))
    return _Gap(ahead, behind, before, after, turned=start * end < 0)


def _gap_words(desk: Desk) -> tuple[str, ...]:
    """Who is ahead in capability at the end, by which factor, and against the start."""
    gap = _gap(desk)
    if gap is None:
        names = economy_in_sentence(desk.comparison, desk.say), competitor_title(desk.comparison, desk.say)
        return (desk.say("race.even", economy=names[0], competitor=names[1]),)
    key = "race.overtaken" if gap.turned else "race.ahead"
    return (desk.say(key, ahead=gap.ahead, behind=gap.behind, end=gap.end, start=gap.start),)


def _before(path: Path, month: str) -> float:
    earlier = [value for at, value in zip(path.months, path.value, strict=True) if at < month]
    return earlier[-1] if earlier else path.value[0]


def _chip_words(desk: Desk) -> tuple[str, ...]:
    """The chip supply path, and by what it acts in this comparison."""
    chips, say = desk.comparison.chips, desk.say
    if chips is None:
        return ()
    chinese = say.language == "zh"
    title = chips.title_zh if chinese and chips.title_zh else chips.title
    introduction = chips.introduction_zh if chinese and chips.introduction_zh else chips.introduction
    found = [say("race.chips", title=title, introduction=introduction)]
    own = desk.comparison.paths.get(desk.comparison.reference, {})
    feasible, price = own.get("feasible_share"), own.get("inference_price")
    if feasible is not None:
        found.append(
            say(
                "race.why",
                start=number(100 * _before(feasible, desk.comparison.from_month), 0),
                end=number(100 * feasible.value[-1], 0),
            )
        )
    if price is not None:
        peak = max(price.value)
        dearer = number(100 * math.expm1(peak), 0)
        found.append(say("race.rationed", dearer=dearer) if peak > SCARCE else say("race.not_rationed"))
    return tuple(found)


def _chip_sources(desk: Desk) -> tuple[Table, ...]:
    """Every figure of the path with its source."""
    chips, say = desk.comparison.chips, desk.say
    if chips is None or not chips.sources:
        return ()
    keys = ("economy", "series", "from", "value", "unit", "source", "tag")
    columns = tuple(say(f"column.{key}") for key in keys)
    rows = tuple(_source_row(each) for each in chips.sources)
    return (Table(columns, rows, frozenset(), frozenset({0, 1, 4, 5}), caption=say("race.sources")),)


def _source_row(each: ChipSource) -> tuple[str, ...]:
    low, high = significant(each.low, 3), significant(each.high, 3)
    return (
        each.economy,
        each.series.replace("_", " "),
        f"{each.start}–{each.until}",
        low if low == high else f"{low}–{high}",
        each.unit,
        each.source,
        each.tag,
    )
