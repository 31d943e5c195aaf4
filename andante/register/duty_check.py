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


def check_policies(connection: Connection, _leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Policies are what their hashes say, and are called what they call themselves."""
    rulebook = Rulebook()
    for row in connection.execute(select(POLICIES)).all():
        try:
            policy = rulebook.policy(connection, row.hash)
        except RegisterError as error:
            yield from error.problems
            continue
        named = (policy.name, policy.jurisdiction, policy.title, policy.title_zh)
        if (row.name, row.jurisdiction, row.title, row.title_zh) != named:
            yield Problem("The policy is listed under other names.", Where("policies", field=row.hash[:12]))


def check_conditions(connection: Connection, _leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """The conditions of an entry are those that were decided, each as its policy has it."""
    rulebook = Rulebook()
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
        if [each.condition for each in own] != list(decided):
            why = f"Decided were: {', '.join(decided) or 'none'}."
            yield Problem("The conditions of this case are not those that were decided.", where, why)
        for each in own:
            policys = known.get(each.condition)
            if policys is None or to_text(policys) != each.definition:
                place = Where("conditions", field=f"{row.number} {each.condition}")
                yield Problem("This condition is not the one of the policy.", place)


def check_due_events(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Each due event that was written is told by exactly one entry of the log, and the other way round."""
    told: dict[str, list[tuple[int, str]]] = {}
    for leaf in leaves.values():
        for event, verdict in _verdicts(leaf).items():
            told.setdefault(event, []).append((leaf.index, verdict))
    rows = {row.event: row for row in connection.execute(select(DUE_EVENTS))}
    for event in sorted(told.keys() | rows.keys()):
        where, row, entries = Where("due_events", field=event), rows.get(event), told.get(event, [])
        if len(entries) > 1:
            yield Problem(f"This due event is told {len(entries)} times.", where)
        elif row is None:
            yield Problem(f"What entry {entries[0][0]} of the log found is gone.", where)
        elif not entries:
            yield Problem("No entry of the log tells of this due event.", where)
        elif (row.log_number, row.verdict, row.condition) != (*entries[0], condition_of(event)):
            yield Problem("The entry of the log says something else of this due event.", where)


def _verdicts(leaf: Leaf) -> Mapping[str, str]:
    """What an entry of the log says was found on due days."""
    if leaf.kind == "case.find_breach":
        found: Mapping[str, str] = leaf.data["verdicts"]
    elif leaf.kind == "case.check_conditions":
        found = leaf.data["public"]["verdicts"]
    else:
        found = {}
    return found


def check_evidence(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Everything that was sent is there, as it was sent."""
    sent = {}
    for row in connection.execute(select(EVENTS).where(EVENTS.c.action == "send_evidence")):
        leaf = leaves.get(row.entry)
        for name, digest in {} if leaf is None else leaf.commitments.items():
            if name.startswith("evidence_"):
                sent[f"{row.number}/{row.step}/{name.removeprefix('evidence_')}"] = digest
    for row in connection.execute(select(EVIDENCE)):
        where = Where("evidence", field=row.id)
        if sent.pop(row.id, None) != row.digest:
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
