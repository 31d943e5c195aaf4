"""Whether a database is a sound register: log and tables agree; nothing is lost, doubled or half logged.

The log itself is judged by the offline verifier on a fresh export. What follows compares each table with it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from andante.errors import AndanteError, Problem, RegisterError, Where
from andante.register.adoptions import check_adoptions
from andante.register.case_rows import committed
from andante.register.check_cases import check_cases, opening
from andante.register.check_duties import (
    check_conditions,
    check_due_events,
    check_evidence,
    check_policies,
    check_workforce,
)
from andante.register.check_people import check_people
from andante.register.check_public import check_notices, check_publications
from andante.register.commitment import opens
from andante.register.engine import reading
from andante.register.leaf import Leaf, parse_leaf
from andante.register.log_export import export_stored_log
from andante.register.migrate import check_migrated
from andante.register.plain import from_plain
from andante.register.policy_shelf import Rulebook
from andante.register.receipt import Receipt
from andante.register.replay import replay_decisions
from andante.register.signed_note import VerifierKey
from andante.register.store_log import read_head
from andante.register.tables_duties import EVIDENCE
from andante.register.tables_filings import CASES, DECISIONS, EVENTS, FILINGS, IDEMPOTENCY, NOTICES, NUMBERS
from andante.register.tables_log import LOG_ENTRIES
from andante.register.tables_people import PEOPLE_EVENTS
from andante.register.tables_public import PUBLICATION_VERSIONS
from andante.register.transaction import FREE_TEXT
from andante.register.verify import Verification, verify_log

ERASABLE = (
    (FILINGS, "filing"),
    (DECISIONS, "input"),
    (EVENTS, "payload"),
    (EVIDENCE, "note"),
    (NOTICES, "content"),
    (PUBLICATION_VERSIONS, "content"),
)
"""Tables with texts that can be erased, and the text that must then be gone."""


@dataclass(frozen=True, slots=True)
class Check:
    """What was found. `log` is the offline verifier's finding, `problems` everything, that first."""

    log: Verification
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check_register(engine: Engine, key: VerifierKey, earlier: Sequence[bytes] = ()) -> Check:
    """Look through the whole database, and compare its log with checkpoints kept from earlier."""
    check_migrated(engine)
    with tempfile.TemporaryDirectory(prefix="andante-log-") as folder, reading(engine) as connection:
        problems: list[Problem] = []
        try:
            export_stored_log(connection, Path(folder))
        except AndanteError as error:
            problems += error.problems
        log = verify_log(Path(folder), key, earlier)
        if log.problem is not None:
            problems.append(log.problem)
        leaves, unread = _leaves(connection)
        problems += unread
        for check in (
            _head,
            _events,
            check_cases,
            _filings,
            check_publications,
            check_notices,
            check_due_events,
            check_evidence,
            check_workforce,
            check_adoptions,
            _receipts,
            _erasures,
            _numbers,
            check_people,
        ):
            problems += _gathered(check.__name__, check(connection, leaves))
        rulebook = Rulebook()  # a policy is read once, however many rows are of it
        for under in (check_policies, check_conditions, _decisions):
            problems += _gathered(under.__name__, under(connection, leaves, rulebook))
        return Check(log, tuple(problems))


def _gathered(check: str, problems: Iterator[Problem]) -> list[Problem]:
    """What a check finds; where something was changed so that it cannot be read any more, that too."""
    found: list[Problem] = []
    where = Where(check.lstrip("_"))
    try:
        for problem in problems:
            found.append(problem)
    except AndanteError as error:
        found += error.problems
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        found.append(Problem("Something here cannot be read any more.", where, str(error)[:200]))
    return found


def _leaves(connection: Connection) -> tuple[dict[int, Leaf], list[Problem]]:
    found: dict[int, Leaf] = {}
    problems: list[Problem] = []
    for row in connection.execute(select(LOG_ENTRIES).order_by(LOG_ENTRIES.c.number)):
        try:
            found[row.number] = parse_leaf(bytes(row.entry), row.number)
        except RegisterError as error:
            problems += error.problems
    return found, problems


