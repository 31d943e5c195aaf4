"""Definitions of the assumptions of compute (model.md 2) and of the competitor and trade (model.md 10)."""

from __future__ import annotations

from andante.economy.parameter_definition import ParameterDefinition as P

_US, _CN = "united-states", "china"

COMPUTE_DEFINITIONS: tuple[P, ...] = (
    # --- chips and algorithms (2.1 to 2.3)
    P("compute_depreciation", "delta_C", "per year", 0.2, 0.1, 0.3, "V", "assumed", "chips worn out, Epoch",
      most=1),
    P("domestic_chip_growth", "g_D", "log points per year", 0.5, 0.2, 0.9, "A", "assumed",
      "domestic makers, before scarcity", most=3),
    P("domestic_chip_limit", "Dom_max", "H100-equivalents a month", 5e5, 1e5, 2e6, "A", "assumed",
      "foundry capacity that domestic makers can reach", least=1),
    P("domestic_scarcity_response", "d_kappa", "ratio", 0.5, 0, 1, "A", "assumed",
      "scarcity of imports speeds domestic hardware"),
    P("own_efficiency_share", "iota_A", "share of the frontier's growth", {_US: 1, _CN: 0.6}, 0.3, 1, "A",
      "assumed", "progress of algorithms that a follower makes itself", most=2),
    P("efficiency_scarcity_response", "i_kappa", "ratio", 0.2, 0, 0.5, "A", "assumed",
      "scarcity of chips forces efficient algorithms"),
    P("efficiency_catch_up", "chi_A", "per month", 0.05, 0.02, 0.1, "A", "assumed",
      "published methods and open weights spread", most=1),
    P("efficiency_catch_up_lag", "tau_A", "months", 7, 3, 14, "M", "assumed",
      "how long the frontier's methods stay ahead; Epoch on Chinese models", most=60),
    # --- from compute to capability and inference (2.4, 2.5)
    P("training_share", "w_T", "share of compute", 0.5, 0.3, 0.7, "A", "assumed", "the rest serves users",
      least=0.01, most=0.99),
    P("lead_model_share", "share_lead", "share of training compute", 0.2, 0.05, 0.5, "A", "assumed",
      "what the leading model of the economy gets", least=1e-3, most=1),
    P("inference_use_start", "QD/QI(t0)", "ratio", {_US: 0.5, _CN: 1}, {_US: 0.2, _CN: 0.5},
      {_US: 1, _CN: 3}, "A", "assumed", "demand for inference over capacity when the policies begin",
      least=1e-3),
    P("inference_assist_weight", "xi_G", "ratio", 0.3, 0.1, 1, "A", "assumed",
      "compute of an assisted against an automated task"),
    P("task_compute_growth", "g_c", "log points per year", 0.7, 0, 1.1, "A", "assumed",
      "longer work and larger models use more compute for a task", most=3),
    P("inference_price_elasticity", "eta_Q", "elasticity", 1.5, 0.5, 3, "A", "assumed",
      "demand for inference with its price", least=0.05),
    # --- trade with the competitor (10.1)
    P("contested_trade", "open", "share of the smaller economy's output", 0.2, 0.1, 0.3, "A", "assumed",
      "sales for which the two economies compete", most=1),
    P("trade_elasticity_short", "eps_T short", "elasticity", 0.76, 0.5, 1, "V", "assumed",
      "Boehm, Levchenko, Pandalai-Nayar 2023"),
    P("trade_elasticity_long", "eps_T long", "elasticity", 2, 1, 4, "V", "assumed",
      "the same, after seven to ten years"),
    P("trade_elasticity_months", "T_eps", "months", 102, 84, 120, "V", "assumed",
      "from the short to the long elasticity", least=1),
    P("trade_adjustment_months", "T_X", "months", 36, 12, 60, "A", "assumed", "buyers change suppliers",
      least=1),
)  # fmt: skip
