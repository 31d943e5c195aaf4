"""Targets of the whole economy: AI in working time (F7), trade (F13), compute (F14); and those no run shows.

F13 and F14 are read from the law of trade and from the chip supply path, not from a run. Firms' use of AI is
F5, in `fit_targets.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from andante.economy.compute import chip_stock
from andante.economy.parameters import Parameters
from andante.economy.trade import elasticity_after, moved_towards
from andante.lab.comparison import FitTarget
from andante.lab.scenario import HISTORY_START, month_number

if TYPE_CHECKING:
    from andante.lab.fit_targets import FitRun

BICK = "Bick, Blandin and Deming (St. Louis Fed, NBER)"
BOEHM = "Boehm, Levchenko and Pandalai-Nayar, AER 113(4), 2023"
EPOCH = "Epoch AI"
LATE_2024 = "2024-11"
ONE_YEAR, LONG_RUN = 12, 102
"""Months after a lasting change; the long run is published as seven to ten years."""
LEADER_SHARE = 0.78
"""What the United States get of the chips that are not sold to China (docs/chips.md)."""


def working_time(fit: FitRun) -> Iterator[FitTarget]:
    """F7: share of working hours that AI touches, and of working time that it saves (5.1)."""
    automated = float(fit.at("automated_task_share", LATE_2024))
    assisted = float(fit.at("augmented_task_share", LATE_2024))
    title = "US, share of working hours with AI, November 2024 (published: 1 to 5 %)"
    yield _target("F7a", title, 0.03, automated + assisted, 0.02, "fraction of hours", BICK)
    saved = automated + float(fit.parameters["assistance_labour_saving"][0]) * assisted
    title = "US, working time saved by AI, November 2024"
    yield _target("F7b", title, 0.014, saved, 0.3 * 0.014, "fraction of hours", BICK)


def trade_response(fit: FitRun) -> Iterator[FitTarget]:
    """F13: what a lasting change of relative prices moves after one year and in the long run."""
    for identity, months, expected in (("F13a", ONE_YEAR, 0.76), ("F13b", LONG_RUN, 2.0)):
        got = realised_elasticity(fit.parameters, months)
        title = f"trade moved by a lasting change of prices, {months} months after it, over the change"
        yield _target(identity, title, expected, got, 0.25 * expected, "elasticity", BOEHM)


def realised_elasticity(parameters: Parameters, months: int) -> float:
    """Trade moved by a lasting change of relative prices over the change, by (10.1), in the first row."""
    shift = np.zeros(parameters.batch)
    for month in range(months):
        shift = moved_towards(shift, elasticity_after(parameters, month), parameters)
    return float(shift[0])


def leaders_compute(fit: FitRun) -> Iterator[FitTarget]:
    """F14: growth of training compute at the frontier, mean of two years; a factor of 1.5 either way."""
    got = None
    if fit.world.chips is not None:
        months = _month("2025-12") + 1
        stock, _ = chip_stock(fit.world.chips.own, fit.parameters, months)
        got = float(np.sqrt(stock[-1, 0] / stock[_month("2023-12"), 0]))
    passed = None if got is None else bool(4.6 / 1.5 <= got <= 4.6 * 1.5)
    title = "US, growth of compute to train with, mean of 2024 and 2025 (a factor of 1.5 either way)"
    yield FitTarget("F14a", title, 4.6, got, 4.6 * 0.5, "ratio a year", passed, EPOCH)


def share_of_chips(fit: FitRun) -> Iterator[FitTarget]:
    """F14: China's share of the world's chips in April 2026, without smuggling, as published."""
    title = "China, share of the world's AI chips, April 2026, smuggling left out"
    chips, got = fit.world.chips, float("nan")
    if chips is not None:
        path, months = replace(chips.own, smuggled=0 * chips.own.smuggled), _month("2026-04") + 1
        own, leader = (chip_stock(each, fit.parameters, months)[0][-1, 0] for each in (path, chips.other))
        got = float(own / (own + leader / LEADER_SHARE))
    yield _target("F14b", title, 0.05, got, 0.2 * 0.05, "fraction of chips", EPOCH)


def untested(economy: str) -> tuple[FitTarget, ...]:
    """The targets of an economy that no run and no law of the model shows, each with the reason."""

    def target(identity: str, title: str, expected: float, unit: str, source: str) -> FitTarget:
        return FitTarget(identity, title, expected, None, None, unit, None, source)

    people = "use by persons is not modelled"
    if economy == "china":
        services = "China, generative-AI services registered by April 2026; services are not modelled"
        return (
            target("F8", f"China, users of generative AI, June 2025; {people}", 0.365, "fraction", "CNNIC"),
            target("F16", services, 868, "services", "Cyberspace Administration of China"),
        )
    users = f"US, users of generative AI, August 2025; {people}"
    tasks = "US, new tasks over displaced ones, 1987 to 2017, before any run begins; nu is set to it"
    price = "price of a fixed capability, yearly fall (5 to 10 times); prices of computing are not modelled"
    graduates = "US, first pay of those who graduate into a recession; no run has a recession"
    digest = "Oreopoulos, von Wachter and Heisz (NBER Digest, November 2006)"
    return (
        target("F6", users, 0.546, "fraction", "St. Louis Fed"),
        target("F7c", f"US, workers who use AI weekly, late 2024; {people}", 0.23, "fraction", BICK),
        target("F12", tasks, 0.5, "ratio", "Acemoglu and Restrepo, JEP 33(2)"),
        target("F14c", price, 7, "ratio a year", EPOCH),
        target("F15", graduates, -0.09, "fraction", digest),
    )


def _month(name: str) -> int:
    return month_number(name) - month_number(HISTORY_START)


def _target(
    identity: str, title: str, expected: float, got: float, tolerance: float, unit: str, source: str
) -> FitTarget:
    if not np.isfinite(got):
        return FitTarget(identity, title, expected, None, tolerance, unit, None, source)
    return FitTarget(
        identity, title, expected, got, tolerance, unit, abs(got - expected) <= tolerance, source
    )
