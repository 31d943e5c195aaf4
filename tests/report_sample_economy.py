"""A made-up comparison that holds a picture for every question: sections, groups, regions, a competitor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from report_sample import sample_comparison

from andante.lab import comparison as c

POLICIES = ("market-led", "controlled-innovation", "augmentation-first")
# measure -> its value under each policy; all differences are clear
LEVELS = {
    "output_gain": (0.021, 0.017, 0.019),
    "peak_unemployment_rate": (0.0612, 0.0545, 0.0569),
    "peak_youth_unemployment_rate": (0.207, 0.195, 0.2),
    "graduates_without_work_rate": (0.28, 0.25, 0.27),
    "unrest_index_peak": (0.31, 0.29, 0.3),
    "productivity_gap": (0.005, 0.015, 0.01),
    "upgrading_index": (1.02, 1.01, 1.015),
    "welfare_change": (-0.004, 0.003, 0.001),
    "displaced_workers": (24.6e6, 9.1e6, 13.2e6),
}


def whole(order: tuple[int, ...] = (0, 1, 2)) -> c.Comparison:
    """A comparison that holds a picture for every question; `order` says whose results each policy has."""
    sample = sample_comparison(POLICIES)
    months = sample.paths["market-led"]["output_gain"].months
    names = (*POLICIES, c.NO_FURTHER_ADOPTION)
    own = {name: order[i] if i < 3 else 0 for i, name in enumerate(names)}

    def line(end: float) -> c.Path:
        return c.Path(months, tuple(float(x) for x in np.linspace(0.0, end, len(months))), None, None, "")

    paths = {
        name: {
            **sample.paths[POLICIES[own[name]] if name in POLICIES else name],
            "graduates_without_work_rate": line(LEVELS["graduates_without_work_rate"][own[name]]),
            "technology_gap": line(4.0),
            "productivity_gap": line(LEVELS["productivity_gap"][own[name]]),
            "trade_jobs": line(-1e5 * (1 + own[name])),
            "upgrading_index": line(LEVELS["upgrading_index"][own[name]]),
        }
        for name in names
    }
    gaps = {
        policy: {m: v[own[policy]] - v[own["market-led"]] for m, v in LEVELS.items()} for policy in POLICIES
    }
    return replace(
        sample,
        paths=paths,
        occupations={policy: sample.occupations[POLICIES[own[policy]]] for policy in POLICIES},
        measures={
            **sample.measures,
            **{p: {m: c.Measure(v[own[p]], None, None, "") for m, v in LEVELS.items()} for p in POLICIES},
        },
        differences={
            p: {m: c.Measure(g, g - 0.1 * abs(g), g + 0.1 * abs(g), "") for m, g in gaps[p].items()}
            for p in POLICIES
        },
        effects={
            p: {m: {s.id: g for s in sample.assumption_sets} for m, g in gaps[p].items()} for p in POLICIES
        },
        competitor=c.CompetitorSummary(
            "united-states", "United States", "美国", "market-led", "Market-led", "市场主导", "0" * 64, 1.7e8
        ),
        sectors={p: sectors(own[p]) for p in POLICIES},
        groups={p: groups(own[p]) for p in POLICIES},
        regions={p: regions(own[p]) for p in POLICIES},
        detail="provinces",
    )


def sectors(index: int) -> tuple[c.SectorRow, ...]:
    return tuple(
        c.SectorRow(i, t, z, high, 1e6, change * (index + 1), 0.01 * (index + 1), 0.3, 0.3)
        for i, t, z, high, change in (
            ("C", "Manufacturing", "制造业", True, -0.01),
            ("J", "Information", "信息", True, -0.03),
            ("I", "Accommodation", "住宿", False, 0.005),
        )
    )


def groups(index: int) -> tuple[c.GroupRow, ...]:
    return tuple(
        c.GroupRow(age, "2", "Professionals", "专业人员", 1e7, 0.0, part * index)
        for age, part in (("16-24", 0.001), ("30-44", 0.0025))
    )


def regions(index: int) -> tuple[c.RegionRow, ...]:
    return tuple(
        c.RegionRow(f"CN-{r}", f"Place {r}", f"地{r}", 1e6 * (r + 1), 0.05, 0.001 * (r - index), 0.01, 0.04)
        for r in range(31)
    )
