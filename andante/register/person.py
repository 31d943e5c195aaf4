"""Who a person is, and what somebody who is signed in may do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, func, or_, select

from andante.errors import AccessError, MissingError, Problem, RegisterError, Where
from andante.register.sessions import Method
from andante.register.states import ROLE_NAMES, Role
from andante.register.tables_people import CREDENTIALS, PERSON_ROLES, PERSONS, PROVIDER_IDENTITIES
from andante.register.tokens import ROLE_OF_SCOPE, Scope

LANGUAGES = ("en", "zh")
LONGEST_NAME = 200
LONGEST_E_MAIL = 320
_E_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
EVERY_SCOPE = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Person:
    """A person. `name` and `e_mail` are empty once erased; filers see what their `organisation` files."""

    id: str
    name: str = field(repr=False)
    roles: frozenset[Role]
    organisation: str | None
    language: str
    e_mail: str = field(default="", repr=False)
    active: bool = True
    erased_at: datetime | None = None

    @property
    def acts_for(self) -> frozenset[str]:
        """The organisations whose filings are this person's own."""
        return frozenset() if self.organisation is None else frozenset({self.organisation})


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody who showed who they are. `scopes` limits a token; a session has every scope.

    `person` is for reading. What is changed is changed as `actor`, whose roles are those the scopes lend.
    `renewed` is a new session id that the browser is to keep instead of the one it sent.
    """

    person: Person
    method: Method
    scopes: frozenset[Scope] = EVERY_SCOPE
    token: str | None = None
    renewed: str | None = field(default=None, repr=False)
    ends_at: datetime | None = None

    @property
    def actor(self) -> Person:
        """The person with the roles that may be used here."""
        if self.token is None:
            return self.person
        lent = {ROLE_OF_SCOPE[scope] for scope in self.scopes if scope in ROLE_OF_SCOPE}
        return replace(self.person, roles=self.person.roles & lent)

    def may_act_as(self, role: Role) -> bool:
        """Whether something may be done in a role."""
        return role in self.actor.roles


def find_person(connection: Connection, person_id: str) -> Person:
    """The person of an id. RegisterError where there is none."""
    row = None
    if is_id(person_id):
        row = connection.execute(select(PERSONS).where(PERSONS.c.id == person_id)).one_or_none()
    if row is None:
        raise MissingError(Problem("There is no such person.", Where(field="person")))
    return _person(row, roles_of(connection, person_id))


def is_id(text: str) -> bool:
    """Whether a text can be an id at all; anything else is not even looked for."""
    return 1 <= len(text) <= 32 and text.isascii() and text.isalnum()


def all_persons(connection: Connection) -> tuple[Person, ...]:
    """Everybody, in the order in which they were added."""
    roles: dict[str, set[Role]] = {}
    for person, role in connection.execute(select(PERSON_ROLES.c.person, PERSON_ROLES.c.role)):
        roles.setdefault(person, set()).add(Role(role))
    rows = connection.execute(select(PERSONS).order_by(PERSONS.c.added_at, PERSONS.c.id))
    return tuple(_person(row, frozenset(roles.get(row.id, ()))) for row in rows)


def roles_of(connection: Connection, person_id: str) -> frozenset[Role]:
    """The roles a person has, from whichever source."""
    rows = connection.execute(select(PERSON_ROLES.c.role).where(PERSON_ROLES.c.person == person_id))
    return frozenset(Role(role) for role in rows.scalars())


def persons_able(connection: Connection, roles: Collection[Role]) -> frozenset[str]:
    """Ids of those with one of these roles who can act: active, and with a way to sign in."""
    can_sign_in = or_(
        exists().where(CREDENTIALS.c.person == PERSONS.c.id),
        exists().where(PROVIDER_IDENTITIES.c.person == PERSONS.c.id),
    )
    rows = connection.execute(
        select(PERSONS.c.id)
        .join(PERSON_ROLES, PERSON_ROLES.c.person == PERSONS.c.id)
        .where(PERSON_ROLES.c.role.in_([role.value for role in roles]), PERSONS.c.active, can_sign_in)
    )
    return frozenset(rows.scalars())


CONFIRMING = frozenset({Role.APPROVER, Role.ADMINISTRATOR})
"""Who may confirm an appointment that another administrator wants."""


def administrators(connection: Connection) -> frozenset[str]:
    """Ids of the administrators who can act."""
    return persons_able(connection, {Role.ADMINISTRATOR})


def require_administrator(connection: Connection, by: Access) -> str:
    """The id of an administrator, as the database has it now. AccessError for anybody else."""
    return _require(connection, by, {Role.ADMINISTRATOR}, "Only an administrator may do this.")


def require_confirmer(connection: Connection, by: Access) -> str:
    """The id of an administrator or approver, as the database has it now. AccessError for anybody else."""
    return _require(connection, by, CONFIRMING, "Only an administrator or an approver may do this.")


def _require(connection: Connection, by: Access, roles: Collection[Role], refusal: str) -> str:
    row = connection.execute(select(PERSONS.c.active).where(PERSONS.c.id == by.person.id)).one_or_none()
    held = roles_of(connection, by.person.id) & set(roles)
    if row is None or not row.active or not held:
        raise AccessError(Problem(refusal))
    scopes = sorted(scope for scope, role in ROLE_OF_SCOPE.items() if role in held)
    if not by.scopes & set(scopes):
        raise AccessError(
            Problem(
                f"This token has not the scope {' or '.join(scopes)}.", mend="Use one that has, or sign in."
            )
        )
    return by.person.id


def refuse_without_administrator(connection: Connection, leaving: str) -> None:
    """AccessError where nobody but `leaving` could administer the register."""
    if leaving in administrators(connection) and administrators(connection) == {leaving}:
        raise AccessError(
            Problem(
                "This is the last administrator; the register cannot be without one.",
                mend="Make another person administrator first, and let them sign in.",
            )
        )


def e_mail_key(e_mail: str) -> str:
    """What two spellings of one address have in common: text that every database can hold."""
    whole = e_mail.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")
    return unicodedata.normalize("NFKC", whole.strip()).casefold()


def check_details(name: str, e_mail: str, language: str) -> tuple[str, str, str]:
    """Name, e-mail and language as they are stored. RegisterError with everything that is wrong."""
    name, e_mail, problems = name.strip(), e_mail.strip(), []
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        problems.append(Problem(f"A name has 1 to {LONGEST_NAME} printable characters.", Where(field="name")))
    if len(e_mail) > LONGEST_E_MAIL or not _E_MAIL.fullmatch(e_mail) or not e_mail.isprintable():
        problems.append(
            Problem("This is no e-mail address.", Where(field="e_mail"), mend="Write it as name@place.")
        )
    if language not in LANGUAGES:
        problems.append(
            Problem("There is no such language here.", Where(field="language"), mend="Take en or zh.")
        )
    if problems:
        raise RegisterError(problems)
    return name, e_mail, language


def check_roles(roles: Iterable[Role | str]) -> frozenset[Role]:
    """Roles by their words. RegisterError naming those that do not exist."""
    words = {str(role) for role in roles}
    if unknown := sorted(words - set(Role)):
        raise RegisterError(
            [
                Problem(
                    f"There is no role {word[:40]!r}.",
                    Where(field="roles"),
                    mend=f"Roles are {', '.join(ROLE_NAMES)}.",
                )
                for word in unknown
            ]
        )
    return frozenset(Role(word) for word in words)


def count_persons(connection: Connection) -> int:
    """How many persons the register knows, erased ones too."""
    return int(connection.execute(select(func.count()).select_from(PERSONS)).scalar_one())


def _person(row: Row[Any], roles: frozenset[Role]) -> Person:
    return Person(
        row.id,
        row.name or "",
        roles,
        row.organisation,
        row.language or LANGUAGES[0],
        row.e_mail or "",
        row.active,
        row.erased_at,
    )
