"""Who pays: columns that add up as printed, words that turn with the results, nothing from nothing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_sample import sample_comparison
from report_sample_money import group_rows, money_rows, with_money
from test_report_catalogue import FORBIDDEN, FORBIDDEN_CHINESE

from andante.lab import comparison as c
from andante.lab.report.public_money import printed
from andante.lab.report.render import render_report
from andante.lab.report.view import Desk, Figure, Section, Table
from andante.lab.report.who_pays import contributions_by, large_groups, pays_section

PAIR = ("market-led", "controlled-innovation")
SIX = (*PAIR, "augmentation-first", "gradual-tax")
SVG = "{http://www.w3.org/2000/svg}"


def section(comparison: c.Comparison, language: str = "en") -> Section:
    made = pays_section(Desk.of(comparison, language))
    assert made is not None
    return made


def figure(made: Section, name: str) -> Figure:
    return next(each for each in made.figures if each.id == f"pays-{name}")


def units(text: str) -> int:
    """A printed figure in units of its last digit."""
    return int(text.replace("−", "-").replace("+", "").replace(".", "").replace(",", ""))


def adds_up(table: Table, column: int) -> bool:
    cells = [row[column] for row in table.rows]
    digits = {len(cell.partition(".")[2]) for cell in cells if any(digit in "123456789" for digit in cell)}
    assert len(digits) <= 1
    return sum(map(units, cells[:-1])) == units(cells[-1])


@given(st.integers(0, 10**6), st.floats(-0.1, 0.1), st.floats(0, 0.2))
def test_contributions_are_printed_so_that_they_add_up(seed: int, centre: float, spread: float) -> None:
    rows = group_rows(seed, centre, spread)
    whole = 100 * sum(row.contribution for row in rows)
    for field in ("age", "group"):
        terms, total = contributions_by(rows, attrgetter(field))
        assert sum(round(100 * value) for value in terms.values()) == round(100 * total)
        assert total == pytest.approx(whole, abs=0.005 + 1e-9)
        for name, value in terms.items():
            own = 100 * sum(row.contribution for row in rows if getattr(row, field) == name)
            assert abs(value - own) < 0.01


@given(st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_every_table_adds_up_to_the_last_digit(seed: int) -> None:
    made = section(with_money(sample_comparison(PAIR), (seed, seed + 1)))
    for name in ("ages", "groups", "incomes", "budget"):
        table = figure(made, name).table
        assert table is not None
        assert all(adds_up(table, column) for column in (1, 2)), name
    for table in made.folded[:2]:
        assert adds_up(table, 4)
        assert len(table.rows) == 46


@given(st.integers(0, 10**6))
def test_income_and_budget_lines_keep_their_sums(seed: int) -> None:
    rows = money_rows(seed)
    for field in ("value", "change"):
        for part, side in (("incomes", {"income": 1}), ("budget", {"revenue": 1, "spending": -1})):
            terms, total = printed(rows, part, field)
            assert sum(round(100 * value) for value in terms.values()) == round(100 * total)
            exact = {row.item: 100 * side[row.side] * getattr(row, field) for row in rows if row.side in side}
            assert terms.keys() == exact.keys()
            assert all(abs(terms[item] - exact[item]) < 0.01 + 1e-9 for item in terms)
            assert total == pytest.approx(sum(exact.values()), abs=0.005 + 1e-9)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_words_turn_when_results_are_swapped(language: str) -> None:
    held = with_money(sample_comparison(PAIR))
    one, other = PAIR
    held = replace(held, groups={one: group_rows(3, 0.01, 0.001), other: group_rows(3, -0.03, 0.001)},
                   money={one: money_rows(1, 0.05), other: money_rows(1, -0.05)})  # fmt: skip
    swapped = replace(
        held,
        groups={one: held.groups[other], other: held.groups[one]},
        money={one: held.money[other], other: held.money[one]},
    )
    names = [Desk.of(held, language).names[each].lower() for each in PAIR]

    def exchanged(text: str) -> str:
        return re.sub("|".join(names), lambda found: names[1 - names.index(found[0])], text.lower())

    before, after = section(held, language), section(swapped, language)
    for name in ("most", "ages", "groups", "incomes"):
        first, second = figure(before, name).finding, figure(after, name).finding
        assert first != second, name
        assert exchanged(first) == second.lower(), name
        assert any(each in first.lower() for each in names)


def test_it_names_the_largest_gain_and_the_largest_loss_of_groups_of_some_size() -> None:
    held = with_money(sample_comparison(PAIR))
    found = figure(section(held), "most").finding
    large = {(row.age, row.group) for p in PAIR for row in large_groups(held.groups[p])}
    every = [
        (row.consumption_change, row, p)
        for p in PAIR
        for row in held.groups[p]
        if (row.age, row.group) in large
    ]
    gain, loss = max(every, key=lambda each: each[0]), min(every, key=lambda each: each[0])
    names = {"market-led": "market-led", "controlled-innovation": "controlled innovation"}
    assert f"{gain[1].age.replace('-', '–')}" in found.partition(";")[0]
    assert f"(+{100 * gain[0]:.1f}\u00a0% under {names[gain[2]]})" in found.partition(";")[0]
    assert f"(−{-100 * loss[0]:.1f}\u00a0% under {names[loss[2]]})" in found.partition(";")[2]
    small = replace(held.groups[PAIR[0]][0], persons=1.0, consumption_change=-0.9)
    other = replace(held.groups[PAIR[1]][0], persons=1.0)
    here, there = (small, *held.groups[PAIR[0]][1:]), (other, *held.groups[PAIR[1]][1:])
    moved = section(replace(held, groups=dict(zip(PAIR, (here, there), strict=True))))
    assert "90.0" not in figure(moved, "most").finding
    assert any("−90.0" in row for row in moved.folded[0].rows)
    # Of some size under one policy, it counts under the other, where it has shrunk because it loses most.
    there = (replace(other, persons=5e7), *there[1:])
    moved = section(replace(held, groups=dict(zip(PAIR, (here, there), strict=True))))
    assert "(−90.0\u00a0% under market-led)" in figure(moved, "most").finding


@pytest.mark.parametrize(("first", "second"), [(0.001, -0.03), (-0.001, 0.03), (-0.03, 0.001)])
def test_the_parts_speak_of_the_policy_under_which_welfare_changes_most(first: float, second: float) -> None:
    held = with_money(sample_comparison(PAIR))
    rows = {PAIR[0]: group_rows(5, first, 1e-4), PAIR[1]: group_rows(5, second, 1e-4)}
    made = section(replace(held, groups=rows))
    for name in ("ages", "groups"):
        text, table = figure(made, name).finding, figure(made, name).table
        assert table is not None
        column = 1 if abs(first) > abs(second) else 2
        assert text.startswith(f"Under {('market-led', 'controlled innovation')[column - 1]} ")
        cells = [row[column] for row in table.rows[:-1]]
        assert max(cells, key=lambda cell: abs(units(cell))) in text.partition(";")[2]
        assert table.rows[-1][column] in text.partition(";")[0]


def test_one_policy_alone_is_compared_with_nothing() -> None:
    made = section(with_money(sample_comparison(("market-led",))))
    for name in ("incomes", "budget"):
        assert figure(made, name).finding.endswith("% of output under market-led")


@given(st.integers(0, 10**6))
def test_there_is_always_a_group_of_some_size(seed: int) -> None:
    rows = group_rows(seed)
    assert large_groups(rows)
    assert all(100 * row.persons >= sum(each.persons for each in rows) for row in large_groups(rows))


@pytest.mark.parametrize(
    ("centre", "words"),
    [(0.05, "no group of this size loses"), (-0.05, "no group of this size gains"), (0.0, "as much as 0.1")],
)
def test_nobody_is_said_to_gain_or_lose_who_does_not(centre: float, words: str) -> None:
    held = with_money(sample_comparison(PAIR))
    held = replace(held, groups=dict.fromkeys(PAIR, group_rows(1, centre, 1e-5)))
    assert words in figure(section(held), "most").finding


def test_a_sum_that_does_not_hold_is_said() -> None:
    held = with_money(sample_comparison(PAIR))
    right = " ".join(section(held).lead)
    assert right.count("checked") == 2
    row = held.groups[PAIR[0]][4]
    broken = replace(row, contribution=row.contribution + 1e-4)
    rows = tuple(broken if each is row else each for each in held.groups[PAIR[0]])
    words = " ".join(section(replace(held, groups={**held.groups, PAIR[0]: rows})).lead)
    assert "They should agree" in words
    assert "Controlled innovation" not in words.partition("They should agree")[0]
    tax = replace(held.money[PAIR[1]][5], change=0.3)
    lines = (*held.money[PAIR[1]][:5], tax, *held.money[PAIR[1]][6:])
    words = " ".join(section(replace(held, money={**held.money, PAIR[1]: lines})).lead)
    assert "do not add up there" in words
    assert "Controlled innovation" in words
    measures: dict[str, dict[str, c.Measure]] = {name: {} for name in held.measures}
    assert "no measure of welfare" in " ".join(section(replace(held, measures=measures)).lead)


def test_without_data_there_is_no_section_and_a_half_has_a_half() -> None:
    bare = sample_comparison(PAIR)
    assert pays_section(Desk.of(bare, "en")) is None
    held = with_money(bare)
    people = section(replace(held, money={}))
    assert [each.id for each in people.figures] == ["pays-most", "pays-ages", "pays-groups"]
    money = section(replace(held, groups={PAIR[0]: ()}))
    assert [each.id for each in money.figures] == ["pays-incomes", "pays-budget"]
    assert len(money.folded) == 2


def test_lines_that_nowhere_move_stand_in_the_table_only() -> None:
    held = with_money(sample_comparison(PAIR))
    still = {
        name: tuple(replace(row, change=0.0) if row.item == "budget_tax" else row for row in rows)
        for name, rows in held.money.items()
    }
    made = figure(section(replace(held, money=still)), "budget")
    assert "Automation tax" not in made.pictures[0]
    assert made.table is not None
    assert ("Automation tax", "0.00", "0.00") in made.table.rows
    assert "Automation tax" in figure(section(held), "budget").pictures[0]


@pytest.mark.parametrize("policies", [("market-led",), PAIR, SIX])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_policy_or_many(policies: tuple[str, ...], language: str) -> None:
    made = section(with_money(sample_comparison(policies)), language)
    assert len(made.figures) == 5
    assert len(made.folded) == 2 * len(policies)
    for each in made.figures:
        assert each.table is not None
        assert len(each.table.columns) == 1 + len(policies)
        assert each.caveat
        for svg in each.pictures:
            root = ET.fromstring(svg)
            _, _, width, height = map(float, (root.get("viewBox") or "").split())
            for node in root.iter(f"{SVG}text"):
                assert 0 <= float(node.get("x") or 0) <= width, node.text
                assert 5 <= float(node.get("y") or 0) <= height, node.text
            assert "Andante 0.1.0" in svg


def test_the_document_holds_the_sections_in_both_languages() -> None:
    html = render_report(with_money(sample_comparison(PAIR)))
    for name in ("en-pays", "zh-pays", "en-stress", "zh-stress"):
        assert html.count(f' id="{name}"') == 1
    assert len(re.findall(r' id="([^"]+)"', html)) == len(set(re.findall(r' id="([^"]+)"', html)))
    bare = re.sub(r"<[^>]+>", " ", re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL))
    assert FORBIDDEN.search(bare) is None
    for name in ("pays", "stress"):
        part = html.split(f' id="zh-{name}"')[1].split("</section>")[0]
        assert FORBIDDEN_CHINESE.search(part) is None
