"""The forms with which something is done to a case, one for each action that this person may take now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from starlette.datastructures import FormData

from andante.register.case import Actor, Case
from andante.register.checks import lacks_proposal
from andante.register.due_calendar import CalendarDay
from andante.register.permissions import allowed
from andante.register.predicted import FIGURES, REPORTED
from andante.register.states import ACTION_NAMES, PHASE_NAMES, Action, Measure, Phase, Role, State
from andante.register.transitions import OFF_THE_REGISTER, ON_THE_REGISTER, actions_of, transition
from andante.web.pages.frame import text, texts
from andante.web.pages.words import Words, capital

Kind = Literal["area", "date", "choice", "text"]
ELSEWHERE = frozenset(
    {Action.EDIT, Action.FILE_CHANGE, Action.PROPOSE, Action.DECIDE, Action.ASK_FOR_REVISION}
)
"""Actions that have a page of their own, or a place on the decision page."""
WORKFORCE = "report_workforce"
HARD = frozenset({Action.WITHDRAW, Action.SUSPEND_AT_ONCE, Action.WITHDRAW_APPROVAL, Action.DEREGISTER})
"""Actions that end or stop something: asked with more care."""
MOST_GAPS = 100


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form for an action."""

    kind: Kind
    name: str
    label: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class ActionForm:
    """One action as a form."""

    action: str
    title: str
    lead: str
    fields: tuple[FormField, ...]
    hard: bool = False


def action_forms(
    say: Words, person: Actor, case: Case, duties: Sequence[CalendarDay]
) -> tuple[ActionForm, ...]:
    """A form for everything that this person may do to a case now, in the order of the actions."""
    forms = [
        ActionForm(
            action.value,
            say.title(ACTION_NAMES[action]),
            say.or_else(f"act.{action}.lead", ""),
            _fields(say, action, case, duties),
            action in HARD,
        )
        for action in actions_of(case.state)
        if action not in ELSEWHERE
        and may(person, action, case)
        and (action is not Action.SEND_EVIDENCE or _asks_evidence(case, duties))
    ]
    if may_report(person, case):
        forms.append(
            ActionForm(WORKFORCE, say("action.report_workforce"), say("act.workforce.lead"), _workforce(say))
        )
    return tuple(forms)


def _asks_evidence(case: Case, duties: Sequence[CalendarDay]) -> bool:
    """Whether there is anything that evidence could be sent for."""
    return case.state not in OFF_THE_REGISTER or any(not each.by_figures for each in duties)


def may(person: Actor, action: Action, case: Case) -> bool:
    """Whether a person may take an action now, and what it takes from another person is there."""
    row = transition(case.state, action)
    return (
        row is not None
        and not row.by_clock
        and allowed(person, action, case).allowed
        and not lacks_proposal(case, action)
    )


def may_report(person: Actor, case: Case) -> bool:
    """Whether a person may send the quarterly figures of a use."""
    in_use = case.kind == "deployment" and case.started is not None and case.state in ON_THE_REGISTER
    return in_use and Role.FILER in person.roles and case.owned_by(person)


def refusals(say: Words, person: Actor, case: Case) -> tuple[tuple[str, str], ...]:
    """What this person may not do now that somebody else could, each with the reason as they may know it."""
    found = []
    for action in actions_of(case.state):
        row = transition(case.state, action)
        if row is None or row.by_clock or not row.roles & person.roles:
            continue
        permission = allowed(person, action, case)
        if not permission.allowed:
            reason = permission.words_for(person, person, case)
            found.append((say.title(ACTION_NAMES[action]), say.name(reason)))
    return tuple(found)


def payload_of(action: str, case: Case, form: FormData) -> dict[str, Any]:
    """What a form sends with an action, as the store takes it."""
    read = _PAYLOADS.get(action)
    payload: dict[str, Any] = {} if read is None else dict(read(form, case))
    step = text(form, "step")
    if step.isascii() and step.isdigit():
        payload["step"] = int(step)
    return {name: value for name, value in payload.items() if value not in (None, "", {}, [])}


def _fields(say: Words, action: Action, case: Case, duties: Sequence[CalendarDay]) -> tuple[FormField, ...]:
    if action is Action.RETURN_ONCE:
        return (FormField("area", "gaps", say("act.gaps"), say("act.gaps_hint")),)
    if action in (Action.RECORD_CONSULTATION, Action.CONFIRM_FACTS):
        return (
            FormField("area", "statement", say("act.statement"), say(f"act.{action}.hint"), required=True),
        )
    if action is Action.PUBLISH:
        planned = "" if case.planned_start is None else case.planned_start.isoformat()
        return (
            FormField("date", "start", say("fact.planned_start"), say("act.publish.hint"), value=planned),
        )
    if action is Action.ANNOUNCE_START:
        return (
            FormField("date", "start", say("fact.planned_start"), say("act.publish.hint"), required=True),
        )
    if action is Action.GO_LIVE:
        return (
            _phase(say, tuple(Phase)),
            FormField("date", "start", say("act.started"), say("act.started_hint")),
        )
    if action is Action.NEXT_PHASE:
        order = tuple(Phase)
        return (_phase(say, order[order.index(case.phase) + 1 :] if case.phase else order),)
    if action is Action.SEND_EVIDENCE:
        return _evidence(say, duties)
    if action is Action.PROPOSE_MEASURE:
        options = tuple((each.value, say(f"measure.{each}")) for each in Measure)
        return (FormField("choice", "measure", say("act.measure"), options=options), _reason(say, True))
    if action in (Action.RESTORE, Action.SUSPEND, Action.WITHDRAW_APPROVAL):
        return (_reason(say, False),)
    if action in (Action.SEND_BACK, Action.ASK_RE_REVIEW, Action.SUSPEND_AT_ONCE, Action.DEREGISTER):
        return (_reason(say, True),)
    return ()


