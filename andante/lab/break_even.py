"""Break-even: how much automation must save before an assist-first rule alone costs output (model.md 12).

The rule is that of `controlled-innovation` (mandate and leakage, nothing else) laid on `market-led`; the
reference is `market-led` itself. Both run in the scenario's world, as in `compare`: its chip supply path, its
competitor under its own policy, and trade between them. An assumption of a tile is the world's: it holds for
the competitor too. Output is the mean of the last twelve months over the reference, less one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.inputs import EconomyInputs
from andante.economy.parameters import Parameters, definition
from andante.economy.simulate import Competitor, simulate
from andante.lab.comparison_economy import BreakEven
from andante.lab.competitor import World, load_world
from andante.lab.introduce import economy_inputs, economy_policy, first_days
from andante.lab.measures import final_mean
from andante.lab.run import Progress, available_cores, run_in_processes
from andante.lab.scenario import HISTORY_START, Scenario
from andante.policies.load import load_policy
from andante.policies.schema import Policy
from andante.reference.economies import ReferenceEconomy

FloatArray = NDArray[np.float64]

REFERENCE: Final = "market-led"
RULE_FROM: Final = "controlled-innovation"
RULE: Final = "assist-first-alone"
RULE_TITLE: Final = "Assist-first rule alone"
RULE_TITLE_ZH: Final = "仅设辅助优先要求"
MANDATE, LEAKAGE = "assist_first.mandate", "assist_first.leakage"
SAVINGS: Final = tuple(step / 10 for step in range(1, 10))
REDIRECTIONS: Final = tuple(step / 8 for step in range(9))
ROWS_A_TASK: Final = 41  # how the rows are split never depends on the number of processes


@dataclass(frozen=True)
class RuleWorld:
    """What all the tiles share: economy, world, the two policies, the horizon and the assumptions held."""

    inputs: EconomyInputs
    market: Policy
    rule_from: Policy
    overrides: Mapping[str, float]
    from_month: str
    months: int
    world: World

    @property
    def redirection_acts_on_the_reference(self) -> bool:
        """Redirection acts only under a rule; market-led at home and away leaves it without effect."""
        side = self.world.competitor
        return side is not None and side.policy.hash != self.market.hash


@dataclass(frozen=True)
class Rows:
    """Assumption sets to run under the rule or under the reference; every array (rows,)."""

    world: RuleWorld
    rule: bool
    values: Mapping[str, FloatArray]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.values.values())))


def rule_world(economy: ReferenceEconomy, scenario: Scenario, world: World | None = None) -> RuleWorld:
    """The two packaged policies in one economy, with the scenario's horizon, assumptions and world.

    `world`: the scenario's, if it is loaded already. Raises ScenarioError where it cannot be loaded.
    """
    return RuleWorld(
        economy_inputs(economy, scenario.exposure),
        load_policy(REFERENCE),
        load_policy(RULE_FROM),
        scenario.overrides,
        scenario.from_month,
        scenario.months,
        load_world(scenario)[0] if world is None else world,
    )


def compared_policy(world: RuleWorld, rule: bool) -> EconomyPolicy:
    """Market-led as the model reads it, with the two instruments of the assist-first rule where `rule`."""
    days = first_days(world.from_month, world.months)
    market = economy_policy(world.market, days)
    if not rule:
        return market
    giver = economy_policy(world.rule_from, days).instruments
    instruments = replace(
        market.instruments,
        assist_first_mandate=giver.assist_first_mandate,
        assist_first_leakage=giver.assist_first_leakage,
    )
    return replace(market, name=RULE, instruments=instruments)


def log_output_at_end(rows: Rows) -> FloatArray:
    """(rows,) log of output, mean of the last twelve months, of one batched run."""
    world = rows.world
    parameters = Parameters.build(world.inputs.name, {**world.overrides, **rows.values}, rows.count)
    run = simulate(
        world.inputs,
        parameters,
        [compared_policy(world, rows.rule)],
        start=HISTORY_START,
        policy_from=world.from_month,
        months=world.months,
        chips=world.world.chips,
        competitor=_beside(rows),
    )
    return final_mean(run.series["log_output"][:, run.first_policy_month :])


def _beside(rows: Rows) -> Competitor | None:
    """The competitor beside every row, under the same assumptions of the world."""
    side = rows.world.world.competitor
    if side is None:
        return None
    parameters = Parameters.build(side.name, {**side.overrides, **rows.values}, rows.count)
    policy = economy_policy(side.policy, first_days(rows.world.from_month, rows.world.months))
    return Competitor(side.inputs, parameters, [policy], side.relative_output)


def log_outputs(
    wanted: Sequence[Rows], workers: int | None = None, on_progress: Progress | None = None
) -> list[FloatArray]:
    """(rows,) of each entry of `wanted`; split over processes, on which the figures do not depend."""
    tasks: list[Rows] = []
    owners: list[int] = []
    for owner, rows in enumerate(wanted):
        pieces = -(-rows.count // ROWS_A_TASK)
        for piece in np.array_split(np.arange(rows.count), pieces) if pieces else ():
            tasks.append(replace(rows, values={name: each[piece] for name, each in rows.values.items()}))
            owners.append(owner)
    count = min(workers or available_cores(), len(tasks))
    if count > 1:
        answers = run_in_processes(log_output_at_end, tasks, count, on_progress)
    else:
        answers = []
        for task in tasks:
            answers.append(log_output_at_end(task))
            if on_progress is not None:
                on_progress(len(answers) / len(tasks))
    return [
        np.concatenate([np.zeros(0), *(a for a, of in zip(answers, owners, strict=True) if of == owner)])
        for owner in range(len(wanted))
    ]


def break_even_slice(
    economy: ReferenceEconomy,
    scenario: Scenario,
    savings: Sequence[float] = SAVINGS,
    redirections: Sequence[float] = REDIRECTIONS,
    workers: int | None = None,
    on_progress: Progress | None = None,
    surroundings: World | None = None,
) -> BreakEven:
    """Output gained by the assist-first rule alone, on tiles of saving x redirection.

    The reference runs once a saving where redirection cannot act on it. `surroundings`: the scenario's world,
    if it is loaded already. Raises ScenarioError where the scenario's assumptions or world are not usable.
    """
    world = rule_world(economy, scenario, surroundings)
    across, down = np.array(savings), np.array(redirections)
    under_rule = {
        "automation_saving": np.tile(across, len(down)),
        "redirection": np.repeat(down, len(across)),
    }
    everywhere = world.redirection_acts_on_the_reference
    under_reference = under_rule if everywhere else {"automation_saving": across}
    wanted = [Rows(world, True, under_rule), Rows(world, False, under_reference)]
    rule, reference = log_outputs(wanted, workers, on_progress)
    output = np.expm1(rule.reshape(len(down), len(across)) - reference.reshape(-1, len(across)))
    turns_at = tuple(turning_point(savings, row) for row in output)
    saving, redirection = definition("automation_saving"), definition("redirection")
    name = economy.name
    held = {each: _centre(each, scenario, name) for each in ("reinstatement", "absorption_months")}
    instruments = compared_policy(world, True).instruments
    held |= {
        MANDATE: float(instruments.assist_first_mandate[0]),
        LEAKAGE: float(instruments.assist_first_leakage[0]),
    }
    default_redirection = _centre("redirection", scenario, name)
    return BreakEven(
        RULE,
        RULE_TITLE,
        RULE_TITLE_ZH,
        REFERENCE,
        tuple(float(x) for x in savings),
        tuple(float(x) for x in redirections),
        tuple(tuple(float(x) for x in row) for row in output),
        turns_at,
        _centre("automation_saving", scenario, name),
        default_redirection,
        (saving.low_for(name), saving.high_for(name)),
        (redirection.low_for(name), redirection.high_for(name)),
        saving.tag,
        redirection.tag,
        between_rows(redirections, turns_at, default_redirection),
        held,
    )


def _centre(name: str, scenario: Scenario, economy: str) -> float:
    """The value of a parameter in the central run."""
    return float(scenario.overrides.get(name, definition(name).default_for(economy)))


def turning_point(savings: Sequence[float], output: Sequence[float] | FloatArray) -> float | None:
    """The saving at which a gain becomes a loss, by a straight line between tested savings in rising order.

    None where no gain is followed by a loss: the sign is then the same at every tested saving.
    """
    for (x0, y0), (x1, y1) in pairwise(zip(savings, output, strict=True)):
        if y0 >= 0.0 > y1:
            return float(x0 + (x1 - x0) * y0 / (y0 - y1))
    return None


def between_rows(
    redirections: Sequence[float], turns_at: Sequence[float | None], redirection: float
) -> float | None:
    """The turning point at a redirection, by a straight line between the rows beside it, or None."""
    rows = list(zip(redirections, turns_at, strict=True))
    for at, turn in rows:
        if at == redirection:
            return turn
    for (r0, t0), (r1, t1) in pairwise(rows):
        if r0 < redirection < r1 and t0 is not None and t1 is not None:
            return float(t0 + (t1 - t0) * (redirection - r0) / (r1 - r0))
    return None


def slice_wanted(scenario: Scenario, policies: Mapping[str, Policy]) -> bool:
    """Whether a comparison carries the slice: with ranges and both packaged policies it is made of."""
    if not scenario.ranges or not {REFERENCE, RULE_FROM} <= set(policies):
        return False
    return all(policies[name].hash == load_policy(name).hash for name in (REFERENCE, RULE_FROM))
