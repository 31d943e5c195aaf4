"""Why an instrument that a policy sets changed nothing in a run: data for the notes beside the results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.exchange import Array


@dataclass(frozen=True, slots=True)
class InertInstrument:
    """One instrument without effect: why, as a word for catalogues of sentences and in one sentence."""

    name: str
    kind: str
    reason: str


def inert_instruments(
    policy: EconomyPolicy, series: Mapping[str, Array], first_policy_month: int = 0
) -> tuple[InertInstrument, ...]:
    """Instruments of `policy` that never acted in a run with these (months, ...) series of one row."""
    return tuple(_found(policy, {name: values[first_policy_month:] for name, values in series.items()}))


def _found(policy: EconomyPolicy, series: Mapping[str, Array]) -> Iterator[InertInstrument]:
    levers = policy.instruments
    if np.isfinite(levers.pace_cap).any():
        if not series["cap_binds"].any():
            reason = "The cap was never reached: what was due stayed below it in every month."
            yield InertInstrument("pace.cap", "cap_never_bound", reason)
        if (levers.pace_gap_weight > 0).any() and "technology_gap" not in series:
            reason = "The technology gap acts only where a competitor is simulated."
            yield InertInstrument("pace.gap_weight", "gap_without_competitor", reason)
    if np.isfinite(levers.assessment_capacity).any() and not series["capacity_binds"].any():
        reason = "The reviewers could decide everything that was ready in every month."
        yield InertInstrument("assessment.capacity", "capacity_never_bound", reason)
    inert = series["assist_first_inert"]
    ruled = levers.assist_first_mandate[: len(inert)] > 0
    if ruled.any() and inert[ruled].all():
        reason = "Firms assist in at least this share of their uses without the rule."
        yield InertInstrument("assist_first.mandate", "assist_first_inert", reason)
    for name, leakage in _leaking(policy):
        if (leakage == 1).all():
            yield InertInstrument(name, "all_leaks", "All of it escapes: its leakage is one.")


def _leaking(policy: EconomyPolicy) -> Iterator[tuple[str, Array]]:
    levers = policy.instruments
    if (levers.automation_tax_rate > 0).any():
        yield "automation_tax.rate", levers.automation_tax_leakage
    if (levers.assist_first_mandate > 0).any():
        yield "assist_first.mandate", levers.assist_first_leakage
    if np.isfinite(levers.protection_attrition_share).any():
        yield "protection.attrition_share", levers.protection_leakage
