"""The census of 2020: totals as printed, the reader against the yearbook's own sheet, damage named."""

from __future__ import annotations

import gzip
import shutil

import numpy as np
import pytest

from andante.errors import ReferenceDataError
from andante.reference.build.china_borrowed import SplitShares, split_shares
from andante.reference.build.china_census import CENSUS_FILE, CENSUS_TOTAL, read_census
from andante.reference.build.china_crosswalk import (
    UNCLASSIFIED,
    WEIGHTS_FILE,
    published_units,
    read_links,
    split_link,
)
from andante.reference.build.china_industries import SECTORS, read_controls, read_industries
from andante.reference.occupations import OCCUPATION_IDS, SECTIONS

pytestmark = pytest.mark.raw_data


@pytest.fixture(scope="module")
def census(raw_data):
    return read_census(raw_data)


def test_the_census_holds_everyone(census):
    assert int(census.persons.sum()) == CENSUS_TOTAL == 65_631_786
    assert census.persons.shape == (2, 31, 74)


def test_the_yearbooks_own_sheet_says_the_same(census, raw_data):
    """Read the printed sheet independently: every cell of the first block of it that is a known count."""
    xlrd = pytest.importorskip("xlrd")
    path = raw_data / "china_census2020/census_2020_T4-6_employment_by_occupation.xls"
    sheet = xlrd.open_workbook(str(path)).sheet_by_index(0)
    cells = [sheet.cell_value(r, c) for r in range(sheet.nrows) for c in range(sheet.ncols)]
    numbers = {int(value) for value in cells if isinstance(value, float) and value == int(value)}
    assert CENSUS_TOTAL in numbers
    missing = [int(n) for n in census.by_occupation if int(n) not in numbers]
    assert missing == []
    by_province = census.persons.sum(axis=(0, 2))
    assert [int(n) for n in by_province if int(n) not in numbers] == []


def test_a_damaged_cell_is_named(raw_data, tmp_path):
    target = tmp_path / CENSUS_FILE
    target.parent.mkdir()
    with gzip.open(raw_data / CENSUS_FILE, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    row = next(i for i, line in enumerate(lines) if line.startswith("female,上海,202,"))
    head, _, count = lines[row].rpartition(",")
    lines[row] = f"{head},{int(count) + 1}"
    with gzip.open(target, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    with pytest.raises(ReferenceDataError) as caught:
        read_census(tmp_path)
    places = {problem.where.field for problem in caught.value.problems}
    assert {"total/上海/202", "female/全国/202", "total/全国/202"} <= places


def test_industries_have_the_universe_of_the_occupations(raw_data):
    industries = read_industries(raw_data)
    assert int(industries.persons.sum()) == CENSUS_TOTAL
    np.testing.assert_allclose(industries.isic.sum(axis=1), 1, rtol=0, atol=1e-12)
    assert set(SECTORS) <= set(SECTIONS)
    assert all(industries.isic[:, s].any() for s in range(len(SECTORS)))


def test_controls_are_those_of_the_year(raw_data):
    assert read_controls(raw_data).sum() == 725_040_000
    assert read_controls(raw_data, "2021")[0] == 170_720_000
    with pytest.raises(ReferenceDataError, match="no control for 1999"):
        read_controls(raw_data, "1999")


def test_links_lose_nobody_and_count_nobody_twice(census, raw_data):
    links = read_links(raw_data, split_shares(raw_data))
    weights = [(link.census_occupation, link.weight) for link in links]
    for occupation in census.occupations:
        assert sum(weight for code, weight in weights if code == occupation) == pytest.approx(1, abs=1e-9)
    assert {link.occupation for link in links} == set(OCCUPATION_IDS) | {UNCLASSIFIED}
    assert all(link.basis for link in links)


def test_a_crosswalk_that_loses_people_is_refused(raw_data, tmp_path):
    for name in ("china_census2020", "china_csco", "crosswalks"):
        (tmp_path / name).symlink_to(raw_data / name)
    (tmp_path / "derived").mkdir()
    target = tmp_path / WEIGHTS_FILE
    shutil.copy(raw_data / WEIGHTS_FILE, target)
    target.chmod(0o644)
    text = (
        target.read_text(encoding="utf-8-sig")
        .replace("106,14,0.15", "106,14,0.05")
        .replace("101,11,", "1011,11,")
    )
    target.write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        read_links(tmp_path, SplitShares(0.7, 0.1, 0.5))
    assert {problem.where.field for problem in caught.value.problems} == {"106", "101", "1011"}


@pytest.mark.parametrize("isco2", ["24", "25", "26", "42", "33"])
def test_splits_share_out_the_whole_group(isco2):
    parts = split_link("210", isco2, SplitShares(0.7, 0.1, 0.5))
    assert sum(share for _, share, _ in parts) == pytest.approx(1)


def test_published_codes_lead_where_both_tables_say(raw_data):
    units = published_units(raw_data)
    # Accountants: CSCO 20603 -> ISCO-88 2411 -> ISCO-08 2411 and 2412.
    assert units["20603"] == {"2411", "2412"}
    # Journalists and authors: 21001 -> 2451 -> 2641, 2642 and others of the media.
    assert {"2641", "2642"} <= units["21001"]
