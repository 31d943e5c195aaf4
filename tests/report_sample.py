"""A made-up comparison for the tests of the report: synthetic figures with the shape of real ones."""

from __future__ import annotations

import math
from dataclasses import replace

from report_sample_policies import sample_decisions, sample_summary

from andante.lab import comparison as c

MONTHS, FROM, HISTORY = 120, "2026-01", "2022-11"
TITLES = {
    "market-led": "Market-led (disclosure after the fact; reference design)",
    "controlled-innovation": "Controlled innovation (approval and pace; reference design)",
    "augmentation-first": "Augmentation-first (incentives and an assist-first rule)",
    "gradual-tax": "Gradual tax (a temporary automation tax that fades)",
}
# peak unemployment, peak youth unemployment, output against no further adoption, displaced workers
RESULTS = {
    "market-led": (0.0612, 0.207, 0.021, 24.6e6),
    "controlled-innovation": (0.0545, 0.195, 0.017, 9.1e6),
    "augmentation-first": (0.0569, 0.1965, 0.019, 13.2e6),
    "gradual-tax": (0.0610, 0.2066, 0.0205, 23.7e6),
    c.NO_FURTHER_ADOPTION: (0.0522, 0.171, 0.0, 0.0),
}
DECISIVE = {
    "entry_substitution": (15.0, 3.0, 60.0, "per unit of Z", "C"),
    "automation_share": (0.55, 0.4, 0.77, "share", "V"),
    "automation_saving": (0.27, 0.15, 0.8, "share of labour cost", "M"),
    "reinstatement": (0.5, 0.0, 1.0, "ratio", "M"),
    "absorption_months": (30.0, 12.0, 60.0, "months", "C"),
}
NAMES = ("peak_unemployment_rate", "peak_youth_unemployment_rate", "output_gain", "displaced_workers")


def sample_break_even(shift: float = 0.0) -> c.BreakEven:
    """Tiles whose sign turns at a saving of .27 + .36 x redirection; `shift` moves every gain."""
    savings, redirections = [x / 10 for x in range(1, 10)], [x / 8 for x in range(9)]
    turns = [0.27 + 0.36 * rho for rho in redirections]
    return c.BreakEven(
        policy="assist-first-alone",
        policy_title="Assist-first rule alone",
        policy_title_zh="仅设辅助优先要求",
        reference="market-led",
        automation_saving=tuple(savings),
        redirection=tuple(redirections),
        output=tuple(tuple(0.009 * (turn - x) + shift for x in savings) for turn in turns),
        turns_at=tuple(None if shift else turn for turn in turns),
        default_saving=0.27,
        default_redirection=0.5,
        evidence_saving=(0.15, 0.8),
        evidence_redirection=(0.0, 1.0),
        saving_tag="M",
        redirection_tag="A",
        turns_at_default=None if shift else 0.45,
        held={"reinstatement": 0.5},
    )


def sample_comparison(
    policies: tuple[str, ...] = ("market-led", "controlled-innovation", "augmentation-first"),
    reference: str = "market-led",
    ranges: bool = True,
    results: dict[str, tuple[float, float, float, float]] | None = None,
    spread: float = 0.5,
    titles: dict[str, str] | None = None,
    economy: str = "china",
    break_even: c.BreakEven | None = None,
) -> c.Comparison:
    """A whole comparison. `spread` scales the intervals; with 0 < spread < 1 they leave zero out."""
    figures = {**RESULTS, **(results or {})}
    names = (*policies, c.NO_FURTHER_ADOPTION)
    differences = {name: _differences(figures[name], figures[reference], ranges, spread) for name in policies}
    sets = _sets(ranges)
    effects = {
        name: {
            m: {s.id: _effect(differences[name][m].value or 0.0, s, i, spread) for i, s in enumerate(sets)}
            for m in NAMES
        }
        for name in policies
        if ranges
    }
    return c.Comparison(
        economy=economy,
        break_even=break_even,
        economy_title="China" if economy == "china" else "United States",
        economy_title_zh="中国" if economy == "china" else "美国",
        currency="CNY",
        method="average",
        months=MONTHS,
        from_month=FROM,
        seed=7,
        scale=1.0,
        reference=reference,
        population=498_000_000,
        policies=tuple(sample_summary(name, (titles or {}).get(name, TITLES[name])) for name in policies),
        assumption_sets=sets,
        measures={name: _measures(figures[name], ranges, spread) for name in names},
        differences=differences,
        effects=effects,
        paths={name: _paths(figures[name], ranges, name, i) for i, name in enumerate(names)},
        observed=_observed(),
        occupations={name: _occupations(figures[name]) for name in policies},
        decisions={name: sample_decisions(name) for name in policies},
        flows={name: _flows(figures[name]) for name in names},
        order_turns=_turns(policies, reference, differences) if ranges else (),
        notes=(
            c.Note(
                "cap_never_bound",
                "Market-led: the cap never bound.",
                "market-led",
                {"instrument": "pace.cap"},
            ),
        ),
        data_labels=(
            c.DataLabel(
                "employment by occupation", "mapped", "Census 2020, NBS 2025", "2025", "rural work removed"
            ),
            c.DataLabel("unemployment by age", "official", "NBS", "2025-12"),
            c.DataLabel("ages", "imputed", "own", "2025", "iterative proportional fitting"),
        ),
        parameters=tuple(
            c.ParameterRow(name, name[:2], unit, v, lo, hi, tag, "assumed", "Acemoglu 2024", True)
            for name, (v, lo, hi, unit, tag) in DECISIVE.items()
        ),
        command="andante compare --economy china --policies market-led,controlled-innovation "
        "--reference market-led --from 2026-01 --months 120 --seed 7",
        version="0.1.0",
        seconds=3.2,
        fit=(
            c.FitTarget("F1", "Urban surveyed unemployment", 0.051, 0.0519, 0.002, "", True, "NBS"),
            c.FitTarget(
                "F11", "Entry-level workers in exposed occupations", -0.13, -0.05, 0.05, "", False, "BCC 2025"
            ),
        ),
    )


