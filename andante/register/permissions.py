"""Who may do and see what. Every refusal has its reason, and says who may read it.

Nobody decides on their own filing, and nobody takes what they proposed themselves; administrators manage
people and never decide; auditors read everything and change nothing. To those who may not know that a filing
exists, it answers as if it did not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from andante.errors import AccessError, MissingError, Problem, RegisterError, Where
from andante.register.case import Actor, Case
from andante.register.sentences import NEUTRAL, REFUSALS, Audience, Refusal
from andante.register.states import ROLE_NAMES, STATE_NAMES, Action, Name, Role, State
from andante.register.transitions import STAFF, TABLE, transition

DECIDERS = STAFF
NO_WORDS = Name("", "")
ACTION_ROLES: Mapping[Action, frozenset[Role]] = MappingProxyType({row.action: row.roles for row in TABLE})
"""Who may ever take an action; it is the same in every state."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether something is allowed; if not, why, and who besides auditors may read why."""

    allowed: bool
    refusal: Refusal | None = None
    reason: Name = NO_WORDS
    reason_shown_to: frozenset[Audience] = frozenset()

    def words_for(self, reader: Actor | None, actor: Actor | None, case: Case | None) -> Name:
        """The reason as a reader may know it; neutral words for everyone else."""
        if self.allowed:
            return NO_WORDS
        return self.reason if self.reason_shown_to & _audiences(reader, actor, case) else NEUTRAL


def refusal_error(words: Name, field: str) -> RegisterError:
    """The error that refuses somebody in the words that they may know."""
    problem = Problem(words.en, Where(field=field))
    return MissingError(problem) if words is NEUTRAL else AccessError(problem)


class View(StrEnum):
    """What of a case, or of the register, somebody can look at."""

    ENTRY = "entry"
    FILE = "file"
    DELIBERATION = "deliberation"
    PEOPLE = "people"


def allowed(person: Actor, action: Action, case: Case | None) -> Permission:
    """Whether the person may take the action now. `case` None: there is no such case.

    What the step needs besides is looked at by `workflow.step`.
    """
    refusal = _by_role(person, action)
    if refusal is not None:
        return _refused(refusal, action)
    if case is None or not knows_of(person, case):
        return _refused(Refusal.NOT_YOURS_TO_SEE)
    refusal = _by_relation(person, action, case)
    if refusal is not None:
        return _refused(refusal)
    row = transition(case.state, action)
    if row is None:
        return _refused(Refusal.STATE, state=case.state)
    if row.takes_proposal and case.proposal is not None and case.proposal.person == person.id:
        return _refused(Refusal.SAME_PERSON)
    return Permission(True)


def _by_role(person: Actor, action: Action) -> Refusal | None:
    """A refusal that holds whatever the case, and tells nothing about one."""
    roles = ACTION_ROLES[action]
    if not roles:
        return Refusal.BY_CLOCK
    if not person.roles:
        return Refusal.NO_ROLE
    if Role.AUDITOR in person.roles:
        return Refusal.AUDITOR
    if Role.ADMINISTRATOR in person.roles and roles & DECIDERS:
        return Refusal.ADMINISTRATOR
    return None if roles & person.roles else Refusal.ROLE


def _by_relation(person: Actor, action: Action, case: Case) -> Refusal | None:
    deciding = bool(ACTION_ROLES[action] & DECIDERS)
    own = case.owned_by(person)
    if deciding and own:
        return Refusal.OWN_FILING
    if not deciding and not own:
        return Refusal.NOT_OWN
    return Refusal.EXCLUDED if deciding and person.id in case.excluded else None


def may_see(person: Actor | None, view: View, case: Case | None = None) -> bool:
    """Whether somebody (None: the public) may look at the public entry, the file, or what deciders write."""
    if view is View.PEOPLE:
        return person is not None and bool(person.roles & {Role.ADMINISTRATOR, Role.AUDITOR})
    if case is None:
        return False
    if view is View.ENTRY and case.entry is not None:
        return True
    if person is None:
        return False
    own = case.owned_by(person) and Role.FILER in person.roles
    official = bool(person.roles & (DECIDERS | {Role.AUDITOR})) and Role.ADMINISTRATOR not in person.roles
    # A draft is the filer's alone.
    official = official and case.state is not State.DRAFT
    if view is View.DELIBERATION:
        return official and not case.owned_by(person)
    return own or official


def knows_of(person: Actor | None, case: Case) -> bool:
    """Whether somebody may know that the case exists."""
    return may_see(person, View.ENTRY, case) or may_see(person, View.FILE, case)


def may_manage(person: Actor, target: str, roles: frozenset[Role]) -> Permission:
    """Whether the person may give somebody these roles: administrators only, and never themselves."""
    if Role.ADMINISTRATOR not in person.roles:
        return _refused(Refusal.ROLE, roles=frozenset({Role.ADMINISTRATOR}))
    if person.id == target:
        return _refused(Refusal.OWN_ROLES)
    return _refused(Refusal.ROLES_CLASH) if roles_clash(roles) else Permission(True)


def roles_clash(roles: frozenset[Role]) -> bool:
    """Whether these cannot be one person's: an administrator who decides, an auditor who does more."""
    administers = Role.ADMINISTRATOR in roles and bool(roles & DECIDERS)
    return administers or (Role.AUDITOR in roles and len(roles) > 1)


def _refused(
    refusal: Refusal,
    action: Action | None = None,
    state: State | None = None,
    roles: frozenset[Role] = frozenset(),
) -> Permission:
    words = REFUSALS[refusal]
    wanted = ACTION_ROLES[action] if action is not None else roles
    names = [ROLE_NAMES[role] for role in Role if role in wanted]
    place = NO_WORDS if state is None else STATE_NAMES[state]
    reason = Name(
        words.en.format(roles=" or ".join(name.en for name in names), state=place.en),
        words.zh.format(roles="、".join(name.zh for name in names), state=place.zh),
    )
    return Permission(False, refusal, reason, words.shown_to | {Audience.AUDITORS})


def _audiences(reader: Actor | None, actor: Actor | None, case: Case | None) -> frozenset[Audience]:
    if reader is None:
        return frozenset()
    found = set()
    if actor is not None and reader.id == actor.id:
        found.add(Audience.ACTOR)
    if Role.AUDITOR in reader.roles:
        found.add(Audience.AUDITORS)
    if case is not None and may_see(reader, View.DELIBERATION, case):
        found.add(Audience.STAFF)
    if case is not None and case.owned_by(reader) and Role.FILER in reader.roles:
        found.add(Audience.FILERS)
    return frozenset(found)
