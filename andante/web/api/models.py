"""What the API takes, as types: checked before anything else, and described in the OpenAPI document."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Path
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from andante.errors import MissingError, RegisterError
from andante.filing.outcomes import Outcome
from andante.policies.document import MAX_BYTES
from andante.register.given import LONGEST_TEXT, MOST_ITEMS
from andante.register.notices import LONGEST_CONTACT, LONGEST_NOTICE, NOTICE_KINDS
from andante.register.numbering import tidy_number
from andante.register.policy_offers import LONGEST_FILE_NAME
from andante.register.predicted import FIGURES
from andante.register.states import Measure, Phase
from andante.register.tokens import LONGEST_NAME, Scope

KEY = r"[\x21-\x7e]{1,128}"
"""An idempotency key: printable ASCII without blanks."""
NUMBER = r"[A-Za-z0-9-]{1,40}"

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=f"^{KEY}$",
        description="A name of your own for this request, such as a random UUID. Sent again with the same "
        "key it acts once and is answered the same; with another content it is refused.",
        examples=["7f6d0a52-6d3e-4c0e-9a43-0b6c1c7a2a11"],
    ),
]


def known_number(
    number: Annotated[
        str, Path(pattern=f"^{NUMBER}$", description="Number of a filing.", examples=["CN-2026-000123-4"])
    ],
) -> str:
    """A number in its usual form. MissingError for one that no filing can have."""
    try:
        return tidy_number(number)
    except RegisterError as error:
        raise MissingError(error.problems) from None


CaseNumber = Annotated[str, Depends(known_number)]
EntryNumber = Annotated[str, Depends(known_number)]


class Sent(BaseModel):
    """What is common to everything that is sent: unknown names are refused, never dropped."""

    model_config = ConfigDict(extra="forbid", ser_json_inf_nan="null", allow_inf_nan=False)

    def payload(self) -> dict[str, Any]:
        """The names that were sent, as plain values; what was not sent is not there."""
        return self.model_dump(mode="json", exclude_none=True)


class FilingSent(Sent):
    """A filing, and what it comes with."""

    filing: Annotated[
        dict[str, JsonValue],
        Field(
            description="`kind` (deployment or model) and its fields; what is not known is left out.",
            examples=[
                {"kind": "deployment", "system_name": "Service desk", "purpose": "Answers", "mode": "augment"}
            ],
        ),
    ]
    policy: Annotated[
        str | None, Field(max_length=64, description="Name of the policy; needed where several are in force.")
    ] = None
    model: Annotated[
        str | None, Field(max_length=40, description="Public entry of the approved model behind it.")
    ] = None
    model_version: Annotated[str | None, Field(max_length=200)] = None
    planned_start: Annotated[date | None, Field(description="First day of use.")] = None
    assessment: Annotated[
        str | None, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the assessment.json behind it.")
    ] = None
    predicted: Annotated[
        dict[str, JsonValue] | None,
        Field(description="What the assessment predicts, as /assessments/read gives it."),
    ] = None


class NewFiling(FilingSent):
    """A filing that begins."""

    draft: Annotated[bool, Field(description="Keep it as a draft instead of submitting it.")] = False


class EvidenceSent(Sent):
    """What shows that a condition is kept."""

    event: Annotated[str, Field(max_length=200, description="The due event, as the case lists it.")]
    value: Annotated[
        bool | float | str | None, Field(description="The figure that the condition compares.")
    ] = None
    note: Annotated[str | None, Field(max_length=LONGEST_TEXT)] = None


class ActionSent(Sent):
    """What comes with an action. Which names an action takes, docs/workflow.md says; others are refused."""

    step: Annotated[
        int | None,
        Field(ge=0, le=2**31, description="The step you saw last; refused if it has moved on since."),
    ] = None
    reason: Annotated[str | None, Field(max_length=LONGEST_TEXT)] = None
    statement: Annotated[str | None, Field(max_length=LONGEST_TEXT)] = None
    gaps: Annotated[
        dict[str, str] | None, Field(max_length=MOST_ITEMS, description="Field -> why it is asked for.")
    ] = None
    outcome: Annotated[
        str | None,
        Field(pattern=f"^({'|'.join(each.word for each in Outcome)})$", description="The outcome."),
    ] = None
    conditions: Annotated[list[str] | None, Field(max_length=MOST_ITEMS)] = None
    measure: Measure | None = None
    phase: Phase | None = None
    start: date | None = None
    evidence: Annotated[list[EvidenceSent] | None, Field(max_length=MOST_ITEMS)] = None
    filing: dict[str, JsonValue] | None = None
    model: Annotated[str | None, Field(max_length=40)] = None
    model_version: Annotated[str | None, Field(max_length=200)] = None
    planned_start: date | None = None
    assessment: Annotated[str | None, Field(pattern="^[0-9a-f]{64}$")] = None
    predicted: dict[str, JsonValue] | None = None


class WorkforceSent(Sent):
    """The workforce of a use in one quarter."""

    quarter: Annotated[str, Field(pattern=r"^\d{4}-Q[1-4]$", examples=["2026-Q3"])]
    figures: Annotated[
        dict[str, Annotated[float, Field(ge=0)] | None],
        Field(
            max_length=len(FIGURES),
            description="; ".join(f"{each.name}: {each.title} [{each.unit}]" for each in FIGURES.values())
            + ". What is not known is left out: missing is never zero.",
            examples=[{"automated_work": 12.5, "released": 0}],
        ),
    ]


class NoticeSent(Sent):
    """What somebody writes about a public entry: an error in it, or an objection."""

    kind: Annotated[str, Field(pattern=f"^({'|'.join(NOTICE_KINDS)})$")]
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_NOTICE)]
    contact: Annotated[
        str | None, Field(max_length=LONGEST_CONTACT, description="How to answer, if an answer is wanted.")
    ] = None


class AnswerSent(Sent):
    """The answer to a notice."""

    answer: Annotated[str, Field(min_length=1, max_length=LONGEST_NOTICE)]


class PolicySent(Sent):
    """A policy that is to be in force."""

    policy: Annotated[
        str | dict[str, JsonValue] | None,
        Field(description="The name of a packaged policy, or the content of a policy file (docs/policies)."),
    ] = None
    text: Annotated[
        str | None,
        Field(max_length=MAX_BYTES, description="Or the text of a policy file: decisions cite its lines."),
    ] = None
    file: Annotated[
        str | None, Field(max_length=LONGEST_FILE_NAME, description="What that file is called.")
    ] = None
    starts: Annotated[
        date | None, Field(description="First day, today or later where it holds; today by default.")
    ] = None


class ReasonSent(Sent):
    """A reason in writing."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class TokenSent(Sent):
    """A token that is wished for."""

    name: Annotated[
        str, Field(min_length=1, max_length=LONGEST_NAME, description="The program that will use it.")
    ]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    expires_at: Annotated[datetime | None, Field(description="With its zone; in 90 days by default.")] = None


