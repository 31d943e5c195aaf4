"""Appendix, the rest: measures, fit with failures first, limits, data labels, how to reproduce and cite."""

from __future__ import annotations

import re
from collections.abc import Sequence

from andante.lab.comparison import NO_FURTHER_ADOPTION, FitTarget, Measure, Note
from andante.lab.report.catalogue import Words
from andante.lab.report.measures import COUNTS, GAINS, LOGS, ORDER, RATES, difference_words, scaled
from andante.lab.report.naming import assumption_title, capital, month_words
from andante.lab.report.numbers import DASH, number, percent, significant
from andante.lab.report.timeline import name_on_chart
from andante.lab.report.view import Desk, Section, Table

LIMITS = 6
LABELS = ("official", "mapped", "imputed", "calibrated", "assumed")


def measures_section(desk: Desk) -> Section:
    """Every measure of every policy, and every difference."""
    say, comparison = desk.say, desk.comparison
    known = [name for name in ORDER if any(name in entry for entry in comparison.measures.values())]
    known += [n for entry in comparison.measures.values() for n in entry if n not in known and n not in ORDER]
    known = [name for name in dict.fromkeys(known) if name in ORDER]
    holders = [name for name in (*desk.names, NO_FURTHER_ADOPTION) if name in comparison.measures]
    columns = (say("column.measure"), *(name_on_chart(desk, name) for name in holders))
    rows = tuple(
        (_title(desk, name), *(_with_range(desk, holder, name) for holder in holders)) for name in known
    )
    levels = Table(columns, rows, frozenset(range(1, len(columns))))
    tables = [levels]
    if desk.others:
        columns = (say("column.measure"), *(desk.names[name] for name in desk.others))
        unknown = Measure(None, None, None, "")
        rows = tuple(
            (
                _title(desk, name),
                *(
                    difference_words(name, comparison.differences.get(p, {}).get(name, unknown), say)
                    for p in desk.others
                ),
            )
            for name in known
        )
        caption = say("description.reference", reference=desk.reference)
        tables.append(Table(columns, rows, frozenset(range(1, len(columns))), caption=caption))
    return Section("measures", say("measures"), (say("measures.lead"),), tables=tuple(tables))


def _title(desk: Desk, name: str) -> str:
    """A measure with its unit."""
    title = desk.say.or_else(f"measure.{name}", name)
    if name in RATES or name in GAINS:
        return f"{title}, %"
    index = "unit.index_start" if name == "upgrading_index" else "unit.index"
    unit = "unit.log_points" if name in LOGS else index
    return title if name in COUNTS else f"{title}, {desk.say(unit)}"


def _with_range(desk: Desk, holder: str, name: str) -> str:
    measure = desk.comparison.measures[holder].get(name, Measure(None, None, None, ""))
    figure = scaled(name, measure, desk.say.language)
    if figure is None:
        return desk.say("unknown")
    signed = name in GAINS or name == "labour_share_change"
    interval = figure.interval(signed=signed)
    if interval is None:
        return figure.show(figure.value, signed) + figure.word
    return figure.show(figure.value, signed) + desk.say(
        "range", low=interval[0], high=interval[1] + figure.word
    )


def fit_section(desk: Desk) -> Section:
    """The fit targets of the economy, those that fail first."""
    say, fit = desk.say, desk.comparison.fit
    if not fit:
        return Section("fit", say("fit"), (say("fit.none"),))
    order = {False: 0, None: 1, True: 2}
    targets = sorted(fit, key=lambda target: order[target.passed])
    columns = tuple(
        say(f"column.{c}") for c in ("target", "expected", "got", "tolerance", "verdict", "source")
    )
    rows = tuple(_fit_row(desk, target) for target in targets)
    passed = sum(target.passed is True for target in fit)
    lead = (say("fit.count", passed=passed, total=len(fit)), say("fit.lead"))
    translated = say.language == "en" or all(target.title_zh for target in fit)
    foreign = frozenset({5}) if translated else frozenset({0, 5})
    return Section("fit", say("fit"), lead, tables=(Table(columns, rows, frozenset({1, 2, 3}), foreign),))


def _fit_row(desk: Desk, target: FitTarget) -> tuple[str, ...]:
    verdict = {True: "✓ " + desk.say("verdict.pass"), False: "✗ " + desk.say("verdict.fail")}
    title = target.title_zh if desk.say.language == "zh" and target.title_zh else target.title

    def show(value: float | None) -> str:
        if value is None:
            return DASH
        if target.unit.startswith("fraction"):
            return f"{significant(100.0 * value, 3)}\u00a0%"
        return significant(value, 3) + (f" {target.unit}" if target.unit else "")

    return (
        f"{target.id}: {title}",
        show(target.expected),
        show(target.got),
        show(target.tolerance),
        verdict.get(target.passed is True, "") if target.passed is not None else desk.say("verdict.unknown"),
        target.source,
    )


def limits_section(desk: Desk) -> Section:
    """What this cannot say, in six bullets."""
    bullets = tuple(desk.say(f"limit.{index + 1}") for index in range(LIMITS))
    return Section("limits", desk.say("limits"), bullets=bullets)


