"""Policies that a register adopts, each from a day on, and which of them new filings are decided under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from andante.errors import PolicyError, Problem, RegisterError, Where
from andante.policies.compile import compile_rules
from andante.policies.diff import Difference, diff_policies
from andante.policies.schema import KINDS, Policy
from andante.register.calendars import calendar_for, latest_day
from andante.register.given import as_day
from andante.register.leaf import Leaf
from andante.register.policy_offers import OFFER_KEYS, read_offer
from andante.register.policy_shelf import Rulebook, policy_document
from andante.register.states import Role
from andante.register.steps import Acting
from andante.register.tables_filings import POLICIES
from andante.register.tables_policies import POLICY_ADOPTIONS
from andante.register.transaction import Happening


@dataclass(frozen=True, slots=True)
class Adopted:
    """A policy as it was adopted. `starts` is the first day on which filings that begin are decided under it;
    `ends` the first on which another one of its name is, None where none is adopted yet."""

    name: str
    title: str
    title_zh: str
    jurisdiction: str
    hash: str
    adopted: str
    starts: date
    ends: date | None
    in_force: bool
    to_come: bool
    log_number: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What a policy that was sent is, without adopting it. `policy` is None where it has `problems`.

    `differences` are those from the policy of its name that is in force, whose hash is `against`; empty where
    there is none (`against` None), or it is the same.
    """

    policy: Policy | None
    problems: tuple[Problem, ...]
    against: str | None
    differences: tuple[Difference, ...]


_ADOPTIONS = (
    select(POLICY_ADOPTIONS, POLICIES.c.title, POLICIES.c.title_zh, POLICIES.c.jurisdiction)
    .join(POLICIES, POLICIES.c.hash == POLICY_ADOPTIONS.c.policy_hash)
    .order_by(POLICY_ADOPTIONS.c.starts, POLICY_ADOPTIONS.c.log_number)
)
_STARTED = _ADOPTIONS.where(POLICY_ADOPTIONS.c.starts <= bindparam("latest"))
"""Made once: a submission asks it, and making a statement costs more than carrying it out."""


def adopted_policies(connection: Connection, now: datetime) -> tuple[Adopted, ...]:
    """Every adoption: those in force first, then those to come, then earlier ones, the last first."""
    rows = connection.execute(_ADOPTIONS).all()
    in_force = {row.log_number for row in _in_force(rows, now).values()}
    found = []
    for place, row in enumerate(rows):
        after = next((each for each in rows[place + 1 :] if each.name == row.name), None)
        found.append(
            Adopted(
                row.name,
                row.title,
                row.title_zh,
                row.jurisdiction,
                row.policy_hash,
                row.at,
                date.fromisoformat(row.starts),
                None if after is None else date.fromisoformat(after.starts),
                row.log_number in in_force,
                not _started(row, now),
                row.log_number,
            )
        )
    found.reverse()
    return tuple(sorted(found, key=lambda each: (not each.in_force, not each.to_come)))


def policy_in_force(connection: Connection, name: str | None, now: datetime) -> str:
    """The hash of the policy that new filings are decided under. RegisterError where none is in force."""
    rows = connection.execute(_STARTED, {"latest": latest_day(now).isoformat()}).all()
    found = {each: row.policy_hash for each, row in sorted(_in_force(rows, now).items())}
    if name is None and len(found) == 1:
        return str(next(iter(found.values())))
    if name is not None and name in found:
        return str(found[name])
    raise RegisterError(
        Problem(
            "The policy is not named." if name is None else f"No policy {name[:64]!r} is in force here.",
            Where(field="policy"),
            "Every filing is decided under one policy.",
            f"Write one of {', '.join(found)}." if found else "An administrator adopts a policy first.",
        )
    )


def look_at_offer(
    connection: Connection, rulebook: Rulebook, payload: Mapping[str, Any], now: datetime
) -> Offer:
    """What a policy is and what it would change, or every problem that it has; nothing is adopted."""
    try:
        policy = read_offer(payload)
    except (PolicyError, RegisterError) as error:
        return Offer(None, error.problems, None, ())
    found = _in_force(connection.execute(_ADOPTIONS).all(), now).get(policy.name)
    if found is None:
        return Offer(policy, (), None, ())
    present = rulebook.policy(connection, found.policy_hash)
    return Offer(policy, (), present.hash, tuple(diff_policies(present, policy, texts=True)))


