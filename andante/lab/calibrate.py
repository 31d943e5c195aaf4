"""The fit of the baselines: `python -m andante.lab.calibrate [--write] [--identify FILE]`; repeatable.

Stages, each by nonlinear least squares on residuals in units of the target's tolerance:
    flows      separation, demand constant, viability, the young's multipliers: unemployment and worker flows
    adoption   start and imitation of adoption: the firms that use AI (United States; China takes them over)
The runs have the world of a comparison (chips, sections, public finance) without its competitor: trade begins
with the policies and moves no target (test_world_targets.py).
Then identification: data that the model itself makes at the fitted values are fitted again with one parameter
held away from its value. Where the rest makes up for it within the tolerances, the data do not identify it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from andante.economy.calibrated import CALIBRATED
from andante.economy.parameters import definition
from andante.lab.fit_targets import FitRun, fit_run
from andante.reference.tables import read_table

FloatArray = NDArray[np.float64]
Values = Mapping[str, float]
Residuals = Callable[[FitRun], FloatArray]

HELD_AWAY = 0.1
"""How far, as a share of its fitted value, a parameter is held away in the test of identification."""


STEPS_TO_TELL = 6
"""Steps of the fit that identification takes: it asks if the cost falls under one, not for its minimum."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One fit: what is free (name, start, least, most) and what it is fitted to."""

    economy: str
    name: str
    free: tuple[tuple[str, float, float, float], ...]
    residuals: Residuals
    also_profiled: tuple[str, ...] = ()
    """Assumed parameters that may stand on a ridge with the free ones; held in the fit, tested for it."""


@dataclass(frozen=True, slots=True)
class Identification:
    """What holding one parameter away from its value costs, the others fitted again.

    `cost` is the sum of squared residuals in units of the tolerances: under 1 the data do not identify it.
    """

    economy: str
    parameter: str
    value: float
    held_at: float
    cost: float

    @property
    def identified(self) -> bool:
        """Whether the data notice."""
        return self.cost >= 1.0


# -- what the residuals are ---------------------------------------------------------------------------------


def china_flows(fit: FitRun) -> FloatArray:
    """F1, F2, F3 of evidence.md: total, 25-29, 30-59, and every published month of 16-24 without students."""
    young = {
        rate.month: rate.value
        for rate in fit.economy.unemployment_history
        if rate.series == "unemployment_rate_16-24_students_excluded" and rate.value is not None
    }
    adults = fit.economy.employment_by_age[:, 2:4].sum(axis=0)

    def adult_rate(month: str) -> float:
        return float((fit.at("unemployment_rate_by_age", month)[2:4] * adults).sum() / adults.sum())

    parts = [
        _spread([(float(fit.at("youth_unemployment_rate", m)) - v) / 0.007 for m, v in young.items()]),
        [(fit.mean("unemployment_rate", "2024-01", "2024-12") - 0.051) / 0.002],
        [(float(fit.at("unemployment_rate", "2025-12")) - 0.051) / 0.002],
        _spread(
            [
                (float(fit.at("unemployment_rate_by_age", m)[1]) - v) / 0.003
                for m, v in (("2024-12", 0.066), ("2025-06", 0.067), ("2025-07", 0.069))
            ]
        ),
        _spread([(adult_rate(m) - v) / 0.003 for m, v in (("2025-06", 0.040), ("2025-07", 0.039))]),
    ]
    return np.concatenate([np.asarray(part, dtype=np.float64) for part in parts])


def united_states_flows(fit: FitRun) -> FloatArray:
    """Unemployment of 2025, and the monthly moves between work and unemployment of 2023-2025."""
    lost, found = observed_flows("2023-01", "2025-12")
    months = fit.run.months
    first, last = months.index("2025-01"), months.index("2025-12") + 1
    series = {
        name: np.asarray(fit.run.series[name], dtype=np.float64)[0]
        for name in ("separations", "hires", "employed", "unemployed")
    }
    losing = (series["separations"][first:last] / series["employed"][first - 1 : last - 1]).mean()
    finding = (series["hires"][first:last] / series["unemployed"][first - 1 : last - 1]).mean()
    rate = fit.mean("unemployment_rate", "2025-01", "2025-12")
    return np.array(
        [
            (rate - fit.economy.unemployment_rate) / 0.002,
            (losing - lost) / (0.05 * lost),
            (finding - found) / (0.05 * found),
        ]
    )


