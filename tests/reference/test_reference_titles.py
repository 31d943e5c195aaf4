"""Job titles, codes of other classifications, and the groups of ISCO-08."""

import re

import pytest

from andante.reference.build.common_titles import common_titles
from andante.reference.build.csco_judgement import units_of_csco
from andante.reference.build.isco08_titles_zh import titles_zh
from andante.reference.build.occupation_codes import csco_occupations, onet_units
from andante.reference.build.occupation_titles import examples
from andante.reference.build.onet_judgement import JUDGED, judged_unit
from andante.reference.occupations import occupation_of_isco
from andante.reference.tables import read_table


@pytest.fixture(scope="module")
def groups():
    return {row["isco08"]: row for row in read_table("isco08_groups").to_pylist()}


def test_isco08_is_whole_and_every_group_has_two_titles(groups):
    assert [sum(len(code) == n for code in groups) for n in (1, 2, 3, 4)] == [10, 43, 130, 436]
    for code, row in groups.items():
        assert code[:-1] in groups or len(code) == 1
        assert row["title"]
        assert re.search(r"[\u4e00-\u9fff]", row["title_zh"]), code
    units = [row["title_zh"] for code, row in groups.items() if len(code) == 4]
    assert len(set(units)) == len(units)
    assert groups["4222"]["onet"] == "43-4051.00"
    assert groups["2512"]["onet"] == "15-1252.00"


def test_every_unit_group_is_in_an_occupation_of_the_economies(groups):
    for code in groups:
        if len(code) == 4:
            assert (occupation_of_isco(code) is None) == code.startswith("0")


@pytest.mark.parametrize(
    "units", [units_of_csco(), dict(common_titles("en")), dict(common_titles("zh")), JUDGED]
)
def test_judgement_names_unit_groups_that_exist(groups, units):
    assert {unit for unit in units.values() if len(unit) != 4 or unit not in groups} == set()


def test_common_titles_stand_once_and_in_their_language():
    for language, chinese in (("en", False), ("zh", True)):
        titles = [title for title, _ in common_titles(language)]
        assert len(titles) == len({title.lower() for title in titles})
        found = [title for title in titles if bool(re.search(r"[\u4e00-\u9fff]", title)) == chinese]
        assert len(found) > 0.97 * len(titles)
        assert all(title == title.strip() != "" for title in titles)
    assert titles_zh().keys() <= {row["isco08"] for row in read_table("isco08_groups").to_pylist()}


def test_titles_lead_to_groups_and_say_their_source(groups):
    rows = read_table("occupation_titles").to_pylist()
    keys = [(row["isco08"], row["title"], row["source"]) for row in rows]
    assert keys == sorted(set(keys))
    assert {row["isco08"] for row in rows} <= {code for code in groups if len(code) == 4}
    assert all(row["title"] == row["title"].lower().strip() for row in rows)
    assert all((row["csco"] is not None) == row["source"].startswith("csco") for row in rows)
    sources = {row["source"] for row in rows}
    assert sources == {
        "common", "isco", "isco_zh", "isco_example", "esco", "esco_alias", "onet", "csco", "csco_alias",
    }  # fmt: skip


def test_codes_have_the_form_of_their_system(groups):
    forms = {"onet": r"\d\d-\d{4}\.\d\d", "soc": r"\d\d-\d{4}", "csco": r"\d{5}(\d\d)?"}
    rows = read_table("occupation_codes").to_pylist()
    for row in rows:
        assert re.fullmatch(forms[row["system"]], row["code"])
        assert row["isco08"] in groups
        assert all(code in groups for code in row["published"].split())
    assert sum(row["system"] == "onet" for row in rows) > 900


def test_the_longest_beginning_of_a_code_decides():
    assert judged_unit("15-1299.00") == "2519"
    assert judged_unit("15-1299.09") == "1330"
    assert judged_unit("29-1215.00") == "2211"
    assert judged_unit("15-1252.00") is None


def test_examples_of_a_description_stop_where_others_begin():
    text = (
        "Tasks include -\n- not this\nExamples of the occupations classified here:\n- Actor\n-  Mime artist\n"
        "Some related occupations classified elsewhere:\n- Dancer - 2653"
    )
    assert examples(text) == ["Actor", "Mime artist"]
    assert examples("no examples") == []


@pytest.mark.raw_data
def test_every_occupation_of_the_dictionary_is_judged(raw_data):
    occupations = csco_occupations(raw_data)
    assert len(occupations) > 1900
    published = [(unit, links) for code, _, _, unit, links in occupations if links and len(code) == 7]
    share = sum(unit in links for unit, links in published) / len(published)
    assert 0.4 < share < 0.46
    used = {code for code, *_ in occupations} | {code[:5] for code, *_ in occupations}
    # Groups of the first two levels are judged too: nothing else may stand in the list.
    assert {
        code for code in units_of_csco() if code not in used and not code.endswith(("00", "000"))
    } == set()


@pytest.mark.raw_data
def test_judgement_on_onet_concerns_codes_that_exist(raw_data):
    units = onet_units(raw_data)
    unmet = {start for start in JUDGED if not any(code.startswith(start) for code in units)}
    assert unmet == set()
