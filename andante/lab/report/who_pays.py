"""Appendix, who pays: welfare by age and occupation group, sums checked; incomes and the public budget."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from andante.lab.comparison import GroupRow
from andante.lab.contributions import rounded_to_sum
from andante.lab.report.charts.diverging import GroupRow as Bars
from andante.lab.report.charts.diverging import diverging_chart
from andante.lab.report.charts.picture import Style
from andante.lab.report.naming import in_sentence
from andante.lab.report.numbers import number, people
from andante.lab.report.public_money import money_figures, money_table, money_words, policies_with_money
from andante.lab.report.view import Desk, Figure, Section, Table

DRAWN_SHARE = 0.01  # of all people: smaller groups stand in the table only
MOST_ROWS = 6
CLOSE = 1e-8  # shares: sums closer than this agree
POINTS, CELL = 2, 3  # decimals of contributions, in per cent, in the picture and in the whole table


def pays_section(desk: Desk) -> Section | None:
    """Welfare of groups and the money of all; None where a run recorded neither."""
    groups = [each.name for each in desk.comparison.policies if desk.comparison.groups.get(each.name)]
    money = policies_with_money(desk)
    if not groups and not money:
        return None
    say = desk.say
    figures = [*(_group_figures(desk, groups) if groups else ()), *money_figures(desk)]
    folded = [_group_table(desk, policy) for policy in groups] + [money_table(desk, each) for each in money]
    lead = (say("pays.lead"), *(_sum_words(desk, groups) if groups else ()), *money_words(desk))
    return Section("pays", say("pays"), lead, tuple(figures), folded=tuple(folded))


def contributions_by(
    rows: Sequence[GroupRow], key: Callable[[GroupRow], str]
) -> tuple[dict[str, float], float]:
    """What the people of each key add to the change of all, in per cent as printed, and the printed total."""
    terms: dict[str, float] = {}
    for row in rows:
        terms[key(row)] = terms.get(key(row), 0.0) + 100.0 * row.contribution
    return rounded_to_sum(terms, 100.0 * math.fsum(row.contribution for row in rows), POINTS)


def _age(row: GroupRow) -> str:
    return row.age


def _group(row: GroupRow) -> str:
    return row.group


def _sum_words(desk: Desk, held: list[str]) -> tuple[str, ...]:
    """Whether the contributions of all groups are the welfare of all, policy by policy."""
    say, right, wrong, untold = desk.say, [], [], []
    for policy in held:
        total = math.fsum(row.contribution for row in desk.comparison.groups[policy])
        measure = desk.comparison.measures.get(policy, {}).get("welfare_change")
        slots = {
            "policy": in_sentence(desk.names[policy], say.language),
            "total": number(100.0 * total, POINTS, signed=True),
        }
        if measure is None or measure.value is None:
            untold.append(say("pays.sum.one", **slots))
        elif abs(measure.value - total) < CLOSE:
            right.append(say("pays.sum.one", **slots))
        else:
            expected = number(100.0 * measure.value, CELL, signed=True)
            found = number(100.0 * total, CELL, signed=True)
            wrong.append(say("pays.sum.wrong", policy=desk.names[policy], total=found, expected=expected))
    words = list(wrong)
    if right:
        words.append(say("pays.sum.checked", totals=desk.separator.join(right)))
    if untold:
        words.append(say("pays.sum.unchecked", totals=desk.separator.join(untold)))
    return tuple(words)


def _group_figures(desk: Desk, held: list[str]) -> tuple[Figure, ...]:
    return (
        _extremes(desk, held),
        _parts(desk, held, "ages", _age, lambda row: age_words(desk, row.age)),
        _parts(desk, held, "groups", _group, lambda row: _short(desk, row)),
    )


def age_words(desk: Desk, age: str) -> str:
    """An age as people write it."""
    if age.endswith("+"):
        return desk.say("pays.age.open", age=age[:-1])
    return desk.say("pays.age", age=age.replace("-", "–"))


def _short(desk: Desk, row: GroupRow) -> str:
    """The occupation group, short enough for the side of a chart."""
    return desk.say.or_else(f"group.{row.group}", _title(desk, row))


def _title(desk: Desk, row: GroupRow) -> str:
    return row.title_zh if desk.say.language == "zh" and row.title_zh else row.title


def _cell_words(desk: Desk, row: GroupRow) -> str:
    return desk.say("pays.cell", group=_short(desk, row), age=age_words(desk, row.age))


# --- who gains and who loses most


@dataclass(frozen=True, slots=True)
class _Extreme:
    """A group of some size under the policy where its own change is the highest or the lowest of all."""

    policy: str
    row: GroupRow

    @property
    def value(self) -> float:
        """Per cent of its own consumption."""
        return 100.0 * self.row.consumption_change


def large_groups(rows: Sequence[GroupRow]) -> list[GroupRow]:
    """The groups of at least a hundredth of all people."""
    everybody = math.fsum(row.persons for row in rows)
    return [row for row in rows if row.persons >= DRAWN_SHARE * everybody]


def _extremes(desk: Desk, held: list[str]) -> Figure:
    """The groups that gain or lose most under any policy, each under every policy."""
    say = desk.say
    by_cell = {p: {(row.age, row.group): row for row in desk.comparison.groups[p]} for p in held}
    # Large under one policy is large enough under all: else a group would leave by shrinking under the worst.
    large = {(row.age, row.group) for policy in held for row in large_groups(desk.comparison.groups[policy])}
    every = [_Extreme(p, row) for p in held for cell, row in by_cell[p].items() if cell in large]
    gain, loss = max(every, key=lambda each: each.value), min(every, key=lambda each: each.value)
    ends = [gain, loss]
    for policy in held:
        own = [each for each in every if each.policy == policy]
        ends += [max(own, key=lambda each: each.value), min(own, key=lambda each: each.value)]
    ends += sorted(every, key=lambda each: -abs(each.value))
    known = [(e.row.age, e.row.group) for e in ends]
    shared = [cell for cell in dict.fromkeys(known) if all(cell in by_cell[p] for p in held)]
    cells = {cell: [100.0 * by_cell[p][cell].consumption_change for p in held] for cell in shared[:MOST_ROWS]}
    order = sorted(cells, key=lambda cell: -math.fsum(cells[cell]))

    def words(value: float) -> str:
        return number(value, 1, signed=True)

    rows = [Bars(_cell_words(desk, by_cell[held[0]][cell]), cells[cell]) for cell in order]
    columns, legend = _columns(desk, held, "column.group")
    picture = diverging_chart(say("pays.title"), say("pays.subtitle"), desk.foot, rows, legend, _tick, words)
    return Figure(
        "pays-most",
        _finding(desk, gain, loss, words),
        say("pays.describe"),
        (picture,),
        Table(
            columns, tuple((r.label, *map(words, r.values)) for r in rows), frozenset(range(1, len(columns)))
        ),
        say("pays.caveat"),
    )


def _finding(desk: Desk, gain: _Extreme, loss: _Extreme, words: Callable[[float], str]) -> str:
    """Who gains most and who loses most, where somebody does."""
    say = desk.say
    slots = {
        "gainer": in_sentence(_cell_words(desk, gain.row), say.language),
        "gain": words(gain.value),
        "gain_policy": in_sentence(desk.names[gain.policy], say.language),
        "loser": in_sentence(_cell_words(desk, loss.row), say.language),
        "loss": words(loss.value),
        "loss_policy": in_sentence(desk.names[loss.policy], say.language),
    }
    gains, loses = round(gain.value, 1) > 0.0, round(loss.value, 1) < 0.0
    if gains and loses:
        return say("pays.finding", **slots)
    if gains or loses:
        return say("pays.finding.gain" if gains else "pays.finding.loss", **slots)
    return say("pays.finding.none")


# --- what each age and each occupation group adds to the change of all


def _parts(
    desk: Desk, held: list[str], part: str, key: Callable[[GroupRow], str], label: Callable[[GroupRow], str]
) -> Figure:
    """Contributions by age or by occupation group, with the total that they add up to."""
    say, groups = desk.say, desk.comparison.groups
    labels = {key(row): label(row) for policy in held for row in groups[policy]}
    found = {policy: contributions_by(groups[policy], key) for policy in held}

    def words(value: float) -> str:
        return number(value, POINTS, signed=True)

    rows = [Bars(labels[each], [found[p][0].get(each, 0.0) for p in held]) for each in sorted(labels)]
    rows.append(Bars(say("pays.all"), [found[p][1] for p in held], total=True))
    columns, legend = _columns(desk, held, "column.age" if part == "ages" else "column.group")
    picture = diverging_chart(
        say(f"pays.{part}.title"), say("pays.parts.subtitle"), desk.foot, rows, legend, _tick, words
    )
    return Figure(
        f"pays-{part}",
        _parts_finding(desk, part, found, labels, words),
        say(f"pays.{part}.describe"),
        (picture,),
        Table(
            columns, tuple((r.label, *map(words, r.values)) for r in rows), frozenset(range(1, len(columns)))
        ),
        say(f"pays.{part}.caveat"),
    )


def _parts_finding(
    desk: Desk,
    part: str,
    found: dict[str, tuple[dict[str, float], float]],
    labels: dict[str, str],
    words: Callable[[float], str],
) -> str:
    """Under which policy the welfare of all changes most, and who accounts for most of that."""
    policy = max(found, key=lambda name: abs(found[name][1]))
    terms, total = found[policy]
    if words(total) == words(0.0):
        return desk.say("pays.parts.finding.none")
    most = max(terms, key=lambda each: math.copysign(1.0, total) * terms[each])
    return desk.say(
        f"pays.{part}.finding",
        policy=in_sentence(desk.names[policy], desk.say.language),
        total=words(total),
        who=in_sentence(labels[most], desk.say.language),
        value=words(terms[most]),
    )


def _tick(value: float) -> str:
    decimals = next((each for each in (0, 1) if abs(value - round(value, each)) < 1e-9), 2)
    return number(value, decimals, signed=True)


def _columns(desk: Desk, held: list[str], first: str) -> tuple[tuple[str, ...], list[tuple[str, Style]]]:
    """The columns of a table of policies, and the legend of its picture."""
    names = [desk.names[policy] for policy in held]
    styles = [desk.styles[policy] for policy in held]
    return (desk.say(first), *names), list(zip(names, styles, strict=True))


def _group_table(desk: Desk, policy: str) -> Table:
    """Every group of one policy; the last row is what their contributions add up to."""
    say, rows = desk.say, desk.comparison.groups[policy]
    terms = {f"{row.age} {row.group}": 100.0 * row.contribution for row in rows}
    parts, total = rounded_to_sum(terms, math.fsum(terms.values()), CELL)
    data = [
        (
            age_words(desk, row.age),
            _title(desk, row),
            people(row.persons, say.language),
            number(100.0 * row.consumption_change, 1, signed=True),
            number(parts[f"{row.age} {row.group}"], CELL, signed=True),
        )
        for row in rows
    ]
    everybody = people(math.fsum(row.persons for row in rows), say.language)
    data.append((say("pays.all"), "", everybody, "", number(total, CELL, signed=True)))
    keys = ("age", "group", "people", "own_change", "contribution")
    columns = tuple(say(f"column.{key}") for key in keys)
    caption = say("pays.table", policy=in_sentence(desk.names[policy], say.language))
    return Table(columns, tuple(data), frozenset({2, 3, 4}), caption=caption)