def swapped(comparison: c.Comparison, one: str, other: str) -> c.Comparison:
    """The same comparison with the results of two policies exchanged, differences taken anew."""
    turn = {one: other, other: one}
    figures = {turn.get(name, name): values for name, values in RESULTS.items()}
    names = tuple(summary.name for summary in comparison.policies)
    return sample_comparison(names, comparison.reference, results=figures)


def _differences(
    own: tuple[float, ...], base: tuple[float, ...], ranges: bool, spread: float
) -> dict[str, c.Measure]:
    found = {}
    for name, a, b in zip(NAMES, own, base, strict=True):
        gap = a - b
        width = abs(gap) * spread
        found[name] = c.Measure(
            gap, gap - width if ranges else None, gap + 1.4 * width if ranges else None, "fraction"
        )
    return found


def _measures(own: tuple[float, ...], ranges: bool, spread: float) -> dict[str, c.Measure]:
    return {
        name: c.Measure(
            v, v * (1 - 0.2 * spread) if ranges else None, v * (1 + 0.4 * spread) if ranges else None, ""
        )
        for name, v in zip(NAMES, own, strict=True)
    } | {
        "unrest_index_peak": c.Measure(0.31, None, None, "index"),
        "tfp_gain": c.Measure(None, None, None, "fraction"),
    }


def _sets(ranges: bool) -> tuple[c.AssumptionSet, ...]:
    sets = [c.AssumptionSet(c.CENTRAL, None, c.CENTRAL, None)]
    for name, (centre, low, high, unit, tag) in DECISIVE.items() if ranges else ():
        title = name.replace("_", " ")
        for side, value in (("low", low), ("high", high)):
            sets.append(c.AssumptionSet(f"{name}:{side}", name, side, value, title, unit, centre, tag))
    return tuple(sets)


