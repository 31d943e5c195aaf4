"""Appendix, paths: one chart per measure over time, and the young apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from andante.lab.comparison import NO_FURTHER_ADOPTION, ObservedSeries
from andante.lab.report.charts.lines import Dots, Line, Marks, line_chart
from andante.lab.report.measures import scaled
from andante.lab.report.naming import (
    in_sentence,
    month_number,
    month_words,
    year_position,
)
from andante.lab.report.numbers import number, people
from andante.lab.report.sentences import assumptions_tested
from andante.lab.report.timeline import (
    WINDOW,
    Drawn,
    chart_lines,
    drawn_paths,
    name_on_chart,
    observed_factor,
    observed_means,
)
from andante.lab.report.view import Desk, Figure, Section, Table

CHINA_CEILING = 5.5  # %, the official target of the yearly government work reports


@dataclass(frozen=True, slots=True)
class Spec:
    """One chart: the series, its unit on the axis, and how the finding is said."""

    series: str
    subtitle: str
    kind: str  # rate | share | gain | index | flow
    measure: str = ""  # whose differences say whether the policies differ at all
    factor: float = 100.0
    decimals: int = 1


PATHS = (
    Spec("unemployment_rate", "subtitle.rate", "rate", "peak_unemployment_rate"),
    Spec("youth_unemployment_rate", "subtitle.rate", "rate", "peak_youth_unemployment_rate"),
    Spec("output_gain", "subtitle.output", "gain", "output_gain"),
    Spec("mean_wage_change", "subtitle.wage", "gain", "mean_wage_change"),
    Spec("automated_task_share", "subtitle.tasks", "share", "automated_task_share"),
    Spec("augmented_task_share", "subtitle.tasks", "share", "augmented_task_share"),
    Spec("layoffs_ai", "subtitle.people_month", "flow", "displaced_workers", 1.0, 0),
    Spec("firm_ai_use", "subtitle.firms", "share", "", 100.0, 0),
)
GRADUATES = Spec("graduates_without_work_rate", "subtitle.entrants", "share", "graduates_without_work_rate")


def paths_section(desk: Desk) -> Section:
    """All paths that the comparison holds."""
    ranges = assumptions_tested(desk.comparison) > 0
    figures = [figure for spec in PATHS if (figure := path_figure(desk, spec)) is not None]
    return Section(
        "paths", desk.say("paths"), (desk.say("paths.lead" if ranges else "paths.lead_bare"),), tuple(figures)
    )


def path_figure(desk: Desk, spec: Spec, threshold: tuple[float, str] | None = None) -> Figure | None:
    """One line chart with its finding; None where the series was not recorded.

    `threshold` is a level on the axis and what it is; Chinese unemployment has the official ceiling.
    """
    paths = _paths_of(desk, spec)
    if not paths:
        return None
    say = desk.say
    title = say(f"path.{spec.series}")

    def show(value: float) -> str:
        if spec.kind == "flow":
            return people(value, say.language)
        return number(value, spec.decimals, signed=spec.kind == "gain")

    first = min(path.months[0] for path in paths)
    dots = _observed(desk, spec, first)
    if spec.series == "unemployment_rate" and desk.comparison.economy == "china":
        threshold = CHINA_CEILING, say("threshold.china", value=number(CHINA_CEILING, 1))
    marks = Marks(
        threshold=None if threshold is None else threshold[0],
        threshold_label="" if threshold is None else threshold[1],
        start=year_position(desk.comparison.from_month),
        start_label=say("policies_from"),
    )
    picture = line_chart(
        title,
        say(spec.subtitle),
        desk.foot,
        chart_lines(desk, paths, show),
        lambda value: _tick(value, spec, say.language),
        dots,
        marks,
        include=[0.0] if spec.kind in ("share", "gain", "flow") else [],
    )
    ends = desk.separator.join(f"{name_on_chart(desk, path.policy)} {show(path.value[-1])}" for path in paths)
    description = say(
        "describe.path",
        series=title,
        first=month_words(first, say.language),
        last=month_words(paths[0].months[-1], say.language),
        ends=ends,
    )
    return Figure(
        f"path-{spec.series}",
        _finding(desk, spec, paths, show),
        description,
        (picture,),
        _table(desk, paths, show),
    )


def _paths_of(desk: Desk, spec: Spec) -> list[Drawn]:
    """The drawn paths; gains begin where the policies part, before it every one is zero."""
    gain = spec.kind == "gain"
    paths = drawn_paths(desk, spec.series, lambda value: spec.factor * value, counterfactual=not gain)
    return _from_policies(paths, desk) if gain else paths


def _from_policies(paths: list[Drawn], desk: Desk) -> list[Drawn]:
    """Only the policies part: before it every difference is zero."""
    start = desk.comparison.from_month
    found = []
    for path in paths:
        keep = [index for index, month in enumerate(path.months) if month >= start]
        if keep:
            cut = keep[0]
            low, high = (None if band is None else band[cut:] for band in (path.low, path.high))
            found.append(Drawn(path.policy, path.months[cut:], path.value[cut:], low, high))
    return found


def _tick(value: float, spec: Spec, language: str) -> str:
    """The label of a tick on the axis of values."""
    if spec.kind == "flow":
        return people(value, language)
    decimals = (
        spec.decimals
        if spec.kind == "index"
        else next(d for d in (0, 1, 2) if d == 2 or abs(value - round(value, d)) < 1e-9)
    )
    return number(value, decimals, signed=spec.kind == "gain" and value != 0.0)


def _finding(desk: Desk, spec: Spec, paths: list[Drawn], show: Callable[[float], str]) -> str:
    """Who is highest and who lowest, at the peak for rates and indexes, at the end for the rest."""
    start = first_whole_window(desk)
    policies = [path for path in paths if path.policy != NO_FURTHER_ADOPTION]

    def figure(path: Drawn) -> float:
        if spec.kind not in ("rate", "index"):
            return path.value[-1]
        inside = [value for month, value in zip(path.months, path.value, strict=True) if month >= start]
        return max(inside, default=path.value[-1])

    low, high = min(policies, key=figure), max(policies, key=figure)
    unit = "\u00a0%" if spec.kind in ("share", "gain") else ""
    unit = unit.strip() if desk.say.language == "zh" else unit
    kind = {"rate": "finding.rate", "index": "finding.peak"}.get(spec.kind, "finding.end")
    least, most = show(figure(low)) + unit, show(figure(high)) + unit
    if len(policies) == 1:
        return desk.say(f"{kind}.single", policy=desk.names[low.policy], value=most)
    if least == most or not _differs(desk, spec):
        return desk.say("finding.same")
    names = {"low_policy": desk.names[low.policy], "high_policy": desk.names[high.policy]}
    second = "low_policy" if kind == "finding.end" else "high_policy"
    names[second] = in_sentence(names[second], desk.say.language)
    return desk.say(kind, **names, low=least, high=most)


def first_whole_window(desk: Desk) -> str:
    """The first month whose mean over twelve months lies inside the policies part."""
    number_of_first = month_number(desk.comparison.from_month) + min(WINDOW, desk.comparison.months) - 1
    return f"{number_of_first // 12:04d}-{number_of_first % 12 + 1:02d}"


def _differs(desk: Desk, spec: Spec) -> bool:
    """Whether any policy differs clearly from the reference in the measure that the chart shows."""
    if not spec.measure or not desk.others:
        return True
    found = [desk.comparison.differences.get(policy, {}).get(spec.measure) for policy in desk.others]
    figures = [scaled(spec.measure, measure, desk.say.language) for measure in found if measure is not None]
    known = [figure for figure in figures if figure is not None]
    return not known or any(figure.clear for figure in known)


def _observed(desk: Desk, spec: Spec, first: str) -> list[Dots]:
    """Published history for the rates that have it: only the definition that the model follows."""
    if spec.kind != "rate":
        return []
    found = []
    for series in desk.comparison.observed:
        if not _matches(series, spec.series):
            continue
        dots = observed_means(series, first, desk.say("observed", title=series_title(series, desk)))
        if any(value is not None for value in dots.value):
            found.append(dots)
    return found


def series_title(series: ObservedSeries, desk: Desk) -> str:
    """What a published series is called, with its source."""
    title = desk.say.or_else(f"observed.{series.id}", series.title)
    return f"{title} ({series.source})" if series.source else title


def _matches(series: ObservedSeries, name: str) -> bool:
    """Whether a published series is the one that a path follows."""
    youth = "16-24" in series.id or "16_24" in series.id
    if name == "youth_unemployment_rate":
        return youth and "included" not in series.id
    return name == "unemployment_rate" and series.id in ("unemployment_rate", "total", "headline")


def _table(desk: Desk, paths: list[Drawn], show: Callable[[float], str]) -> Table:
    """One row a year: the value at each year's end."""
    by_month = [dict(zip(path.months, path.value, strict=True)) for path in paths]
    months = [month for month in paths[0].months if month.endswith("-12") or month == paths[0].months[-1]]
    rows = tuple(
        (month, *(show(values[month]) if month in values else desk.say("unknown") for values in by_month))
        for month in months
    )
    columns = (desk.say("column.month"), *(name_on_chart(desk, path.policy) for path in paths))
    return Table(columns, rows, frozenset(range(1, len(columns))))


