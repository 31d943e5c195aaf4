"""The table of AI chips against the shares that Epoch AI publishes (evidence F14)."""

import pytest

from andante.reference.tables import read_table

ROWS = read_table("chip_supply").to_pylist()
MAKERS = ("nvidia", "amd", "google", "huawei")


def cumulative(until, owners, makers, column="median"):
    return sum(
        row[column]
        for row in ROWS
        if row["quarter"] <= until and row["owner"] in owners and row["maker"] in makers
    )


def china_share(until, makers, column="median"):
    china = cumulative(until, ("china",), makers, column)
    return china / (china + cumulative(until, ("others",), makers))


@pytest.mark.parametrize(("quarter", "share"), [("2023Q4", 0.128), ("2024Q4", 0.068), ("2025Q4", 0.029)])
def test_chinas_share_of_nvidia_chips_is_the_published_one(quarter, share):
    assert china_share(quarter, ("nvidia",)) == pytest.approx(share, abs=0.0006)


def test_chinas_share_of_all_chips_is_about_five_percent_within_the_targets_fifth():
    """Just over 5 % in April 2026; Huawei's chips come from dies and packaging yield, not from this share."""
    assert china_share("2025Q4", MAKERS) == pytest.approx(0.05, rel=0.2)
    assert china_share("2025Q4", MAKERS, "low") < 0.05 < china_share("2025Q4", MAKERS, "high")


def test_china_and_the_others_are_all_nvidia_chips():
    published = {
        "2022Q1": 66_883,
        "2024Q4": 681_105 + 48_517 + 507_167,
        "2025Q4": 23_384 + 1_055_131 + 1_879_039,
    }
    for quarter, total in published.items():
        assert sum(
            r["median"] for r in ROWS if (r["quarter"], r["maker"]) == (quarter, "nvidia")
        ) == pytest.approx(total)


def test_every_estimate_lies_between_its_bounds_and_none_is_negative():
    for row in ROWS:
        assert 0 <= row["low"] <= row["median"] <= row["high"], row


def test_a_quarter_that_the_source_does_not_cover_says_so_and_a_missing_one_has_no_row():
    assert {row["quarter"] for row in ROWS if row["complete"] == "no"} == {"2022Q4", "2026Q1"}
    assert {row["quarter"][:4] for row in ROWS if row["maker"] == "huawei"} == {"2024", "2025"}
    assert {row["basis"] for row in ROWS if row["maker"] == "huawei"} == {"assumed"}
    assert {row["basis"] for row in ROWS if row["maker"] != "huawei"} == {"mapped"}
    quarters = sorted({row["quarter"] for row in ROWS if row["maker"] == "nvidia"})
    assert (quarters[0], quarters[-1], len(quarters)) == ("2022Q1", "2026Q1", 17)
