"""Output, incomes and the public budget (model.md 5.2, 5 and 8).

Money is in units of the base output of a month: the labour income of the base is the base labour share. Real
wages grow with output in the base, so that trend growth cancels in every share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from andante.economy.adoption import tax_in_force
from andante.economy.demand import task_shares
from andante.economy.deployment import Deployment
from andante.economy.exchange import Array, Baseline, LabourIndicators
from andante.economy.instruments import Instruments
from andante.economy.public_finance import other_spending, tax_on_incomes
from andante.economy.sectors import misallocation_cost
from andante.economy.technology import Technology, TechnologySetting


@dataclass(frozen=True, slots=True)
class Accounts:
    """Where the month's output comes from and goes to; every item (B,), share of base output."""

    output: Array
    labour_income: Array
    """Paid by firms and the state, idle labour included."""
    ai_rents: Array
    """Paid for the AI that does automated work."""
    profits: Array
    compliance: Array
    """Reporting and disclosure."""
    tax_revenue: Array
    """Of the automation tax."""
    labour_tax: Array
    capital_tax: Array
    """On profits and AI rents."""
    severance: Array
    hiring_subsidies: Array
    public_wages: Array
    benefits: Array
    training: Array
    other_spending: Array
    """All other spending of the state, fixed by the base."""
    idle_labour: Array
    """Wages of labour above demand, part of labour_income."""
    mean_wage: Array
    """Of the employed, currency units a year."""
    log_tfp: Array
    log_output: Array
    """Over the base, trend removed."""

    @property
    def labour_share(self) -> Array:
        """Labour income over output."""
        return np.asarray(self.labour_income / self.output)

    @property
    def revenue(self) -> Array:
        """What the state takes."""
        return np.asarray(self.labour_tax + self.capital_tax + self.tax_revenue)

    @property
    def spending(self) -> Array:
        """What the state pays: instruments, benefits and everything else."""
        instruments = self.hiring_subsidies + self.public_wages + self.training
        return np.asarray(instruments + self.benefits + self.other_spending)

    @property
    def households(self) -> Array:
        """Wages after tax, severance and benefits."""
        return np.asarray(self.labour_income - self.labour_tax + self.severance + self.benefits)

    @property
    def owners(self) -> Array:
        """Profits after tax; the tax on capital falls on profits and rents alike."""
        return np.asarray(self.profits * (1 - self._capital_tax_rate))

    @property
    def suppliers(self) -> Array:
        """AI rents after tax."""
        return np.asarray(self.ai_rents * (1 - self._capital_tax_rate))

    @property
    def _capital_tax_rate(self) -> Array:
        capital = self.profits + self.ai_rents
        rate = np.divide(self.capital_tax, capital, out=np.zeros_like(capital), where=capital != 0)
        return np.asarray(rate)

    @property
    def state(self) -> Array:
        """Taxes less benefits and subsidies: what the state can buy of the output without borrowing."""
        return np.asarray(self.revenue - self.benefits - self.hiring_subsidies)

    @property
    def balance(self) -> Array:
        """The state's income less what it buys: public work, training, the rest. Below zero: deficit."""
        return np.asarray(self.state - self.public_wages - self.training - self.other_spending)

    def residual(self) -> Array:
        """(B,) production less incomes: zero but for rounding.

        Households get wages and severance, AI suppliers rents, reviewers the cost of compliance, owners
        profits; of wages the state pays the public ones and subsidies, and takes the tax.
        """
        private_wages = self.labour_income - self.public_wages - self.hiring_subsidies
        incomes = private_wages + self.severance + self.ai_rents + self.compliance + self.profits
        return np.asarray(self.output - self.public_wages - self.tax_revenue - incomes)

    def residuals(self) -> Mapping[str, Array]:
        """(B,) each: what every identity of the accounts is off by, share of base output."""
        receivers = self.households + self.owners + self.suppliers + self.state + self.compliance
        return {
            "incomes are off production": self.residual(),
            "incomes after tax are off output": self.output - receivers,
            "revenue less spending is off the balance": self.revenue - self.spending - self.balance,
        }

    def record(self) -> Mapping[str, Array]:
        """Series for the record."""
        series = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "output"}
        return {**series, "labour_share": self.labour_share, "balance": self.balance}


