"""Whether policies, conditions, due days, evidence and quarterly figures are what the log made of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from andante.errors import Problem, RegisterError, Where
from andante.register.case_rows import case_of_facts
from andante.register.commitment import opens
from andante.register.due_dates import condition_of
from andante.register.leaf import Leaf
from andante.register.plain import to_text
from andante.register.policy_shelf import Rulebook
from andante.register.tables_duties import CONDITIONS, DUE_EVENTS, EVIDENCE, WORKFORCE_REPORTS
from andante.register.tables_filings import CASES, EVENTS, POLICIES


def check_policies(
    connection: Connection, leaves: Mapping[int, Leaf], rulebook: Rulebook
) -> Iterator[Problem]:
    """Policies are what their hashes say, are called what they call themselves, and were adopted then."""
    adopted: dict[str, str] = {}
    for leaf in leaves.values():
        if leaf.kind == "case.adopt_policy":
            adopted.setdefault(leaf.data["public"]["policy_hash"], leaf.time)
    for row in connection.execute(select(POLICIES)).all():
        try:
            policy = rulebook.policy(connection, row.hash)
        except RegisterError as error:
            yield from error.problems
            continue
        named = (policy.name, policy.jurisdiction, policy.title, policy.title_zh, adopted.get(row.hash))
        if (row.name, row.jurisdiction, row.title, row.title_zh, row.adopted) != named:
            yield Problem(
                "The policy is listed under other names or another day.",
                Where("policies", field=row.hash[:12]),
            )


def check_conditions(
    connection: Connection, _leaves: Mapping[int, Leaf], rulebook: Rulebook
) -> Iterator[Problem]:
    """The conditions of an entry are those that were decided, each as its policy has it."""
    query = select(EVENTS.c.number, EVENTS.c.at).where(EVENTS.c.action == "publish")
    published = {row.number: row.at for row in connection.execute(query)}
    attached: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(select(CONDITIONS).order_by(CONDITIONS.c.number, CONDITIONS.c.place)):
        attached.setdefault(row.number, []).append(row)
    for row in connection.execute(select(CASES.c.number, CASES.c.facts, CASES.c.policy_hash)).all():
        own, where = attached.get(row.number, []), Where("conditions", field=row.number)
        try:
            case = case_of_facts(row.number, row.facts)
            known = rulebook.policy(connection, row.policy_hash).conditions
        except RegisterError:
            continue  # told where cases and policies are looked at
        decided = case.taken.conditions if case.entry is not None and case.taken is not None else ()
        if [each.condition for each in own] != list(decided) or [each.place for each in own] != [
            *range(len(own))
        ]:
            why = f"Decided were: {', '.join(decided) or 'none'}."
            yield Problem("The conditions of this case are not those that were decided.", where, why)
        for each in own:
            policys = known.get(each.condition)
            since = published.get(row.number)
            if policys is None or to_text(policys) != each.definition or each.attached != since:
                place = Where("conditions", field=f"{row.number} {each.condition}")
                yield Problem("This condition is not the one of the policy.", place)


def check_due_events(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Each due event that was written is told by exactly one entry of the log, and the other way round."""
    told: dict[str, list[tuple[Leaf, Mapping[str, Any]]]] = {}
    for leaf in leaves.values():
        for found in _findings(leaf):
            told.setdefault(found["event"], []).append((leaf, found))
    rows = {row.event: row for row in connection.execute(select(DUE_EVENTS))}
    came: dict[str, set[str]] = {}
    for event, received in connection.execute(select(EVIDENCE.c.event, EVIDENCE.c.received)):
        came.setdefault(event, set()).add(received)
    first = select(WORKFORCE_REPORTS).where(WORKFORCE_REPORTS.c.revision == 1)
    reports = {(row.number, row.quarter): row.received for row in connection.execute(first)}
    for event, each in rows.items():  # the figures of a quarter are its report
        came.setdefault(event, set()).add(reports.get((each.number, event.rpartition("/")[2]), ""))
    for event in sorted(told.keys() | rows.keys()):
        where, row, entries = Where("due_events", field=event), rows.get(event), told.get(event, [])
        if len(entries) > 1:
            yield Problem(f"This due event is told {len(entries)} times.", where)
        elif row is None:
            yield Problem(f"What entry {entries[0][0].index} of the log found is gone.", where)
        elif not entries:
            yield Problem("No entry of the log tells of this due event.", where)
        elif not _as_told(row, *entries[0]) or (
            row.received is not None and row.received not in came.get(event, ())
        ):
            yield Problem("The entry of the log says something else of this due event.", where)


