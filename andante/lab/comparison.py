"""What a comparison of policies holds: plain frozen data; `compare` writes it, report and `explain` read it.

Rates and shares are fractions of one; people, full-time equivalents and filings are absolute numbers. Gains,
losses and everything "because of AI" are differences to `no-further-adoption` inside the same assumption set.
A measure of `None` is not known (it is printed as such), never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from andante.lab.comparison_economy import (
    BreakEven,
    ChipSource,
    ChipSummary,
    CompetitorSummary,
    DecompositionStep,
    GroupRow,
    MoneyRow,
    RegionRow,
    SectorRow,
    StressSummary,
)
from andante.lab.figures import Measure, Path

__all__ = [
    "BreakEven",
    "ChipSource",
    "ChipSummary",
    "CompetitorSummary",
    "DecompositionStep",
    "GroupRow",
    "Measure",
    "MoneyRow",
    "Path",
    "RegionRow",
    "SectorRow",
    "StressSummary",
]


CENTRAL = "central"
NO_FURTHER_ADOPTION = "no-further-adoption"
HEADLINE_MEASURE = "peak_youth_unemployment_rate"


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """One instrument as a policy sets it: the value in force at a date, and where it stands."""

    name: str
    title: str
    title_zh: str
    unit: str
    value: float
    start: str  # ISO date from which the value holds
    source: str
    tag: str  # P, R, A, ... of the policy file; A is printed as assumed
    file: str = ""
    line: int = 0
    bound: bool | None = None  # whether it ever changed anything in the central run; None: not observable


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One procedure: who handles it, how long it may take, what happens when its clock expires."""

    name: str
    title: str
    who: str
    decision_working_days: float | None
    on_expiry: str
    source: str
    tag: str
    title_zh: str = ""


@dataclass(frozen=True, slots=True)
class PolicySummary:
    """A policy as a reader meets it. `hash` is the SHA-256 of its canonical content."""

    name: str
    title: str
    hash: str
    introduction: str
    jurisdiction: str
    source_file: str
    instruments: tuple[InstrumentRow, ...] = ()
    procedures: tuple[ProcedureRow, ...] = ()
    deployment_rules: int = 0
    model_rules: int = 0
    title_zh: str = ""
    introduction_zh: str = ""
    cannot_say: tuple[str, ...] = ()
    cannot_say_zh: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AssumptionSet:
    """One row of the leading axis: everything at its default but one parameter (or none: `central`)."""

    id: str  # "central" or "<parameter>:low" / "<parameter>:high"
    parameter: str | None
    side: str  # central | low | high
    value: float | None
    title: str = ""
    unit: str = ""
    central_value: float | None = None
    tag: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ObservedSeries:
    """A published series drawn in black before the runs; None where the source has no value."""

    id: str
    title: str
    unit: str
    months: tuple[str, ...]
    values: tuple[float | None, ...]
    source: str
    label: str = "official"


@dataclass(frozen=True, slots=True)
class OccupationRow:
    """One occupation at the end of one policy's central run."""

    id: str
    title: str
    title_zh: str
    employment_start: float  # persons in the month before the policies part
    employment_change: float  # share of employment under no-further-adoption at the end
    automated_share: float  # of the occupation's tasks
    assisted_share: float
    wage_change: float  # log points against no-further-adoption


@dataclass(frozen=True, slots=True)
class YearOfDecisions:
    """First decisions of one calendar year by outcome word, and the automated work they covered (FTE)."""

    year: int
    filings: Mapping[str, float]
    work: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RuleShare:
    """How much one rule matched over the horizon, by filings and by automated work."""

    rule: str
    outcome: str
    because: str
    file: str
    line: int
    filings: float
    work: float
    title: str = ""
    title_zh: str = ""
    because_zh: str = ""


@dataclass(frozen=True, slots=True)
class DecisionSummary:
    """What the rules of one policy did in the central run; `not_required` only where it has no rules."""

    years: tuple[YearOfDecisions, ...]
    rules: tuple[RuleShare, ...]  # most automated work first


