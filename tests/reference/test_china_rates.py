"""China's unemployment series: two definitions of the young that are never one series; gaps stay gaps."""

from __future__ import annotations

import csv

import pytest

from andante.reference.build.china_rates import (
    AGES_25_29,
    AGES_25_59,
    AGES_30_59,
    HEADLINE,
    YOUTH_WITH_STUDENTS,
    YOUTH_WITHOUT_STUDENTS,
    transcribed,
)
from andante.reference.build.china_unemployment import COMPILED_FILE, months_between
from andante.reference.tables import read_table


@pytest.fixture(scope="module")
def rates():
    rows = read_table("china_unemployment_history").to_pylist()
    return {(row["series"], row["month"]): row for row in rows}


def months(rates, series, known=True):
    return sorted(m for (s, m), row in rates.items() if s == series and (row["value"] is not None) == known)


def test_no_month_stands_in_both_definitions(rates):
    old, new = months(rates, YOUTH_WITH_STUDENTS), months(rates, YOUTH_WITHOUT_STUDENTS)
    assert old[0] == "2018-01"
    assert old[-1] == "2023-06"
    assert new[0] == "2023-12"
    assert new[-1] == "2025-12"
    assert not set(old) & set(new)


def test_no_series_id_covers_both_definitions(rates):
    """Any series of ages 16-24 lies wholly before or wholly after the break."""
    young = {series for series, _ in rates if "16-24" in series}
    assert young == {YOUTH_WITH_STUDENTS, YOUTH_WITHOUT_STUDENTS}
    for series in young:
        known = months(rates, series)
        assert known[-1] <= "2023-06" or known[0] >= "2023-12"


def test_suspended_months_are_missing_and_never_zero(rates):
    assert months(rates, YOUTH_WITH_STUDENTS, known=False) == months_between("2023-07", "2023-11")
    assert all(row["value"] is None or 0.01 < row["value"] < 0.25 for row in rates.values())


def test_every_row_says_where_it_is_from(rates):
    assert all(row["source"] and row["tag"] in ("[P]", "[R]", "[U]") for row in rates.values())


@pytest.mark.parametrize(
    ("series", "month", "value"),
    [
        (YOUTH_WITH_STUDENTS, "2023-06", 0.213),
        (YOUTH_WITH_STUDENTS, "2022-07", 0.199),
        (YOUTH_WITHOUT_STUDENTS, "2023-12", 0.149),
        (YOUTH_WITHOUT_STUDENTS, "2025-08", 0.189),
        (YOUTH_WITHOUT_STUDENTS, "2025-10", 0.173),
        (HEADLINE, "2020-02", 0.062),
        (HEADLINE, "2025-12", 0.051),
        (AGES_25_29, "2025-02", 0.073),
        (AGES_30_59, "2025-02", 0.043),
        (AGES_25_59, "2023-06", 0.041),
    ],
)
def test_published_figures(rates, series, month, value):
    assert rates[series, month]["value"] == pytest.approx(value, abs=1e-12)


def test_the_year_mean_of_2024_is_the_published_one(rates):
    values = [rates[HEADLINE, m]["value"] for m in months_between("2024-01", "2024-12")]
    assert round(100 * sum(values) / 12, 1) == 5.1


@pytest.mark.raw_data
def test_two_transcriptions_agree_wherever_both_have_a_figure(raw_data):
    """policy.md and the compiled file were made apart; the months they share must say the same."""
    with (raw_data / COMPILED_FILE).open(encoding="utf-8-sig", newline="") as file:
        compiled = {row["month"]: row for row in csv.DictReader(file)}
    apart, shared = [], 0
    for rate in transcribed():
        row = compiled.get(rate.month)
        column = "u_total" if rate.series == HEADLINE else "u16_24"
        if row is None or rate.value is None or not row[column]:
            continue
        if rate.series != HEADLINE and (rate.series == YOUTH_WITH_STUDENTS) != (
            row["method"] == "incl_students"
        ):
            continue
        shared += 1
        if abs(100 * rate.value - float(row[column])) > 1e-9:
            apart.append((rate.month, rate.series, 100 * rate.value, row[column]))
    assert shared > 40
    assert apart == []
