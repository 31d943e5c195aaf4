"""Crosswalks lose nobody: weights sum to one, whatever is distributed comes out whole, stayers stay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import ReferenceDataError
from andante.reference.build.mobility_groups import group_mobility, node_of
from andante.reference.build.mobility_network import Network
from andante.reference.build.us_crosswalk import soc_to_isco, to_occupations
from andante.reference.build.us_household import (
    BAND_TO_AGE,
    MEMBERS,
    household_by_soc,
    household_occupations,
    household_units,
    household_weights,
    socs_of_patterns,
)
from andante.reference.build.us_judgement import NOT_IN_PAYROLL_SURVEY, WEIGHTS
from andante.reference.build.us_payroll import payroll_table, soc_by_section
from andante.reference.build.us_sections import SECTIONS_OF, sections_of
from andante.reference.exposures import weighted_exposure
from andante.reference.occupations import OCCUPATION_IDS, SECTIONS, occupation_of_isco


def test_weights_by_judgement_sum_to_one_and_name_real_groups():
    for soc, parts in WEIGHTS.items():
        assert sum(parts.values()) == pytest.approx(1, abs=1e-12), soc
        assert not set(parts) & NOT_IN_PAYROLL_SURVEY
        assert all(occupation_of_isco(isco, soc) in OCCUPATION_IDS for isco in parts)


@pytest.mark.parametrize("soc", ["15-1252", "41-2011"])
@pytest.mark.parametrize("industry", SECTIONS_OF)
def test_shares_of_an_industry_sum_to_one(industry, soc):
    shares = sections_of(industry, soc)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-12)
    assert set(shares) <= set(SECTIONS)


def test_ages_take_every_person_once():
    assert (BAND_TO_AGE.sum(axis=1) == 1).all()


@pytest.mark.raw_data
def test_every_soc_is_distributed_whole(raw_data):
    for weights in (soc_to_isco(raw_data), household_weights(raw_data)):
        for soc, parts in weights.items():
            assert sum(parts.values()) == pytest.approx(1, abs=1e-12), soc
            assert min(parts.values()) > 0
        for soc, parts in to_occupations(weights).items():
            assert sum(parts.values()) == pytest.approx(1, abs=1e-12), soc


@pytest.mark.raw_data
def test_any_employment_comes_out_whole(raw_data):
    weights = to_occupations(household_weights(raw_data))

    @given(st.dictionaries(st.sampled_from(sorted(weights)), st.floats(0, 1e7), min_size=1))
    def conserved(employed):
        out = dict.fromkeys(OCCUPATION_IDS, 0.0)
        for soc, persons in employed.items():
            for id_, weight in weights[soc].items():
                out[id_] += persons * weight
        assert sum(out.values()) == pytest.approx(sum(employed.values()), rel=1e-12, abs=1e-9)

    conserved()


@pytest.mark.raw_data
def test_nobody_of_the_household_survey_is_lost(raw_data):
    rows = household_occupations(raw_data)
    total = sum(row.employed for row in rows)
    assert sum(ages.sum() for ages in household_by_soc(raw_data).values()) == pytest.approx(total, rel=1e-12)
    assert sum(household_units(raw_data).values()) == pytest.approx(total, rel=1e-12)
    for row in rows:
        assert row.ages.sum() == pytest.approx(row.employed, rel=1e-12)


@pytest.mark.raw_data
def test_nobody_of_the_payroll_survey_is_lost(raw_data):
    table = payroll_table(raw_data)
    by_section = soc_by_section(table)
    persons = sum(sum(sections.values()) for sections in by_section.values())
    assert persons == pytest.approx(table.employed.sum(), rel=1e-12)


# Codes with a place by hand (MEMBERS) are tested below.
BY_HAND = {*MEMBERS, *(soc for socs in MEMBERS.values() for soc in socs)}
SOC = st.from_regex(r"[1-5][1-9]-[1-3][0-2][0-9][0-9]", fullmatch=True).filter(lambda soc: soc not in BY_HAND)


@given(
    st.dictionaries(SOC, st.floats(1, 1e6), min_size=1, max_size=40), st.lists(SOC, unique=True, max_size=12)
)
def test_patterns_share_out_each_soc_once(employed, patterns):
    patterns = [*patterns, "11-XXXX"] if "11-XXXX" not in patterns else patterns
    shares = socs_of_patterns(patterns, employed)
    assert set(shares) == set(patterns)
    for soc in employed:
        holders = [pattern for pattern in patterns if soc in shares[pattern]]
        assert soc not in patterns or soc in shares[soc]
        assert len(holders) <= 1 or soc.endswith("0")
        assert holders or not soc.startswith("11-")
    for pattern, parts in shares.items():
        assert sum(parts.values()) == pytest.approx(1, abs=1e-9)
        assert all(soc in employed or soc == pattern for soc in parts)


def test_patterns_by_hand_keep_their_members():
    employed = {"21-1018": 5.0, "51-9141": 1.0, "51-9199": 3.0, "51-9192": 2.0, "51-9193": 2.0}
    shares = socs_of_patterns(["21-1011", "51-91XX", "51-919X"], employed)
    assert shares == {
        "21-1011": {"21-1018": 1.0},
        "51-91XX": {"51-9141": 0.25, "51-9199": 0.75},
        "51-919X": {"51-9192": 0.5, "51-9193": 0.5},
    }


def test_patterns_the_longest_wins_and_hybrids_are_found():
    employed = {"53-7121": 30.0, "53-7199": 10.0, "53-7065": 5.0, "31-1120": 7.0, "53-7062": 1.0}
    shares = socs_of_patterns(["53-71XX", "53-7065", "31-1121", "31-1122", "53-706X"], employed)
    assert shares["53-71XX"] == {"53-7121": 0.75, "53-7199": 0.25}
    assert shares["53-7065"] == {"53-7065": 1.0}
    assert shares["53-706X"] == {"53-7062": 1.0}
    assert shares["31-1121"] == shares["31-1122"] == {"31-1120": 1.0}


def test_a_node_is_the_code_or_a_broader_group():
    nodes = {"13-2051", "11-1010", "25-3000", "29-9000"}
    assert [node_of(c, nodes) for c in ("13-2051", "11-1011", "25-3021", "29-9011", "13-2052")] == [
        "13-2051",
        "11-1010",
        "25-3000",
        "29-9000",
        None,
    ]


IDS = ("11", "12", "251")


@st.composite
def networks(draw):
    size = draw(st.integers(2, 6))
    nodes = [f"n{i}" for i in range(size)]
    weights = draw(
        st.lists(st.lists(st.floats(0.01, 1), min_size=size, max_size=size), min_size=size, max_size=size)
    )
    edges = {(nodes[i], nodes[j]): weights[i][j] / sum(weights[i]) for i in range(size) for j in range(size)}
    persons = {
        node: {id_: draw(st.floats(1, 1e6)) for id_ in draw(st.sets(st.sampled_from(IDS), min_size=1))}
        for node in nodes
    }
    return Network("drawn", edges), persons


@given(networks())
def test_groups_keep_stayers_and_every_flow(drawn):
    network, persons = drawn
    result = group_mobility(network, persons, {}, IDS)
    # A slow oracle: every worker of a node and group stays, or moves and is shared out by who works there.
    flow = {(i, j): 0.0 for i in IDS for j in IDS}
    for (a, b), p in network.edges.items():
        for i, count in persons[a].items():
            if a == b:
                flow[i, i] += count * p
            else:
                there = sum(persons[b].values())
                for j, some in persons[b].items():
                    flow[i, j] += count * p * some / there
    for i, origin in enumerate(IDS):
        total = sum(flow[origin, j] for j in IDS)
        leaving = sum(flow[origin, j] for j in IDS if j != origin)
        for j, destination in enumerate(IDS):
            expected = flow[origin, destination] / total if total else 0.0
            assert result.all_workers[i, j] == pytest.approx(expected, rel=1e-9, abs=1e-12)
            moving = flow[origin, destination] / leaving if leaving and i != j else 0.0
            assert result.movers[i, j] == pytest.approx(moving, rel=1e-9, abs=1e-12)
        if total:
            assert result.all_workers[i].sum() == pytest.approx(1, abs=1e-12)


def test_splitting_a_pure_stayer_does_not_make_a_mover():
    network = Network("still", {("n0", "n0"): 1.0, ("n1", "n1"): 1.0})
    result = group_mobility(network, {"n0": {"11": 1.0, "12": 1.0}, "n1": {"251": 1.0}}, {}, IDS)
    assert np.array_equal(result.all_workers, np.eye(3))
    assert result.kept == 1


SCORES = st.dictionaries(
    st.sampled_from(["1111", "1112", "2511", "2512"]), st.none() | st.floats(0, 1), min_size=1
)


@given(SCORES, st.floats(0.001, 1000))
def test_exposure_lies_between_its_parts_and_ignores_the_scale_of_weights(scores, factor):
    weights = {(occupation_of_isco(isco), isco): 1.0 + int(isco) % 7 for isco in scores}
    scored = {occupation_of_isco(isco) for isco, score in scores.items() if score is not None}
    if scored != {id_ for id_, _ in weights}:
        with pytest.raises(ReferenceDataError, match="no unit group with a score"):
            weighted_exposure(scores, weights)
        return
    result = weighted_exposure(scores, weights)
    scaled = weighted_exposure(scores, {key: weight * factor for key, weight in weights.items()})
    for id_, value in result.items():
        parts = [s for isco, s in scores.items() if s is not None and occupation_of_isco(isco) == id_]
        assert min(parts) - 1e-12 <= value <= max(parts) + 1e-12
        assert scaled[id_] == pytest.approx(value, rel=1e-9, abs=1e-12)


def test_a_group_without_a_score_is_left_out_and_not_zero():
    scores = {"2511": 0.6, "2512": None}
    assert weighted_exposure(scores, {("251", "2511"): 1.0, ("251", "2512"): 9.0}) == {"251": 0.6}
