"""People: how they sign in, stay signed in, and what a program may do in their name.

`People` is the whole of accounts on one database: signing in and out here, the acts of administrators in
`administration`, the organisation's own sign-in in `provider_sign_in`. It needs the clock, and `append`,
which adds each change of people to the log, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from andante.errors import AccessError, MissingError, Problem, SignInError
from andante.register import one_time_links, sessions, tokens
from andante.register.administration import Administration, Invitation, Organisation, insert_person
from andante.register.appointments import BY_FIRST_LINK, RoleRequest, add_role
from andante.register.engine import reading, writing
from andante.register.one_time_links import Purpose
from andante.register.passwords import check_new_password, hash_password, verify_password
from andante.register.people_events import Append, PeopleEvent, record
from andante.register.person import (
    Access,
    Person,
    administrators,
    check_details,
    e_mail_key,
    find_person,
    is_id,
    require_administrator,
    roles_of,
)
from andante.register.random_secrets import Secret
from andante.register.rate_limits import Attempt, begin_attempt, forget_attempts, succeeded
from andante.register.sessions import Method
from andante.register.states import Role
from andante.register.tables_people import CREDENTIALS, PERSONS, PROVIDER_SIGN_INS
from andante.register.tokens import NewToken, Scope, Token

__all__ = [
    "Access",
    "Append",
    "Invitation",
    "Organisation",
    "People",
    "PeopleEvent",
    "Person",
    "RoleRequest",
    "SignedIn",
]

LONGEST_TRIED = 1024
"""Characters of an e-mail that are looked at when somebody signs in."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who just signed in, and the id of the new session for their browser."""

    access: Access
    session: Secret = field(repr=False)


