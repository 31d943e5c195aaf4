"""The labour-flow network of del Rio-Chanona et al. (2021) as a setting of the month (model.md 14 i).

One age, no durations, no AI, no demography, a step of 6.75 weeks, every application viable, no attrition.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from andante.economy.accounts import check_month
from andante.economy.exchange import Array, LabourDemand
from andante.economy.labour_month import labour_month
from andante.economy.labour_tables import LabourTables
from andante.economy.network import Network
from andante.economy.ops import NUMPY_OPS
from andante.economy.state import Workforce
from andante.economy.streams import MonthStreams, Streams
from andante.reference.networks import load_network

SEPARATION, OPENING, ADJUSTMENT = 0.016, 0.012, 0.16
"""delta_u, delta_v, gamma per step of 6.75 weeks, as published."""
STEPS_PER_YEAR = 52 / 6.75
SOURCE = "del Rio-Chanona et al. 2021, J. R. Soc. Interface, PMC7879770"
STAY = 0.55029
"""Share of searchers who apply in their own occupation, r of A = r I + (1 - r) F."""


def published_network() -> tuple[Any, Array]:
    """The published network of 484 occupations: search weights A = r I + (1-r) F (sparse), and employment.

    F says where movers go; the network is the part in which every occupation can be reached.
    """
    network = load_network("asec").core().movers()
    size = len(network.codes)
    movers = sparse.csr_matrix(
        (network.probabilities, (network.origins, network.destinations)), shape=(size, size)
    )
    return stay_or_move(movers), network.employed


def stay_or_move(movers: Any) -> Any:
    """A = r I + (1-r) F for a sparse row-stochastic F; an occupation that nobody leaves keeps its own."""
    size = movers.shape[0]
    leaving = np.asarray(movers.sum(axis=1)).ravel()
    staying = sparse.diags(np.where(leaving > 0, STAY, 1.0))
    return sparse.csr_matrix(staying + (1 - STAY) * movers, shape=(size, size))


def observed_weights() -> tuple[Any, Array]:
    """The same network with its observed stayers on the diagonal in place of r."""
    network = load_network("asec").core()
    size = len(network.codes)
    weights = sparse.csr_matrix(
        (network.probabilities, (network.origins, network.destinations)), shape=(size, size)
    )
    return weights, network.employed


def labour_flow_tables(weights: Any) -> LabourTables:
    """The rates of the published model on a network of search weights (O,O), dense or sparse."""
    return LabourTables(
        ops=NUMPY_OPS,
        network=Network.build(weights, classes=1),
        separation_rate=np.full((12, 1, 1, 1, 1), SEPARATION),
        opening_rate=np.full((1, 1, 1), OPENING),
        separation_adjustment=np.full((1, 1, 1), ADJUSTMENT),
        opening_adjustment=np.full((1, 1, 1), ADJUSTMENT),
        layoff_order=None,
        spells=None,
        entry=None,
        demography=None,
        training=None,
        first_calendar_month=0,
    )


class Stocks(NamedTuple):
    """People and posts of every occupation, (O,) each."""

    employed: Array
    unemployed: Array
    vacancies: Array

    def whole(self, scale: float = 1.0) -> Stocks:
        """Rounded to integers, which makes a run of them method people."""
        return Stocks(*(np.rint(stock * scale).astype(np.int64) for stock in self))

    def in_mean(self) -> Stocks:
        """As real numbers, for method average."""
        return Stocks(*(stock.astype(np.float64) for stock in self))


def labour_flow_workforce(stocks: Stocks, batch: int = 1) -> Workforce:
    """A workforce of one age without durations; `batch` equal rows."""

    def rows(stock: Array, axes: int) -> Array:
        return np.repeat(stock.reshape((1, -1) + (1,) * axes), batch, axis=0)

    return Workforce(
        rows(stocks.employed, 3), rows(stocks.unemployed, 4), None, None, rows(stocks.vacancies, 1)
    )


def run_steps(
    workforce: Workforce,
    tables: LabourTables,
    target: Callable[[int], Array],
    steps: int,
    streams: Streams | None = None,
    watch: Callable[[int, Workforce], None] | None = None,
) -> Workforce:
    """Run the packaged month `steps` times; `target(step)` is d* (O,). Identities are checked every step."""
    attrition = np.zeros(1)
    for step in range(steps):
        demand = LabourDemand(target=target(step)[None, :, None], attrition_share=attrition)
        before = workforce
        month = None if streams is None else MonthStreams(streams, step)
        workforce, _ = labour_month(before, demand, tables, step, month)
        check_month(before, workforce, None, lambda at=step: f"step {at}")  # type: ignore[misc]
        if watch is not None:
            watch(step, workforce)
    return workforce


def unemployment_rate(workforce: Workforce) -> Array:
    """(B,) unemployed over the labour force."""
    batch = workforce.employed.shape[0]
    unemployed: Array = workforce.unemployed.reshape(batch, -1).sum(axis=1)
    result: Array = unemployed / (unemployed + workforce.employed.reshape(batch, -1).sum(axis=1))
    return result


def start_of(employed: Array) -> Stocks:
    """Stocks to begin with: .95 employed, .05 unemployed, .03 vacancies per person of an occupation."""
    return Stocks(0.95 * employed, 0.05 * employed, 0.03 * employed)
