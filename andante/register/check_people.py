"""Whether the tables of people are what their events in the log made of them.

Every event opens its entry; roles, accounts, details, tokens and links to a provider follow from the events
alone. A role that somebody wrote into the database by hand has no event, and is found. What cannot be found
is another password, of which the log holds nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from andante.errors import Problem, Where
from andante.register.commitment import opens
from andante.register.leaf import Leaf, log_time
from andante.register.people_events import who
from andante.register.tables_people import (
    CREDENTIALS,
    ORGANISATIONS,
    PEOPLE_EVENTS,
    PERSON_ROLES,
    PERSONS,
    PROVIDER_IDENTITIES,
    TOKENS,
)

LOCAL, PROVIDER = "local", "provider"


@dataclass(slots=True)
class _Account:
    """What the events say of one person."""

    roles: set[tuple[str, str]] = field(default_factory=set)
    details: dict[str, str] = field(default_factory=dict)
    active: bool = True
    erased: bool = False
    has_password: bool = False
    links: Counter[str] = field(default_factory=Counter)


def check_people(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Everything that does not fit, each with the table and the row. `leaves`: the whole log by number."""
    entries = {leaf.event: leaf for leaf in leaves.values() if leaf.kind.startswith("people.")}
    accounts: dict[str, _Account] = {}
    tokens: dict[str, tuple[str, list[str], bool]] = {}
    organisations: dict[str, str] = {}
    for row in connection.execute(select(PEOPLE_EVENTS).order_by(PEOPLE_EVENTS.c.number)):
        yield from _event(row, entries.pop(row.event, None))
        data = json.loads(row.data)
        details = {} if row.details is None else json.loads(row.details)
        if row.kind == "people.organisation_added":
            organisations[data["organisation"]] = details.get("name", "")
        if row.person is not None:
            _replay(accounts.setdefault(row.person, _Account()), row.kind, data, details)
            if row.kind == "people.token_made":
                tokens[data["token"]] = row.person, data["scopes"], False
            elif row.kind == "people.token_revoked" and data["token"] in tokens:
                tokens[data["token"]] = *tokens[data["token"]][:2], True
    for event in entries:
        yield Problem("The log has this event; the table has not.", Where("people_events", field=event))
    yield from _persons(connection, accounts)
    yield from _ways_in(connection, accounts)
    yield from _tokens(connection, accounts, tokens)
    for row in connection.execute(select(ORGANISATIONS)):
        if organisations.get(row.id) != row.name:
            yield Problem("No event made this organisation.", Where("organisations", field=row.id))


def _event(row: Row[Any], leaf: Leaf | None) -> Iterator[Problem]:
    where = Where("people_events", field=row.event)
    if leaf is None:
        yield Problem("The log has no entry for this event.", where)
        return
    if (leaf.kind, leaf.data) != (row.kind, json.loads(row.data)) or leaf.time < log_time(row.at):
        yield Problem("The event says something else than its entry in the log.", where)
    committed = who(row.person, row.by, row.second)
    if not opens(leaf.commitments.get("people", ""), bytes(row.people_salt), committed):
        yield Problem("The event names other people than its entry commits to.", where)
    if row.details is not None:
        salt = bytes(row.details_salt or b"")
        if not opens(leaf.commitments.get("details", ""), salt, json.loads(row.details)):
            yield Problem("The details of the event are not what its entry commits to.", where)
    elif "details" in leaf.commitments and row.erased_at is None:
        yield Problem("The details of the event are gone, and they were not erased.", where)


def _replay(account: _Account, kind: str, data: Mapping[str, Any], details: Mapping[str, str]) -> None:
    match kind.removeprefix("people."):
        case "added":
            account.roles = {(role, LOCAL) for role in data.get("roles", ())}
            account.details = dict(details)
            account.has_password = "first" in data
        case "details_changed" | "organisation_by_provider":
            account.details |= details
        case "role_given":
            gone = set(data.get("given_up", ()))
            account.roles = {each for each in account.roles if each[0] not in gone}
            account.roles.add((data["role"], LOCAL))
        case "role_taken":
            account.roles = {each for each in account.roles if each[0] != data["role"]}
        case "roles_by_provider":
            account.roles -= {(role, PROVIDER) for role in data["taken"]}
            account.roles |= {(role, PROVIDER) for role in data["given"]}
        case "password_set":
            account.has_password = True
        case "provider_linked":
            account.links[data["issuer"]] += 1
        case "deactivated":
            account.active = False
        case "activated":
            account.active = True
        case "erased":
            account.roles, account.details, account.links = set(), {}, Counter()
            account.active, account.erased, account.has_password = False, True, False


def _persons(connection: Connection, accounts: Mapping[str, _Account]) -> Iterator[Problem]:
    roles: dict[str, set[tuple[str, str]]] = {}
    for row in connection.execute(select(PERSON_ROLES)):
        source = PROVIDER if row.source == PROVIDER else LOCAL
        roles.setdefault(row.person, set()).add((row.role, source))
    found = set()
    for row in connection.execute(select(PERSONS)):
        found.add(row.id)
        where, account = Where("persons", field=row.id), accounts.get(row.id)
        if account is None:
            yield Problem("No event made this person.", where)
            continue
        for role in sorted(roles.get(row.id, set()) - account.roles):
            yield Problem(f"No event gave this person the role {role[0]}.", where)
        for role in sorted(account.roles - roles.get(row.id, set())):
            yield Problem(f"No event took the role {role[0]} from this person.", where)
        if (row.active, row.erased_at is not None) != (account.active, account.erased):
            yield Problem("No event opened, closed or erased this account as it is.", where)
        now = {
            "name": row.name,
            "e_mail": row.e_mail,
            "language": row.language,
            "organisation": row.organisation,
        }
        said = {name: account.details.get(name) or None for name in now}
        if not account.erased and now != said:
            yield Problem("The details of this person are not those of the last event.", where)
    for person in sorted(set(accounts) - found):
        yield Problem("This person was taken out of the table.", Where("persons", field=person))


def _ways_in(connection: Connection, accounts: Mapping[str, _Account]) -> Iterator[Problem]:
    for person in connection.execute(select(CREDENTIALS.c.person)).scalars():
        if person not in accounts or not accounts[person].has_password:
            yield Problem("No event gave this person a password.", Where("credentials", field=person))
    linked: Counter[tuple[str, str]] = Counter()
    for row in connection.execute(select(PROVIDER_IDENTITIES)):
        linked[row.person, row.issuer] += 1
    for (person, issuer), count in sorted(linked.items()):
        if person not in accounts or accounts[person].links[issuer] != count:
            yield Problem(
                "No event linked this person to the provider.", Where("provider_identities", field=person)
            )


def _tokens(
    connection: Connection,
    accounts: Mapping[str, _Account],
    tokens: Mapping[str, tuple[str, list[str], bool]],
) -> Iterator[Problem]:
    found = set()
    for row in connection.execute(select(TOKENS)):
        found.add(row.id)
        if tokens.get(row.id) != (row.person, row.scopes.split(), row.revoked_at is not None):
            yield Problem("No event made or revoked this token as it is.", Where("tokens", field=row.id))
    for token, (person, _, _) in tokens.items():
        if token not in found and not accounts[person].erased:
            yield Problem("This token was taken out of the table.", Where("tokens", field=token))
