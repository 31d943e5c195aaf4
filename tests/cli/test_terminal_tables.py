"""Tables on narrow and wide terminals, and figures as a terminal shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.cli.printing import table_lines
from andante.cli.running import figure, in_points
from andante.lab.comparison import Measure

HEAD = ("measure", "market-led (reference)", "controlled-innovation", "augmentation-first")
ROWS = [
    ("Unemployment, end", "5.17 % (5.14 to 5.25 %)", "4.96 % (4.94 to 5.05 %)", "5.16 % (5.13 to 5.24 %)"),
    ("Filings decided", "2,097,983", "875,397", "364,936"),
]


def test_a_wide_terminal_and_a_pipe_get_one_table() -> None:
    whole = table_lines(HEAD, ROWS, (1, 2, 3), None)
    assert table_lines(HEAD, ROWS, (1, 2, 3), 200) == whole
    assert len(whole) == 4
    assert whole[0].split() == " ".join(HEAD).split()


def test_at_eighty_columns_groups_of_columns_stand_below_each_other() -> None:
    lines = table_lines(HEAD, ROWS, (1, 2, 3), 80)
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith("measure") for line in lines) == 2
    assert lines[5].split()[0] == "measure"
    for row in ROWS:
        assert all(any(cell in line for line in lines) for cell in row)


def test_long_text_is_wrapped_and_whole() -> None:
    text = " ".join(f"word{i}" for i in range(60))
    lines = table_lines(("name", "source"), [("a", text), ("b", "short")], (), 60)
    assert max(map(len, lines)) <= 60
    assert " ".join(" ".join(lines[2:]).split()) == f"a {text} b short"


@given(
    rows=st.lists(st.lists(st.text("ab 1", max_size=30), min_size=3, max_size=3), min_size=1, max_size=5),
    room=st.integers(60, 300),
)
def test_no_line_is_longer_than_the_room_and_no_letter_is_lost(rows: list[list[str]], room: int) -> None:
    lines = table_lines(("x", "y", "z"), rows, (2,), room)
    assert max(map(len, lines)) <= room
    for row in rows:
        for cell in row:
            for word in cell.split():
                assert any(word in line for line in lines)


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "shown"),
    [
        (0.0517, 0.0514, 0.0525, "fraction", "5.17 % (5.14 to 5.25 %)"),
        (-0.00001, -0.00002, 0.00001, "fraction", "0.00 % (0.00 to 0.00 %)"),
        (-0.0123, -0.02, 0.001, "fraction", "-1.23 % (-2.00 to 0.10 %)"),
        (37_439_000.0, 27_240_000.0, 52_363_000.0, "persons", "37,439 k (27,240 to 52,363 k)"),
        (-12.0, None, None, "persons", "0 k"),
        (0.302, 0.3008, 0.3054, "index 0 to 1", "0.3020 (0.3008 to 0.3054)"),
        (10.0, 0.0, 39.0, "months", "10 (0 to 39)"),
    ],
)
def test_a_figure_says_its_unit_twice_at_most_and_nothing_is_negative_zero(
    value: float, low: float | None, high: float | None, unit: str, shown: str
) -> None:
    assert figure(Measure(value, low, high, unit)) == shown


def test_a_difference_of_rates_is_in_points() -> None:
    assert (
        in_points(figure(Measure(-0.008, -0.0091, -0.0075, "fraction")))
        == "-0.80 points (-0.91 to -0.75 points)"
    )
