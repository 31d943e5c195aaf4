"""Simulated filings: the table of cells that stands for every proposal to automate work (model.md 4b).

A cell is one technology applied to one occupation in one firm of a sector and a representative size, at one
depth. What a firm declares is drawn once from a fixed table, the same under every policy. A simulated filing
is never a real one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from andante.economy.adoption import FIRM_MEAN_SIZES
from andante.economy.exchange import Array
from andante.economy.inputs import EconomyInputs
from andante.economy.parameter_definition import TableDefinition as T
from andante.filing.columns import Column, FilingColumns

_CLASSES = ("1-9", "10-49", "50-249", "250+")

TABLES: tuple[T, ...] = (
    T("depth", "depth_b", "share of the tasks of the workers affected", ("small", "moderate", "large"),
      (0.05, 0.20, 0.50), "C", "calibrated", "BTOS: small, moderate, large number of tasks"),
    T("depth_probability", "P(depth_b)", "probability", ("small", "moderate", "large"), (0.846, 0.130, 0.024),
      "C", "calibrated", "BTOS: small, moderate, large number of tasks"),
    T("deployment_hazard", "h_dep", "per year, firm and occupation", _CLASSES, (0.075, 0.075, 0.1125, 0.15),
      "A", "assumed", "times 1.5 from 50 workers, times 2 from 250"),
    T("reported", "P(field filled in)", "probability", _CLASSES, (0.90, 0.94, 0.97, 0.99),
      "A", "assumed", "small firms file less completely"),
    T("retraining_offered", "P(yes)", "probability", _CLASSES, (0.15, 0.25, 0.40, 0.60), "A", "assumed",
      "by size"),
    T("reassignment_offered", "P(yes)", "probability", _CLASSES, (0.10, 0.20, 0.40, 0.60), "A", "assumed",
      "by size"),
    T("consultation_held", "P(yes)", "probability", _CLASSES, (0.30, 0.35, 0.50, 0.70), "A", "assumed",
      "by size"),
    T("human_final_decision", "P(yes)", "probability", _CLASSES, (0.50, 0.55, 0.60, 0.65), "A", "assumed",
      "by size"),
    T("entry_hiring_kept", "P(yes)", "probability", _CLASSES, (0.40, 0.45, 0.50, 0.55), "A", "assumed",
      "by size"),
    T("reversible", "P(yes)", "probability", _CLASSES, (0.70, 0.65, 0.60, 0.55), "A", "assumed", "by size"),
    T("monitoring_plan", "P(yes)", "probability", _CLASSES, (0.15, 0.30, 0.50, 0.75), "A", "assumed",
      "by size"),
    T("model_approved", "P(yes)", "probability", _CLASSES, (0.92, 0.94, 0.96, 0.97), "A", "assumed",
      "by size"),
    T("high_impact_decision", "P(yes)", "probability", _CLASSES, (0.08, 0.10, 0.12, 0.15), "A", "assumed",
      "by size"),
    T("notice_days", "mean", "days", _CLASSES, (10, 15, 25, 35), "A", "assumed",
      "exponential around the mean"),
    T("consultation_days_before", "mean", "days", _CLASSES, (10, 15, 20, 30), "A", "assumed", "exponential"),
    T("rollout_months", "mean", "months", _CLASSES, (1, 2, 4, 8), "A", "assumed",
      "exponential around the mean"),
    T("override_rate", "mean", "share", _CLASSES, (0.08, 0.08, 0.08, 0.08), "A", "assumed",
      "exponential, at most 1"),
    T("autonomy", "P(advice), P(supervised)", "probability", ("advice", "supervised", "autonomous"),
      (0.0, 0.75, 0.25), "A", "assumed", "automation is supervised or autonomous"),
    T("entry_share_spread", "sd", "log points", ("all",), (0.3,), "A", "assumed",
      "between firms, around the ages"),
)  # fmt: skip

_VALUES = {each.name: np.array(each.values, dtype=np.float64) for each in TABLES}
_FLAGS = (
    "model_approved",
    "human_final_decision",
    "retraining_offered",
    "reassignment_offered",
    "consultation_held",
    "entry_hiring_kept",
    "reversible",
    "monitoring_plan",
    "high_impact_decision",
)
_DURATIONS = ("notice_days", "consultation_days_before", "rollout_months")
LOCAL_FIELDS = ("local_unemployment_rate", "local_youth_unemployment_rate")
_COMPLIANT = ("retraining_offered", "reassignment_offered", "consultation_held", "monitoring_plan")
_FIXED_TABLE_SEED = 20260101
_SIZES = np.array([size for sizes, _ in FIRM_MEAN_SIZES for size in sizes], dtype=np.float64)
_CLASS_OF_SIZE = np.repeat(np.arange(4), [len(sizes) for sizes, _ in FIRM_MEAN_SIZES])
_SHARE_IN_CLASS = np.array([share for _, shares in FIRM_MEAN_SIZES for share in shares])


@dataclass(frozen=True, slots=True)
class FilingTable:
    """The simulated filings of an economy; n cells."""

    occupation: Array
    """(n,) index."""
    filings: Array
    """(n,) weight: filings if every firm deployed once in every occupation it has."""
    work: Array
    """(n,) weight times automated work, full-time equivalents."""
    columns: FilingColumns
    """As first filed, without the two local rates."""
    completed: FilingColumns
    """As it comes back after needs_information: everything filled in, what can be offered is offered."""
    locality: Array
    """(n,) standard normal: where the cell's place stands among localities."""
    occupations: int
    """O."""

    def with_local_rates(
        self,
        columns: FilingColumns,
        unemployment: float,
        youth: float,
        dispersion: float,
        rows: Array | None = None,
    ) -> FilingColumns:
        """`columns` (of the cells `rows`) with local rates around the national ones (fractions of one)."""
        locality = self.locality if rows is None else self.locality[rows]
        factor = np.exp(dispersion * locality - dispersion**2 / 2)
        for name, national in zip(LOCAL_FIELDS, (unemployment, youth), strict=True):
            columns = columns.with_column(name, Column.known(np.minimum(np.round(national * factor, 3), 1.0)))
        return columns


