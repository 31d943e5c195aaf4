"""Actions on cases, each from what was sent to a receipt, within one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from andante.errors import Problem, RegisterError, Where
from andante.filing.schema import Filing
from andante.register.adoptions import policy_in_force
from andante.register.canonical_json import canonical_json
from andante.register.case import Actor, Case, Gap, Given, policy_proposal
from andante.register.case_rows import (
    StoredCase,
    case_of_entry,
    filed_version,
    find_case,
    insert_case,
    insert_filing,
)
from andante.register.completeness import find_gaps
from andante.register.filing_desk import (
    Desk,
    named_model,
    policy_name,
    read_filing,
    read_prediction,
    with_model_approved,
)
from andante.register.given import CHANGE_KEYS, FILING_KEYS, Sent, read_given, read_notes, read_sent
from andante.register.numbering import next_number
from andante.register.permissions import allowed, refusal_error
from andante.register.predicted import Prediction, first_day
from andante.register.states import Action, Name, Role
from andante.register.steps import Acting, catch_up, register_step, save_step
from andante.register.store_duties import (
    attach_conditions,
    conditions_of,
    evidence_of,
    insert_evidence,
    refuse_not_due,
)
from andante.register.store_models import affected_deployments
from andante.register.transaction import new_token
from andante.register.transitions import IN_GOOD_ORDER
from andante.register.workflow import Step, by_clock, step

DRAFT = "draft"
_FILES = frozenset({Action.EDIT, Action.SUBMIT, Action.RESUBMIT})
_ASKS_MODEL = frozenset({Action.PUBLISH, Action.GO_LIVE, Action.NEXT_PHASE, Action.RESTORE})
_ASKS_EVIDENCE = frozenset({Action.PUBLISH, Action.ANNOUNCE_START, Action.GO_LIVE})


@dataclass(frozen=True, slots=True)
class Done:
    """What an action came to, before the log has signed it."""

    stored: StoredCase
    action: str
    log_number: int
    next: Name | None = None
    by: date | None = None
    created: str | None = None
    affected: tuple[str, ...] = ()


def new_filing(acting: Acting, action: str, payload: Mapping[str, Any]) -> Done:
    """A filing that begins: kept as a draft, or submitted at once."""
    actor = acting.actor
    if Role.FILER not in actor.roles:
        blank = Case("", "deployment", "", frozenset({actor.id}))
        permission = allowed(actor, Action.SUBMIT, blank)
        raise refusal_error(permission.words_for(actor, actor, blank), action)
    sent = read_sent(payload, FILING_KEYS)
    policy_hash = policy_in_force(acting.connection, sent.policy, acting.now)
    return _begin(acting, action, sent, policy_hash, None)


def act_on_case(acting: Acting, action: Action, number: str, payload: Mapping[str, Any]) -> Done:
    """An action on a case that there is. Clocks that ran out before are brought up to date first."""
    stored = find_case(acting.connection, number)
    if stored is not None:
        stored = catch_up(acting, stored)
    check_allowed(acting.actor, action, stored)
    assert stored is not None
    _check_step(payload, stored)
    if action in _FILES:
        return _file(acting, action, stored, payload)
    if action is Action.FILE_CHANGE:
        return _file_change(acting, stored, payload)
    given = _with_register_facts(acting, action, stored, read_given(action, payload, acting.now))
    if action is Action.ASSESS:
        return _assess(acting, stored, given)
    taken = step(stored.case, action, acting.actor, given, acting.now, acting.handling(stored))
    if action is Action.PUBLISH:
        attach_conditions(acting.transaction, taken.case, acting.handling(stored))
    sent: dict[str, str] = {}
    if action is Action.SEND_EVIDENCE:
        refuse_not_due(acting.connection, stored, given.evidence, acting.handling(stored).calendar)
        notes = read_notes(payload)
        sent = insert_evidence(acting.transaction, taken.case, given.evidence, notes, acting.actor.id)
    affected = _affected(acting, stored, taken)
    saved, log_number = save_step(acting, stored, taken, sent, affected=affected)
    if action is Action.PUBLISH and saved.case.replaces is not None:
        affected = _supersede(acting, saved)
    return _done(saved, action, log_number, taken, affected=affected)


def check_allowed(actor: Actor, action: Action, stored: StoredCase | None) -> None:
    """RegisterError with the reason as the actor may know it."""
    case = None if stored is None else stored.case
    permission = allowed(actor, action, case)
    if not permission.allowed:
        raise refusal_error(permission.words_for(actor, actor, case), action.value)


def _check_step(payload: Mapping[str, Any], stored: StoredCase) -> None:
    seen = payload.get("step")
    if seen is not None and (type(seen) is not int or seen != stored.case.version):
        raise RegisterError(
            Problem(
                "The case has moved on since you looked at it.",
                Where(field="step"),
                f"It is at step {stored.case.version}, you saw {seen!r}.",
                "Look at it again, then decide.",
            )
        )


def _begin(
    acting: Acting,
    action: str,
    sent: Sent,
    policy_hash: str,
    before: StoredCase | None,
) -> Done:
    """Write a new case. `before` is the case whose entry it would replace."""
    connection, actor = acting.connection, acting.actor
    if sent.filing is None:
        raise RegisterError(Problem("There is no filing.", Where(field="filing"), mend="Send its fields."))
    filing = read_filing(sent.filing, None if before is None else before.case.kind)
    named = named_model(connection, sent, before) if filing.kind == "deployment" else None
    filing, predicted = with_model_approved(filing, named), read_prediction(sent.predicted)
    policy = acting.rulebook.policy(connection, policy_hash)
    handling = acting.rulebook.handling(connection, policy_hash)
    today = handling.calendar.today(acting.now)
    number = next_number(connection, policy.jurisdiction, today.year)
    unit = min(actor.acts_for, default=actor.id) if before is None else before.case.unit
    case = Case(
        number,
        filing.kind,
        unit,
        frozenset({actor.id}),
        planned_start=sent.planned_start or first_day(predicted),
        replaces=None if before is None else before.case.entry,
    )
    stored = StoredCase(
        case,
        new_token(),
        policy.jurisdiction,
        policy_hash,
        actor.id,
        1,
        acting.transaction.time,
        None if named is None else named.entry,
        None if named is None else named.version,
    )
    desk = Desk(policy, acting.rulebook, today)
    taken = None
    if action != DRAFT:
        taken = step(case, Action.SUBMIT, actor, desk.submitted(filing, named, Given()), acting.now, handling)
    new = stored if taken is None else replace(stored, case=taken.case)
    digest = write_new(acting, new, filing, sent.assessment, predicted)
    if taken is None:
        return Done(stored, DRAFT, register_step(acting, stored, DRAFT, {}, {}, digest))
    saved, log_number = save_step(acting, stored, taken, digest, new=True)
    return _done(saved, Action.SUBMIT, log_number, taken)


def write_new(
    acting: Acting, stored: StoredCase, filing: Filing, assessment: str | None, predicted: Prediction | None
) -> dict[str, str]:
    """Write a new case with the first version of its filing; returns what the log commits to."""
    watch = None if stored.case.clock is None else stored.case.clock.due
    standing = insert_case(acting.connection, replace(stored, watch=watch))
    number, time = stored.case.number, acting.transaction.time
    digest = insert_filing(acting.connection, number, 1, filing, assessment, predicted, time)
    return {"filing": digest, "case": standing}


def _file(acting: Acting, action: Action, stored: StoredCase, payload: Mapping[str, Any]) -> Done:
    """A filing edited, submitted or sent again: a further version where anything of it changed."""
    sent = read_sent(payload, CHANGE_KEYS)
    last = filed_version(acting.connection, stored.case.number, stored.filed_version)
    if last.filing is None:
        raise RegisterError(Problem("This filing was erased.", Where(field="filing")))
    kind = stored.case.kind
    filing = last.filing if sent.filing is None else read_filing(sent.filing, kind)
    named = named_model(acting.connection, sent, stored) if kind == "deployment" else None
    filing = with_model_approved(filing, named)
    assessment = sent.assessment or last.assessment
    predicted = read_prediction(sent.predicted) or last.predicted
    commitments: dict[str, str] = {}
    planned = sent.planned_start or stored.case.planned_start or first_day(predicted)
    stored = replace(
        stored,
        case=replace(stored.case, planned_start=planned),
        model=None if named is None else named.entry,
        model_version=None if named is None else named.version,
    )
    if (filing, assessment, predicted) != (last.filing, last.assessment, last.predicted):
        stored = replace(stored, filed_version=stored.filed_version + 1)
        commitments["filing"] = insert_filing(
            acting.connection,
            stored.case.number,
            stored.filed_version,
            filing,
            assessment,
            predicted,
            acting.transaction.time,
        )
    given = Given()
    if action is not Action.EDIT:
        given = acting.desk(stored).submitted(filing, named, given)
    taken = step(stored.case, action, acting.actor, given, acting.now, acting.handling(stored))
    saved, log_number = save_step(acting, stored, taken, commitments)
    return _done(saved, action, log_number, taken)


def _file_change(acting: Acting, stored: StoredCase, payload: Mapping[str, Any]) -> Done:
    """A change of an entry: a filing of its own, which takes the entry's place once it is published."""
    sent = read_sent(payload, CHANGE_KEYS)
    name = policy_name(acting.connection, stored.policy_hash)
    created = _begin(
        acting, Action.SUBMIT, sent, policy_in_force(acting.connection, name, acting.now), stored
    ).stored.case.number
    given = Given(change=created)
    taken = step(stored.case, Action.FILE_CHANGE, acting.actor, given, acting.now, acting.handling(stored))
    saved, log_number = save_step(acting, stored, taken)
    return replace(_done(saved, Action.FILE_CHANGE, log_number, taken), created=created)


