"""The queue: filings waiting, as an area, under the line of what the offices can decide in a month."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from andante.lab.report.charts.axis import axis_over
from andante.lab.report.charts.picture import INK, MUTED, RULE, WIDTH, Picture, Style, text_width


def queue_chart(
    title: str,
    subtitle: str,
    foot: str,
    x: Sequence[float],
    waiting: Sequence[float],
    capacity: Sequence[float] | None,
    style: Style,
    waiting_label: str,
    capacity_label: str,
    tick: Callable[[float], str],
    height: float = 120.0,
) -> str:
    """Area of waiting filings and, where capacity is limited, its line; one axis, filings."""
    picture = Picture(title, subtitle, foot)
    y_key = picture.top + 10
    picture.rect(0, y_key - 9, 11, 11, style.colour, 0.35)
    picture.text(16, y_key, waiting_label, size=11, fill=style.colour)
    if capacity is not None:
        at = 16 + text_width(waiting_label, 11) + 16
        picture.line(at, y_key - 4, at + 16, y_key - 4, INK, 1.6, "6 3")
        picture.text(at + 21, y_key, capacity_label, size=11)
    top, bottom = y_key + 12, y_key + 12 + height
    y = axis_over([*waiting, *(capacity or ())], bottom, top, 4, [0.0])
    left = 8 + max(text_width(tick(value), 11) for value in y.ticks)
    time = axis_over(x, left, WIDTH - 8, 4, tight=True)
    for value in y.ticks:
        picture.line(left, y(value), WIDTH - 8, y(value), RULE)
        picture.text(left - 5, y(value) + 4, tick(value), size=11, anchor="end", fill=MUTED)
    for year in range(int(time.low) + 1, int(time.high) + 1):
        if (year - int(time.low)) % 2 == 1 or time.high - time.low < 6:
            picture.text(time(year), bottom + 14, str(year), size=11, anchor="middle", fill=MUTED)
    points = [(time(at), y(value)) for at, value in zip(x, waiting, strict=True)]
    picture.band(points, [(time(x[0]), bottom), (time(x[-1]), bottom)], style.colour)
    picture.polyline(points, style.colour, 1.6)
    if capacity is not None:
        picture.polyline(
            [(time(at), y(value)) for at, value in zip(x, capacity, strict=True)], INK, 1.6, "6 3"
        )
    return picture.render(bottom + 15)
