"""The sheet every chart is drawn on: title, unit, foot and version inside the picture, and text that fits.

Pictures are 400 units wide so that one drawing reads on a phone and, side by side,
on a desk screen and on A4.
Text is measured with the widths of Arial, the metric that every fallback font of the style sheet shares or
stays near; a margin of safety covers the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

WIDTH = 400.0
EDGE = 2.0  # room at the right for glyphs that a printer sets a little wider
INK = "#1b1b1b"
MUTED = "#595959"
RULE = "#d9d6cf"
ZERO = "#767676"

# Arial advance widths in thousandths of the size; anything absent is taken as 560, CJK as 1000.
_NARROW = dict.fromkeys("ijl'|", 225) | dict.fromkeys(".,:;!/ftI[] \\·", 280) | dict.fromkeys('r()-"`', 334)
_WIDE = dict.fromkeys("mM%", 880) | dict.fromkeys("W", 950) | dict.fromkeys("w", 722)
_CAPITALS = dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&", 690) | dict.fromkeys("ckJsvxyz", 500)
_WIDTHS = _CAPITALS | _NARROW | _WIDE
_SAFETY = 1.04


@dataclass(frozen=True, slots=True)
class Style:
    """How one policy is drawn everywhere: colour (at least 4.5:1 on white), marker shape and line dash."""

    colour: str
    shape: str
    dash: str = ""


# Luminance falls from style to style as well as hue changes, so that grey print keeps them apart.
POLICY_STYLES = (
    Style("#b5490f", "circle"),
    Style("#0b5c7f", "square", "7 3"),
    Style("#6a7200", "triangle", "2 3"),
    Style("#7d2f86", "diamond", "9 3 2 3"),
    Style("#a11647", "down", "4 2"),
    Style("#3d4a5c", "cross", "1 2"),
)


def style_of(index: int) -> Style:
    """The style of the policy at a position in the comparison; they repeat after the sixth."""
    return POLICY_STYLES[index % len(POLICY_STYLES)]


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of a line of text at a font size, in the units of the picture, on the safe side."""
    total = 0
    for character in text:
        total += 1000 if ord(character) >= 0x2E80 else _WIDTHS.get(character, 560)
    return total / 1000 * size * _SAFETY * (1.06 if bold else 1.0)


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Break `text` into lines no wider than `width`: between words, or between characters of Chinese."""
    pieces: list[str] = []
    for word in text.split(" "):
        piece = ""
        for character in word:
            if ord(character) >= 0x2E80 and character not in "，。、；：）”’》？！%":
                if piece:
                    pieces.append(piece)
                piece = character
            else:
                piece += character
                if character == "-" and len(piece) > 1:
                    pieces.append(piece)
                    piece = ""
        pieces.append(piece + " ")
    lines, line = [], ""
    for piece in pieces:
        if line and text_width((line + piece).rstrip(), size, bold) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    lines.append(line.rstrip())
    return lines


def shorten(text: str, width: float, size: float, bold: bool = False) -> str:
    """`text` cut with an ellipsis to fit `width`."""
    if text_width(text, size, bold) <= width:
        return text
    while text and text_width(text + "…", size, bold) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def coordinate(value: float) -> str:
    """A coordinate to a tenth of a unit, without trailing zeros."""
    return (
        f"{value:.1f}".rstrip("0").rstrip(".").replace("-0", "0")
        if abs(value) < 0.05
        else f"{value:.1f}".removesuffix(".0")
    )


@dataclass(slots=True)
class Picture:
    """An SVG under construction. Elements are appended top-down; `render` closes it with the foot."""

    title: str
    subtitle: str
    foot: str
    width: float = WIDTH
    elements: list[str] = field(default_factory=list)
    top: float = 0.0  # where the plot may begin, after title and subtitle

    def __post_init__(self) -> None:
        y = 13.0
        for line in wrap(self.title, self.width, 13, bold=True):
            self.text(0, y, line, size=13, weight="bold")
            y += 16
        for line in wrap(self.subtitle, self.width, 11.5) if self.subtitle else []:
            self.text(0, y, line, size=11.5, fill=MUTED)
            y += 14.5
        self.top = y

    def text(
        self,
        x: float,
        y: float,
        content: str,
        *,
        size: float = 11.5,
        anchor: str = "start",
        fill: str = INK,
        weight: str = "",
        halo: bool = False,
    ) -> None:
        """One line of text; `halo` paints a white edge so that it stays readable over lines."""
        attributes = f' font-weight="{weight}"' if weight else ""
        if anchor != "start":
            attributes += f' text-anchor="{anchor}"'
        if fill != INK:
            attributes += f' fill="{fill}"'
        if halo:
            attributes += ' paint-order="stroke" stroke="#fff" stroke-width="3" stroke-linejoin="round"'
        place = f'x="{coordinate(x)}" y="{coordinate(y)}"'
        self.elements.append(f'<text {place} font-size="{size:g}"{attributes}>{escape(content)}</text>')

    def label(
        self,
        x: float,
        y: float,
        content: str,
        *,
        size: float = 11.5,
        anchor: str = "start",
        fill: str = INK,
        weight: str = "",
    ) -> None:
        """A line of text on a white ground, for labels that stand on rules of the grid."""
        width = text_width(content, size, bool(weight))
        left = {"start": x, "middle": x - width / 2 - 1, "end": x - width - 2}[anchor]
        self.rect(left, y - size + 1, width + 2, size + 2, "#fff")
        self.text(x, y, content, size=size, anchor=anchor, fill=fill, weight=weight)

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        stroke: str = RULE,
        width: float = 1.0,
        dash: str = "",
    ) -> None:
        """A straight line."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.elements.append(
            f'<line x1="{coordinate(x1)}" y1="{coordinate(y1)}" x2="{coordinate(x2)}" y2="{coordinate(y2)}"'
            f' stroke="{stroke}" stroke-width="{width:g}"{dashes}/>'
        )

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        opacity: float = 1.0,
        mark: bool = False,
    ) -> None:
        """A filled rectangle; `mark` says that it carries data."""
        extra = f' fill-opacity="{opacity:g}"' if opacity < 1.0 else ""
        extra += ' class="mark"' if mark else ""
        self.elements.append(
            f'<rect x="{coordinate(x)}" y="{coordinate(y)}" width="{coordinate(max(width, 0.0))}"'
            f' height="{coordinate(max(height, 0.0))}" fill="{fill}"{extra}/>'
        )

    def polyline(
        self, points: Sequence[tuple[float, float]], stroke: str, width: float = 1.8, dash: str = ""
    ) -> None:
        """A line of data through `points`."""
        if len(points) < 2:
            return
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        path = " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in points)
        self.elements.append(
            f'<polyline class="mark" points="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}"'
            f' stroke-linejoin="round"{dashes}/>'
        )

    def band(
        self, upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], fill: str
    ) -> None:
        """The area between two lines, as a light wash behind the line it belongs to."""
        path = " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in [*upper, *reversed(lower)])
        self.elements.append(f'<polygon points="{path}" fill="{fill}" fill-opacity=".13"/>')

    def marker(self, x: float, y: float, style: Style, size: float = 4.5, hollow: bool = False) -> None:
        """The data mark of a policy, by shape and colour."""
        fill = "#fff" if hollow else style.colour
        paint = f'fill="{fill}" stroke="{style.colour}" stroke-width="1.4" class="mark"'
        self.elements.append(_shape(x, y, style.shape, size, paint))

    def render(self, bottom: float) -> str:
        """The finished SVG: the foot goes below `bottom`. Hidden from screen readers, which get the table."""
        y = bottom + 17
        for line in wrap(self.foot, self.width, 10):
            self.text(0, y, line, size=10, fill=MUTED)
            y += 12.5
        height = y - 12.5 + 5
        body = "".join(self.elements)
        return (
            '<svg xmlns="http://www.w3.org/2000/svg"'
            f' viewBox="0 0 {coordinate(self.width + EDGE)} {coordinate(height)}"'
            f' aria-hidden="true" focusable="false" fill="{INK}"'
            ' font-family="Helvetica Neue,Helvetica,Arial,Liberation Sans,PingFang SC,Microsoft YaHei,'
            f'Noto Sans CJK SC,sans-serif">{body}</svg>'
        )


def _shape(x: float, y: float, shape: str, size: float, paint: str) -> str:
    """An SVG element for a marker shape centred on (x, y)."""
    if shape == "circle":
        return f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="{size:g}" {paint}/>'
    corners = {
        "square": [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
        "triangle": [(0, -1.2), (1.1, 0.9), (-1.1, 0.9)],
        "diamond": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
        "down": [(0, 1.2), (1.1, -0.9), (-1.1, -0.9)],
    }.get(shape, [(-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4), (0.4, 1.1),
                  (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4)])  # fmt: skip
    points = " ".join(f"{coordinate(x + dx * size)},{coordinate(y + dy * size)}" for dx, dy in corners)
    return f'<polygon points="{points}" {paint}/>'
