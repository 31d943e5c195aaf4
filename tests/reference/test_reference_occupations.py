import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.reference.occupations import (
    AGES,
    OCCUPATION_IDS,
    OCCUPATION_INDEX,
    OCCUPATIONS,
    SECTIONS,
    occupation_of_isco,
)
from andante.reference.tables import read_table, words


def test_there_are_43_occupations_with_two_titles_each():
    assert len(OCCUPATIONS) == len(set(OCCUPATION_IDS)) == 43
    assert all(o.title and re.search(r"[一-鿿]", o.title_zh) for o in OCCUPATIONS)
    assert len({o.title for o in OCCUPATIONS}) == len({o.title_zh for o in OCCUPATIONS}) == 43
    assert [OCCUPATION_INDEX[id_] for id_ in OCCUPATION_IDS] == list(range(43))


def test_sections_are_those_of_isic():
    assert "".join(SECTIONS) == "ABCDEFGHIJKLMNOPQRSTU"
    assert len(AGES) == 5


def test_every_unit_group_belongs_to_exactly_one_occupation():
    codes = words(read_table("isco08_exposure"), "isco08")
    assert len(codes) > 420
    for code in codes:
        holders = [
            o.id
            for o in OCCUPATIONS
            if code.startswith(o.isco) and not any(code.startswith(part) for part in o.isco_not)
        ]
        assert holders == [occupation_of_isco(code)]


@pytest.mark.parametrize(
    ("isco", "soc", "occupation"),
    [
        ("2512", None, "251"),
        ("2529", None, "25x"),
        ("2431", None, "264m"),
        ("2431", "13-1161", "24x"),
        ("2432", None, "24x"),
        ("2642", None, "264m"),
        ("2635", None, "26x"),
        ("4222", None, "4222"),
        ("4221", None, "42x"),
        ("0110", None, None),
        ("96", None, "96"),
        ("264", None, "264m"),
    ],
)
def test_the_split_groups(isco, soc, occupation):
    assert occupation_of_isco(isco, soc) == occupation


@pytest.mark.parametrize("code", ["24", "25", "26", "42", "243", "422", "99", "x"])
def test_a_code_that_cannot_be_placed_is_an_error(code):
    with pytest.raises(ValueError, match="ISCO-08"):
        occupation_of_isco(code)


@given(st.from_regex(r"[1-9][0-9]{3}", fullmatch=True))
def test_a_placed_code_is_in_the_group_it_is_placed_in(code):
    try:
        occupation = OCCUPATIONS[OCCUPATION_INDEX[occupation_of_isco(code)]]
    except ValueError:
        assert not code.startswith(tuple(part for o in OCCUPATIONS for part in o.isco))
    else:
        assert code.startswith(occupation.isco)
        assert not code.startswith(occupation.isco_not or ("-",))
