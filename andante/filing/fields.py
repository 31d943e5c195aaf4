"""Every field of a filing, once: its type, unit, bounds, scale and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

SCHEMA_VERSION = 1

FilingKind = Literal["deployment", "model"]
FieldType = Literal["number", "bool", "string"]
Value = float | bool | str

SECTORS = tuple("ABCDEFGHIJKLMNOPQRSTU")
ALGORITHM_TYPES = (
    "generation_synthesis",
    "personalised_push",
    "ranking_selection",
    "retrieval_filtering",
    "scheduling_decision",
)


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One field of a filing.

    `scale` is the amount of change that counts as one in the search for the smallest change that turns a
    decision; `step` is the resolution in which a number is filed (0 for bool and string). `changeable` says
    whether the filer can change the field, as opposed to a fact of the world or the nature of the system.
    """

    name: str
    kind: FilingKind
    type: FieldType
    unit: str
    title: str
    meaning: str
    changeable: bool
    scale: float = 1.0
    low: float | None = None
    high: float | None = None
    step: float = 0.0
    choices: tuple[str, ...] = ()


def _number(
    kind: FilingKind,
    name: str,
    unit: str,
    title: str,
    meaning: str,
    *,
    low: float,
    high: float,
    scale: float,
    step: float,
    changeable: bool = True,
) -> FieldDefinition:
    return FieldDefinition(name, kind, "number", unit, title, meaning, changeable, scale, low, high, step)


def _share(
    kind: FilingKind,
    name: str,
    title: str,
    meaning: str,
    *,
    scale: float = 0.1,
    step: float = 0.001,
    changeable: bool = True,
) -> FieldDefinition:
    return _number(
        kind, name, "share", title, meaning, low=0.0, high=1.0, scale=scale, step=step, changeable=changeable
    )


def _flag(
    kind: FilingKind, name: str, title: str, meaning: str, *, changeable: bool = True
) -> FieldDefinition:
    return FieldDefinition(name, kind, "bool", "yes or no", title, meaning, changeable)


def _word(
    kind: FilingKind,
    name: str,
    title: str,
    meaning: str,
    *,
    choices: tuple[str, ...] = (),
    changeable: bool = False,
) -> FieldDefinition:
    return FieldDefinition(name, kind, "string", "word", title, meaning, changeable, choices=choices)


DEPLOYMENT_FIELDS: tuple[FieldDefinition, ...] = (
    _word("deployment", "system_name", "System", "Name of the system put to work."),
    _word("deployment", "purpose", "Purpose", "What the system is for, in the filer's words."),
    _word("deployment", "sector", "Sector", "ISIC section of the firm, a letter.", choices=SECTORS),
    _word("deployment", "occupation", "Occupation", "ISCO-08 id of the occupation most affected."),
    _word(
        "deployment",
        "mode",
        "Mode",
        "Whether people keep the task (augment) or the system takes it over (automate).",
        choices=("augment", "automate"),
        changeable=True,
    ),
    _word(
        "deployment",
        "autonomy",
        "Autonomy",
        "Whether the system advises, acts under supervision, or acts alone.",
        choices=("advice", "supervised", "autonomous"),
        changeable=True,
    ),
    _number(
        "deployment",
        "firm_size",
        "workers",
        "Size of the firm",
        "Workers of the firm.",
        low=1,
        high=5e6,
        scale=100,
        step=1,
        changeable=False,
    ),
    _number(
        "deployment",
        "workers_affected",
        "workers",
        "Workers affected",
        "Workers whose tasks the system touches.",
        low=0,
        high=5e6,
        scale=20,
        step=1,
    ),
    _number(
        "deployment",
        "automated_work",
        "full-time equivalents",
        "Automated work",
        "Full-time equivalents of tasks that this deployment takes over.",
        low=0,
        high=5e6,
        scale=20,
        step=0.1,
    ),
    _number(
        "deployment",
        "automated_work_12m",
        "full-time equivalents",
        "Automated work in twelve months",
        "Automated work of this and every other deployment of the firm in the last twelve months.",
        low=0,
        high=5e6,
        scale=20,
        step=0.1,
    ),
    _number(
        "deployment",
        "assisted_work",
        "full-time equivalents",
        "Assisted work",
        "Full-time equivalents of tasks that people keep and do with the system.",
        low=0,
        high=5e6,
        scale=20,
        step=0.1,
    ),
    _share(
        "deployment", "displaced_share", "Displaced share", "Automated work over the workers of the firm."
    ),
    _share(
        "deployment",
        "entry_level_share",
        "Entry-level share",
        "Share of the affected posts that are entry-level posts.",
    ),
    _flag(
        "deployment",
        "model_approved",
        "Model approved",
        "The model behind the system has been approved or is exempt.",
    ),
    _flag(
        "deployment",
        "human_final_decision",
        "Human final decision",
        "A person takes the final decision on each case.",
    ),
    _share(
        "deployment",
        "override_rate",
        "Override rate",
        "Share of the proposals that people overrule.",
        scale=0.05,
    ),
    _flag(
        "deployment",
        "retraining_offered",
        "Retraining offered",
        "Every displaced worker is offered retraining.",
    ),
    _flag(
        "deployment",
        "reassignment_offered",
        "Reassignment offered",
        "Every displaced worker is offered another post at a reasonable wage.",
    ),
    _number(
        "deployment",
        "notice_days",
        "days",
        "Notice",
        "Calendar days of notice to the workers affected before the system works.",
        low=0,
        high=730,
        scale=30,
        step=1,
    ),
    _flag(
        "deployment",
        "consultation_held",
        "Consultation held",
        "Workers' representatives or all staff were heard.",
    ),
    _number(
        "deployment",
        "consultation_days_before",
        "days",
        "Consultation ahead",
        "Calendar days between the consultation and the start.",
        low=0,
        high=730,
        scale=30,
        step=1,
    ),
    _flag(
        "deployment",
        "entry_hiring_kept",
        "Entry hiring kept",
        "The firm keeps hiring at entry level in the occupation at its past rate.",
    ),
    _flag("deployment", "reversible", "Reversible", "The work can go back to people within a month."),
    _flag(
        "deployment",
        "monitoring_plan",
        "Monitoring plan",
        "There is a plan to measure the effect on workers.",
    ),
    _share(
        "deployment",
        "local_unemployment_rate",
        "Local unemployment",
        "Unemployment rate of the place, as a fraction of one.",
        scale=0.01,
        step=0.001,
        changeable=False,
    ),
    _share(
        "deployment",
        "local_youth_unemployment_rate",
        "Local youth unemployment",
        "Unemployment rate of the young of the place, as a fraction of one.",
        scale=0.02,
        step=0.001,
        changeable=False,
    ),
    _flag(
        "deployment",
        "high_impact_decision",
        "High-impact decision",
        "The system decides on hiring, pay, dismissal, credit, health or safety of persons.",
        changeable=False,
    ),
    _number(
        "deployment",
        "rollout_months",
        "months",
        "Rollout",
        "Months over which the deployment is spread.",
        low=0,
        high=120,
        scale=6,
        step=1,
    ),
)

