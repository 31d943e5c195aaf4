"""Urban work: official margins exact, rural work removed first, everyone accounted for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.reference.build.china_assumptions import RURAL_SHARE_OF_PRIMARY, urban_employment
from andante.reference.build.china_employment_sector import accounting, occupation_by_sector
from andante.reference.build.china_industries import SECTORS, read_controls
from andante.reference.build.china_province_sex import by_province_and_sex
from andante.reference.build.china_urban import remove_rural, spread_unclassified, to_controls, urban_work
from andante.reference.occupations import OCCUPATION_IDS

counts = st.lists(st.floats(1.0, 1e6), min_size=12, max_size=12)


@given(counts, st.floats(0.0, 1.0), st.floats(0.3, 0.95))
def test_rural_work_goes_first_and_the_total_is_met(values, rural, urban_part):
    cells = np.array(values).reshape(3, 4)
    broad = np.array([0, 1, 2, 2])
    total = cells.sum()
    wanted = cells[:, 0].sum() * (1 - rural) + urban_part * cells[:, 1:].sum()
    urban, kept = remove_rural(cells, broad, rural, wanted)
    assert urban.sum() == pytest.approx(wanted, rel=1e-12)
    assert kept == pytest.approx(urban_part, rel=1e-9)
    np.testing.assert_allclose(urban[:, 0], cells[:, 0] * (1 - rural))
    np.testing.assert_allclose(urban[:, 1:], kept * cells[:, 1:])
    assert urban.sum() <= total


@given(counts)
def test_controls_are_met_and_mixes_are_kept(values):
    cells = np.array(values).reshape(3, 4)
    broad, controls = np.array([0, 1, 2, 2]), np.array([10.0, 20.0, 30.0])
    scaled = to_controls(cells, broad, controls)
    np.testing.assert_allclose([scaled[:, broad == s].sum() for s in range(3)], controls)
    np.testing.assert_allclose(scaled[:, 2] / scaled[:, 3], cells[:, 2] / cells[:, 3])


@given(counts)
def test_the_unclassified_take_the_occupations_of_their_industry(values):
    cells = np.array(values).reshape(3, 4)
    spread = spread_unclassified(cells, np.array([False, True, False]))
    np.testing.assert_allclose(spread.sum(axis=0), cells.sum(axis=0))
    assert not spread[1].any()
    np.testing.assert_allclose(spread[0] / spread[2], cells[0] / cells[2])


@pytest.fixture(scope="module")
def work(raw_data):
    return urban_work(raw_data)


@pytest.mark.raw_data
def test_both_official_margins_are_reproduced(work):
    np.testing.assert_allclose(work.census_cells.sum(axis=0), work.industries.persons, rtol=1e-9)
    codes = np.array([link.census_occupation for link in work.links])
    sums = [work.census_cells[codes == code].sum() for code in work.census.occupations]
    np.testing.assert_allclose(sums, work.census.by_occupation, rtol=1e-9)
    assert work.census_cells.sum() == pytest.approx(65_631_786, rel=1e-12)


@pytest.mark.raw_data
def test_urban_employment_is_met_and_farming_is_rural(work, raw_data):
    total = urban_employment()
    assert total == pytest.approx(498e6 * 0.949)
    assert work.urban_cells.sum() == pytest.approx(total, rel=1e-12)
    primary = work.urban_cells[:, work.industries.broad == 0].sum()
    assert primary == pytest.approx((1 - RURAL_SHARE_OF_PRIMARY.value) * read_controls(raw_data)[0], rel=1e-9)
    # Scaling the whole census would put more than 100 million farmers into the city.
    naive = total * work.census_cells[:, work.industries.broad == 0].sum() / work.census_cells.sum()
    assert naive - primary > 80e6


@pytest.mark.raw_data
def test_occupations_and_provinces_add_up_to_the_urban_total(work):
    by_sector = occupation_by_sector(work)
    assert by_sector.shape == (len(SECTORS), len(OCCUPATION_IDS))
    assert by_sector.min() >= 0
    people = by_province_and_sex(work)
    assert people.shape == (len(OCCUPATION_IDS), 31, 2)
    np.testing.assert_allclose(people.sum(axis=(1, 2)), by_sector.sum(axis=0), rtol=1e-9)
    assert by_sector.sum() == pytest.approx(urban_employment(), rel=1e-12)


@pytest.mark.raw_data
def test_people_work_where_their_occupation_is(work):
    by_sector = occupation_by_sector(work)

    def share(occupation, *sectors):
        column = by_sector[:, OCCUPATION_IDS.index(occupation)]
        return column[[SECTORS.index(s) for s in sectors]].sum() / column.sum()

    assert share("23", "P") > 0.8
    assert share("22", "Q") > 0.8
    assert share("52", "G") > 0.7
    assert share("71", "F") > 0.7
    assert share("61", "A") > 0.6
    assert share("82", "C") > 0.8
    assert share("251", "J", "M", "C") > 0.6


@pytest.mark.raw_data
def test_the_accounting_names_the_unmatched(raw_data):
    text = " ".join(accounting(raw_data))
    assert "65,631,786 persons" in text
    assert "157,619 (0.24%)" in text
    assert "472,602,000" in text
