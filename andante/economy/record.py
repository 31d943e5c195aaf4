"""What a run records each month: every series with unit, shape, meaning and formula.

Recorded arrays are (B, months, ...); the shape names the axes after the months. Nothing is recorded that is
not defined here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from andante.economy.exchange import Array, LabourIndicators
from andante.economy.state import Workforce


@dataclass(frozen=True, slots=True)
class SeriesDefinition:
    """One recorded series."""

    name: str
    unit: str
    axes: str
    """Axes after batch and month: "" for one number, O occupations, S sections, A ages, G groups, Z sizes, 5
    outcomes, 2 unemployment and youth unemployment."""
    meaning: str
    formula: str


def _define(*rows: tuple[str, str, str, str, str]) -> Mapping[str, SeriesDefinition]:
    return {row[0]: SeriesDefinition(*row) for row in rows}


_PERSONS, _RATE, _MONTH = "persons", "fraction of one", "persons in the month"
_FTE = "full-time equivalents"

SERIES: Mapping[str, SeriesDefinition] = _define(
    # --- people
    ("unemployment_rate", _RATE, "", "Unemployed over employed and unemployed; trainees in neither.",
     "U / (E + U)"),
    ("youth_unemployment_rate", _RATE, "", "The same at 16 to 24, students outside.",
     "U[16-24] / (E + U)[16-24]"),
    ("unemployment_rate_by_age", _RATE, "A", "The same by age.", "U_a / (E_a + U_a)"),
    ("unemployment_rate_with_trainees", _RATE, "", "Trainees counted as unemployed.",
     "(U + T) / (E + U + T)"),
    ("youth_unemployment_rate_with_trainees", _RATE, "", "16-24, trainees counted as unemployed.",
     "(U + T) / (E + U + T) of the age"),
    ("graduates_without_work_rate", _RATE, "",
     "Entrants of the cohorts that reached six months within the last year and had no work by then.",
     "sum over 12 cohorts of waiting at 6 months / sum of the cohorts"),
    ("long_term_share", _RATE, "", "Unemployed for twelve months or more.", "U[d=12+] / U"),
    ("employed_by_occupation", _PERSONS, "O", "Employed by occupation.", "sum E over region, age, scar"),
    ("employed_by_age", _PERSONS, "A", "Employed by age.", "sum E over occupation, region, scar"),
    ("employed_by_occupation_age", _PERSONS, "OA", "Employed by both.", "sum E over region, scar"),
    ("unemployment_rate_by_occupation", _RATE, "O", "By last occupation or field.", "U_o / (E_o + U_o)"),
    ("employed_by_region", _PERSONS, "R", "Employed by province or state.", "sum E over o, age, scar"),
    ("labour_force_by_region", _PERSONS, "R", "Employed, unemployed and trainees by province or state.",
     "E_r + U_r + T_r"),
    ("unemployment_rate_by_region", _RATE, "R", "By province or state; trainees in neither.",
     "U_r / (E_r + U_r)"),
    ("labour_force", _PERSONS, "", "Employed, unemployed and trainees.", "E + U + T"),
    ("employed", _PERSONS, "", "Employed.", "E"),
    ("unemployed", _PERSONS, "", "Unemployed, trainees outside.", "U"),
    ("in_training", _PERSONS, "", "In training.", "T"),
    ("vacancies", "posts", "", "Open posts at the end of the month.", "V"),
    ("hires", _MONTH, "", "Matches, reassignments and first jobs of entrants.", "H"),
    ("hires_by_age", _MONTH, "A", "Hires by age.", "H_a"),
    ("separations", _MONTH, "", "People who left a job, (6.1).", "E (delta_u + (1 - delta_u) l)"),
    ("separations_by_age", _MONTH, "A", "Separations by age.", "as separations"),
    ("layoffs", _MONTH, "", "Separations for a surplus of posts or for automation.", "E (1 - delta_u) l"),
    ("layoffs_ai", _MONTH, "", "Separations that automation directed.",
     "E (1 - delta_u)(1 - xi) dM / (1 - M)"),
    ("entrants", _MONTH, "", "People who joined the labour force: first-time entrants and returners.",
     "n_t + net entry where positive"),
    ("retirements", _MONTH, "", "People who left the labour force.", "net entry where negative"),
    ("idle_labour", _PERSONS, "", "Paid idle labour above the base ratio of employment to demand.",
     "sum E_o max(0, (E/d*) / base(E/d*) - 1)"),
    # --- work and AI
    ("automated_work", _FTE, "", "Work taken over by AI, a stock.", "sum over o of units M"),
    ("assisted_work", _FTE, "", "Work done by people with AI, a stock.", "sum over o of units G"),
    ("automated_share", _RATE, "O", "Share of all tasks of an occupation that AI has taken over.", "M_o"),
    ("assisted_share", _RATE, "O", "Share of all tasks of an occupation that people do with AI.", "G_o"),
    ("automated_task_share", _RATE, "", "Share of all tasks that AI has taken over.",
     "sum M units / sum units"),
    ("augmented_task_share", _RATE, "", "Share of all tasks that people do with AI.",
     "sum G units / sum units"),
    ("new_automated_work", _FTE + " in the month", "", "Automated work deployed this month.", "sum dM units"),
    ("firm_ai_use", "fraction of firms", "", "Firms that use AI.", "sum over z of firms_z (1 - (1 - F)^K_z)"),
    ("firm_ai_use_by_size", "fraction of firms", "Z", "The same by size class.", "1 - (1 - min(1, F))^K_z"),
    ("feasible_share", _RATE, "", "Share of exposed tasks that approved capability can do.",
     "phi(E) of (2.4)"),
    ("proposals", _FTE + " in the month", "", "Automation proposed this month.", "sum J_M"),
    ("entry_pressure", "task share", "O", "Recent automation that keeps beginners out.", "Z_o of (6.4)"),
    ("absorption", "log points", "", "Demand brought back.", "B of (5.5)"),
    ("reinstatement", "ratio", "O", "New tasks per task of the occupation.", "Rn_o of (5.4)"),
    # --- filings and pace
    ("filings_first_decisions", "filings in the month", "", "Simulated filings decided the first time.",
     "sum over o of first proposals x filings per unit"),
    ("filings_by_outcome", "filings in the month", "5",
     "First decisions by outcome, codes of filing.outcomes.",
     "filings x share of the outcome"),
    ("work_by_outcome", _FTE + " in the month", "5", "Automated work by first outcome.",
     "units x share of the outcome"),
    ("queue_exits", "filings in the month", "",
     "Filings that left the queue; above capacity by less than those of one whole unit of work.", "exits"),
    ("capacity_binds", "yes or no", "", "More filings were ready than the reviewers could decide.",
     "ready > capacity"),
    ("queue", "filings", "", "Filings in assessment.", "sum over procedures and stages"),
    ("pending", "filings", "", "Filings in assessment or waiting for information.", "queue + information"),
    ("filings_by_rule", "filings in the month", "rules", "First decisions by the rule that decided.",
     "filings"),
    ("work_by_rule", _FTE + " in the month", "rules", "Automated work by the rule that decided.", "units"),
    ("filings_by_occupation", "filings in the month", "O", "First decisions by occupation.",
     "first proposals x filings per unit"),
    ("filing_local_rates", _RATE, "2",
     "National unemployment and youth unemployment that the filings' local rates lie around; -1: not read.",
     "published rates in steps, as last decided"),
    ("cap", "share of the labour force in the month", "", "Cap on automated work in force; inf: none.",
     "(4.1)"),
    ("cap_binds", "yes or no", "", "The cap held work back this month.", "deployable > cap"),
    ("shadow_tax", "share of the cost", "", "Tax at which proposals would equal the cap.",
     "bisection on (3.1)"),
    # --- compute, the competitor and trade
    ("chips", "H100-equivalents", "", "AI chips installed; recorded with a chip supply path.", "C of (2.1)"),
    ("domestic_chips", "H100-equivalents in the month", "", "Added by domestic makers.", "Dom of (2.2)"),
    ("log_capability", "log points", "",
     "The economy's best model over the frontier of the month before the policies.", "ln E - ln E_0, (2.4)"),
    ("log_capability_in_use", "log points", "", "The same for what is approved for use at work.", "4(a)"),
    ("inference_price", "log points", "", "Price of inference over its start.", "ln pi of (2.5)"),
    ("technology_gap", "log points", "", "By how much the competitor's best model is ahead.",
     "ln(E_C / E_H)"),
    ("capability_in_use_gap", "log points", "", "By how much what the competitor uses at work is ahead.",
     "ln of approved capability, competitor less home"),
    ("productivity_gap", "log points", "",
     "By how much the competitor's productivity has moved ahead since the policies began, last month.",
     "rc of (10.1)"),
    ("export_share", _RATE, "", "Share of the contested sales, one half when the policies begin.",
     "1/2 + X / open"),
    ("trade_jobs", "jobs", "", "Jobs won (or lost, below zero) from the competitor.", "d* (1 - exp(-X))"),
    ("trade_effect", "log points", "", "Demand for the economy's work won from the competitor.",
     "X of (10.1)"),
    # --- sections of the economy
    ("sector_employment", _PERSONS, "S", "Employed by section.",
     "sum over o of E_o Omega_os Q_s / sum over s of Omega_os Q_s"),
    ("sector_productivity", "log points", "S", "Productivity of the section since the policies began.",
     "ln Z_s of (9.1)"),
    ("sector_value_share", _RATE, "S", "Share of the section in value added, prices of the start.",
     "v_s Z_s^eps_S / sum"),
    ("sector_high_value_added", "yes or no", "S", "The section counts as high-value-added.",
     "market section, value added a worker >= v_H of the mean"),
    ("high_value_added_share", _RATE, "", "Share of the high-value-added sections in value added.",
     "sum over high-value-added s of the share"),
    ("upgrading_index", "index, start = 1", "", "Share of high value added times productivity.",
     "(share / share at the start) TFP / TFP_0"),
    ("misallocation_cost", "log points", "", "Output lost as capital does not earn the same everywhere.",
     "c_mis Var_s(ln return) / 2"),
    # --- incomes, output, stress
    ("log_tfp", "log points", "", "Productivity over the start.", "(5.2) cumulated"),
    ("log_output", "log points", "", "Output over the start.", "ln Y of model.md 5"),
    ("log_wage", "log points", "O", "Real wage over the start by occupation.", "(8.1)"),
    ("waiting_work", _FTE, "", "Work in assessment, short of information, or approved for later.",
     "W"),
    ("denied_work", _FTE, "", "Work that was rejected and has not come back.", "D"),
    ("human_decision_work", _FTE, "", "Labour that stays with automated work to decide.", "kept of 4(b)"),
    ("capped_work", _FTE + " in the month", "", "Work that the cap sent back to the backlog.",
     "due - deployed"),
    ("assist_first_inert", "yes or no", "", "The assist-first rule asks no more than firms do anyway.",
     "mandate <= 1 - m0"),
    ("mean_wage", "currency units a year, real", "", "Mean real wage of the employed, scars counted.",
     "sum E w / sum E"),
    ("labour_income", "share of output of the start", "", "Wages, idle labour included.", "sum E w"),
    ("ai_rents", "share of output of the start", "", "Paid for the AI that does automated work.",
     "sum omega LS (1 - s_M) M"),
    ("idle_wages", "share of output of the start", "", "Wages of labour above demand.", "sum idle E w"),
    ("compliance_cost", "share of output of the start", "", "Reporting and disclosure.",
     "cost x work concerned"),
    ("severance", "share of output of the start", "", "Severance pay.", "months x w x layoffs"),
    ("output", "share of output of the start", "", "Production, compliance included.",
     "exp of ln Y before compliance"),
    ("income_households", "share of output of the start", "", "Wages after tax, severance, benefits.",
     "(1 - tau_L) labour income + severance + benefits"),
    ("income_owners", "share of output of the start", "", "Profits after tax.", "(1 - tau_K) profits"),
    ("income_suppliers", "share of output of the start", "", "AI rents after tax.", "(1 - tau_K) AI rents"),
    ("income_state", "share of output of the start", "", "Taxes less benefits and subsidies.",
     "revenue - benefits - subsidies"),
    ("budget_labour_tax", "share of output of the start", "", "Revenue of taxes on labour.",
     "tau_L labour income"),
    ("budget_capital_tax", "share of output of the start", "", "Revenue of taxes on profits and AI rents.",
     "tau_K (profits + AI rents)"),
    ("budget_other", "share of output of the start", "", "All other public spending, fixed by the base.",
     "what balances the budget of the base in the same calendar month"),
    ("public_revenue", "share of output of the start", "", "What the state takes.",
     "labour tax + capital tax + automation tax"),
    ("public_spending", "share of output of the start", "", "What the state pays.",
     "benefits + training + public jobs + subsidies + other"),
    ("budget_balance", "share of output of the start", "",
     "Public revenue less spending, zero in the base; a deficit is reported and not closed.",
     "revenue - spending"),
    ("labour_share", _RATE, "", "Labour income over output.", "W E / Y"),
    ("profits", "share of output of the start", "", "Output less labour income, AI rents, policy costs.",
     "Y - labour income - AI rents - costs"),
    ("budget_benefits", "share of output of the start", "", "Unemployment benefits.", "b_UI w U"),
    ("budget_training", "share of output of the start", "", "Training places.", "cost per trainee T"),
    ("budget_public_jobs", "share of output of the start", "", "Public jobs.", "w J_pub"),
    ("budget_subsidies", "share of output of the start", "", "Hiring and augmentation subsidies.", "sum"),
    ("budget_tax", "share of output of the start", "", "Revenue of the automation tax.", "tau x AI cost"),
    ("unrest_index", "index 0-1, higher is worse", "", "ILO social unrest index.", "11(i) of the model"),
    ("welfare", "share of the mean wage of the start", "",
     "Certain income worth as much as the incomes of all, at work or not (risk aversion CRRA).",
     "inverse utility of sum n u(consumption) / sum n"),
    ("utility_by_group", "utility, summed over persons", "AG",
     "Utility of everybody by age and major group of ISCO-08 (0 to 9).",
     "sum E u(w) + (U + T) u((1 - pass (1 - b)) w)"),
    ("persons_by_group", _PERSONS, "AG", "Everybody by age and major group.", "sum E + U + T"),
    ("risk_aversion", "ratio", "", "Risk aversion of the assumption set.", "CRRA"),
    ("discount_factor", "per year", "", "Discount factor of the assumption set.", "beta"),
    ("grievance", "index", "", "National stock of grievance.", "S of 11(ii)"),
    ("unrest_margin", "index", "", "Over no-further-adoption by this counts as high.", "m_SUI"),
    ("grievance_margin", "index", "", "The same for grievance.", "m_S"),
)  # fmt: skip


def labour_record(indicators: LabourIndicators) -> dict[str, Array]:
    """The series of the labour side for one month."""
    return {
        "unemployment_rate": indicators.unemployment_rate,
        "youth_unemployment_rate": indicators.youth_unemployment_rate,
        "unemployment_rate_by_age": indicators.unemployment_rate_by_age,
        "unemployment_rate_with_trainees": indicators.unemployment_rate_with_trainees,
        "youth_unemployment_rate_with_trainees": indicators.youth_unemployment_rate_with_trainees,
        "graduates_without_work_rate": indicators.graduates_without_work_rate,
        "long_term_share": indicators.long_term_share,
        "employed_by_occupation": indicators.employed.sum(axis=2),
        "employed_by_age": indicators.employed_by_age,
        "employed_by_occupation_age": indicators.employed_by_occupation_age,
        "unemployment_rate_by_occupation": indicators.unemployment_rate_by_occupation,
        "labour_force": indicators.labour_force,
        "employed": indicators.employed_by_age.sum(axis=1),
        "unemployed": indicators.unemployed.sum(axis=1),
        "in_training": indicators.in_training,
        "vacancies": indicators.vacancies.sum(axis=(1, 2)),
        "hires": indicators.hires.sum(axis=1),
        "hires_by_age": indicators.hires_by_age,
        "separations": indicators.separations.sum(axis=1),
        "separations_by_age": indicators.separations_by_age,
        "layoffs": indicators.layoffs.sum(axis=1),
        "layoffs_ai": indicators.layoffs_ai.sum(axis=1),
        "entrants": indicators.entrants,
        "retirements": indicators.retirements,
        "idle_labour": (indicators.idle * indicators.employed.sum(axis=2)).sum(axis=1),
    }


def region_record(workforce: Workforce) -> dict[str, Array]:
    """The series by region for one month; one region is the nation."""
    employed = workforce.employed.sum(axis=(1, 3, 4))
    unemployed = workforce.unemployed.sum(axis=(1, 3, 4, 5))
    return {
        "employed_by_region": employed,
        "labour_force_by_region": workforce.persons_by_region(),
        "unemployment_rate_by_region": unemployed / np.maximum(employed + unemployed, 1e-9),
    }


def stacked(months: Iterable[Mapping[str, Array]]) -> dict[str, Array]:
    """Put the months side by side: name -> (B, months, ...)."""
    rows = list(months)
    return {name: np.stack([row[name] for row in rows], axis=1) for name in rows[0]}
