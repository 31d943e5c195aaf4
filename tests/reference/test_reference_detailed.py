"""The finest occupations of the United States: persons, ages, sections and groups of the national tables."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.sparse.csgraph import connected_components

from andante.errors import ReferenceDataError
from andante.reference.build.us_detailed import family
from andante.reference.build.us_detailed_occupations import _mean
from andante.reference.catalog import DATA_FOLDER, table_info, write_catalog
from andante.reference.detailed import TABLE, DetailedEconomy, load_detailed
from andante.reference.economies import load_economy
from andante.reference.networks import load_network


@pytest.fixture(scope="module")
def detailed() -> DetailedEconomy:
    found = load_detailed(load_economy("united-states"), "detailed")
    assert found is not None
    return found


def test_totals_are_those_of_the_nation(detailed: DetailedEconomy) -> None:
    nation, finest = load_economy("united-states"), detailed.economy
    assert len(finest.occupations) == len(set(finest.occupation_titles)) == 484
    assert finest.labour_force == nation.labour_force
    assert finest.employment.sum() == pytest.approx(nation.employment.sum(), rel=1e-12)
    np.testing.assert_allclose(finest.employment_by_age.sum(axis=0), nation.employment_by_age.sum(axis=0))
    np.testing.assert_allclose(finest.employment @ detailed.group_shares, nation.employment, rtol=1e-9)
    np.testing.assert_allclose(detailed.group_shares.sum(axis=1), 1)
    assert finest.gdp_share.sum() == pytest.approx(1)
    assert finest.entrants_by_occupation.sum() == pytest.approx(1)
    assert (finest.employment_by_age >= 0).all()
    assert (finest.mean_wage > 15_000).all()


def test_wages_and_exposure_are_near_the_national_ones(detailed: DetailedEconomy) -> None:
    nation, finest = load_economy("united-states"), detailed.economy
    bills = [each.employment @ each.mean_wage for each in (finest, nation)]
    assert bills[0] / bills[1] == pytest.approx(1.0225, abs=5e-4)
    for measure, apart in {
        "ilo_share": 1e-3,
        "ilo_mean": 1e-3,
        "eloundou_beta": 1e-9,
        "microsoft": 1e-9,
    }.items():
        means = [
            each.employment @ each.exposure[measure] / each.employment.sum() for each in (finest, nation)
        ]
        assert means[0] == pytest.approx(means[1], abs=apart)
        assert ((finest.exposure[measure] >= 0) & (finest.exposure[measure] <= 1)).all()
    # What a group hides: exposure differs more between the finest occupations than between groups.
    assert np.std(finest.exposure["ilo_share"]) > np.std(nation.exposure["ilo_share"])


def test_known_occupations(detailed: DetailedEconomy) -> None:
    finest = detailed.economy
    row = {title: i for i, title in enumerate(finest.occupation_titles)}
    for title, group, millions in (
        ("Registered Nurses", "22", 3.6),
        ("Customer Service Representatives", "4222", 2.6),
        ("Lawyers", "26x", 1.146),
    ):
        assert detailed.groups[row[title]] == group
        assert finest.employment[row[title]] == pytest.approx(millions * 1e6, rel=0.1)
        assert finest.occupation_titles_zh[row[title]].endswith(title)
    wage = finest.mean_wage
    assert wage[row["Lawyers"]] > wage[row["Registered Nurses"]] > wage.mean()


def test_mobility_is_the_published_network(detailed: DetailedEconomy) -> None:
    mobility, network = detailed.economy.mobility, load_network("asec").core()
    assert detailed.economy.occupations == network.codes
    np.testing.assert_array_equal(mobility[network.origins, network.destinations], network.probabilities)
    np.testing.assert_allclose(mobility.sum(axis=1), 1)
    assert np.diag(mobility).mean() == pytest.approx(0.887, abs=0.001)  # stayers are on the diagonal
    assert connected_components(mobility, connection="strong")[0] == 1
    movers = detailed.economy.mobility_movers
    assert (np.diag(movers) == 0).all()
    np.testing.assert_allclose(movers.sum(axis=1), 1)


def test_the_share_matched_is_stated() -> None:
    said = " ".join(table_info(TABLE).accounting)
    assert "99.443%" in said
    assert "unmatched 0" in said
    assert {table_info(TABLE).label_of(c) for c in ("group", "mean_wage", "gdp_share")} == {
        "mapped",
        "imputed",
    }


def test_other_levels_have_no_finer_occupations() -> None:
    assert load_detailed(load_economy("united-states"), "national") is None
    assert load_detailed(load_economy("china"), "provinces") is None
    with pytest.raises(ReferenceDataError, match="no level 'detailed'"):
        load_detailed(load_economy("china"), "detailed")


def test_tables_that_do_not_sum_to_the_nation_are_refused(tmp_path: Path) -> None:
    for file in DATA_FOLDER.iterdir():
        shutil.copy(file, tmp_path)
    table = pq.read_table(tmp_path / f"{TABLE}.parquet")
    ages = table.column("employed_60_plus").to_numpy().copy()
    ages[7] += 100.0
    at = table.column_names.index("employed_60_plus")
    pq.write_table(table.set_column(at, "employed_60_plus", pa.array(ages)), tmp_path / f"{TABLE}.parquet")
    rewrite_checksum(tmp_path)
    with pytest.raises(ReferenceDataError) as caught:
        load_detailed(load_economy("united-states"), "detailed", tmp_path)
    assert {problem.what.split(" of the detailed")[0] for problem in caught.value.problems} == {
        "the ages",
        "the ages and sections",
    }


def rewrite_checksum(folder: Path) -> None:
    """Make the catalogue state the changed file, so that only its figures are wrong."""
    from dataclasses import replace
    from hashlib import sha256

    from andante.reference.catalog import list_tables

    tables = {info.name: info for info in list_tables(folder)}
    content = (folder / f"{TABLE}.parquet").read_bytes()
    tables[TABLE] = replace(tables[TABLE], sha256=sha256(content).hexdigest(), file_bytes=len(content))
    write_catalog(tables, folder)


def test_family_and_means() -> None:
    nodes, sizes = (
        {"11-1010", "11-1020", "13-2010", "13-9999"},
        {"11-1010": 3.0, "11-1020": 1.0, "13-2010": 5.0},
    )
    assert family("11-1031", nodes, sizes) == {"11-1010": 0.75, "11-1020": 0.25}
    assert family("13-1000", nodes, sizes) == {"13-2010": 1.0}
    with pytest.raises(ValueError, match="no node"):
        family("55-1000", nodes, sizes)
    assert _mean({"a1": 2.0, "a2": 4.0}, {"a1": 1.0, "a2": 3.0, "b": 9.0}) == 3.5
    assert _mean({"1234": 2.0, "1230": 4.0, "9": 7.0}, {"1239": 1.0}) == 3.0
