"""What administrators do: organisations, people, links for them, and erasing them; roles are `appointing`.

Every act is one transaction: the check of who asks, the change, its event, and the entry of the log.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from andante.errors import AccessError, MissingError, Problem, RegisterError, Where
from andante.register import appointments
from andante.register.appointing import Appointing
from andante.register.appointments import BY_ADMINISTRATOR, Effect, RoleRequest
from andante.register.engine import reading, writing
from andante.register.erasing import clear_erased
from andante.register.one_time_links import Purpose, make_link, withdraw_links
from andante.register.people_events import Happened, erase_details, events_of_people, record
from andante.register.person import (
    LONGEST_NAME,
    Access,
    Person,
    all_persons,
    check_details,
    check_roles,
    e_mail_key,
    find_person,
    is_id,
    refuse_without_administrator,
    require_administrator,
    roles_of,
)
from andante.register.random_secrets import Secret
from andante.register.sessions import end_sessions_of
from andante.register.states import Role
from andante.register.tables_people import (
    CREDENTIALS,
    ORGANISATIONS,
    PEOPLE_EVENTS,
    PERSON_ROLES,
    PERSONS,
    PROVIDER_IDENTITIES,
    SESSIONS,
    TOKENS,
)

READ_EVENTS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Organisation:
    """A firm or an authority. What one of its filers files, all of them see."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new person, and the link with which they choose a password. The link is shown once.

    `waiting`: roles that another person has to confirm first.
    """

    person: Person
    link: Secret = field(repr=False)
    waiting: tuple[RoleRequest, ...] = ()


ERASED_FROM = tuple(
    table.name
    for table in (PERSONS, PEOPLE_EVENTS, CREDENTIALS, PROVIDER_IDENTITIES, TOKENS, PERSON_ROLES, SESSIONS)
)
"""Tables that held what is erased of a person, by name; their old rows are cleared after the transaction."""


class Administration(Appointing):
    """The acts of administrators on one database."""

    def add_organisation(self, by: Access, name: str) -> Organisation:
        """A new organisation. RegisterError where its name is taken."""
        name = name.strip()
        if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
            raise RegisterError(
                Problem(f"A name has 1 to {LONGEST_NAME} printable characters.", Where(field="name"))
            )
        with writing(self.engine) as connection:
            administrator, now = require_administrator(connection, by), self.clock()
            taken = select(ORGANISATIONS.c.id).where(ORGANISATIONS.c.name == name)
            if connection.execute(taken).first() is not None:
                raise RegisterError(Problem("There is an organisation of this name.", Where(field="name")))
            organisation = Organisation("o" + secrets.token_hex(8), name)
            connection.execute(
                insert(ORGANISATIONS).values(id=organisation.id, name=organisation.name, added_at=now)
            )
            data, details = {"organisation": organisation.id}, {"name": organisation.name}
            record(
                connection,
                self.append,
                now,
                "organisation_added",
                None,
                administrator,
                data=data,
                details=details,  # a firm's name may be a person's
            )
        return organisation

    def organisations(self) -> tuple[Organisation, ...]:
        """All organisations, by name."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(ORGANISATIONS).order_by(ORGANISATIONS.c.name))
            return tuple(Organisation(row.id, row.name) for row in rows)

    def add(
        self,
        by: Access,
        name: str,
        e_mail: str,
        roles: Iterable[Role | str],
        organisation: str | None = None,
        language: str = "en",
    ) -> Invitation:
        """A new person with roles, and the link that invites them.

        Roles that another person has to confirm are asked for; the invitation holds without them.
        RegisterError where the e-mail is taken, AccessError for roles that cannot be one person's.
        """
        name, e_mail, language = check_details(name, e_mail, language)
        wanted = check_roles(roles)
        appointments.refuse_clash(wanted)
        with writing(self.engine) as connection:
            administrator, now = require_administrator(connection, by), self.clock()
            person = insert_person(connection, name, e_mail, language, organisation, now)
            effects = {
                role: appointments.effect_of(connection, administrator, person, role) for role in wanted
            }
            given = sorted(role for role, effect in effects.items() if effect is Effect.AT_ONCE)
            for role in given:
                appointments.add_role(connection, person, role, BY_ADMINISTRATOR, now, administrator)
            link = make_link(connection, Purpose.INVITATION, now, person, administrator)
            record(
                connection,
                self.append,
                now,
                "added",
                person,
                administrator,
                data={"roles": given},
                details=_details(name, e_mail, language)
                | ({} if organisation is None else {"organisation": organisation}),
            )
            asked = sorted(wanted - set(given))
            waiting = tuple(self.ask(connection, administrator, person, role, now) for role in asked)
            return Invitation(find_person(connection, person), link, waiting)

    def invite_again(self, by: Access, person: str) -> Secret:
        """A new link for somebody who forgot the password or lost the invitation. Who made it is recorded."""
        with writing(self.engine) as connection:
            administrator, now = require_administrator(connection, by), self.clock()
            found = find_person(connection, person)
            if not found.active:
                raise RegisterError(Problem("This person is not active."))
            has_password = connection.execute(
                select(CREDENTIALS.c.person).where(CREDENTIALS.c.person == person)
            ).first()
            purpose = Purpose.INVITATION if has_password is None else Purpose.NEW_PASSWORD
            record(
                connection,
                self.append,
                now,
                "link_made",
                person,
                administrator,
                data={"purpose": purpose.value},
            )
            return make_link(connection, purpose, now, person, administrator)

    def change_details(self, by: Access, person: str, name: str, e_mail: str, language: str) -> Person:
        """Correct name, e-mail or language: one's own, or as an administrator anybody's."""
        name, e_mail, language = check_details(name, e_mail, language)
        with writing(self.engine) as connection:
            now = self.clock()
            if by.token is not None or by.person.id != person:
                require_administrator(connection, by)
            if find_person(connection, person).erased_at is not None:
                raise RegisterError(Problem("This person was erased."))
            _refuse_taken(connection, e_mail, person)
            connection.execute(
                update(PERSONS)
                .where(PERSONS.c.id == person)
                .values(name=name, e_mail=e_mail, e_mail_key=e_mail_key(e_mail), language=language)
            )
            details = _details(name, e_mail, language)
            record(connection, self.append, now, "details_changed", person, by.person.id, details=details)
            return find_person(connection, person)

    def deactivate(self, by: Access, person: str) -> None:
        """Close every way in: sessions and links end, tokens stop. AccessError for the last administrator."""
        with writing(self.engine) as connection:
            administrator, now = require_administrator(connection, by), self.clock()
            if not find_person(connection, person).active:
                raise RegisterError(Problem("This person is not active."))
            _close(connection, person, now)
            record(connection, self.append, now, "deactivated", person, administrator)

    def activate(self, by: Access, person: str) -> None:
        """Let a person in again, with the roles they had."""
        with writing(self.engine) as connection:
            administrator, now = require_administrator(connection, by), self.clock()
            found = find_person(connection, person)
            if found.active or found.erased_at is not None:
                raise RegisterError(Problem("This person is active, or was erased."))
            connection.execute(update(PERSONS).where(PERSONS.c.id == person).values(active=True))
            record(connection, self.append, now, "activated", person, administrator)

    def erase(self, by: Access, person: str) -> None:
        """Take a person's data away for good; the id stays, and the log stays provable.

        AccessError for the last administrator. RegisterError for one erased before; what may still hold them
        is cleared all the same, should the first time have been cut off.
        """
        with writing(self.engine) as connection:
            administrator, now = require_administrator(connection, by), self.clock()
            again = find_person(connection, person).erased_at is not None
            if not again:
                self._erase(connection, person, administrator, now)
        clear_erased(self.engine, ERASED_FROM)
        if again:
            raise RegisterError(Problem("This person was erased before."))

    def _erase(self, connection: Connection, person: str, administrator: str, now: datetime) -> None:
        _close(connection, person, now)
        for table in (CREDENTIALS, PROVIDER_IDENTITIES, TOKENS, PERSON_ROLES):
            connection.execute(delete(table).where(table.c.person == person))
        connection.execute(
            update(PERSONS)
            .where(PERSONS.c.id == person)
            .values(name=None, e_mail=None, e_mail_key=None, language=None, erased_at=now)
        )
        erase_details(connection, person, now)
        record(connection, self.append, now, "erased", person, administrator)

    def person(self, person: str) -> Person:
        """The person of an id, without asking who wants to know. RegisterError where there is none."""
        with reading(self.engine) as connection:
            return find_person(connection, person)

    def persons(self, by: Access) -> tuple[Person, ...]:
        """Everybody, for an administrator."""
        with reading(self.engine) as connection:
            require_administrator(connection, by)
            return all_persons(connection)

    def events(self, by: Access, person: str | None = None) -> tuple[Happened, ...]:
        """What happened to people, for auditors and administrators; what happened to oneself, for anybody."""
        with reading(self.engine) as connection:
            if person != by.person.id and not roles_of(connection, by.person.id) & READ_EVENTS:
                raise AccessError(Problem("Only auditors and administrators may read this."))
            return events_of_people(connection, person)


