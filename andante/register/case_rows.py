"""Cases in the database: one row for where each stands, one for each version of what was filed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from andante.errors import MissingError, Problem, RegisterError, Where
from andante.filing.load import load_filing
from andante.filing.schema import Filing
from andante.register.case import Case
from andante.register.commitment import commit
from andante.register.plain import from_plain, to_plain, to_text
from andante.register.predicted import Prediction
from andante.register.sentences import NEUTRAL
from andante.register.tables_filings import CASES, FILINGS


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case with what the register knows of it besides the workflow.

    `token` stands for it in the log until it is public. `model` is the public entry of the model behind a
    deployment, `filed_version` the last version of what was filed.
    """

    case: Case
    token: str
    jurisdiction: str
    policy_hash: str
    filer: str
    filed_version: int
    created: str
    model: str | None = None
    model_version: str | None = None
    watch: date | None = None


@dataclass(frozen=True, slots=True)
class FiledVersion:
    """One version of what was filed. `filing` and `salt` are None once erased; `digest` is in the log."""

    number: str
    version: int
    filing: Filing | None
    salt: bytes | None = field(repr=False)
    digest: str
    assessment: str | None
    predicted: Prediction | None
    received: str
    erased: str | None


def find_case(connection: Connection, number: str) -> StoredCase | None:
    """The case of a number, or None."""
    row = connection.execute(_BY_NUMBER, {"wanted": number}).one_or_none()
    return None if row is None else stored_case(row)


def load_case(connection: Connection, number: str) -> StoredCase:
    """The case of a number. RegisterError, in the words for what one may not see, where there is none."""
    found = find_case(connection, number)
    if found is None:
        raise MissingError(Problem(NEUTRAL.en, Where(field="case")))
    return found


def case_of_entry(connection: Connection, entry: str) -> StoredCase | None:
    """The case behind a public entry, or None."""
    row = connection.execute(select(CASES).where(CASES.c.entry == entry)).one_or_none()
    return None if row is None else stored_case(row)


def stored_case(row: Row[Any]) -> StoredCase:
    """A case out of its row. RegisterError where it was changed so that it cannot be read."""
    return StoredCase(
        case_of_facts(row.number, row.facts),
        row.token,
        row.jurisdiction,
        row.policy_hash,
        row.filer,
        row.filed_version,
        row.created,
        row.model,
        row.model_version,
        None if row.watch is None else date.fromisoformat(row.watch),
    )


def case_of_facts(number: str, facts: str) -> Case:
    """A case out of its stored text. RegisterError where that was changed so that it cannot be read."""
    try:
        return from_plain(Case, json.loads(facts))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise RegisterError(
            Problem(
                "The facts of this case cannot be read.",
                Where("cases", field=number),
                "They were changed past the register.",
                "Run `andante register check`, and restore a backup.",
            )
        ) from None


def standing(stored: StoredCase) -> dict[str, Any]:
    """A case as it stands, whole: what the entry of the log of its last step commits to."""
    return {
        "case": to_plain(stored.case),
        "created": stored.created,
        "filed_version": stored.filed_version,
        "filer": stored.filer,
        "jurisdiction": stored.jurisdiction,
        "model": stored.model,
        "model_version": stored.model_version,
        "policy_hash": stored.policy_hash,
        "token": stored.token,
        "watch": None if stored.watch is None else stored.watch.isoformat(),
    }


def insert_case(connection: Connection, stored: StoredCase) -> str:
    """Write a new case; returns the digest of its standing, for the log."""
    hidden = commit(standing(stored))
    fixed = {
        "number": stored.case.number,
        "token": stored.token,
        "kind": stored.case.kind,
        "jurisdiction": stored.jurisdiction,
        "policy_hash": stored.policy_hash,
        "unit": stored.case.unit,
        "filer": stored.filer,
        "created": stored.created,
    }
    moving = moving_columns(stored) | {"updated": stored.created, "facts_salt": hidden.salt}
    connection.execute(_ADD_CASE, fixed | moving)
    return hidden.digest


