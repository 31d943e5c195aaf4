"""Contributions add up: exactly as numbers, and to the last digit as printed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.lab.contributions import (
    rate_contributions,
    rounded_to_sum,
    window_of,
    yearly_contributions,
)
from andante.lab.flows import unemployment_terms, youth_terms
from andante.lab.measures import DEFINITIONS, measure_values, twelve_month_means


def stocks(months: int, seed: int) -> dict[str, np.ndarray]:
    """A made-up labour market whose stocks follow from its flows."""
    rng = np.random.default_rng(seed)
    flows = {
        n: rng.uniform(1, 5, months) for n in ("hires", "separations", "entrants", "from work", "without")
    }
    employed, unemployed, trained = [900.0], [80.0], [5.0]
    into = rng.uniform(-1, 1, months)
    for m in range(1, months):
        employed.append(employed[-1] + flows["hires"][m] - flows["separations"][m] - flows["from work"][m])
        trained.append(trained[-1] + into[m])
        change = flows["separations"][m] - flows["hires"][m] + flows["entrants"][m] - flows["without"][m]
        unemployed.append(unemployed[-1] + change - into[m])
    series = {"employed": employed, "unemployed": unemployed, "in_training": trained}
    return {
        **{name: np.array(values) for name, values in series.items()},
        **{name: flows[name] for name in ("hires", "separations", "entrants")},
        "retirements": flows["from work"] + flows["without"],
        "without": flows["without"],
    }


@given(st.integers(2, 40), st.integers(0, 1000), st.data())
def test_rate_is_opening_plus_flows(months: int, seed: int, data: st.DataObject) -> None:
    series = stocks(months, seed)
    window = data.draw(st.lists(st.integers(1, months - 1), min_size=1, unique=True))
    rate = series["unemployed"] / (series["unemployed"] + series["employed"])
    terms = rate_contributions(series, window)
    assert sum(terms.values()) == pytest.approx(rate[window].mean(), rel=1e-12)
    assert terms["opening"] == rate[0]
    assert terms["hires"] < 0 < terms["separations"]
    youth = rate_contributions(series, window, youth_terms)
    assert sum(youth.values()) == pytest.approx(rate[window].mean(), rel=1e-12)


def test_terms_of_the_unemployed_are_the_flows_that_made_them() -> None:
    series = stocks(24, 3)
    terms = unemployment_terms(series)
    np.testing.assert_allclose(terms["retired without work"], -series["without"][1:], atol=1e-9)
    np.testing.assert_allclose(sum(terms.values()), np.diff(series["unemployed"]), atol=1e-9)


@given(
    st.dictionaries(st.text(min_size=1, max_size=5), st.floats(-1e6, 1e6), min_size=1, max_size=12),
    st.integers(0, 6),
)
def test_rounded_terms_sum_to_the_printed_digit(terms: dict[str, float], decimals: int) -> None:
    total = sum(terms.values())
    shown, printed = rounded_to_sum(terms, total, decimals)
    unit = 10.0**-decimals
    assert round(sum(round(value / unit) for value in shown.values())) == round(printed / unit)
    assert abs(printed - total) <= 0.5000001 * unit + 1e-9 * abs(total)
    for name, value in terms.items():
        assert abs(shown[name] - value) < 2 * unit + 1e-9 * abs(value)
    assert all(f"{value:.{decimals}f}" for value in shown.values())


@given(st.integers(1, 40), st.integers(0, 1000), st.booleans(), st.data())
def test_years_add_up(months: int, seed: int, flow: bool, data: st.DataObject) -> None:
    path = np.random.default_rng(seed).normal(size=months)
    names = [f"{2026 + m // 12}-{m % 12 + 1:02d}" for m in range(months)]
    window = tuple(data.draw(st.lists(st.integers(0, months - 1), min_size=1, unique=True)))
    terms = yearly_contributions(path, 3.0, names, window, flow)
    expected = path.sum() if flow else path[list(window)].mean()
    assert sum(terms.values()) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", DEFINITIONS)
@pytest.mark.parametrize("months", [1, 5, 12, 30])
def test_a_measure_is_taken_over_its_window(name: str, months: int) -> None:
    definition = DEFINITIONS[name]
    path = np.abs(np.random.default_rng(5).normal(1, 0.1, size=months))
    window = list(window_of(definition, path))
    got = measure_values(definition, path[None, :], np.ones((1, months)))[0]
    if definition.against == "":
        together = path[window].sum() if definition.statistic == "sum" else path[window].mean()
        assert got == pytest.approx(together)
    if definition.statistic.startswith("peak"):
        assert got == max(twelve_month_means(path[None, :])[0])
