"""Appendix, what the rules did: outcomes a year, the rules that decided most, the queue and the cap."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from andante.lab.comparison import DecisionSummary
from andante.lab.report.charts.lines import Line, Marks, line_chart
from andante.lab.report.charts.outcomes import FILLS, OutcomeYear, outcome_chart
from andante.lab.report.charts.queue import queue_chart
from andante.lab.report.naming import in_sentence, year_position
from andante.lab.report.numbers import number, people, significant
from andante.lab.report.timeline import chart_lines, drawn_paths
from andante.lab.report.view import Desk, Figure, Section, Table

MOST = 5


def rules_section(desk: Desk) -> Section | None:
    """One chart of outcomes for each policy with rules, then the queue and the cap where they acted."""
    figures: list[Figure] = []
    tables: list[Table] = []
    bare: list[str] = []
    for summary in desk.comparison.policies:
        decided = desk.comparison.decisions.get(summary.name)
        if decided is None or not decided.years or not decided.rules:
            bare.append(desk.names[summary.name])
            continue
        figures.append(_outcomes(desk, summary.name, decided))
        tables.append(_top_rules(desk, summary.name, decided))
        if (queue := _queue(desk, summary.name)) is not None:
            figures.append(queue)
    if (cap := _cap(desk)) is not None:
        figures.append(cap)
    if not figures and not desk.comparison.decisions:
        return None
    lead = (desk.say("rules.none", policies=desk.separator.join(bare)),) if bare else ()
    return Section("rules", desk.say("rules"), lead, tuple(figures), tables=tuple(tables))


def _outcomes(desk: Desk, policy: str, decided: DecisionSummary) -> Figure:
    say = desk.say
    titles = {word: say(f"outcome.{word}") for word in FILLS}
    years = [OutcomeYear(year.year, dict(year.work)) for year in decided.years]
    picture = outcome_chart(
        say("rules.title", policy=desk.names[policy]),
        say("rules.subtitle"),
        desk.foot,
        years,
        titles,
        lambda value: people(value, say.language),
        f"hatch-{say.language}-{[p.name for p in desk.comparison.policies].index(policy)}",
    )
    work = _totals([year.work for year in decided.years])
    filings = _totals([year.filings for year in decided.years])
    words = [word for word in FILLS if work.get(word) or filings.get(word)]
    columns = (say("column.year"), *(titles[word] for word in words))
    rows = [
        (str(year.year), *(people(year.work.get(word, 0.0), say.language) for word in words))
        for year in decided.years
    ]
    finding = say(
        "rules.finding",
        policy=desk.names[policy],
        conditions=_share(work, "approve_with_conditions"),
        rejected=_share(work, "reject"),
    )
    description = say(
        "rules.describe",
        share=_share(filings, "approve"),
        filings=people(sum(filings.values()), say.language),
    )
    table = Table(columns, tuple(rows), frozenset(range(1, len(columns))))
    return Figure(f"rules-{policy}", finding, description, (picture,), table)


def _totals(years: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Outcome word -> amount over all years."""
    totals: dict[str, float] = {}
    for year in years:
        for word, amount in year.items():
            totals[word] = totals.get(word, 0.0) + amount
    return totals


def _share(totals: dict[str, float], word: str) -> str:
    """Share of one outcome in the total, in per cent."""
    total = sum(totals.values())
    return _percent(totals.get(word, 0.0) / total if total else 0.0)


def _percent(share: float) -> str:
    """A share in per cent to a tenth; what rounds to nothing but is there says so."""
    if share == 0.0:
        return "0"
    return "<0.1" if share < 0.0005 else number(100.0 * share, 1)