# --- the young: the same month of every year, two ages, definitions never joined


def young_section(desk: Desk) -> Section | None:
    """Two small charts, 16-24 and 25-29, and those who enter without finding work."""
    ages = [age for age in ("16-24", "25-29") if age_series(desk, age)]
    if not ages:
        return None
    pictures, lows, tables = [], [], []
    for age in ages:
        picture, peaks, rows = _young_chart(desk, age)
        pictures.append(picture)
        lows.append(peaks)
        tables += [(age, *row) for row in rows]
    low, high = min(lows[0]), max(lows[0])
    month = _month_name(_peak_month(desk), desk.say.language)
    finding = desk.say(
        "young.finding", age=ages[0].replace("-", "–"), month=month, low=number(low, 1), high=number(high, 1)
    )
    names = [name_on_chart(desk, policy) for policy in _young_policies(desk, ages[0])]
    columns = (desk.say("column.age"), desk.say("column.year"), *names)
    table = Table(columns, tuple(tables), frozenset(range(2, len(columns))))
    figure = Figure("young-ages", finding, desk.say("young.describe"), tuple(pictures), table)
    graduates = path_figure(desk, GRADUATES)
    figures = (figure,) if graduates is None else (figure, graduates)
    return Section("young", desk.say("young"), (), figures)


