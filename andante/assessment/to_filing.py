"""The filing that a register accepts, out of a deployment and what it does to the people of its roster.

What the filer did not say stays missing: no field is filled with a guess. Figures of work are the central
ones of the impact, rounded as the schema files them.
"""

from __future__ import annotations

from andante.assessment.deployment import Deployment
from andante.assessment.findings import Impact
from andante.filing.fields import FIELDS, Value
from andante.filing.schema import Filing
from andante.reference.occupations import occupation_of_isco

APPROVED = {"approved": True, "exempt": True, "pending": False, "refused": False}
YEAR_MONTHS = 12
DAYS_A_MONTH = 365.25 / YEAR_MONTHS


def filing_of(deployment: Deployment, impact: Impact, taken_over: float | None = None) -> Filing:
    """The filing. `taken_over` (FTE) replaces the central figure: the ends of its range are decided too.

    Work of the roster that is not known (no task, or no share of time and no list to tell) is missing.
    """
    central = impact.taken_over.central if taken_over is None else taken_over
    known = bool(deployment.tasks) and impact.work_known
    work = central if known else None
    year = None if work is None else _in_twelve_months(deployment, work)
    size = deployment.firm_size
    values: dict[str, Value | None] = {
        "system_name": deployment.name,
        "purpose": deployment.purpose,
        "sector": deployment.sector,
        "occupation": _most_affected(impact),
        "mode": deployment.mode,
        "autonomy": deployment.autonomy,
        "firm_size": size,
        "workers_affected": impact.people_affected.central if known else None,
        "automated_work": work,
        "automated_work_12m": year,
        "assisted_work": impact.assisted.central if known else None,
        "displaced_share": None if work is None or size is None else min(work / size, 1.0),
        "entry_level_share": impact.entry_level_share,
        "model_approved": None if deployment.model.approval is None else APPROVED[deployment.model.approval],
        "human_final_decision": deployment.human_final_decision,
        "override_rate": deployment.override.rate,
        "retraining_offered": deployment.retraining.offered,
        "reassignment_offered": deployment.reassignment.offered,
        "notice_days": deployment.notice_days,
        "consultation_held": deployment.consultation.held,
        "consultation_days_before": _days_before(deployment),
        "entry_hiring_kept": deployment.entry_hiring_kept,
        "reversible": deployment.reversible,
        "monitoring_plan": deployment.monitoring.planned,
        "local_unemployment_rate": deployment.place.unemployment_rate,
        "local_youth_unemployment_rate": deployment.place.youth_unemployment_rate,
        "high_impact_decision": deployment.high_impact_decision,
        "rollout_months": rollout_months(deployment),
    }
    return Filing("deployment", {name: _filed(name, value) for name, value in values.items()})


def rollout_months(deployment: Deployment) -> float | None:
    """Months from the start to the last step, in whole months; None where no step is given."""
    if deployment.start is None or not deployment.steps:
        return None
    return float(round((deployment.steps[-1].start - deployment.start).days / DAYS_A_MONTH))


def _in_twelve_months(deployment: Deployment, work: float) -> float | None:
    """Work taken over within twelve months of the start, with the firm's other deployments.

    Where no rollout is given all of it counts; what the other deployments take over must be known.
    """
    if deployment.other_automated_work_12m is None:
        return None
    done = 1.0
    if deployment.start is not None and deployment.steps:
        within = [s.share for s in deployment.steps if (s.start - deployment.start).days < 365]
        done = max(within, default=0.0)
    return work * done + deployment.other_automated_work_12m


def _days_before(deployment: Deployment) -> float | None:
    held, start = deployment.consultation.held_on, deployment.start
    if held is None or start is None:
        return None
    return float(min(max((start - held).days, 0), 730))


def _most_affected(impact: Impact) -> str | None:
    """The packaged group of the occupation with most work taken over."""
    if not impact.occupations:
        return None
    code = max(impact.occupations, key=lambda row: (row.taken_over.central, row.headcount)).isco
    return group_of(code)


def group_of(isco: str) -> str | None:
    """The packaged occupation group of an ISCO-08 code; None outside all, or too short to be placed."""
    try:
        return occupation_of_isco(isco)
    except ValueError:
        return None


def _filed(name: str, value: Value | None) -> Value | None:
    """A number in the steps and bounds of the schema; everything else as it is."""
    definition = FIELDS["deployment"][name]
    if value is None or isinstance(value, (bool, str)) or definition.type != "number":
        return value
    steps = round(value / definition.step) * definition.step if definition.step else value
    # A whole number of steps in decimal, without the tail of binary fractions.
    return round(steps, 6)
