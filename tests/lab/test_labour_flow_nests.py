"""Nests T1, T1b, T1c, T8 hold on the packaged month, and would fail if the month were another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from andante.economy.draws import round_keeping_total
from andante.economy.streams import Streams
from andante.lab.nests import (
    t1_labour_flow_map,
    t1b_complete_graph,
    t1c_beveridge_direction,
    t8_people_and_average,
)
from andante.lab.nests.labour_flow import (
    Stocks,
    labour_flow_tables,
    labour_flow_workforce,
    observed_weights,
    published_network,
    run_steps,
    start_of,
    unemployment_rate,
)
from andante.lab.nests.result import NestResult


@pytest.mark.slow
def test_t1_holds() -> None:
    results = t1_labour_flow_map.run()
    assert {result.id for result in results} == {"T1 shock", "T1 cycle", "T1 people"}
    assert all(result.passed for result in results), results


def test_t1b_and_t1c_hold() -> None:
    for result in (*t1b_complete_graph.run(), *t1c_beveridge_direction.run()):
        assert result.passed, result


@pytest.mark.slow
def test_t8_holds() -> None:
    for result in t8_people_and_average.run():
        assert result.passed, result


def test_t1_sees_a_changed_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    weights, employed = published_network()
    target = t1_labour_flow_map.business_cycle(employed)
    assert t1_labour_flow_map.largest_difference(weights, employed, target, 60) < 1e-10
    monkeypatch.setattr(t1_labour_flow_map, "SEPARATION", 0.0160001)
    assert t1_labour_flow_map.largest_difference(weights, employed, target, 60) > 1e-10


def test_t1c_sees_a_loop_run_backwards() -> None:
    unemployment, vacancies = t1c_beveridge_direction.beveridge_loop()
    forwards = t1c_beveridge_direction.enclosed_area(unemployment, vacancies)
    assert t1c_beveridge_direction.enclosed_area(unemployment[::-1], vacancies[::-1]) == pytest.approx(
        -forwards
    )


def test_a_missing_figure_never_passes() -> None:
    assert not NestResult.close("x", "", 1.0, float("nan"), 10.0, "", "").passed


def test_sparse_and_dense_networks_and_the_published_size() -> None:
    weights, employed = published_network()
    assert weights.shape[0] >= 464
    dense = weights.toarray()
    start = labour_flow_workforce(start_of(employed))
    sparse_tables, dense_tables = labour_flow_tables(weights), labour_flow_tables(dense)
    by_hand = replace(
        sparse_tables,
        network=replace(sparse_tables.network, forward=dense, backward=np.ascontiguousarray(dense.T)),
    )
    results = [
        run_steps(start, tables, lambda _: employed, 40) for tables in (sparse_tables, dense_tables, by_hand)
    ]
    for other in results[1:]:
        np.testing.assert_allclose(results[0].unemployed, other.unemployed, rtol=1e-10)


@pytest.mark.slow
def test_a_small_population_is_biased_in_the_direction_that_alarms() -> None:
    """Published for hundred steps: 8.70 % at 3 000 workers, 6.21, 5.84, 5.59 at 1e4, 3e4, 1e5; average 5.45.

    Integer noise cannot close a gap below zero. How those runs were started is not published; ours start
    at rest, hence half a point of tolerance at the smallest sizes.
    """
    weights, employed = observed_weights()
    tables = labour_flow_tables(weights)
    settled = run_steps(labour_flow_workforce(start_of(employed)), tables, lambda _: employed, 6000)
    average = 100 * float(unemployment_rate(settled)[0])
    assert average == pytest.approx(5.45, abs=0.01)
    found = []
    for persons, published, tolerance in (
        (3e3, 8.70, 0.5),
        (1e4, 6.21, 0.5),
        (3e4, 5.84, 0.3),
        (1e5, 5.59, 0.15),
    ):
        share = persons / float(settled.persons()[0])
        flat = np.concatenate([settled.employed.ravel(), settled.unemployed.ravel()]) * share
        whole = round_keeping_total(flat[None], None)[0]
        size = employed.size
        stocks = Stocks(
            whole[:size], whole[size:], np.rint(settled.vacancies.ravel() * share).astype(np.int64)
        )
        target = employed * whole.sum() / employed.sum()
        rates: list[float] = []
        run_steps(
            labour_flow_workforce(stocks, 2),
            tables,
            lambda _, target=target: target,
            100,
            Streams((1,), pooled=True),
            lambda _, after, rates=rates: rates.append(100 * float(unemployment_rate(after).mean())),
        )
        found.append(float(np.mean(rates)))
        assert found[-1] == pytest.approx(published, abs=tolerance)
    assert found[0] > found[1] > found[2] > found[3] > average