class People(Administration):
    """Accounts on one database."""

    def first_link(self) -> Secret | None:
        """A link for the first administrator, or None where somebody administers the register already."""
        with writing(self.engine) as connection:
            if administrators(connection):
                return None
            now = self.clock()
            record(
                connection,
                self.append,
                now,
                "link_made",
                None,
                data={"purpose": Purpose.FIRST_ADMINISTRATOR.value},
            )
            return one_time_links.make_link(connection, Purpose.FIRST_ADMINISTRATOR, now)

    def purpose_of_link(self, link: str) -> Purpose:
        """What a link opens, only read. SignInError where it opens nothing."""
        with reading(self.engine) as connection:
            return one_time_links.find_link(connection, link, self.clock()).purpose

    def begin_as_administrator(
        self, link: str, name: str, e_mail: str, password: str, language: str = "en"
    ) -> SignedIn:
        """The first administrator: follows the printed link, and is signed in."""
        name, e_mail, language = check_details(name, e_mail, language)
        check_new_password(password, (name, e_mail))
        hashed = hash_password(password)
        with writing(self.engine) as connection:
            now = self.clock()
            used = one_time_links.use_link(connection, link, now)
            if used.purpose is not Purpose.FIRST_ADMINISTRATOR or administrators(connection):
                raise SignInError(Problem("This link opens nothing any more."))
            person = insert_person(connection, name, e_mail, language, None, now)
            add_role(connection, person, Role.ADMINISTRATOR, BY_FIRST_LINK, now)
            _set_password(connection, person, hashed, now)
            details = {"e_mail": e_mail, "language": language, "name": name}
            roles = {"first": True, "roles": [Role.ADMINISTRATOR.value]}
            record(connection, self.append, now, "added", person, None, data=roles, details=details)
            return self.open_session(connection, person, Method.LINK, now, None)

    def accept_link(self, link: str, password: str, previous: str | None = None) -> SignedIn:
        """Choose a password with an invitation, or a new one; other sessions end, and one begins."""
        with reading(self.engine) as connection:
            found = one_time_links.find_link(connection, link, self.clock())
            if found.person is None:
                raise SignInError(Problem("This link is for the first administrator."))
            person = find_person(connection, found.person)
        check_new_password(password, (person.name, person.e_mail))
        hashed = hash_password(password)
        with writing(self.engine) as connection:
            now = self.clock()
            used = one_time_links.use_link(connection, link, now)
            if used.person is None or not find_person(connection, used.person).active:
                raise SignInError(Problem("This person is not active."))
            _set_password(connection, used.person, hashed, now)
            sessions.end_sessions_of(connection, used.person)
            data = {"purpose": used.purpose.value}
            record(connection, self.append, now, "password_set", used.person, used.made_by, data=data)
            return self.open_session(connection, used.person, Method.LINK, now, previous)

    def sign_in(self, e_mail: str, password: str, address: str, previous: str | None = None) -> SignedIn:
        """Sign in with a password, from a network address. `previous` is the session id the browser had.

        SignInError says the same for an unknown e-mail and a wrong password, after the same work;
        TooManyAttemptsError carries the seconds to wait.
        """
        account = e_mail_key(e_mail[:LONGEST_TRIED])
        attempt = self._begin_attempt(account, address)
        with reading(self.engine) as connection:
            row = connection.execute(
                select(PERSONS.c.id, PERSONS.c.active, CREDENTIALS.c.password_hash)
                .join(CREDENTIALS, CREDENTIALS.c.person == PERSONS.c.id)
                .where(PERSONS.c.e_mail_key == account)
            ).one_or_none()
        verified = verify_password(password, None if row is None else row.password_hash)
        if row is None or not verified.fits:
            raise _wrong()
        with writing(self.engine) as connection:
            now = self.clock()
            # between looking and now the password may have been changed or the person deactivated
            still = connection.execute(
                select(PERSONS.c.active, CREDENTIALS.c.password_hash)
                .join(CREDENTIALS, CREDENTIALS.c.person == PERSONS.c.id)
                .where(PERSONS.c.id == row.id)
            ).one_or_none()
            if still is None or still.password_hash != row.password_hash:
                raise _wrong()
            if not still.active:
                raise SignInError(
                    Problem("This account is not active.", mend="Ask an administrator of the register.")
                )
            succeeded(connection, attempt, now)
            if verified.new_hash is not None:
                connection.execute(
                    update(CREDENTIALS)
                    .where(CREDENTIALS.c.person == row.id)
                    .values(password_hash=verified.new_hash)
                )
            return self.open_session(connection, row.id, Method.PASSWORD, now, previous)

    def change_password(self, by: Access, old: str, new: str, address: str) -> SignedIn:
        """One's own password; every other session ends. The old one is tried under the limits of sign-in."""
        _refuse_token(by)
        check_new_password(new, (by.person.name, by.person.e_mail))
        attempt = self._begin_attempt(e_mail_key(by.person.e_mail), address)
        with reading(self.engine) as connection:
            stored = connection.execute(
                select(CREDENTIALS.c.password_hash).where(CREDENTIALS.c.person == by.person.id)
            ).scalar_one_or_none()
        if not verify_password(old, stored).fits:
            raise SignInError(Problem("The present password is wrong."))
        hashed = hash_password(new)
        with writing(self.engine) as connection:
            now = self.clock()
            succeeded(connection, attempt, now)
            _set_password(connection, by.person.id, hashed, now)
            sessions.end_sessions_of(connection, by.person.id)
            record(connection, self.append, now, "password_set", by.person.id, by.person.id)
            return self.open_session(connection, by.person.id, Method.PASSWORD, now, None)

    def resume(self, session: str) -> Access:
        """Who a session id belongs to. SignInError where nobody; a renewed id goes back to the browser."""
        with reading(self.engine) as connection:
            found = sessions.find_session(connection, session, self.clock())
            if not found.due:
                return _access(connection, found)
        with writing(self.engine) as connection:
            return _access(connection, sessions.refresh_session(connection, session, self.clock()))

    def sign_out(self, session: str) -> None:
        """End a session; nothing happens where it is over."""
        with writing(self.engine) as connection:
            sessions.end_session(connection, session)

    def sign_out_everywhere(self, by: Access) -> int:
        """End every session of one's own; returns how many there were."""
        _refuse_token(by)
        with writing(self.engine) as connection:
            return sessions.end_sessions_of(connection, by.person.id)

    def make_token(
        self, by: Access, name: str, scopes: Iterable[Scope | str], expires_at: datetime | None = None
    ) -> NewToken:
        """A token of one's own. AccessError where a token asks: tokens make no tokens."""
        _refuse_token(by)
        with writing(self.engine) as connection:
            now = self.clock()
            if not find_person(connection, by.person.id).active:
                raise SignInError(Problem("This account is not active."))
            roles = roles_of(connection, by.person.id)
            made = tokens.make_token(connection, by.person.id, roles, name, scopes, now, expires_at)
            data = {"scopes": sorted(made.token.scopes), "token": made.token.id}
            record(connection, self.append, now, "token_made", by.person.id, by.person.id, data=data)
            return made

    def tokens(self, by: Access, person: str | None = None) -> tuple[Token, ...]:
        """One's own tokens, or as an administrator another's; never their secret."""
        with reading(self.engine) as connection:
            if person is not None and person != by.person.id:
                require_administrator(connection, by)
            return tokens.tokens_of(connection, person or by.person.id)

    def tokens_of_all(self, by: Access) -> tuple[Token, ...]:
        """Everybody's tokens, for an administrator; never their secrets."""
        with reading(self.engine) as connection:
            require_administrator(connection, by)
            return tokens.all_tokens(connection)

    def revoke_token(self, by: Access, token_id: str) -> None:
        """End a token of one's own, or as an administrator another's. A token may end itself.

        MissingError where there is none.
        """
        with writing(self.engine) as connection:
            now = self.clock()
            owner = tokens.owner_of(connection, token_id) if is_id(token_id) else None
            if owner is not None and (owner != by.person.id or by.token not in (None, token_id)):
                require_administrator(connection, by)
            if owner is None or not tokens.revoke_token(connection, token_id, now):
                raise MissingError(Problem("There is no such token, or it was revoked before."))
            data = {"token": token_id}
            record(connection, self.append, now, "token_revoked", owner, by.person.id, data=data)

    def with_token(self, clear: str) -> Access:
        """Who a token acts for, and how far. SignInError where it opens nothing."""
        now = self.clock()
        with reading(self.engine) as connection:
            token = tokens.find_token(connection, clear, now)
            person = find_person(connection, token.person)
        if tokens.use_is_due(token, now):
            with writing(self.engine) as connection:
                tokens.record_use(connection, token, now)
        return Access(person, Method.TOKEN, token.scopes, token.id, None, token.expires_at)

    def tidy(self) -> None:
        """Take away what is over: sessions, counts of attempts, sign-ins never finished."""
        with writing(self.engine) as connection:
            now = self.clock()
            sessions.forget_sessions(connection, now)
            forget_attempts(connection, now)
            connection.execute(delete(PROVIDER_SIGN_INS).where(PROVIDER_SIGN_INS.c.expires_at <= now))

    def _begin_attempt(self, account: str, address: str) -> Attempt:
        with writing(self.engine) as connection:
            return begin_attempt(connection, account, address, self.clock())

    def open_session(
        self, connection: Connection, person: str, method: Method, now: datetime, previous: str | None
    ) -> SignedIn:
        """A session for somebody who has shown who they are, within a transaction that writes."""
        session = sessions.begin_session(connection, person, method, now, previous)
        access = Access(find_person(connection, person), method, ends_at=now + sessions.LONGEST)
        return SignedIn(access, session)


def _access(connection: Connection, found: sessions.OpenSession) -> Access:
    renewed = found.renewed.clear if found.renewed is not None else None
    person = find_person(connection, found.person)
    return Access(person, found.method, renewed=renewed, ends_at=found.ends_at)


def _set_password(connection: Connection, person: str, hashed: str, now: datetime) -> None:
    values = {"password_hash": hashed, "changed_at": now}
    changed = connection.execute(update(CREDENTIALS).where(CREDENTIALS.c.person == person).values(**values))
    if changed.rowcount == 0:
        connection.execute(insert(CREDENTIALS).values(person=person, **values))


def _refuse_token(by: Access) -> None:
    if by.token is not None:
        raise AccessError(Problem("A token cannot do this.", mend="Sign in."))


def _wrong() -> SignInError:
    return SignInError(
        Problem(
            "E-mail and password do not fit.",
            mend="Check both. An administrator of the register can send a new link.",
        )
    )
