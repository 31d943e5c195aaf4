"""A deployment as its filer describes it: the system, its tasks, rollout, safeguards, consultation.

Every answer may be missing (None): a missing answer is never read as "no". Shares are fractions of one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Mode = Literal["automate", "augment"]
Autonomy = Literal["advice", "supervised", "autonomous"]
Approval = Literal["approved", "exempt", "pending", "refused"]


@dataclass(frozen=True, slots=True)
class ModelUsed:
    """The model behind the system, as a register knows it."""

    name: str | None = None
    provider: str | None = None
    version: str | None = None
    approval: Approval | None = None
    approval_number: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One task that the system takes over or assists.

    `occupation` is an ISCO-08 or O*NET-SOC code or a job title in words; `task` an O*NET task (`onet:8823`),
    an ISCO task of the ILO's list (`isco:4222.3`) or plain words. `share_of_time` is the share of the working
    time of the people in the occupation that goes into the task; None where the filer does not know it.
    """

    occupation: str
    task: str
    mode: Mode | None = None
    share_of_time: float | None = None
    share_low: float | None = None
    share_high: float | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the rollout: from this day the system does so much of what it will do."""

    start: date
    share: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """How often people overrule the system, as measured; `cases` is how many proposals were looked at."""

    rate: float | None = None
    cases: int | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Retraining:
    """Retraining offered to those whose work goes: places, hours a person, cost a person."""

    offered: bool | None = None
    places: float | None = None
    hours: float | None = None
    cost: float | None = None  # a person, in the deployment's currency
    into: tuple[str, ...] = ()  # occupations, codes or words


@dataclass(frozen=True, slots=True)
class Reassignment:
    """Other posts offered; `pay_floor` is the least share of the present pay."""

    offered: bool | None = None
    posts: float | None = None
    pay_floor: float | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """Who was heard, when, their words and the answer, or the reason there was none."""

    held: bool | None = None
    with_whom: str | None = None
    held_on: date | None = None
    words: str | None = None
    answer: str | None = None
    reason_not_held: str | None = None


@dataclass(frozen=True, slots=True)
class Monitoring:
    """The plan to measure the effect on workers."""

    planned: bool | None = None
    what: str | None = None
    every: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the work is done. `country` names a packaged economy; rates are fractions of one."""

    country: str | None = None  # "china", "united-states"
    region: str | None = None  # ISO 3166-2
    name: str | None = None
    unemployment_rate: float | None = None
    youth_unemployment_rate: float | None = None
    rates_source: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """An independent review of this assessment, or since when there is none."""

    attached: bool | None = None
    by: str | None = None
    on: date | None = None
    absent_since: date | None = None


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who answers: for the document's signatures and the notice to workers.

    `register_page`: the address of the page of a public register for these workers, once there is one.
    """

    employer: str | None = None
    prepared_by: str | None = None
    ask: str | None = None
    object_to: str | None = None
    register_page: str | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """Everything the filer says. `lines` gives the line of each field path in the file ("system.name": 3)."""

    name: str | None = None
    purpose: str | None = None
    sector: str | None = None  # ISIC section
    firm_size: float | None = None  # workers of the firm
    currency: str | None = None
    model: ModelUsed = ModelUsed()
    high_impact_decision: bool | None = None
    tasks: tuple[Task, ...] = ()
    mode: Mode | None = None
    autonomy: Autonomy | None = None
    human_final_decision: bool | None = None
    override: Override = Override()
    how_stopped: str | None = None
    reversible: bool | None = None
    start: date | None = None
    steps: tuple[Step, ...] = ()
    other_automated_work_12m: float | None = None  # FTE of the firm's other deployments, twelve months
    retraining: Retraining = Retraining()
    reassignment: Reassignment = Reassignment()
    notice_days: float | None = None
    entry_hiring_kept: bool | None = None
    consultation: Consultation = Consultation()
    monitoring: Monitoring = Monitoring()
    place: Place = Place()
    review: Review = Review()
    contacts: Contacts = Contacts()
    language: Literal["en", "zh"] = "en"
    file: str = ""
    digest: str = ""  # sha256 of the file
    lines: dict[str, int] = field(default_factory=dict)