def _head(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    size = read_head(connection).tree.size
    if size != len(leaves):
        yield Problem(f"The log has {len(leaves)} entries; its head says {size}.", Where("log_head"))


def _events(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Every event has its entry and says the same; every entry has its event."""
    told = set()
    for row in connection.execute(select(EVENTS)):
        where = Where("events", field=row.event)
        told.add(row.entry)
        leaf = leaves.get(row.entry)
        if leaf is None or leaf.event != row.event or leaf.kind != f"case.{row.action}":
            yield Problem(f"Entry {row.entry} of the log is not this event.", where)
            continue
        public = {} if row.public is None else json.loads(row.public)
        public = {name: value for name, value in public.items() if name not in FREE_TEXT}
        data, digests = leaf.data, leaf.commitments
        said = (data["public"], data["step"], data.get("before"), data.get("after"), leaf.time)
        held = (digests.get("person"), digests.get("payload"))
        if said != (public, row.step, row.before, row.after, row.at) or held != (
            row.person_digest,
            row.payload_digest,
        ):
            yield Problem("The event says something else than its entry in the log.", where)
        if row.person is not None and row.person_digest is not None:
            yield from opening(leaf, "person", row.person_salt, {"person": row.person}, where)
        if row.payload is not None:
            payload = json.loads(row.payload)
            yield from opening(leaf, "payload", row.payload_salt, payload, where)
            if any(payload.get(name) != text for name, text in _told_texts(row.public).items()):
                yield Problem("The public text of the event is not the one that was written.", where)
        elif _told_texts(row.public):
            yield Problem("The event has a public text, and nothing that was written.", where)
        elif "payload" in leaf.commitments and row.erased is None:
            yield Problem("What came with the event is gone, and it was not erased.", where)
    people = set(connection.execute(select(PEOPLE_EVENTS.c.event)).scalars())
    for number, leaf in leaves.items():
        if leaf.kind.startswith("case.") and number not in told:
            yield Problem(f"Entry {number} of the log has no event.", Where("events", field=leaf.event))
        if leaf.kind.startswith("people.") and leaf.event not in people:
            yield Problem(f"Entry {number} of the log has no event.", Where("people", field=leaf.event))


def _told_texts(public: str | None) -> dict[str, str]:
    """What of the public part of an event people wrote: in the log only as part of a commitment."""
    held = {} if public is None else json.loads(public)
    return {name: text for name, text in held.items() if name in FREE_TEXT}


def _filings(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    known = {leaf.commitments["filing"]: leaf for leaf in leaves.values() if "filing" in leaf.commitments}
    versions: dict[str, list[int]] = {}
    for row in connection.execute(select(FILINGS).order_by(FILINGS.c.number, FILINGS.c.version)):
        where = Where("filings", field=f"{row.number} version {row.version}")
        versions.setdefault(row.number, []).append(row.version)
        if row.digest not in known or known[row.digest].time != row.received:
            yield Problem("No entry of the log commits to this version.", where)
        if row.filing is None:
            if row.erased is None:
                yield Problem("This version is gone, and it was not erased.", where)
        elif not opens(row.digest, bytes(row.salt), committed(row.filing, row.assessment, row.predicted)):
            yield Problem("This version is not what the log commits to.", where)
    for number, last in connection.execute(select(CASES.c.number, CASES.c.filed_version)):
        if versions.get(number, []) != list(range(1, last + 1)):
            yield Problem("Versions of this filing are missing.", Where("filings", field=number))


def _decisions(connection: Connection, leaves: Mapping[int, Leaf], rulebook: Rulebook) -> Iterator[Problem]:
    by_event = {leaf.event: leaf for leaf in leaves.values()}
    told = set()
    query = (
        select(DECISIONS, EVENTS.c.number.label("of"), FILINGS.c.filing)
        .outerjoin(EVENTS, EVENTS.c.event == DECISIONS.c.event)
        .outerjoin(
            FILINGS, (FILINGS.c.number == DECISIONS.c.number) & (FILINGS.c.version == DECISIONS.c.version)
        )
    )
    for row in connection.execute(query):
        where, leaf = Where("decisions", field=row.event), by_event.get(row.event)
        told.add(row.event)
        if (row.number, row.input) != (row.of, row.filing):
            yield Problem("This decision is not about the filing that it was made on.", where)
        if leaf is None or leaf.commitments.get("decision") != row.digest:
            yield Problem("No entry of the log commits to this decision.", where)
        elif row.input is not None:
            yield from opening(leaf, "decision", row.salt, {"input": row.input, "result": row.result}, where)
    for leaf in leaves.values():
        if "decision" in leaf.commitments and leaf.event not in told:
            yield Problem("A decision of the log is gone.", Where("decisions", field=leaf.event))
    for replay in replay_decisions(connection, rulebook):
        if replay.same is False:
            yield Problem(
                "This decision comes out otherwise.", Where("decisions", field=replay.event), replay.why
            )


def _erasures(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """What is marked as erased is gone, and an entry of the log tells of it."""
    times = {leaf.time for leaf in leaves.values() if leaf.kind == "case.erase"}
    for table, text in ERASABLE:
        query = select(table.c[text].is_(None).label("gone"), table.c.erased)
        for gone, erased in connection.execute(query.where(table.c.erased.is_not(None))):
            if erased not in times or not gone:
                what = (
                    f"Something is marked as erased at {erased}; the log does not tell of it, or it is there."
                )
                yield Problem(what, Where(table.name))


def _numbers(connection: Connection, _leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """The last number given in a jurisdiction and year is the last that a case has."""
    last: dict[tuple[str, int], int] = {}
    for number in connection.execute(select(CASES.c.number)).scalars():
        jurisdiction, year, running, _ = number.rsplit("-", 3)
        place = jurisdiction, int(year)
        last[place] = max(last.get(place, 0), int(running))
    given = {(row.jurisdiction.upper(), row.year): row.last for row in connection.execute(select(NUMBERS))}
    for jurisdiction, year in last.keys() | given.keys():
        if last.get((jurisdiction, year)) != given.get((jurisdiction, year)):
            what = "The last number given is not that of the last case."
            yield Problem(what, Where("numbers", field=f"{jurisdiction}-{year}"))


def _receipts(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Every receipt stands for one entry of the log, and no two for the same."""
    seen: dict[int, str] = {}
    for row in connection.execute(select(IDEMPOTENCY)):
        where = Where("idempotency", field=row.key)
        receipt = from_plain(Receipt, json.loads(row.receipt))
        leaf = leaves.get(receipt.log_number)
        if leaf is None or leaf.time != row.at or (receipt.event and leaf.event != receipt.event):
            yield Problem("This receipt stands for nothing in the log.", where)
        if receipt.log_number in seen:
            yield Problem("Two receipts stand for one entry of the log.", where)
        seen[receipt.log_number] = row.key
