"""The AI side in whole runs: published figures, the record, identities."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ai_economy import Bench, scattered_policy, small_inputs
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.economy.adoption import firm_use
from andante.economy.definitions_technology import TECHNOLOGY_DEFINITIONS
from andante.economy.economy_policy import EconomyPolicy
from andante.economy.inert import inert_instruments
from andante.economy.instruments import Instruments
from andante.economy.output import Accounts
from andante.economy.parameters import Parameters
from andante.economy.record import SERIES
from andante.economy.simulate import Trajectory, simulate
from andante.economy.technology_accounts import check_incomes, check_units
from andante.errors import IdentityError
from andante.lab.introduce import economy_inputs
from andante.lab.nests.acemoglu import productivity_gains, run
from andante.reference.economies import load_economy


def test_acemoglu_within_a_two_hundredth_of_a_point() -> None:
    results = run()
    assert [each.expected for each in results] == [0.661, 0.529]
    assert all(abs(each.got - each.expected) <= 0.005 and each.passed for each in results)


def test_acemoglu_needs_wages_to_stand_still() -> None:
    """With wages growing by .02 a year AI gets cheaper: Phi(Phi^-1(.23) + .2) = .295, .848 %."""
    still, _ = productivity_gains()
    moving, _ = productivity_gains(wages_move=True)
    assert moving > 1.2 * still
    assert moving == pytest.approx(0.848, abs=0.02)


@pytest.fixture(scope="module")
def history() -> Trajectory:
    return simulate(
        economy_inputs(load_economy("united-states"), "ilo_share"),
        Parameters.build("united-states"),
        [EconomyPolicy("free", Instruments.neutral(6))],
        months=6,
    )


def test_use_of_ai_by_firms_follows_the_business_survey(history: Trajectory) -> None:
    """BTOS: 4.1 % in September 2023, 17 to 20 % (any function) from December 2025, within 2 points (F5)."""
    use = dict(zip(history.months, history.series["firm_ai_use"][0], strict=True))
    assert use["2023-09"] == pytest.approx(0.041, abs=0.02)
    assert 0.15 <= use["2025-12"] <= 0.22
    path = history.series["firm_ai_use"][0]
    assert np.all(np.diff(path) > 0)


def test_use_by_size_of_firm(history: Trajectory) -> None:
    """F5: at 18 % of what is feasible, 37 % of firms with 250 or more and 32 % with 100 to 249."""
    it = Bench(small_inputs(), (EconomyPolicy("x", Instruments.neutral(1)),))
    reach = it.setting.units * it.setting.exposure * it.parameters["feasible_share_start"]
    _, by_size = firm_use(replace(it.technology, assisted=0.18 * reach), it.setting)
    assert by_size[0, 3] == pytest.approx(0.37, abs=0.005)
    assert by_size[0, 2] == pytest.approx(0.32, abs=0.005)
    simulated = history.series["firm_ai_use_by_size"][0, -1]
    assert np.all(np.diff(simulated) > 0)


@pytest.fixture(scope="module")
def scattered() -> Trajectory:
    levers = {"pace__cap": 1e-4, "pace__proportional": 0.4, "assist_first__mandate": 0.3}
    return simulate(
        small_inputs(),
        Parameters.build("united-states", {"automation_share": [0.55, 0.75]}, 2),
        [scattered_policy(1, 24, **levers), EconomyPolicy.no_further_adoption(24)],
        start="2025-01",
        policy_from="2026-01",
        months=24,
    )


def test_every_recorded_series_is_defined_with_its_shape(scattered: Trajectory) -> None:
    axes = {"O": 4, "S": 3, "R": 1, "A": 5, "G": 10, "Z": 4, "5": 5, "2": 2, "rules": 0}
    with_competitor = {"technology_gap", "capability_in_use_gap", "productivity_gap", "export_share"}
    with_chips = {"chips", "domestic_chips", "trade_jobs"}
    assert set(scattered.series) == set(SERIES) - with_competitor - with_chips
    for name, values in scattered.series.items():
        wanted = tuple(
            axes[letter]
            for letter in ([SERIES[name].axes] if SERIES[name].axes in axes else SERIES[name].axes)
        )
        assert values.shape == (4, 36, *wanted), name
        assert not np.any(np.isnan(values.astype(float))), name


def test_shares_counts_and_stocks_fit_together(scattered: Trajectory) -> None:
    s = scattered.series
    units = small_inputs().employment
    assert s["automated_work"] == pytest.approx((s["automated_share"] * units).sum(axis=2))
    assert s["automated_task_share"] == pytest.approx(s["automated_work"] / units.sum())
    assert np.cumsum(s["new_automated_work"], axis=1) == pytest.approx(s["automated_work"])
    assert s["filings_by_outcome"].sum(axis=2) == pytest.approx(s["filings_first_decisions"])
    assert np.all(s["filings_first_decisions"][:, :12] == 0)
    assert np.all(s["filings_first_decisions"][:2, 12:] > 0)
    assert np.all(s["filings_first_decisions"][2:] == 0)
    assert np.all(s["cap"][:, :12] == np.inf)
    assert s["cap_binds"].dtype == bool


def test_an_assist_first_rule_that_asks_for_no_more_than_firms_do_says_so(scattered: Trajectory) -> None:
    """Mandate .3: with m0 .55 firms assist in .45 of their uses anyway, with m0 .75 only in .25."""
    inert = scattered.series["assist_first_inert"][:, 12:]
    assert inert[0].all()
    assert not inert[1].any()
    assert not inert[2:].any()


def test_policies_are_equal_until_they_begin(scattered: Trajectory) -> None:
    for name, values in scattered.series.items():
        assert np.array_equal(values[:2, :12], values[2:, :12]), name


def test_a_unit_in_two_places_stops_the_run() -> None:
    it = Bench(small_inputs(), (EconomyPolicy("x", Instruments.neutral(2)),))
    check_units(it.technology, it.setting, lambda: "2026-01")
    wrong = replace(it.technology, automated=it.setting.units[None] * np.array([[0, 0.7, 0, 0]]))
    wrong = replace(wrong, denied=it.setting.units[None] * np.array([[0, 0.4, 0, 0]]))
    with pytest.raises(IdentityError, match=r"-20000 units in 2026-01, occupation 41"):
        check_units(wrong, it.setting, lambda: "2026-01", it.inputs.occupations)
    with pytest.raises(IdentityError, match="work denied is"):
        check_units(replace(it.technology, denied=wrong.denied * np.nan), it.setting, lambda: "m")


def test_income_that_is_not_production_stops_the_run() -> None:
    items = {name: np.zeros(2) for name in Accounts.__dataclass_fields__}
    accounts = Accounts(
        **{**items, "output": np.ones(2), "labour_income": np.full(2, 0.6), "profits": np.full(2, 0.4)}
    )
    check_incomes(accounts, lambda: "2026-01")
    with pytest.raises(IdentityError, match="2026-01"):
        check_incomes(replace(accounts, profits=np.array([0.4, 0.5])), lambda: "2026-01")


def test_instruments_that_never_acted_say_why() -> None:
    levers = {
        "pace.cap": 0.05,
        "pace.gap_weight": 1.0,
        "assessment.capacity": 1e9,
        "assist_first.mandate": 0.3,
        "automation_tax.rate": 0.2,
        "automation_tax.leakage": 1.0,
    }
    idle = replace(scattered_policy(2, 12), instruments=Instruments.from_paths(levers, 12))
    tight = {"pace.cap": 1e-6, "assessment.capacity": 1.0, "assist_first.mandate": 0.9}
    acting = replace(scattered_policy(2, 12), instruments=Instruments.from_paths(tight, 12))
    runs = simulate(
        small_inputs(),
        Parameters.build("china"),
        [idle, acting],
        start="2026-01",
        policy_from="2026-01",
        months=12,
    )
    found = [
        {
            each.name
            for each in inert_instruments(policy, {name: values[row] for name, values in runs.series.items()})
        }
        for row, policy in enumerate((idle, acting))
    ]
    assert found == [set(levers) - {"automation_tax.leakage"}, set()]


TECHNOLOGY_RANGES = st.fixed_dictionaries(
    {},
    optional={
        each.name: st.floats(each.low_for("china"), each.high_for("china")) for each in TECHNOLOGY_DEFINITIONS
    },
)


@pytest.mark.slow
@settings(max_examples=12)
@given(TECHNOLOGY_RANGES, st.integers(0, 100), st.sampled_from(["average", "people"]))
def test_any_assumption_within_its_range_runs(world: dict[str, float], seed: int, method: str) -> None:
    """Every identity is checked inside the run; every figure stays a number, every share in its bounds."""
    levers = {"pace__cap": 2e-4, "pace__proportional": 0.4, "pace__integral": 0.05, "pace__integral_max": 10}
    runs = simulate(
        small_inputs(),
        Parameters.build("china", world),
        [scattered_policy(seed, 24, **levers), EconomyPolicy("free", Instruments.neutral(24))],
        start="2025-07",
        policy_from="2026-01",
        months=24,
        method=method,
        seed=seed,
    )
    for name, values in runs.series.items():
        assert not np.any(np.isnan(values.astype(float))), name
        assert name in ("cap", "shadow_tax") or np.all(np.isfinite(values)), name
    for name in ("automated_share", "assisted_share", "firm_ai_use", "feasible_share", "unrest_index"):
        assert np.all((runs.series[name] >= -1e-12) & (runs.series[name] <= 1 + 1e-12)), name
    assert np.all(runs.series["labour_share"] > 0.2)
    assert np.all(np.diff(runs.series["automated_work"], axis=1) >= -1e-6)


def test_everything_exposed_and_everything_automated_still_runs() -> None:
    inputs = replace(small_inputs(), exposure=np.ones(4))
    world = {
        "feasible_share_start": 1.0,
        "automation_share": 1.0,
        "profitable_automation": 0.999,
        "adoption_imitation": 1e6,
        "cost_decline": 1.0,
    }
    runs = simulate(
        inputs,
        Parameters.build("china", world),
        [EconomyPolicy("free", Instruments.neutral(60))],
        start="2026-01",
        policy_from="2026-01",
        months=60,
    )
    assert runs.series["automated_task_share"][0, -1] > 0.99
    assert np.all(np.isfinite(runs.series["unemployment_rate"]))
