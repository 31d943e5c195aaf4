"""Draws, urns, splitting and streams against exact sampling and exact laws."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import chi2, ks_2samp, multivariate_hypergeom

from andante.economy.draws import (
    choose,
    draw,
    round_keeping_total,
    round_keeping_weighted_total,
    round_up_or_down,
)
from andante.economy.exchange import Array
from andante.economy.ops import NUMPY_OPS
from andante.economy.splitting import HalvingTree, binomial_halve, hypergeometric_halve
from andante.economy.streams import MonthStreams, Purpose, Stream, Streams
from andante.economy.urns import NORMAL_VARIANCE, expected_fill, occupied, occupied_moments


def stream(seed: int = 1, purpose: Purpose = Purpose.URN, pooled: bool = True) -> Stream:
    return Streams((seed,), pooled).at(0, purpose)


# --- urns


def thrown_one_by_one(throws: int, urns: int, times: int, seed: int) -> Array:
    """Distinct urns hit, every ball thrown: the definition."""
    random = np.random.default_rng(seed)
    if urns > 10**6:
        return np.array([len(set(random.integers(0, urns, throws).tolist())) for _ in range(times)])
    found = []
    for _ in range(times):
        hit = np.zeros(urns, dtype=bool)
        hit[random.integers(0, urns, throws)] = True
        found.append(int(hit.sum()))
    return np.array(found)


def exact_occupancy(throws: int, urns: int) -> list[Fraction]:
    """P(occupied = k) by adding ball after ball."""
    law = [Fraction(1)] + [Fraction(0)] * urns
    for _ in range(throws):
        law = [
            law[k] * Fraction(k, urns) + (law[k - 1] * Fraction(urns - k + 1, urns) if k else 0)
            for k in range(urns + 1)
        ]
    return law


REGIMES = [
    (1500, 1500, "normal, as many throws as urns"),
    (3000, 30_000, "normal, urns abound"),
    (20_000, 6000, "normal, throws abound"),
    (300, 200, "exact"),
    (40, 2000, "exact, collisions rare"),
    (25_000, 12_000_000, "Poisson on collisions"),
    (30_000, 3500, "Poisson on empties"),
]


@pytest.mark.parametrize(("throws", "urns", "what"), REGIMES)
def test_urns_agree_with_throwing_every_ball(throws: int, urns: int, what: str) -> None:
    """Distance of the two laws below the critical value at level .001 plus the 1/sd of a rounded normal."""
    times = 1000
    drawn = occupied(np.full((1, times), throws), np.full((1, times), urns), stream(throws))[0]
    exact = thrown_one_by_one(throws, urns, times, throws + 1)
    assert ks_2samp(drawn, exact).statistic < 1.95 * np.sqrt(2 / times), what
    mean, variance, _ = occupied_moments(np.array([throws]), np.array([urns]))
    assert abs(drawn.mean() - mean[0]) < 4.5 * np.sqrt(variance[0] / times) + 1e-3, what
    assert np.var(drawn) == pytest.approx(variance[0], rel=0.2, abs=0.01), what
    normal = variance[0] >= NORMAL_VARIANCE
    assert normal == what.startswith("normal")


@pytest.mark.parametrize(("throws", "urns"), [(1, 1), (1, 7), (5, 1), (3, 4), (12, 6), (6, 12)])
def test_few_urns_follow_the_exact_law(throws: int, urns: int) -> None:
    times = 20_000
    drawn = occupied(np.full((1, times), throws), np.full((1, times), urns), stream(3))[0]
    expected = np.array([float(p) for p in exact_occupancy(throws, urns)]) * times
    counts = np.bincount(drawn, minlength=urns + 1)
    assert counts[expected == 0].sum() == 0
    likely = expected > 5
    statistic = ((counts - expected)[likely] ** 2 / expected[likely]).sum()
    assert statistic < chi2.ppf(0.9999, max(likely.sum() - 1, 1))


def test_variance_does_not_cancel() -> None:
    """At V = 2e7, S = 2e6 the textbook variance in float64 is 86 % off; the exact one by high precision."""
    throws, urns = 2_000_000, 20_000_000
    from decimal import Decimal, getcontext

    getcontext().prec = 60
    v, s = Decimal(urns), throws
    one, two = (1 - 1 / v) ** s, (1 - 2 / v) ** s
    exact = v * one + v * (v - 1) * two - (v * one) ** 2
    _, variance, _ = occupied_moments(np.array([throws]), np.array([urns]))
    assert variance[0] == pytest.approx(float(exact), rel=1e-5)


@given(
    throws=hnp.arrays(np.int64, 12, elements=st.integers(0, 10**8)),
    urns=hnp.arrays(np.int64, 12, elements=st.integers(0, 10**8)),
    seed=st.integers(0, 2**63),
)
def test_urns_stay_within_what_there_is(throws: Array, urns: Array, seed: int) -> None:
    filled = occupied(throws[None, :], urns[None, :], stream(seed))[0]
    assert (filled <= np.minimum(throws, urns)).all()
    assert (filled >= (np.minimum(throws, urns) > 0)).all()


@given(throws=st.floats(0, 1e12), urns=st.floats(0, 1e12))
def test_expected_matches_never_exceed_either_side(throws: float, urns: float) -> None:
    fill = float(expected_fill(np.array([throws]), np.array([urns]), NUMPY_OPS)[0])
    assert 0 <= fill <= 1
    assert throws * fill <= urns * (1 + 1e-9) + 1e-9


# --- splitting


def test_hypergeometric_splitting_is_the_textbook_law() -> None:
    members = np.array([3, 0, 4, 1, 6, 2])
    tree = HalvingTree.over(np.array([6]))
    random = np.random.default_rng(4)
    times = 30_000
    drawn = tree.split(
        np.full((times, 1), 7), np.broadcast_to(members, (times, 6)), hypergeometric_halve(random)
    )
    assert (drawn.sum(axis=1) == 7).all()
    assert (drawn <= members).all()
    patterns, counts = np.unique(drawn, axis=0, return_counts=True)
    expected = multivariate_hypergeom.pmf(patterns, members, 7) * times
    likely = expected > 8
    statistic = ((counts - expected)[likely] ** 2 / expected[likely]).sum()
    assert statistic < chi2.ppf(0.9999, likely.sum() - 1)


def test_binomial_splitting_is_multinomial() -> None:
    weights = np.array([0.1, 0.4, 0.0, 0.2, 0.3])
    tree = HalvingTree.over(np.array([5]))
    times = 40_000
    drawn = tree.split(
        np.full((times, 1), 20),
        np.broadcast_to(weights, (times, 5)),
        binomial_halve(np.random.default_rng(1)),
    )
    assert (drawn.sum(axis=1) == 20).all()
    assert (drawn[:, 2] == 0).all()
    np.testing.assert_allclose(drawn.mean(axis=0), 20 * weights, atol=0.06)
    covariance = 20 * (np.diag(weights) - np.outer(weights, weights))
    np.testing.assert_allclose(np.cov(drawn.T), covariance, atol=0.12)


@given(
    data=st.data(), lengths=st.lists(st.integers(0, 9), min_size=1, max_size=12), seed=st.integers(0, 2**32)
)
def test_segments_keep_their_sums(data: st.DataObject, lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    members = random.integers(0, 5, (2, sum(lengths)))
    edges = np.concatenate([[0], np.cumsum(lengths)])
    within = [members[:, a:b].sum(axis=1) for a, b in itertools.pairwise(edges)]
    counts = np.stack([random.integers(0, total + 1) for total in within], axis=1)
    tree = HalvingTree.over(np.array(lengths))
    drawn = tree.split(counts, members, hypergeometric_halve(random))
    assert (drawn >= 0).all()
    assert (drawn <= members).all()
    for segment, (a, b) in enumerate(itertools.pairwise(edges)):
        assert (drawn[:, a:b].sum(axis=1) == counts[:, segment]).all()
    chosen = data.draw(st.integers(0, 10**9))
    if all(total.min() > 0 for total in within):
        spread = tree.split(np.full((2, len(lengths)), chosen), members * 1.0, binomial_halve(random))
        sums = [spread[:, a:b].sum(axis=1) for a, b in itertools.pairwise(edges)]
        assert (np.array(sums) == chosen).all()


# --- draws and rounding


@given(
    counts=hnp.arrays(np.int64, (2, 7), elements=st.integers(0, 10**9)),
    chance=st.floats(0, 1),
    seed=st.integers(0, 2**63),
)
def test_draws_stay_within_the_count_and_have_its_mean(counts: Array, chance: float, seed: int) -> None:
    drawn = draw(counts, np.array(chance), stream(seed))
    assert drawn.dtype == np.int64
    assert ((drawn >= 0) & (drawn <= counts)).all()
    spread = np.sqrt(counts * chance * (1 - chance))
    assert (np.abs(drawn - draw(counts, np.array(chance), None)) <= 8 * spread + 8).all()


@given(
    counts=hnp.arrays(np.int64, (3,), elements=st.integers(0, 10**9)),
    weights=hnp.arrays(np.float64, (3, 4), elements=st.floats(0.01, 1)),
    seed=st.integers(0, 2**63),
)
def test_choices_keep_the_count(counts: Array, weights: Array, seed: int) -> None:
    shares = weights / weights.sum(axis=1, keepdims=True)
    assert (choose(counts, shares, stream(seed)).sum(axis=1) == counts).all()
    np.testing.assert_allclose(choose(counts * 1.0, shares, None).sum(axis=1), counts)


@given(values=hnp.arrays(np.float64, (2, 30), elements=st.floats(0, 1e6)), seed=st.integers(0, 2**63))
def test_rounding_keeps_totals_and_moves_no_cell_by_more_than_one(values: Array, seed: int) -> None:
    for how in (None, stream(seed)):
        rounded = round_keeping_total(values, how)
        assert (np.abs(rounded.sum(axis=1) - values.sum(axis=1)) <= 0.5 + 1e-6).all()
        assert (rounded >= 0).all()
        assert (np.abs(rounded - values) <= 1 + 1e-6).all()


def test_rounding_has_the_value_as_mean() -> None:
    values = np.array([[0.2, 1.7, 3.1, 0.5, 2.5]])
    times = 4000
    mean = np.mean([round_keeping_total(values, stream(seed))[0] for seed in range(times)], axis=0)
    np.testing.assert_allclose(mean, values[0], atol=0.04)
    up = round_up_or_down(np.full((1, times), 2.3), stream(5))
    assert up.mean() == pytest.approx(2.3, abs=0.03)


FRACTIONAL = st.one_of(st.floats(0, 50), st.integers(0, 50).map(float))
WEIGHT = st.one_of(st.just(0.0), st.floats(1e-3, 1e3))


@given(
    values=hnp.arrays(np.float64, (2, 5, 3), elements=FRACTIONAL),
    weights=hnp.arrays(np.float64, (2, 5, 3), elements=WEIGHT),
    seed=st.integers(0, 2**63),
)
def test_weighted_rounding_keeps_the_weighted_total_to_one_unit(
    values: Array, weights: Array, seed: int
) -> None:
    rounded = round_keeping_weighted_total(values, weights, stream(seed))
    assert rounded.dtype == np.int64
    assert ((rounded == np.floor(values)) | (rounded == np.ceil(values))).all()
    off = np.abs(((rounded - values) * weights).sum(axis=(1, 2)))
    fractional = values != np.floor(values)
    assert (off <= (weights * fractional).max(axis=(1, 2)) * (1 + 1e-9) + 1e-9).all()


def test_weighted_rounding_has_every_value_as_mean() -> None:
    """Each cell within five standard errors, whatever the weights."""
    values = np.array([0.03, 1.7, 3.1, 0.5, 2.5, 4.0, 0.97, 0.2, 0.4])
    weights = np.array([30.0, 1.0, 0.2, 7.0, 7.0, 3.0, 0.01, 0.0, 100.0])
    times = 20_000
    shape = (times, 9)
    rounded = round_keeping_weighted_total(
        np.broadcast_to(values, shape), np.broadcast_to(weights, shape), stream(8)
    )
    fraction = values - np.floor(values)
    error = np.sqrt(fraction * (1 - fraction) / times)
    assert (np.abs(rounded.mean(axis=0) - values) <= 5 * error).all()
    spread = (rounded * weights).sum(axis=1).std()
    alone = np.sqrt((fraction * (1 - fraction) * weights**2).sum())
    assert spread < alone


# --- streams


def test_streams_are_found_by_name_whatever_the_threads() -> None:
    keys = [(month, purpose) for month in (0, 1, 200) for purpose in Purpose]

    def numbers(key: tuple[int, Purpose]) -> bytes:
        (_, generator), *_ = MonthStreams(Streams((42,)), key[0])[key[1]].rows(1)
        return generator.random(50).tobytes()

    alone = [numbers(key) for key in keys]
    for threads in (2, 7):
        with ThreadPoolExecutor(threads) as pool:
            assert list(pool.map(numbers, reversed(keys))) == alone[::-1]
    assert len(set(alone)) == len(alone)


def test_rows_share_numbers_unless_they_have_seeds_of_their_own() -> None:
    common = [generator.random() for _, generator in Streams((3,)).at(1, Purpose.URN).rows(3)]
    assert common[0] == common[1] == common[2]
    own = [generator.random() for _, generator in Streams((3, 4, 5)).at(1, Purpose.URN).rows(3)]
    assert own[0] == common[0]
    assert len(set(own)) == 3
    assert next(Streams((2**70 + 3,)).at(0, Purpose.URN).rows(1)) is not None


def test_streams_of_neighbouring_names_are_unrelated() -> None:
    draws = [
        next(Streams((seed,)).at(month, purpose).rows(1))[1].random(2000)
        for seed in (1, 2)
        for month in (1, 2)
        for purpose in (Purpose.URN, Purpose.WINNER)
    ]
    correlation = np.corrcoef(np.array(draws)) - np.eye(len(draws))
    assert np.abs(correlation).max() < 0.1
