"""Signing in with the account of one's organisation: from the button to an open session.

What binds the answer to the browser that asked is a secret in a cookie of that browser. The database keeps a
digest of the state and of that secret; the nonce and the PKCE verifier are made from both and stored nowhere.
A state works once, for ten minutes, in that browser.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, update

from andante.errors import Problem, RegisterError, SignInError
from andante.register import oidc
from andante.register.administration import insert_person
from andante.register.appointments import set_provider_roles
from andante.register.engine import writing
from andante.register.oidc import Identity
from andante.register.one_time_links import withdraw_links
from andante.register.people import People, SignedIn
from andante.register.people_events import record
from andante.register.person import LANGUAGES, check_details, e_mail_key, find_person
from andante.register.provider_settings import ProviderSettings
from andante.register.random_secrets import Secret, new_secret, read_secret, same_digest
from andante.register.sessions import Cookie, Method, cookie_name
from andante.register.states import Role
from andante.register.tables_people import CREDENTIALS, ORGANISATIONS, PERSONS
from andante.register.tables_people import PROVIDER_IDENTITIES as IDENTITIES
from andante.register.tables_people import PROVIDER_SIGN_INS as SIGN_INS

LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and the secret it is to keep in `sign_in_cookie` until it comes back."""

    address: str
    browser: Secret = field(repr=False)


def sign_in_cookie(value: str, tls: bool) -> Cookie:
    """The cookie that binds a sign-in to its browser; an empty value takes it away."""
    return Cookie(
        cookie_name("andante_provider", tls), value, tls, True, int(LIFE.total_seconds()) if value else 0
    )


