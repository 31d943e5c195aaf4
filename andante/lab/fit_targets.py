"""The targets of the fit: what is published, what the model gives in the observed history, pass or miss.

Targets F1-F3 are China's unemployment by age, F5 the use of AI by firms of the United States, F11 the
entry-level workers of the most exposed occupations. F4, the Beveridge curve, is read from the labour-flow
network over one business cycle, not from a run. Those of the whole economy are in `world_targets.py`. A
target that a run does not show is reported as not tested, never as passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from andante.economy.inputs import EconomyInputs
from andante.economy.parameters import Parameters
from andante.lab.comparison import NO_FURTHER_ADOPTION, AssumptionSet, FitTarget
from andante.lab.competitor import World, load_world
from andante.lab.fit_titles import titled
from andante.lab.introduce import economy_inputs
from andante.lab.nests.t1c_beveridge_direction import beveridge_loop, enclosed_area
from andante.lab.ranges import assumption_sets, parameters_of
from andante.lab.run import PolicyRun, RunTask, run_task
from andante.lab.scenario import EXPOSURE_MEASURES, NO_COMPETITOR, OTHER_ECONOMY, Scenario
from andante.lab.world_targets import leaders_compute, share_of_chips, trade_response, working_time
from andante.policies.load import load_policy
from andante.reference.economies import ReferenceEconomy, load_economy
from andante.reference.tables import read_table

FloatArray = NDArray[np.float64]
FIT_FROM, FIT_MONTHS = "2026-01", 12
FIT_POLICY = "market-led"  # what firms do where no policy slows them
RATE = "fraction of the labour force"
MOST_EXPOSED = 0.2  # the top fifth of employment by exposure
YOUNG_22_25 = (0.5, 0.5)  # the published ages 22-25 lie half in 16-24 and half in 25-29


@dataclass(frozen=True)
class FitRun:
    """What the targets are read from: a market-led run and the economy without AI."""

    economy: ReferenceEconomy
    run: PolicyRun
    without: PolicyRun
    parameters: Parameters
    world: World

    def at(self, name: str, month: str) -> NDArray[np.float64]:
        """One month of a series of the central run."""
        series = np.asarray(self.run.series[name], dtype=np.float64)
        return np.asarray(series[0, self.run.months.index(month)])

    def mean(self, name: str, first: str, last: str) -> float:
        """Mean of a series over the months from first to last."""
        months = self.run.months
        part = np.asarray(self.run.series[name])[0, months.index(first) : months.index(last) + 1]
        return float(part.mean())

    def row(self, index: int) -> FitRun:
        """The same under one of the assumption sets that were run."""

        def only(run: PolicyRun) -> PolicyRun:
            return replace(run, series={name: each[index : index + 1] for name, each in run.series.items()})

        parameters = self.parameters.take(np.array([index]))
        return FitRun(self.economy, only(self.run), only(self.without), parameters, self.world)


def fit_run(
    name: str, overrides: Mapping[str, float] | None = None, exposure: str = EXPOSURE_MEASURES[0]
) -> FitRun:
    """Run an economy through its history and the first year of the market-led policy (method average)."""
    economy = load_economy(name)
    sets = assumption_sets(name, overrides or {}, ranges=False)
    return fit_run_under(economy, economy_inputs(economy, exposure), sets, overrides)


def fit_run_under(
    economy: ReferenceEconomy,
    inputs: EconomyInputs,
    sets: tuple[AssumptionSet, ...],
    overrides: Mapping[str, float] | None = None,
    world: World | None = None,
) -> FitRun:
    """The same from inputs that may have been changed, under several assumption sets at once.

    `world` is by default that of a comparison without its competitor: trade starts with the policies and
    cannot act on the targets (docs/baseline.md has the figures with it).
    """
    if world is None:
        world = fit_world(economy.name, NO_COMPETITOR)

    def task(which: str, policy: bool, from_month: str, months: int) -> RunTask:
        loaded = load_policy(FIT_POLICY) if policy else None
        around = world if policy else World()
        return RunTask(
            which, loaded, inputs, sets, overrides or {}, from_month, months, "average", 1, 1.0, around
        )

    run = run_task(task(FIT_POLICY, True, FIT_FROM, FIT_MONTHS))
    # Frozen before AI began, the counterfactual is the economy without AI.
    without = run_task(task(NO_FURTHER_ADOPTION, False, run.months[1], len(run.months) - 1))
    return FitRun(economy, run, without, parameters_of(economy.name, overrides or {}, sets), world)


def fit_world(economy: str, competitor: str = OTHER_ECONOMY) -> World:
    """The world that a comparison has by default: chips on their packaged path, the other economy beside."""
    scenario = Scenario(economy=economy, competitor=competitor)
    world, _, _ = load_world(replace(scenario, from_month=FIT_FROM, months=FIT_MONTHS))
    return world


def fit_targets(fit: FitRun) -> tuple[FitTarget, ...]:
    """Every target of one economy."""
    makers: dict[str, tuple[Callable[[FitRun], Iterator[FitTarget]], ...]] = {
        "china": (china_total, china_ages, china_youth, share_of_chips),
        "united-states": (
            beveridge,
            firm_use,
            working_time,
            entry_level,
            trade_response,
            leaders_compute,
        ),
    }
    return titled(target for maker in makers.get(fit.economy.name, ()) for target in maker(fit))


def _target(
    identity: str, title: str, expected: float, got: float, tolerance: float, unit: str, source: str
) -> FitTarget:
    passed = bool(abs(got - expected) <= tolerance) if np.isfinite(got) else False
    return FitTarget(identity, title, expected, got, tolerance, unit, passed, source)


def china_total(fit: FitRun) -> Iterator[FitTarget]:
    """F1: the urban surveyed rate, 5.1 % in 2024 and in December 2025."""
    source = "National Bureau of Statistics of China"
    mean = fit.mean("unemployment_rate", "2024-01", "2024-12")
    yield _target("F1a", "China, unemployment, mean of 2024", 0.051, mean, 0.002, RATE, source)
    last = float(fit.at("unemployment_rate", "2025-12"))
    yield _target("F1b", "China, unemployment, December 2025", 0.051, last, 0.002, RATE, source)


def china_ages(fit: FitRun) -> Iterator[FitTarget]:
    """F2: 25-29 and 30-59 in the months that were published."""
    source = "National Bureau of Statistics of China"
    adults = fit.economy.employment_by_age[:, 2:4].sum(axis=0)
    for month, expected in (("2024-12", 0.066), ("2025-06", 0.067), ("2025-07", 0.069)):
        got = float(fit.at("unemployment_rate_by_age", month)[1])
        yield _target(
            f"F2-25-29-{month}", f"China, unemployment 25-29, {month}", expected, got, 0.003, RATE, source
        )
    for month, expected in (("2025-06", 0.040), ("2025-07", 0.039)):
        by_age = fit.at("unemployment_rate_by_age", month)[2:4]
        got = float((by_age * adults).sum() / adults.sum())
        yield _target(
            f"F2-30-59-{month}", f"China, unemployment 30-59, {month}", expected, got, 0.003, RATE, source
        )


def china_youth(fit: FitRun) -> Iterator[FitTarget]:
    """F3: root mean square distance to the series of 16-24 without students, from 2023-12 on."""
    observed = {
        rate.month: rate.value
        for rate in fit.economy.unemployment_history
        if rate.series == "unemployment_rate_16-24_students_excluded" and rate.value is not None
    }
    months = [month for month in observed if month in fit.run.months]
    gaps = [float(fit.at("youth_unemployment_rate", month)) - observed[month] for month in months]
    distance = float(np.sqrt(np.mean(np.square(gaps)))) if gaps else float("nan")
    title = f"China, unemployment 16-24 without students, rms distance over {len(months)} months"
    source = "National Bureau of Statistics of China"
    yield _target("F3", title, 0.0, distance, 0.007, RATE, source)


def beveridge(_: FitRun) -> Iterator[FitTarget]:
    """F4: distance between the model's loop over one cycle and the months of 2007-2018, and its direction.

    The distance is the mean over both directions (every month to the loop, every point of the loop to the
    months), in fractions of the labour force on both axes.
    """
    unemployed, posts = beveridge_loop()
    loop = np.stack([unemployed, posts], axis=1) / 100
    months = [
        (row["unemployment_rate"], row["vacancy_rate"])
        for row in read_table("us_beveridge").to_pylist()
        if "2007-01" <= row["month"] <= "2018-12"
        and None not in (row["unemployment_rate"], row["vacancy_rate"])
    ]
    apart = np.linalg.norm(np.array(months)[:, None, :] - loop[None, :, :], axis=2)
    distance = float((apart.min(axis=0).mean() + apart.min(axis=1).mean()) / 2)
    title = "US, distance of the Beveridge curve to the months of 2007-2018"
    yield _target("F4", title, 0.0, distance, 0.01, RATE, "BLS (CPS, JOLTS)")
    turn = float(np.sign(enclosed_area(unemployed, posts)))
    title = "US, the Beveridge curve runs counter-clockwise"
    yield _target("F4b", title, 1.0, turn, 0.0, "sign", "BLS (CPS, JOLTS)")


def firm_use(fit: FitRun) -> Iterator[FitTarget]:
    """F5: firms that use AI in any function, and the large ones among them."""
    source = "US Census Bureau, Business Trends and Outlook Survey"
    for identity, month, expected in (
        ("F5a", "2025-12", 0.17),
        ("F5b", "2026-05", 0.20),
        ("F5c", "2026-11", 0.215),
    ):
        got = float(fit.at("firm_ai_use", month))
        title = f"US, firms using AI, {month}"
        yield _target(identity, title, expected, got, 0.02, "fraction of firms", source)
    large = float(np.asarray(fit.at("firm_ai_use_by_size", "2026-02"))[3])
    yield _target("F5d", "US, firms of 250 and more using AI", 0.37, large, 0.02, "fraction of firms", source)
    middle = float(np.asarray(fit.at("firm_ai_use_by_size", "2026-02"))[2])
    title = "US, firms of 50-249 using AI (published: 100-249)"
    yield _target("F5e", title, 0.32, middle, 0.02, "fraction of firms", source)


def entry_level(fit: FitRun) -> Iterator[FitTarget]:
    """F11: ages 22-25 in the most exposed occupations against the rest, November 2022 to August 2025."""
    source = "Brynjolfsson, Chandar and Chen 2025"
    aggregate = float(fit.at("unemployment_rate", "2025-08")) - float(
        np.asarray(fit.without.series["unemployment_rate"])[0, fit.run.months.index("2025-08")]
    )
    young, older = entry_changes(fit, "2025-08")
    rest = "in the most exposed fifth against the rest"
    yield FitTarget(
        "F11a", f"US, 22-25 {rest}", -0.13, young, 0.07, "fraction", -0.20 <= young <= -0.10, source
    )
    yield FitTarget("F11b", f"US, 30 and older {rest}", 0.0, older, 0.03, "fraction", older > -0.03, source)
    title = "US, change of unemployment because of AI by August 2025"
    yield _target("F11c", title, 0.0, aggregate, 0.003, RATE, "BFI 2025-56; Yale Budget Lab")


def entry_changes(fit: FitRun, month: str) -> tuple[float, float]:
    """Relative change of employment because of AI in the most exposed occupations less that in the rest.

    Returns the change at 22-25 (half of 16-24, half of 25-29) and at 30 and older.
    """
    index = fit.run.months.index(month)
    name = "employed_by_occupation_age"
    with_ai = np.asarray(fit.run.series[name], dtype=np.float64)[0, index]
    without = np.asarray(fit.without.series[name], dtype=np.float64)[0, index]
    exposed = most_exposed(fit.economy)

    def change(ages: FloatArray) -> float:
        now, base = with_ai @ ages, without @ ages
        inside = now[exposed].sum() / base[exposed].sum()
        return float(inside / (now[~exposed].sum() / base[~exposed].sum()) - 1.0)

    young = np.array([YOUNG_22_25[0], YOUNG_22_25[1], 0.0, 0.0, 0.0])
    return change(young), change(np.array([0.0, 0.0, 1.0, 1.0, 1.0]))


def most_exposed(economy: ReferenceEconomy) -> NDArray[np.bool_]:
    """(O,) the most exposed occupations that together hold at most a fifth of employment (at least one)."""
    order = np.argsort(-economy.exposure["ilo_share"])
    held = np.cumsum(economy.employment[order]) / economy.employment.sum()
    chosen = np.zeros(len(order), dtype=bool)
    chosen[order[: max(1, int((held <= MOST_EXPOSED).sum()))]] = True
    return chosen
