"""The packaged tables of China fit each other, say how they came about, and follow from the raw files."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.reference.build.china_assumptions import (
    FIRM_SIZE_RANGE,
    LABOUR_FORCE_16_24,
    urban_employment,
)
from andante.reference.build.china_census import Census
from andante.reference.build.china_crosswalk import UNCLASSIFIED, Link
from andante.reference.build.china_employment_age import occupation_by_age
from andante.reference.build.china_entrants import entrant_shares
from andante.reference.build.china_exposure import unit_weights, with_stand_ins
from andante.reference.build.china_industries import Industries
from andante.reference.build.china_mobility import with_sizes, with_stand_in
from andante.reference.build.china_urban import UrbanWork
from andante.reference.build.registry import build_steps, run_step
from andante.reference.catalog import LABELS, list_tables, table_info
from andante.reference.economies import load_economy
from andante.reference.occupations import AGES, OCCUPATION_IDS
from andante.reference.tables import grid, numbers, read_table, words

CHINA = tuple(info.name for info in list_tables() if info.name.startswith("china_"))


@pytest.fixture(scope="module")
def china():
    return load_economy("china")


def share_of(china, values):
    return float((values * china.employment).sum() / china.employment.sum())


def test_every_occupation_is_there_and_the_labour_force_adds_up(china):
    assert china.occupations == OCCUPATION_IDS
    assert china.employment.sum() == pytest.approx(urban_employment(), rel=1e-12)
    assert china.labour_force == 498e6
    np.testing.assert_allclose(china.employment_by_age.sum(axis=1), china.employment, rtol=1e-9)


def test_farmers_stay_on_the_land(china):
    farmers = [china.occupations.index(o) for o in ("61", "62", "63", "92")]
    assert china.employment[farmers].sum() < 25e6


def test_ages_agree_with_the_entrants_and_the_published_rates(china):
    young = china.employment_by_age[:, 0].sum() / (1 - china.unemployment_rate_by_age[0])
    assert LABOUR_FORCE_16_24.low <= young <= LABOUR_FORCE_16_24.high
    # 11 million entrants who stay three years make the stock of the young.
    assert young == pytest.approx(china.entrants_per_year * 3, rel=0.06)
    force = china.employment_by_age.sum(axis=0) / (
        1 - np.nan_to_num(china.unemployment_rate_by_age, nan=0.01)
    )
    unemployed = force.sum() - china.employment_by_age.sum()
    assert unemployed / china.labour_force == pytest.approx(china.unemployment_rate, abs=0.002)


def test_age_range_holds_the_central_figure():
    table = read_table("china_employment_occupation_age")
    low, central, high = (numbers(table, name) for name in ("low", "employed", "high"))
    assert (low <= central).all()
    assert (central <= high).all()
    # The young are the least known: their range is wide wherever people are.
    young = np.array([age == "16-24" for age in words(table, "age")])
    assert np.median((high - low)[young] / central[young]) > 0.3


def test_exposure_is_near_that_of_the_specification(china):
    """model.md 15: .150 of urban task time by the share of tasks scoring .5 or more."""
    assert share_of(china, china.exposure["ilo_share"]) == pytest.approx(0.150, abs=0.01)
    most = [china.occupations[i] for i in np.argsort(-china.exposure["ilo_share"])[:6]]
    assert {"4222", "41", "264m", "251"} <= set(most)


def test_wages_keep_the_order_of_the_release(china):
    wage = dict(zip(china.occupations, china.mean_wage, strict=True))
    assert min(wage["11"], wage["12"], wage["13"]) > wage["21"] > wage["41"] > wage["91"]
    assert wage["251"] > 1.5 * wage["81"]
    mean = share_of(china, china.mean_wage)
    # Between the private (about 70 thousand) and the other mean wage (about 125 thousand) of 2025.
    assert 70_000 < mean < 125_000


def test_gdp_shares_are_shares_of_the_wage_bill(china):
    bill = china.mean_wage * china.employment
    np.testing.assert_allclose(china.gdp_share, bill / bill.sum(), rtol=1e-9)


def test_months_are_those_of_the_specification(china):
    weights = china.entrant_month_weights
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(weights[[0, 1, 3, 6, 7]], [0.042, 0.080, 0.023, 0.366, 0.231], rtol=3e-3)
    spring = china.separation_month_weights
    assert spring.mean() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(spring[:2] / spring[2:4], 1.45)


def test_firm_sizes_carry_their_range(china):
    np.testing.assert_allclose(china.firm_size_shares, [0.30, 0.22, 0.22, 0.26])
    np.testing.assert_allclose(china.firm_size_shares_high - china.firm_size_shares, FIRM_SIZE_RANGE)
    np.testing.assert_allclose(china.firm_size_shares - china.firm_size_shares_low, FIRM_SIZE_RANGE)


def test_nobody_moves_to_the_own_occupation(china):
    assert not np.diag(china.mobility_movers).any()
    stay = np.diag(china.mobility)
    np.testing.assert_allclose(
        china.mobility, np.diag(stay) + (1 - stay)[:, None] * china.mobility_movers, atol=1e-12
    )
    assert stay.min() > 0.85


def test_provinces_and_sexes_add_up(china):
    cells = china.employment_by_province_sex
    assert len({cell.province for cell in cells}) == 31
    assert {cell.sex for cell in cells} == {"female", "male"}
    total = dict.fromkeys(china.occupations, 0.0)
    for cell in cells:
        total[cell.occupation] += cell.employed
    np.testing.assert_allclose([total[o] for o in china.occupations], china.employment, rtol=1e-9)


def test_the_young_series_stay_apart_in_the_economy(china):
    months = {}
    for month, series, value in china.unemployment_history:
        if "16-24" in series and value is not None:
            months.setdefault(series, set()).add(month)
    included, excluded = sorted(months)[::-1]
    assert included.endswith("students_included")
    assert max(months[included]) == "2023-06"
    assert min(months[excluded]) == "2023-12"


@pytest.mark.parametrize("name", CHINA)
def test_every_table_says_how_it_came_about(name):
    spec = table_info(name).spec
    assert spec.publisher
    assert spec.licence
    assert spec.vintage
    assert len(spec.transformation) > 20
    assert all(column.label in LABELS and column.meaning for column in spec.columns)
    assert [column.name for column in spec.columns] == read_table(name).column_names


def test_nothing_imputed_is_called_official():
    labels = {(name, column.name): column.label for name in CHINA for column in table_info(name).spec.columns}
    for cell in (
        ("china_employment_occupation_sector", "employed"),
        ("china_employment_occupation_age", "employed"),
        ("china_employment_province_sex", "employed"),
        ("china_mobility", "probability"),
        ("china_entrants", "share"),
        ("china_wages", "mean_wage"),
        ("china_exposure", "ilo_share"),
    ):
        assert labels[cell] == "imputed"
    assert labels["china_firm_sizes", "share"] == "assumed"
    assert labels["china_unemployment_history", "value"] == "official"


def test_the_accounting_is_packaged():
    text = " ".join(table_info("china_employment_occupation_sector").accounting)
    assert "65,631,786" in text
    assert "0.24%" in text


def test_the_budget_is_kept():
    assert sum(table_info(name).file_bytes for name in CHINA) < 2_000_000


@pytest.mark.raw_data
@pytest.mark.parametrize("name", CHINA)
def test_every_table_follows_from_the_raw_files(name, raw_data):
    built, packaged = run_step(build_steps()[name], raw_data), read_table(name)
    assert built.column_names == packaged.column_names
    for column in packaged.column_names:
        ours, theirs = built.column(column).to_pylist(), packaged.column(column).to_pylist()
        if any(isinstance(value, float) for value in theirs):
            assert [v is None for v in ours] == [v is None for v in theirs]
            known = [(a, b) for a, b in zip(ours, theirs, strict=True) if b is not None]
            np.testing.assert_allclose(*zip(*known, strict=True), rtol=1e-9)
        else:
            assert ours == theirs


@given(st.lists(st.floats(1.0, 100.0), min_size=43 * 5, max_size=43 * 5), st.sampled_from([0.5, 1.0, 1.5]))
def test_ages_keep_both_margins_whatever_the_pattern(values, power):
    pattern = np.array(values).reshape(43, 5)
    rows, columns = pattern.sum(axis=1) * 2, pattern.sum(axis=0) * 2
    rows[3] *= 1.5
    columns *= rows.sum() / columns.sum()
    fitted = occupation_by_age(pattern, rows, columns, power)
    np.testing.assert_allclose(fitted.sum(axis=1), rows, rtol=1e-9)
    np.testing.assert_allclose(fitted.sum(axis=0), columns, rtol=1e-9)
    assert fitted.shape == (len(OCCUPATION_IDS), len(AGES))


@given(st.lists(st.floats(1.0, 100.0), min_size=6, max_size=6), st.floats(0.1, 0.9))
def test_entrants_head_for_graduate_work_as_assumed(values, part):
    young, graduate = np.array(values), np.array([True, False, True, False, False, True])
    shares = entrant_shares(young, graduate, part)
    assert shares.sum() == pytest.approx(1)
    assert shares[graduate].sum() == pytest.approx(part)
    np.testing.assert_allclose(shares[0] / shares[2], young[0] / young[2])


@given(st.lists(st.floats(0.5, 50.0), min_size=4, max_size=4))
def test_other_sizes_keep_affinities(new):
    movers = np.array([[0, 0.5, 0.3, 0.2], [0.6, 0, 0.2, 0.2], [0.1, 0.1, 0, 0.8], [0.3, 0.3, 0.4, 0]])
    sizes = np.array([1.0, 2.0, 3.0, 4.0])
    moved = with_sizes(movers, sizes, np.array(new))
    np.testing.assert_allclose(moved.sum(axis=1), 1)
    np.testing.assert_allclose(with_sizes(movers, sizes, sizes), movers)
    np.testing.assert_allclose(with_sizes(moved, np.array(new), sizes), movers)


def test_the_stand_in_copies_its_model():
    grown, ids = with_stand_in(np.arange(9.0).reshape(3, 3), ("61", "92", "11"))
    assert ids == ("61", "92", "11", "63")
    np.testing.assert_array_equal(grown[3, 1:3], grown[0, 1:3])
    np.testing.assert_array_equal(grown[1:3, 3], grown[1:3, 0])
    assert grown[3, 0] == grown[0, 3] == grown[0, 1]


def test_stand_ins_fill_only_what_is_missing():
    filled = with_stand_ins({"6111": 0.2, "6121": 0.4, "6310": None, "6320": 0.9, "1111": None})
    assert filled["6310"] == pytest.approx(0.3)
    assert filled["6320"] == 0.9
    assert filled["1111"] is None


def two_by_two_work():
    """Two links of one census occupation, one of another, and one without; a single industry."""
    census = Census(("201", "202", "800"), ("a", "b", "c"), ("x", "x", "y"), ("p",), np.ones((2, 1, 3), int))
    industries = Industries(("73",), ("M",), np.array([6]), np.ones((1, 1)), np.array([2]))
    ends = (("201", "21"), ("201", "26x"), ("202", "21"), ("800", UNCLASSIFIED))
    links = tuple(Link(code, occupation, "", 0.5, "assumed", "", 0) for code, occupation in ends)
    cells = np.array([[10.0], [20.0], [30.0], [5.0]])
    return UrbanWork(census, industries, links, cells, cells, 1.0, 0.0)


def test_units_get_the_weights_that_published_codes_allow():
    units = {"21": frozenset({"2111", "2141", "2142"}), "26x": frozenset({"2611"})}
    allowed = {"201": frozenset({"2111", "9999"}), "202": frozenset({"2141", "2142"})}
    borrowed = {"21": {"2111": 5.0, "2141": 1.0, "2142": 3.0}}
    weights = unit_weights(two_by_two_work(), allowed, borrowed, units)
    assert weights == pytest.approx(
        {("21", "2111"): 10.0, ("26x", "2611"): 20.0, ("21", "2141"): 7.5, ("21", "2142"): 22.5}
    )


def test_the_grid_of_ages_is_complete():
    table = read_table("china_employment_occupation_age")
    people = grid(table, ("occupation", OCCUPATION_IDS), ("age", AGES), "employed")
    assert (people > 0).all()
