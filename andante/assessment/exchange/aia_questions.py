"""Where the Canadian Algorithmic Impact Assessment and a deployment file ask the same: one table.

Names of questions and values of choices are those of `src/survey-enfr.json` of canada-ca/aia-eia-js (MIT
licence) in its versions 0.10.0 and 1.0.0; 1.0.1 asks the same questions as 1.0.0. Questions of similar
words that ask something else are not here: `APART` says which and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["both", "import", "export", "check"]
Said = Mapping[str, object]

NEWEST = "v1.0.1"
CATALOGUES = {"1.0.1": "1.0", "1.0.0": "1.0", "0.10.0": "0.10"}
"""Version of the tool -> the list of questions it asks."""
SOURCE = "canada-ca/aia-eia-js, src/survey-enfr.json, v0.10.0 and v1.0.0 (MIT)"
UNIONS = "bargaining agents"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: what it is in English, and what it says of the deployment (attribute -> answer)."""

    value: str
    title: str
    says: Said = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the AIA that a deployment file also asks, or that an assessment can answer.

    A text question (no choices) holds the answer at `attribute`. `several`: a list of choices is saved.
    `check` questions only decide which others are shown; an answer left over in a question that is not
    `shown_if` is no answer. `rule` says how the two meet.
    """

    name: str
    catalogues: tuple[str, ...]
    paths: tuple[str, ...]
    direction: Direction
    rule: str
    attribute: str = ""
    choices: tuple[Choice, ...] = ()
    several: bool = False
    shown_if: tuple[tuple[str, tuple[str, ...]], ...] = ()


BOTH = ("0.10", "1.0")
_YES = {"high_impact_decision": True}
_SECTORS = (
    Choice("item1-1", "health-related services", _YES),
    Choice("item2-1", "economic interests"),
    Choice("item3-1", "social assistance"),
    Choice("item4-1", "access and mobility"),
    Choice("item5-1", "licensing and permits"),
    Choice("item7-1", "employment", _YES),
    Choice("item6-1", "other"),
)
_HEARD = {"consultation.held": True, "consultation.with_whom": UNIONS}
_PARTNERS = (
    Choice("item2", "general public (0.10: civil society)"),
    Choice("item7", "academia"),
    Choice("item8", "industry"),
    Choice("item11", UNIONS, _HEARD),
    Choice("item12", "governments in other jurisdictions"),
    Choice("item13", "international organizations"),
    Choice("item14", "clients or their representatives"),
    Choice("item15", "Indigenous organizations (0.10: Indigenous groups)"),
    Choice("item9", "other"),
)
_NEW_PARTNERS = (Choice("item16", "non-governmental organizations"), Choice("item19", "professional bodies"))
_HEARD_RULE = (
    "engaged bargaining agents: workers' representatives were heard; other groups say nothing of the workers"
)
_ENGAGED = (
    ("projectDetailsPhase", ("item2",)),
    ("consultationImplementation3", ("item1-1", "item1-2")),
)
_ENGAGED_RULE = "whether external partners were engaged: opens the list of them"
_STAFF_RULE = (
    "major impacts on staff, in numbers or roles: yes where an assessment finds 20 people or a tenth of the"
    " roster affected (the thresholds of collective dismissal, Labour Contract Law art. 41); never no"
)
_SECTOR_RULE = (
    "health, employment or public safety ticked: a decision of high impact; the others leave it open, since"
    " the deployment file asks about other fields (pay, credit)"
)

QUESTIONS: tuple[Question, ...] = (
    Question("projectDetailsTitle", BOTH, ("system.name",), "both", "the same text", "name"),
    Question("projectDetailsDescription", BOTH, ("system.purpose",), "both", "the same text", "purpose"),
    Question(
        "projectDetailsPhase",
        BOTH,
        (),
        "check",
        "decides which consultation page counts: planned (design) is not held",
        choices=(Choice("item1", "design"), Choice("item2", "implementation")),
    ),
    Question("aboutAlgorithm6", ("1.0",), ("model.name",), "both", "the same text", "model.name"),
    Question(
        "decisionSector1",
        ("0.10",),
        ("system.high_impact_decision",),
        "import",
        _SECTOR_RULE,
        choices=_SECTORS,
        several=True,
    ),
    Question(
        "decisionSector1",
        ("1.0",),
        ("system.high_impact_decision",),
        "import",
        _SECTOR_RULE,
        choices=(*_SECTORS, Choice("item8-1", "public safety and law enforcement", _YES)),
        several=True,
    ),
    Question(
        "impact30",
        BOTH,
        ("system.human_final_decision", "system.autonomy"),
        "both",
        "full automation: the system decides, no person; partial: a person whom the system supports decides",
        choices=(
            Choice("item1-4", "full automation", {"human_final_decision": False, "autonomy": "autonomous"}),
            Choice("item2-2", "partial automation", {"human_final_decision": True}),
        ),
    ),
    Question(
        "riskProfile4",
        ("0.10",),
        ("roster",),
        "export",
        _STAFF_RULE,
        choices=(Choice("item1-3", "yes"), Choice("item2-0", "no")),
    ),
    Question(
        "impact4A",
        ("1.0",),
        ("roster",),
        "export",
        _STAFF_RULE,
        choices=(Choice("item1-2", "yes"), Choice("item2-0", "no")),
    ),
    Question(
        "aboutSystem9",
        ("1.0",),
        ("system.reversible",),
        "import",
        "a non-automated alternative is planned and available: the work can go back; none leaves it open",
        choices=(Choice("item1-0", "yes", {"reversible": True}), Choice("item2-2", "no")),
    ),
    Question(
        "consultationImplementation3",
        ("0.10",),
        (),
        "check",
        _ENGAGED_RULE,
        choices=(Choice("item1-1", "yes"), Choice("item2-0", "no")),
    ),
    Question(
        "consultationImplementation3",
        ("1.0",),
        (),
        "check",
        _ENGAGED_RULE,
        choices=(Choice("item1-2", "yes"), Choice("item2-0", "no")),
    ),
    Question(
        "consultationImplementation4",
        ("0.10",),
        ("consultation.held", "consultation.with"),
        "import",
        _HEARD_RULE,
        choices=_PARTNERS,
        several=True,
        shown_if=_ENGAGED,
    ),
    Question(
        "consultationImplementation4",
        ("1.0",),
        ("consultation.held", "consultation.with"),
        "import",
        _HEARD_RULE,
        choices=(*_PARTNERS, *_NEW_PARTNERS),
        several=True,
        shown_if=_ENGAGED,
    ),
)

APART: Mapping[str, str] = {
    "impact6": "reversibility of the decision's effects on clients, not of handing the work to a system",
    "impact7": "how long the effects on clients last",
    "consultationDesign4": "whom the project will engage: planned, not yet held",
    "consultationImplementation2": "internal partners: offices of the institution, not the workers",
    "consultationImplementation6": "whether clients were consulted",
    "fairnessImplementation4": "whether overrides are logged (0.10: question 15), not how many there were",
    "fairnessImplementation14": "whether a person can override (only 0.10), not whether one decides",
    "fairnessImplementation13": "how clients can object, not how workers can",
    "fairnessImplementation24": "whether the system's performance is monitored, not the effect on workers",
}
"""Questions with similar words that ask something else; their answers are kept and never read."""


def questions_of(catalogue: str) -> dict[str, Question]:
    """The questions of the table that one version of the tool asks, by name."""
    return {each.name: each for each in QUESTIONS if catalogue in each.catalogues}
