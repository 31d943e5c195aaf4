"""Filings on their way through a running register, by its API, each step by whoever may take it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from running_service import Member, Service, running, settle

MODEL: Mapping[str, Any] = {
    "kind": "model",
    "provider": "Heron Models",
    "purpose": "Writes and sums up text for offices.",
    "version": "3.1",
    "corpus_sample_pass_rate": 0.99,
    "corpus_technical_pass_rate": 0.995,
    "test_bank_questions": 2500,
    "content_pass_rate": 0.97,
    "refusal_bank_questions": 600,
    "refusal_rate": 0.98,
    "non_refusal_bank_questions": 600,
    "over_refusal_rate": 0.02,
    "keyword_count": 12000,
    "training_data_statement": True,
    "algorithm_type": "generation_synthesis",
    "public_facing": False,
    "incident_contact": True,
    "evaluation_at_work": True,
}
DEPLOYMENT: Mapping[str, Any] = {
    "kind": "deployment",
    "system_name": "Service desk assistant",
    "purpose": "Suggests answers while a representative talks to a customer.",
    "sector": "K",
    "occupation": "4222",
    "mode": "augment",
    "autonomy": "advice",
    "firm_size": 400,
    "workers_affected": 40,
    "automated_work": 0,
    "automated_work_12m": 0,
    "assisted_work": 12,
    "displaced_share": 0,
    "entry_level_share": 0.2,
    "model_approved": True,
    "human_final_decision": True,
    "override_rate": 0.1,
    "retraining_offered": True,
    "reassignment_offered": True,
    "notice_days": 60,
    "consultation_held": True,
    "consultation_days_before": 90,
    "entry_hiring_kept": True,
    "reversible": True,
    "monitoring_plan": True,
    "local_unemployment_rate": 0.05,
    "local_youth_unemployment_rate": 0.12,
    "high_impact_decision": False,
    "rollout_months": 6,
}


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


@dataclass
class Register:
    """A running register with its people."""

    service: Service
    members: Mapping[str, Member]

    def as_(self, who: str) -> httpx.Client:
        return self.service.client(self.members[who].token)

    def anyone(self) -> httpx.Client:
        return self.service.client()

    def act(self, who: str, number: str, action: str, **given: Any) -> dict[str, Any]:
        with self.as_(who) as client:
            answer = client.post(f"/api/v1/filings/{number}/actions/{action}", json=given, headers=key())
        assert answer.status_code == 200, f"{who} {action}: {answer.text}"
        found: dict[str, Any] = answer.json()
        return found

    def file(self, filing: Mapping[str, Any], who: str = "filer", **more: Any) -> dict[str, Any]:
        with self.as_(who) as client:
            answer = client.post("/api/v1/filings", json={"filing": dict(filing), **more}, headers=key())
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def case(self, number: str, who: str = "reviewer") -> dict[str, Any]:
        with self.as_(who) as client:
            found: dict[str, Any] = client.get(f"/api/v1/filings/{number}").json()
        return found

    def decide(self, number: str, reason: str = "") -> None:
        """From submitted to published, as the policy proposes."""
        self.act("reviewer", number, "take_up")
        self.act("reviewer", number, "accept")
        self.act("reviewer", number, "assess")
        proposed = self.case(number)["case"]["policy"]
        given = {"outcome": proposed["outcome"], "conditions": proposed["conditions"]}
        if reason:
            given["reason"] = reason
        if self.case(number)["case"]["kind"] == "deployment":
            self.act("reviewer", number, "open_consultation")
            self.act("reviewer", number, "record_consultation", statement="The council agreed.")
        self.act("reviewer", number, "propose", **given)
        self.act("approver", number, "decide", **given)
        self.act("approver", number, "publish")

    def published_model(self) -> str:
        number: str = self.file(MODEL)["number"]
        self.decide(number)
        return number

    def published_deployment(self, model: str, **changed: Any) -> str:
        filing = {**DEPLOYMENT, **changed}
        filing.pop("model_approved", None)
        number: str = self.file(filing, model=model, model_version="3.1", planned_start="2027-03-01")[
            "number"
        ]
        self.decide(number)
        return number


@contextmanager
def register_with_people(folder: Path) -> Iterator[Register]:
    """A register that runs, with somebody in every role."""
    members = settle(folder)
    with running(folder) as service:
        yield Register(service, members)
