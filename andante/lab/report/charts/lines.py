"""Lines over time: observed history in black, runs with their range, a threshold, labels at the line ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from andante.lab.report.charts.axis import Axis, axis_over, spread
from andante.lab.report.charts.picture import (
    INK,
    MUTED,
    RULE,
    WIDTH,
    ZERO,
    Picture,
    Style,
    shorten,
    text_width,
    wrap,
)

LABELS = 122.0  # room for the labels at the right
MOST_LINES = 3  # of a label
COUNTERFACTUAL = Style("#595959", "circle", "1 3")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: x in years (2026.0 = January 2026), values, and the range where there is one."""

    label: str
    style: Style
    x: Sequence[float]
    value: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None
    markers: bool = False
    end_words: str = ""

    def part(self, keep: Sequence[int]) -> Line:
        """The same line at some of its points."""
        low, high = (None if band is None else [band[i] for i in keep] for band in (self.low, self.high))
        x, value = [self.x[i] for i in keep], [self.value[i] for i in keep]
        return replace(self, x=x, value=value, low=low, high=high)


@dataclass(frozen=True, slots=True)
class Dots:
    """Observed values, black: dots (hollow: another definition), or a line that breaks where one is None."""

    label: str
    x: Sequence[float]
    value: Sequence[float | None]
    hollow: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """Reference marks: a horizontal threshold and the vertical line where the policies part."""

    threshold: float | None = None
    threshold_label: str = ""
    start: float | None = None
    start_label: str = ""
    binding: Sequence[
        tuple[Style, Sequence[float]]
    ] = ()  # ribbon under the axis: months in which a cap binds
    binding_label: str = ""


def line_chart(
    title: str,
    subtitle: str,
    foot: str,
    lines: Sequence[Line],
    tick: Callable[[float], str],
    dots: Sequence[Dots] = (),
    marks: Marks | None = None,
    height: float = 165.0,
    include: Sequence[float] = (),
    vertical: Callable[[Sequence[float], float, float], Axis] | None = None,
) -> str:
    """The chart as SVG; one axis for one measure, with round steps if `vertical` makes no other."""
    marks = marks or Marks()
    picture = Picture(title, subtitle, foot)
    top, bottom = picture.top + 13, picture.top + 13 + height
    values = _all_values(lines, dots)
    y = (
        axis_over(values, bottom, top, 4, [*include, *_given(marks.threshold)])
        if vertical is None
        else vertical(values, bottom, top)
    )
    left = 8 + max(text_width(tick(value), 11) for value in y.ticks)
    times = [x for line in lines for x in line.x] + [x for series in dots for x in series.x]
    x = axis_over(times, left, WIDTH - LABELS, 4, tight=True)
    _grid(picture, x, y, tick, left)
    _reference_marks(picture, x, y, marks, left)
    for line in lines:
        if line.low is not None and line.high is not None:
            picture.band(_points(x, y, line.x, line.high), _points(x, y, line.x, line.low), line.style.colour)
    for line in lines:
        picture.polyline(_points(x, y, line.x, line.value), line.style.colour, 1.9, line.style.dash)
        if line.markers:
            for at, value in zip(line.x, line.value, strict=True):
                picture.marker(x(at), y(value), line.style, 2.6)
    for series in dots:
        _observed(picture, x, y, series)
    lowest = _end_labels(picture, x, y, lines, top, bottom)
    below = bottom + 14
    below = _ribbon(picture, x, marks, below, left)
    below = _key(picture, dots, marks, below)
    return picture.render(max(below, lowest))


def _all_values(lines: Sequence[Line], dots: Sequence[Dots]) -> list[float]:
    values = [value for series in dots for value in series.value if value is not None]
    for line in lines:
        values += line.value
        values += [*(line.low or ()), *(line.high or ())]
    return values


def _given(value: float | None) -> list[float]:
    return [] if value is None else [value]


def _points(x: Axis, y: Axis, times: Sequence[float], values: Sequence[float]) -> list[tuple[float, float]]:
    return [(x(at), y(value)) for at, value in zip(times, values, strict=True)]


def _grid(picture: Picture, x: Axis, y: Axis, tick: Callable[[float], str], left: float) -> None:
    """Horizontal rules with value labels; years under the plot."""
    for value in y.ticks:
        zero = abs(value) < 1e-12 and y.low < -1e-12
        picture.line(left, y(value), x.end, y(value), ZERO if zero else RULE)
        picture.text(left - 5, y(value) + 4, tick(value), size=11, anchor="end", fill=MUTED)
    years = [year for year in range(int(x.low), int(x.high) + 2) if x.low <= year <= x.high + 1e-9]
    stride = max(1, round(len(years) / 5))
    for year in (year for year in years if (year - years[-1]) % stride == 0):
        picture.line(x(year), y.start, x(year), y.start + 3, MUTED)
        picture.text(x(year), y.start + 14, str(year), size=11, anchor="middle", fill=MUTED)


