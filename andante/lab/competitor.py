"""The competitor of a comparison: which economy it is, what it does, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from andante.economy.compute import WorldChips
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.inputs import EconomyInputs
from andante.economy.parameters import definition
from andante.economy.simulate import Competitor
from andante.errors import AndanteError, Problem, ScenarioError, Where
from andante.lab.chip_paths import ChipPathFile, load_chip_paths
from andante.lab.comparison import AssumptionSet
from andante.lab.introduce import economy_inputs, economy_policy, first_days
from andante.lab.ranges import parameters_of
from andante.lab.scenario import HISTORY_START, NO_COMPETITOR, OTHER_ECONOMY, Scenario, month_number
from andante.policies.load import load_policy
from andante.policies.schema import Policy
from andante.reference.economies import ReferenceEconomy, economy_names, load_economy


@dataclass(frozen=True)
class OutputFigure:
    """Output of an economy at market rates."""

    trillion_dollars: float
    source: str
    tag: str


# Only the ratio enters: it decides whose output the contested trade weighs more on.
OUTPUT_2025 = {
    "china": OutputFigure(19.4, "IMF World Economic Outlook, October 2025, from memory", "M"),
    "united-states": OutputFigure(30.6, "IMF World Economic Outlook, October 2025, from memory", "M"),
}


@dataclass(frozen=True)
class CompetitorSide:
    """What the runs need of the competitor, so that it can travel to a process."""

    name: str
    inputs: EconomyInputs
    policy: Policy
    overrides: Mapping[str, float]
    relative_output: float


def competitor_name(scenario: Scenario) -> str | None:
    """The competitor's economy; None where the scenario asks for none."""
    if scenario.competitor == NO_COMPETITOR:
        return None
    others = [name for name in economy_names() if name != scenario.economy]
    if scenario.competitor == OTHER_ECONOMY:
        return others[0]
    if scenario.competitor in others:
        return scenario.competitor
    where = scenario.places.get("competitor", Where(scenario.file, field="competitor"))
    mend = f"Choose one of {', '.join(others)}, or {NO_COMPETITOR}."
    if scenario.competitor == scenario.economy:
        what = f"{scenario.economy} cannot be its own competitor."
    else:
        what = f"There is no economy {scenario.competitor!r} to compete with."
    raise ScenarioError(Problem(what, where, mend=mend))


def competitor_side(scenario: Scenario) -> tuple[CompetitorSide, ReferenceEconomy] | None:
    """The competitor of a scenario and its data; None where the scenario asks for none."""
    name = competitor_name(scenario)
    if name is None:
        return None
    reference = load_economy(name)
    policy = load_policy(scenario.competitor_policy)
    # A value for one economy's own default is the compared economy's; all others are of the world.
    shared = {
        key: value
        for key, value in scenario.overrides.items()
        if not isinstance(definition(key).default, Mapping)
    }
    ratio = OUTPUT_2025[name].trillion_dollars / OUTPUT_2025[scenario.economy].trillion_dollars
    side = CompetitorSide(name, economy_inputs(reference, scenario.exposure), policy, shared, ratio)
    return side, reference


@dataclass(frozen=True)
class World:
    """What surrounds the compared economy: chips and a competitor; the same under every policy."""

    chips: WorldChips | None = None
    competitor: CompetitorSide | None = None

    def competitor_of(
        self, stops: Sequence[bool], sets: Sequence[AssumptionSet], from_month: str, months: int
    ) -> Competitor | None:
        """The competitor beside each policy; where it `stops`, it adopts no further."""
        side = self.competitor
        if side is None:
            return None
        usual = economy_policy(side.policy, first_days(from_month, months))
        still = EconomyPolicy.no_further_adoption(months)
        parameters = parameters_of(side.name, side.overrides, sets)
        policies = [still if stop else usual for stop in stops]
        return Competitor(side.inputs, parameters, policies, side.relative_output)


def load_world(scenario: Scenario) -> tuple[World, ReferenceEconomy | None, ChipPathFile]:
    """The world of a scenario, the competitor's data and the chip supply path. Raises every problem found."""
    problems: list[Problem] = []
    found: tuple[CompetitorSide, ReferenceEconomy] | None = None
    file: ChipPathFile | None = None
    try:
        found = competitor_side(scenario)
    except AndanteError as error:
        problems += error.problems
    try:
        file = load_chip_paths(scenario.chips)
    except AndanteError as error:
        problems += error.problems
    if problems or file is None:
        raise ScenarioError(problems)
    months = month_number(scenario.from_month) - month_number(HISTORY_START) + scenario.months
    other = found[0].name if found else next(n for n in economy_names() if n != scenario.economy)
    chips = WorldChips(
        file.path_for(scenario.economy, HISTORY_START, months), file.path_for(other, HISTORY_START, months)
    )
    return World(chips, found[0] if found else None), found[1] if found else None, file
