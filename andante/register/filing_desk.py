"""What is filed, looked into: the filing, the model it names, the policy that decides it, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from andante.errors import AndanteError, FilingError, Problem, RegisterError, Where
from andante.filing.fields import FilingKind
from andante.filing.load import load_filing
from andante.filing.schema import Filing
from andante.policies.decide import decide_one, procedure_of
from andante.policies.decision import Decision
from andante.policies.schema import Policy
from andante.register.case import Gap, Given
from andante.register.case_rows import StoredCase, case_of_entry, filed_version
from andante.register.completeness import find_gaps
from andante.register.given import Sent
from andante.register.numbering import tidy_number
from andante.register.plain import from_plain
from andante.register.policy_shelf import Rulebook
from andante.register.predicted import Prediction
from andante.register.states import State
from andante.register.tables_filings import POLICIES
from andante.register.transitions import IN_GOOD_ORDER
from andante.register.workflow import procedure_for

MODEL_GAP = Gap("model", "Model", "a deployment names the approved model and the version it runs on")


@dataclass(frozen=True, slots=True)
class Named:
    """The model that a deployment names: its public entry, version and state now."""

    entry: str
    version: str
    state: State


def policy_name(connection: Connection, policy_hash: str) -> str:
    """The name of a policy that the register keeps."""
    return str(connection.execute(select(POLICIES.c.name).where(POLICIES.c.hash == policy_hash)).scalar_one())


def read_filing(sent: Mapping[str, Any], kind: FilingKind | None = None) -> Filing:
    """The filing of a mapping with its kind. FilingError with all problems; so is another kind than asked."""
    filing = load_filing(sent)
    if kind is not None and filing.kind != kind:
        raise FilingError(
            Problem(f"this is a filing of a {filing.kind}", Where(field="kind"), f"the case is of a {kind}")
        )
    return filing


def read_prediction(sent: Mapping[str, Any] | None) -> Prediction | None:
    """What the assessment predicts. RegisterError for what is no prediction."""
    if sent is None:
        return None
    try:
        return from_plain(Prediction, dict(sent))
    except (AndanteError, KeyError, TypeError, ValueError, AttributeError):
        raise RegisterError(
            Problem(
                "predicted is not what an assessment writes",
                Where(field="predicted"),
                mend="Upload the folder that `andante assess` wrote: what it predicts is read from there.",
            )
        ) from None


def named_model(connection: Connection, sent: Sent, stored: StoredCase | None) -> Named | None:
    """The model that a deployment names now, or named before. RegisterError where there is no such entry."""
    entry = sent.model or (None if stored is None else stored.model)
    kept = stored is not None and sent.model is None  # another model has another version
    version = sent.model_version or (stored.model_version if stored is not None and kept else None)
    if entry is None:
        return None
    number = tidy_number(entry)
    model = case_of_entry(connection, number)
    if model is None or model.case.kind != "model":
        raise RegisterError(
            Problem(
                f"{number} is no model of the public register.",
                Where(field="model"),
                "A deployment names an approved model.",
                "Look the model up in the public register.",
            )
        )
    filed = filed_version(connection, model.case.number, model.filed_version).filing
    registered = None if filed is None else filed.get("version")
    if version is not None and version != registered:
        raise RegisterError(
            Problem(
                f"{number} is registered in version {registered}, not {version[:60]}.",
                Where(field="model_version"),
                "A new version of a model is a change filing of its own.",
                "Name the entry of the version that is used.",
            )
        )
    return Named(number, str(registered or ""), model.case.state)


def with_model_approved(filing: Filing, named: Named | None) -> Filing:
    """The filing with what the register itself knows: whether the model behind it is in force."""
    if filing.kind != "deployment":
        return filing
    known = None if named is None else named.state in IN_GOOD_ORDER
    return replace(filing, values={**filing.values, "model_approved": known})


@dataclass(frozen=True, slots=True)
class Desk:
    """A policy with its rules on a day."""

    policy: Policy
    rulebook: Rulebook
    on: date

    def decide(self, filing: Filing) -> Decision:
        """What the policy proposes, with the smallest change that turns it."""
        compiled = self.rulebook.compiled(self.policy, filing.kind, self.on)
        return decide_one(self.policy, filing, self.on, compiled)

    def submitted(self, filing: Filing, named: Named | None, given: Given) -> Given:
        """What the register adds to a submission: everything that is missing, and the procedure."""
        compiled = self.rulebook.compiled(self.policy, filing.kind, self.on)
        gaps = find_gaps(self.policy, filing, self.on, compiled)
        if filing.kind == "deployment" and named is None:
            gaps = (*(gap for gap in gaps if gap.field != "model_approved"), MODEL_GAP)
        procedure = procedure_for(self.policy, procedure_of(compiled, filing))
        return replace(given, gaps=gaps, procedure=None if procedure is None else procedure.id)