def build_filing_table(inputs: EconomyInputs, least_exposure: float = 0.005) -> FilingTable:
    """Every cell with positive weight: occupation x sector x 16 sizes x 3 depths."""
    jobs = inputs.employment_by_sector
    by_sector = jobs.sum(axis=1)
    mix = np.divide(jobs, by_sector[:, None], out=np.zeros_like(jobs), where=by_sector[:, None] > 0)
    sector, occupation, size, depth = (
        axis.ravel() for axis in np.indices((*mix.shape, len(_SIZES), len(_VALUES["depth"])))
    )
    exists = mix[sector, occupation] > 0
    sector, occupation, size, depth = sector[exists], occupation[exists], size[exists], depth[exists]
    workers = _SIZES[size]
    firms = (
        by_sector[sector] * inputs.firm_size_shares[_CLASS_OF_SIZE[size]] * _SHARE_IN_CLASS[size] / workers
    )
    expected = workers * mix[sector, occupation]
    present = -np.expm1(-expected)
    affected = expected / present
    exposure = np.maximum(inputs.exposure, least_exposure)[occupation]
    automated = affected * np.minimum(_VALUES["depth"][depth], exposure)
    filings = firms * present * _VALUES["depth_probability"][depth]
    others = _other_work(mix, np.maximum(inputs.exposure, least_exposure))[sector, size]
    columns, completed, locality = _declared(
        inputs, sector, occupation, size, workers, affected, automated, others
    )
    return FilingTable(
        occupation, filings, filings * automated, columns, completed, locality, len(inputs.occupations)
    )


