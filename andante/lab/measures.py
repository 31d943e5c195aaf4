"""The measures of a comparison: what each is, and its value from the monthly series of a run.

Peaks are of means over twelve months that lie inside the policies part; "at the end" is the mean of the last
twelve months for rates and incomes and the last month for stocks (work, task shares, productivity). A horizon
shorter than twelve months is one window. Values come run by run, one per assumption set, so that differences
are taken between runs that share everything but the policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from andante.lab.comparison import Measure

FloatArray = NDArray[np.float64]
Statistic = Literal[
    "peak of 12-month means", "mean of the last 12 months", "last month", "sum", "mean", "last month's stock"
]
WINDOW = 12


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    """One measure. `against` says whether it is a difference to no-further-adoption, and of which kind."""

    name: str
    title: str
    unit: str
    series: str
    statistic: Statistic
    against: Literal["", "minus", "less than", "relative", "relative log"]
    definition: str
    formula: str
    better: Literal["lower", "higher", ""]


def _define(*rows: tuple[str, ...]) -> dict[str, MeasureDefinition]:
    return {row[0]: MeasureDefinition(*row) for row in rows}  # type: ignore[arg-type]  # literals, tested


PEAK, FINAL, LAST, SUM = "peak of 12-month means", "mean of the last 12 months", "last month", "sum"
MEAN = "mean"
RATE, PEOPLE, SHARE, FTE = (
    "fraction of the labour force surveyed",
    "persons",
    "fraction",
    "full-time equivalents",
)

DEFINITIONS: dict[str, MeasureDefinition] = _define(
    ("peak_unemployment_rate", "Peak unemployment", RATE, "unemployment_rate", PEAK, "",
     "Highest mean over twelve months of the unemployed over employed and unemployed; trainees in neither.",
     "max over t of mean(u[t-11..t]), u = U / (E + U)", "lower"),
    ("peak_youth_unemployment_rate", "Peak youth unemployment, 16-24", RATE, "youth_unemployment_rate", PEAK,
     "", "Highest mean over twelve months of the unemployment rate at 16 to 24, without those at school.",
     "max over t of mean(uy[t-11..t]), uy = U[16-24] / (E[16-24] + U[16-24])", "lower"),
    ("final_unemployment_rate", "Unemployment at the end", RATE, "unemployment_rate", FINAL, "",
     "Mean of the last twelve months of the unemployment rate.", "mean(u[T-11..T])", "lower"),
    ("final_youth_unemployment_rate", "Youth unemployment at the end, 16-24", RATE, "youth_unemployment_rate",
     FINAL, "", "Mean of the last twelve months of the unemployment rate at 16 to 24.", "mean(uy[T-11..T])",
     "lower"),
    ("unemployment_rate_with_trainees", "Unemployment at the end, trainees counted",
     "fraction of the labour force", "unemployment_rate_with_trainees", FINAL, "",
     "Mean of the last twelve months of unemployed and trainees over the whole labour force.",
     "mean((U + T) / (E + U + T))", "lower"),
    ("graduates_without_work_rate", "Entrants without work after six months", "fraction of the entrants",
     "graduates_without_work_rate", FINAL, "",
     "Mean of the last twelve months of the share of the entrants of six months before who have no work.",
     "mean(entrants of t-6 without work / entrants of t-6)", "lower"),
    ("automated_work", "Automated work", FTE, "automated_work", LAST, "minus",
     "Work taken over by AI since the policies part began: the last stock less that of no-further-adoption.",
     "A[T] - A_without[T], A = sum over occupations of M_o E_o", ""),
    ("displaced_workers", "Displaced workers", PEOPLE, "layoffs_ai", SUM, "minus",
     "People laid off because of automation over the horizon, less those under no-further-adoption.",
     "sum(layoffs) - sum(layoffs_without)", "lower"),
    ("avoided_hires", "Hires avoided", PEOPLE, "hires_open_to_others", SUM, "less than",
     "Hires of the horizon under no-further-adoption less those under the policy; of the latter, as many as"
     " people were displaced only put the displaced back to work and are not counted.",
     "sum(hires_without - displaced_without) - sum(hires - displaced)", "lower"),
    ("automated_task_share", "Tasks taken over", "fraction of all tasks", "automated_task_share", LAST, "",
     "Share of all tasks that AI has taken over in the last month, employment-weighted.",
     "sum over o of share_o M_o", ""),
    ("augmented_task_share", "Tasks assisted", "fraction of all tasks", "augmented_task_share", LAST, "",
     "Share of all tasks that people do with AI in the last month, employment-weighted.",
     "sum over o of share_o G_o", ""),
    ("tfp_gain", "Productivity gain", SHARE, "log_tfp", LAST, "relative log",
     "Total factor productivity in the last month over that of no-further-adoption, less one.",
     "exp(ln TFP[T] - ln TFP_without[T]) - 1", "higher"),
    ("output_gain", "Output gain", SHARE, "log_output", FINAL, "relative log",
     "Output in the last twelve months over that of no-further-adoption, less one.",
     "exp(mean(ln Y - ln Y_without)) - 1", "higher"),
    ("output_present_value", "Output a head, present value", SHARE, "discounted_output_a_head", SUM,
     "relative",
     "Output over members of the labour force, all months of the policies part with later ones discounted,"
     " over the same of no-further-adoption, less one.",
     "sum beta^(t/12) Y/LF / sum beta^(t/12) Y_without/LF_without - 1", "higher"),
    ("labour_income_present_value", "Labour income a head, present value", SHARE,
     "discounted_labour_income_a_head", SUM, "relative",
     "Labour income (wages, idle labour included) over members of the labour force, all months of the"
     " policies part with later ones discounted, over the same of no-further-adoption, less one.",
     "sum beta^(t/12) WE/LF / sum beta^(t/12) WE_without/LF_without - 1", "higher"),
    ("mean_wage_change", "Change of the mean wage", SHARE, "mean_wage", FINAL, "relative",
     "Mean real wage of the employed in the last twelve months over no-further-adoption, less one.",
     "mean(w[T-11..T]) / mean(w_without[T-11..T]) - 1", "higher"),
    ("labour_share_change", "Change of the labour share", "fraction of output", "labour_share", FINAL,
     "minus",
     "Labour's share of output in the last twelve months less that of no-further-adoption.",
     "mean(LS[T-11..T]) - mean(LS_without[T-11..T])", "higher"),
    ("unrest_index_peak", "Peak social stress", "index 0 to 1 (ILO social unrest index)",
     "unrest_index", PEAK, "",
     "Highest mean over twelve months of the unrest index; higher is worse.",
     "max over t of mean(SUI[t-11..t])", "lower"),
    ("welfare_change", "Welfare", SHARE, "welfare_equivalent", LAST, "relative",
     "Certain consumption worth as much to everybody, at work or not, as the policies part (present"
     " value, constant relative risk aversion) over that of no-further-adoption, less one.",
     "CE / CE_without - 1, u(CE) = sum beta^t sum n u(c) / sum beta^t sum n", "higher"),
    ("unrest_index_mean", "Mean social stress", "index 0 to 1 (ILO social unrest index)",
     "unrest_index", MEAN, "", "Mean of the unrest index over the policies part; higher is worse.",
     "mean(SUI)", "lower"),
    ("months_over_stress_threshold", "Months of high social stress", "months", "unrest_over", SUM, "",
     "Months of the policies part in which the unrest index lies over its mean under no-further-adoption by"
     " more than the assumption unrest_margin.", "count of t with SUI[t] > mean(SUI_without) + m_SUI",
     "lower"),
    ("grievance_mean", "Mean grievance", "index", "grievance", MEAN, "",
     "Mean of the national stock of grievance over the policies part; its weights are assumed.", "mean(S)",
     "lower"),
    ("grievance_peak", "Peak grievance", "index", "grievance", PEAK, "",
     "Highest mean over twelve months of the national stock of grievance.", "max over t of mean(S[t-11..t])",
     "lower"),
    ("upgrading_index", "Upgrading index", "index, start = 1", "upgrading_index", LAST, "",
     "Share of the high-value-added sections in value added, over its start, times productivity over its"
     " start, in the last month.",
     "(v_H[T] / v_H[0]) TFP[T] / TFP[0]", "higher"),
    ("high_value_added_share", "Share of the high-value-added sections", "fraction of value added",
     "high_value_added_share", LAST, "",
     "Share of the high-value-added sections in value added at the prices of the start, in the last month.",
     "sum over high-value-added s of v_s Z_s^eps_S / sum over s of v_s Z_s^eps_S", ""),
    ("technology_gap", "Technology gap to the competitor", "log points", "technology_gap", LAST, "",
     "By how much the competitor's best model is ahead in the last month, in effective compute."
     " Chips and algorithms decide it, not the policies compared.", "ln(E_C / E)", "lower"),
    ("capability_in_use_gap", "Gap in approved capability", "log points", "capability_in_use_gap", LAST, "",
     "By how much what the competitor may use at work is ahead in the last month, in effective compute.",
     "ln(E_C / E) of approved capability", "lower"),
    ("productivity_gap", "Productivity gap to the competitor", "log points", "productivity_gap", LAST, "",
     "By how much the competitor's productivity has moved ahead since the policies part began.",
     "ln(TFP_C / TFP) - the same at the start", "lower"),
    ("export_share", "Share of the contested trade", "fraction of the contested trade", "export_share", LAST,
     "", "The economy's share of the sales for which it competes, one half at the start.", "1/2 + X / open",
     "higher"),
    ("trade_jobs", "Jobs won or lost through trade", PEOPLE, "trade_jobs", FINAL, "",
     "Jobs won from the competitor (below zero: lost), mean of the last twelve months.",
     "mean(d* (1 - exp(-X)))", "higher"),
)  # fmt: skip

COUNTS = ("filings", "approve", "approve_with_conditions", "needs_information", "reject", "pending")


def twelve_month_means(path: FloatArray) -> FloatArray:
    """Means over each window of twelve months inside `path` (sets, months); one if it is shorter."""
    width = min(WINDOW, path.shape[1])
    windows = np.lib.stride_tricks.sliding_window_view(path, width, axis=1)
    return np.asarray(windows.mean(axis=-1), dtype=np.float64)


def final_mean(path: FloatArray) -> FloatArray:
    """(sets,) mean of the last twelve months of `path` (sets, months)."""
    return np.asarray(path[:, -WINDOW:].mean(axis=1), dtype=np.float64)


def measure_values(definition: MeasureDefinition, path: FloatArray, without: FloatArray) -> FloatArray:
    """(sets,) the measure in each assumption set.

    `path` and `without` are (sets, months) of the policies part: the policy's run and no-further-adoption.
    """
    value = _statistic(definition.statistic, path)
    match definition.against:
        case "":
            return value
        case "minus":
            return value - _statistic(definition.statistic, without)
        case "less than":
            return _statistic(definition.statistic, without) - value
        case "relative":
            return np.asarray(value / _statistic(definition.statistic, without) - 1.0, dtype=np.float64)
        case "relative log":
            return np.asarray(np.expm1(_statistic(definition.statistic, path - without)), dtype=np.float64)


def _statistic(statistic: Statistic, path: FloatArray) -> FloatArray:
    if statistic == PEAK:
        return np.asarray(twelve_month_means(path).max(axis=1), dtype=np.float64)
    if statistic == FINAL:
        return final_mean(path)
    if statistic == MEAN:
        return np.asarray(path.mean(axis=1), dtype=np.float64)
    if statistic == SUM:
        return np.asarray(path.sum(axis=1), dtype=np.float64)
    return np.asarray(path[:, -1], dtype=np.float64)


def all_measures(
    series: Mapping[str, FloatArray], without: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """Every measure of one policy, (sets,) each; both maps hold (sets, months) of the policies part.

    A measure whose series was not recorded is nan: not known.
    """
    sets = next(iter(series.values())).shape[0]
    return {
        name: measure_values(definition, series[definition.series], without[definition.series])
        if definition.series in series
        else np.full(sets, np.nan)
        for name, definition in DEFINITIONS.items()
    }


def with_range(values: FloatArray, unit: str, ranges: bool) -> Measure:
    """The central run (the first set) with the lowest and highest of all the sets."""
    value = finite_or_none(values[0])
    if not ranges:
        return Measure(value, None, None, unit)
    return Measure(value, finite_or_none(values.min()), finite_or_none(values.max()), unit)


def finite_or_none(value: float) -> float | None:
    """A plain float, or None where the figure is not known."""
    return float(value) if np.isfinite(value) else None
