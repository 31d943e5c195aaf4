"""What the AI side records each month, under the names of `record.SERIES`."""

from __future__ import annotations

import numpy as np

from andante.economy.adoption import Proposals, firm_use
from andante.economy.assessment import Assessed
from andante.economy.compute import feasible_share
from andante.economy.deployment import Deployment
from andante.economy.exchange import Array
from andante.economy.instruments import Instruments
from andante.economy.output import Accounts
from andante.economy.pace import shadow_tax
from andante.economy.stress import Stress
from andante.economy.technology import Technology, TechnologySetting


def technology_record(
    before: Technology,
    after: Technology,
    setting: TechnologySetting,
    instruments: Instruments,
    proposals: Proposals,
    cap: Array,
    labour_force: Array,
    assessed: Assessed,
    deployment: Deployment,
    month: int,
) -> dict[str, Array]:
    """Series of the state and flows of the month; `before` is the state that proposals were made in."""
    units = setting.units
    share, by_size = firm_use(after, setting)
    taken_over = after.automated - after.kept
    return {
        "automated_work": taken_over.sum(axis=1),
        "assisted_work": after.assisted.sum(axis=1) * 1.0,
        "automated_share": taken_over / units,
        "assisted_share": after.assisted / units,
        "automated_task_share": taken_over.sum(axis=1) / units.sum(),
        "augmented_task_share": after.assisted.sum(axis=1) / units.sum(),
        "new_automated_work": deployment.automated_work.sum(axis=1),
        "firm_ai_use": share,
        "firm_ai_use_by_size": by_size,
        "feasible_share": feasible_share(after, setting)[:, 0],
        "proposals": proposals.automated.sum(axis=1) * 1.0,
        "waiting_work": after.waiting.sum(axis=1) * 1.0,
        "denied_work": after.denied.sum(axis=1) * 1.0,
        "human_decision_work": after.kept.sum(axis=1),
        "entry_pressure": after.entry_pressure,
        "absorption": after.absorption,
        "reinstatement": after.reinstatement,
        "cap": cap,
        "shadow_tax": shadow_tax(before, setting, instruments, month, proposals, cap * labour_force),
        "assist_first_inert": assist_first_inert(instruments, proposals),
        "log_wage": after.log_wage,
        **assessed.record(),
        **deployment.record(),
    }


def assist_first_inert(instruments: Instruments, proposals: Proposals) -> Array:
    """(B,) bool: an assist-first rule is in force that asks for no more than firms do anyway (3.2)."""
    mandate = instruments.assist_first_mandate
    return np.asarray((mandate > 0) & (mandate <= 1 - proposals.intended_direction[:, 0]))


def incomes_record(accounts: Accounts, stress: Stress, welfare: Array) -> dict[str, Array]:
    """Series of output, incomes, the public budget, stress and welfare."""
    return {
        "welfare": welfare,
        "log_tfp": accounts.log_tfp,
        "log_output": accounts.log_output,
        "mean_wage": accounts.mean_wage,
        "labour_share": accounts.labour_share,
        "labour_income": accounts.labour_income,
        "ai_rents": accounts.ai_rents,
        "profits": accounts.profits,
        "idle_wages": accounts.idle_labour,
        "compliance_cost": accounts.compliance,
        "severance": accounts.severance,
        "budget_benefits": accounts.benefits,
        "budget_training": accounts.training,
        "budget_public_jobs": accounts.public_wages,
        "budget_subsidies": accounts.hiring_subsidies,
        "budget_tax": accounts.tax_revenue,
        "income_households": accounts.households,
        "income_owners": accounts.owners,
        "income_suppliers": accounts.suppliers,
        "income_state": accounts.state,
        "budget_labour_tax": accounts.labour_tax,
        "budget_capital_tax": accounts.capital_tax,
        "budget_other": accounts.other_spending,
        "public_revenue": accounts.revenue,
        "public_spending": accounts.spending,
        "output": accounts.output,
        "budget_balance": accounts.balance,
        "unrest_index": stress.unrest_index,
        "grievance": stress.grievance,
        "unrest_margin": stress.unrest_margin,
        "grievance_margin": stress.grievance_margin,
    }


def welfare_record(setting: TechnologySetting, groups: tuple[Array, Array]) -> dict[str, Array]:
    """Utility and persons by age and occupation group, and what turns them into a consumption equivalent."""
    return {
        "utility_by_group": groups[0],
        "persons_by_group": groups[1],
        "risk_aversion": setting.parameters["risk_aversion"],
        "discount_factor": setting.parameters["discount_factor"],
    }
