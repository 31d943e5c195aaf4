"""Tiles of a gain or loss over two assumptions, with one contour where it turns and the evidence as a box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from andante.lab.report.charts.picture import INK, MUTED, WIDTH, Picture, Style, text_width, wrap

GAIN, LOSS = "#0b5c7f", "#b5490f"
FAINTEST, STRONGEST = 0.08, 0.6


@dataclass(frozen=True, slots=True)
class Tiles:
    """Values row by row of `y` (upwards), column by column of `x`, both rising; `contour`: one x a row."""

    x: Sequence[float]
    y: Sequence[float]
    values: Sequence[Sequence[float]]
    contour: Sequence[float | None]
    evidence: tuple[tuple[float, float], tuple[float, float]]  # of x, of y
    default: tuple[float, float]


def tiles_chart(
    title: str,
    subtitle: str,
    foot: str,
    data: Tiles,
    words: tuple[str, str, str, str],
    tick: Callable[[float], str],
    height: float = 112.0,
) -> str:
    """`words`: on the side of gains, on the side of losses, of the axis across, of box, line and cross."""
    picture = Picture(title, subtitle, foot)
    gain, loss, across, key = words
    left = 7 + max(text_width(tick(value), 11) for value in data.y)
    top, bottom, right = picture.top + 3, picture.top + 3 + height, WIDTH - 2
    x_edges, y_edges = edges(data.x), edges(data.y)

    def x(value: float) -> float:
        return left + (value - x_edges[0]) / (x_edges[-1] - x_edges[0]) * (right - left)

    def y(value: float) -> float:
        return bottom - (value - y_edges[0]) / (y_edges[-1] - y_edges[0]) * (bottom - top)

    largest = max(abs(value) for row in data.values for value in row) or 1.0
    for i, row in enumerate(data.values):
        for j, value in enumerate(row):
            opacity = FAINTEST + (STRONGEST - FAINTEST) * abs(value) / largest
            x0, x1, y0, y1 = x(x_edges[j]), x(x_edges[j + 1]), y(y_edges[i + 1]), y(y_edges[i])
            picture.rect(x0, y0, x1 - x0 - 0.6, y1 - y0 - 0.6, LOSS if value < 0 else GAIN, opacity, True)
    _evidence_box(picture, data, (x, y), (x_edges, y_edges))
    turning = [(x(at), y(up)) for at, up in zip(data.contour, data.y, strict=True) if at is not None]
    picture.polyline(turning, INK, 2.4)
    if len(turning) == 1:
        picture.marker(*turning[0], Style(INK, "circle"), 3)
    default_x, default_y = data.default
    if x_edges[0] <= default_x <= x_edges[-1] and y_edges[0] <= default_y <= y_edges[-1]:
        picture.marker(x(default_x), y(default_y), Style(INK, "cross"), 5.5)
    everything = [value for values in data.values for value in values]
    if max(everything) > 0:
        picture.text(left + 5, top + 14, gain, size=11, weight="bold", halo=True)
    if min(everything) < 0:
        picture.text(right - 5, bottom - 6, loss, size=11, anchor="end", weight="bold", halo=True)
    for value in data.y[:: max((len(data.y) - 1) // 4, 1)]:
        picture.text(left - 5, y(value) + 4, tick(value), size=11, anchor="end", fill=MUTED)
    for value in data.x:
        picture.text(x(value), bottom + 13, tick(value), size=11, anchor="middle", fill=MUTED)
    below = bottom + 13
    for text, weight in ((across, "bold"), (key, "")):
        for line in wrap(text, WIDTH, 10.5, bold=bool(weight)):
            below += 13.5
            picture.text(0, below, line, size=10.5, weight=weight)
    return picture.render(below)


def _evidence_box(
    picture: Picture,
    data: Tiles,
    places: tuple[Callable[[float], float], Callable[[float], float]],
    limits: tuple[Sequence[float], Sequence[float]],
) -> None:
    """A dashed box round the evidence, cut to what was tested."""
    (x, y), (x_edges, y_edges) = places, limits
    x0, x1 = (x(min(max(value, x_edges[0]), x_edges[-1])) for value in data.evidence[0])
    y0, y1 = (y(min(max(value, y_edges[0]), y_edges[-1])) for value in data.evidence[1])
    for x_a, y_a, x_b, y_b in ((x0, y0, x1, y0), (x1, y0, x1, y1), (x1, y1, x0, y1), (x0, y1, x0, y0)):
        picture.line(x_a, y_a, x_b, y_b, INK, 1.3, "5 3")


def edges(values: Sequence[float]) -> list[float]:
    """The edges of tiles that stand on rising values: half way between neighbours, as far out at the ends."""
    if len(values) == 1:
        return [values[0] - 0.5, values[0] + 0.5]
    middles = [(a + b) / 2 for a, b in pairwise(values)]
    return [2 * values[0] - middles[0], *middles, 2 * values[-1] - middles[-1]]
