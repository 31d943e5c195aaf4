"""Definitions of the assumptions of labour flows, demography, training and wages (model.md 6, 7, 8, 15)."""

from __future__ import annotations

import math

from andante.economy.calibrated import calibrated
from andante.economy.parameter_definition import ParameterDefinition as P

_US, _CN = "united-states", "china"

LABOUR_DEFINITIONS: tuple[P, ...] = (
    # --- separations and openings (6.1, 6.2)
    P("separation_rate", "delta_u", "per month", calibrated("separation_rate"), {_US: 0.007, _CN: 0.0025},
      {_US: 0.012, _CN: 0.009}, "C", "calibrated", "ages 30+; free prediction US E->U .0095, CPS .0097",
      most=1),
    P("separation_multiplier_16_24", "m_u[16-24]", "ratio",
      calibrated("separation_multiplier_16_24", united_states=1.23), 1, 3, "C", "calibrated",
      "fitted (China; United States from a prototype's fit, no rate by age at hand); on a ridge with "
      "first-job share, job finding and summer weight"),
    P("separation_multiplier_25_29", "m_u[25-29]", "ratio",
      calibrated("separation_multiplier_25_29", united_states=1.46), 1, 3, "C", "calibrated",
      "fitted (China; United States from a prototype's fit); eta and this multiplier are not separately "
      "identified at 25-29"),
    P("separation_multiplier_30_44", "m_u[30-44]", "ratio", 1, 0.8, 1.2, "C", "calibrated", "reference age"),
    P("separation_multiplier_45_59", "m_u[45-59]", "ratio", {_US: 0.93, _CN: 1}, 0.7, 1.2, "C", "calibrated",
      "two thirds of the fitted value for 50+ and one third of the reference age"),
    P("separation_multiplier_60_plus", "m_u[60+]", "ratio", {_US: 0.89, _CN: 1}, 0.7, 1.2, "C", "calibrated",
      "fitted for 50+"),
    P("opening_ratio", "delta_v/delta_u", "ratio", {_US: 0.75, _CN: 0.97}, 0.6, 1.2, "C", "calibrated",
      "fitted; only together with the demand constant identified"),
    P("separation_adjustment", "gamma_u", "per month", 0.106, 0.05, 0.2, "C", "calibrated",
      ".16 per 6.75 weeks (del Rio-Chanona et al. 2021) as a monthly probability", most=1),
    P("opening_adjustment", "gamma_v", "per month", 0.106, 0.05, 0.2, "C", "calibrated",
      ".16 per 6.75 weeks (del Rio-Chanona et al. 2021) as a monthly probability", most=1),
    P("attrition_share", "xi", "share", 0.8, 0.3, 1, "V", "assumed",
      "the junior decline came from hiring; implied layoff share .19 of first-year automation", most=1),
    P("demand_constant", "kappa_D", "jobs per labour-force member", calibrated("demand_constant"), 0.97, 1.07,
      "C", "calibrated", "fitted to the unemployment rate"),
    P("layoff_order_16_24", "om[16-24]", "ratio", 1.3, 1, 2, "A", "assumed", "who goes first"),
    P("layoff_order_25_29", "om[25-29]", "ratio", 1.1, 1, 2, "A", "assumed", "who goes first"),
    P("layoff_order_30_44", "om[30-44]", "ratio", {_US: 1, _CN: 0.97}, 0.8, 1.2, "A", "assumed",
      "who goes first"),
    P("layoff_order_45_59", "om[45-59]", "ratio", {_US: 0.9, _CN: 0.97}, 0.7, 1.2, "A", "assumed",
      "who goes first"),
    P("layoff_order_60_plus", "om[60+]", "ratio", {_US: 0.9, _CN: 0.97}, 0.7, 1.2, "A", "assumed",
      "who goes first"),
    # --- search and matching (6.3-6.5)
    P("viability", "eta", "probability", calibrated("viability"), 0.1, 1, "C", "calibrated",
      "fitted to unemployment, and in the United States to job finding in the CPS", most=1),
    P("viability_factor_16_24", "eta_age[16-24]", "ratio", 1, 0.5, 1.5, "A", "assumed", "no direct evidence"),
    P("viability_factor_25_29", "eta_age[25-29]", "ratio", 1, 0.5, 1.5, "A", "assumed", "no direct evidence"),
    P("viability_factor_30_44", "eta_age[30-44]", "ratio", 1, 0.5, 1.5, "A", "assumed", "reference age"),
    P("viability_factor_45_59", "eta_age[45-59]", "ratio", 1, 0.5, 1.5, "A", "assumed", "no direct evidence"),
    P("viability_factor_60_plus", "eta_age[60+]", "ratio", 1, 0.5, 1.5, "A", "assumed", "no direct evidence"),
    P("duration_decay", "kap_d", "per month", 0.0747, 0.04, 0.1, "V", "assumed",
      "callbacks fall with duration"),
    P("duration_floor", "eta_min", "ratio", 0.55, 0.3, 0.8, "M", "assumed", "callbacks, size from memory",
      most=1),
    P("scar_viability", "eta_scar", "ratio", 0.9, 0.8, 1, "A", "assumed", "no direct evidence", most=1),
    P("trained_bonus", "eta_T", "ratio", 0.1, 0, 0.3, "A", "assumed", "no direct evidence"),
    # --- scarring
    P("scar_months", "d_scar", "months", 6, 3, 12, "V", "assumed", "long unemployment scars", most=12),
    P("scar_wage_loss", "z_scar", "log points", 0.09, 0.05, 0.2, "V", "assumed",
      "earnings of displaced workers"),
    P("scar_probability", "p_scar", "probability", 0.3, 0, 0.6, "A", "assumed",
      "share of AI-directed layoffs that scar whatever the duration", most=1),
    P("scar_recovery", "rec", "per month", math.log(2) / 60, math.log(2) / 96, math.log(2) / 36, "V",
      "assumed",
      "half-life of 60 months", most=1),
    # --- entry-level substitution (6.4)
    P("entry_substitution", "psi", "per unit of Z", 15, 3, 60, "A", "assumed",
      "15 gives -2 %, 40 -3.4 %, 60 -4.1 % at 22-25 in the most exposed fifth against -13 % published (F11)",
      decisive=True),
    P("entry_substitution_ratio_25_29", "psi[25-29]/psi", "ratio", 0.25, 0, 0.5, "A", "assumed",
      "a quarter", most=1),
    P("entry_substitution_limit", "psimax", "share", 0.5, 0.3, 0.8, "A", "assumed", "no direct evidence",
      most=1),
    P("entry_assist_weight", "chi", "ratio", 0.3, 0, 0.6, "A", "assumed",
      "assisted tasks against automated", most=1),
    P("entry_fading", "decay_Z", "per month", 1 / 60, 1 / 120, 1 / 36, "A", "assumed",
      "permanent substitution never lets youth unemployment recover", most=1),
    # --- training (7)
    P("training_least_duration", "d_T", "months", 3, 0, 6, "A", "assumed", "who is offered a place first",
      most=12),
    P("training_young_weight", "w_y", "ratio", 2, 1, 10, "A", "assumed",
      "offers to the unemployed under 30 against others with the same search and exposure"),
    # --- demography and entry (7)
    P("first_job_share", "p_job", "share", {_US: 0, _CN: 0.5}, 0, 0.7, "A", "assumed", "not identified",
      most=1),
    P("entrants_scale", "n_year", "ratio to the reference figure", 1, 0.8, 1.2, "M", "assumed",
      "China 9 to 13 million a year around 11"),
    P("mean_stay_16_24", "stay[16-24]", "months", {_US: 49, _CN: 36}, 30, 108, "C", "calibrated",
      "entrants are older than 16; 108 would give half the youth unemployment", least=1),
    P("mean_stay_25_29", "stay[25-29]", "months", 60, 60, 60, "V", "official", "width of the bin", least=1),
    P("mean_stay_30_44", "stay[30-44]", "months", 180, 180, 180, "V", "official", "width of the bin",
      least=1),
    P("mean_stay_45_59", "stay[45-59]", "months", 180, 120, 180, "V", "official", "width of the bin",
      least=1),
    P("mean_stay_60_plus", "stay[60+]", "months", {_US: 84, _CN: 60}, 36, 120, "A", "assumed",
      "until retirement",
      least=1),
    # --- wages and incomes (8)
    P("wage_demand_response", "zeta", "elasticity", 0.1, 0.05, 0.2, "A", "assumed", "no direct evidence"),
    P("wage_growth", "g_w", "per year", 0.02, 0, 0.05, "A", "assumed", "real wages", least=-0.1, most=0.2),
    P("wage_adjustment", "lam_w", "per month", 0.05, 0.02, 0.1, "A", "assumed", "no direct evidence", most=1),
    P("wage_curve", "beta_wc", "elasticity", -0.1, -0.15, -0.05, "M", "assumed", "wage curve", least=-1,
      most=0),
    P("benefit_replacement", "b_UI", "share of the wage", {_US: 0.4, _CN: 0.25}, 0.1, 0.7, "M", "assumed",
      "unemployment insurance", most=1),
    P("insurance_pass_through", "pass", "share", 0.5, 0.2, 1, "A", "assumed",
      "share of an income loss that reaches consumption", most=1),
    # --- measured indicators
    P("indicator_noise", "sd_u", "fraction of the labour force", 0.0005, 0, 0.001, "A", "assumed",
      "sampling error of a monthly survey; only in method people"),
)  # fmt: skip
