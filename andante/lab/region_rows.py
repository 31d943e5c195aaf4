"""Provinces or states at the end of the central runs: unemployment, its change, automated work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from andante.lab.comparison import NO_FURTHER_ADOPTION, RegionRow
from andante.lab.measures import WINDOW, twelve_month_means
from andante.lab.run import PolicyRun

if TYPE_CHECKING:
    from andante.reference.regions import RegionalDetail


def region_rows(
    detail: RegionalDetail | None, runs: Mapping[str, PolicyRun], policies: Sequence[str]
) -> dict[str, tuple[RegionRow, ...]]:
    """One row a region for each policy, against no-further-adoption; empty without regions."""
    if detail is None:
        return {}
    return {name: _rows(detail, runs[name], runs[NO_FURTHER_ADOPTION]) for name in policies}


def _rows(detail: RegionalDetail, run: PolicyRun, without: PolicyRun) -> tuple[RegionRow, ...]:
    rate, base = (each.part("unemployment_rate_by_region")[0] for each in (run, without))
    force = run.part("labour_force_by_region")[0]
    last = slice(-min(WINDOW, len(rate)), None)
    # Tasks of an occupation are automated alike everywhere: regions differ by their occupations.
    weights = detail.employment / detail.employment.sum(axis=0)
    automated = run.part("automated_share")[0, -1] @ weights
    peaks = twelve_month_means((rate - base).T).max(axis=1)
    return tuple(
        RegionRow(
            id=region,
            title=detail.titles[r],
            title_zh=detail.titles_zh[r],
            labour_force=float(force[last, r].mean()),
            unemployment_rate=float(rate[last, r].mean()),
            unemployment_rate_change=float(np.mean(rate[last, r] - base[last, r])),
            peak_change=float(peaks[r]),
            automated_share=float(automated[r]),
        )
        for r, region in enumerate(detail.regions)
    )