MODEL_FIELDS: tuple[FieldDefinition, ...] = (
    _word("model", "provider", "Provider", "Who offers the model."),
    _word("model", "purpose", "Purpose", "What the model is for, in the filer's words."),
    _word("model", "version", "Version", "Version of the model."),
    _word(
        "model",
        "algorithm_type",
        "Type of algorithm",
        "One of the five types of the algorithm registry.",
        choices=ALGORITHM_TYPES,
    ),
    _share(
        "model",
        "corpus_sample_pass_rate",
        "Corpus pass rate, by hand",
        "Share of a sample of the corpus that passed inspection by hand.",
        scale=0.05,
        step=0.0001,
    ),
    _share(
        "model",
        "corpus_technical_pass_rate",
        "Corpus pass rate, by machine",
        "Share of a sample of the corpus that passed technical inspection.",
        scale=0.05,
        step=0.0001,
    ),
    _number(
        "model",
        "test_bank_questions",
        "questions",
        "Test bank",
        "Questions in the bank that tests what the model writes.",
        low=0,
        high=1e7,
        scale=500,
        step=1,
    ),
    _share(
        "model",
        "content_pass_rate",
        "Content pass rate",
        "Share of the test bank that was answered acceptably.",
        scale=0.05,
        step=0.0001,
    ),
    _number(
        "model",
        "refusal_bank_questions",
        "questions",
        "Refusal bank",
        "Questions that the model should refuse.",
        low=0,
        high=1e7,
        scale=500,
        step=1,
    ),
    _share(
        "model",
        "refusal_rate",
        "Refusal rate",
        "Share of the refusal bank that was refused.",
        scale=0.05,
        step=0.0001,
    ),
    _number(
        "model",
        "non_refusal_bank_questions",
        "questions",
        "Non-refusal bank",
        "Questions that the model should answer.",
        low=0,
        high=1e7,
        scale=500,
        step=1,
    ),
    _share(
        "model",
        "over_refusal_rate",
        "Over-refusal rate",
        "Share of the non-refusal bank that was refused.",
        scale=0.05,
        step=0.0001,
    ),
    _number(
        "model",
        "keyword_count",
        "keywords",
        "Keyword library",
        "Keywords in the provider's library.",
        low=0,
        high=1e8,
        scale=5000,
        step=1,
    ),
    _flag(
        "model",
        "training_data_statement",
        "Training data statement",
        "The sources of the training data are stated.",
    ),
    _flag("model", "public_facing", "Public", "The model is offered to the public.", changeable=False),
    _flag("model", "incident_contact", "Incident contact", "There is a named contact for incidents."),
    _flag(
        "model",
        "evaluation_at_work",
        "Evaluation at work",
        "The model was evaluated on tasks of work, with people.",
    ),
)

FIELDS: MappingProxyType[str, MappingProxyType[str, FieldDefinition]] = MappingProxyType(
    {
        "deployment": MappingProxyType({field.name: field for field in DEPLOYMENT_FIELDS}),
        "model": MappingProxyType({field.name: field for field in MODEL_FIELDS}),
    }
)
KINDS: tuple[FilingKind, ...] = ("deployment", "model")
