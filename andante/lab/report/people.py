"""Appendix, who is affected: three jobs people ask about, all occupations, unemployment by age."""

from __future__ import annotations

import math

from andante.lab.comparison import OccupationRow
from andante.lab.report.charts.diverging import GroupRow, diverging_chart
from andante.lab.report.charts.dumbbell import DumbbellRow, dumbbell_chart
from andante.lab.report.naming import in_sentence
from andante.lab.report.numbers import number, people
from andante.lab.report.paths import age_series
from andante.lab.report.view import Desk, Figure, Section, Table

JOBS = ("251", "264m", "4222")
AGES = ("16-24", "25-29", "30-44", "45-59", "60+")


def who_section(desk: Desk) -> Section | None:
    """The dumbbells, the ages, and every occupation in a folded table."""
    held = [
        summary.name for summary in desk.comparison.policies if desk.comparison.occupations.get(summary.name)
    ]
    if not held:
        return None
    figures = [figure for figure in (_jobs(desk, held), _ages(desk)) if figure is not None]
    folded = tuple(_occupations(desk, policy) for policy in held)
    return Section("who", desk.say("who"), (), tuple(figures), folded=folded)


def average_change(rows: tuple[OccupationRow, ...]) -> float:
    """Employment-weighted change over all occupations."""
    total = math.fsum(row.employment_start for row in rows)
    return math.fsum(row.employment_start * row.employment_change for row in rows) / total if total else 0.0


def _jobs(desk: Desk, held: list[str]) -> Figure | None:
    say, table = desk.say, desk.comparison.occupations
    by_id = {policy: {row.id: row for row in table[policy]} for policy in held}
    jobs = [job for job in JOBS if all(job in by_id[policy] for policy in held)]
    if not jobs:
        return None
    rows = [
        DumbbellRow(
            say(f"occupation.{job}"), [100.0 * by_id[policy][job].employment_change for policy in held]
        )
        for job in jobs
    ]
    rows.append(
        DumbbellRow(say("occupation.all"), [100.0 * average_change(table[policy]) for policy in held])
    )
    average = (
        100.0 * average_change(table[desk.comparison.reference])
        if desk.comparison.reference in held
        else None
    )

    def words(value: float) -> str:
        return number(value, 1, signed=True)

    picture = dumbbell_chart(
        say("who.title"),
        say("who.subtitle"),
        desk.foot,
        rows,
        [(desk.names[policy], desk.styles[policy]) for policy in held],
        average,
        say(
            "who.average",
            reference=in_sentence(desk.reference, say.language),
            value=words(average or 0.0),
        ),
        say("who.caveat"),
        lambda value: number(value, 0 if value == round(value) else 1, signed=True),
        words,
    )
    widest = max(rows[:-1], key=lambda row: max(abs(value) for value in row.values))
    finding = say(
        "who.finding", occupation=widest.label, low=words(min(widest.values)), high=words(max(widest.values))
    )
    columns = (say("column.occupation"), *(desk.names[policy] for policy in held))
    data = tuple((row.label, *(words(value) for value in row.values)) for row in rows)
    return Figure(
        "who-jobs",
        finding,
        say("who.describe"),
        (picture,),
        Table(columns, data, frozenset(range(1, len(columns)))),
    )


def _ages(desk: Desk) -> Figure | None:
    """Difference of unemployment by age from the reference, mean of the last twelve months."""
    say, paths = desk.say, desk.comparison.paths
    series = {age: name for age in AGES if (name := age_series(desk, age))}
    if len(series) < 3 or not desk.others:
        return None
    rows = []
    for age, name in series.items():
        base = math.fsum(paths[desk.comparison.reference][name].value[-12:]) / 12
        values = [100.0 * (math.fsum(paths[policy][name].value[-12:]) / 12 - base) for policy in desk.others]
        rows.append(GroupRow(age.replace("-", "–"), values))

    def words(value: float) -> str:
        return number(value, 1, signed=True)

    picture = diverging_chart(
        say("who.age.title"),
        say("who.age.subtitle", reference=desk.reference),
        desk.foot,
        rows,
        [(desk.names[policy], desk.styles[policy]) for policy in desk.others],
        lambda value: number(value, 0 if value == round(value) else 1, signed=True),
        words,
    )
    largest = max(rows, key=lambda row: max(abs(value) for value in row.values))
    value = max(largest.values, key=abs)
    columns = (say("column.age"), *(desk.names[policy] for policy in desk.others))
    data = tuple((row.label, *(words(value) for value in row.values)) for row in rows)
    return Figure(
        "who-age",
        say("who.age.finding", age=largest.label, value=words(value)),
        say("who.age.describe", reference=desk.reference),
        (picture,),
        Table(columns, data, frozenset(range(1, len(columns)))),
    )


def _occupations(desk: Desk, policy: str) -> Table:
    """Every occupation of one policy, in the order of the classification."""
    say = desk.say
    columns = tuple(
        say(f"column.{c}") for c in ("occupation", "employed", "change", "automated", "assisted", "wage")
    )
    rows = tuple(
        (
            row.title_zh if say.language == "zh" else row.title,
            people(row.employment_start, say.language),
            number(100.0 * row.employment_change, 1, signed=True),
            number(100.0 * row.automated_share, 1),
            number(100.0 * row.assisted_share, 1),
            number(100.0 * math.expm1(row.wage_change), 1, signed=True),
        )
        for row in desk.comparison.occupations[policy]
    )
    caption = say("who.table", policy=in_sentence(desk.names[policy], say.language))
    return Table(columns, rows, frozenset(range(1, 6)), caption=caption)