class Words(BaseModel):
    """A sentence in both languages."""

    en: str
    zh: str


class ReceiptGiven(BaseModel):
    """A step that is done and on the disk: what happens next and when, and where the log says so."""

    number: str
    action: str
    step: int
    state: str
    at: str
    event: Annotated[str, Field(description="Name of the event in the log.")]
    log_number: Annotated[int, Field(description="Number of the entry of the log.")]
    checkpoint: Annotated[
        str, Field(description="The signed checkpoint after it: keep it, it proves the log later.")
    ]
    entry: str | None
    next: Words | None
    by: date | None
    created: Annotated[str | None, Field(description="Number of the filing that this began.")]
    affected: Annotated[list[str], Field(description="Live uses of a model that is out of force with this.")]


class ProblemFound(BaseModel):
    """One thing that is wrong."""

    what: str
    where: str
    why: str
    mend: str


class ProblemDocument(BaseModel):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    count: int
    problems: list[ProblemFound]


class TokenKept(BaseModel):
    """A token without its secret."""

    id: str
    name: str
    scopes: list[Scope]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class TokenMade(TokenKept):
    """A token on the one occasion that it is shown."""

    token: Annotated[str, Field(description="The secret. It is never shown again.")]


class Myself(BaseModel):
    """Who the register takes the sender for."""

    id: str
    roles: list[str]
    organisation: str | None
    language: str
    signed_in: str
    scopes: list[Scope]


class AssessmentRead(BaseModel):
    """What an assessment holds that a filing needs. Nothing of it is kept."""

    filing: dict[str, Any]
    assessment: str | None
    predicted: dict[str, Any] | None
    files: list[str]


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Refusals of a route, for its description."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    words = {
        400: "The request is not usable.",
        401: "Nobody is signed in.",
        403: "Not allowed, with the reason.",
        404: "Nothing there, or not to be known.",
        409: "Not possible now, with every reason.",
        413: "Too large.",
        415: "Another kind of content.",
        421: "Another service's name.",
        422: "Not usable, with every problem.",
        429: "Too many attempts; Retry-After says how long to wait.",
        503: "The register cannot answer at the moment.",
    }
    return {status: {"description": words[status], "content": content} for status in (*statuses, 421, 503)}