def update_case(connection: Connection, stored: StoredCase, time: str) -> str:
    """Write where a case stands now; returns the digest of its standing, for the log."""
    hidden = commit(standing(stored))
    moving = moving_columns(stored) | {"updated": time, "facts_salt": hidden.salt}
    values = {f"new_{name}": value for name, value in moving.items()}
    changed = connection.execute(_UPDATE, {**values, "wanted": stored.case.number})
    if changed.rowcount != 1:
        raise MissingError(Problem(NEUTRAL.en, Where(field="case")))
    return hidden.digest


def moving_columns(stored: StoredCase) -> dict[str, Any]:
    """What the columns of a case show of where it stands."""
    case = stored.case
    return {
        "state": case.state.value,
        "phase": None if case.phase is None else case.phase.value,
        "step": case.version,
        "filed_version": stored.filed_version,
        "facts": to_text(case),
        "entry": case.entry,
        "replaces": case.replaces,
        "model": stored.model,
        "model_version": stored.model_version,
        "clock": None if case.clock is None else case.clock.name.value,
        "due": None if case.clock is None else case.clock.due.isoformat(),
        "watch": None if stored.watch is None else stored.watch.isoformat(),
    }


_MOVING = (
    "state",
    "phase",
    "step",
    "filed_version",
    "facts",
    "facts_salt",
    "entry",
    "replaces",
    "model",
    "model_version",
    "clock",
    "due",
    "watch",
    "updated",
)


def _statements() -> tuple[Any, Any]:
    wanted = CASES.c.number == bindparam("wanted")
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _MOVING}
    return select(CASES).where(wanted), update(CASES).where(wanted).values(values)


_BY_NUMBER, _UPDATE = _statements()
_ADD_CASE, _ADD_FILING = insert(CASES), insert(FILINGS)


def insert_filing(
    connection: Connection,
    number: str,
    version: int,
    filing: Filing,
    assessment: str | None,
    predicted: Prediction | None,
    time: str,
) -> str:
    """Write a version of what was filed; returns the digest that the log holds of it."""
    text = filing.canonical()
    told = None if predicted is None else to_text(predicted)
    hidden = commit(committed(text, assessment, told))
    connection.execute(
        _ADD_FILING,
        {
            "number": number,
            "version": version,
            "filing": text,
            "salt": hidden.salt,
            "digest": hidden.digest,
            "assessment": assessment,
            "predicted": told,
            "received": time,
            "erased": None,
        },
    )
    return hidden.digest


def committed(filing: str, assessment: str | None, predicted: str | None) -> dict[str, Any]:
    """What the commitment to a version holds."""
    told = None if predicted is None else json.loads(predicted)
    return {"assessment": assessment, "filing": json.loads(filing), "predicted": told}


def filed_versions(connection: Connection, number: str) -> tuple[FiledVersion, ...]:
    """Every version of what was filed, the first first."""
    query = select(FILINGS).where(FILINGS.c.number == number).order_by(FILINGS.c.version)
    return tuple(_filed(row) for row in connection.execute(query))


def filed_version(connection: Connection, number: str, version: int) -> FiledVersion:
    """One version of what was filed. RegisterError where there is none."""
    row = connection.execute(
        select(FILINGS).where(FILINGS.c.number == number, FILINGS.c.version == version)
    ).one_or_none()
    if row is None:
        raise RegisterError(Problem(f"{number} has no version {version}.", Where(field="version")))
    return _filed(row)


def moment_of(text: str) -> datetime:
    """The moment that the log writes as this text."""
    return datetime.fromisoformat(text)


def stored_filing(text: str) -> Filing:
    """The filing of a canonical text."""
    content = json.loads(text)
    values = content["values"]
    return load_filing({"kind": content["kind"], "schema_version": content["schema_version"], **values})


def _filed(row: Row[Any]) -> FiledVersion:
    return FiledVersion(
        row.number,
        row.version,
        None if row.filing is None else stored_filing(row.filing),
        None if row.salt is None else bytes(row.salt),
        row.digest,
        row.assessment,
        None if row.predicted is None else from_plain(Prediction, json.loads(row.predicted)),
        row.received,
        row.erased,
    )
