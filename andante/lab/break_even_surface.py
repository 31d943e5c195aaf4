"""The break-even surface: the saving that turns the sign, over redirection, reinstatement and absorption.

Each turning point is read off a straight line between tested savings and then checked: both policies are run
at the point itself, and what is left of the difference there is reported as the residual. How much of the
tested ground lies on the side of a loss is a count of cells in equal steps over the evidence, nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andante.economy.parameters import definition
from andante.lab.break_even import FloatArray, Rows, break_even_slice, log_outputs, rule_world, turning_point
from andante.lab.chip_paths import ChipPathFile
from andante.lab.comparison_economy import BreakEven
from andante.lab.competitor import World, load_world
from andante.lab.run import Progress
from andante.lab.scenario import Scenario
from andante.reference.economies import ReferenceEconomy

AXES = ("redirection", "reinstatement", "absorption_months")
STEPS = 5


@dataclass(frozen=True, slots=True)
class SurfaceCell:
    """One point of the surface. `output` is the gain of the rule at each tested saving, a fraction.

    `turns_at` None: no tested saving turns the sign. `residual` is the gain of the rule in a run at
    `turns_at` itself: 0 if the straight line were exact.
    """

    redirection: float
    reinstatement: float
    absorption_months: float
    output: tuple[float, ...]
    turns_at: float | None
    residual: float | None

    @property
    def costs_everywhere(self) -> bool:
        """Whether the rule costs output at every tested saving."""
        return max(self.output) < 0.0


@dataclass(frozen=True, slots=True)
class NamedWorld:
    """The world of a surface: as the scenario names it, and what it is called in English and in Chinese."""

    chips: str
    chips_titles: tuple[str, str]
    competitor: str | None  # the economy; None: no competitor and no trade
    competitor_titles: tuple[str, str] = ("", "")
    policy: str = ""
    policy_titles: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class BreakEvenSurface:
    """The surface, the slice it belongs to, and the counts over the ranges of the evidence."""

    economy: str
    economy_title: str
    economy_title_zh: str
    from_month: str
    months: int
    automation_saving: tuple[float, ...]
    cells: tuple[SurfaceCell, ...]
    tiles: BreakEven
    tested: int  # cells of saving x redirection x reinstatement x absorption inside the evidence
    costing: int  # of them, those where the rule costs output
    turns_below_default: int  # points of the surface whose turning point lies at or below the default saving
    world: NamedWorld

    @property
    def largest_residual(self) -> float | None:
        """The largest gain or loss left at a turning point; None where nothing turns."""
        return max((abs(each.residual) for each in self.cells if each.residual is not None), default=None)

    def as_data(self) -> dict[str, Any]:
        """Plain data for `--json` and break-even.json."""
        return {
            "economy": self.economy,
            "from": self.from_month,
            "months": self.months,
            "chips": self.world.chips,
            "competitor": self.world.competitor,
            "competitor_policy": self.world.policy if self.world.competitor else None,
            "unit_of_saving": definition("automation_saving").unit,
            "unit_of_output": "fraction of output, mean of the last twelve months, against the reference",
            "automation_saving": list(self.automation_saving),
            "tested_cells": self.tested,
            "costing_cells": self.costing,
            "surface_points": len(self.cells),
            "turns_at_or_below_default": self.turns_below_default,
            "largest_residual": self.largest_residual,
            "surface": [asdict(each) for each in self.cells],
            "tiles": asdict(self.tiles),
        }


def evidence_steps(name: str, economy: str, steps: int = STEPS) -> tuple[float, ...]:
    """Equal steps over the range of the evidence of one parameter, both ends included."""
    about = definition(name)
    return tuple(float(x) for x in np.linspace(about.low_for(economy), about.high_for(economy), steps))


def break_even_surface(
    economy: ReferenceEconomy,
    scenario: Scenario,
    savings: Sequence[float] | None = None,
    redirections: Sequence[float] | None = None,
    reinstatements: Sequence[float] | None = None,
    absorptions: Sequence[float] | None = None,
    workers: int | None = None,
    on_progress: Progress | None = None,
    tiles: BreakEven | None = None,
) -> BreakEvenSurface:
    """The surface in one economy; by default five equal steps over the evidence of each assumption.

    `tiles`: the slice of the same scenario, if it is there already. Raises ScenarioError where an
    assumption is outside its limits.
    """
    name = economy.name
    given = zip(AXES, (redirections, reinstatements, absorptions), strict=True)
    axes = [np.array(evidence_steps(axis, name) if own is None else own) for axis, own in given]
    tested = np.array(savings if savings is not None else evidence_steps("automation_saving", name))
    surroundings, rival, chips = load_world(scenario)
    world = rule_world(economy, scenario, surroundings)

    def share(start: float, width: float) -> Progress:
        return lambda done: on_progress(start + width * done) if on_progress is not None else None

    points = _grid(axes, AXES)
    under_rule = _grid([*axes, tested], (*AXES, "automation_saving"))
    everywhere = world.redirection_acts_on_the_reference
    under_reference = (
        under_rule if everywhere else _grid([*axes[1:], tested], (*AXES[1:], "automation_saving"))
    )
    wanted = [Rows(world, True, under_rule), Rows(world, False, under_reference)]
    rule, reference = log_outputs(wanted, workers, share(0.0, 0.7))
    shape = tuple(len(axis) for axis in axes)
    gains = np.expm1(rule.reshape(*shape, -1) - reference.reshape(-1, *shape[1:], len(tested)))
    output = gains.reshape(-1, len(tested))
    turns = [turning_point(tuple(tested), row) for row in output]
    found = np.array([i for i, turn in enumerate(turns) if turn is not None], dtype=np.intp)
    at = {key: values[found] for key, values in points.items()}
    at["automation_saving"] = np.array([turns[i] for i in found], dtype=np.float64)
    residuals: dict[int, float] = {}
    if len(found):
        checked, beside = log_outputs(
            [Rows(world, True, at), Rows(world, False, at)], workers, share(0.7, 0.2)
        )
        residuals = dict(zip(found.tolist(), np.expm1(checked - beside).tolist(), strict=True))
    cells = tuple(
        SurfaceCell(
            float(points["redirection"][i]),
            float(points["reinstatement"][i]),
            float(points["absorption_months"][i]),
            tuple(float(x) for x in row),
            turns[i],
            residuals.get(i),
        )
        for i, row in enumerate(output)
    )
    if tiles is None:
        tiles = break_even_slice(
            economy, scenario, workers=workers, on_progress=share(0.9, 0.1), surroundings=surroundings
        )
    inside = _inside_evidence(name, points, tested)
    return BreakEvenSurface(
        name,
        economy.title,
        economy.title_zh,
        scenario.from_month,
        scenario.months,
        tuple(float(x) for x in tested),
        cells,
        tiles,
        int(inside.sum()),
        int((inside & (output < 0.0)).sum()),
        sum(
            each.costs_everywhere if each.turns_at is None else each.turns_at <= tiles.default_saving
            for each in cells
        ),
        _named(scenario, surroundings, rival, chips),
    )


def _named(
    scenario: Scenario, world: World, rival: ReferenceEconomy | None, chips: ChipPathFile
) -> NamedWorld:
    side, titles = world.competitor, (chips.title, chips.title_zh)
    if rival is None or side is None:
        return NamedWorld(scenario.chips, titles, None)
    return NamedWorld(
        scenario.chips,
        titles,
        rival.name,
        (rival.title, rival.title_zh),
        scenario.competitor_policy,
        (side.policy.title, side.policy.title_zh),
    )


def _grid(axes: Sequence[FloatArray], names: Sequence[str]) -> dict[str, FloatArray]:
    """Every combination, the last axis fastest; one (rows,) array a name."""
    rows = np.array(list(product(*axes)))
    return {name: rows[:, column] for column, name in enumerate(names)}


def _inside_evidence(economy: str, points: dict[str, FloatArray], savings: FloatArray) -> NDArray[np.bool_]:
    """(points, savings) whether a cell lies inside the evidence of all four assumptions."""

    def inside(name: str, values: FloatArray) -> NDArray[np.bool_]:
        about = definition(name)
        return (values >= about.low_for(economy) - 1e-12) & (values <= about.high_for(economy) + 1e-12)

    every = np.all([inside(name, values) for name, values in points.items()], axis=0)
    return np.asarray(every[:, None] & inside("automation_saving", savings)[None, :])