def _reason(say: Words, required: bool) -> FormField:
    return FormField("area", "reason", say("act.reason"), required=required)


def _phase(say: Words, phases: Sequence[Phase]) -> FormField:
    options = tuple((each.value, say.name(PHASE_NAMES[each])) for each in phases)
    return FormField("choice", "phase", say("fact.phase"), options=options)


def _evidence(say: Words, duties: Sequence[CalendarDay]) -> tuple[FormField, ...]:
    options = tuple(
        (each.event, say("act.due", title=say.pick(each.title, each.title_zh), day=say.day(each.due)))
        for each in duties
        if not each.by_figures
    )
    return (
        FormField("choice", "event", say("act.event"), say("act.event_hint"), options),
        FormField("text", "value", say("act.value"), say("act.value_hint"), required=True),
        FormField("area", "note", say("act.note"), say("act.note_hint")),
    )


def _workforce(say: Words) -> tuple[FormField, ...]:
    figures = tuple(
        FormField(
            "text",
            f"figure_{name}",
            capital(say.pick(FIGURES[name].title, FIGURES[name].title_zh)),
            say.or_else(f"figure.unit.{FIGURES[name].unit}", FIGURES[name].unit),
        )
        for name in REPORTED
    )
    return (
        FormField("text", "quarter", say("act.quarter"), say("act.quarter_hint"), required=True),
        *figures,
    )


def figure(words: str) -> float | bool | str:
    """What was typed as a value: yes and no, a number (a percentage as a fraction of one), else the text."""
    plain = words.strip().lower()
    if plain in ("yes", "true", "是"):
        return True
    if plain in ("no", "false", "否"):
        return False
    share = plain.endswith(("%", "％"))
    try:
        value = float(plain.rstrip("%％ ").replace(",", ""))
    except ValueError:
        return words
    return round(value / 100, 12) if share else value


Payload = Callable[[FormData, Case], Mapping[str, Any]]


def _words_of(*names: str) -> Payload:
    return lambda form, _: {name: text(form, name) for name in names}


def _gaps(form: FormData, case: Case) -> Mapping[str, Any]:
    """Further gaps, one a line, `what: why`, beside those that the register found."""
    lines = [line for line in text(form, "gaps").splitlines() if line.strip()][:MOST_GAPS]
    if not lines:
        return {}
    found = dict.fromkeys(case.gaps, "asked for by a rule of the policy")
    for line in lines:
        what, _, why = line.replace("：", ":").partition(":")
        found[what.strip()[:200]] = why.strip() or what.strip()
    return {"gaps": found}


def _evidence_sent(form: FormData, _: Case) -> Mapping[str, Any]:
    sent: dict[str, Any] = {"event": text(form, "event"), "value": figure(text(form, "value"))}
    if note := text(form, "note"):
        sent["note"] = note
    return {"evidence": [sent]}


def _figures_sent(form: FormData, _: Case) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for name in REPORTED:
        typed = text(form, f"figure_{name}")
        if typed:
            found[name] = figure(typed)
    return {"quarter": text(form, "quarter").upper(), "figures": found}


def _decision(form: FormData, _: Case) -> Mapping[str, Any]:
    return {
        "outcome": text(form, "outcome"),
        "conditions": list(texts(form, "conditions")),
        "reason": text(form, "reason"),
    }


_PAYLOADS: Mapping[str, Payload] = {
    Action.RETURN_ONCE: _gaps,
    Action.RECORD_CONSULTATION: _words_of("statement"),
    Action.CONFIRM_FACTS: _words_of("statement"),
    Action.PROPOSE: _decision,
    Action.DECIDE: _decision,
    Action.ASK_FOR_REVISION: _decision,
    Action.SEND_BACK: _words_of("reason"),
    Action.ASK_RE_REVIEW: _words_of("reason"),
    Action.PUBLISH: _words_of("start"),
    Action.ANNOUNCE_START: _words_of("start"),
    Action.GO_LIVE: _words_of("phase", "start"),
    Action.NEXT_PHASE: _words_of("phase"),
    Action.SEND_EVIDENCE: _evidence_sent,
    Action.PROPOSE_MEASURE: _words_of("measure", "reason"),
    Action.RESTORE: _words_of("reason"),
    Action.SUSPEND: _words_of("reason"),
    Action.SUSPEND_AT_ONCE: _words_of("reason"),
    Action.WITHDRAW_APPROVAL: _words_of("reason"),
    Action.DEREGISTER: _words_of("reason"),
    WORKFORCE: _figures_sent,
}


def decides_here(case: Case) -> bool:
    """Whether the case is where outcomes are proposed and decided."""
    return case.state in (State.ASSESSED, State.IN_CONSULTATION)