def _other_work(mix: Array, exposure: Array) -> Array:
    """(S,16) expected automated work of a firm's other deployments within twelve months."""
    mean_depth = np.minimum(_VALUES["depth"][:, None], exposure) * _VALUES["depth_probability"][:, None]
    # present x affected = L Omega, so that the expectation does not depend on presence.
    per_worker = mix @ mean_depth.sum(axis=0)
    hazard = _VALUES["deployment_hazard"][_CLASS_OF_SIZE]
    return np.asarray(per_worker[:, None] * _SIZES * hazard)


def _declared(
    inputs: EconomyInputs,
    sector: Array,
    occupation: Array,
    size: Array,
    workers: Array,
    affected: Array,
    automated: Array,
    others: Array,
) -> tuple[FilingColumns, FilingColumns, Array]:
    n = len(sector)
    random = np.random.Generator(np.random.Philox(_FIXED_TABLE_SEED))
    size_class = _CLASS_OF_SIZE[size]
    known = {
        "sector": Column.known(sector.astype(np.int32), inputs.sectors),
        "occupation": _declared_occupation(inputs, occupation),
        "mode": Column.known(np.zeros(n, dtype=np.int32), ("automate", "augment")),
        "firm_size": Column.known(workers),
        "workers_affected": Column.known(affected),
        "automated_work": Column.known(automated),
        "automated_work_12m": Column.known(automated + others),
        "assisted_work": Column.known(np.zeros(n)),
        "displaced_share": Column.known(np.minimum(automated / workers, 1.0)),
    }
    declared: dict[str, Array] = {}
    for name in _FLAGS:
        declared[name] = random.random(n) < _VALUES[name][size_class]
    for name in _DURATIONS:
        declared[name] = np.round(random.standard_exponential(n) * _VALUES[name][size_class])
    declared["override_rate"] = np.minimum(
        np.round(random.standard_exponential(n) * _VALUES["override_rate"][size_class], 3), 1.0
    )
    spread = _VALUES["entry_share_spread"][0]
    around = np.exp(spread * random.standard_normal(n) - spread**2 / 2)
    declared["entry_level_share"] = np.minimum(_entry_level_share(inputs)[occupation] * around, 1.0)
    autonomy = np.searchsorted(np.cumsum(_VALUES["autonomy"])[:2], random.random(n), side="right")
    locality = random.standard_normal(n)
    filled = {name: random.random(n) < _VALUES["reported"][size_class] for name in declared}
    words = ("advice", "supervised", "autonomous")
    known["autonomy"] = Column.known(autonomy.astype(np.int32), words)
    filed = {name: Column(values, filled[name]) for name, values in declared.items()}
    offered = {name: Column.known(_made_good(name, values)) for name, values in declared.items()}
    return (
        FilingColumns("deployment", n, {**known, **filed}),
        FilingColumns("deployment", n, {**known, **offered}),
        locality,
    )


def _declared_occupation(inputs: EconomyInputs, occupation: Array) -> Column:
    """The occupation as rules know it: finer ones declare their group."""
    ids = tuple(dict.fromkeys(inputs.groups))
    code = np.array([ids.index(group) for group in inputs.groups], dtype=np.int32)
    return Column.known(code[occupation], ids)


def _made_good(name: str, values: Array) -> Array:
    """What a filer gives who is asked: the safeguards that are in the filer's own hands."""
    if name in _COMPLIANT:
        return np.ones(len(values), dtype=bool)
    return np.maximum(values, 30) if name in ("notice_days", "consultation_days_before") else values


def _entry_level_share(inputs: EconomyInputs) -> Array:
    """(O,) [A] posts held by the youngest bin and half of the next."""
    ages = inputs.employment_by_age
    young = ages[:, 0] + (0.5 * ages[:, 1] if ages.shape[1] > 1 else 0.0)
    return np.asarray(young / ages.sum(axis=1))
