"""What a policy sets month by month, and how firmly each instrument holds (model.md 4, c to g).

Field names are the instrument names of the policy files with "." written "_". Every array is (months,) for
one policy, (months,B) once stacked, and (B,) inside a month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from andante.economy.exchange import Array
from andante.economy.parameter_definition import ParameterDefinition as P
from andante.errors import Problem, ScenarioError, Where

_INF, _NAN = float("inf"), float("nan")

# `default` is the neutral value, which holds where a policy says nothing.
INSTRUMENT_DEFINITIONS: tuple[P, ...] = (
    P("model_approval_delay_months", "T_app", "months", 0, 0, 12, "A", "assumed", "mean wait for approval"),
    P("model_approval_rejection_share", "r_app", "share", 0, 0, 0.5, "A", "assumed", "generations refused",
      most=1),
    P("assessment_capacity", "Q_max", "filings per month", _INF, 0, _INF, "A", "assumed", "of the reviewers"),
    P("assessment_cost", "h_assess", "log points", 0, 0, 0.2, "A", "assumed", "on the cost of automating"),
    P("assist_first_mandate", "mandate", "share", 0, 0, 1, "A", "assumed", "least share that assists",
      most=1),
    P("assist_first_leakage", "ell_m", "share", 0, 0, 0.6, "A", "assumed", "escapes the rule", most=1),
    P("pace_cap", "Capbar", "share of the labour force per month", _INF, 5e-5, 3e-3, "A", "assumed",
      "on target"),
    P("pace_cap_min", "Capmin", "share of the labour force per month", 0, 0, 3e-3, "A", "assumed",
      "lowest cap"),
    P("pace_cap_max", "Capmax", "share of the labour force per month", _INF, 0, 1e-2, "A", "assumed",
      "highest cap"),
    P("pace_proportional", "kP", "per point", 0, 0, 1, "A", "assumed", "gain on the miss"),
    P("pace_integral", "kI", "per point", 0, 0, 0.2, "A", "assumed", "gain on the accumulated miss"),
    P("pace_derivative", "kD", "per point", 0, 0, 1, "A", "assumed", "gain on the change of the miss"),
    P("pace_memory", "rho_I", "share", 0, 0.9, 1, "A", "assumed", "of the accumulated miss kept", most=1),
    P("pace_integral_max", "J_max", "points", 0, 0, 30, "A", "assumed", "limit of the accumulated miss"),
    P("pace_youth_weight", "omega_y", "ratio", 0, 0, 1, "A", "assumed", "a youth point against a point"),
    P("pace_gap_weight", "omega_g", "points per log point", 0, 0, 5, "A", "assumed",
      "technology gap loosens"),
    P("pace_gap_target", "gap*", "log points", 0, 0, 2, "A", "assumed", "gap that is accepted"),
    P("pace_unemployment_ceiling", "u*", "fraction of one", _NAN, 0.05, 0.06, "V", "assumed",
      "yearly mean target"),
    P("pace_youth_ceiling", "uy*", "fraction of one", _NAN, 0.1, 0.2, "A", "assumed", "yearly mean target"),
    P("pace_indicator_lag", "lag_u", "months", 2, 0, 24, "A", "assumed", "age of the figures", most=24),
    P("pace_leakage", "ell_c", "share", 0, 0, 0.6, "A", "assumed", "escapes the cap", most=1),
    P("automation_tax_rate", "tau", "share of the cost", 0, 0, 1, "A", "assumed", "on automated work"),
    P("automation_tax_half_life", "h_tau", "months", _INF, 12, 120, "A", "assumed", "decay of the tax"),
    P("automation_tax_leakage", "ell_tau", "share", 0, 0, 0.6, "A", "assumed", "escapes the tax", most=1),
    P("augmentation_subsidy", "sub_G", "log points", 0, 0, 0.5, "A", "assumed", "on the cost of assisting"),
    P("support_training_places", "K_T", "share of the labour force per month", 0, 0, 2e-3, "A", "assumed",
      "places"),
    P("support_training_months", "T_T", "months", 6, 3, 12, "A", "assumed", "length of training"),
    P("support_benefit_replacement", "b_UI", "share of the wage", _NAN, 0, 1, "A", "assumed",
      "nan: the economy's"),
    P("support_hiring_subsidy", "sub_h", "share of the wage", 0, 0, 0.5, "A", "assumed",
      "first year of a hire"),
    P("support_public_jobs", "J_pub", "share of the labour force", 0, 0, 0.02, "A", "assumed", "posts added"),
    P("support_directed_credit", "dir", "share", 0, 0, 1, "A", "assumed",
      "of investment, to sections of high value added"),
    P("protection_attrition_share", "xi", "share", _NAN, 0.3, 1, "A", "assumed", "nan: the economy's",
      most=1),
    P("protection_notice_months", "T_not", "months", 0, 0, 6, "A", "assumed", "before a dismissal", most=24),
    P("protection_severance_months", "sev", "months of pay", 0, 0, 12, "A", "assumed", "for a dismissal"),
    P("protection_leakage", "ell_xi", "share", 0, 0, 0.6, "A", "assumed", "escapes protection", most=1),
    P("disclosure_cost", "c_disc", "share of output of the automated work", 0, 0, 0.01, "A", "assumed",
      "reporting"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instruments:
    """Every lever of the economy. See `INSTRUMENT_DEFINITIONS` for symbol, unit and neutral value."""

    model_approval_delay_months: Array
    model_approval_rejection_share: Array
    assessment_capacity: Array
    assessment_cost: Array
    assist_first_mandate: Array
    assist_first_leakage: Array
    pace_cap: Array
    pace_cap_min: Array
    pace_cap_max: Array
    pace_proportional: Array
    pace_integral: Array
    pace_derivative: Array
    pace_memory: Array
    pace_integral_max: Array
    pace_youth_weight: Array
    pace_gap_weight: Array
    pace_gap_target: Array
    pace_unemployment_ceiling: Array
    pace_youth_ceiling: Array
    pace_indicator_lag: Array
    pace_leakage: Array
    automation_tax_rate: Array
    automation_tax_half_life: Array
    automation_tax_leakage: Array
    augmentation_subsidy: Array
    support_training_places: Array
    support_training_months: Array
    support_benefit_replacement: Array
    support_hiring_subsidy: Array
    support_public_jobs: Array
    support_directed_credit: Array
    protection_attrition_share: Array
    protection_notice_months: Array
    protection_severance_months: Array
    protection_leakage: Array
    disclosure_cost: Array

    @classmethod
    def neutral(cls, months: int) -> Instruments:
        """Every instrument at the value that changes nothing, for `months` months."""
        return cls.from_paths({}, months)

    @classmethod
    def from_paths(cls, paths: Mapping[str, Any], months: int) -> Instruments:
        """Paths by instrument name (with "." or "_"), one number or (months,) each; the rest is neutral.

        The tax path becomes the rate in force: it halves every half-life after it was first levied.
        Raises ScenarioError with every unknown name, wrong shape or impossible value.
        """
        values = {each.name: np.full(months, each.default_for("*")) for each in INSTRUMENT_DEFINITIONS}
        limits = {each.name: each for each in INSTRUMENT_DEFINITIONS}
        problems: list[Problem] = []
        for name, given in paths.items():
            key, path = name.replace(".", "_"), np.asarray(given, dtype=np.float64)
            if key not in values:
                problems.append(Problem(f"there is no instrument named {name}", Where(field=name)))
            elif path.shape not in ((), (months,)):
                what = f"the path of {name} has shape {path.shape}, the run has {months} months"
                problems.append(Problem(what, Where(field=name), mend="Give a value for every month."))
            elif np.any(path < limits[key].least) or np.any(path > limits[key].most):
                what = f"{name} leaves {limits[key].least:g} to {limits[key].most:g} {limits[key].unit}"
                problems.append(Problem(what, Where(field=name), mend="Give a value inside the limits."))
            else:
                values[key] = np.broadcast_to(path, (months,)).copy()
        if problems:
            raise ScenarioError(problems)
        values["automation_tax_rate"] = fading(
            values["automation_tax_rate"], values["automation_tax_half_life"]
        )
        return cls(**values)

    def at(self, month: int) -> Instruments:
        """The values of one month of the policy (0 is its first)."""
        return Instruments(*(getattr(self, each.name)[month] for each in fields(self)))

    @property
    def months(self) -> int:
        """How many months the paths cover."""
        return int(self.pace_cap.shape[0])


def fading(rate: Array, half_life: Array) -> Array:
    """The tax in force: the rate times one half per half-life since the first month with a rate."""
    levied = np.flatnonzero(rate > 0)
    if not levied.size:
        return rate
    age = np.maximum(np.arange(len(rate)) - levied[0], 0)
    in_force: Array = rate * 0.5 ** (age / half_life)
    return in_force


def stack(paths: Sequence[Instruments]) -> Instruments:
    """Side by side along the batch: (months,B), one given set of paths per row, as long as the shortest."""
    months = min(path.months for path in paths)
    return Instruments(
        *(
            np.stack([getattr(path, each.name)[:months] for path in paths], axis=1)
            for each in fields(Instruments)
        )
    )
