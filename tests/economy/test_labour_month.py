"""The labour side of a month: accounts under any state, a slow oracle, people against average."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labour_economy import five_occupations, random_demand, random_workforce, slow_month

from andante.economy.accounts import check_flows, check_month
from andante.economy.labour_month import labour_month, totals_of
from andante.economy.labour_tables import LabourTables, labour_tables
from andante.economy.parameters import DEFINITIONS, Parameters
from andante.economy.streams import MonthStreams, Streams
from andante.economy.training import admit

INPUTS = five_occupations()
LABOUR_NAMES = [
    "separation_rate", "opening_ratio", "separation_adjustment", "opening_adjustment", "viability",
    "duration_decay", "duration_floor", "scar_viability", "trained_bonus", "scar_months", "scar_probability",
    "scar_recovery", "entry_substitution", "entry_substitution_limit", "first_job_share", "mean_stay_16_24",
    "layoff_order_16_24", "separation_multiplier_16_24", "training_least_duration",
]  # fmt: skip
RANGES = {each.name: (each.low_for("china"), each.high_for("china")) for each in DEFINITIONS}


def random_tables(random: np.random.Generator, batch: int) -> LabourTables:
    overrides = {name: random.uniform(*RANGES[name], batch) for name in LABOUR_NAMES}
    return labour_tables(INPUTS, Parameters.build("china", overrides, batch), 0)


@given(seed=st.integers(0, 2**32), people=st.booleans(), with_ai=st.booleans(), month=st.integers(0, 40))
@settings(max_examples=60)
def test_accounts_close_in_any_state(seed: int, people: bool, with_ai: bool, month: int) -> None:
    random = np.random.default_rng(seed)
    batch = int(random.integers(1, 4))
    before = random_workforce(random, batch, len(INPUTS.occupations), people)
    demand = random_demand(random, before, with_ai)
    streams = MonthStreams(Streams((seed,)), month) if people else None
    after, flows = labour_month(before, demand, random_tables(random, batch), month, streams)
    check_month(before, after, flows.passage, lambda: "any month")
    check_flows(before, after, totals_of(flows), flows.passage, lambda: "any month")
    if people:
        for name in ("employed", "unemployed", "training", "just_trained", "vacancies"):
            assert getattr(after, name).dtype == np.int64
    rounding = 0 if people else 1e-12
    assert (flows.matches.filled <= before.vacancies * (1 + rounding)).all()
    assert (after.just_trained <= after.unemployed[..., 0, 0] * (1 + rounding)).all()


@pytest.mark.parametrize("with_ai", [False, True])
def test_average_is_what_a_slow_reading_of_the_equations_gives(with_ai: bool) -> None:
    random = np.random.default_rng(11)
    before = replace(random_workforce(random, 2, 5, people=False), training=None, graduates=None)
    demand = replace(
        random_demand(random, before, with_ai),
        retrain_first_share=None,
        reassign_share=None,
        training_places=None,
    )
    tables = replace(random_tables(random, 2), demography=None)
    after, _ = labour_month(before, demand, tables, 4)
    expected = slow_month(before, demand, tables, 4)
    for name, values in expected.items():
        np.testing.assert_allclose(getattr(after, name), values, rtol=1e-10, atol=1e-8, err_msg=name)


@pytest.mark.slow
@pytest.mark.parametrize("with_ai", [False, True])
def test_the_mean_of_people_is_the_average(with_ai: bool) -> None:
    """1 200 populations of one month: every stock within 5 standard errors plus the urn's 1/N bias.

    Few first jobs, so that entrants never want more posts than there are (there the mean of a minimum is
    below the minimum of the means).
    """
    random = np.random.default_rng(5)
    one = random_workforce(random, 1, 5, people=True, size=300)
    demand = random_demand(random, one, with_ai)
    tables = random_tables(random, 1)
    assert tables.demography is not None
    tables = replace(tables, demography=replace(tables.demography, first_job_share=np.array([0.002])))
    replicates = 1200
    batch = one.take(np.zeros(replicates, dtype=int))
    wide = replace(
        demand,
        **{
            name: np.repeat(getattr(demand, name), replicates, axis=0)
            for name in demand.__dataclass_fields__
            if getattr(demand, name) is not None
        },
    )
    after, _ = labour_month(
        batch, wide, _repeated(tables, replicates), 0, MonthStreams(Streams((9,), True), 0)
    )
    real = replace(
        one,
        employed=one.employed * 1.0,
        unemployed=one.unemployed * 1.0,
        training=one.training * 1.0,
        just_trained=one.just_trained * 1.0,
        vacancies=one.vacancies * 1.0,
    )
    expected, _ = labour_month(real, demand, tables, 0)
    for name in ("employed", "unemployed", "vacancies", "training"):
        drawn = getattr(after, name).reshape(replicates, -1)
        mean, error = drawn.mean(axis=0), drawn.std(axis=0) / np.sqrt(replicates)
        off = np.abs(mean - getattr(expected, name).reshape(-1))
        assert (off <= 5 * error + 0.1 + 2e-3 * mean).all(), (name, off.max())
        # Over all cells the deviations are those of noise, not of a bias.
        z = (mean - getattr(expected, name).reshape(-1)) / np.maximum(error, 1e-9)
        assert np.mean(z[error > 0.02] ** 2) < 1.6, name


def _repeated(tables: LabourTables, times: int) -> LabourTables:
    """The demography and training tables carry (B, ...) arrays that are reshaped, so they are repeated."""
    demography, training = tables.demography, tables.training
    assert demography is not None
    assert training is not None
    return replace(
        tables,
        demography=replace(
            demography,
            ageing=np.repeat(demography.ageing, times, 0),
            net_entry=np.repeat(demography.net_entry, times, 0),
            entrants=np.repeat(demography.entrants, times, 1),
            entrants_by_occupation=np.repeat(demography.entrants_by_occupation, times, 0),
            first_job_share=np.repeat(demography.first_job_share, times, 0),
        ),
        training=replace(training, least_duration=np.repeat(training.least_duration, times, 0)),
    )


def test_a_batch_gives_what_its_rows_give_alone() -> None:
    random = np.random.default_rng(8)
    p = Parameters.build("china", {name: random.uniform(*RANGES[name], 3) for name in LABOUR_NAMES}, 3)
    for people in (False, True):
        before = random_workforce(random, 3, 5, people)
        demand = random_demand(random, before)
        streams = MonthStreams(Streams((4,)), 2) if people else None
        together, _ = labour_month(before, demand, labour_tables(INPUTS, p, 0), 2, streams)
        for row in range(3):
            pick = np.array([row])
            alone_demand = replace(
                demand, **{name: getattr(demand, name)[pick] for name in demand.__dataclass_fields__}
            )
            alone, _ = labour_month(
                before.take(pick), alone_demand, labour_tables(INPUTS, p.take(pick), 0), 2, streams
            )
            for name in ("employed", "unemployed", "training", "vacancies"):
                np.testing.assert_allclose(
                    getattr(alone, name)[0], getattr(together, name)[row], rtol=1e-12, err_msg=name
                )


def test_automation_dismisses_although_posts_are_short() -> None:
    """The second term of (6.1): the base gap is negative, without it AI would dismiss nobody."""
    random = np.random.default_rng(2)
    before = random_workforce(random, 1, 5, people=False)
    demand = random_demand(random, before)
    short = replace(demand, target=demand.target * 3)
    _, flows = labour_month(before, short, random_tables(random, 1), 0)
    assert flows.gap.surplus.max() == 0
    assert flows.separations.layoffs_ai is not None
    assert (flows.separations.layoffs_ai.sum(axis=(2, 3, 4)) > 0).all()
    without = replace(short, displacement_hazard=None)
    _, quiet = labour_month(before, without, random_tables(np.random.default_rng(2), 1), 0)
    assert quiet.separations.layoffs_ai is None
    assert quiet.separations.layoffs is not None
    assert quiet.separations.layoffs.sum() == 0


def test_attrition_moves_a_surplus_from_layoffs_to_closings() -> None:
    random = np.random.default_rng(6)
    before = random_workforce(random, 1, 5, people=False)
    tables = random_tables(random, 1)
    demand = random_demand(random, before, with_ai=False)
    demand = replace(demand, target=demand.target * 0.8)
    layoffs, closed = [], []
    for xi in (0.0, 0.5, 1.0):
        _, flows = labour_month(before, replace(demand, attrition_share=np.array([xi])), tables, 0)
        assert flows.separations.layoffs is not None
        layoffs.append(flows.separations.layoffs.sum())
        closed.append(flows.closed.sum())
    assert layoffs[0] > layoffs[1] > layoffs[2] == 0
    assert 0 == closed[0] < closed[1] < closed[2]


def test_entry_pressure_keeps_the_young_out_and_nobody_else() -> None:
    random = np.random.default_rng(7)
    before = random_workforce(random, 1, 5, people=False)
    tables = random_tables(random, 1)
    demand = random_demand(random, before)
    quiet = replace(demand, entry_pressure=np.zeros((1, 5)))
    pressed = replace(demand, entry_pressure=np.full((1, 5), 0.05), entry_floor_factor=None)
    _, without = labour_month(before, quiet, tables, 0)
    _, under = labour_month(before, pressed, tables, 0)
    young = [flows.matches.joined.sum(axis=(0, 1, 2, 4)) for flows in (without, under)]
    assert (young[1][:2] < young[0][:2]).all()
    assert (young[1][2:] > young[0][2:]).all()  # vacancies left over go to the others


def test_training_takes_those_who_search_for_long_first_and_returns_them() -> None:
    random = np.random.default_rng(12)
    before = replace(random_workforce(random, 1, 5, people=True, size=3000), training=None, just_trained=None)
    tables = replace(random_tables(random, 1), demography=None)
    places = np.array([200.0])
    demand = replace(
        random_demand(random, before, with_ai=False), training_places=places, training_months=np.array([3])
    )
    after, _ = labour_month(before, demand, tables, 0, MonthStreams(Streams((1,)), 0))
    assert after.training is not None
    assert 140 < after.training.sum() < 260
    searching = before.unemployed.sum(axis=(0, 1, 2, 5))
    longest = searching[:, int(tables.training.least_duration[0].argmax()) :].sum()  # type: ignore[union-attr]
    assert longest > places[0]  # enough of them for every place
    assert after.training[..., 2].sum() == after.training.sum()  # three months left
    idle = replace(demand, training_places=None)
    state = after
    for month in range(1, 4):
        state, _ = labour_month(state, idle, tables, month, MonthStreams(Streams((1,)), month))
    assert state.training is not None
    assert state.training.sum() == 0
    assert state.just_trained is not None
    assert state.just_trained.sum() == after.training.sum()


def test_reassigned_workers_never_exceed_the_free_posts() -> None:
    random = np.random.default_rng(13)
    before = random_workforce(random, 1, 5, people=True)
    before = replace(before, vacancies=np.full((1, 5, 1), 3))
    demand = replace(random_demand(random, before), reassign_share=np.ones((1, 5)), retrain_first_share=None)
    _, flows = labour_month(before, demand, random_tables(random, 1), 0, MonthStreams(Streams((1,)), 0))
    assert flows.displaced is not None
    moved = flows.displaced.joined.sum(axis=(3, 4))
    assert moved.sum() == flows.displaced.reassigned.sum() > 0
    assert (moved + flows.closed <= before.vacancies + flows.opened - flows.matches.filled).all()


def test_the_young_are_offered_training_at_a_multiple_and_only_after_those_who_search_for_long() -> None:
    random = np.random.default_rng(14)
    before = replace(
        random_workforce(random, 1, 5, people=False, size=3000), training=None, just_trained=None
    )
    tables = replace(random_tables(random, 1), demography=None)
    assert tables.training is not None
    training = replace(tables.training, exposure_weight=np.ones(5), young_weight=np.array([3.0]))
    long = training.least_duration[0] > 0
    searching = before.unemployed
    few = np.array([float(searching[..., long, :].sum()) / 100])
    demand = random_demand(random, before, with_ai=False)
    asked = replace(demand, training_places=few, training_months=np.array([3]))
    taken = admit(searching, None, before.vacancies, asked, replace(tables, training=training), None).taken
    assert taken.sum() == pytest.approx(float(few[0]), rel=1e-9)
    assert taken[..., ~long, :].sum() == 0
    share = (taken / np.maximum(searching, 1e-300))[..., long, :]
    young, older = share[:, :, :, :2], share[:, :, :, 2:]
    assert young[young > 0].min() == pytest.approx(3 * older[older > 0].max(), rel=1e-9)
