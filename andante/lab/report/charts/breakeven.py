"""Break-even slice: where the sign of a difference turns along one assumption, with the evidence on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from andante.lab.report.charts.axis import axis_over
from andante.lab.report.charts.picture import INK, MUTED, RULE, WIDTH, ZERO, Picture, Style, text_width, wrap


@dataclass(frozen=True, slots=True)
class Slice:
    """The tested values of one assumption, the differences there, and the range the evidence allows."""

    tested: Sequence[float]
    differences: Sequence[float]
    evidence: tuple[float, float]
    default: float
    turns_at: float | None


def breakeven_chart(
    title: str,
    subtitle: str,
    foot: str,
    data: Slice,
    style: Style,
    labels: tuple[str, str, str],
    tick_x: Callable[[float], str],
    tick_y: Callable[[float], str],
    height: float = 130.0,
) -> str:
    """`labels`: of the evidence box, of zero, of the turning point. The cross marks the default."""
    picture = Picture(title, subtitle, foot)
    evidence_label, zero_label, turn_label = labels
    top, bottom = picture.top + 8, picture.top + 8 + height
    y = axis_over(data.differences, bottom, top, 4, [0.0])
    left = 8 + max(text_width(tick_y(value), 11) for value in y.ticks)
    x = axis_over([*data.tested, *data.evidence], left, WIDTH - 14, 4)
    start, end = x(data.evidence[0]), x(data.evidence[1])
    picture.rect(start, top, end - start, bottom - top, "#efece4")
    for value in y.ticks:
        picture.line(left, y(value), x.end, y(value), ZERO if abs(value) < 1e-12 else RULE)
        picture.text(left - 5, y(value) + 4, tick_y(value), size=11, anchor="end", fill=MUTED)
    for value in x.ticks:
        picture.line(x(value), bottom, x(value), bottom + 3, MUTED)
        half = text_width(tick_x(value), 11) / 2
        picture.text(
            min(x(value), WIDTH - half), bottom + 14, tick_x(value), size=11, anchor="middle", fill=MUTED
        )
    points = sorted(zip(data.tested, data.differences, strict=True))
    if abs(points[0][1]) > abs(points[-1][1]):  # where the line is far from zero
        picture.text(left + 3, y(0.0) - 4, zero_label, size=10.5, halo=True)
    else:
        picture.text(x.end, y(0.0) - 4, zero_label, size=10.5, anchor="end", halo=True)
    picture.polyline([(x(a), y(b)) for a, b in points], style.colour, 2)
    for a, b in points:
        if a != data.default:
            picture.marker(x(a), y(b), style, 4)
    centre = next((b for a, b in points if a == data.default), None)
    if centre is not None:
        picture.marker(x(data.default), y(centre), Style(style.colour, "cross"), 5)
    below = bottom + 16
    if data.turns_at is not None:
        picture.line(x(data.turns_at), top, x(data.turns_at), bottom, INK, 1.2, "4 3")
        below += 13
        picture.text(0, below, turn_label, size=11, weight="bold")
    for line in wrap(evidence_label, WIDTH, 10.5):
        below += 13.5
        picture.text(0, below, line, size=10.5)
    return picture.render(below)