def observed_flows(first: str, last: str) -> tuple[float, float]:
    """Mean monthly probability of losing a job (employed) and of finding one (unemployed), CPS counts."""
    rows = read_table("us_worker_flows").to_pylist()
    within = [row for row in rows if first <= row["month"] <= last]
    lost = [row["to_unemployed"] for row in within if row["group"] == "all"]
    found = [row["to_other_group"] for row in within if row["group"] == "unemployed"]
    return float(np.mean(lost)), float(np.mean(found))


OLD_WORDING = 1.67
"""[A] What the survey's wording of late 2025 finds over that before it."""


def united_states_adoption(fit: FitRun) -> FloatArray:
    """F5, and the path of the older wording brought to the newer one, at twice the tolerance [A]."""
    published = (("2025-12", 0.175), ("2026-05", 0.20), ("2026-11", 0.215))
    older = {
        figure.month: figure.value * OLD_WORDING
        for figure in fit.economy.adoption_history
        if figure.indicator == "firm_ai_use_by_employment" and figure.value is not None
    }
    large = float(np.asarray(fit.at("firm_ai_use_by_size", "2026-02"))[3])
    parts = [
        [(float(fit.at("firm_ai_use", month)) - value) / 0.02 for month, value in published],
        [(large - 0.37) / 0.02],
        _spread([(float(fit.at("firm_ai_use", month)) - value) / 0.04 for month, value in older.items()]),
    ]
    return np.concatenate([np.asarray(part, dtype=np.float64) for part in parts])


def _spread(residuals: Sequence[float]) -> list[float]:
    """Months of one series count together as one target."""
    return [each / np.sqrt(len(residuals)) for each in residuals]


STAGES: tuple[Stage, ...] = (
    Stage(
        "united-states",
        "flows",
        (
            ("separation_rate", 0.0091, 0.007, 0.012),
            ("demand_constant", 1.044, 0.97, 1.07),
            ("viability", 0.38, 0.1, 1.0),
        ),
        united_states_flows,
        ("opening_ratio",),
    ),
    Stage(
        "united-states",
        "adoption",
        (("adoption_start", 0.008, 0.001, 0.02), ("adoption_imitation", 0.11, 0.03, 0.2)),
        united_states_adoption,
        ("entry_substitution", "entry_assist_weight"),
    ),
    Stage(
        "china",
        "flows",
        (
            ("separation_rate", 0.0037, 0.0025, 0.009),
            ("demand_constant", 0.993, 0.97, 1.07),
            ("viability", 0.16, 0.1, 1.0),
            ("separation_multiplier_16_24", 1.68, 0.8, 3.0),
            ("separation_multiplier_25_29", 1.28, 0.8, 3.0),
        ),
        china_flows,
        ("first_job_share", "opening_ratio"),
    ),
)


# -- fitting ------------------------------------------------------------------------------------------------


def fit_stage(stage: Stage, held: Values) -> tuple[dict[str, float], float]:
    """Fit the free parameters of a stage. Returns their values and the sum of squared residuals."""
    start = {name: value for name, value, _, _ in stage.free}
    return _least_squares(stage, held, stage.residuals, start)


