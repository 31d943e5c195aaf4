"""explore.html: one offline document with every computed stop, its words in two languages and its script."""

from __future__ import annotations

import json
import math
import re
import shlex
from dataclasses import replace
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andante import __version__
from andante.economy.parameters import definition
from andante.lab.comparison import AssumptionSet
from andante.lab.explorer.catalogue import LANGUAGES
from andante.lab.explorer.grid import LINES, Grid
from andante.lab.explorer.stops import SLIDERS, Slider, assumptions_of
from andante.lab.measures import DEFINITIONS
from andante.lab.scenario import InstrumentSetting, Scenario, number_text
from andante.policies.instruments import INSTRUMENTS
from andante.templating import templates_of

PAGE = "explore.html"
LARGEST_PAGE = 1_500_000
PEOPLE = ("persons", "full-time equivalents")
LOGS = "log points"
CSV_UNITS = {
    "persons": "thousand persons",
    "full-time equivalents": "thousand full-time equivalents",
    LOGS: LOGS,
}
# Measures that the command prints in log points and that the page, like report.html, gives in per cent.
IN_PER_CENT = ("productivity_gap",)


def render_explorer(grid: Grid) -> str:
    """The whole page. It holds a content policy that forbids every request, and loads nothing."""
    environment = templates_of("andante.lab.explorer")
    folder = files(__package__) / "templates"
    data = json.dumps(content(grid), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return environment.get_template("explore.html").render(
        say=LANGUAGES["en"],
        data=data.replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " "),
        style=(folder / "explore.css").read_text(encoding="utf-8"),
        script=(folder / "explore.js").read_text(encoding="utf-8"),
        sliders=[slider.instrument for slider in SLIDERS],
        stops=len(SLIDERS[0].stops),
        sets=[each.id for each in grid.sets],
        around="around" if grid.around else "alone",
        version=__version__,
    )


def content(grid: Grid) -> dict[str, Any]:
    """Everything the script shows, as plain data.

    Figures are whole: hundredths of a per cent, thousands of people, thousandths of a log point.
    """
    scenario = grid.scenario
    return {
        "words": LANGUAGES,
        "version": __version__,
        "economy": {"name": scenario.economy, "en": grid.economy_title, "zh": grid.economy_title_zh},
        "policy": {"en": grid.policy.title, "zh": grid.policy.title_zh or grid.policy.title},
        "policyName": grid.policy.name,
        "from": scenario.from_month,
        "last": grid.ends[-1],
        "runs": grid.runs,
        "width": grid.width,
        "ends": grid.ends,
        "head": shlex.join(command_head(grid)),
        "sliders": [_slider(slider) for slider in SLIDERS],
        "sets": [_set(grid, each) for each in grid.sets],
        "around": _around(grid),
        "measures": [_measure(name, values) for name, values in grid.measures.items()],
        "lines": [_plain(name, values, LINES[name]) for name, values in grid.lines.items()],
    }


def _around(grid: Grid) -> dict[str, Any] | None:
    around = grid.around
    if around is None:
        return None
    policy = around.competitor_policy
    return {
        "en": {
            "competitor": around.competitor_title,
            "policy": _before_bracket(policy.title),
            "chips": around.chips_title,
        },
        "zh": {
            "competitor": around.competitor_title_zh,
            "policy": _before_bracket(policy.title_zh or policy.title),
            "chips": around.chips_title_zh,
        },
    }


def _before_bracket(title: str) -> str:
    """The name alone: what stands in brackets tells where the design comes from."""
    return re.split(r"\s*[(（]", title)[0]


def _measure(name: str, values: NDArray[np.float64]) -> dict[str, Any]:
    if name in IN_PER_CENT:
        return _plain(name, np.expm1(values), "fraction")
    return _plain(name, values, DEFINITIONS[name].unit)


def _plain(name: str, values: NDArray[np.float64], unit: str) -> dict[str, Any]:
    kind = "people" if unit in PEOPLE else "log" if unit == LOGS else "rate"
    return {
        "name": name,
        "kind": kind,
        "unit": CSV_UNITS.get(unit, "per cent"),
        "values": figures(values, unit),
    }


def figures(values: NDArray[np.float64], unit: str) -> list[int | None]:
    """Flat, in the digits that the command prints: thousands, hundredths of a per cent, or thousandths."""
    return [_figure(float(value), unit) for value in values.ravel()]


def _figure(value: float, unit: str) -> int | None:
    if not math.isfinite(value):
        return None
    # Through the printed text, so that both round the same way.
    if unit in PEOPLE:
        return int(f"{value / 1000:.0f}")
    text = f"{value:.3f}" if unit == LOGS else f"{100 * value:.2f}"
    return int(text.replace(".", ""))


def _slider(slider: Slider) -> dict[str, Any]:
    return {
        "name": slider.instrument,
        "unit": INSTRUMENTS[slider.instrument].unit,
        "stops": [
            {"word": _word(value), "percent": None if isinstance(value, str) else f"{100 * value:.4g}"}
            for value in slider.stops
        ],
    }


def _word(value: float | str) -> str:
    return value if isinstance(value, str) else number_text(value)


def _set(grid: Grid, each: AssumptionSet) -> dict[str, Any]:
    own = grid.scenario.overrides
    words: dict[str, Any] = {"id": each.id, "assume": "", "value": "", "centre": ""}
    assumed = assumptions_of(each, grid.scenario.assumptions)
    pairs = [f"{a.name}={a.value if isinstance(a.value, str) else number_text(a.value)}" for a in assumed]
    words["assume"] = "".join(f" --assume {shlex.quote(pair)}" for pair in pairs)
    if each.parameter is not None and each.value is not None:
        centre = own.get(each.parameter, definition(each.parameter).default_for(grid.scenario.economy))
        percent = each.unit.startswith("share")
        for name, value in (("value", each.value), ("centre", centre)):
            words[name] = f"{100 * value:.4g} %" if percent else f"{value:.4g}"
    return words


def command_head(grid: Grid) -> list[str]:
    """The words of every stop's command before what the stop itself sets."""
    alone = replace(_alone(grid), assumptions=())
    return shlex.split(alone.command())[: -len(["--no-ranges"])]


def stop_scenario(grid: Grid, stops: tuple[InstrumentSetting, ...], each: AssumptionSet) -> Scenario:
    """The scenario whose comparison has the figures of one stop."""
    alone = _alone(grid)
    return replace(
        alone,
        settings=(*alone.settings, *stops),
        assumptions=assumptions_of(each, grid.scenario.assumptions),
    )


def _alone(grid: Grid) -> Scenario:
    moved = {slider.instrument for slider in SLIDERS}
    return replace(
        grid.scenario,
        policies=(grid.source,),
        reference=None,
        ranges=False,
        settings=tuple(s for s in grid.scenario.settings if s.name not in moved),
    )
