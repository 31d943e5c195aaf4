"""Whether a database is a sound register: log and tables agree; nothing is lost, doubled or half logged.

The log itself is judged by the offline verifier on a fresh export. What follows compares each table with it.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from andante.errors import AndanteError, Problem, RegisterError, Where
from andante.register.adoptions import check_adoptions
from andante.register.case_rows import committed, stored_case
from andante.register.check_cases import (
    check_cases,
    check_due_events,
    check_notices,
    check_policies,
    check_published,
)
from andante.register.commitment import opens
from andante.register.engine import reading
from andante.register.leaf import Leaf, parse_leaf
from andante.register.log_export import export_stored_log
from andante.register.migrate import check_migrated
from andante.register.people_check import check_people
from andante.register.plain import from_plain, to_text
from andante.register.policy_shelf import Rulebook
from andante.register.receipt import Receipt
from andante.register.replay import replay_decisions
from andante.register.signed_note import VerifierKey
from andante.register.store_log import read_head
from andante.register.tables_duties import CONDITIONS, EVIDENCE, WORKFORCE_REPORTS
from andante.register.tables_filings import CASES, DECISIONS, EVENTS, FILINGS, IDEMPOTENCY
from andante.register.tables_log import LOG_ENTRIES
from andante.register.tables_people import PEOPLE_EVENTS
from andante.register.tables_public import PUBLICATION_VERSIONS, PUBLICATIONS
from andante.register.transaction import FREE_TEXT
from andante.register.verify import Verification, verify_log


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
            _steps,
            _filings,
            _decisions,
            _evidence,
            _publications,
            check_published,
            check_cases,
            check_due_events,
            check_notices,
            check_policies,
            _duties,
            check_adoptions,
            _workforce,
            _receipts,
            check_people,
        ):
            problems += _gathered(check, connection, leaves)
        return Check(log, tuple(problems))


def _gathered(
    check: Callable[[Connection, Mapping[int, Leaf]], Iterator[Problem]],
    connection: Connection,
    leaves: Mapping[int, Leaf],
) -> list[Problem]:
    """What a check finds; where something was changed so that it cannot be read any more, that too."""
    found: list[Problem] = []
    where = Where(check.__name__.lstrip("_"))
    try:
        for problem in check(connection, leaves):
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
        said = (leaf.data["public"], leaf.data["step"], leaf.data.get("after"), leaf.time)
        if said != (public, row.step, row.after, row.at):
            yield Problem("The event says something else than its entry in the log.", where)
        if row.person is not None and row.person_digest is not None:
            yield from _opening(leaf, "person", row.person_salt, {"person": row.person}, where)
        if row.payload is not None:
            yield from _opening(leaf, "payload", row.payload_salt, json.loads(row.payload), where)
        elif "payload" in leaf.commitments and row.erased is None:
            yield Problem("What came with the event is gone, and it was not erased.", where)
    people = set(connection.execute(select(PEOPLE_EVENTS.c.event)).scalars())
    for number, leaf in leaves.items():
        if leaf.kind.startswith("case.") and number not in told:
            yield Problem(f"Entry {number} of the log has no event.", Where("events", field=leaf.event))
        if leaf.kind.startswith("people.") and leaf.event not in people:
            yield Problem(f"Entry {number} of the log has no event.", Where("people", field=leaf.event))


def _opening(leaf: Leaf, name: str, salt: bytes | None, payload: Any, where: Where) -> Iterator[Problem]:
    digest = leaf.commitments.get(name, "")
    if salt is None or not opens(digest, bytes(salt), payload):
        yield Problem(f"The {name} is not what entry {leaf.index} of the log commits to.", where)


def _steps(connection: Connection, _leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """The steps of a case follow each other without a gap, and the case stands where the last one led."""
    steps: dict[str, list[tuple[int, str | None, str | None, str]]] = {}
    query = select(EVENTS).where(EVENTS.c.number.is_not(None)).order_by(EVENTS.c.number, EVENTS.c.step)
    for row in connection.execute(query):
        steps.setdefault(row.number, []).append((row.step, row.before, row.after, row.action))
    for row in connection.execute(select(CASES)):
        where, taken = Where("cases", field=row.number), steps.pop(row.number, [])
        numbers = [step for step, _, _, _ in taken]
        if not taken or numbers != list(range(numbers[0], numbers[0] + len(numbers))) or numbers[0] > 1:
            yield Problem("Steps of this case are missing or doubled.", where, f"There are {numbers}.")
            continue
        for (_, _, after, _), (_, before, _, _) in pairwise(taken):
            if after != before:
                yield Problem(f"A step begins in {before} where the one before ended in {after}.", where)
        stored = stored_case(row)
        stands = (row.state, row.step, row.entry, row.kind, stored.case.number)
        case = stored.case
        if stands != (case.state.value, case.version, case.entry, case.kind, row.number):
            yield Problem("The case and its columns say different things.", where)
        if (row.step, row.state) != (numbers[-1], taken[-1][2]):
            yield Problem(
                f"The case is at step {row.step}, {row.state}; its last event led to step {numbers[-1]}, "
                f"{taken[-1][2]}.",
                where,
            )
    for number in steps:
        yield Problem("There are events of a case that is not there.", Where("events", field=number))


def _filings(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    known = {leaf.commitments["filing"] for leaf in leaves.values() if "filing" in leaf.commitments}
    versions: dict[str, list[int]] = {}
    for row in connection.execute(select(FILINGS).order_by(FILINGS.c.number, FILINGS.c.version)):
        where = Where("filings", field=f"{row.number} version {row.version}")
        versions.setdefault(row.number, []).append(row.version)
        if row.digest not in known:
            yield Problem("No entry of the log commits to this version.", where)
        if row.filing is None:
            if row.erased is None:
                yield Problem("This version is gone, and it was not erased.", where)
        elif not opens(row.digest, bytes(row.salt), committed(row.filing, row.assessment, row.predicted)):
            yield Problem("This version is not what the log commits to.", where)
    for number, last in connection.execute(select(CASES.c.number, CASES.c.filed_version)):
        if versions.get(number, []) != list(range(1, last + 1)):
            yield Problem("Versions of this filing are missing.", Where("filings", field=number))


def _decisions(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    by_event = {leaf.event: leaf for leaf in leaves.values()}
    told = set()
    for row in connection.execute(select(DECISIONS)):
        where, leaf = Where("decisions", field=row.event), by_event.get(row.event)
        told.add(row.event)
        if leaf is None or leaf.commitments.get("decision") != row.digest:
            yield Problem("No entry of the log commits to this decision.", where)
        elif row.input is not None:
            yield from _opening(leaf, "decision", row.salt, {"input": row.input, "result": row.result}, where)
    for leaf in leaves.values():
        if "decision" in leaf.commitments and leaf.event not in told:
            yield Problem("A decision of the log is gone.", Where("decisions", field=leaf.event))
    for replay in replay_decisions(connection, Rulebook()):
        if replay.same is False:
            yield Problem(
                "This decision comes out otherwise.", Where("decisions", field=replay.event), replay.why
            )


def _evidence(connection: Connection, _leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    for row in connection.execute(select(EVIDENCE).where(EVIDENCE.c.note.is_not(None))):
        held = {"event": row.event, "note": row.note, "value": json.loads(row.value)}
        if not opens(row.digest, bytes(row.salt), held):
            yield Problem("This evidence was changed.", Where("evidence", field=row.id))


def _publications(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Every version of a public entry is the one that the log commits to, and the last shows the case."""
    versions: dict[str, list[int]] = {}
    last: dict[str, Any] = {}
    query = select(PUBLICATION_VERSIONS).order_by(
        PUBLICATION_VERSIONS.c.entry, PUBLICATION_VERSIONS.c.version
    )
    published = set()
    for row in connection.execute(query):
        where = Where("publication_versions", field=f"{row.entry} version {row.version}")
        versions.setdefault(row.entry, []).append(row.version)
        published.add(row.log_number)
        leaf = leaves.get(row.log_number)
        if leaf is None or leaf.commitments.get("publication") != row.digest:
            yield Problem("The entry of the log that published this version says another one.", where)
        elif row.content is not None:
            last[row.entry] = json.loads(row.content)
            yield from _opening(leaf, "publication", row.salt, last[row.entry], where)
    for number, leaf in leaves.items():
        if "publication" in leaf.commitments and number not in published:
            yield Problem(f"What entry {number} of the log published is gone.", Where("publication_versions"))
    rows = connection.execute(
        select(PUBLICATIONS, CASES.c.state.label("now")).join(CASES, CASES.c.entry == PUBLICATIONS.c.entry)
    ).all()
    for row in rows:
        where = Where("publications", field=row.entry)
        if versions.get(row.entry) != list(range(1, row.version + 1)):
            yield Problem("Versions of this entry are missing.", where)
        content = last.get(row.entry)
        shown = (row.state, row.outcome, row.title)
        if content is not None and shown != (content["state"], content["outcome"], content["title"]):
            yield Problem("The list shows another entry than its last version.", where)
        if row.state != row.now:
            yield Problem(f"The entry is shown as {row.state}; the case is {row.now}.", where)
    count = connection.execute(
        select(func.count()).select_from(CASES).where(CASES.c.entry.is_not(None))
    ).scalar_one()
    if count != len(rows):
        yield Problem(f"{count} cases have an entry; {len(rows)} are listed.", Where("publications"))