def _least_squares(
    stage: Stage, held: Values, residuals: Residuals, start: Values, most_steps: int = 25
) -> tuple[dict[str, float], float]:
    from scipy.optimize import least_squares

    free = [each for each in stage.free if each[0] not in held]
    names = [each[0] for each in free]
    scale = np.array([start[name] for name in names])
    low = np.array([each[2] for each in free]) / scale
    high = np.array([each[3] for each in free]) / scale

    def at(point: FloatArray) -> FloatArray:
        values = dict(zip(names, (point * scale).tolist(), strict=True))
        return residuals(fit_run(stage.economy, {**held, **values}))

    begin = np.clip(np.ones(len(names)), low + 1e-6, high - 1e-6)
    found = least_squares(
        at, begin, bounds=(low, high), diff_step=0.01, xtol=1e-5, ftol=1e-5, max_nfev=most_steps
    )
    return dict(zip(names, (found.x * scale).tolist(), strict=True)), float(2 * found.cost)


def identify(stage: Stage, fitted: Values) -> list[Identification]:
    """Hold each parameter away in turn, on data that the model itself made at the fitted values."""
    here = stage.residuals(fit_run(stage.economy, dict(fitted)))

    def from_own_data(fit: FitRun) -> FloatArray:
        return stage.residuals(fit) - here

    found = []
    for name in (*(each[0] for each in stage.free), *stage.also_profiled):
        value = fitted.get(name, definition(name).default_for(stage.economy))
        others = {key: each for key, each in fitted.items() if key not in {f[0] for f in stage.free}}
        away = value * (1 + HELD_AWAY)
        _, cost = _least_squares(stage, {**others, name: away}, from_own_data, fitted, STEPS_TO_TELL)
        found.append(Identification(stage.economy, name, value, away, cost))
    return found


def fit_all(say: Callable[[str], None]) -> dict[str, dict[str, float]]:
    """Every stage in order; the adoption of the United States is taken over by China [A]."""
    fitted: dict[str, dict[str, float]] = {"china": {}, "united-states": {}}
    for stage in STAGES:
        if stage.economy == "china":
            adoption = ("adoption_start", "adoption_imitation")
            fitted["china"] |= {name: fitted["united-states"][name] for name in adoption}
        held = dict(fitted[stage.economy])
        values, cost = fit_stage(stage, held)
        # Rounded to what the data can tell; the rounded values are the ones that are run and reported.
        fitted[stage.economy] |= {name: float(f"{value:.4g}") for name, value in values.items()}
        say(f"{stage.economy} {stage.name}: {values}, squared residuals {cost:.3f}")
    return fitted


# -- the record ---------------------------------------------------------------------------------------------


def module_text(fitted: Mapping[str, Values], old: str) -> str:
    """economy/calibrated.py with the fitted values in place of those it has."""
    lines = ["CALIBRATED: Mapping[str, Mapping[str, float]] = {"]
    for economy in sorted(fitted):
        lines.append(f'    "{economy}": {{')
        lines += [f'        "{name}": {value!r},' for name, value in fitted[economy].items()]
        lines.append("    },")
    lines.append("}")
    head, rest = old.split("CALIBRATED: Mapping", 1)
    tail = rest.split("\n}\n", 1)[1]
    return head + "\n".join(lines) + "\n" + tail


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit; --write puts the values where the model reads them, --identify tests what the data identify."""
    parser = argparse.ArgumentParser(prog="python -m andante.lab.calibrate", description=__doc__)
    parser.add_argument("--fitted", action="store_true", help="take the values written before, do not fit")
    parser.add_argument("--write", action="store_true", help="write economy/calibrated.py")
    parser.add_argument("--identify", metavar="FILE", help="test identification and write it to FILE (CSV)")
    given = parser.parse_args(arguments)

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    fitted = CALIBRATED if given.fitted else fit_all(say)
    if given.write:
        import andante.economy.calibrated as module

        target = Path(str(module.__file__))
        target.write_text(module_text(fitted, target.read_text(encoding="utf-8")), encoding="utf-8")
        say(f"written: {target}")
    if given.identify:
        lines = ["economy,parameter,value,held_at,cost"]
        for stage in STAGES:
            for each in identify(stage, fitted[stage.economy]):
                row = (each.value, each.held_at, each.cost)
                lines.append(",".join([each.economy, each.parameter, *(f"{number:.4g}" for number in row)]))
                say(lines[-1])
        Path(given.identify).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
