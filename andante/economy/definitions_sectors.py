"""Definitions of the assumptions of sector upgrading (model.md 9)."""

from __future__ import annotations

from andante.economy.parameter_definition import ParameterDefinition as P

SECTOR_DEFINITIONS: tuple[P, ...] = (
    P("sector_elasticity", "eps_S", "elasticity", 0.7, 0.3, 1.2, "A", "assumed",
      "demand between the products of sections"),
    P("sector_pass_through", "a_Z", "ratio", 1, 0.5, 1, "A", "assumed",
      "what AI saves in a section that makes its products cheaper", most=2),
    P("sector_trend_spread", "g_s", "log points per year per log point of value added a worker", 0, 0, 0.02,
      "A", "assumed", "zero isolates AI; above, sections of higher value added gain faster", most=0.2),
    P("directed_upgrading", "theta_up", "log points per year", 0.01, 0, 0.03, "A", "assumed",
      "productivity that a section gains whose capital is all directed", most=0.5),
    P("capital_depreciation", "delta_K", "per year", 0.08, 0.05, 0.12, "M", "assumed", "capital worn out",
      most=1),
    P("investment_return_response", "nu_K", "elasticity", 1, 0, 3, "A", "assumed",
      "of a section's share of investment with its return", most=10),
    P("misallocation_weight", "c_mis", "ratio", 0.3, 0.1, 1, "A", "assumed",
      "loss from unequal returns: about the capital share times (1 + capital share x (elasticity - 1))"),
    P("high_value_threshold", "v_H", "ratio to the mean", 0.98, 0.9, 1.1, "A", "assumed",
      "value added a worker from which a market section counts as high-value-added", most=100),
)  # fmt: skip
