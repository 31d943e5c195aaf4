"""What a comparison says of the whole economy: competitor, chips, sectors, money, groups, regions, stress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from andante.lab.figures import Measure, Path


@dataclass(frozen=True, slots=True)
class CompetitorSummary:
    """The economy that the compared one races and trades with, simulated by the same code (method average).

    `measures` and `paths` are the competitor's own, keyed by the policy of the compared economy that they
    stand beside; `paths` holds no-further-adoption too, in which both economies stop adopting.
    """

    economy: str
    title: str
    title_zh: str
    policy: str
    policy_title: str
    policy_title_zh: str
    policy_hash: str
    population: float
    measures: Mapping[str, Mapping[str, Measure]] = field(default_factory=dict)
    paths: Mapping[str, Mapping[str, Path]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChipSource:
    """One run of equal kind in a chip supply path: from when, which figure, where it comes from."""

    economy: str
    series: str
    start: str  # YYYY-MM
    until: str  # YYYY-MM
    low: float
    high: float
    unit: str
    source: str
    tag: str


@dataclass(frozen=True, slots=True)
class ChipSummary:
    """The chip supply path of a comparison: an assumption, the same for every policy."""

    name: str
    title: str
    title_zh: str
    introduction: str
    introduction_zh: str
    hash: str
    file: str
    sources: tuple[ChipSource, ...] = ()
    paths: Mapping[str, Mapping[str, Path]] = field(default_factory=dict)  # economy -> series -> path


@dataclass(frozen=True, slots=True)
class SectorRow:
    """One ISIC section at the end of one policy's central run; changes against no-further-adoption."""

    id: str
    title: str
    title_zh: str
    high_value_added: bool
    employment_start: float  # persons
    employment_change: float  # share
    productivity_change: float  # share
    value_share: float  # of output at the end
    value_share_start: float


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of people (age x occupation group) at the end: who gains, who loses.

    Contributions of all groups sum to the welfare change of the policy: what the group's own change adds at
    its share of people, and what its change of share adds. Changes are against no-further-adoption.
    """

    age: str
    group: str  # id of the occupation group
    title: str
    title_zh: str
    persons: float
    consumption_change: float  # share: certain consumption worth as much, present value over the horizon
    contribution: float  # share points of the total


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One line of incomes or of the public budget in the last twelve months, shares of the start's output.

    `side`: income (they sum to output), revenue, spending, or balance.
    """

    item: str
    side: str
    value: float
    change: float  # against no-further-adoption
    formula: str


@dataclass(frozen=True, slots=True)
class StressSummary:
    """Social stress over the policies part; `cvar95` is the mean of the worst 5 % of the tested sets."""

    measure: str  # unrest_index | grievance
    unit: str
    mean: float
    peak: float  # of twelve-month means
    months_over: int
    threshold: float
    threshold_meaning: str
    cvar95: float | None  # of the peak; None without ranges
    sets: int
    no_further_mean: float
    no_further_peak: float


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One province or state at the end of one policy's central run; rates are means of twelve months."""

    id: str
    title: str
    title_zh: str
    labour_force: float  # persons
    unemployment_rate: float
    unemployment_rate_change: float  # against no-further-adoption
    peak_change: float  # highest twelve-month mean of the change
    automated_share: float  # of all tasks


@dataclass(frozen=True, slots=True)
class DecompositionStep:
    """What one group of a policy's instruments and rules adds to one measure (central run, method average).

    Steps lie one on the other in their order, from the reference to the policy: `contribution` is `after`
    less `before` and sums to the whole difference. `first_in`: the group alone on the reference. `last_in`:
    the policy less the policy without the group. Not `acts`: in this group the policy is as the reference.
    """

    measure: str
    group: str  # approval | pace | assist_first | support | rest
    unit: str
    acts: bool
    before: float
    after: float
    contribution: float
    first_in: float
    last_in: float


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where an assist-first rule begins to cost output: tiles of output gained over the reference.

    `output` is row by row of `redirection`, column by column of `automation_saving`; a fraction of output at
    the end. `turns_at` (one a row) is the saving at which the sign turns, by a straight line between tiles;
    None where it does not inside the tested values.
    """

    policy: str  # the assist-first variant compared
    policy_title: str
    policy_title_zh: str
    reference: str
    automation_saving: tuple[float, ...]
    redirection: tuple[float, ...]
    output: tuple[tuple[float, ...], ...]
    turns_at: tuple[float | None, ...]
    default_saving: float
    default_redirection: float
    evidence_saving: tuple[float, float]
    evidence_redirection: tuple[float, float]
    saving_tag: str
    redirection_tag: str
    turns_at_default: float | None
    held: Mapping[str, float] = field(default_factory=dict)  # other assumptions of the slice
