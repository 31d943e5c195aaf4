"""The tables of the United States against the raw files and against figures published elsewhere."""

import csv
import gzip

import numpy as np
import pytest

from andante.errors import ReferenceDataError
from andante.reference.build.us_payroll import UNPUBLISHED, payroll_table
from andante.reference.build.us_sections import SECTIONS_OF, sections_of
from andante.reference.networks import load_network
from andante.reference.tables import numbers, read_table, words


def rows_by_month(name):
    return {row["month"]: row for row in read_table(name).to_pylist()}


@pytest.mark.raw_data
def test_official_margins_of_the_payroll_survey_are_reproduced_exactly(raw_data):
    table = payroll_table(raw_data)
    with (raw_data / "derived/oews2025_national.csv").open(encoding="utf-8") as file:
        national = {r["soc"]: float(r["tot_emp"]) for r in csv.DictReader(file) if r["display_level"] == "3"}
    for soc, persons in zip(table.socs, table.employed.sum(axis=1), strict=True):
        if soc != UNPUBLISHED:
            assert persons == pytest.approx(national[soc], rel=1e-11), soc
    with gzip.open(raw_data / "derived/oews2025_national_by_industry.csv.gz", "rt") as file:
        industry = {
            r["industry_code"]: float(r["tot_emp"]) for r in csv.DictReader(file) if r["soc"] == "00-0000"
        }
    for code, persons in zip(table.industries, table.employed.sum(axis=0), strict=True):
        assert persons == pytest.approx(industry[code], rel=1e-11), code
    # The industries are a partition: they add up to the total, but for rounding to tens.
    assert abs(table.employed.sum() - 155_495_730) <= 5 * len(SECTIONS_OF)
    assert table.employed[-1].sum() / table.employed.sum() < 1e-4


@pytest.mark.raw_data
def test_published_cells_move_by_less_than_their_rounding_allows(raw_data):
    table = payroll_table(raw_data)
    row = {soc: i for i, soc in enumerate(table.socs)}
    column = {code: j for j, code in enumerate(table.industries)}
    worst = 0.0
    with gzip.open(raw_data / "derived/oews2025_national_by_industry.csv.gz", "rt") as file:
        for cell in csv.DictReader(file):
            if cell["industry_code"] in column and cell["soc"] in row and cell["tot_emp"].isdigit():
                persons = float(cell["tot_emp"])
                fitted = table.employed[row[cell["soc"]], column[cell["industry_code"]]]
                worst = max(worst, abs(fitted - persons) / max(persons, 500))
    assert worst < 0.03


@pytest.mark.raw_data
def test_packaged_sections_are_the_industries(raw_data):
    table = payroll_table(raw_data)
    expected: dict[str, float] = {}
    for i, soc in enumerate(table.socs):
        for j, industry in enumerate(table.industries):
            for section, share in sections_of(industry, soc).items():
                expected[section] = expected.get(section, 0.0) + share * table.employed[i, j]
    packaged = read_table("us_oews_occupation_sector")
    found: dict[str, float] = {}
    for section, persons in zip(words(packaged, "sector"), numbers(packaged, "employed"), strict=True):
        found[section] = found.get(section, 0.0) + persons
    assert set(found) == set(expected)
    for section, persons in expected.items():
        assert found[section] == pytest.approx(persons, rel=1e-9)


INFORMATION_AND_PROFESSIONS = 2_879_620 - 0.2 * 174_790 + 10_800_470 + 2_828_130


@pytest.mark.parametrize(
    ("sections", "persons"),
    [
        ("B", 570_220),
        ("C", 12_654_310),
        ("F", 8_298_380),
        ("H", 7_448_640),
        ("I", 14_276_590),
        ("K", 6_281_650),
        ("O", 10_242_890),
        ("P", 13_852_050),
        ("Q", 24_031_380),
        ("JM", INFORMATION_AND_PROFESSIONS),  # libraries and archives are in R
    ],
)
def test_sections_that_are_whole_naics_sectors_have_their_published_total(sections, persons):
    table = read_table("us_oews_occupation_sector")
    pairs = zip(words(table, "sector"), numbers(table, "employed"), strict=True)
    # Subsectors are rounded to tens, each on its own.
    assert sum(p for section, p in pairs if section in sections) == pytest.approx(persons, abs=31)


def test_an_occupation_that_is_one_soc_code_has_its_published_total():
    table = read_table("us_oews_occupation_sector")
    by_id: dict[str, float] = {}
    for id_, persons in zip(words(table, "occupation"), numbers(table, "employed"), strict=True):
        by_id[id_] = by_id.get(id_, 0.0) + persons
    # Contact centres: customer service representatives, and 5 % of receptionists and information clerks.
    assert by_id["4222"] == pytest.approx(2_595_750 + 0.05 * 910_180, abs=1)
    assert sum(by_id.values()) == pytest.approx(155_495_730, abs=60)


