"""Writes the assumptions of docs/model.md between its marks: `python docs/model_table.py`; tested."""

from __future__ import annotations

import math
from pathlib import Path

from andante.economy.parameter_definition import ParameterDefinition
from andante.economy.parameters import DEFINITIONS

PAGE = Path(__file__).with_name("model.md")
BEGIN, END = "<!-- assumptions -->\n", "<!-- end of assumptions -->"
ECONOMIES = ("china", "united-states")
HEAD = (
    "assumption", "symbol", "unit", "default China", "default United States", "range", "tag", "label",
    "basis",
)  # fmt: skip


def assumptions() -> str:
    """The table: one line for every assumption of `DEFINITIONS`, in their order; the decisive in bold."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    lines += [
        "| " + " | ".join(cell.replace("|", "\\|") for cell in _cells(each)) + " |" for each in DEFINITIONS
    ]
    return "\n".join(lines) + "\n"


def _cells(each: ParameterDefinition) -> tuple[str, ...]:
    name = f"`{each.name}`"
    china, united_states = (number(each.default_for(economy)) for economy in ECONOMIES)
    return (
        f"**{name}**" if each.decisive else name,
        f"`{each.symbol}`",
        each.unit,
        china,
        united_states,
        _range(each),
        each.tag,
        each.label,
        each.basis,
    )


def _range(each: ParameterDefinition) -> str:
    china, united_states = (
        f"{number(each.low_for(economy))} to {number(each.high_for(economy))}" for economy in ECONOMIES
    )
    return china if china == united_states else f"China {china}; United States {united_states}"


def number(value: float) -> str:
    """Four significant digits; what an economy does not have is said in words."""
    return "none" if math.isnan(value) else f"{value:.4g}"


def with_assumptions(page: str) -> str:
    """The page with today's assumptions between the marks."""
    head, rest = page.split(BEGIN, 1)
    return head + BEGIN + assumptions() + END + rest.split(END, 1)[1]


if __name__ == "__main__":
    PAGE.write_text(with_assumptions(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
