"""The assumption sets of a comparison: the central one, and a low and a high one per decisive assumption.

One parameter moves at a time, so a range here says how far a figure moves when one assumption goes to the
end of its evidence; it is not a confidence interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from andante.economy.parameters import DEFINITIONS, Parameters, decisive_definitions, definition
from andante.errors import Problem, ScenarioError
from andante.lab.comparison import CENTRAL, AssumptionSet, OrderTurn, ParameterRow
from andante.lab.scenario import EXPOSURE_ASSUMPTION, EXPOSURE_MEASURES, Assumption


def assumption_problems(assumption: Assumption, economy: str) -> list[Problem]:
    """What is wrong with one assumption: its name, unit or value."""
    if assumption.name == EXPOSURE_ASSUMPTION:
        if assumption.value in EXPOSURE_MEASURES:
            return []
        what = f"There is no exposure measure {assumption.value!r}."
        return [Problem(what, assumption.where, mend=f"Known: {', '.join(EXPOSURE_MEASURES)}.")]
    try:
        unit = definition(assumption.name).unit
    except ScenarioError as error:
        return [Problem(p.what, assumption.where, p.why, p.mend) for p in error.problems]
    found: list[Problem] = []
    if assumption.unit and assumption.unit != unit:
        what = f"{assumption.name} is in {unit!r}, not in {assumption.unit!r}."
        found.append(Problem(what, assumption.where, mend=f"Convert the value and write `unit: {unit}`."))
    try:
        Parameters.build(economy, {assumption.name: assumption.value})
    except ScenarioError as error:
        found += [Problem(p.what, assumption.where, p.why, p.mend) for p in error.problems]
    return found


def assumption_sets(economy: str, overrides: Mapping[str, float], ranges: bool) -> tuple[AssumptionSet, ...]:
    """The central set first, then low and high of each decisive assumption (only with `ranges`).

    A scenario's own value of a decisive assumption is its centre; the ends stay those of the evidence.
    """
    sets = [AssumptionSet(CENTRAL, None, CENTRAL, None)]
    for each in decisive_definitions() if ranges else ():
        centre = overrides.get(each.name, each.default_for(economy))
        for side, value in (("low", each.low_for(economy)), ("high", each.high_for(economy))):
            words = {"title": words_of(each.name), "unit": each.unit, "tag": each.tag, "basis": each.basis}
            sets.append(
                AssumptionSet(f"{each.name}:{side}", each.name, side, value, central_value=centre, **words)
            )
    return tuple(sets)


def parameters_of(economy: str, overrides: Mapping[str, float], sets: Sequence[AssumptionSet]) -> Parameters:
    """One row of parameters per assumption set."""
    rows: dict[str, NDArray[np.float64]] = {
        name: np.full(len(sets), value) for name, value in overrides.items()
    }
    for index, each in enumerate(sets):
        if each.parameter is not None and each.value is not None:
            centre = definition(each.parameter).default_for(economy)
            row = rows.setdefault(each.parameter, np.full(len(sets), centre))
            row[index] = each.value
    return Parameters.build(economy, rows, len(sets))


def words_of(name: str) -> str:
    """A parameter's name as words."""
    return name.replace("_", " ")


def parameter_rows(
    economy: str, overrides: Mapping[str, float], assumptions: Sequence[Assumption] = ()
) -> tuple[ParameterRow, ...]:
    """Every parameter of the central run with unit, range, tag, label and basis."""
    own = {assumption.name: f"scenario: {assumption.source}" for assumption in assumptions}
    return tuple(
        ParameterRow(
            each.name,
            each.symbol,
            each.unit,
            overrides.get(each.name, each.default_for(economy)),
            each.low_for(economy),
            each.high_for(economy),
            each.tag,
            "assumed" if each.name in own else each.label,
            own.get(each.name, each.basis),
            each.decisive,
        )
        for each in DEFINITIONS
    )


def order_turns(
    economy: str,
    policy: str,
    measure: str,
    sets: Sequence[AssumptionSet],
    differences: Mapping[str, float],
) -> list[OrderTurn]:
    """How the difference of one policy moves along each decisive assumption, and where its sign turns."""
    found = []
    for each in (s for s in sets if s.side == "low"):
        assert each.parameter is not None
        about = definition(each.parameter)
        tested = (about.low_for(economy), float(each.central_value or 0.0), about.high_for(economy))
        moved = (differences[f"{about.name}:low"], differences[CENTRAL], differences[f"{about.name}:high"])
        found.append(
            OrderTurn(
                policy,
                measure,
                about.name,
                words_of(about.name),
                about.unit,
                tested,
                moved,
                sign_change(tested, moved),
                about.low_for(economy),
                about.high_for(economy),
                about.tag,
            )
        )
    return found


def sign_change(tested: Sequence[float], differences: Sequence[float]) -> float | None:
    """Where a line through neighbouring tested points crosses zero; None when the sign is the same at all."""
    points = sorted(zip(tested, differences, strict=True))
    for (x0, d0), (x1, d1) in pairwise(points):
        if d0 * d1 < 0:
            return float(x0 + (x1 - x0) * d0 / (d0 - d1))
    return None