def labels_section(desk: Desk) -> Section:
    """How many inputs carry which label; tables, instruments and assumptions folded."""
    say, comparison = desk.say, desk.comparison
    lead = [say("labels.lead")]
    for key, labels in (
        ("labels.data", [entry.label for entry in comparison.data_labels]),
        ("labels.assumptions", [entry.label for entry in comparison.parameters]),
    ):
        if labels:
            lead.append(say(key, counts=desk.separator.join(_counts(labels, say))))
    folded = tuple(
        table for table in (_data_tables(desk), _instruments(desk), _parameters(desk)) if table.rows
    )
    return Section("labels", say("labels"), tuple(lead), folded=folded)


def _counts(labels: Sequence[str], say: Words) -> list[str]:
    """How often each label occurs, most reliable first."""
    order = [*LABELS, *sorted(set(labels) - set(LABELS))]
    return [
        say("labels.count", n=labels.count(label), label=say.or_else(f"label.{label}", label))
        for label in order
        if label in labels
    ]


def _data_tables(desk: Desk) -> Table:
    """One row per table and label: which columns carry it, where they come from, what was done."""
    say = desk.say
    grouped: dict[tuple[str, str, str, str, str], list[str]] = {}
    for entry in desk.comparison.data_labels:
        table, _, column = entry.item.partition(".")
        key = (table, entry.label, entry.source, entry.vintage, entry.transformation)
        grouped.setdefault(key, []).append(column)
    columns = tuple(say(f"column.{c}") for c in ("item", "label", "source", "transformation"))
    rows = tuple(
        (
            plain_words(_spaced(table) + (f": {', '.join(_spaced(c) for c in held)}" if any(held) else "")),
            say.or_else(f"label.{label}", label),
            f"{source} ({vintage})" if vintage else source,
            plain_words(transformation),
        )
        for (table, label, source, vintage, transformation), held in grouped.items()
    )
    return Table(columns, rows, foreign=frozenset({0, 2, 3}), caption=say("labels.tables"))


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def plain_words(text: str) -> str:
    """Technical text in the words of the pages: a share of chances is a chance."""
    return re.sub("probabilit(y|ies)", lambda match: "chance" if match[1] == "y" else "chances", text)


def _instruments(desk: Desk) -> Table:
    say = desk.say
    columns = tuple(
        say(f"column.{c}") for c in ("policy", "instrument", "value", "unit", "since", "source", "bound")
    )
    acted = {True: say("yes"), False: say("no"), None: say("unknown")}
    rows = tuple(
        (
            desk.names[summary.name],
            row.title_zh if say.language == "zh" and row.title_zh else row.title or row.name,
            significant(row.value, 3),
            row.unit,
            row.start,
            f"{row.source} [{row.tag}]" if row.tag else row.source,
            acted[row.bound],
        )
        for summary in desk.comparison.policies
        for row in summary.instruments
    )
    return Table(columns, rows, frozenset({2}), frozenset({3, 5}), say("labels.instruments"))


def _parameters(desk: Desk) -> Table:
    say = desk.say
    columns = tuple(say(f"column.{c}") for c in ("assumption", "value", "range", "unit", "label", "basis"))
    rows = tuple(
        (
            plain_words(capital(assumption_title(row.name, "", say))),
            significant(row.value, 3),
            f"{significant(row.low, 3)} … {significant(row.high, 3)}",
            plain_words(row.unit),
            say.or_else(f"label.{row.label}", row.label),
            plain_words(row.basis),
        )
        for row in desk.comparison.parameters
    )
    return Table(columns, rows, frozenset({1, 2}), frozenset({0, 3, 5}), say("labels.parameters"))


def reproduce_section(desk: Desk, title: str) -> Section:
    """The command that makes the same figures, how to cite, where the tables are."""
    say, comparison = desk.say, desk.comparison
    slots = {
        "population": number(comparison.population, 0),
        "seed": comparison.seed,
        "months": comparison.months,
        "from_month": month_words(comparison.from_month, say.language),
        "seconds": number(comparison.seconds, 1),
    }
    method = "people" if comparison.method == "people" else "average"
    lead = [say(f"reproduce.method.{method}", **slots)]
    if comparison.scale != 1.0:
        lead.append(say("reproduce.scale", scale=percent(comparison.scale, 2) + " %"))
    lead.append(
        say(
            "reproduce.cite",
            version=comparison.version,
            title=title,
            from_month=slots["from_month"],
            seed=comparison.seed,
        )
    )
    lead.append(say("reproduce.download"))
    if comparison.digest:
        lead.append(say("reproduce.digest", digest=comparison.digest))
    columns = tuple(say(f"column.{c}") for c in ("policy", "file", "hash"))
    rows = tuple(
        (desk.names[p.name], p.source_file.rsplit("/", 1)[-1], p.hash[:16]) for p in comparison.policies
    )
    hashes = Table(columns, rows, foreign=frozenset({1, 2}), caption=say("reproduce.hashes"))
    return Section(
        "reproduce", say("reproduce"), tables=(hashes,), command=comparison.command, notes=tuple(lead)
    )


def note_words(desk: Desk, note: Note) -> str:
    """A note in the language of the page, by its kind and slots; as written where the catalogue lacks it."""
    key = f"note.{note.kind}"
    if not desk.say.known(key):
        return note.text
    slots = dict(note.slots)
    if note.policy is not None:
        slots["policy"] = desk.names.get(note.policy, note.policy)
    try:
        return desk.say(key, **slots)
    except KeyError:
        return note.text