def _assess(acting: Acting, stored: StoredCase, given: Given) -> Done:
    """What the policy proposes today, kept so that it can be worked out again."""
    filing = _filing(acting.connection, stored)
    desk = acting.desk(stored)
    decision = desk.decide(filing)
    row = {
        "number": stored.case.number,
        "version": stored.filed_version,
        "policy_hash": decision.policy_hash,
        "engine": decision.engine,
        "on": desk.on.isoformat(),
        "input": decision.canonical_input,
        "result": canonical_json(decision.as_dict()).decode(),
    }
    given = replace(given, policy=policy_proposal(decision))
    taken = step(stored.case, Action.ASSESS, acting.actor, given, acting.now, acting.handling(stored))
    saved, log_number = save_step(acting, stored, taken, decision=row)
    return _done(saved, Action.ASSESS, log_number, taken)


def _with_register_facts(acting: Acting, action: Action, stored: StoredCase, given: Given) -> Given:
    """What the register itself knows and a step needs."""
    connection, case = acting.connection, stored.case
    if action is Action.RETURN_ONCE and not given.gaps:
        given = replace(given, gaps=_known_gaps(acting, stored))
    if action is Action.PUBLISH:
        given = replace(given, entry=case.number)
        if case.replaces is not None:
            old = case_of_entry(connection, case.replaces)
            given = replace(given, replaced_state=None if old is None else old.case.state)
    if action in _ASKS_MODEL and stored.model is not None:
        model = case_of_entry(connection, stored.model)
        given = replace(given, model_state=None if model is None else model.case.state)
    if action in _ASKS_EVIDENCE:
        conditions = conditions_of(connection, case.number)
        given = replace(given, evidence=evidence_of(connection, case.number, conditions))
    return given


