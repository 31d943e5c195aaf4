"""Filings: begun, acted on, read by whoever may. One call of the store each; nothing is decided here."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Response

from andante.register.case import Actor, Case
from andante.register.checks import lacks_proposal
from andante.register.permissions import allowed
from andante.register.sentences import Refusal
from andante.register.states import Action, Name
from andante.register.transitions import TABLE, actions_of
from andante.web.access import Somebody, reader_of
from andante.web.api.models import (
    ActionSent,
    CaseNumber,
    EvidenceSent,
    IdempotencyKey,
    NewFiling,
    ReasonSent,
    ReceiptGiven,
    WorkforceSent,
    refusals,
)
from andante.web.api.plain import as_json
from andante.web.site import Here, Site

router = APIRouter(tags=["filings"])
NO_PROPOSAL = Name("Nobody has proposed this yet.", "尚无人提出此项建议。")
BY_PERSONS = tuple(dict.fromkeys(row.action for row in TABLE if row.roles))
"""What persons do with a filing; the rest is the clock's."""
ActionName = Annotated[
    str,
    Path(
        pattern=f"^({'|'.join(BY_PERSONS)})$",
        description="What is done. docs/workflow.md says who may do it in which state, and what it needs.",
    ),
]
_CHANGES = refusals(400, 401, 403, 404, 409, 413, 422)
_READS = refusals(401, 403, 404, 422)


@router.post("/filings", status_code=201, response_model=ReceiptGiven, responses=_CHANGES)
def new_filing(site: Here, access: Somebody, sent: NewFiling, key: IdempotencyKey, response: Response) -> Any:
    """Begin a filing: submitted at once, or kept as a draft."""
    payload = sent.payload()
    draft = payload.pop("draft", False)
    receipt = act(site, access, "draft" if draft else "submit", None, payload, key)
    response.headers["Location"] = f"/api/v1/filings/{receipt['number']}"
    return receipt


@router.get("/filings", responses=_READS)
def queue(site: Here, access: Somebody) -> dict[str, Any]:
    """One's own filings, or those that wait for one's role, each with its clock."""
    return {"filings": as_json(site.store.queue(reader_of(access).person))}


@router.get("/filings/{number}", responses=_READS)
def read_case(site: Here, access: Somebody, number: CaseNumber) -> dict[str, Any]:
    """A filing as it stands. `steps`: what can be done in its state, and why not by the sender."""
    file = site.store.case(number, reader_of(access).person)
    return {**as_json(file), "steps": steps_of(access.actor, file.case)}


@router.get("/filings/{number}/versions", responses=_READS)
def read_versions(site: Here, access: Somebody, number: CaseNumber) -> dict[str, Any]:
    """Every version of what was filed, the first first."""
    return {"versions": as_json(site.store.versions(number, reader_of(access).person))}


@router.post("/filings/{number}/actions/{action}", response_model=ReceiptGiven, responses=_CHANGES)
def take_action(
    site: Here,
    access: Somebody,
    number: CaseNumber,
    action: ActionName,
    sent: ActionSent,
    key: IdempotencyKey,
) -> Any:
    """Do something with a filing."""
    return act(site, access, action, number, sent.payload(), key)


@router.post("/filings/{number}/evidence", status_code=201, response_model=ReceiptGiven, responses=_CHANGES)
def send_evidence(
    site: Here,
    access: Somebody,
    number: CaseNumber,
    sent: Annotated[list[EvidenceSent], Body(min_length=1, max_length=500)],
    key: IdempotencyKey,
) -> Any:
    """Show that conditions are kept."""
    evidence = [each.payload() for each in sent]
    return act(site, access, Action.SEND_EVIDENCE.value, number, {"evidence": evidence}, key)


@router.post("/filings/{number}/workforce", status_code=201, response_model=ReceiptGiven, responses=_CHANGES)
def report_workforce(
    site: Here, access: Somebody, number: CaseNumber, sent: WorkforceSent, key: IdempotencyKey
) -> Any:
    """Report what became of the workforce in a quarter; a correction is sent the same way."""
    return act(site, access, "report_workforce", number, sent.payload(), key)


@router.post("/filings/{number}/erase", response_model=ReceiptGiven, responses=_CHANGES)
def erase(site: Here, access: Somebody, number: CaseNumber, sent: ReasonSent, key: IdempotencyKey) -> Any:
    """Erase what was written about a filing that has ended. Its number, days, outcome and proofs stay."""
    return act(site, access, "erase", number, sent.payload(), key)


def steps_of(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """What persons can do with a case in its state, each with the reason where this one may not."""
    found = []
    for action in actions_of(case.state):
        permission = allowed(actor, action, case)
        if permission.refusal is Refusal.BY_CLOCK:
            continue
        waits = not permission.allowed or not lacks_proposal(case, action)
        reason = NO_PROPOSAL if permission.allowed else permission.words_for(actor, actor, case)
        open_now = permission.allowed and waits
        found.append(
            {"action": action.value, "allowed": open_now, "reason": None if open_now else as_json(reason)}
        )
    return found


def act(
    site: Site, access: Somebody, action: str, number: str | None, payload: dict[str, Any], key: str
) -> dict[str, Any]:
    """One change through the store, counted; returns the receipt."""
    receipt: dict[str, Any] = as_json(site.store.act(access.actor, action, number, payload, key))
    site.metrics.actions.labels(action).inc()
    return receipt