def _top_rules(desk: Desk, policy: str, decided: DecisionSummary) -> Table:
    say = desk.say
    columns = tuple(say(f"column.{c}") for c in ("rule", "outcome", "because", "where", "filings", "work"))
    filings = sum(sum(year.filings.values()) for year in decided.years) or 1.0
    work = sum(sum(year.work.values()) for year in decided.years) or 1.0
    chinese = say.language == "zh"
    # A policy file without a Chinese reason is quoted in its own language.
    quoted = {2} if not chinese or any(not rule.because_zh for rule in decided.rules[:MOST]) else set()
    rows = tuple(
        (
            rule.rule,
            say.or_else(f"outcome.{rule.outcome}", rule.outcome),
            rule.because_zh if chinese and rule.because_zh else rule.because,
            f"{rule.file.rsplit('/', 1)[-1]}:{rule.line}" if rule.line else rule.file,
            _percent(rule.filings / filings),
            _percent(rule.work / work),
        )
        for rule in decided.rules[:MOST]
    )
    caption = f"{desk.names[policy]}: {in_sentence(say('rules.top'), say.language)}"
    return Table(columns, rows, frozenset({4, 5}), frozenset({0, 3} | quoted), caption)


def _queue(desk: Desk, policy: str) -> Figure | None:
    """Filings waiting, where any ever waited."""
    say = desk.say
    path = desk.comparison.paths.get(policy, {}).get("queue")
    if path is None or not any(value >= 1.0 for value in path.value):
        return None
    start = next((i for i, month in enumerate(path.months) if month >= desk.comparison.from_month), 0)
    months, waiting = path.months[start::2], path.value[start::2]
    capacity = next(
        (
            row.value
            for row in desk.comparison.policy(policy).instruments
            if row.name == "assessment.capacity" and math.isfinite(row.value)
        ),
        None,
    )
    picture = queue_chart(
        say("queue.title", policy=desk.names[policy]),
        say("queue.subtitle"),
        desk.foot,
        [year_position(month) for month in months],
        waiting,
        None if capacity is None else [capacity] * len(months),
        desk.styles[policy],
        say("queue.waiting"),
        say("queue.capacity"),
        lambda value: people(value, say.language),
    )
    columns = (say("column.month"), say("column.waiting"), say("column.capacity"))
    rows = tuple(
        (month, people(value, say.language), "∞" if capacity is None else people(capacity, say.language))
        for month, value in zip(path.months, path.value, strict=True)
        if month.endswith("-12") and month >= desk.comparison.from_month
    )
    peak = people(max(path.value[start:]), say.language)
    return Figure(
        f"queue-{policy}",
        say("queue.finding", policy=desk.names[policy], peak=peak),
        say("queue.describe"),
        (picture,),
        Table(columns, rows, frozenset({1, 2})),
    )


def _cap(desk: Desk) -> Figure | None:
    """The cap of every policy that has one, with the months in which it bound."""
    say, start = desk.say, desk.comparison.from_month
    lines: list[Line] = []
    binding, bound = [], []
    for path in drawn_paths(desk, "cap", lambda value: 100.0 * value, window=1, counterfactual=False):
        line = chart_lines(desk, [path], lambda value: significant(value, 2))[0]
        keep = [index for index, x in enumerate(line.x) if x >= year_position(start)]
        if not keep:
            continue
        lines.append(line.part(keep))
        binds = desk.comparison.paths[path.policy].get("cap_binds")
        if binds is not None:
            months = [m for m, v in zip(binds.months, binds.value, strict=True) if m >= start and v > 0.5]
            binding.append((desk.styles[path.policy], [year_position(month) for month in months]))
            bound.append((path.policy, len(months) / max(desk.comparison.months, 1)))
    if not lines:
        return None
    marks = Marks(binding=binding, binding_label=say("cap.ribbon"))
    picture = line_chart(
        say("cap.title"),
        say("cap.subtitle"),
        desk.foot,
        lines,
        lambda v: significant(v, 2),
        marks=marks,
        include=[0.0],
    )
    policy, share = max(bound, key=lambda pair: pair[1]) if bound else ("", 0.0)
    finding = (
        say("cap.finding", policy=desk.names[policy], share=number(100.0 * share, 0))
        if bound
        else say("cap.title")
    )
    columns = (say("column.policy"), say("cap.ribbon"))
    rows = tuple((desk.names[name], f"{number(100.0 * value, 0)} %") for name, value in bound)
    return Figure("cap", finding, say("cap.describe"), (picture,), Table(columns, rows, frozenset({1})))
