"""Monthly paths made ready for a chart: twelve-month means, thinned; published series likewise."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from andante.lab.comparison import NO_FURTHER_ADOPTION, ObservedSeries, Path
from andante.lab.report.charts.lines import COUNTERFACTUAL, Dots, Line
from andante.lab.report.naming import month_number, year_position
from andante.lab.report.view import Desk

WINDOW = 12
EVERY = 4  # months between the points of a drawn line


@dataclass(frozen=True, slots=True)
class Drawn:
    """A policy's path on a chart, in the unit of its axis; months are the last of each window."""

    policy: str
    months: tuple[str, ...]
    value: tuple[float, ...]
    low: tuple[float, ...] | None
    high: tuple[float, ...] | None


def means(values: Sequence[float], window: int = WINDOW) -> list[float]:
    """Trailing means over `window`; shorter input gives one mean."""
    width = min(window, len(values))
    total, result = math.fsum(values[:width]), []
    for index in range(width - 1, len(values)):
        if index >= width:
            total += values[index] - values[index - width]
        result.append(total / width)
    return result


def drawn_paths(
    desk: Desk,
    series: str,
    convert: Callable[[float], float],
    window: int = WINDOW,
    counterfactual: bool = True,
) -> list[Drawn]:
    """The path of a series for each policy that has it, and for no further adoption."""
    paths = desk.comparison.paths
    wanted = [summary.name for summary in desk.comparison.policies]
    if counterfactual and NO_FURTHER_ADOPTION not in wanted:
        wanted.append(NO_FURTHER_ADOPTION)
    found = []
    for policy in wanted:
        path = paths.get(policy, {}).get(series)
        if path is not None and path.value and all(map(math.isfinite, path.value)):
            found.append(_drawn(policy, path, convert, window))
    return found


def _drawn(policy: str, path: Path, convert: Callable[[float], float], window: int) -> Drawn:
    def ready(values: tuple[float, ...] | None) -> tuple[float, ...] | None:
        return None if values is None else tuple(convert(value) for value in means(values, window))

    value = ready(path.value)
    assert value is not None
    return Drawn(
        policy, path.months[len(path.months) - len(value) :], value, ready(path.low), ready(path.high)
    )


def chart_lines(desk: Desk, paths: Sequence[Drawn], words: Callable[[float], str]) -> list[Line]:
    """Lines for the chart, thinned to every fourth month, the last kept."""
    lines = []
    for path in paths:
        keep = [index for index in range(len(path.months)) if (len(path.months) - 1 - index) % EVERY == 0]
        band = path.policy != NO_FURTHER_ADOPTION
        lines.append(
            Line(
                label=name_on_chart(desk, path.policy),
                style=desk.styles.get(path.policy, COUNTERFACTUAL),
                x=[year_position(path.months[index]) for index in keep],
                value=[path.value[index] for index in keep],
                low=[path.low[index] for index in keep] if band and path.low is not None else None,
                high=[path.high[index] for index in keep] if band and path.high is not None else None,
                end_words=words(path.value[-1]),
            )
        )
    return lines


def name_on_chart(desk: Desk, policy: str) -> str:
    """A policy's name, or that of the counterfactual."""
    return desk.names.get(policy) or desk.say("no-further-adoption")


def observed_factor(series: ObservedSeries) -> float:
    """What turns an observed rate into per cent."""
    return 1.0 if "%" in series.unit or "per cent" in series.unit else 100.0


def observed_means(series: ObservedSeries, first: str, label: str) -> Dots:
    """A published rate as twelve-month means in per cent from `first` on; None where a month is missing."""
    factor = observed_factor(series)
    by_month = {month_number(m): v for m, v in zip(series.months, series.values, strict=True)}
    x: list[float] = []
    values: list[float | None] = []
    for month in sorted(m for m in by_month if m >= month_number(first)):
        window = [by_month.get(month - back) for back in range(WINDOW)]
        present = [value for value in window if value is not None]
        x.append(month / 12.0)
        values.append(factor * math.fsum(present) / WINDOW if len(present) == WINDOW else None)
    return Dots(label, x, values, joined=True)