def _duties(connection: Connection, _leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Attached conditions are what their policy says."""
    rulebook = Rulebook()
    query = select(CONDITIONS, CASES.c.policy_hash).join(CASES, CASES.c.number == CONDITIONS.c.number)
    for row in connection.execute(query).all():
        where = Where("conditions", field=f"{row.number} {row.condition}")
        try:
            known = rulebook.policy(connection, row.policy_hash).conditions.get(row.condition)
        except RegisterError:
            continue
        if known is None or to_text(known) != row.definition:
            yield Problem("This condition is not the one of the policy.", where)


def _workforce(connection: Connection, _leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Quarterly figures are those of their events."""
    kept = Counter(
        (row.number, row.quarter, row.figures) for row in connection.execute(select(WORKFORCE_REPORTS))
    )
    told: Counter[tuple[str, str, str]] = Counter()
    for row in connection.execute(select(EVENTS).where(EVENTS.c.action == "report_workforce")):
        public = json.loads(row.public)
        told[row.number, public["quarter"], to_text(public["figures"])] += 1
    for number, quarter, _ in (kept - told) + (told - kept):
        yield Problem(
            "The quarterly figures are not those that were sent.",
            Where("workforce_reports", field=f"{number} {quarter}"),
        )


def _receipts(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Every receipt stands for one entry of the log, and no two for the same."""
    seen: dict[int, str] = {}
    for row in connection.execute(select(IDEMPOTENCY)):
        where = Where("idempotency", field=row.key)
        receipt = from_plain(Receipt, json.loads(row.receipt))
        leaf = leaves.get(receipt.log_number)
        if leaf is None or (receipt.event and leaf.event != receipt.event):
            yield Problem("This receipt stands for nothing in the log.", where)
        if receipt.log_number in seen:
            yield Problem("Two receipts stand for one entry of the log.", where)
        seen[receipt.log_number] = row.key