def _known_gaps(acting: Acting, stored: StoredCase) -> tuple[Gap, ...]:
    """The gaps found when it was submitted, each with the reason why it is asked for."""
    filing = _filing(acting.connection, stored)
    reasons = {gap.field: gap for gap in find_gaps(acting.policy(stored), filing, acting.today(stored))}
    return tuple(reasons.get(name, Gap(name, name, "asked for by the register")) for name in stored.case.gaps)


def _affected(acting: Acting, stored: StoredCase, taken: Step) -> tuple[str, ...]:
    """Live deployments on a model that goes out of force with this step."""
    was, now = stored.case.state, taken.case.state
    if stored.case.kind != "model" or was not in IN_GOOD_ORDER or now in IN_GOOD_ORDER:
        return ()
    return affected_deployments(acting.connection, stored.case.entry)


def _supersede(acting: Acting, new: StoredCase) -> tuple[str, ...]:
    """Put a new version in the place of the entry that it replaces; returns the uses that ran on it."""
    assert new.case.replaces is not None
    old = case_of_entry(acting.connection, new.case.replaces)
    assert old is not None
    given = Given(entry=new.case.entry)
    taken = by_clock(old.case, Action.SUPERSEDE, given, acting.now, acting.handling(old))
    affected = _affected(acting, old, taken)
    save_step(acting, old, taken, affected=affected)
    return affected


def _filing(connection: Connection, stored: StoredCase) -> Filing:
    filing = filed_version(connection, stored.case.number, stored.filed_version).filing
    if filing is None:
        raise RegisterError(Problem("This filing was erased.", Where(field="filing")))
    return filing


def _done(
    saved: StoredCase, action: Action, log_number: int, taken: Step, affected: tuple[str, ...] = ()
) -> Done:
    told = taken.told
    return Done(
        saved,
        action.value,
        log_number,
        None if told is None else told.words,
        None if told is None else told.by,
        affected=affected,
    )
