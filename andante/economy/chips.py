"""The supply of AI chips to one economy, month by month: an assumption from outside, not a policy."""

from __future__ import annotations

from dataclasses import dataclass

from andante.economy.exchange import Array


@dataclass(frozen=True)
class ChipPath:
    """What (2.1) and (2.2) are fed with. Chips in H100-equivalents; months from the start of the run."""

    economy: str
    start_stock: float
    """Installed at the end of the month before the run starts."""
    offered: Array
    """(months,) a month: what makers would sell into the economy without controls."""
    permitted_share: Array
    """(months,) kappa, 0 to 1: the share of `offered` that export controls and buyers' refusals let in."""
    smuggled: Array
    """(months,) a month."""
    domestic: Array
    """(months,) a month, as observed; nan from the month on in which (2.2) gives it."""
    domestic_growth: float | None = None
    """g_D, log points a year; None: the parameter's."""
    domestic_limit: float | None = None
    """Dom_max a month; None: the parameter's."""
