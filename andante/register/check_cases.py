"""Whether what the register works from is what the log holds: duties, due days, notices, cases, lists.

What an entry of the log says in plain sight, or commits to in the last version of a public entry, is compared
with the rows from which the register acts: a duty that was deleted never falls due, and nobody would know.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from andante.errors import Problem, RegisterError, Where
from andante.register.calendars import calendar_for
from andante.register.case import Case
from andante.register.case_rows import StoredCase, moment_of, stored_case
from andante.register.commitment import opens
from andante.register.leaf import Leaf
from andante.register.policy_shelf import Rulebook
from andante.register.publishing import NOT_IN_HISTORY
from andante.register.store_duties import watch_day, watched
from andante.register.tables_duties import CONDITIONS, DUE_EVENTS
from andante.register.tables_filings import CASES, EVENTS, NOTICES, POLICIES
from andante.register.tables_public import PUBLICATION_VERSIONS, PUBLICATIONS
from andante.register.workflow import final

Leaves = Mapping[int, Leaf]

_SINCE = {
    "consulted": "record_consultation",
    "facts_confirmed": "confirm_facts",
    "re_reviewed": "ask_re_review",
    "returned_once": "return_once",
}
"""What is so of a case only since a step: fact -> action."""


def check_due_events(connection: Connection, leaves: Leaves) -> Iterator[Problem]:
    """Each due event that was written is told by exactly one entry of the log, and the other way round."""
    told: Counter[str] = Counter()
    for leaf in leaves.values():
        if leaf.kind == "case.find_breach":
            told.update(leaf.data["public"]["breaches"])
        elif leaf.kind == "case.check_conditions":
            told.update(list(leaf.data["public"]["verdicts"]))
    for event, count in told.items():
        if count > 1:
            yield Problem(f"This due event is told {count} times.", Where("due_events", field=event))
    for row in connection.execute(select(DUE_EVENTS)):
        told.pop(row.event, None)
        told_by = leaves.get(row.log_number)
        if told_by is None or not _says(told_by, row.event, row.verdict):
            what = "The entry of the log says something else of this due event."
            yield Problem(what, Where("due_events", field=row.event))
    for event in told:
        yield Problem("What was found on this due day is gone.", Where("due_events", field=event))


def _says(leaf: Leaf, event: str, verdict: str) -> bool:
    """Whether the entry says this of a due event. What was kept on a day with breaches, it does not name."""
    public = leaf.data["public"]
    if leaf.kind == "case.check_conditions":
        return bool(public["verdicts"].get(event) == verdict)
    return leaf.kind == "case.find_breach" and (event in public["breaches"]) == (verdict != "kept")


def check_notices(connection: Connection, leaves: Leaves) -> Iterator[Problem]:
    """Every error and objection that came is there, as it came, and answered if the log says so."""
    rows = {f"notice/{row.id}": row for row in connection.execute(select(NOTICES))}
    answered = {leaf.event for leaf in leaves.values() if leaf.kind == "notice.answered"}
    came = {leaf.event: leaf for leaf in leaves.values() if leaf.kind == "notice.received"}
    for event, leaf in came.items():
        where, row = Where("notices", field=event.partition("/")[2]), rows.get(event)
        if row is None:
            yield Problem(f"What somebody wrote, as entry {leaf.index} of the log says, is gone.", where)
            continue
        said = (leaf.data["entry"], leaf.data["about"], leaf.commitments.get("notice"), leaf.index)
        held = row.content is None or opens(row.digest, bytes(row.salt or b""), json.loads(row.content))
        if said != (row.entry, row.kind, row.digest, row.log_number) or not held:
            yield Problem("This is not what somebody wrote.", where)
        if row.content is None and row.erased is None:
            yield Problem("What somebody wrote is gone, and it was not erased.", where)
        if (row.answered is not None) != (f"{event}/answer" in answered):
            yield Problem("The log says otherwise whether this is answered.", where)
    for event in rows.keys() - came.keys():
        yield Problem("No entry of the log says that this came.", Where("notices", field=event))


def check_cases(connection: Connection, leaves: Leaves) -> Iterator[Problem]:
    """Columns of a case are those of its facts, and a case whose clock or duties run is looked at in time."""
    tokens = {leaf.data["case"] for leaf in leaves.values() if "case" in leaf.data}
    query = select(EVENTS.c.number, EVENTS.c.action).where(EVENTS.c.action.in_(_SINCE.values()))
    steps = {(number, action) for number, action in connection.execute(query)}
    for row in connection.execute(select(CASES)):
        stored, where = stored_case(row), Where("cases", field=row.number)
        case = stored.case
        clock = (None, None) if case.clock is None else (case.clock.name.value, case.clock.due.isoformat())
        phase = None if case.phase is None else case.phase.value
        columns = (row.clock, row.due, row.phase, row.unit, row.replaces)
        if columns != (*clock, phase, case.unit, case.replaces) or row.filer not in case.filers:
            yield Problem("The case and its columns say different things.", where)
        for fact, action in _SINCE.items():
            if getattr(case, fact) and (row.number, action) not in steps:
                yield Problem(f"The case is {fact}, and no step made it so.", where)
        if row.token not in tokens:
            yield Problem("No entry of the log speaks of this case.", where)
        if row.jurisdiction and (not final(case) or watched(case)):
            calendar = calendar_for(row.jurisdiction)
            day = watch_day(connection, stored, calendar, moment_of(row.updated))
            if day is not None and (stored.watch is None or stored.watch > day):
                yield Problem(f"This case has to be looked at after {day}, and will not be.", where)


def check_published(connection: Connection, _leaves: Leaves) -> Iterator[Problem]:
    """Duties, facts and history are those of the last version of the public entry, which is in the log."""
    newest: dict[str, dict[str, Any]] = {}
    query = select(PUBLICATION_VERSIONS.c.entry, PUBLICATION_VERSIONS.c.content)
    for entry, content in connection.execute(query.order_by(PUBLICATION_VERSIONS.c.version)):
        newest[entry] = {} if content is None else json.loads(content)
    lists = {row.entry: row for row in connection.execute(select(PUBLICATIONS))}
    for row in connection.execute(select(CASES).where(CASES.c.entry.is_not(None))).all():
        content = newest.get(row.entry)
        if content:  # nothing is left to compare once it was erased
            yield from _working(connection, stored_case(row), content)
            yield from _listed(lists.get(row.entry), content)


def _working(connection: Connection, stored: StoredCase, content: Mapping[str, Any]) -> Iterator[Problem]:
    number = stored.case.number
    names = connection.execute(select(CONDITIONS.c.condition).where(CONDITIONS.c.number == number)).scalars()
    if sorted(names) != sorted(each["id"] for each in content["conditions"]):
        yield Problem("These are not the conditions of the public entry.", Where("conditions", field=number))
    rows = connection.execute(select(DUE_EVENTS).where(DUE_EVENTS.c.number == number)).all()
    held = sorted((row.event, row.due, row.verdict, json.loads(row.value)) for row in rows)
    if held != sorted(
        (each["event"], each["due"], each["verdict"], each["value"]) for each in content["checked"]
    ):
        yield Problem("These are not the due days of the public entry.", Where("due_events", field=number))
    if _facts(stored) != {name: content[name] for name in _facts(stored)}:
        yield Problem(
            "The facts of the case are not those of its public entry.", Where("cases", field=number)
        )
    query = select(EVENTS.c.entry, EVENTS.c.public).where(
        EVENTS.c.number == number, EVENTS.c.action.not_in(NOT_IN_HISTORY)
    )
    told = {each["log_number"]: each["public"] for each in content["history"]}
    for entry, public in connection.execute(query):
        if entry in told and told[entry] != ({} if public is None else json.loads(public)):
            what = f"What happened as entry {entry} of the log is told otherwise by the public entry."
            yield Problem(what, Where("events", field=number))


def _facts(stored: StoredCase) -> dict[str, Any]:
    case: Case = stored.case
    taken = case.taken
    model = None if stored.model is None else {"entry": stored.model, "version": stored.model_version}
    return {
        "filed_version": stored.filed_version,
        "jurisdiction": stored.jurisdiction,
        "kind": case.kind,
        "model": model,
        "open_breaches": list(case.open_breaches),
        "outcome": None if taken is None else taken.outcome.word,
        "phase": None if case.phase is None else case.phase.value,
        "planned_start": None if case.planned_start is None else case.planned_start.isoformat(),
        "procedure": case.procedure,
        "reason": "" if taken is None else taken.reason,
        "replaces": case.replaces,
        "review_due": None if case.review_due is None else case.review_due.isoformat(),
        "started": None if case.started is None else case.started.isoformat(),
        "state": case.state.value,
    }


def _listed(row: Any, content: Mapping[str, Any]) -> Iterator[Problem]:
    """The list that is searched shows what the entry says."""
    filing = content["filing"]
    says = (
        str(filing.get("purpose") or "")[:500],
        str(filing.get("sector") or ""),
        str(filing.get("occupation") or ""),
        content["policy"]["name"],
        content["jurisdiction"],
    )
    if row is not None and (row.summary, row.sector, row.occupation, row.policy, row.jurisdiction) != says:
        what = "The list shows another entry than its last version."
        yield Problem(what, Where("publications", field=row.entry))


def check_policies(connection: Connection, _leaves: Leaves) -> Iterator[Problem]:
    """Policies are what their hashes say, and are listed by their own names and titles."""
    rulebook = Rulebook()
    for row in connection.execute(select(POLICIES)).all():
        try:
            policy = rulebook.policy(connection, row.hash)
        except RegisterError as error:
            yield from error.problems
            continue
        listed = (row.name, row.title, row.title_zh, row.jurisdiction)
        if listed != (policy.name, policy.title, policy.title_zh, policy.jurisdiction):
            yield Problem("This policy is listed under another name.", Where("policies", field=row.hash))