def account(
    technology: Technology,
    setting: TechnologySetting,
    deployment: Deployment,
    indicators: LabourIndicators,
    baseline: Baseline,
    instruments: Instruments,
    month: int,
) -> tuple[Technology, Accounts]:
    """TFP (5.2), output, incomes and the budget of this month."""
    parameters = setting.parameters
    weight = setting.value_share * setting.labour_share
    gained = (
        parameters.column("automation_saving") * deployment.automated_share
        + parameters.column("assistance_saving") * deployment.assisted_share
    )
    log_tfp = technology.log_tfp + (weight * gained).sum(axis=1)
    # Reorganisation and capital follow productivity: output gains Lambda_K times TFP, a sixtieth a month.
    realised = technology.realised_gain + parameters["capital_phase_in"] * (
        parameters["output_multiplier"] * log_tfp - technology.realised_gain
    )
    total_share = float(weight.sum())
    season = setting.calendar_month(month)
    base_workers = baseline.employed_by_occupation[season]
    base_input = (base_workers * setting.relative_wage).sum(axis=1)
    employed = indicators.employed.sum(axis=2)
    labour_input = (employed * setting.relative_wage).sum(axis=1)
    compliance = _compliance(technology, setting, instruments)
    gross = realised + total_share * np.log(labour_input / base_input)
    gross = gross - misallocation_cost(technology, setting)
    log_output = gross + np.log1p(-compliance)
    output = np.exp(gross)

    trend = parameters.column("wage_growth") * (month + 1) / 12
    pay = setting.relative_wage * np.exp(technology.log_wage - trend)
    unscarred = employed - indicators.employed_scarred * (1 - np.exp(-parameters.column("scar_wage_loss")))
    to_money = total_share / base_input
    labour_income = (unscarred * pay).sum(axis=1) * to_money
    mean_pay = (unscarred * pay).sum(axis=1) / employed.sum(axis=1)
    levers, unit = instruments, mean_pay * to_money
    automated, assisted = task_shares(technology, setting)
    ai_cost = (weight * (1 - parameters.column("automation_saving")) * automated).sum(axis=1)
    assist_cost = np.maximum(parameters["assistance_labour_saving"] - parameters["assistance_saving"], 0) * (
        weight * assisted
    ).sum(axis=1)
    benefit = benefit_replacement(setting, instruments)
    hires = indicators.hires.sum(axis=1)
    tax = tax_in_force(instruments)[:, 0] * ai_cost
    subsidies = levers.support_hiring_subsidy * (indicators.hires * pay).sum(axis=1) * to_money * 12
    public = levers.support_public_jobs * indicators.labour_force * parameters["public_job_wage"] * unit
    severance = (
        levers.protection_severance_months
        * (1 - levers.protection_leakage)
        * (indicators.layoffs * pay).sum(axis=1)
        * to_money
    )
    rents = ai_cost + assist_cost
    firms_pay = labour_income - public - subsidies + severance + rents + compliance * output + tax
    profits = output - public - firms_pay
    labour_tax, capital_tax = tax_on_incomes(parameters, labour_income, profits + rents)
    accounts = Accounts(
        output=output,
        labour_income=labour_income,
        ai_rents=rents,
        profits=profits,
        compliance=compliance * output,
        tax_revenue=tax,
        labour_tax=labour_tax,
        capital_tax=capital_tax,
        severance=severance,
        hiring_subsidies=subsidies,
        public_wages=public,
        benefits=benefit * (indicators.unemployed * pay).sum(axis=1) * to_money
        + benefit * indicators.in_training * unit,
        training=parameters["training_cost"] * indicators.in_training * unit,
        other_spending=other_spending(parameters, baseline, setting.relative_wage, total_share, season),
        idle_labour=(indicators.idle * employed * pay).sum(axis=1) * to_money,
        mean_wage=mean_pay * np.exp(trend[:, 0]) * setting.mean_wage,
        log_tfp=log_tfp,
        log_output=log_output,
    )
    state = replace(
        technology,
        log_tfp=log_tfp,
        realised_gain=realised,
        hired_share=hires / employed.sum(axis=1),
    )
    return state, accounts


def _compliance(technology: Technology, setting: TechnologySetting, instruments: Instruments) -> Array:
    """(B,) cost of reporting and disclosure as a share of output."""
    automated = (technology.automated - technology.kept) / setting.units
    disclosed = instruments.disclosure_cost[:, None] * automated
    return np.asarray((setting.value_share * (technology.reported / setting.units + disclosed)).sum(axis=1))


def benefit_replacement(setting: TechnologySetting, instruments: Instruments) -> Array:
    """(B,) b_UI: the policy's where it sets one, else the economy's own."""
    legal = instruments.support_benefit_replacement
    return np.where(np.isnan(legal), setting.parameters["benefit_replacement"], legal)
