"""The register: the one way to change anything, and every way to read it.

`act` is one transaction: permission and workflow, the change, its event, the entry of the log, the signed
checkpoint, and the answer kept under the sender's key. What it returns is on the disk; what it raises changed
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, insert, select

from andante.errors import MissingError, Problem, RegisterError, Where
from andante.policies.schema import Policy
from andante.register.adoptions import Adopted, Offer, adopt_policy, adopted_policies, look_at_offer
from andante.register.calendars import latest_day
from andante.register.case import Actor
from andante.register.case_erasing import ERASED_FROM, erase_case
from andante.register.case_rows import FiledVersion, load_case
from andante.register.due_calendar import CalendarDay, read_calendar
from andante.register.engine import reading, writing
from andante.register.erasing import clear_erased
from andante.register.given import as_text
from andante.register.log_export import export_stored_log
from andante.register.log_tiles import tile_bytes
from andante.register.notices import Notice, answer_notice, read_notices, report_notice
from andante.register.numbering import tidy_number
from andante.register.page_reads import FiledTitle, LogPage, read_log_page, read_titles
from andante.register.people_events import PeopleEvent
from andante.register.plain import from_plain, to_text
from andante.register.policy_shelf import Rulebook
from andante.register.predicted import PolicySum
from andante.register.quarters import Quarter
from andante.register.receipt import Receipt
from andante.register.register_acts import report_workforce
from andante.register.replay import Replay, replay_decisions
from andante.register.search import PublicSearch, SearchPage
from andante.register.signed_note import SigningKey
from andante.register.states import Action, Name, Role
from andante.register.steps import Acting, Clockwork, catch_up
from andante.register.store_act import DRAFT, Done, act_on_case, new_filing
from andante.register.store_log import (
    NewLeaf,
    checkpoint_at,
    latest_checkpoint,
    prove_consistency,
    read_head,
    start_log,
)
from andante.register.store_models import OutOfForce, affected_deployments, deployments_out_of_force
from andante.register.store_reads import (
    CaseFile,
    Proof,
    PublicEntry,
    QueueRow,
    public_lines,
    read_case,
    read_entry_of_register,
    read_policy_sums,
    read_proof,
    read_queue,
)
from andante.register.tables_filings import CASES, IDEMPOTENCY
from andante.register.tiles import Tile
from andante.register.transaction import Transaction

Clock = Callable[[], datetime]
LONGEST_KEY = 128
_ANSWERED = select(IDEMPOTENCY).where(
    IDEMPOTENCY.c.person == bindparam("wanted"), IDEMPOTENCY.c.key == bindparam("wanted_key")
)
_ANSWER = insert(IDEMPOTENCY)
ON_CASES = {"report_workforce": report_workforce, "erase": erase_case}
"""Actions on a case that are no steps of the workflow."""
AFTER = {
    "report_notice": Name(
        "It is in the log. Somebody who reviews reads it and answers to the contact that was given.",
        "已记入日志。审查人员将阅看，并按所留联系方式答复。",
    )
}
"""What happens next after an action that is no step."""
ON_ENTRIES = {"report_notice": report_notice, "answer_notice": answer_notice}
"""Actions about a public entry that leave its case as it is; the first is for anyone."""


class Store:
    """A register on one database. `clock` tells the time with its zone; `signer` signs the log."""

    def __init__(self, engine: Engine, signer: SigningKey, clock: Clock) -> None:
        self.engine = engine
        self._signer = signer
        self._clock = clock
        self._rulebook = Rulebook()
        self._search = PublicSearch(engine)
        with writing(engine) as connection:
            start_log(connection, signer)

    def act(
        self,
        person: Actor,
        action: str,
        case: str | None,
        payload: Mapping[str, Any],
        key: str | None = None,
    ) -> Receipt:
        """Do one thing, durably and, under a key, once: the same request again gets the same receipt.

        Actions are those of `states.Action` that persons take, and draft, adopt_policy, report_workforce,
        erase, report_notice (for anyone, with a public entry as the case) and answer_notice.
        `case` is None for draft, adopt_policy, and for submit where it files and submits at once.
        RegisterError, FilingError or PolicyError with every problem, and nothing changed.
        """
        now, request = self._clock(), _digest(action, case, payload)
        if key is not None:
            _check_key(key)
        if action == "erase" and case is not None and Role.ADMINISTRATOR in person.roles:
            self._catch_up(tidy_number(case), now)
        with writing(self.engine) as connection:
            done = None if key is None else _answered(connection, person.id, key, request)
            receipt = done or self._act(connection, person, action, case, payload, now, key, request)
        if action == "erase":  # sent again it clears again, should the first have been cut off between
            clear_erased(self.engine, ERASED_FROM)
        return receipt

    def _act(
        self,
        connection: Connection,
        person: Actor,
        action: str,
        case: str | None,
        payload: Mapping[str, Any],
        now: datetime,
        key: str | None,
        request: str,
    ) -> Receipt:
        transaction = Transaction(connection, self._signer, now)
        acting = Acting(transaction, self._rulebook, person)
        receipt = _receipt(_perform(acting, action, case, payload), transaction, case)
        if key is not None:
            row = {
                "person": person.id,
                "key": key,
                "request": request,
                "receipt": to_text(receipt),
                "at": transaction.time,
            }
            connection.execute(_ANSWER, row)
        return receipt

    def due(self, now: datetime | None = None) -> tuple[str, ...]:
        """Bring every case up to date whose clock or condition is over by now; returns their numbers.

        Each case in a transaction of its own; what was done is never done again, however often this is called
        and by however many processes.
        """
        moment = self._clock() if now is None else now
        latest = latest_day(moment).isoformat()  # the case itself knows its own day
        with reading(self.engine) as connection:
            query = (
                select(CASES.c.number).where(CASES.c.watch < latest).order_by(CASES.c.watch, CASES.c.number)
            )
            numbers = tuple(connection.execute(query).scalars())
        return tuple(number for number in numbers if self._catch_up(number, moment))

    def _catch_up(self, number: str, now: datetime) -> bool:
        with writing(self.engine) as connection:
            transaction = Transaction(connection, self._signer, now)
            stored = load_case(connection, number)
            after = catch_up(Acting(transaction, self._rulebook, Clockwork()), stored)
            if after.case.version == stored.case.version:
                return False
            transaction.finish()
        return True

    def case(self, number: str, reader: Actor) -> CaseFile:
        """A case as the reader may see it. RegisterError, as for none, where they may not."""
        with reading(self.engine) as connection:
            return read_case(connection, reader, tidy_number(number))

    def versions(self, number: str, reader: Actor) -> tuple[FiledVersion, ...]:
        """Every version of what was filed."""
        return self.case(number, reader).filed

    def queue(self, person: Actor) -> tuple[QueueRow, ...]:
        """The cases that a person works on, those with the nearest due day first."""
        with reading(self.engine) as connection:
            return read_queue(connection, person)

    def public_search(
        self, query: str = "", facets: Mapping[str, Sequence[str]] | None = None, page: int = 1
    ) -> SearchPage:
        """One page of public entries, newest first, with counts by facet."""
        return self._search.search(query, facets or {}, page)

    def public_entry(self, number: str) -> PublicEntry:
        """A public entry with every version of it."""
        with reading(self.engine) as connection:
            return read_entry_of_register(connection, tidy_number(number))

    def proof(self, log_number: int) -> Proof:
        """That an entry is in the log."""
        with reading(self.engine) as connection:
            return read_proof(connection, log_number)

    def checkpoint(self) -> bytes:
        """The signed checkpoint of the whole log."""
        with reading(self.engine) as connection:
            return latest_checkpoint(connection)

    def checkpoint_of(self, size: int) -> bytes:
        """The signed checkpoint of an earlier size. MissingError where none was signed."""
        with reading(self.engine) as connection:
            return checkpoint_at(connection, size)

    def tile(self, tile: Tile) -> bytes:
        """A tile of hashes, or a bundle of entries, as it lies in a public copy. MissingError for none."""
        with reading(self.engine) as connection:
            return tile_bytes(connection, tile)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """That the log of the new size begins with that of the old. MissingError where it is not so long."""
        with reading(self.engine) as connection:
            if not old <= new <= read_head(connection).tree.size:
                raise MissingError(Problem("The log is not so long, or the sizes are not in order."))
            return prove_consistency(connection, old, new)

    def log_page(self, before: int | None, most: int) -> LogPage:
        """A stretch of the log before an entry, the last first; for None up to its end."""
        with reading(self.engine) as connection:
            return read_log_page(connection, before, most)

    def calendar(self, first: date, last: date, reader: Actor | None = None) -> tuple[CalendarDay, ...]:
        """Due days of conditions between two days: a filer's own, all for officials and for None."""
        with reading(self.engine) as connection:
            return read_calendar(connection, self._rulebook, first, last, reader)

    def policy_sums(self, policy: str, through: Quarter) -> tuple[PolicySum, ...]:
        """Predicted against actual, summed over the entries of a policy."""
        with reading(self.engine) as connection:
            return read_policy_sums(connection, policy, through)

    def uses_of(self, model: str) -> tuple[str, ...]:
        """The public entries of the uses on the register that run on a model."""
        with reading(self.engine) as connection:
            return affected_deployments(connection, model)

    def titles(self, numbers: Sequence[str]) -> tuple[FiledTitle, ...]:
        """What filings are called; those erased are left out."""
        with reading(self.engine) as connection:
            return read_titles(connection, numbers)

    def out_of_force(self) -> tuple[OutOfForce, ...]:
        """Every deployment on the register whose model is not in force."""
        with reading(self.engine) as connection:
            return deployments_out_of_force(connection)

    def notices(self, entry: str | None = None) -> tuple[Notice, ...]:
        """What was written about public entries; for those who answer it."""
        with reading(self.engine) as connection:
            return read_notices(connection, entry)

    def policies(self) -> tuple[Adopted, ...]:
        """Every policy that was adopted, those in force first, each with the day from which on it is."""
        with reading(self.engine) as connection:
            return adopted_policies(connection, self._clock())

    def look_at_policy(self, payload: Mapping[str, Any]) -> Offer:
        """A policy as `adopt_policy` takes it: all its problems, or what it changes. Nothing is adopted."""
        with reading(self.engine) as connection:
            return look_at_offer(connection, self._rulebook, payload, self._clock())

    def policy(self, policy_hash: str) -> Policy | None:
        """The policy of a hash, whole; None where the register has none."""
        with reading(self.engine) as connection:
            return self._rulebook.kept(connection, policy_hash)

    def replay(self) -> tuple[Replay, ...]:
        """Every decision made again from its stored input and policy."""
        with reading(self.engine) as connection:
            return tuple(replay_decisions(connection, self._rulebook))

    def export_log(self, folder: Path) -> bytes:
        """Write the log as it is stored into a folder, for the verifier; returns the checkpoint."""
        with reading(self.engine) as connection:
            return export_stored_log(connection, folder)

    def download(self) -> Iterator[bytes]:
        """The whole public register: one line of JSON for each version of each entry, in one state."""
        with reading(self.engine) as connection:
            yield from public_lines(connection)

    def append_people_event(self, connection: Connection, event: PeopleEvent) -> None:
        """Add a change of people to the log, within the transaction of the connection."""
        transaction = Transaction(connection, self._signer, event.time)
        transaction.leaf(NewLeaf(event.event, event.kind, event.data, event.commitments))
        transaction.finish()