def test_the_great_recession_and_the_pandemic_are_where_they_were():
    beveridge = rows_by_month("us_beveridge")
    assert beveridge["2009-10"]["unemployment_rate"] == pytest.approx(0.10)
    assert beveridge["2020-04"]["unemployment_rate"] == pytest.approx(0.148)
    assert beveridge["2009-07"]["openings"] < 2.5e6
    nest = [row for month, row in beveridge.items() if "2007-01" <= month <= "2018-12"]
    assert len(nest) == 144
    assert all(row["vacancy_rate"] is not None and 0.01 < row["vacancy_rate"] < 0.06 for row in nest)
    assert beveridge["2025-10"]["unemployment_rate"] is None
    assert beveridge["2025-09"]["labour_force"] is None


def test_worker_flows_are_those_of_the_household_survey():
    rows = [
        r for r in read_table("us_worker_flows").to_pylist() if r["month"][:4] in ("2019", "2023", "2024")
    ]
    everybody = [row for row in rows if row["group"] == "all"]
    unemployed = [row for row in rows if row["group"] == "unemployed"]
    # The published rates without the pandemic: about .0097 and .25.
    assert np.mean([row["to_unemployed"] for row in everybody]) == pytest.approx(0.0097, abs=0.001)
    assert np.mean([row["to_other_group"] for row in unemployed]) == pytest.approx(0.26, abs=0.02)
    assert len({row["group"] for row in rows}) == 24
    for row in rows:
        assert 0 <= row["to_unemployed"] + row["to_outside"] + row["to_other_group"] <= 1 + 1e-12


def test_the_small_moderate_and_large_numbers_of_tasks_sum_to_one():
    rows = read_table("us_adoption_by_size").to_pylist()
    for size in {row["firm_size"] for row in rows}:
        parts = [
            r["value"] for r in rows if r["firm_size"] == size and r["indicator"].endswith("number_of_tasks")
        ]
        assert len(parts) == 3
        if None not in parts:
            assert sum(parts) == pytest.approx(1, abs=0.002)
    use = {row["firm_size"]: row["value"] for row in rows if row["indicator"] == "firm_ai_use"}
    assert use["250+"] == pytest.approx(0.072)
    assert use["1-4"] == pytest.approx(0.055)


def test_adoption_rises_as_published():
    rows = read_table("us_adoption_history").to_pylist()
    mean = {row["month"]: row["value"] for row in rows if row["indicator"] == "firm_ai_use_state_mean"}
    assert mean["2023-09"] == pytest.approx(0.041, abs=0.0005)
    assert max(mean) == "2025-06"
    assert mean["2025-06"] == pytest.approx(0.091, abs=0.002)
    national = {row["month"]: row["value"] for row in rows if row["indicator"] == "firm_ai_use_by_employment"}
    winter = np.mean([national[month] for month in ("2023-12", "2024-01", "2024-02")])
    assert winter == pytest.approx(0.05, abs=0.004)  # the supplement's national figure


@pytest.mark.parametrize(("name", "nodes", "edges"), [("asec", 539, 15_426), ("career_changers", 521, 8_793)])
def test_published_networks(name, nodes, edges):
    network = load_network(name)
    assert (len(network.codes), len(network.origins)) == (nodes, edges)
    totals = np.bincount(network.origins, network.probabilities, minlength=nodes)
    np.testing.assert_allclose(totals, 1, atol=1e-12)
    assert (network.employed >= 0).all()
    loops = network.origins == network.destinations
    assert loops.sum() == nodes
    mean_loop = {"asec": 0.895, "career_changers": 0.93586}[name]
    assert network.probabilities[loops].mean() == pytest.approx(mean_loop, abs=0.001)
    movers = network.movers()
    assert (movers.origins != movers.destinations).all()
    left = np.bincount(movers.origins, movers.probabilities, minlength=nodes)
    np.testing.assert_allclose(left[left > 0], 1, atol=1e-12)


@pytest.mark.parametrize("name", ["asec", "career_changers"])
def test_the_core_of_a_network_has_no_trap(name):
    core = load_network(name).movers().core()
    size = len(core.codes)
    assert size >= 464
    reached = np.zeros(size, dtype=bool)
    for forward in (True, False):
        ahead, behind = (core.origins, core.destinations) if forward else (core.destinations, core.origins)
        reached[:] = False
        reached[0] = True
        while True:
            new = np.unique(behind[reached[ahead]])
            if reached[new].all():
                break
            reached[new] = True
        assert reached.all()
    np.testing.assert_allclose(np.bincount(core.origins, core.probabilities, minlength=size), 1, atol=1e-12)


def test_an_unknown_network_names_those_there_are():
    with pytest.raises(ReferenceDataError, match="career_changers"):
        load_network("esco")
