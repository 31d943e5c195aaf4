"""One change of the register: what happens in it is gathered, then written with its entries of the log.

Every event becomes an entry: its public part in plain sight, without free text, and salted commitments to the
person, to everything that came with it, to the version filed, to the decision and to the public entry.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert

from andante.register.commitment import commit
from andante.register.leaf import log_time
from andante.register.plain import to_plain, to_text
from andante.register.signed_note import SigningKey
from andante.register.store_log import Appended, Head, NewLeaf, append, checkpoint_at, read_head
from andante.register.tables_filings import DECISIONS, EVENTS
from andante.register.tables_public import PUBLICATION_VERSIONS

FREE_TEXT = frozenset({"reason", "statement", "text"})
"""Words that people wrote: in the log only as a commitment, so that they can be erased."""

_ADD_EVENTS, _ADD_DECISIONS, _ADD_VERSIONS = (
    insert(EVENTS),
    insert(DECISIONS),
    insert(PUBLICATION_VERSIONS),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event on its way into the database. `given` is private, `public` is not once it is published."""

    event: str
    number: str | None
    step: int
    action: str
    before: str | None
    after: str | None
    person: str | None
    given: Mapping[str, Any]
    public: Mapping[str, Any]
    subject: Mapping[str, Any] = field(default_factory=dict)


class Transaction:
    """What one change does, on the connection that holds its transaction."""

    def __init__(self, connection: Connection, key: SigningKey, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self._key = key
        self._head: Head = read_head(connection)
        self.time = log_time(now, self._head.time)
        self._leaves: list[NewLeaf] = []
        self._events: list[dict[str, Any]] = []
        self._decisions: list[dict[str, Any]] = []
        self._publications: list[dict[str, Any]] = []
        self._later: list[tuple[Table, dict[str, Any]]] = []

    @property
    def next_number(self) -> int:
        """The number of the log's entry that the next event becomes."""
        return self._head.tree.size + len(self._leaves)

    def happened(
        self,
        what: Happening,
        commitments: Mapping[str, str] | None = None,
        decision: Mapping[str, Any] | None = None,
        publication: Mapping[str, Any] | None = None,
    ) -> int:
        """Gather an event; returns the number of its entry in the log.

        `decision` is a row of DECISIONS without its digest, `publication` one of PUBLICATION_VERSIONS.
        """
        number = self.next_number
        digests = dict(commitments or {})
        row: dict[str, Any] = {
            "event": what.event,
            "number": what.number,
            "step": what.step,
            "action": what.action,
            "before": what.before,
            "after": what.after,
            "person": what.person,
            "person_salt": None,
            "person_digest": None,
            "payload": None,
            "payload_salt": None,
            "payload_digest": None,
            "public": to_text(what.public) if what.public else None,
            "at": self.time,
            "entry": number,
            "erased": None,
        }
        if what.person is not None:
            hidden = commit({"person": what.person})
            row |= {"person_salt": hidden.salt, "person_digest": hidden.digest}
            digests["person"] = hidden.digest
        if what.given:
            plain = to_plain(what.given)
            hidden = commit(plain)
            row |= {
                "payload": to_text(plain),
                "payload_salt": hidden.salt,
                "payload_digest": hidden.digest,
            }
            digests["payload"] = hidden.digest
        if decision is not None:
            digests["decision"] = self._decide(what.event, decision)
        if publication is not None:
            digests["publication"] = self._publish(number, publication)
        data = {
            **what.subject,
            "action": what.action,
            "step": what.step,
            "public": {name: value for name, value in to_plain(what.public).items() if name not in FREE_TEXT},
        }
        if what.after is not None:
            data |= {"before": what.before, "after": what.after}
        self._leaves.append(NewLeaf(what.event, f"case.{what.action}", data, digests))
        self._events.append(row)
        return number

    def leaf(self, leaf: NewLeaf, table: Table | None = None, row: Mapping[str, Any] | None = None) -> int:
        """Gather an entry of the log that is no event of a case; returns its number.

        `row` of `table` is written after the entry, to which it can then refer.
        """
        self._leaves.append(leaf)
        if table is not None:
            self.row_of_entry(table, row or {})
        return self.next_number - 1

    def row_of_entry(self, table: Table, row: Mapping[str, Any]) -> None:
        """Gather a row that is written after the entries of the log, to one of which it refers."""
        self._later.append((table, dict(row)))

    def finish(self) -> Appended:
        """Write entries, events, decisions and publications. Without any the log stays as it is."""
        if not self._leaves:
            size = self._head.tree.size
            return Appended((), self.time, checkpoint_at(self.connection, size))
        done = append(self.connection, self._key, self._head, self.now, self._leaves)
        for adding, rows in (
            (_ADD_EVENTS, self._events),
            (_ADD_DECISIONS, self._decisions),
            (_ADD_VERSIONS, self._publications),
        ):
            if rows:
                self.connection.execute(adding, rows)
        for table, row in self._later:
            self.connection.execute(insert(table), row)
        return done

    def _decide(self, event: str, decision: Mapping[str, Any]) -> str:
        hidden = commit({"input": decision["input"], "result": decision["result"]})
        self._decisions.append(
            {**decision, "event": event, "salt": hidden.salt, "digest": hidden.digest, "erased": None}
        )
        return hidden.digest

    def _publish(self, number: int, publication: Mapping[str, Any]) -> str:
        hidden = commit(publication["content"])
        self._publications.append(
            {
                "entry": publication["entry"],
                "version": publication["version"],
                "content": to_text(publication["content"]),
                "salt": hidden.salt,
                "digest": hidden.digest,
                "log_number": number,
                "at": self.time,
                "erased": None,
            }
        )
        return hidden.digest


def new_token() -> str:
    """A name for a case in the log that tells nothing about it."""
    return secrets.token_hex(16)
