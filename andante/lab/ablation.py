"""What the fit loses with one mechanism switched off, all else as fitted.

A mechanism that the targets cannot see is not shown to be absent: the fit is no evidence for it, and its part
in a result rests on its own source. The runs are those of a comparison: chips on their packaged path and the
competitor beside, with which trade begins when the policies do. Targets that no run enters (F4 from a nest,
F13 and F14 from the law of trade and the chip supply path) are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from andante.economy.parameters import definition
from andante.lab.comparison import CENTRAL, AssumptionSet, FitTarget
from andante.lab.competitor import World
from andante.lab.fit_targets import FitRun, fit_run_under, fit_targets, fit_world
from andante.lab.introduce import economy_inputs
from andante.lab.scenario import EXPOSURE_MEASURES
from andante.reference.economies import load_economy

ECONOMIES = ("china", "united-states")
NOT_FROM_RUNS = ("F4", "F4b", "F13a", "F13b", "F14a", "F14b")


@dataclass(frozen=True, slots=True)
class Switch:
    """A mechanism and the value of the parameter at which it does nothing."""

    mechanism: str
    parameter: str
    off: float


SWITCHES = (
    Switch("entry substitution", "entry_substitution", 0.0),
    Switch("reinstatement", "reinstatement", 0.0),
    Switch("absorption", "absorption_months", 1e9),
    Switch("attrition", "attrition_share", 0.0),
    Switch("scarring", "scar_viability", 1.0),
    Switch("duration dependence", "duration_decay", 0.0),
    Switch("imitation", "adoption_imitation", 0.0),
    Switch("training", "trained_bonus", 0.0),
    Switch("competitor and trade", "contested_trade", 0.0),
    Switch("sections", "sector_pass_through", 0.0),
    Switch("public finance: tax on labour", "labour_tax_rate", 0.0),
    Switch("public finance: tax on profits", "capital_tax_rate", 0.0),
)
"""Scarring acts on the targets only through `scar_viability`; its wage loss moves none of them."""
SEASONAL = "seasonal separations"
CHIPS = "chips"


@dataclass(frozen=True, slots=True)
class Ablation:
    """One mechanism off in one economy. `cost` is the sum of squared misses in units of the tolerances."""

    economy: str
    mechanism: str
    how: str
    cost: float
    fitted_cost: float
    turned: tuple[str, ...]
    """Targets whose verdict changes: "F3 fails", "F11a passes"."""

    @property
    def lost(self) -> float:
        """What the fit loses; negative where it would be closer without the mechanism."""
        return self.cost - self.fitted_cost


def ablations(economy: str) -> tuple[Ablation, ...]:
    """Every mechanism off in turn, in one run; in two others separations without season, and no chip path."""
    reference = load_economy(economy)
    inputs = economy_inputs(reference, EXPOSURE_MEASURES[0])
    central = AssumptionSet(CENTRAL, None, CENTRAL, None)
    sets = (central, *(AssumptionSet(s.mechanism, s.parameter, "off", s.off) for s in SWITCHES))
    world = fit_world(economy)
    fitted = fit_run_under(reference, inputs, sets, world=world)
    level = replace(inputs, separation_month_weights=np.ones(12))
    base = scored_targets(fitted.row(0))

    def ablation(mechanism: str, how: str, fit: FitRun) -> Ablation:
        found = scored_targets(fit)
        return Ablation(economy, mechanism, how, cost(found), cost(base), turned(base, found))

    rows = [
        ablation(s.mechanism, f"{definition(s.parameter).symbol} = {s.off:g}", fitted.row(index))
        for index, s in enumerate(SWITCHES, 1)
    ]
    seasonless = fit_run_under(reference, level, (central,), world=world)
    without_chips = fit_run_under(reference, inputs, (central,), world=World(None, world.competitor))
    return (
        *rows,
        ablation(CHIPS, "capability at constant rates", without_chips),
        ablation(SEASONAL, "the same rate in every month", seasonless),
    )


def scored_targets(fit: FitRun) -> dict[str, FitTarget]:
    """The targets that a run enters, by id."""
    return {each.id: each for each in fit_targets(fit) if each.id not in NOT_FROM_RUNS}


def cost(found: dict[str, FitTarget]) -> float:
    """Sum of squared misses in units of the tolerances, over the targets that could be tested."""
    return sum(
        ((each.got - each.expected) / each.tolerance) ** 2
        for each in found.values()
        if each.got is not None and each.expected is not None and each.tolerance
    )


def turned(base: dict[str, FitTarget], found: dict[str, FitTarget]) -> tuple[str, ...]:
    """Targets whose verdict is another than in `base`."""
    words = {True: "passes", False: "fails", None: "not tested"}
    return tuple(
        f"{name} {words[each.passed]}" for name, each in found.items() if each.passed != base[name].passed
    )
