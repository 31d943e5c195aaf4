"""How fields of a filing, their values and where they are answered are said."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from types import MappingProxyType

from andante.assessment.answers import ANSWERS
from andante.assessment.document.desk import Desk
from andante.filing.fields import FIELDS, Value
from andante.numbers import number, percent, significant
from andante.reference.occupations import OCCUPATIONS

ANSWERED_IN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "system_name": ("system.name",),
        "purpose": ("system.purpose",),
        "sector": ("firm.sector",),
        "occupation": ("roster",),
        "mode": ("system.mode",),
        "autonomy": ("system.autonomy",),
        "firm_size": ("firm.workers",),
        "workers_affected": ("tasks", "roster"),
        "automated_work": ("tasks", "roster"),
        "automated_work_12m": ("tasks", "firm.other_automated_work_12m"),
        "assisted_work": ("tasks", "roster"),
        "displaced_share": ("tasks", "firm.workers"),
        "entry_level_share": ("roster.seniority",),
        "model_approved": ("model.approval",),
        "human_final_decision": ("system.human_final_decision",),
        "override_rate": ("system.override.rate",),
        "retraining_offered": ("safeguards.retraining.offered",),
        "reassignment_offered": ("safeguards.reassignment.offered",),
        "notice_days": ("safeguards.notice_days",),
        "consultation_held": ("consultation.held",),
        "consultation_days_before": ("consultation.on", "rollout.start"),
        "entry_hiring_kept": ("safeguards.entry_hiring_kept",),
        "reversible": ("system.reversible",),
        "monitoring_plan": ("monitoring.planned",),
        "local_unemployment_rate": ("place.unemployment_rate",),
        "local_youth_unemployment_rate": ("place.youth_unemployment_rate",),
        "high_impact_decision": ("system.high_impact_decision",),
        "rollout_months": ("rollout.start", "rollout.steps"),
    }
)
"""Where each field of a filing is answered: a path in the deployment file, or a column of the roster."""

_ATTRIBUTES = {answer.path: attrgetter(answer.attribute) for answer in ANSWERS}


def field_title(desk: Desk, name: str) -> str:
    """The title of a field of the filing."""
    return desk.say.or_else(f"field.{name}", FIELDS["deployment"][name].title)


def missing_words(desk: Desk, name: str) -> str:
    """A missing field and where it is to be filled in; a path that is answered already is left out."""
    deployment = desk.assessment.deployment
    places = []
    for path in ANSWERED_IN.get(name, ()):
        if path in _ATTRIBUTES and _ATTRIBUTES[path](deployment) is not None:
            continue
        if (path == "tasks" and deployment.tasks and desk.assessment.impact.work_known) or (
            path == "rollout.steps" and deployment.steps
        ):
            continue
        places.append(desk.say.or_else(f"place.{path}", path))
    title = field_title(desk, name)
    return desk.say("missing.field", field=title, place=desk.listed(places)) if places else title


def value_words(desk: Desk, value: Value | None, unit: str = "", field: str = "") -> str:
    """A value of the filing with its unit; shares in per cent, words of a list in words."""
    if value is None:
        return desk.say("not_answered")
    if isinstance(value, bool):
        return desk.say("yes" if value else "no")
    if isinstance(value, str) and field == "occupation":
        return desk.say("occupation.named", title=group_title(desk, value), code=value)
    if isinstance(value, str):
        return desk.say.or_else(f"choice.{field}.{value}", value)
    return number_words(desk, value, unit)


def group_title(desk: Desk, group: str) -> str:
    """The title of a packaged occupation group, else its id."""
    for each in OCCUPATIONS:
        if each.id == group:
            return desk.pick(each.title, each.title_zh)
    return group


def number_words(desk: Desk, value: float, unit: str) -> str:
    """A number with its unit; a share in per cent, as finely as it is written."""
    if unit in ("share", "fraction of one"):
        exact = 100.0 * value
        decimals = next((d for d in range(4) if abs(round(exact, d) - exact) < 1e-9), 4)
        return desk.say("percent", value=percent(value, decimals))
    shown = number(value, 0) if value == round(value) and abs(value) < 1e12 else significant(value, 6)
    word = desk.say.or_else(f"unit.{unit}", unit)
    return desk.say("with_unit", value=shown, unit=word) if word else shown
