"""One small fixed economy, and what each packaged policy comes to in it.

`python tests/policies/fixed_economy.py` writes NAME.expected.json beside every NAME.yaml. Whoever changes a
rule or an equation does so, and the difference of the file shows what moved.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import andante.policies
from andante.economy.inputs import EconomyInputs
from andante.economy.parameters import Parameters
from andante.economy.simulate import Trajectory, simulate
from andante.filing.outcomes import Outcome
from andante.lab.introduce import economy_policy, first_days
from andante.policies.load import library_names, load_policy

FOLDER = Path(andante.policies.__file__).parent / "library"
FROM, MONTHS = "2026-01", 60
DIGITS = 6
"""Significant digits kept: finer than any rounding on a page, coarser than the arithmetic of a machine."""


def fixed_inputs() -> EconomyInputs:
    """Six occupations in three sectors, a labour force of ten million, exposures from none to most tasks."""
    share = np.array([[0.02, 0.05, 0.04, 0.02, 0.30, 0.10], [0.08, 0.06, 0.02, 0.05, 0.02, 0.05],
                      [0.01, 0.05, 0.02, 0.01, 0.02, 0.08]])  # fmt: skip
    jobs = 9.5e6 * share / share.sum()
    ages = np.array([
        [0.08, 0.20, 0.45, 0.22, 0.05],
        [0.06, 0.14, 0.42, 0.30, 0.08],
        [0.20, 0.18, 0.34, 0.22, 0.06],
        [0.10, 0.16, 0.40, 0.27, 0.07],
        [0.10, 0.11, 0.35, 0.33, 0.11],
        [0.16, 0.12, 0.32, 0.28, 0.12],
    ])  # fmt: skip
    employment = jobs.sum(axis=0)
    exposure = np.array([0.45, 0.30, 0.60, 0.50, 0.05, 0.01])
    wage = np.array([9.0e4, 6.0e4, 3.5e4, 6.5e4, 4.0e4, 2.8e4])
    output = employment * wage
    moves = 0.05 * np.ones((6, 6)) + 0.70 * np.eye(6)
    return EconomyInputs(
        name="fixed",
        jurisdiction="CN",
        occupations=("251", "24x", "4222", "264m", "72", "91"),
        sectors=("C", "J", "Q"),
        ages=("16-24", "25-29", "30-44", "45-59", "60+"),
        employment_by_sector=jobs,
        employment_by_age=employment[:, None] * ages,
        labour_force=1e7,
        unemployment_rate_by_age=np.array([0.15, 0.07, 0.04, 0.04, 0.04]),
        mobility=moves / moves.sum(axis=1, keepdims=True),
        exposure=exposure,
        log_wage=np.log(wage),
        gdp_share=output / output.sum(),
        labour_share=np.full(6, 0.55),
        entrants_per_year=2.4e5,
        entrant_month_weights=np.full(12, 1 / 12),
        separation_month_weights=np.ones(12),
        entrants_by_occupation=employment / employment.sum(),
        firm_size_shares=np.array([0.2, 0.2, 0.25, 0.35]),
    ).check()


@dataclass(frozen=True)
class Outcomes:
    """A policy's run in the fixed economy."""

    name: str
    hash: str
    trajectory: Trajectory

    def expected(self) -> dict[str, Any]:
        """The figures that stand beside the policy; rates and shares are fractions of one."""
        series, first = self.trajectory.series, self.trajectory.first_policy_month
        filings = series["filings_by_outcome"][0, first:].sum(axis=0)
        figures = {
            "peak_unemployment_rate": series["unemployment_rate"][0, first:].max(),
            "final_unemployment_rate": series["unemployment_rate"][0, -12:].mean(),
            "final_youth_unemployment_rate": series["youth_unemployment_rate"][0, -12:].mean(),
            "automated_work": series["automated_work"][0, -1],
            "automated_task_share": series["automated_task_share"][0, -1],
            "augmented_task_share": series["augmented_task_share"][0, -1],
            "log_output": series["log_output"][0, -1],
        }
        return {
            "policy": self.name,
            "policy_hash": self.hash,
            "economy": f"fixed economy of the tests, {FROM}, {MONTHS} months, method average",
            "figures": {name: rounded(value) for name, value in figures.items()},
            "filings": {outcome.word: rounded(filings[outcome]) for outcome in Outcome},
        }


def rounded(value: float) -> float:
    """The value to the significant digits that are kept."""
    return float(f"{float(value):.{DIGITS}g}")


def run_policy(name: str) -> Outcomes:
    """Runs a packaged policy in the fixed economy."""
    inputs, policy = fixed_inputs(), load_policy(name)
    trajectory = simulate(
        inputs,
        Parameters.build("china"),
        [economy_policy(policy, first_days(FROM, MONTHS))],
        policy_from=FROM,
        months=MONTHS,
    )
    return Outcomes(name, policy.hash, trajectory)


def expected_file(name: str) -> Path:
    """Where a policy's expected outcome stands."""
    return FOLDER / f"{name}.expected.json"


def main() -> None:
    """Writes the expected outcome of every packaged policy."""
    for name in library_names():
        text = json.dumps(run_policy(name).expected(), indent=2) + "\n"
        expected_file(name).write_text(text, encoding="utf-8")
        print(expected_file(name).name)


if __name__ == "__main__":
    main()
