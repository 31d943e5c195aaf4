import shutil
import time

import numpy as np
import pyarrow.compute as pc
import pytest

from andante.errors import ReferenceDataError
from andante.reference.build.registry import BuildStep, write_table
from andante.reference.catalog import DATA_FOLDER, table_info
from andante.reference.economies import economy_names, inconsistencies, load_economy
from andante.reference.exposures import MEASURES, unit_exposure
from andante.reference.layouts import PREFIXES
from andante.reference.occupations import AGES, OCCUPATION_IDS
from andante.reference.tables import read_table


@pytest.fixture(params=economy_names())
def economy(request):
    return load_economy(request.param)


def test_an_economy_fits_together(economy):
    assert inconsistencies(economy) == []
    count = len(economy.occupations)
    assert count >= 40
    assert list(economy.occupations) == [id_ for id_ in OCCUPATION_IDS if id_ in economy.occupations]
    assert economy.employment_by_sector.shape == (len(economy.sectors), count)
    assert economy.employment_by_age.shape == (count, len(AGES))
    assert set(economy.exposure) == set(MEASURES)
    for values in economy.exposure.values():
        assert values.shape == (count,)
    assert economy.mobility.shape == economy.mobility_movers.shape == (count, count)
    assert economy.unemployment_rate_by_age.shape == (len(AGES),)
    assert (economy.firm_size_shares_low <= economy.firm_size_shares).all()
    assert (economy.firm_size_shares <= economy.firm_size_shares_high).all()
    assert 1e6 < economy.entrants_per_year < 2e7


def test_every_array_is_float64_and_known(economy):
    for name in (
        "employment_by_sector",
        "employment_by_age",
        "mean_wage",
        "mobility",
        "mobility_movers",
        "entrant_month_weights",
        "separation_month_weights",
        "entrants_by_occupation",
        "firm_size_shares",
        "gdp_share",
        "labour_share",
    ):
        values = getattr(economy, name)
        assert values.dtype == np.float64
        assert np.isfinite(values).all()


def test_stayers_stay(economy):
    """An equal split of stayers would cut the mean self-loop from .93 to .71."""
    stay = np.diag(economy.mobility)
    assert economy.employment @ stay / economy.employment.sum() > 0.9
    assert np.diag(economy.mobility_movers).max() == 0


def test_months_of_histories_are_months_and_no_definition_is_mixed(economy):
    for figure in (*economy.unemployment_history, *economy.adoption_history):
        year, month = figure.month.split("-")
        assert 1990 < int(year) < 2030
        assert 1 <= int(month) <= 12
    keys = [(rate.month, rate.series) for rate in economy.unemployment_history]
    assert len(keys) == len(set(keys))
    assert all(rate.value is None or 0 < rate.value < 0.5 for rate in economy.unemployment_history)


def test_loading_is_quick():
    load_economy("united-states")
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        load_economy("united-states")
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.15


def test_an_unknown_economy_names_those_there_are():
    with pytest.raises(ReferenceDataError, match="china, united-states"):
        load_economy("atlantis")


@pytest.mark.parametrize("kind", ["wages", "mobility", "economy", "employment_occupation_sector"])
def test_a_missing_table_is_named(tmp_path, kind):
    folder = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, folder)
    (folder / f"us_{kind}.parquet").unlink()
    with pytest.raises(ReferenceDataError, match=f"us_{kind} is missing"):
        load_economy("united-states", folder)


def test_every_missing_table_is_named_at_once(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, folder)
    for kind in ("wages", "exposure", "firm_sizes"):
        (folder / f"us_{kind}.parquet").unlink()
    with pytest.raises(ReferenceDataError) as caught:
        load_economy("united-states", folder)
    assert len(caught.value.problems) == 3


def changed(folder, name, change):
    """Write a packaged table, changed, under a catalogue that vouches for it."""
    spec = table_info(name).spec
    write_table(BuildStep(spec, lambda _: None, lambda _: ()), change(read_table(name)), (), folder)


CHANGES = {
    "a row of mobility does not sum": ("us_mobility", lambda t: t.slice(1)),
    "differ": ("us_employment_occupation_age", lambda t: t.slice(3)),
    "no row for occupation": ("us_wages", lambda t: t.slice(1)),
    "unexpected key": (
        "us_employment_occupation_sector",
        lambda t: t.slice(40).filter(pc.not_equal(t.slice(40)["occupation"], "96")),
    ),
    "entrants by occupation do not sum": (
        "us_entrants",
        lambda t: t.set_column(1, "share", pc.multiply(t["share"], 2.0)),
    ),
    "labour force contradict": (
        "us_economy",
        lambda t: t.set_column(1, "value", pc.multiply(t["value"], 1.01)),
    ),
    "'currency' is missing": ("us_economy", lambda t: t.filter(pc.not_equal(t["fact"], "currency"))),
}


@pytest.mark.parametrize("message", CHANGES)
def test_tables_that_do_not_fit_together_are_refused(tmp_path, message):
    folder = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, folder)
    name, change = CHANGES[message]
    changed(folder, name, change)
    with pytest.raises(ReferenceDataError, match=message):
        load_economy("united-states", folder)


def test_the_united_states_against_published_figures():
    economy = load_economy("united-states")
    employed = economy.employment.sum()
    assert employed == pytest.approx(163_493_000, rel=2e-4)  # CPS 2025, table 11b
    assert economy.labour_force == pytest.approx(171e6, rel=0.005)
    young = economy.employment_by_age[:, 0].sum()
    assert young == pytest.approx(5_551_000 + 14_347_000, rel=2e-3)  # 16-19 and 20-24
    old = economy.employment_by_age[:, 4].sum()
    assert old == pytest.approx(11_374_000 + 26_605_000 / 2, rel=2e-3)
    payroll = read_table("us_oews_occupation_sector").group_by("occupation").aggregate([("employed", "sum")])
    paid = dict(zip(*(payroll[name].to_pylist() for name in ("occupation", "employed_sum")), strict=True))
    weights = np.array([paid[id_] for id_ in economy.occupations])
    assert economy.mean_wage @ weights / weights.sum() == pytest.approx(
        69_770, rel=1e-3
    )  # OEWS, all employees
    assert economy.exposure["ilo_share"] @ economy.employment / employed == pytest.approx(0.201, abs=0.01)
    assert economy.exposure["ilo_mean"] @ economy.employment / employed == pytest.approx(0.323, abs=0.005)
    assert np.isnan(economy.unemployment_rate_by_age).all()
    assert economy.jurisdiction == "US"
    assert economy.currency == "USD"


def test_exposure_by_unit_group():
    share = unit_exposure("ilo_share")
    assert len(share) > 420
    assert share["4132"] > 0.5  # data entry clerks
    assert share["9112"] == 0  # cleaners
    with pytest.raises(ReferenceDataError, match="eloundou_beta"):
        unit_exposure("webb")


def test_names_and_prefixes():
    assert economy_names() == tuple(PREFIXES) == ("china", "united-states")
