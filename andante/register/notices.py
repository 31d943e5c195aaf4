"""What anyone writes about a public entry: an error in it, or an objection; answered by those who review.

That something was received, and when, is in the log; what was written is there only as a commitment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from andante.errors import AccessError, MissingError, Problem, RegisterError, Where
from andante.register.case_rows import case_of_entry
from andante.register.commitment import commit
from andante.register.given import Reader
from andante.register.plain import to_text
from andante.register.states import Name, Role
from andante.register.steps import Acting
from andante.register.store_log import NewLeaf
from andante.register.tables_filings import NOTICES
from andante.register.transaction import new_token

NOTICE_KINDS: Mapping[str, Name] = {
    "error": Name("an error in the entry", "登记内容有误"),
    "objection": Name("an objection by somebody whose work it concerns", "受影响人员的异议"),
}
LONGEST_NOTICE = 5_000
LONGEST_CONTACT = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody wrote. `text` is empty once erased; `contact` is how to answer, where it was given."""

    id: str
    entry: str
    kind: str
    text: str
    contact: str
    received: str
    answer: str
    answered: str | None


def report_notice(acting: Acting, entry: str, payload: Mapping[str, Any]) -> int:
    """Take in a notice about a public entry: `kind`, `text`, and `contact` if an answer is wanted."""
    reader = Reader(payload, frozenset({"kind", "text", "contact"}))
    kind = reader.take("kind", lambda value: _known(value), f"one of {', '.join(NOTICE_KINDS)}")
    text, contact = reader.text("text", LONGEST_NOTICE), reader.text("contact", LONGEST_CONTACT)
    reader.done()
    if not text or kind is None:
        raise RegisterError(Problem("Nothing is written, or it is not said what it is.", Where(field="text")))
    if case_of_entry(acting.connection, entry) is None:
        raise MissingError(Problem(f"The public register has no entry {entry}.", Where(field="case")))
    content = {"contact": contact, "text": text}
    hidden, name = commit(content), new_token()
    leaf = NewLeaf(
        f"notice/{name}", "notice.received", {"entry": entry, "about": kind}, {"notice": hidden.digest}
    )
    return acting.transaction.leaf(
        leaf,
        NOTICES,
        {
            "id": name,
            "entry": entry,
            "kind": kind,
            "content": to_text(content),
            "salt": hidden.salt,
            "digest": hidden.digest,
            "received": acting.transaction.time,
            "log_number": acting.transaction.next_number,
        },
    )


def answer_notice(acting: Acting, entry: str, payload: Mapping[str, Any]) -> int:
    """Answer a notice: `notice`, its id, and `answer`. For reviewers and approvers."""
    if not acting.actor.roles & {Role.REVIEWER, Role.APPROVER}:
        raise AccessError(Problem("This is for reviewers and approvers.", Where(field="answer_notice")))
    reader = Reader(payload, frozenset({"notice", "answer"}))
    name, answer = reader.text("notice", 64), reader.text("answer", LONGEST_NOTICE)
    reader.done()
    where = (NOTICES.c.id == name) & (NOTICES.c.entry == entry)
    row = acting.connection.execute(select(NOTICES).where(where)).one_or_none()
    if row is None or not answer:
        raise MissingError(Problem("There is no such notice, or no answer.", Where(field="notice")))
    if row.answered is not None:
        raise RegisterError(Problem("This notice is answered already.", Where(field="notice")))
    time, person = acting.transaction.time, acting.actor.id
    hidden = commit({"answer": answer, "person": person})
    values = {"answer": answer, "answer_salt": hidden.salt, "answered": time, "answered_by": person}
    acting.connection.execute(update(NOTICES).where(where).values(values))
    leaf = NewLeaf(f"notice/{name}/answer", "notice.answered", {"entry": entry}, {"answer": hidden.digest})
    return acting.transaction.leaf(leaf)


def read_notices(connection: Connection, entry: str | None = None) -> tuple[Notice, ...]:
    """Notices, those that wait for an answer first, then the newest; of one entry or of all."""
    query = select(NOTICES).order_by(NOTICES.c.answered.is_not(None), NOTICES.c.received.desc())
    if entry is not None:
        query = query.where(NOTICES.c.entry == entry)
    found = []
    for row in connection.execute(query):
        content = {"text": "", "contact": ""} if row.content is None else json.loads(row.content)
        found.append(
            Notice(
                row.id,
                row.entry,
                row.kind,
                content["text"],
                content["contact"],
                row.received,
                row.answer or "",
                row.answered,
            )
        )
    return tuple(found)


def _known(value: Any) -> str:
    if value not in NOTICE_KINDS:
        raise ValueError
    return str(value)