def _reference_marks(picture: Picture, x: Axis, y: Axis, marks: Marks, left: float) -> None:
    if marks.start is not None and x.low < marks.start < x.high:
        picture.line(x(marks.start), y.end - 12, x(marks.start), y.start, MUTED, 1, "2 2")
        room = x.end - x(marks.start)
        if text_width(marks.start_label, 10.5) < room:
            picture.text(x(marks.start) + 4, y.end - 5, marks.start_label, size=10.5, fill=MUTED)
    if marks.threshold is not None:
        picture.line(left, y(marks.threshold), x.end, y(marks.threshold), INK, 1, "6 3")


def _observed(picture: Picture, x: Axis, y: Axis, series: Dots) -> None:
    black = Style(INK, "circle")
    stretch: list[tuple[float, float]] = []
    for at, value in zip(series.x, series.value, strict=True):
        if value is None:
            picture.polyline(stretch, INK, 2.2)
            stretch = []
        elif series.joined:
            stretch.append((x(at), y(value)))
        else:
            picture.marker(x(at), y(value), black, 2.4, hollow=series.hollow)
    picture.polyline(stretch, INK, 2.2)


def _end_labels(
    picture: Picture, x: Axis, y: Axis, lines: Sequence[Line], top: float, bottom: float
) -> float:
    """Last value and name beside the end of each line, moved apart where they touch; returns the lowest."""
    if not lines:
        return 0.0
    blocks = [_label_lines(line) for line in lines]
    gap = max(len(block) for block in blocks) * 12.5 + 3
    room = max(bottom, top + gap * (len(lines) - 1))
    centres = spread([y(line.value[-1]) for line in lines], gap, top, room)
    for line, block, centre in zip(lines, blocks, centres, strict=True):
        end = (x(line.x[-1]), y(line.value[-1]))
        picture.line(end[0] + 2, end[1], x.end + 9, centre, line.style.colour, 0.7)
        picture.marker(x.end + 13, centre, line.style, 3.4)
        first = centre - (len(block) - 1) * 6.25 + 4
        indent = 0.0
        if line.end_words:
            picture.text(x.end + 21, first, line.end_words, size=11, fill=line.style.colour, weight="bold")
            indent = text_width(line.end_words + " ", 11, bold=True)
        for row, text in enumerate(block):
            at = x.end + 21 + (indent if row == 0 else 0.0)
            picture.text(at, first + row * 12.5, text, size=11, fill=line.style.colour)
    return max(centres) + gap / 2


def _label_lines(line: Line) -> list[str]:
    """The name in up to three lines, the first of them shorter by the figure that stands before it."""
    room = LABELS - 22
    first_room = room - (text_width(line.end_words + " ", 11, bold=True) if line.end_words else 0.0)
    pieces = wrap(line.label, 1.0, 11)
    first = ""
    while pieces and text_width(_joined(first, pieces[0]), 11) <= first_room:
        first = _joined(first, pieces.pop(0))
    if not pieces:
        return [first]
    rest = [pieces.pop(0)]
    for piece in pieces:
        longer = _joined(rest[-1], piece)
        if len(rest) < MOST_LINES - 1 and text_width(longer, 11) > room:
            rest.append(piece)
        else:
            rest[-1] = longer
    return [first, *(shorten(line, room, 11) for line in rest)]


def _joined(text: str, piece: str) -> str:
    """Two pieces of a name: without a space after a hyphen or between Chinese characters."""
    if not text or text.endswith("-") or (ord(text[-1]) >= 0x2E80 and ord(piece[0]) >= 0x2E80):
        return text + piece
    return f"{text} {piece}"


def _ribbon(picture: Picture, x: Axis, marks: Marks, below: float, left: float) -> float:
    """Under the axis: one thin ribbon per policy for the months in which its cap binds."""
    if not marks.binding:
        return below
    below += 8
    for style, months in marks.binding:
        picture.line(left, below + 3, x.end, below + 3, RULE, 1)
        for month in months:
            picture.rect(x(month), below, (x.end - left) / (x.high - x.low) / 12 + 0.1, 6, style.colour)
        below += 9
    for row in wrap(marks.binding_label, WIDTH, 10.5):
        picture.text(0, below + 10, row, size=10.5, fill=MUTED)
        below += 13
    return below + 3


def _key(picture: Picture, dots: Sequence[Dots], marks: Marks, below: float) -> float:
    """What the black marks are: one line for the threshold and one per observed series."""
    if marks.threshold is not None:
        below += 16
        picture.line(0, below - 4, 14, below - 4, INK, 1, "6 2")
        picture.text(20, below, marks.threshold_label, size=10.5)
    for series in dots:
        below += 16
        if series.joined:
            picture.line(0, below - 4, 14, below - 4, INK, 2.2)
        else:
            picture.marker(7, below - 4, Style(INK, "circle"), 2.6, hollow=series.hollow)
        for row in wrap(series.label, WIDTH - 20, 10.5):
            picture.text(20, below, row, size=10.5, fill=INK)
            below += 12.5
        below -= 12.5
    return below
