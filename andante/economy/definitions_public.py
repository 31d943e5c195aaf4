"""Definitions of the assumptions of public finance (model.md 8)."""

from __future__ import annotations

from andante.economy.parameter_definition import ParameterDefinition as P

_US, _CN = "united-states", "china"

PUBLIC_DEFINITIONS: tuple[P, ...] = (
    P("labour_tax_rate", "tau_L", "share of labour income", {_US: 0.25, _CN: 0.15},
      {_US: 0.2, _CN: 0.1}, {_US: 0.3, _CN: 0.22}, "M", "assumed",
      "income tax and social contributions over the pay of all; average, not marginal", most=1),
    P("capital_tax_rate", "tau_K", "share of profits and AI rents", {_US: 0.17, _CN: 0.12},
      {_US: 0.1, _CN: 0.08}, {_US: 0.25, _CN: 0.2}, "A", "assumed",
      "taxes on companies, property and capital income over gross capital income; rents taxed at home",
      most=1),
)  # fmt: skip
