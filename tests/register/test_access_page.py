"""docs/access.md says what the code does: its figures and words are those of the code."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from andante.register import passwords, provider_sign_in, rate_limits, sessions, tokens
from andante.register.appointments import REQUEST_LIFE
from andante.register.oidc import LEEWAY
from andante.register.one_time_links import LIFE, Purpose
from andante.register.permissions import roles_clash
from andante.register.provider_settings import ALGORITHMS, ProviderSettings, read_provider_settings
from andante.register.states import Role

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
WORDS = " ".join(PAGE.split())


def section(title: str) -> str:
    return PAGE.split(f"## {title}")[1].split("\n## ")[0]


def test_every_role_and_scope_is_described() -> None:
    roles = re.findall(r"^\| (\w+) \|", section("Roles"), re.MULTILINE)
    assert set(roles) == {"role", *Role}
    rows = dict(re.findall(r"^\| `(\w+)` \| (\w+)", section("Tokens"), re.MULTILINE))
    assert rows == {
        scope.value: tokens.ROLE_OF_SCOPE[scope].value if scope in tokens.ROLE_OF_SCOPE else "none"
        for scope in tokens.Scope
    }


def test_roles_clash_as_described() -> None:
    deciding = {Role.REVIEWER, Role.APPROVER}
    for one in Role:
        for other in set(Role) - {one}:
            described = Role.AUDITOR in (one, other) or (one is Role.ADMINISTRATOR and other in deciding)
            described |= other is Role.ADMINISTRATOR and one in deciding
            assert roles_clash(frozenset({one, other})) == described


def test_times_and_limits_are_those_of_the_code() -> None:
    minutes = sessions.IDLE.seconds // 60
    hours = int(sessions.LONGEST.total_seconds()) // 3600
    day = rate_limits.FORGOTTEN_AFTER.total_seconds() / 3600
    for words in (
        f"after {minutes} minutes without a request, after {hours} hours in any case",
        f"works once, for {LIFE[Purpose.FIRST_ADMINISTRATOR].total_seconds() / 3600:.0f} hours",
        f"An invitation works once, for {LIFE[Purpose.INVITATION].days} days",
        f"new password once, for {LIFE[Purpose.NEW_PASSWORD].seconds // 3600} hours",
        f"refuses, within {REQUEST_LIFE.days} days",
        f"{passwords.SHORTEST} to {passwords.LONGEST} characters",
        f"{passwords.MEMORY_KIB} KiB of memory, {passwords.PASSES} passes and {passwords.THREADS} thread",
        f"After {rate_limits.FREE['account']} failures for an account, or {rate_limits.FREE['address']} from",
        f"at most {rate_limits.LONGEST_WAIT.seconds // 60} minutes",
        f"forgotten after {day:.0f} hours",
        f"during the last {rate_limits.KNOWN_FOR.days} days",
        f"ends after {tokens.USUAL_LIFE.days} days unless another time is asked for, and within "
        f"{tokens.LONGEST_LIFE.days} days",
        f"for {provider_sign_in.LIFE.seconds // 60} minutes, in the browser",
        f"with {LEEWAY} seconds for clocks",
        f"`{sessions.session_cookie('', True).name}`",
        f"{', '.join(ALGORITHMS[:-1])} or {ALGORITHMS[-1]}",
    ):
        assert words in WORDS, words


def test_every_setting_of_a_provider_is_described() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", section("The organisation's account"), re.MULTILINE))
    assert set(rows) == {field.name for field in dataclasses.fields(ProviderSettings)}
    usual = read_provider_settings({"issuer": "https://x", "client_id": "x", "redirect_uri": "https://y"})
    assert rows["scopes"] == f"`{usual.scopes}`"
    assert rows["roles_claim"] == f"`{usual.roles_claim}`"
    assert rows["new_people"] == f"`{str(usual.new_people).lower()}`"
    assert not usual.roles
    assert not usual.organisations
