"""No one decides alone or on their own filing: every set of roles, state, action and relation.

What is right is a table typed by hand that shares nothing with the code.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import pytest
from workflow_sample import FILER, MORNING, REVIEWER, UNIT, Somebody, draft, somebody

from andante.register.case import Case, Proposal
from andante.register.permissions import (
    View,
    allowed,
    knows_of,
    may_manage,
    may_see,
    roles_clash,
)
from andante.register.sentences import NEUTRAL, REFUSALS, Audience, Refusal
from andante.register.states import Action, Role, State

# F the filer of this very filing, R a reviewer, A an approver, B either; C the clock alone; . nobody.
ORACLE = """
                    dr su cc re ac as co de rv pu li pr ch sp br la wi dg
edit                F  .  .  F  .  .  .  .  F  .  .  .  .  .  .  .  .  .
submit              F  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
resubmit            .  .  .  F  .  .  .  .  F  .  .  .  .  .  .  .  .  .
withdraw            F  F  F  F  F  F  F  F  F  .  .  .  .  .  .  .  .  .
take_up             .  R  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
return_once         .  .  R  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
accept              .  .  R  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
assess              .  .  .  .  R  .  .  .  .  .  .  .  .  .  .  .  .  .
open_consultation   .  .  .  .  .  R  .  .  .  .  .  .  .  .  .  .  .  .
record_consultation .  .  .  .  .  .  R  .  .  .  .  .  .  .  .  .  .  .
propose             .  .  .  .  .  R  R  .  .  .  .  .  .  .  .  .  .  .
send_back           .  .  .  .  .  A  A  .  .  A  A  A  .  A  A  .  .  .
decide              .  .  .  .  .  A  A  .  .  .  .  .  .  .  .  .  .  .
ask_for_revision    .  .  .  .  .  A  A  .  .  .  .  .  .  .  .  .  .  .
ask_re_review       .  .  .  .  .  .  .  F  .  .  .  .  .  .  .  .  .  .
publish             .  .  .  .  .  .  .  B  .  .  .  .  .  .  .  .  .  .
announce_start      .  .  .  .  .  .  .  .  .  F  .  .  .  .  F  .  .  .
go_live             .  .  .  .  .  .  .  .  .  F  .  .  .  .  .  .  .  .
next_phase          .  .  .  .  .  .  .  .  .  .  F  .  .  .  .  .  .  .
send_evidence       .  .  .  .  .  .  .  .  .  F  F  F  F  F  F  F  F  F
file_change         .  .  .  .  .  .  .  .  .  F  F  F  .  .  .  .  .  .
confirm_facts       .  .  .  .  .  .  .  .  .  .  .  F  .  .  .  .  .  .
deregister          .  .  .  .  .  .  .  .  .  F  F  F  .  F  F  .  .  .
propose_measure     .  .  .  .  .  .  .  .  .  R  R  R  .  R  R  .  .  .
restore             .  .  .  .  .  .  .  .  .  .  .  A  .  A  A  .  .  .
suspend             .  .  .  .  .  .  .  .  .  A  A  A  .  .  A  .  .  .
suspend_at_once     .  .  .  .  .  .  .  .  .  B  B  B  .  .  B  .  .  .
withdraw_approval   .  .  .  .  .  .  .  .  .  A  A  A  .  A  A  .  .  .
count_as_accepted   .  C  C  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
escalate            .  C  C  .  C  C  C  .  .  .  .  C  .  .  C  .  .  .
find_breach         .  .  .  .  .  .  .  .  .  C  C  C  C  C  C  C  C  C
open_review         .  .  .  .  .  .  .  .  .  .  C  .  .  .  .  .  .  .
supersede           .  .  .  .  .  .  .  .  .  C  C  C  .  .  .  .  .  .
lapse               .  .  .  .  .  .  .  .  .  C  .  C  .  C  .  .  .  .
"""
COLUMNS = {
    "dr": "draft", "su": "submitted", "cc": "in_completeness_check", "re": "returned", "ac": "accepted",
    "as": "assessed", "co": "in_consultation", "de": "decided", "rv": "revise_and_resubmit",
    "pu": "published", "li": "live", "pr": "in_periodic_review", "ch": "changed", "sp": "suspended",
    "br": "condition_breached", "la": "lapsed", "wi": "withdrawn", "dg": "deregistered",
}  # fmt: skip
TAKES_ANOTHERS_PROPOSAL = {"decide", "ask_for_revision", "restore", "suspend", "withdraw_approval"}
RELATIONS = ("wrote", "acts_for", "proposed", "excluded", "other")
SETS = [frozenset(chosen) for n in range(len(Role) + 1) for chosen in combinations(Role, n)]


def oracle() -> dict[tuple[str, str], str]:
    head, *lines = [line.split() for line in ORACLE.strip().splitlines()]
    return {
        (line[0], COLUMNS[short]): who for line in lines for short, who in zip(head, line[1:], strict=True)
    }


def expected(who: str, action: str, roles: frozenset[Role], relation: str) -> bool:
    names = {role.value for role in roles}
    own = relation in ("wrote", "acts_for")
    if who in ".C" or "auditor" in names:
        return False
    if who == "F":
        return own and "filer" in names
    if own or relation == "excluded" or "administrator" in names:
        return False
    if relation == "proposed" and action in TAKES_ANOTHERS_PROPOSAL:
        return False
    return bool(names & {"R": {"reviewer"}, "A": {"approver"}, "B": {"reviewer", "approver"}}[who])


def case_for(state: State, relation: str) -> Case:
    proposer = "me" if relation == "proposed" else "somebody-else"
    return draft(
        state=state,
        filers=frozenset({"me"}) if relation == "wrote" else frozenset({"filer"}),
        excluded=frozenset({"me"}) if relation == "excluded" else frozenset(),
        proposal=Proposal(proposer, MORNING),
    )


def person_for(roles: frozenset[Role], relation: str) -> Somebody:
    return Somebody("me", roles, frozenset({UNIT}) if relation == "acts_for" else frozenset({"elsewhere"}))


def test_every_role_state_action_and_relation() -> None:
    table = oracle()
    assert {name for name, _ in table} == {action.value for action in Action}
    assert set(COLUMNS.values()) == {state.value for state in State}
    wrong = [
        (sorted(roles), state, action, relation)
        for state, relation in product(State, RELATIONS)
        for case in (case_for(state, relation),)
        for roles in SETS
        for person in (person_for(roles, relation),)
        for action in Action
        if allowed(person, action, case).allowed
        is not expected(table[action.value, state.value], action.value, roles, relation)
    ]
    assert wrong == []


def test_every_refusal_has_a_reason_that_an_auditor_may_read_in_both_languages() -> None:
    auditor = somebody("auditor", Role.AUDITOR)
    seen = set()
    for state, relation, roles, action in product(State, RELATIONS, SETS, Action):
        case = case_for(state, relation)
        person = person_for(roles, relation)
        permission = allowed(person, action, case)
        if permission.allowed:
            continue
        assert permission.refusal is not None
        seen.add(permission.refusal)
        assert permission.reason.en
        assert permission.reason.zh
        assert "{" not in permission.reason.en + permission.reason.zh
        assert permission.words_for(auditor, person, case) == permission.reason
    manager = somebody("m", Role.ADMINISTRATOR)
    for permission in (
        may_manage(manager, "m", frozenset()),
        may_manage(manager, "n", frozenset({Role.ADMINISTRATOR, Role.APPROVER})),
    ):
        assert permission.refusal is not None
        seen.add(permission.refusal)
    assert seen == set(Refusal) == set(REFUSALS)


@pytest.mark.parametrize("roles", SETS, ids=lambda roles: "+".join(sorted(roles)) or "none")
def test_a_case_that_is_not_theirs_to_see_answers_as_one_that_does_not_exist(roles: frozenset[Role]) -> None:
    for state, action in product(State, Action):
        case = case_for(state, "other")
        person = person_for(roles, "other")
        if knows_of(person, case):
            continue
        there, nowhere = allowed(person, action, case), allowed(person, action, None)
        assert not there.allowed
        assert there == nowhere
        assert there.words_for(person, person, case) == nowhere.words_for(person, person, None)
        if there.refusal is Refusal.NOT_YOURS_TO_SEE:
            assert there.words_for(person, person, case) == NEUTRAL


def test_reasons_are_kept_from_those_who_may_not_know_them() -> None:
    case = draft(state=State.ASSESSED, proposal=Proposal("both", MORNING))
    both = somebody("both", Role.REVIEWER, Role.APPROVER)
    refused = allowed(both, Action.DECIDE, case)
    assert refused.refusal is Refusal.SAME_PERSON
    assert refused.words_for(both, both, case) == refused.reason
    assert refused.words_for(REVIEWER, both, case) == refused.reason
    # The filer, the public and an administrator do not learn who proposed what.
    for reader in (FILER, None, somebody("admin", Role.ADMINISTRATOR)):
        assert refused.words_for(reader, both, case) == NEUTRAL
    assert Audience.FILERS not in refused.reason_shown_to


def test_a_refusal_names_the_roles_and_the_state() -> None:
    wrong_role = allowed(REVIEWER, Action.DECIDE, draft(state=State.ASSESSED))
    assert (wrong_role.reason.en, wrong_role.reason.zh) == ("This is for approver.", "此操作限于决定人。")
    either = allowed(FILER, Action.SUSPEND_AT_ONCE, draft(state=State.LIVE))
    assert either.reason.en == "This is for reviewer or approver."
    too_late = allowed(FILER, Action.SUBMIT, draft(state=State.RETURNED))
    assert too_late.reason.en == "This cannot be done while the case is: returned for completion."


def test_what_each_may_see() -> None:
    hidden, draft_case = draft(state=State.ASSESSED), draft()
    entry = replace(hidden, state=State.LIVE, entry="CN-A-1")
    stranger = somebody("stranger", Role.FILER, acts_for="elsewhere")
    admin, auditor = somebody("admin", Role.ADMINISTRATOR), somebody("auditor", Role.AUDITOR)
    own_reviewer = somebody("inside", Role.REVIEWER, acts_for=UNIT)

    def seeing(view: View, case: Case) -> set[str]:
        people = (FILER, REVIEWER, stranger, admin, auditor, own_reviewer)
        found = {person.id for person in people if may_see(person, view, case)}
        return found | ({"public"} if may_see(None, view, case) else set())

    everyone = {"filer", "reviewer", "stranger", "admin", "auditor", "inside", "public"}
    assert seeing(View.ENTRY, entry) == everyone
    assert (
        seeing(View.ENTRY, hidden) == seeing(View.FILE, hidden) == {"filer", "reviewer", "auditor", "inside"}
    )
    assert seeing(View.FILE, entry) == {"filer", "reviewer", "auditor", "inside"}
    assert seeing(View.FILE, draft_case) == {"filer"}
    # What deciders write to each other is not for those whom it is about.
    assert seeing(View.DELIBERATION, hidden) == {"reviewer", "auditor"}
    assert seeing(View.PEOPLE, hidden) == {"admin", "auditor"}
    assert not may_see(FILER, View.FILE, None)


def test_administrators_manage_people_and_nobody_their_own_roles() -> None:
    admin = somebody("admin", Role.ADMINISTRATOR)
    approver = frozenset({Role.REVIEWER, Role.APPROVER})
    assert may_manage(admin, "somebody", approver).allowed
    assert may_manage(admin, "admin", approver).refusal is Refusal.OWN_ROLES
    for roles in SETS:
        person = Somebody("p", roles)
        if Role.ADMINISTRATOR not in roles:
            assert may_manage(person, "somebody", approver).refusal is Refusal.ROLE
    clashing = {
        frozenset({Role.ADMINISTRATOR, Role.APPROVER}),
        frozenset({Role.ADMINISTRATOR, Role.REVIEWER}),
        frozenset({Role.AUDITOR, Role.FILER}),
        frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
    }
    assert {pair for pair in SETS if len(pair) == 2 and roles_clash(pair)} == clashing | {
        frozenset({Role.AUDITOR, Role.REVIEWER}),
        frozenset({Role.AUDITOR, Role.APPROVER}),
    }
