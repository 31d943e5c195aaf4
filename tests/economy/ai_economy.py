"""A small economy and small policies for the tests of the AI side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from andante.economy.adoption import Proposals, propose
from andante.economy.assessment import Assessed, decide_and_queue
from andante.economy.compute import advance_capability, exogenous_compute
from andante.economy.deployment import Deployment, deploy
from andante.economy.economy_policy import EconomyDecisions, EconomyPolicy, EconomyProcedure
from andante.economy.exchange import Baseline
from andante.economy.filing_desk import Desk, decide_filings
from andante.economy.inputs import EconomyInputs
from andante.economy.instruments import Instruments, stack
from andante.economy.pace import set_pace
from andante.economy.parameters import Parameters
from andante.economy.simulated_filings import build_filing_table
from andante.economy.streams import MonthStreams
from andante.economy.technology import Technology, initial_technology, prepare_technology
from andante.filing.columns import FilingColumns
from andante.filing.conditions import Condition, Effect, EffectKind
from andante.filing.outcomes import Outcome
from andante.lab.nests.acemoglu import acemoglu_inputs


def small_inputs() -> EconomyInputs:
    """Four occupations in three sectors, 1.2 million employed."""
    jobs = np.array([[2e5, 5e4, 1e4, 0], [5e4, 1e5, 1e5, 9e4], [1e5, 5e4, 2e5, 2.5e5]])
    ages = np.array([0.10, 0.12, 0.36, 0.30, 0.12])
    return replace(
        acemoglu_inputs(),
        name="small",
        occupations=("25x", "41", "4222", "91"),
        sectors=("C", "J", "Q"),
        employment_by_sector=jobs,
        employment_by_age=jobs.sum(axis=0)[:, None] * ages,
        labour_force=float(jobs.sum()) / 0.95,
        mobility=0.6 * np.eye(4) + 0.1,
        exposure=np.array([0.55, 0.40, 0.70, 0.0]),
        log_wage=np.log(np.array([9e4, 4e4, 3e4, 2.5e4])),
        gdp_share=np.array([0.5, 0.2, 0.15, 0.15]),
        labour_share=np.array([0.5, 0.6, 0.6, 0.65]),
        entrants_per_year=4e4,
        entrants_by_occupation=np.array([0.4, 0.2, 0.2, 0.2]),
    ).check()


def condition(kind: EffectKind, amount: float) -> Condition:
    return Condition(
        id=f"{kind.value}_{amount:g}",
        title="",
        metric="displaced_share",
        comparator="<=",
        threshold=1.0,
        unit="share",
        evidence="report",
        owner="firm",
        consequence="none",
        effect=Effect(kind, amount, "share"),
        source="test",
        tag="A",
        cadence="quarterly",
    )


@dataclass(frozen=True)
class FixedDecision:
    """Gives every filing the same answer."""

    outcome: Outcome
    conditions: int = 0
    procedure: int = -1

    def __call__(self, columns: FilingColumns, day: date) -> EconomyDecisions:  # noqa: ARG002
        n = columns.n
        imposed = self.outcome == Outcome.APPROVE_WITH_CONDITIONS
        return EconomyDecisions(
            np.full(n, int(self.outcome), np.int8),
            np.full(n, self.procedure, np.int8),
            np.full((n, self.conditions), imposed),
        )


@dataclass(frozen=True)
class ScatteredDecision:
    """Decides by a fixed hash of the filing: every outcome, procedure and set of conditions occurs."""

    seed: int
    conditions: int
    procedures: int

    def __call__(self, columns: FilingColumns, day: date) -> EconomyDecisions:  # noqa: ARG002
        work = columns.column("automated_work").values
        random = np.random.default_rng(self.seed)
        table = random.random((997, 2 + self.conditions))
        row = table[(np.round(work * 1e6) % 997).astype(int)]
        outcome = np.minimum((row[:, 0] * 5).astype(np.int8), 4)
        outcome[outcome == 0] = np.where(row[outcome == 0, 0] < 0.1, 0, 2)
        imposed = (row[:, 2:] < 0.5) & (outcome == Outcome.APPROVE_WITH_CONDITIONS)[:, None]
        procedure = (row[:, 1] * (self.procedures + 1)).astype(np.int8) - 1
        return EconomyDecisions(outcome, procedure.astype(np.int8), imposed)


ALL_CONDITIONS = (
    condition(EffectKind.AUGMENT_ONLY, 0.5),
    condition(EffectKind.HUMAN_FINAL_DECISION, 0.2),
    condition(EffectKind.NOTICE, 1.5),
    condition(EffectKind.PHASED_ROLLOUT, 4),
    condition(EffectKind.RETRAIN_BEFORE_RELEASE, 0.6),
    condition(EffectKind.REASSIGN, 0.5),
    condition(EffectKind.ENTRY_FLOOR, 0.4),
    condition(EffectKind.REPORT_QUARTERLY, 0.01),
)
PROCEDURES = (EconomyProcedure("simplified", 0.25, 1), EconomyProcedure("ordinary", 4.0, 3))


def scattered_policy(seed: int, months: int = 36, **levers: float) -> EconomyPolicy:
    paths = {name.replace("__", "."): value for name, value in levers.items()}
    return EconomyPolicy(
        f"scattered-{seed}",
        Instruments.from_paths(paths, months),
        decide=ScatteredDecision(seed, len(ALL_CONDITIONS), len(PROCEDURES)),
        conditions=ALL_CONDITIONS,
        procedures=PROCEDURES,
        fields_read=frozenset({"automated_work"}),
    )


def flat_baseline(inputs: EconomyInputs, batch: int, scale: float = 1.0) -> Baseline:
    occupations = len(inputs.occupations)
    return Baseline(
        unemployment_rate=np.full((12, batch), 0.05),
        youth_unemployment_rate=np.full((12, batch), 0.12),
        unemployment_rate_by_occupation=np.full((12, batch, occupations), 0.05),
        employment_ratio=np.full((12, batch, occupations), 0.94),
        employed_by_occupation=np.tile(inputs.employment * scale, (12, batch, 1)),
        labour_force=np.full((12, batch), inputs.labour_force * scale),
        scarred_by_occupation=np.zeros((12, batch, occupations)),
    )


@dataclass
class Bench:
    """The AI side alone: one policy per row, no history, the labour force fixed."""

    inputs: EconomyInputs
    policies: tuple[EconomyPolicy, ...]
    people: bool = False
    scale: float = 1.0
    overrides: dict[str, object] | None = None
    history: int = 0

    def __post_init__(self) -> None:
        batch = len(self.policies)
        months = max(policy.instruments.months for policy in self.policies)
        self.parameters = Parameters.build("united-states", self.overrides or {}, batch)
        self.setting = prepare_technology(
            self.inputs,
            self.parameters,
            self.policies,
            np.arange(batch),
            self.history,
            "2026-01",
            scale=self.scale,
            people=self.people,
            compute=exogenous_compute(self.parameters, self.history + months, self.history),
        )
        self.technology = initial_technology(self.setting, self.people)
        self.desk = Desk(build_filing_table(self.inputs))
        self.baseline = flat_baseline(self.inputs, batch, self.scale)
        self.paths = stack([policy.instruments for policy in self.policies])
        self.labour_force = np.full(batch, self.inputs.labour_force * self.scale)

    def step(self, month: int, streams: MonthStreams | None = None) -> Step:
        """One month of the AI side, in the order of month.py, without people."""
        levers = self.paths.at(month)
        state = advance_capability(self.technology, self.setting, levers, month)
        state, cap = set_pace(state, self.setting, levers, self.baseline, month)
        proposals = propose(state, self.setting, levers, month, streams)
        self.desk = decide_filings(self.desk, state, self.setting, self.baseline, month)
        proposed_in = state
        state, assessed = decide_and_queue(state, self.setting, proposals, self.desk, levers, streams)
        state, deployment = deploy(
            state, self.setting, proposals, cap, self.labour_force, levers, month, streams
        )
        self.technology = state
        return Step(proposed_in, proposals, assessed, deployment, cap)


@dataclass(frozen=True)
class Step:
    """What one month of the AI side did."""

    proposed_in: Technology
    proposals: Proposals
    assessed: Assessed
    deployment: Deployment
    cap: np.ndarray