def age_series(desk: Desk, age: str) -> str:
    """The name under which the comparison holds the unemployment rate of an age; empty if it does not."""
    held = desk.comparison.paths.get(desk.comparison.reference, {})
    ending = age.replace("-", "_").replace("+", "_plus")
    name = "youth_unemployment_rate" if age == "16-24" else f"unemployment_rate_{ending}"
    return name if name in held else ""


def _young_policies(desk: Desk, age: str) -> list[str]:
    series = age_series(desk, age)
    wanted = [*(summary.name for summary in desk.comparison.policies), NO_FURTHER_ADOPTION]
    return [name for name in wanted if series in desk.comparison.paths.get(name, {})]


def _peak_month(desk: Desk) -> str:
    """The calendar month of the policies part in which youth unemployment peaks without further adoption."""
    paths = desk.comparison.paths
    series = age_series(desk, "16-24") or age_series(desk, "25-29")
    holder = (
        NO_FURTHER_ADOPTION if series in paths.get(NO_FURTHER_ADOPTION, {}) else desk.comparison.reference
    )
    path = paths[holder][series]
    months = zip(path.months, path.value, strict=True)
    last = [pair for pair in months if pair[0] >= desk.comparison.from_month][-12:]
    return max(last, key=lambda pair: pair[1])[0][5:7]


def _young_chart(desk: Desk, age: str) -> tuple[str, list[float], list[tuple[str, ...]]]:
    """The picture of one age, the highest value of each policy, and the rows of the table."""
    say, series, month = desk.say, age_series(desk, age), _peak_month(desk)
    lines, peaks = [], []
    rows: dict[str, list[str]] = {}
    for policy in _young_policies(desk, age):
        path = desk.comparison.paths[policy][series]
        pairs = [(m, 100.0 * v) for m, v in zip(path.months, path.value, strict=True) if m[5:7] == month]
        for at, value in pairs:
            rows.setdefault(at[:4], []).append(number(value, 1))
        if policy != NO_FURTHER_ADOPTION:
            peaks.append(max(v for m, v in pairs if m >= desk.comparison.from_month))
        values = [value for _, value in pairs]
        line = chart_lines(
            desk,
            [Drawn(policy, tuple(m for m, _ in pairs), tuple(values), None, None)],
            lambda v: number(v, 1),
        )[0]
        x = [year_position(m) for m, _ in pairs]
        lines.append(Line(line.label, line.style, x, values, markers=True, end_words=line.end_words))
    picture = line_chart(
        say("young.title", age=age.replace("-", "–")),
        say("young.subtitle", month=_month_name(month, say.language)),
        desk.foot,
        lines,
        lambda value: number(value, 0 if value == round(value) else 1),
        _young_observed(desk, age, month, lines[0].x[0]),
        Marks(start=year_position(desk.comparison.from_month), start_label=say("policies_from")),
        height=150,
    )
    return picture, peaks, [(year, *values) for year, values in rows.items()]


def _month_name(month: str, language: str) -> str:
    words = month_words(f"2000-{month}", language)
    return words.split("年")[1] if language == "zh" else words.split()[0]


def _young_observed(desk: Desk, age: str, month: str, first: float) -> list[Dots]:
    """Published values of that calendar month; a definition that counts students is hollow."""
    found = []
    for series in desk.comparison.observed:
        if age not in series.id and age.replace("-", "_") not in series.id:
            continue
        factor = observed_factor(series)
        pairs = [
            (year_position(m), factor * v)
            for m, v in zip(series.months, series.values, strict=True)
            if v is not None and m[5:7] == month and year_position(m) >= first - 4.0
        ]
        if pairs:
            label = desk.say("young.key", title=series_title(series, desk))
            hollow = "included" in series.id
            found.append(Dots(label, [x for x, _ in pairs], [v for _, v in pairs], hollow=hollow))
    return found