@dataclass(frozen=True, slots=True)
class Flow:
    """One term of an identity that adds up: opening + flows = closing (persons)."""

    term: str
    value: float


@dataclass(frozen=True, slots=True)
class OrderTurn:
    """How a difference to the reference moves along one assumption, and where its sign turns.

    `turns_at` lies between two tested values by straight-line interpolation; None: the sign held at all.
    """

    policy: str
    measure: str
    parameter: str
    title: str
    unit: str
    tested: tuple[float, float, float]  # low, central, high
    differences: tuple[float, float, float]
    turns_at: float | None
    evidence_low: float
    evidence_high: float
    tag: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader must know. `kind` and `slots` let a catalogue say it in another language."""

    kind: str
    text: str
    policy: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DataLabel:
    """Where one input comes from. label: official | mapped | imputed | calibrated | assumed."""

    item: str
    label: str
    source: str
    vintage: str
    transformation: str = ""


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter of the world as used in the central run."""

    name: str
    symbol: str
    unit: str
    value: float
    low: float
    high: float
    tag: str
    label: str
    basis: str
    decisive: bool


@dataclass(frozen=True, slots=True)
class FitTarget:
    """One target of the fit of an economy to data: what is published, what the model gives, and the verdict.

    `passed` is None where the target could not be tested; `got` is None then too.
    """

    id: str
    title: str
    expected: float | None
    got: float | None
    tolerance: float | None
    unit: str
    passed: bool | None
    source: str = ""
    title_zh: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole comparison. Maps are keyed policy -> measure (or series), in the order of `policies`."""

    economy: str
    economy_title: str
    economy_title_zh: str
    currency: str
    method: str  # average | people
    months: int
    from_month: str
    seed: int
    scale: float
    reference: str
    population: int  # persons simulated: E+U+T at the start of the run
    policies: tuple[PolicySummary, ...]
    assumption_sets: tuple[AssumptionSet, ...]
    measures: Mapping[str, Mapping[str, Measure]]
    differences: Mapping[str, Mapping[str, Measure]]  # to `reference`, which itself is all zero
    effects: Mapping[
        str, Mapping[str, Mapping[str, float]]
    ]  # policy -> measure -> assumption id -> difference
    paths: Mapping[str, Mapping[str, Path]]  # holds "no-further-adoption" too
    observed: tuple[ObservedSeries, ...]
    occupations: Mapping[str, tuple[OccupationRow, ...]]
    decisions: Mapping[str, DecisionSummary]
    flows: Mapping[
        str, tuple[Flow, ...]
    ]  # unemployed before the policies part -> end; holds the counterfactual too
    order_turns: tuple[OrderTurn, ...]
    notes: tuple[Note, ...]
    data_labels: tuple[DataLabel, ...]
    parameters: tuple[ParameterRow, ...]
    command: str
    version: str
    seconds: float  # wall time of the simulation alone; outside the content digest
    headline: str = HEADLINE_MEASURE
    digest: str = ""
    fit: tuple[FitTarget, ...] = ()  # does the model fit this economy; empty: not part of these results
    detail: str = "national"  # national | provinces | detailed
    detailed_occupations: Mapping[str, tuple[OccupationRow, ...]] = field(default_factory=dict)
    competitor: CompetitorSummary | None = None
    chips: ChipSummary | None = None
    sectors: Mapping[str, tuple[SectorRow, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[GroupRow, ...]] = field(default_factory=dict)
    money: Mapping[str, tuple[MoneyRow, ...]] = field(default_factory=dict)
    stress: Mapping[str, tuple[StressSummary, ...]] = field(default_factory=dict)
    regions: Mapping[str, tuple[RegionRow, ...]] = field(default_factory=dict)
    break_even: BreakEven | None = None
    decomposition: Mapping[str, tuple[DecompositionStep, ...]] = field(default_factory=dict)

    def policy(self, name: str) -> PolicySummary:
        """The summary of one policy; KeyError when it is not in the comparison."""
        for summary in self.policies:
            if summary.name == name:
                return summary
        raise KeyError(name)