def adopt_policy(acting: Acting, payload: Mapping[str, Any]) -> int:
    """Put a policy in force for filings that begin from a day on, in the place of one of the same name.

    `payload` is what `policy_offers.read_offer` reads, and `starts`, the day; without it today, where the
    policy holds. Returns the number of the log's entry.
    """
    if Role.ADMINISTRATOR not in acting.actor.roles:
        raise RegisterError(Problem("This is for administrators.", Where(field="adopt_policy")))
    policy = read_offer(
        {name: payload[name] for name in payload if name != "starts"}, OFFER_KEYS | {"starts"}
    )
    today = calendar_for(policy.jurisdiction).today(acting.now)  # without a calendar no clock could run
    starts = _starts(payload, today)
    for kind in KINDS:
        compile_rules(policy, kind, starts)
    connection, time = acting.connection, acting.transaction.time
    _refuse_the_same(connection, policy, starts)
    if connection.execute(select(POLICIES.c.hash).where(POLICIES.c.hash == policy.hash)).first() is None:
        connection.execute(
            insert(POLICIES),
            {
                "hash": policy.hash,
                "name": policy.name,
                "jurisdiction": policy.jurisdiction,
                "title": policy.title,
                "title_zh": policy.title_zh,
                "document": policy_document(policy),
                "adopted": time,
            },
        )
    count = acting.transaction.next_number
    public = {"policy": policy.name, "policy_hash": policy.hash, "jurisdiction": policy.jurisdiction}
    what = Happening(
        f"policy/{policy.hash[:32]}/{count}",
        None,
        count,
        "adopt_policy",
        None,
        None,
        acting.actor.id,
        {},
        {**public, "starts": starts.isoformat()},
    )
    number = acting.transaction.happened(what)
    row = {"log_number": number, "name": policy.name, "policy_hash": policy.hash, "at": time}
    acting.transaction.row_of_entry(POLICY_ADOPTIONS, {**row, "starts": starts.isoformat()})
    return number


def check_adoptions(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Every adoption is the one that its entry of the log tells, and every such entry has its adoption."""
    told = {number: leaf for number, leaf in leaves.items() if leaf.kind == "case.adopt_policy"}
    for row in connection.execute(select(POLICY_ADOPTIONS)):
        leaf = told.pop(row.log_number, None)
        said = {} if leaf is None else leaf.data["public"]
        day = said.get("starts", leaf.time[:10] if leaf is not None else "")
        told_at = "" if leaf is None else leaf.time
        logged = (said.get("policy"), said.get("policy_hash"), day, told_at)
        if logged != (row.name, row.policy_hash, row.starts, row.at):
            yield Problem(
                "The adoption of this policy is not what the log says.",
                Where("policy_adoptions", field=row.name),
            )
    for number in told:
        yield Problem(
            f"The adoption that entry {number} of the log tells is gone.", Where("policy_adoptions")
        )


def _starts(payload: Mapping[str, Any], today: date) -> date:
    given = payload.get("starts")
    if given is None:
        return today
    where = Where(field="starts")
    try:
        starts = as_day(given)
    except (TypeError, ValueError):
        raise RegisterError(Problem("starts is not a day, written 2026-06-01", where)) from None
    if starts < today:
        raise RegisterError(
            Problem(
                f"{starts.isoformat()} is over.",
                where,
                "A policy never reaches back: filings that began were decided under the one of then.",
                f"Write {today.isoformat()} or a later day.",
            )
        )
    return starts


def _refuse_the_same(connection: Connection, policy: Policy, starts: date) -> None:
    """RegisterError where the policy is the one that would be in force on that day anyhow."""
    query = (
        select(POLICY_ADOPTIONS.c.policy_hash)
        .where(POLICY_ADOPTIONS.c.name == policy.name, POLICY_ADOPTIONS.c.starts <= starts.isoformat())
        .order_by(POLICY_ADOPTIONS.c.starts.desc(), POLICY_ADOPTIONS.c.log_number.desc())
        .limit(1)
    )
    if connection.execute(query).scalar() == policy.hash:
        raise RegisterError(Problem(f"{policy.name} is in force already.", Where(field="policy")))


def _in_force(rows: Any, now: datetime) -> dict[str, Row[Any]]:
    """By name, the adoption that started last; `rows` in the order in which they start."""
    return {row.name: row for row in rows if _started(row, now)}


def _started(row: Row[Any], now: datetime) -> bool:
    return str(row.starts) <= calendar_for(row.jurisdiction).today(now).isoformat()
