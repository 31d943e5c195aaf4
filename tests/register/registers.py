"""A register to test with: people, a clock set by hand, filings, and their way through the workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from andante.register.case_rows import load_case
from andante.register.engine import open_engine, reading
from andante.register.migrate import migrate
from andante.register.receipt import Receipt
from andante.register.signed_note import SigningKey
from andante.register.states import Role
from andante.register.store import Store

KEY = SigningKey("register.example/log", b"k" * 32)
POLICY = "controlled-innovation"
START = datetime(2026, 6, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Somebody:
    """A person as the store sees one."""

    id: str
    roles: frozenset[Role]
    acts_for: frozenset[str] = frozenset()


FILER = Somebody("filer-1", frozenset({Role.FILER}), frozenset({"acme"}))
OTHER_FILER = Somebody("filer-2", frozenset({Role.FILER}), frozenset({"other"}))
REVIEWER = Somebody("reviewer-1", frozenset({Role.REVIEWER}))
APPROVER = Somebody("approver-1", frozenset({Role.APPROVER}))
AUDITOR = Somebody("auditor-1", frozenset({Role.AUDITOR}))
ADMINISTRATOR = Somebody("administrator-1", frozenset({Role.ADMINISTRATOR}))

MODEL: Mapping[str, Any] = {
    "kind": "model",
    "provider": "Yun",
    "purpose": "智能客服问答",
    "version": "1.0",
    "algorithm_type": "generation_synthesis",
    "corpus_sample_pass_rate": 0.99,
    "corpus_technical_pass_rate": 0.99,
    "test_bank_questions": 2500,
    "content_pass_rate": 0.95,
    "refusal_bank_questions": 600,
    "refusal_rate": 0.99,
    "non_refusal_bank_questions": 600,
    "over_refusal_rate": 0.01,
    "keyword_count": 12000,
    "training_data_statement": True,
    "public_facing": True,
    "incident_contact": True,
    "evaluation_at_work": True,
}
DEPLOYMENT: Mapping[str, Any] = {
    "kind": "deployment",
    "system_name": "智能客服",
    "purpose": "answers customers in writing",
    "sector": "N",
    "occupation": "4222",
    "mode": "automate",
    "autonomy": "supervised",
    "firm_size": 400,
    "workers_affected": 60,
    "automated_work": 24,
    "automated_work_12m": 24,
    "assisted_work": 10,
    "displaced_share": 0.06,
    "entry_level_share": 0.4,
    "human_final_decision": True,
    "override_rate": 0.05,
    "retraining_offered": True,
    "reassignment_offered": True,
    "notice_days": 60,
    "consultation_held": True,
    "consultation_days_before": 30,
    "entry_hiring_kept": True,
    "reversible": True,
    "monitoring_plan": True,
    "local_unemployment_rate": 0.05,
    "local_youth_unemployment_rate": 0.15,
    "high_impact_decision": False,
    "rollout_months": 8,
}


@dataclass
class Register:
    """A store with its clock: every action takes a second."""

    url: str
    engine: Engine
    store: Store = field(init=False)
    now: datetime = START

    def __post_init__(self) -> None:
        self.store = Store(self.engine, KEY, lambda: self.now)

    def act(
        self,
        person: Somebody,
        action: str,
        case: str | None,
        payload: Mapping[str, Any] | None = None,
        key: str | None = None,
    ) -> Receipt:
        self.now += timedelta(seconds=1)
        return self.store.act(person, action, case, payload or {}, key)

    def submit_model(self, **changes: Any) -> str:
        return self.act(FILER, "submit", None, {"filing": {**MODEL, **changes}}).number

    def submit_deployment(self, model: str, **more: Any) -> str:
        payload = {"filing": DEPLOYMENT, "model": model, "planned_start": "2026-09-01", **more}
        return self.act(FILER, "submit", None, payload).number

    def decide(self, number: str) -> str:
        """A filing from submission to the decision that the policy proposes."""
        self.act(REVIEWER, "take_up", number)
        self.act(REVIEWER, "accept", number)
        self.act(REVIEWER, "assess", number)
        with reading(self.engine) as connection:
            case = load_case(connection, number).case
        assert case.policy is not None
        answer = {"outcome": case.policy.outcome.word, "conditions": list(case.policy.conditions)}
        if case.kind == "deployment" and case.procedure != "simplified":
            self.act(REVIEWER, "open_consultation", number)
            self.act(REVIEWER, "record_consultation", number, {"statement": "The union agreed."})
        self.act(REVIEWER, "propose", number, answer)
        self.act(APPROVER, "decide", number, answer)
        return number

    def publish(self, number: str) -> str:
        self.decide(number)
        self.act(APPROVER, "publish", number)
        return number

    def published_pair(self) -> tuple[str, str]:
        """A published model and a published deployment on it."""
        model = self.publish(self.submit_model())
        return model, self.publish(self.submit_deployment(model))


def open_register(url: str) -> Register:
    """A register on a database that is of this version."""
    return Register(url, open_engine(url))


def new_register(url: str, adopt: bool = True) -> Register:
    """A register on an empty database, with a policy in force."""
    engine = open_engine(url)
    migrate(engine)
    made = Register(url, engine)
    if adopt:
        made.act(ADMINISTRATOR, "adopt_policy", None, {"policy": POLICY})
    return made


@dataclass(frozen=True)
class Past:
    """A register with a published model, a published deployment, and one more model submitted after.

    `kept` is the checkpoint that somebody kept before that last submission, of 17 entries.
    """

    url: str
    model: str
    deployment: str
    last: str
    kept: bytes
    now: datetime


def make_past(url: str) -> Past:
    made = new_register(url)
    model, deployment = made.published_pair()
    kept = made.store.checkpoint()
    last = made.submit_model(version="2.0")
    made.engine.dispose()
    return Past(url, model, deployment, last, kept, made.now)


def plain_url(url: str) -> str:
    """The same database, opened without anything that a register does."""
    return url.replace("postgresql://", "postgresql+psycopg://")


def evidence(event: str, value: float | bool | str | None, note: str = "see the annex") -> dict[str, Any]:
    """What a filer sends to show a condition kept."""
    return {"evidence": [{"event": event, "value": value, "note": note}]}
