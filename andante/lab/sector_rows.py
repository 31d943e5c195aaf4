"""The sections of an economy at the end of a policy's central run, against no-further-adoption."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from andante.lab.comparison import SectorRow
from andante.lab.measures import WINDOW
from andante.lab.run import PolicyRun

if TYPE_CHECKING:
    from andante.reference.economies import ReferenceEconomy


def sector_rows(economy: ReferenceEconomy, run: PolicyRun, without: PolicyRun) -> tuple[SectorRow, ...]:
    """Every section with people employed: employment a mean of twelve months, the rest the last month's."""
    employed, base = (each.part("sector_employment")[0, -WINDOW:].mean(axis=0) for each in (run, without))
    before = max(run.first - 1, 0)
    start = np.asarray(run.series["sector_employment"])[0, before]
    value_start = np.asarray(run.series["sector_value_share"])[0, before]
    value = run.part("sector_value_share")[0, -1]
    productivity = run.part("sector_productivity")[0, -1] - without.part("sector_productivity")[0, -1]
    high = run.part("sector_high_value_added")[0, -1] > 0
    return tuple(
        SectorRow(
            id=section,
            title=economy.sector_titles[i],
            title_zh=economy.sector_titles_zh[i],
            high_value_added=bool(high[i]),
            employment_start=float(start[i]),
            employment_change=float(employed[i] / base[i] - 1),
            productivity_change=float(np.expm1(productivity[i])),
            value_share=float(value[i]),
            value_share_start=float(value_start[i]),
        )
        for i, section in enumerate(economy.sectors)
        if start[i] > 0 and base[i] > 0
    )
