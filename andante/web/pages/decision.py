"""The decision page: what the policy proposes and why, what a person proposes, what a second one decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import Problem
from andante.filing.outcomes import Outcome
from andante.register.permissions import View, may_see
from andante.register.states import Action
from andante.web.access import Somebody
from andante.web.errors import not_found
from andante.web.pages.acting import decides_here, may, refusals
from andante.web.pages.case import Asked, asked_for, clock_provisional, clock_words, person_name, system_title
from andante.web.pages.deciding import Proposed, proposed_of
from andante.web.pages.duties import duty_words, when_words
from andante.web.pages.fields import filing_rows
from andante.web.pages.frame import page
from andante.web.pages.marks import Mark, state_mark
from andante.web.site import Here

router = APIRouter(include_in_schema=False)
PROPOSABLE = (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS, Outcome.NEEDS_INFORMATION, Outcome.REJECT)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a person proposes, and waits for another."""

    who: str
    at: str
    outcome: str
    word: str
    conditions: tuple[str, ...]
    ids: tuple[str, ...]
    reason: str
    deviates: bool


@dataclass(frozen=True, slots=True)
class Attachable:
    """A condition of the policy that can be attached."""

    id: str
    title: str
    duty: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """The page on which a case is decided."""

    number: str
    title: str
    unit_line: str
    state: Mark
    clock: str
    overdue: bool
    provisional: str
    proposed: Proposed | None
    waiting: Waiting | None
    may_propose: bool
    may_send_back: bool
    decide_action: str
    may_decide: bool
    refusals: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    chosen: str
    conditions: tuple[Attachable, ...]
    consulted: bool
    step: int
    filing: tuple[tuple[str, str], ...]
    past: str


@router.get("/cases/{number}/decision")
def decision(request: Request, here: Here, access: Somebody, number: str) -> Response:
    """The decision page of a case."""
    return show_decision(request, asked_for(request, here, access, number))


def show_decision(request: Request, asked: Asked, problems: Sequence[Problem] = ()) -> Response:
    """The decision page as an answer; those who do not deliberate do not learn that it is there."""
    if not may_see(asked.access.actor, View.DELIBERATION, asked.file.case):
        raise not_found()
    view = _view(asked)
    title = asked.say("decision.title", title=view.title)
    return page(request, "decision.html", view, title, problems=problems, status=422 if problems else 200)


def _view(asked: Asked) -> DecisionPage:
    file, say = asked.file, asked.say
    case, person = file.case, asked.access.actor
    policy = asked.site.store.policy(file.policy_hash)
    records = [each for each in file.decisions if each.version == file.filed[-1].version]
    proposed = (
        proposed_of(say, records[-1], case.kind, policy) if records and case.policy is not None else None
    )
    clock, overdue = clock_words(say, asked)
    waiting = _waiting(asked, proposed)
    needs = waiting is not None and waiting.word == Outcome.NEEDS_INFORMATION.word
    decide_action = Action.ASK_FOR_REVISION if needs else Action.DECIDE
    chosen = waiting.ids if waiting is not None else () if proposed is None else proposed.ids
    known = () if policy is None else tuple(policy.conditions.values())
    word = waiting.word if waiting is not None else "" if proposed is None else proposed.word
    filing = file.filed[-1].filing
    refused = refusals(say, person, case)
    return DecisionPage(
        case.number,
        system_title(file),
        say(f"kind.{case.kind}"),
        state_mark(say, case.state),
        clock,
        overdue,
        clock_provisional(asked),
        proposed,
        waiting,
        decides_here(case) and may(person, Action.PROPOSE, case),
        waiting is not None and may(person, Action.SEND_BACK, case),
        decide_action.value,
        waiting is not None and may(person, decide_action, case),
        refused,
        tuple((each.word, say(f"outcome.{each.word}")) for each in PROPOSABLE),
        word,
        tuple(
            Attachable(
                each.id,
                say.pick(each.title, each.title_zh),
                say("condition.line", duty=duty_words(say, each), when=when_words(say, each)),
                each.id in chosen,
            )
            for each in sorted(known, key=lambda each: each.id not in chosen)
        ),
        case.consulted,
        case.version,
        () if filing is None else filing_rows(say, case.kind, filing.values),
        say("decision.past", state=state_mark(say, case.state).text) if case.taken is not None else "",
    )


def _waiting(asked: Asked, proposed: Proposed | None) -> Waiting | None:
    proposal, say = asked.file.case.proposal, asked.say
    if proposal is None or proposal.outcome is None:
        return None
    policy = asked.site.store.policy(asked.file.policy_hash)
    known = {} if policy is None else policy.conditions
    titles = tuple(
        say.pick(known[name].title, known[name].title_zh) if name in known else name
        for name in proposal.conditions
    )
    same = (
        proposed is not None
        and proposed.word == proposal.outcome.word
        and set(proposed.ids) == set(proposal.conditions)
    )
    return Waiting(
        person_name(asked.site, proposal.person, say),
        say.moment(proposal.at),
        say(f"outcome.{proposal.outcome.word}"),
        proposal.outcome.word,
        titles,
        proposal.conditions,
        proposal.reason,
        not same,
    )