def _perform(
    acting: Acting, action: str, case: str | None, payload: Mapping[str, Any]
) -> Done | tuple[str, int]:
    if action == "adopt_policy" and case is None:
        return action, adopt_policy(acting, payload)
    if case is None:
        if action in (DRAFT, Action.SUBMIT):
            return new_filing(acting, action, payload)
        raise RegisterError(Problem("The case is not named.", Where(field="case")))
    number = tidy_number(case)
    if action in ON_ENTRIES:
        return action, ON_ENTRIES[action](acting, number, payload)
    if action in ON_CASES:
        return ON_CASES[action](acting, number, payload)
    try:
        wanted = Action(action)
    except ValueError:
        raise RegisterError(Problem(f"There is no action {action[:40]!r}.", Where(field="action"))) from None
    return act_on_case(acting, wanted, number, payload)


def _receipt(done: Done | tuple[str, int], transaction: Transaction, about: str | None) -> Receipt:
    appended = transaction.finish()
    checkpoint = appended.checkpoint.decode()
    if isinstance(done, tuple):
        action, number = done
        entry = "" if about is None else tidy_number(about)
        return Receipt(entry, action, 0, "", appended.time, "", number, checkpoint, next=AFTER.get(action))
    case = done.stored.case
    return Receipt(
        case.number,
        done.action,
        case.version,
        case.state.value,
        appended.time,
        f"{done.stored.token}/{case.version}",
        done.log_number,
        checkpoint,
        case.entry,
        done.next,
        done.by,
        done.created,
        done.affected,
    )


def _digest(action: str, case: str | None, payload: Mapping[str, Any]) -> str:
    """What makes two requests the same."""
    try:
        text = to_text({"action": action, "case": case, "payload": payload})
        return sha256(text.encode("utf-8")).hexdigest()
    except (TypeError, ValueError, RecursionError) as error:
        raise RegisterError(Problem("This is no plain JSON.", Where(field="payload"), str(error))) from None


def _check_key(key: str) -> None:
    try:
        as_text(key, LONGEST_KEY)
    except ValueError:
        raise RegisterError(
            Problem(f"A key has 1 to {LONGEST_KEY} characters.", Where(field="key"))
        ) from None


def _answered(connection: Connection, person: str, key: str, request: str) -> Receipt | None:
    """What was answered to this key before. RegisterError where it came with another request."""
    row = connection.execute(_ANSWERED, {"wanted": person, "wanted_key": key}).one_or_none()
    if row is None:
        return None
    if row.request != request:
        raise RegisterError(
            Problem(
                "This key came with another request before.",
                Where(field="key"),
                "A key stands for one request.",
                "Use a new key for a new request.",
            )
        )
    return from_plain(Receipt, json.loads(row.receipt))
