"""A condition: a duty that a machine can check, with its effect in the economy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EffectKind(StrEnum):
    """What a condition does in the economy model (model.md 4b); amounts and units are in `EFFECTS`."""

    AUGMENT_ONLY = "augment_only"
    HUMAN_FINAL_DECISION = "human_final_decision"
    NOTICE = "notice"
    PHASED_ROLLOUT = "phased_rollout"
    RETRAIN_BEFORE_RELEASE = "retrain_before_release"
    REASSIGN = "reassign"
    ENTRY_FLOOR = "entry_floor"
    REPORT_QUARTERLY = "report_quarterly"


@dataclass(frozen=True, slots=True)
class EffectDefinition:
    """Unit, bounds and meaning of the amount of one kind of effect; at `neutral` it changes nothing."""

    unit: str
    low: float
    high: float
    meaning: str
    neutral: float = 0.0


EFFECTS: dict[EffectKind, EffectDefinition] = {
    EffectKind.AUGMENT_ONLY: EffectDefinition(
        "share", 0.0, 1.0, "share of the automation that becomes assistance instead"
    ),
    EffectKind.HUMAN_FINAL_DECISION: EffectDefinition(
        "share", 0.0, 1.0, "share of the labour of the automated work that stays, to decide"
    ),
    EffectKind.NOTICE: EffectDefinition(
        "months", 0.0, 24.0, "months between the decision and the deployment"
    ),
    EffectKind.PHASED_ROLLOUT: EffectDefinition(
        "months", 1.0, 60.0, "months over which the deployment is spread evenly", 1.0
    ),
    EffectKind.RETRAIN_BEFORE_RELEASE: EffectDefinition(
        "share", 0.0, 1.0, "share of the displaced who are trained before they are released"
    ),
    EffectKind.REASSIGN: EffectDefinition(
        "share", 0.0, 1.0, "share of the displaced moved to a post in a reachable occupation"
    ),
    EffectKind.ENTRY_FLOOR: EffectDefinition(
        "factor", 0.0, 1.0, "factor on the substitution of entry-level hires (1 changes nothing)", 1.0
    ),
    EffectKind.REPORT_QUARTERLY: EffectDefinition(
        "share", 0.0, 0.1, "cost as a share of the output of the work concerned"
    ),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a condition does in the economy: a kind and its amount in `unit` (see `EFFECTS`)."""

    kind: EffectKind
    amount: float
    unit: str
    source: str = ""
    tag: str = "A"


@dataclass(frozen=True, slots=True)
class Condition:
    """A machine-checkable duty attached to an approval.

    The duty is kept while `metric comparator threshold` holds (threshold in `unit`), checked at `cadence` or
    once by `due`, proved by `evidence`; `owner` answers for it and `consequence` follows a breach.
    """

    id: str
    title: str
    metric: str
    comparator: str
    threshold: float | bool | str
    unit: str
    evidence: str
    owner: str
    consequence: str
    effect: Effect
    source: str
    tag: str
    cadence: str | None = None
    due: str | None = None
    title_zh: str = ""
    evidence_zh: str = ""
    owner_zh: str = ""
    consequence_zh: str = ""
