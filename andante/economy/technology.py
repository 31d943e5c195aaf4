"""Where every unit of work stands with AI, and what a run needs to know about technology.

A task unit is one full-time job's work of the start. Units are conserved: of the N_tot units of an occupation
those not automated, assisted, denied, waiting or scheduled are done by people alone. Units are integer counts
in method people. Axes: B batch, O occupation, Q route (0 none, then the procedures), N stage of the waiting
time, H months ahead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy.special import ndtri

from andante.economy.economy_policy import EconomyPolicy
from andante.economy.exchange import Array
from andante.economy.inputs import EconomyInputs
from andante.economy.parameters import Parameters
from andante.economy.sectors import SectorState, SectorTables, initial_sectors, sector_tables
from andante.errors import Problem, ScenarioError
from andante.filing.conditions import EffectKind

APPROVAL_STAGES = 3
"""Equal stages of the approval of a model."""
INDICATOR_MONTHS = 25
"""How many months of figures the government remembers."""
CARRIED = ("kept", "retrain", "reassign", "floored", "reported")
"""What conditions attach to automated work on its way (conditions.py), in this order on the C axis."""


@dataclass(frozen=True, slots=True)
class ComputePath:
    """What compute and algorithms come to, month by month; every path (months,B) or None. B is last.

    nan in the first three where a run has no chip supply path.
    """

    chips: Array
    """H100-equivalents installed."""
    domestic: Array
    """H100-equivalents that domestic makers add in the month."""
    inference: Array
    """QI of (2.5), in a unit of its own."""
    log_efficiency: Array
    """ln A, up to a constant."""
    log_capability: Array
    """ln E over the frontier of the month before the first policy month."""
    log_capability_start: Array
    """(B,) the same in the month before the first policy month."""
    other_log_capability: Array | None
    """The same of the competitor; None where none is simulated."""

    def take(self, rows: Array) -> ComputePath:
        """The rows of the batch picked by an index array."""
        known = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return replace(self, **{name: path[..., rows] for name, path in known.items() if path is not None})


@dataclass(frozen=True, slots=True)
class TechnologySetting:
    """What does not change during a run."""

    parameters: Parameters
    policies: tuple[EconomyPolicy, ...]
    policy_of_row: Array
    """(B,) index into `policies`."""
    units: Array
    """(O,) N_tot: task units, whole numbers in method people."""
    scale: float
    """Share of the population that is simulated."""
    exposure: Array
    """(B,O) x_o."""
    value_share: Array
    """(O,) omega_o, share of output."""
    labour_share: Array
    """(O,) LS_o."""
    employment_share: Array
    """(O,) share0_o."""
    region_mix: Array
    """(O,R) where the jobs of an occupation are; rows sum to 1."""
    relative_wage: Array
    """(O,) exp(w_o0) over its mean with employment weights."""
    mean_wage: float
    """Currency units a year, of the employed at the start."""
    firm_size_shares: Array
    """(4,) of employment."""
    adoption_start: tuple[Array, Array, Array]
    """(B,1) each: mu_M and mu_G of (3.1) and c_0 of the direction."""
    frozen_adoption: Array
    """(B,) bool: the counterfactual."""
    first_policy_month: int
    """Months of history before the policies act."""
    start: date
    """First day of the first month of the run."""
    procedure_exit: Array
    """(B,Q-1,N) probability a month to leave each stage; 1 where a procedure has fewer stages."""
    horizon: int
    """H: months that an approved deployment can lie ahead."""
    compute: ComputePath
    """(months,B) from outside the month (compute.py)."""
    trade_openness: Array
    """(B,) contested sales over the economy's output; 0 where no competitor is simulated."""
    sectors: SectorTables

    @property
    def batch(self) -> int:
        """B."""
        return self.parameters.batch

    @property
    def routes(self) -> int:
        """Q."""
        return int(self.procedure_exit.shape[1]) + 1

    def calendar_month(self, month: int) -> int:
        """0 for January."""
        return (self.start.month - 1 + month) % 12

    def first_day(self, month: int) -> date:
        """The day on which the month's filings are decided."""
        months = self.start.month - 1 + month
        return date(self.start.year + months // 12, months % 12 + 1, 1)

    def is_history(self, month: int) -> bool:
        """Whether the month lies before the first month of the policies."""
        return month < self.first_policy_month


@dataclass(frozen=True, slots=True)
class Technology:
    """The state of AI at the end of a month."""

    # --- capability, orders of magnitude above the frontier of the month before the policies begin
    frontier: Array
    """(B,)."""
    approval: Array
    """(B,3) increments waiting for approval."""
    refused: Array
    """(B,) increments refused, waiting for the next generation."""
    approved: Array
    """(B,)."""
    inference_start: Array
    """(B,) demand for inference when the policies began."""
    # --- task units
    automated: Array
    """(B,O) M."""
    assisted: Array
    """(B,O) G."""
    denied: Array
    """(B,O) D."""
    redirected: Array
    """(B,O) the part of `assisted` that was proposed as automation."""
    queue: Array
    """(B,O,Q-1,N) in assessment."""
    information: Array
    """(B,O,24) waiting for information, by months left."""
    scheduled: Array
    """(B,O,2,H) approved and to be automated, assisted in h months."""
    decided: Array
    """(B,O) units back in the backlog that had their first decision."""
    # --- what conditions attach to automated work
    carried: Array
    """(B,O,5,H) amounts of `CARRIED` that go with `scheduled`, in units."""
    kept: Array
    """(B,O) labour that stays to decide, in units of automated work."""
    reported: Array
    """(B,O) automated work under reporting, times the cost of it."""
    # --- consequences
    entry_pressure: Array
    """(B,O) Z_o."""
    entry_pressure_floored: Array
    """(B,O) Z_o with the entry floors taken off."""
    reinstatement: Array
    """(B,O) Rn_o."""
    tasks_changed: Array
    """(61,B,O) dM + w dG of the last months, the latest first."""
    notice: Array
    """(B,O,25) automated shares whose dismissals come in h months."""
    absorption: Array
    """(B,)."""
    log_tfp: Array
    """(B,) cumulated (5.2)."""
    realised_gain: Array
    """(B,) what of Lambda_K `log_tfp` has reached output."""
    log_wage: Array
    """(B,O) real, over the start."""
    wage_reference: Array
    """(B,O) log_wage when the policies began."""
    hired_share: Array
    """(B,) hires of last month over employment."""
    # --- sections of the economy
    sectors: SectorState
    # --- trade
    trade_shift: Array
    """(B,) share of the contested sales won from the competitor, X over openness."""
    productivity_gap_start: Array
    """(B,) ln TFP of the competitor over one's own when the policies began."""
    # --- the government's memory
    deviations: Array
    """(25,B,2) unemployment and youth unemployment over baseline, points, the latest first."""
    miss: Array
    """(B,) e of (4.1) of last month."""
    miss_sum: Array
    """(B,) J."""
    cap_bound: Array
    """(B,) bool: the cap bound last month."""
    # --- output and stress
    log_output_year: Array
    """(12,B) ln Y over baseline of the last twelve months, the latest first."""
    grievance: Array
    """(B,) S."""

    @property
    def waiting(self) -> Array:
        """(B,O) W: in assessment, waiting for information or scheduled to be automated."""
        total: Array = (
            self.queue.sum(axis=(2, 3)) + self.information.sum(axis=2) + self.scheduled.sum(axis=(2, 3))
        )
        return total

    def take(self, rows: Array) -> Technology:
        """The rows of the batch picked by an index array."""
        leading = {"tasks_changed", "deviations", "log_output_year"}
        picked = {
            name: (getattr(self, name)[:, rows] if name in leading else getattr(self, name)[rows])
            for name in self.__dataclass_fields__
            if name != "sectors"
        }
        return replace(self, **picked, sectors=self.sectors.take(rows))


def prepare_technology(
    inputs: EconomyInputs,
    parameters: Parameters,
    policies: tuple[EconomyPolicy, ...],
    policy_of_row: Array,
    first_policy_month: int,
    start: str,
    scale: float = 1.0,
    people: bool = False,
    *,
    compute: ComputePath,
    trade_openness: Array | None = None,
) -> TechnologySetting:
    """Gather what the AI side needs. `inputs` are at full scale, `start` is "YYYY-MM", `policy_of_row` (B,)
    indexes `policies`; `trade_openness` (B,) is that of (10.1). Raises ScenarioError for an empty batch.
    """
    batch = parameters.batch
    units = inputs.employment * scale
    exposure = np.maximum(inputs.exposure[None, :], parameters.column("least_exposure"))
    wage = np.exp(inputs.log_wage - inputs.log_wage.max())
    relative_wage = wage / (wage * inputs.employment_share).sum()
    chosen = [policies[index] for index in policy_of_row]
    if not batch:
        raise ScenarioError(Problem("a run needs at least one row of assumptions"))
    return TechnologySetting(
        parameters=parameters,
        policies=policies,
        policy_of_row=np.asarray(policy_of_row),
        units=np.rint(units) if people else units,
        scale=scale,
        exposure=exposure,
        value_share=inputs.gdp_share,
        labour_share=inputs.labour_share,
        employment_share=inputs.employment_share,
        region_mix=inputs.region_mix,
        relative_wage=relative_wage,
        mean_wage=float((np.exp(inputs.log_wage) * inputs.employment_share).sum()),
        firm_size_shares=inputs.firm_size_shares,
        adoption_start=_adoption_start(parameters),
        frozen_adoption=np.array([policy.frozen_adoption for policy in chosen]),
        first_policy_month=first_policy_month,
        start=date.fromisoformat(f"{start}-01"),
        procedure_exit=_procedure_exit(policies)[np.asarray(policy_of_row)],
        horizon=max((_horizon(policy) for policy in policies), default=1),
        compute=compute,
        trade_openness=np.zeros(batch) if trade_openness is None else trade_openness,
        sectors=sector_tables(inputs, parameters),
    )


def _adoption_start(parameters: Parameters) -> tuple[Array, Array, Array]:
    """mu_M0, mu_G0 and c_0 so that P_M, P_G and m0 have their values at the start."""
    spread = parameters.column("cost_spread")
    automation_cost = -spread * ndtri(parameters.column("profitable_automation"))
    assistance_cost = -spread * ndtri(parameters.column("profitable_assistance"))
    share = parameters.column("automation_share")
    with np.errstate(divide="ignore"):  # a share of one means automation only, whatever the savings
        odds = np.log(share) - np.log1p(-share)
    advantage = np.log(parameters.column("automation_saving")) - np.log(
        parameters.column("assistance_saving")
    )
    return automation_cost, assistance_cost, odds - advantage / parameters.column("direction_spread")


def _procedure_exit(policies: tuple[EconomyPolicy, ...]) -> Array:
    """(policies, procedures, stages): n/(n+T), which makes the mean wait over n stages exactly T months."""
    most = max((len(policy.procedures) for policy in policies), default=0)
    stages = max((each.stages for policy in policies for each in policy.procedures), default=1)
    leave = np.ones((len(policies), most, stages))
    for row, policy in enumerate(policies):
        for column, each in enumerate(policy.procedures):
            leave[row, column, : each.stages] = each.stages / (each.stages + each.months)
    return leave


def _horizon(policy: EconomyPolicy) -> int:
    """Months that the longest notice and rollout of a policy span."""
    longest = {EffectKind.NOTICE: 0.0, EffectKind.PHASED_ROLLOUT: 1.0}
    for condition in policy.conditions:
        kind = condition.effect.kind
        if kind in longest:
            longest[kind] = max(longest[kind], condition.effect.amount)
    return int(np.ceil(longest[EffectKind.NOTICE]) + np.ceil(longest[EffectKind.PHASED_ROLLOUT]))


def initial_technology(setting: TechnologySetting, people: bool = False) -> Technology:
    """Before AI: every unit done by people alone."""
    batch, occupations = setting.exposure.shape
    count = np.int64 if people else np.float64

    def zeros(*shape: int, dtype: type = np.float64) -> Array:
        return np.zeros((batch, *shape), dtype=dtype)

    procedures, stages = setting.procedure_exit.shape[1:]
    frontier = setting.compute.log_capability_start / np.log(10)
    return Technology(
        frontier=frontier,
        approval=zeros(APPROVAL_STAGES),
        refused=zeros(),
        approved=frontier,
        inference_start=zeros(),
        automated=zeros(occupations, dtype=count),
        assisted=zeros(occupations, dtype=count),
        denied=zeros(occupations, dtype=count),
        redirected=zeros(occupations, dtype=count),
        queue=zeros(occupations, procedures, stages, dtype=count),
        information=zeros(occupations, 24, dtype=count),
        scheduled=zeros(occupations, 2, setting.horizon, dtype=count),
        decided=zeros(occupations),
        carried=zeros(occupations, len(CARRIED), setting.horizon),
        kept=zeros(occupations),
        reported=zeros(occupations),
        entry_pressure=zeros(occupations),
        entry_pressure_floored=zeros(occupations),
        reinstatement=zeros(occupations),
        tasks_changed=np.zeros((61, batch, occupations)),
        notice=zeros(occupations, INDICATOR_MONTHS),
        absorption=zeros(),
        log_tfp=zeros(),
        realised_gain=zeros(),
        log_wage=zeros(occupations),
        wage_reference=zeros(occupations),
        hired_share=zeros(),
        sectors=initial_sectors(setting.sectors),
        trade_shift=zeros(),
        productivity_gap_start=zeros(),
        deviations=np.zeros((INDICATOR_MONTHS, batch, 2)),
        miss=zeros(),
        miss_sum=zeros(),
        cap_bound=zeros(dtype=np.bool_),
        log_output_year=np.zeros((12, batch)),
        grievance=zeros(),
    )