def _as_told(row: Any, leaf: Leaf, found: Mapping[str, Any]) -> bool:
    held = {"due": row.due, "verdict": row.verdict, "value": json.loads(row.value)}
    return (
        (row.log_number, row.fired, row.condition) == (leaf.index, leaf.time, condition_of(row.event))
        and row.event.startswith(f"{row.number}/")
        and all(held[name] == value for name, value in found.items() if name in held)
    )


def _findings(leaf: Leaf) -> list[Mapping[str, Any]]:
    """What an entry of the log says was found on due days. Older entries name breaches or verdicts alone."""
    if "findings" in leaf.data:
        return list(leaf.data["findings"])
    public = leaf.data.get("public", {})
    if leaf.kind == "case.check_conditions":
        return [{"event": event, "verdict": verdict} for event, verdict in public["verdicts"].items()]
    return [{"event": event} for event in public["breaches"]] if leaf.kind == "case.find_breach" else []


def check_evidence(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Everything that was sent is there, as it was sent. Older steps did not commit to each piece."""
    sent: dict[str, tuple[str, Any]] = {}
    older: set[tuple[str, int]] = set()
    for event in connection.execute(select(EVENTS).where(EVENTS.c.action == "send_evidence")):
        leaf = leaves.get(event.entry)
        places = [] if leaf is None else [name for name in leaf.commitments if name.startswith("evidence_")]
        older.update([] if places else [(event.number, event.step)])
        for name in places:
            place = f"{event.number}/{event.step}/{name.removeprefix('evidence_')}"
            sent[place] = ("" if leaf is None else leaf.commitments[name], event)
    for row in connection.execute(select(EVIDENCE)):
        where = Where("evidence", field=row.id)
        number, step, _ = row.id.rsplit("/", 2)
        if row.id in sent:
            digest, told = sent.pop(row.id)
            logged = (digest, told.number, told.person, told.at, condition_of(row.event))
            if logged != (row.digest, row.number, row.person, row.received, row.condition):
                yield Problem("This evidence is not what its entry in the log says.", where)
        elif (number, int(step)) not in older:
            yield Problem("No entry of the log commits to this evidence.", where)
        if row.note is None:
            if row.erased is None:
                yield Problem("What came with this evidence is gone, and it was not erased.", where)
            continue
        held = {"event": row.event, "note": row.note, "value": json.loads(row.value)}
        if row.salt is None or not opens(row.digest, bytes(row.salt), held):
            yield Problem("This evidence was changed.", where)
    for name in sent:
        yield Problem("Evidence that was sent is gone.", Where("evidence", field=name))


def check_workforce(connection: Connection, _leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Quarterly figures are those of their events, each correction after what it corrects."""
    kept, told = [], []
    order = (WORKFORCE_REPORTS.c.number, WORKFORCE_REPORTS.c.quarter, WORKFORCE_REPORTS.c.revision)
    for row in connection.execute(select(WORKFORCE_REPORTS).order_by(*order)):
        kept.append((row.number, row.quarter, row.revision, row.figures, row.received))
    query = select(EVENTS).where(EVENTS.c.action == "report_workforce").order_by(EVENTS.c.entry)
    revisions: Counter[tuple[str, str]] = Counter()
    for row in connection.execute(query):
        public = json.loads(row.public)
        revisions[row.number, public["quarter"]] += 1
        revision = revisions[row.number, public["quarter"]]
        told.append((row.number, public["quarter"], revision, to_text(public["figures"]), row.at))
    for number, quarter in sorted({each[:2] for each in set(kept) ^ set(told)}):
        yield Problem(
            "The quarterly figures are not those that were sent.",
            Where("workforce_reports", field=f"{number} {quarter}"),
        )
