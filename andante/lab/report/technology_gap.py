"""The technology gap as ratio lines on a log axis: one line where it is the same for every policy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from andante.lab.report.charts.axis import ratio_axis
from andante.lab.report.charts.lines import Marks, line_chart
from andante.lab.report.charts.picture import INK, Style
from andante.lab.report.naming import competitor_title, economy_in_sentence, year_position
from andante.lab.report.numbers import significant
from andante.lab.report.timeline import Drawn, chart_lines, drawn_paths, name_on_chart
from andante.lab.report.view import Desk, Figure, Table

SERIES = "technology_gap"
SAME = 1e-9  # log points within which two gaps are one


def technology_figure(desk: Desk, finding: str) -> Figure | None:
    """The ratio of effective compute of the one that ends ahead to the other; None where it is not known."""
    gaps = drawn_paths(desk, SERIES, float, window=1)
    if not gaps:
        return None
    say = desk.say
    one = _same(gaps)
    names = (competitor_title(desk.comparison, say), economy_in_sentence(desk.comparison, say))
    sign = 1.0 if gaps[0].value[-1] >= 0.0 else -1.0
    ahead, behind = names if sign > 0 else names[::-1]
    # Decimal logarithms of the ratio: a straight line is a constant rate of growth of the lead.
    paths = [
        replace(path, value=tuple(sign * value / math.log(10.0) for value in path.value), low=None, high=None)
        for path in (gaps[:1] if one else gaps)
    ]

    def ratio(exponent: float) -> str:
        return say("race.times", x=significant(10.0**exponent, 2))

    lines = chart_lines(desk, paths, ratio)
    if one:
        lines = [replace(lines[0], label=say("race.every_policy"), style=Style(INK, "circle"))]
    title = say("race.ratio.title", ahead=ahead, behind=behind)
    picture = line_chart(
        title,
        say("race.ratio.subtitle"),
        desk.foot,
        lines,
        ratio,
        marks=Marks(start=year_position(desk.comparison.from_month), start_label=say("policies_from")),
        vertical=ratio_axis,
    )
    columns = (
        say("column.month"),
        *((say("race.every_policy"),) if one else (name_on_chart(desk, path.policy) for path in paths)),
    )
    rows = tuple(
        (month, *(ratio(path.value[index]) for path in paths))
        for index, month in enumerate(paths[0].months)
        if month.endswith("-12") or index == len(paths[0].months) - 1
    )
    return Figure(
        f"path-{SERIES}",
        finding,
        say("race.ratio.describe_one" if one else "race.ratio.describe", ahead=ahead, behind=behind),
        (picture,),
        Table(columns, rows, frozenset(range(1, len(columns)))),
    )


def common_lead(desk: Desk) -> tuple[str, str] | None:
    """Who is ahead at the end and by which factor, where that is the same under every policy; else None."""
    gaps = drawn_paths(desk, SERIES, float, window=1)
    if not gaps or not _same(gaps):
        return None
    names = (competitor_title(desk.comparison, desk.say), economy_in_sentence(desk.comparison, desk.say))
    end = gaps[0].value[-1]
    return names[0 if end >= 0.0 else 1], significant(math.exp(abs(end)), 2)


def _same(gaps: Sequence[Drawn]) -> bool:
    """Whether every policy has the same gap in every month."""
    first = gaps[0].value
    return all(
        len(path.value) == len(first)
        and all(abs(a - b) <= SAME for a, b in zip(path.value, first, strict=True))
        for path in gaps
    )