def _effect(central: float, entry: c.AssumptionSet, index: int, spread: float) -> float:
    if entry.parameter is None:
        return central
    reach = spread * (1.0 - 0.14 * (index // 2))
    return central * (1 - reach if entry.side == "low" else 1 + 1.4 * reach)


def _turns(
    policies: tuple[str, ...], reference: str, differences: dict[str, dict[str, c.Measure]]
) -> tuple[c.OrderTurn, ...]:
    turns = []
    for policy in policies:
        gap = differences[policy]["peak_youth_unemployment_rate"].value or 0.0
        for name, (centre, low, high, unit, tag) in DECISIVE.items() if policy != reference else ():
            turning = name == "automation_saving"
            moved = (gap * 1.3, gap, -0.3 * gap if turning else 0.5 * gap)
            at = centre + (high - centre) / 1.3 if turning else None
            turns.append(
                c.OrderTurn(
                    policy,
                    "peak_youth_unemployment_rate",
                    name,
                    name.replace("_", " "),
                    unit,
                    (low, centre, high),
                    moved,
                    at,
                    low,
                    high,
                    tag,
                )
            )
    return tuple(turns)


def _months() -> tuple[str, ...]:
    start = 2022 * 12 + 10
    return tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(start, start + 38 + MONTHS))


def _paths(own: tuple[float, ...], ranges: bool, name: str, index: int) -> dict[str, c.Path]:
    months, peak, youth, output = _months(), own[0], own[1], own[2]

    def path(start: float, end: float, season: float = 0.0, unit: str = "", since: int = 38) -> c.Path:
        values = []
        for t, month in enumerate(months):
            reach = max(0.0, t - since) / MONTHS
            swing = season * math.exp(-((int(month[5:]) - 8.0) ** 2) / 3.0)
            values.append(start + (end - start) * math.sin(min(reach * 1.5, 1.0) * math.pi / 2) + swing)
        low = (
            tuple(v * (1 - 0.1 * max(0, t - since) / MONTHS) for t, v in enumerate(values))
            if ranges
            else None
        )
        high = (
            tuple(v * (1 + 0.18 * max(0, t - since) / MONTHS) for t, v in enumerate(values))
            if ranges
            else None
        )
        return c.Path(months, tuple(values), low, high, unit)

    paths = {
        "unemployment_rate": path(0.0515, peak, 0.002),
        "youth_unemployment_rate": path(0.155, youth - 0.01, 0.04),
        "unemployment_rate_25_29": path(0.066, 0.066 + (youth - 0.16) * 0.3, 0.006),
        "unemployment_rate_30_44": path(0.041, 0.041 + (peak - 0.051) * 0.5),
        "unemployment_rate_45_59": path(0.04, 0.04 + (peak - 0.051) * 0.4),
        "unemployment_rate_60_plus": path(0.03, 0.03 + (peak - 0.051) * 0.2),
        "output_gain": path(0.0, output),
        "mean_wage_change": path(0.0, -output / 2),
        "automated_task_share": path(0.006, 0.006 + own[3] / 5e8),
        "augmented_task_share": path(0.01, 0.08 - own[3] / 1e9),
        "layoffs_ai": path(0.0, own[3] / 120),
        "unrest_index": path(0.29, 0.29 + (peak - 0.052) * 2),
    }
    if name == "controlled-innovation":
        paths["queue"] = path(0.0, 83000.0)
        paths["cap"] = path(0.0005, 0.00031)
        paths["cap_binds"] = c.Path(
            months, tuple(float(40 < t < 100 and t % 7 != index) for t in range(len(months))), None, None, ""
        )
    return paths


def _observed() -> tuple[c.ObservedSeries, ...]:
    months = tuple(f"{y}-{m:02d}" for y in range(2020, 2026) for m in range(1, 13))
    swing = [0.03 if m.endswith(("-07", "-08")) else 0.0 for m in months]
    old = tuple(0.17 + s if m < "2023-07" else None for m, s in zip(months, swing, strict=True))
    new = tuple(0.155 + s if m >= "2023-12" else None for m, s in zip(months, swing, strict=True))
    unit = "fraction of the labour force"
    total = tuple(0.0518 if not "2023-07" <= m <= "2023-11" else None for m in months)
    source = "NBS, through the press"
    return (
        c.ObservedSeries("unemployment_rate", "unemployment rate", unit, months, total, source),
        c.ObservedSeries(
            "unemployment_rate_16-24_students_included", "with students", unit, months, old, source
        ),
        c.ObservedSeries(
            "unemployment_rate_16-24_students_excluded", "without students", unit, months, new, source
        ),
        c.ObservedSeries(
            "unemployment_rate_25-29", "25-29", unit, months, tuple(0.066 for _ in months), source
        ),
    )


def _occupations(own: tuple[float, ...]) -> tuple[c.OccupationRow, ...]:
    loss = own[3] / 4.98e8
    rows = (
        ("251", "Software and applications developers and analysts", "软件开发和分析人员", 5.1e6, 3.1),
        ("264m", "Writing, advertising and media professionals", "写作、广告和媒体专业人员", 2.2e6, 3.6),
        ("4222", "Contact centre information clerks", "呼叫中心坐席", 1.9e6, 4.4),
        ("52", "Sales workers", "销售人员", 6e7, 0.8),
    )
    return tuple(
        c.OccupationRow(i, t, z, n, -loss * k, loss * k, 0.1, -loss * k / 4) for i, t, z, n, k in rows
    )


def _flows(own: tuple[float, ...]) -> tuple[c.Flow, ...]:
    opening, entrants = 25.6e6, 110e6
    separations, hires = 226e6 + own[3] * 0.4, 310e6 + own[3] * 0.21
    retired, training = 24e6 + own[3] * 0.05, 1e6 if own[0] == 0.0545 else 0.0
    closing = opening + separations - hires + entrants - retired - training
    terms = (
        ("opening", opening),
        ("separations", separations),
        ("hires", -hires),
        ("entrants", entrants),
        ("retired without work", -retired),
        ("into and from training", -training),
        ("closing", closing),
    )
    return tuple(c.Flow(term, value) for term, value in terms)


def without_ranges(comparison: c.Comparison) -> c.Comparison:
    """The same comparison run with --no-ranges."""
    names = tuple(summary.name for summary in comparison.policies)
    return replace(sample_comparison(names, comparison.reference, ranges=False))
