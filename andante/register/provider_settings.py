"""How an organisation's own sign-in (OpenID Connect) is set up, as data read strictly."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from andante.errors import Problem, RegisterError, Where
from andante.register.states import Role

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
"""Signatures of an ID token that are taken. A shared secret (HS256) or none at all is not among them."""
SCOPES = "openid profile email"
TEXTS = (
    "issuer",
    "client_id",
    "client_secret",
    "redirect_uri",
    "signed_out_uri",
    "scopes",
    "roles_claim",
    "organisation_claim",
)
ADDRESSES = ("issuer", "redirect_uri", "signed_out_uri")
NEEDED = ("issuer", "client_id", "redirect_uri")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """A provider and what its claims mean here.

    `roles` says which roles a value of `roles_claim` gives; values that are not named give none.
    `organisations` does the same for `organisation_claim` and ids of organisations. With `new_people`
    somebody unknown whose claim gives a role becomes a person; without it, they have to be added first.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    signed_out_uri: str = ""
    client_secret: str = field(default="", repr=False)
    scopes: str = SCOPES
    roles_claim: str = "groups"
    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    organisation_claim: str = ""
    organisations: Mapping[str, str] = field(default_factory=dict)
    new_people: bool = False


def read_provider_settings(values: Mapping[str, Any]) -> ProviderSettings:
    """Settings out of a configuration file. RegisterError with everything that is wrong."""
    known = {*TEXTS, "roles", "organisations", "new_people"}
    problems = [_problem(name, "There is no such setting.") for name in sorted(set(values) - known)]
    texts = {name: values[name] for name in TEXTS if name in values}
    for name in NEEDED:
        if not texts.get(name):
            problems.append(_problem(name, "This setting is missing."))
    for name, value in texts.items():
        if not isinstance(value, str):
            problems.append(_problem(name, "This is not a text."))
        elif name in ADDRESSES and value and not is_safe_address(value):
            problems.append(
                _problem(
                    name,
                    "This address is neither https nor on this machine.",
                    "Give an address that begins with https://.",
                )
            )
    if isinstance(texts.get("scopes"), str) and "openid" not in texts["scopes"].split():
        problems.append(_problem("scopes", "The scope openid is missing."))
    roles, organisations = _roles(values, problems), _organisations(values, problems)
    new_people = values.get("new_people", False)
    if not isinstance(new_people, bool):
        problems.append(_problem("new_people", "This is neither true nor false."))
    if organisations and not texts.get("organisation_claim"):
        problems.append(_problem("organisation_claim", "Organisations are given, and no claim names them."))
    if problems:
        raise RegisterError(problems)
    return ProviderSettings(**texts, roles=roles, organisations=organisations, new_people=new_people)


def is_safe_address(address: str) -> bool:
    """Whether what is sent there cannot be read on the way: https, or http on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    if parts.scheme == "https":
        return True
    return parts.scheme == "http" and (host == "localhost" or _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _roles(values: Mapping[str, Any], problems: list[Problem]) -> dict[str, frozenset[Role]]:
    found: dict[str, frozenset[Role]] = {}
    for value, words in _table(values, "roles", problems).items():
        listed = [words] if isinstance(words, str) else words
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            problems.append(_problem(f"roles.{value}", "This is not a list of roles."))
            continue
        if unknown := sorted(set(listed) - set(Role)):
            problems.append(
                _problem(
                    f"roles.{value}",
                    f"There is no role {unknown[0][:40]!r}.",
                    f"Roles are {', '.join(Role)}.",
                )
            )
            continue
        found[value] = frozenset(Role(word) for word in listed)
    return found


def _organisations(values: Mapping[str, Any], problems: list[Problem]) -> dict[str, str]:
    found = _table(values, "organisations", problems)
    for value, organisation in found.items():
        if not isinstance(organisation, str):
            problems.append(_problem(f"organisations.{value}", "This is not the id of an organisation."))
    return found


def _table(values: Mapping[str, Any], name: str, problems: list[Problem]) -> dict[str, Any]:
    table = values.get(name, {})
    if not isinstance(table, Mapping) or not all(isinstance(key, str) for key in table):
        problems.append(_problem(name, "This is not a table from values of the claim."))
        return {}
    return dict(table)


def _problem(name: str, what: str, mend: str = "") -> Problem:
    return Problem(what, Where(field=f"provider.{name}"), mend=mend)