def insert_person(
    connection: Connection,
    name: str,
    e_mail: str,
    language: str,
    organisation: str | None,
    now: datetime,
) -> str:
    """The id of a new person. RegisterError where the e-mail is taken or there is no such organisation."""
    _refuse_taken(connection, e_mail, None)
    if organisation is not None:
        known = select(ORGANISATIONS.c.id).where(ORGANISATIONS.c.id == organisation)
        if not is_id(organisation) or connection.execute(known).first() is None:
            raise MissingError(Problem("There is no such organisation.", Where(field="organisation")))
    person = "p" + secrets.token_hex(8)
    try:
        connection.execute(
            insert(PERSONS).values(
                id=person,
                name=name,
                e_mail=e_mail,
                e_mail_key=e_mail_key(e_mail),
                language=language,
                organisation=organisation,
                active=True,
                privileges=0,
                added_at=now,
            )
        )
    except IntegrityError:
        raise _taken() from None
    return person


def _refuse_taken(connection: Connection, e_mail: str, but: str | None) -> None:
    owner = connection.execute(
        select(PERSONS.c.id).where(PERSONS.c.e_mail_key == e_mail_key(e_mail))
    ).scalar_one_or_none()
    if owner is not None and owner != but:
        raise _taken()


def _taken() -> RegisterError:
    return RegisterError(Problem("A person with this e-mail is in the register.", Where(field="e_mail")))


def _close(connection: Connection, person: str, now: datetime) -> None:
    refuse_without_administrator(connection, person)
    connection.execute(update(PERSONS).where(PERSONS.c.id == person).values(active=False))
    end_sessions_of(connection, person)
    withdraw_links(connection, person, now)
    appointments.close_requests_of(connection, person, now)


def _details(name: str, e_mail: str, language: str) -> dict[str, str]:
    return {"e_mail": e_mail, "language": language, "name": name}
