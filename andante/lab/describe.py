"""What a comparison says about its policies, occupations and data, beside the figures."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from andante.lab.comparison import (
    DataLabel,
    InstrumentRow,
    OccupationRow,
    PolicySummary,
    ProcedureRow,
)
from andante.lab.introduce import first_days
from andante.lab.run import PolicyRun
from andante.lab.scenario import Scenario
from andante.policies.instruments import INSTRUMENTS
from andante.policies.schema import Policy
from andante.reference import catalog

if TYPE_CHECKING:
    from andante.reference.detailed import DetailedEconomy
    from andante.reference.economies import ReferenceEconomy


def policy_summary(policy: Policy, run: PolicyRun, scenario: Scenario) -> PolicySummary:
    """A policy as readers meet it, with the values in force in the first month of the policies part."""
    days = first_days(scenario.from_month, scenario.months)
    return PolicySummary(
        name=policy.name,
        title=policy.title,
        hash=policy.hash,
        introduction=policy.introduction,
        jurisdiction=policy.jurisdiction,
        source_file=policy.source_file,
        instruments=tuple(_instruments(policy, run, days)),
        procedures=tuple(
            ProcedureRow(
                p.id, p.title, p.who, p.decision_working_days, p.on_expiry, p.source, p.tag, p.title_zh
            )
            for p in policy.procedures.values()
        ),
        deployment_rules=len(policy.rules.get("deployment", ())),
        model_rules=len(policy.rules.get("model", ())),
        title_zh=policy.title_zh,
        introduction_zh=policy.introduction_zh,
        cannot_say=policy.cannot_say,
        cannot_say_zh=policy.cannot_say_zh,
    )


def _instruments(policy: Policy, run: PolicyRun, days: tuple[date, ...]) -> list[InstrumentRow]:
    rows = []
    for name in policy.instruments_set():
        about = INSTRUMENTS[name]
        held = policy.instrument_at(name, days[0])
        # An instrument that starts later is shown with its first value inside the horizon.
        later = [v for v in policy.instruments[name].values if days[0] < v.start <= days[-1]]
        value = held or (later[0] if later else None)
        if value is None or not math.isfinite(value.value):
            continue
        rows.append(
            InstrumentRow(
                name,
                about.title,
                about.title_zh,
                about.unit,
                value.value,
                value.start.isoformat(),
                value.source,
                value.tag,
                value.file,
                value.line or 0,
                bound(name, run),
            )
        )
    return rows


def bound(instrument: str, run: PolicyRun) -> bool | None:
    """Whether an instrument limited anything in the central run; None where the run does not show it."""
    if instrument == "pace.cap" and "cap_binds" in run.series:
        return bool(np.any(run.part("cap_binds")[0] > 0))
    if instrument == "assessment.capacity" and "queue" in run.series:
        return bool(np.any(run.part("queue")[0] > 0.5))
    return None


def occupation_rows(
    economy: ReferenceEconomy, run: PolicyRun, without: PolicyRun, detailed: DetailedEconomy | None = None
) -> tuple[OccupationRow, ...]:
    """Every occupation at the end of the central run (mean of twelve months) against the counterfactual.

    Where the run has finer occupations, those of `economy` are their sums by the persons they share; wages
    and shares of tasks are means by the persons at the start.
    """
    employed, base = run.part("employed_by_occupation")[0], without.part("employed_by_occupation")[0]
    start = np.asarray(run.series["employed_by_occupation"])[0, max(run.first - 1, 0)]
    employed, base = employed[-12:].mean(axis=0), base[-12:].mean(axis=0)
    wages = run.part("log_wage")[0, -1] - without.part("log_wage")[0, -1]
    automated, assisted = run.part("automated_share")[0, -1], run.part("assisted_share")[0, -1]
    if detailed is not None:
        share = detailed.group_shares
        persons = start @ share
        wages, automated, assisted = ((start * of) @ share / persons for of in (wages, automated, assisted))
        start, employed, base = persons, employed @ share, base @ share
    change = employed / base - 1.0
    return tuple(
        OccupationRow(
            identity,
            economy.occupation_titles[i],
            economy.occupation_titles_zh[i],
            float(start[i]),
            float(change[i]),
            float(automated[i]),
            float(assisted[i]),
            float(wages[i]),
        )
        for i, identity in enumerate(economy.occupations)
    )


def data_labels(economy: ReferenceEconomy) -> tuple[DataLabel, ...]:
    """One row per column of figures in the tables of this economy: label, publisher, vintage."""
    rows = []
    for table in catalog.list_tables():
        if not concerns(table.name, economy):
            continue
        spec = table.spec
        for column in spec.columns:
            if column.unit:
                rows.append(
                    DataLabel(
                        f"{spec.name}.{column.name}",
                        column.label,
                        spec.publisher,
                        spec.vintage,
                        spec.transformation,
                    )
                )
    return tuple(rows)


def concerns(table: str, economy: ReferenceEconomy) -> bool:
    """Whether a table is this economy's, or one that all share."""
    others = {"CN": ("us_",), "US": ("china_",)}
    return not table.startswith(others.get(economy.jurisdiction, ()))