class ProviderSignIn:
    """The sign-in of one provider, for the people of one register."""

    def __init__(self, people: People, settings: ProviderSettings) -> None:
        self.people = people
        self.settings = settings

    def begin(self) -> Begun:
        """Start a sign-in. SignInError where the provider cannot be reached."""
        provider = oidc.discover(self.settings)
        state, browser = new_secret(), new_secret()
        with writing(self.people.engine) as connection:
            now = self.people.clock()
            connection.execute(
                insert(SIGN_INS).values(
                    digest=state.digest,
                    selector=state.selector,
                    browser_digest=browser.digest,
                    began_at=now,
                    expires_at=now + LIFE,
                )
            )
        nonce, verifier = _made(browser, state, "nonce"), _made(browser, state, "verifier")
        address = oidc.address_to_sign_in(self.settings, provider, state.clear, nonce, verifier)
        return Begun(address, browser)

    def finish(self, brought: Mapping[str, str], browser: str, previous: str | None = None) -> SignedIn:
        """End a sign-in with the parameters of the address the browser came back to, and its cookie."""
        state = self._take(brought.get("state", ""), browser)
        provider = oidc.discover(self.settings)
        named = brought.get("iss")
        if (named is None and provider.names_itself) or (named is not None and named != provider.issuer):
            raise _refused("The answer came from another provider.")
        if "error" in brought:
            raise _refused("The provider did not let you in, or you stopped there.")
        code = brought.get("code", "")
        if not code:
            raise _refused("The answer holds no code.")
        secret = read_secret(browser)
        assert secret is not None  # `_take` compared it
        identity = oidc.identity_of(
            self.settings,
            provider,
            code,
            _made(secret, state, "nonce"),
            _made(secret, state, "verifier"),
            self.people.clock(),
        )
        with writing(self.people.engine) as connection:
            now = self.people.clock()
            person = self._person(connection, identity, now)
            self._bring_up_to_date(connection, person, identity, now)
            return self.people.open_session(connection, person, Method.PROVIDER, now, previous)

    def sign_out_address(self) -> str | None:
        """Where a browser that signed in here goes to sign out there too; None where it cannot.

        The session here has ended before, so a provider that cannot be reached holds nobody in.
        """
        try:
            return oidc.address_to_sign_out(self.settings, oidc.discover(self.settings))
        except SignInError:
            return None

    def _take(self, clear: str, browser: str) -> Secret:
        """The state, used up. Another browser's state is left to its owner."""
        state, secret = read_secret(clear), read_secret(browser)
        if state is None or secret is None:
            raise _refused("This browser began no sign-in, or lost it.")
        with writing(self.people.engine) as connection:
            rows = connection.execute(select(SIGN_INS).where(SIGN_INS.c.selector == state.selector))
            row = next((each for each in rows if same_digest(each.digest, state.digest)), None)
            if row is None or not same_digest(row.browser_digest, secret.digest):
                raise _refused("This sign-in is over, or was begun in another browser.")
            connection.execute(delete(SIGN_INS).where(SIGN_INS.c.digest == row.digest))
            over = self.people.clock() >= row.expires_at
        if over:
            raise _refused("This sign-in took too long.")
        return state

    def _person(self, connection: Connection, identity: Identity, now: datetime) -> str:
        """Whose identity it is: known, invited under a verified e-mail, or new where that is allowed."""
        known: str | None = connection.execute(
            select(IDENTITIES.c.person).where(
                IDENTITIES.c.issuer == identity.issuer, IDENTITIES.c.subject == identity.subject
            )
        ).scalar_one_or_none()
        if known is not None:
            return self._active(connection, known)
        e_mail = identity.text("email")
        same: str | None = connection.execute(
            select(PERSONS.c.id).where(PERSONS.c.e_mail_key == e_mail_key(e_mail))
        ).scalar_one_or_none()
        if same is None:
            person = self._new_person(connection, identity, e_mail, now)
        elif identity.e_mail_is_verified and not _has_a_way_in(connection, same):
            person = self._active(connection, same)
            withdraw_links(connection, person, now)
        else:
            raise _refused(
                "A person with this e-mail signs in another way.", "Sign in with the password instead."
            )
        connection.execute(
            insert(IDENTITIES).values(
                issuer=identity.issuer, subject=identity.subject, person=person, linked_at=now
            )
        )
        data = {"issuer": identity.issuer}
        record(connection, self.people.append, now, "provider_linked", person, data=data)
        return person

    def _new_person(self, connection: Connection, identity: Identity, e_mail: str, now: datetime) -> str:
        if not self.settings.new_people or not self._roles(identity):
            raise _refused(
                "Nobody has given you a role in this register.", "Ask an administrator of the register."
            )
        name = identity.text("name") or identity.text("preferred_username") or e_mail
        language = "zh" if identity.text("locale").lower().startswith("zh") else LANGUAGES[0]
        try:
            name, e_mail, language = check_details(name, e_mail, language)
        except RegisterError as error:
            raise SignInError(error.problems) from None
        person = insert_person(connection, name, e_mail, language, None, now)
        details = {"e_mail": e_mail, "language": language, "name": name}
        data = {"issuer": identity.issuer}
        record(connection, self.people.append, now, "added", person, data=data, details=details)
        return person

    def _bring_up_to_date(
        self, connection: Connection, person: str, identity: Identity, now: datetime
    ) -> None:
        """Roles and organisation as the claims say today."""
        given, taken, withheld = set_provider_roles(connection, person, self._roles(identity), now)
        if given or taken:
            data = {"given": sorted(given), "taken": sorted(taken), "withheld": sorted(withheld)}
            record(connection, self.people.append, now, "roles_by_provider", person, data=data)
        organisation = self._organisation(connection, identity)
        before = find_person(connection, person).organisation
        if self.settings.organisation_claim and organisation != before:
            connection.execute(
                update(PERSONS).where(PERSONS.c.id == person).values(organisation=organisation)
            )
            record(
                connection,
                self.people.append,
                now,
                "organisation_by_provider",
                person,
                details={"organisation": organisation or ""},
            )

    def _roles(self, identity: Identity) -> frozenset[Role]:
        none: frozenset[Role] = frozenset()
        values = identity.values(self.settings.roles_claim)
        return none.union(*(self.settings.roles.get(value, none) for value in values))

    def _organisation(self, connection: Connection, identity: Identity) -> str | None:
        """The one organisation that the claim names; none where it names several, or one not known here."""
        values = identity.values(self.settings.organisation_claim)
        ids = {self.settings.organisations[value] for value in values if value in self.settings.organisations}
        known = set(
            connection.execute(select(ORGANISATIONS.c.id).where(ORGANISATIONS.c.id.in_(ids))).scalars()
        )
        return known.pop() if len(known) == 1 else None

    def _active(self, connection: Connection, person: str) -> str:
        if not find_person(connection, person).active:
            raise _refused("This account is not active.", "Ask an administrator of the register.")
        return person


def _has_a_way_in(connection: Connection, person: str) -> bool:
    return any(
        connection.execute(select(table.c.person).where(table.c.person == person)).first() is not None
        for table in (CREDENTIALS, IDENTITIES)
    )


def _made(browser: Secret, state: Secret, purpose: str) -> str:
    """A value of 256 bits that only the browser's secret and the state together give."""
    mark = hmac.new(browser.clear.encode(), f"{purpose}\0{state.clear}".encode(), sha256).digest()
    return base64.urlsafe_b64encode(mark).rstrip(b"=").decode()


def _refused(what: str, mend: str = "Begin to sign in again.") -> SignInError:
    return SignInError(Problem(what, mend=mend))
