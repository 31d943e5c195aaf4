"""Whether the public register is the one that the log commits to: every version, the list, and notices."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from andante.errors import Problem, Where
from andante.register.check_cases import opening
from andante.register.leaf import Leaf
from andante.register.public_content import listed_as
from andante.register.tables_filings import CASES, NOTICES
from andante.register.tables_public import PUBLICATION_VERSIONS, PUBLICATIONS


def check_publications(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Every version of a public entry is the one that the log commits to; the list shows the last."""
    versions: dict[str, list[Row[Any]]] = {}
    query = select(PUBLICATION_VERSIONS).order_by(
        PUBLICATION_VERSIONS.c.entry, PUBLICATION_VERSIONS.c.version
    )
    published = set()
    for row in connection.execute(query):
        where = Where("publication_versions", field=f"{row.entry} version {row.version}")
        versions.setdefault(row.entry, []).append(row)
        published.add(row.log_number)
        leaf = leaves.get(row.log_number)
        if leaf is None or leaf.commitments.get("publication") != row.digest or leaf.time != row.at:
            yield Problem("The entry of the log that published this version says another one.", where)
        elif row.content is not None:
            yield from opening(leaf, "publication", row.salt, json.loads(row.content), where)
        elif row.erased is None:
            yield Problem("This version is gone, and it was not erased.", where)
    for number, leaf in leaves.items():
        if "publication" in leaf.commitments and number not in published:
            yield Problem(f"What entry {number} of the log published is gone.", Where("publication_versions"))
    yield from _list(connection, leaves, versions)


def _list(
    connection: Connection, leaves: Mapping[int, Leaf], versions: Mapping[str, list[Row[Any]]]
) -> Iterator[Problem]:
    listed = {row.entry: row for row in connection.execute(select(PUBLICATIONS))}
    first = {entry: own[0].log_number for entry, own in versions.items()}
    places = {entry: place for place, entry in enumerate(sorted(first, key=first.__getitem__), 1)}
    cases = connection.execute(
        select(CASES.c.entry, CASES.c.number, CASES.c.state).where(CASES.c.entry.is_not(None))
    ).all()
    for entry, number, state in cases:
        where, row, own = Where("publications", field=entry), listed.pop(entry, None), versions.get(entry, [])
        if row is None:
            yield Problem("The case has an entry, and the list does not show it.", where)
        elif [each.version for each in own] != list(range(1, row.version + 1)):
            yield Problem("Versions of this entry are missing.", where)
        elif row.state != state:
            yield Problem(f"The entry is shown as {row.state}; the case is {state}.", where)
        else:
            shown = {**_shown(own[-1]), "id": places[entry], "number": number, "changed": own[-1].at}
            wrong = [name for name, value in shown.items() if getattr(row, name) != value]
            change = leaves.get(row.change)
            if own[-1].content is not None:
                told = row.change == own[-1].log_number
            else:
                told = change is not None and (change.kind, change.data["entry"]) == ("case.erase", entry)
            if wrong or not told:
                yield Problem(
                    "The list shows another entry than its last version.",
                    where,
                    f"Other: {', '.join(sorted(wrong) or ['change'])}.",
                )
    for entry in listed:
        yield Problem("The list shows an entry that no case has.", Where("publications", field=entry))


def _shown(last: Row[Any]) -> dict[str, Any]:
    """What the list has to show of the last version; of one that was erased its number alone."""
    if last.content is None:
        return {"title": last.entry, "summary": "", "words": last.entry}
    content = json.loads(last.content)
    return listed_as(content) | {"published": content["published"]}


def check_notices(connection: Connection, leaves: Mapping[int, Leaf]) -> Iterator[Problem]:
    """Every notice that was received is kept, as it was written, and answered as the log says."""
    rows = {f"notice/{row.id}": row for row in connection.execute(select(NOTICES))}
    answered = {leaf.event: leaf for leaf in leaves.values() if leaf.kind == "notice.answered"}
    for leaf in leaves.values():
        if leaf.kind != "notice.received":
            continue
        where, row = Where("notices", field=leaf.event), rows.pop(leaf.event, None)
        if row is None:
            yield Problem(f"The notice of entry {leaf.index} of the log is gone.", where)
            continue
        said = (row.log_number, row.entry, row.kind, row.digest, row.received)
        if said != (
            leaf.index,
            leaf.data["entry"],
            leaf.data["about"],
            leaf.commitments["notice"],
            leaf.time,
        ):
            yield Problem("The notice says something else than its entry in the log.", where)
        if row.content is not None:
            yield from opening(leaf, "notice", row.salt, json.loads(row.content), where)
        elif row.erased is None:
            yield Problem("What the notice said is gone, and it was not erased.", where)
        answer = answered.pop(f"{leaf.event}/answer", None)
        if (row.answered is not None) != (answer is not None):
            yield Problem("The notice and the log disagree on whether it was answered.", where)
        elif answer is not None and row.answer is None:
            if row.erased is None:
                yield Problem("The answer is gone, and it was not erased.", where)
        elif answer is not None and row.answered != answer.time:
            yield Problem("The notice was not answered when its answer was logged.", where)
        elif answer is not None:
            held = {"answer": row.answer, "person": row.answered_by}
            yield from opening(answer, "answer", row.answer_salt, held, where)
    for event in rows:
        yield Problem("The log has received no such notice.", Where("notices", field=event))
