"""Task units are conserved, whole in method people; capacity and cap hold, to one whole unit in people."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from ai_economy import Bench, FixedDecision, Step, condition, scattered_policy, small_inputs
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.economy.deployment import deploy
from andante.economy.economy_policy import EconomyPolicy, EconomyProcedure
from andante.economy.instruments import Instruments
from andante.economy.pace import shadow_tax
from andante.economy.sectors import SectorState
from andante.economy.streams import MonthStreams, Streams
from andante.economy.technology import Technology
from andante.filing.conditions import EffectKind
from andante.filing.outcomes import Outcome

UNITS = ("automated", "assisted", "denied", "queue", "information", "scheduled", "redirected")

LEVERS = st.fixed_dictionaries(
    {},
    optional={
        "assist_first__mandate": st.floats(0, 1),
        "assist_first__leakage": st.floats(0, 1),
        "assessment__capacity": st.floats(0, 3000),
        "assessment__cost": st.floats(0, 1),
        "pace__cap": st.floats(0, 2e-3),
        "pace__leakage": st.floats(0, 1),
        "automation_tax__rate": st.floats(0, 3),
        "augmentation__subsidy": st.floats(0, 1),
        "model_approval__delay_months": st.floats(0, 24),
        "model_approval__rejection_share": st.floats(0, 1),
        "protection__notice_months": st.floats(0, 12),
    },
)
WORLD = st.fixed_dictionaries(
    {},
    optional={
        "automation_share": st.floats(0.4, 0.95),
        "adoption_imitation": st.floats(0.03, 2),
        "adoption_start": st.floats(0.001, 0.3),
        "redirection": st.floats(0, 1),
        "feasible_share_start": st.floats(0.2, 1),
        "profitable_automation": st.floats(0.1, 0.99),
        "profitable_assistance": st.floats(0.1, 0.99),
        "denied_return_rate": st.floats(0, 1),
        "incomplete_return_months": st.floats(1, 24),
    },
)


def check(it: Bench, before, step: Step) -> None:  # type: ignore[no-untyped-def]
    state, units = it.technology, it.setting.units
    slack = 0 if it.people else 1e-9 * units.max()
    for name in UNITS:
        stock = getattr(state, name)
        assert np.all(stock >= -slack), name
        assert np.all(np.isfinite(stock)), name
        if it.people:
            assert stock.dtype == np.int64, name
    human = units - state.automated - state.assisted - state.denied - state.waiting
    assert np.all(human >= -slack)
    assert np.all(state.redirected <= state.assisted + slack)
    assert np.all(state.kept <= state.automated + slack)
    # What was proposed is waiting, denied, deployed, or back with people; nothing else moves units.
    moved = step.proposals.automated + step.proposals.assisted
    lost = (
        before.automated
        + before.assisted
        + before.denied
        + before.waiting
        + moved
        - (state.automated + state.assisted + state.denied + state.waiting)
    )
    assert np.all(lost >= -slack), "units may only return to people, never appear"
    if not it.people:
        back = before.denied.sum(axis=1) * it.parameters["denied_return_rate"]
        assert lost.sum(axis=1) == pytest.approx(back + step.deployment.capped, abs=1e-6 * units.max())
    for name in (
        "kept",
        "reported",
        "carried",
        "notice",
        "decided",
        "entry_pressure",
        "entry_pressure_floored",
    ):
        assert np.all(getattr(state, name) >= -1e-9), name
    assert np.all(state.entry_pressure_floored <= state.entry_pressure + 1e-12)


def run(it: Bench, months: int, seed: int = 0) -> None:
    streams = Streams((seed,)) if it.people else None
    first = 0.0
    for month in range(months):
        before = it.technology
        step = it.step(month, None if streams is None else MonthStreams(streams, month))
        check(it, before, step)
        check_capacity(it, step, month)
        # Every unit that ever had a first decision is somewhere on its way, or back and known to be decided.
        first += float(step.assessed.work_by_outcome[0].sum())
        state = it.technology
        known = state.automated + state.redirected + state.denied + state.waiting + state.decided
        assert float(known[0].sum()) == pytest.approx(first, rel=1e-9, abs=1e-6)


def check_capacity(it: Bench, step: Step, month: int) -> None:
    capacity = it.paths.at(month).assessment_capacity * it.scale
    unit = 0.0
    if it.people and it.desk.decisions is not None:
        unit = float(it.desk.decisions.filings_per_unit_route[:, :, 1:].max(initial=0.0))
    assert np.all(step.assessed.exits <= capacity * (1 + 1e-12) + unit + 1e-9)
    if step.assessed.capacity_binds.all():
        assert np.all(step.assessed.exits >= capacity * (1 - 1e-12) - unit - 1e-9)
    assert np.allclose(step.assessed.filings_by_outcome.sum(axis=1), step.assessed.first_decisions)


@settings(max_examples=40)
@given(st.integers(0, 1000), LEVERS, WORLD)
def test_units_are_conserved_in_the_average(
    seed: int, levers: dict[str, float], world: dict[str, float]
) -> None:
    free = EconomyPolicy("free", Instruments.neutral(36))
    it = Bench(small_inputs(), (scattered_policy(seed, **levers), free), overrides=dict(world))
    run(it, 36)


@settings(max_examples=25)
@given(st.integers(0, 1000), LEVERS, WORLD, st.sampled_from([1.0, 0.01, 0.0003]))
def test_units_are_whole_and_conserved_in_people(
    seed: int, levers: dict[str, float], world: dict[str, float], scale: float
) -> None:
    it = Bench(
        small_inputs(), (scattered_policy(seed, **levers),), people=True, scale=scale, overrides=dict(world)
    )
    run(it, 36, seed)


@pytest.mark.parametrize(("scale", "capacity"), [(0.02, math.inf), (0.1, 150.0), (0.1, 40.0)])
def test_people_are_the_average_in_the_mean(scale: float, capacity: float) -> None:
    """Sums over many replicates lie within five standard errors of method average.

    Where capacity is tight most cells may have less than one unit a month decided.
    """
    policies = (scattered_policy(3, assessment__capacity=capacity),) * 200
    people = Bench(small_inputs(), policies, people=True, scale=scale)
    average = Bench(small_inputs(), policies[:1], scale=scale)
    streams = Streams(tuple(range(200)))
    bound = 0
    for month in range(30):
        people.step(month, MonthStreams(streams, month))
        bound += int(average.step(month).assessed.capacity_binds[0])
    assert (bound > 20) == math.isfinite(capacity)
    for name in ("automated", "assisted", "denied", "redirected"):
        drawn = getattr(people.technology, name).sum(axis=1)
        mean = float(getattr(average.technology, name).sum())
        error = drawn.std(ddof=1) / math.sqrt(200)
        assert abs(drawn.mean() - mean) < 5 * error + 0.003 * mean, (name, drawn.mean(), mean, error)


def test_binding_limits_are_met_in_the_mean_by_whole_units() -> None:
    """Where a limit leaves less than a unit to a cell, the mean of the months that it binds is the limit."""
    capacity, cap = 300.0, 1e-4
    policies = (scattered_policy(3, assessment__capacity=capacity),) * 80
    policies += (scattered_policy(3, pace__cap=cap),) * 80
    it = Bench(small_inputs(), policies, people=True, scale=0.01)
    streams = Streams(tuple(range(160)))
    exits, deployed = [], []
    for month in range(30):
        step = it.step(month, MonthStreams(streams, month))
        exits.append(step.assessed.exits[step.assessed.capacity_binds])
        deployed.append(step.deployment.automated_work.sum(axis=1)[step.deployment.cap_binds])
    for drawn, limit in ((exits, 3.0), (deployed, cap * it.labour_force[0])):
        values = np.concatenate(drawn)
        error = values.std(ddof=1) / math.sqrt(values.size)
        assert abs(values.mean() - limit) < 5 * error
        assert error < 0.03 * limit


def test_equal_seeds_give_equal_runs() -> None:
    runs = []
    for _ in range(2):
        it = Bench(small_inputs(), (scattered_policy(1),), people=True)
        run(it, 12, seed=7)
        runs.append(it.technology)
    parts = [{**vars_of(run), **vars_of(run.sectors)} for run in runs]
    for name in parts[0]:
        assert np.array_equal(parts[0][name], parts[1][name]), name


def vars_of(state: Technology | SectorState) -> dict[str, np.ndarray]:
    """Its arrays by name."""
    return {each.name: getattr(state, each.name) for each in fields(state) if each.name != "sectors"}


def test_the_mean_wait_is_that_of_the_procedure() -> None:
    policy = scattered_policy(2)
    policy = replace(policy, procedures=(EconomyProcedure("a", 4.0, 3), EconomyProcedure("b", 0.0, 2)))
    it = Bench(small_inputs(), (policy,))
    exits = it.setting.procedure_exit[0]
    for row, months in ((0, 4.0), (1, 0.0)):
        # Units enter a stage and may leave it in the same month: mean wait (1-p)/p a stage.
        assert sum((1 - p) / p for p in exits[row]) == pytest.approx(months, rel=1e-12)


@pytest.mark.parametrize("leakage", [0.0, 0.25])
def test_a_binding_cap_limits_automated_work_to_the_cap_exactly(leakage: float) -> None:
    levers = {"pace.cap": 4e-5, "pace.leakage": leakage}
    capped = EconomyPolicy("capped", Instruments.from_paths(levers, 60))
    free = EconomyPolicy("free", Instruments.neutral(60))
    it = Bench(small_inputs(), (capped, free))
    bound = 0
    for month in range(60):
        due = it.technology.scheduled[0, :, 0, 0].sum()
        step = it.step(month)
        got, limit = step.deployment.automated_work[0].sum(), 4e-5 * it.labour_force[0]
        due = due + step.proposals.automated[0].sum()
        if step.deployment.cap_binds[0]:
            bound += 1
            assert got == pytest.approx(limit + leakage * (due - limit), rel=1e-12)
            assert step.deployment.capped[0] == pytest.approx(due - got, rel=1e-9)
        else:
            assert got == pytest.approx(due, rel=1e-12)
            assert got <= limit * (1 + 1e-12)
        assert not step.deployment.cap_binds[1]
    assert bound > 20


def test_a_binding_cap_in_whole_units_comes_within_one_unit() -> None:
    capped = EconomyPolicy("capped", Instruments.from_paths({"pace.cap": 4e-5}, 60))
    it = Bench(small_inputs(), (capped,), people=True)
    bound = 0
    for month in range(60):
        step = it.step(month, MonthStreams(Streams((5,)), month))
        got, limit = step.deployment.automated_work[0].sum(), 4e-5 * it.labour_force[0]
        if step.deployment.cap_binds[0]:
            bound += 1
            assert abs(got - limit) < 1
        else:
            assert got <= limit + 1e-9
    assert bound > 20


def test_capped_work_is_not_a_new_filing_when_it_is_proposed_again() -> None:
    policy = replace(scattered_policy(4, 60, pace__cap=1e-6), name="capped")
    free = scattered_policy(4, 60)
    it = Bench(small_inputs(), (policy, free))
    first, proposed = np.zeros(2), np.zeros(2)
    for month in range(60):
        step = it.step(month)
        first += step.assessed.work_by_outcome.sum(axis=1)
        proposed += step.proposals.automated.sum(axis=1)
    assert np.all(first <= proposed * (1 + 1e-12))
    # Under the cap the same work comes again and again; without it only what was denied returns.
    assert first[0] / proposed[0] < first[1] / proposed[1]


def test_the_shadow_tax_brings_proposals_to_the_cap() -> None:
    free = EconomyPolicy("free", Instruments.neutral(40))
    it = Bench(small_inputs(), (free,))
    for month in range(30):
        step = it.step(month)
    expected = float((step.proposals.backlog * step.proposals.hazard).sum())
    limit = np.array([0.6 * expected])
    tax = shadow_tax(step.proposed_in, it.setting, it.paths.at(29), 29, step.proposals, limit)
    levied = Instruments.from_paths({"automation_tax.rate": float(tax[0])}, 40)
    taxed = Bench(small_inputs(), (EconomyPolicy("taxed", levied),))
    from andante.economy.adoption import propose

    under = propose(step.proposed_in, it.setting, taxed.paths.at(29), 29)
    assert float((under.backlog * under.hazard).sum()) == pytest.approx(limit[0], rel=1e-3)
    assert shadow_tax(step.proposed_in, it.setting, it.paths.at(29), 29, step.proposals, limit * 10)[0] == 0


def test_work_that_needs_information_comes_back_after_three_months() -> None:
    """A single pulse of proposals: nothing is deployed before, everything in the month it is due."""

    class AsksOnce(FixedDecision):
        def __call__(self, columns, day):  # type: ignore[no-untyped-def]
            complete = all(column.valid.all() for column in columns.columns.values())
            outcome = Outcome.APPROVE if complete else Outcome.NEEDS_INFORMATION
            return FixedDecision(outcome)(columns, day)

    policy = EconomyPolicy("asks", Instruments.neutral(8), AsksOnce(Outcome.APPROVE), fields_read=frozenset())
    it = Bench(small_inputs(), (policy,), overrides={"adoption_start": 1.0, "adoption_imitation": 50.0})
    automated = []
    for month in range(8):
        it.step(month)
        automated.append(float(it.technology.automated.sum()))
    assert automated[:3] == [0, 0, 0]
    assert automated[3] > 0


def test_denied_work_returns_at_one_twelfth() -> None:
    policy = EconomyPolicy(
        "no", Instruments.neutral(40), FixedDecision(Outcome.REJECT), fields_read=frozenset()
    )
    it = Bench(small_inputs(), (policy,))
    for month in range(40):
        before = it.technology.denied.copy()
        step = it.step(month)
        expected = before * (1 - 1 / 12) + step.proposals.automated
        assert it.technology.denied == pytest.approx(expected, rel=1e-12)
    assert it.technology.automated.sum() == 0
    assert it.technology.assisted.sum() > 0


def test_notice_of_dismissal_delays_the_hazard_and_not_the_work() -> None:
    def made(months: float, leakage: float) -> EconomyPolicy:
        levers = {"protection.notice_months": months, "protection.leakage": leakage}
        return EconomyPolicy("notice", Instruments.from_paths(levers, 20))

    it = Bench(small_inputs(), (made(0, 0), made(3, 0), made(3, 0.4)))
    hazards = []
    for month in range(20):
        step = it.step(month)
        hazards.append(step.deployment.displacement_hazard.sum(axis=1))
        assert step.deployment.automated_share[1] == pytest.approx(step.deployment.automated_share[0])
    paths = np.array(hazards)
    assert paths[:3, 1].tolist() == [0, 0, 0]
    assert paths[10, 1] == pytest.approx(paths[7, 0], rel=0.01)
    assert paths[10, 2] == pytest.approx(0.4 * paths[10, 0] + 0.6 * paths[10, 1], rel=1e-9)


def test_nothing_is_adopted_further_under_the_counterfactual() -> None:
    none = EconomyPolicy.no_further_adoption(20)
    it = Bench(small_inputs(), (none,), history=5)
    for month in range(5):
        it.step(month)
    before = it.technology
    assert before.automated.sum() > 0
    for month in range(5, 20):
        step = it.step(month)
        assert step.deployment.displacement_hazard.sum() == 0
    assert np.array_equal(it.technology.automated, before.automated)
    assert np.array_equal(it.technology.assisted, before.assisted)


def test_augment_only_ends_with_no_automation_and_no_endless_filing() -> None:
    only = condition(EffectKind.AUGMENT_ONLY, 1.0)
    policy = EconomyPolicy(
        "augment",
        Instruments.neutral(300),
        FixedDecision(Outcome.APPROVE_WITH_CONDITIONS, 1),
        (only,),
        fields_read=frozenset(),
    )
    it = Bench(small_inputs(), (policy,))
    for month in range(300):
        step = it.step(month)
    assert it.technology.automated.sum() == 0
    assert it.technology.redirected.sum() > 0
    assert step.proposals.automated.sum() < 1e-3 * it.technology.redirected.sum()


def test_deploy_does_not_change_its_input() -> None:
    it = Bench(small_inputs(), (scattered_policy(1),))
    for month in range(5):
        it.step(month)
    state = it.technology
    copies = {name: values.copy() for name, values in vars_of(state).items()}
    step = it.step(5)
    deploy(state, it.setting, step.proposals, step.cap, it.labour_force, it.paths.at(5), 5)
    for name, copy in copies.items():
        assert np.array_equal(getattr(state, name), copy), name


def test_labour_kept_to_decide_is_not_automated_and_pressure_on_entry_fades() -> None:
    """Z' = (1 - 1/60) Z + dM + chi dG (6.4), dM without the labour that a human final decision keeps."""
    policy = EconomyPolicy(
        "decide",
        Instruments.neutral(24),
        FixedDecision(Outcome.APPROVE_WITH_CONDITIONS, 1),
        (condition(EffectKind.HUMAN_FINAL_DECISION, 0.25),),
        fields_read=frozenset(),
    )
    it = Bench(small_inputs(), (policy,))
    for month in range(24):
        before = it.technology
        step = it.step(month)
        deployed = (it.technology.automated - before.automated) / it.setting.units
        assisted = (it.technology.assisted - before.assisted) / it.setting.units
        assert step.deployment.automated_share == pytest.approx(0.75 * deployed, rel=1e-9)
        assert step.deployment.automated_work == pytest.approx(0.75 * deployed * it.setting.units, rel=1e-9)
        human = 1 - 0.75 * before.automated / it.setting.units
        assert step.deployment.displacement_hazard == pytest.approx(0.75 * deployed / human, rel=1e-9)
        pressure = before.entry_pressure * (1 - 1 / 60) + 0.75 * deployed + 0.3 * assisted
        assert it.technology.entry_pressure == pytest.approx(pressure, rel=1e-9)
