"""Provinces and states: they sum to the economy, keep their own mix, and refuse levels without data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import ReferenceDataError
from andante.reference.economies import load_economy
from andante.reference.region_titles import PROVINCES, STATES
from andante.reference.regions import check_detail, load_regions, region_mobility


@pytest.mark.parametrize(("name", "count"), [("china", 31), ("united-states", 51)])
def test_regions_sum_to_the_economy_and_rows_of_search_to_one(name: str, count: int) -> None:
    economy = load_economy(name)
    detail = load_regions(economy, "provinces")
    assert detail is not None
    assert len(detail.regions) == len(set(detail.titles)) == len(set(detail.titles_zh)) == count
    assert detail.employment.shape == (len(economy.occupations), count)
    np.testing.assert_allclose(detail.employment.sum(axis=1), economy.employment, rtol=1e-9)
    np.testing.assert_allclose(detail.mobility.sum(axis=1), 1, atol=1e-12)
    sizes = detail.employment.sum(axis=0) / detail.employment.sum()
    outside = float(sizes @ (1 - np.diag(detail.mobility)))
    assert outside == pytest.approx(detail.outside_share, abs=1e-12)
    assert detail.outside_share_low < detail.outside_share < detail.outside_share_high
    assert load_regions(economy, "national") is None


def test_published_sizes_of_regions() -> None:
    """OEWS May 2025: California 18.1 of 155.5 million; census 2020: Guangdong is the largest by far."""
    states = load_regions(load_economy("united-states"), "provinces")
    provinces = load_regions(load_economy("china"), "provinces")
    assert states is not None
    assert provinces is not None
    share = states.employment.sum(axis=0) / states.employment.sum()
    assert share[states.regions.index("US-CA")] == pytest.approx(0.117, abs=0.003)
    assert provinces.titles[int(provinces.employment.sum(axis=0).argmax())] == "Guangdong"
    # A seat of government has the most managers and fewest farm hands a head.
    mix = provinces.employment / provinces.employment.sum(axis=0)
    assert mix[provinces_index("61"), 0] < mix[provinces_index("61")].mean()


def provinces_index(occupation: str) -> int:
    return load_economy("china").occupations.index(occupation)


def test_china_is_more_tied_to_the_place_than_the_united_states() -> None:
    shares = [load_regions(load_economy(n), "provinces") for n in ("china", "united-states")]
    assert shares[0] is not None
    assert shares[1] is not None
    assert shares[0].outside_share < shares[1].outside_share


@given(st.lists(st.floats(1.0, 1e6), min_size=2, max_size=40), st.floats(0.0, 0.4))
def test_search_moves_as_many_in_as_out(sizes: list[float], share: float) -> None:
    employment = np.array(sizes)
    if share > 1 - float(((employment / employment.sum()) ** 2).sum()):
        return
    mobility = region_mobility(employment, share)
    flows = employment[:, None] * mobility
    np.testing.assert_allclose(flows, flows.T, rtol=1e-9, atol=1e-9)
    assert (mobility >= 0).all()


def test_a_level_without_data_is_refused_with_those_there_are() -> None:
    for economy, asked, levels in (
        ("china", "detailed", "national, provinces."),
        ("united-states", "counties", "national, provinces, detailed."),
    ):
        with pytest.raises(ReferenceDataError) as caught:
            check_detail(economy, asked)
        assert caught.value.problems[0].mend.endswith(levels)
    with pytest.raises(ReferenceDataError, match="Did you mean provinces"):
        check_detail("china", "province")


def test_titles_are_whole() -> None:
    assert len({region.id for region in (*PROVINCES, *STATES)}) == len(PROVINCES) + len(STATES)
    assert all(len(region.id) == 5 and region.title_zh for region in (*PROVINCES, *STATES))
