"""Chip supply paths: what the packaged ones hold, how a run reads one, and every mistake named."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import AndanteError, Problem, ScenarioError
from andante.lab.chip_path_file import (
    CHIPS,
    COLUMNS,
    HEADER_KEYS,
    LARGEST_FILE,
    SERIES,
    month_number,
    month_text,
    write_chip_file,
)
from andante.lab.chip_paths import ChipPathFile, chip_path_names, load_chip_paths
from andante.lab.comparison_economy import ChipSummary
from andante.lab.scenario import DEFAULT_CHIPS
from andante.reference.tables import read_table

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("controls-2022-2025", "domestic-breakthrough", "full-embargo", "no-controls", "rules-2026")
HEAD = ",".join(COLUMNS)
DATED = [name for name, series in SERIES.items() if series.dated]


def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("chip_path_files", ROOT / "docs" / "chip_path_files.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def small_file(quarters: int = 4, **changes: str) -> str:
    """A whole file for one economy; `changes` replace the value of a series."""
    values = {"offered": "300", "permitted_share": "0.5", "smuggled": "30", "domestic": "60", **changes}
    months = [month_text(month_number("2022-01") + 3 * quarter) for quarter in range(quarters)]
    rows = [
        f"{month},china,{name},{values[name]},{SERIES[name].unit},s,A" for name in DATED for month in months
    ]
    return "\n".join(["# title: Small", "# title_zh: 小", HEAD, *rows]) + "\n"


def loaded(folder: Path, text: str | bytes) -> ChipPathFile:
    file = folder / "mine.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_chip_paths(file)


def refused(folder: Path, text: str | bytes) -> str:
    with pytest.raises(ScenarioError) as caught:
        loaded(folder, text)
    for problem in caught.value.problems:
        assert problem.where.file == str(folder / "mine.csv")
        assert problem.mend
    return str(caught.value)


# The packaged paths


def test_the_packaged_paths_are_the_five_and_the_default_is_one() -> None:
    assert chip_path_names() == NAMES
    assert DEFAULT_CHIPS in NAMES


def test_the_packaged_files_are_what_their_writer_makes_of_the_table() -> None:
    module = writer()
    for future in module.FUTURES:
        packaged = (ROOT / "andante" / "lab" / "chips" / f"{future.name}.csv").read_text(encoding="utf-8")
        assert packaged == module.file_text(future), "write them again: python docs/chip_path_files.py"


@pytest.mark.parametrize("name", NAMES)
def test_a_packaged_path_covers_both_economies_to_2035_in_both_languages(name: str) -> None:
    path = load_chip_paths(name)
    assert path.economies == ("china", "united-states")
    assert all((path.title, path.title_zh, path.introduction, path.introduction_zh))
    assert path.title != path.title_zh
    for economy in path.economies:
        for series in ("offered", "permitted_share", "smuggled"):
            months = [row.month for row in path.rows if (row.economy, row.series) == (economy, series)]
            assert (months[0], months[-1], len(months)) == ("2022-01", "2035-10", 56)
        for row in path.rows:
            assert row.source
            assert row.month < "2026-01" or row.economy == "united-states" or row.tag in "AR"


def test_all_packaged_paths_share_the_history_and_differ_after_it() -> None:
    histories = {tuple(row for row in load_chip_paths(n).rows if row.month < "2026-01") for n in NAMES}
    assert len(histories) == 1
    assert len({load_chip_paths(name).hash for name in NAMES}) == 5


def test_the_history_lets_in_what_china_bought() -> None:
    bought = {
        row["month"]: row["median"]
        for row in read_table("chip_supply").to_pylist()
        if (row["owner"], row["maker"]) == ("china", "nvidia")
    }
    path = load_chip_paths("rules-2026").path_for("china", "2022-01", 48)
    arrived = (path.offered * path.permitted_share).reshape(16, 3).sum(axis=1)
    due = [bought[month_text(month_number("2022-01") + 3 * quarter)] for quarter in range(16)]
    np.testing.assert_allclose(arrived, due, rtol=2e-5)  # files keep six digits


def test_the_paths_are_ordered_as_their_names_say() -> None:
    def arrives(name: str) -> float:
        path = load_chip_paths(name).path_for("china", "2026-01", 120)
        return float((path.offered * path.permitted_share + path.smuggled).sum())

    assert (
        arrives("no-controls")
        > arrives("rules-2026")
        > arrives("controls-2022-2025")
        > arrives("full-embargo")
        > 0
    )
    assert arrives("domestic-breakthrough") == arrives("rules-2026")
    breakthrough = load_chip_paths("domestic-breakthrough").path_for("china", "2026-01", 12)
    assert breakthrough.domestic_growth == 0.9
    assert breakthrough.domestic_limit == pytest.approx(2e6)


def test_what_china_does_not_get_others_do() -> None:
    """World supply is the same in every path: china's imports and the leader's 78 % of the rest add up."""
    worlds = []
    for name in NAMES:
        path = load_chip_paths(name)
        china, leader = (path.path_for(economy, "2022-01", 168) for economy in path.economies)
        worlds.append(china.offered * china.permitted_share + leader.offered / 0.78)
    np.testing.assert_allclose(worlds, [worlds[0]] * 5, rtol=1e-5)
    growth = np.diff(np.log(worlds[0][48::12]))
    assert (np.diff(growth) < 0).all()  # slowing down
    assert growth.min() > 0


def test_the_paths_travel_with_the_package() -> None:
    for name in NAMES:
        assert (ROOT / "andante" / "lab" / "chips" / f"{name}.csv").is_file()
    assert 'packages = ["andante"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_a_file_written_is_the_file_read(tmp_path: Path) -> None:
    path = load_chip_paths("domestic-breakthrough")
    words = {key: getattr(path, key) for key in HEADER_KEYS}
    again = loaded(tmp_path, write_chip_file(words, path.rows))
    assert (again.rows, again.hash, again.title_zh) == (path.rows, path.hash, path.title_zh)


# A run's view of a path


def test_quarters_are_spread_over_months_and_the_last_is_held(tmp_path: Path) -> None:
    path = loaded(tmp_path, small_file()).path_for("china", "2022-11", 12)
    assert path.start_stock == pytest.approx(10 * (0.5 * 100 + 10 + 20))
    np.testing.assert_array_equal(path.offered, np.full(12, 100.0))
    np.testing.assert_array_equal(path.permitted_share, np.full(12, 0.5))
    np.testing.assert_array_equal(path.smuggled, np.full(12, 10.0))
    np.testing.assert_array_equal(path.domestic, [20.0, 20.0, *[np.nan] * 10])
    assert (path.domestic_growth, path.domestic_limit) == (None, None)


def test_a_run_that_starts_after_the_observed_output_begins_with_the_last_of_it(tmp_path: Path) -> None:
    path = loaded(tmp_path, small_file()).path_for("china", "2024-05", 3)
    np.testing.assert_array_equal(path.domestic, [20.0, np.nan, np.nan])
    assert path.start_stock == pytest.approx(28 * 80)


@given(first=st.integers(0, 150), months=st.integers(1, 300))
def test_nothing_is_lost_between_the_stock_at_the_start_and_the_months_after(first: int, months: int) -> None:
    file = load_chip_paths("rules-2026")
    start = month_text(month_number("2022-01") + first)
    path, whole = file.path_for("china", start, months), file.path_for("china", "2022-01", first + months)
    for name in ("offered", "permitted_share", "smuggled"):
        np.testing.assert_array_equal(getattr(path, name), getattr(whole, name)[first:])
    assert whole.start_stock == 0
    assert np.isfinite(path.domestic[0])
    assert path.start_stock >= np.nansum((whole.offered * whole.permitted_share)[:first])


@pytest.mark.parametrize(
    ("economy", "start", "months"),
    [("mars", "2022-11", 3), ("china", "2021-12", 3), ("china", "x", 3), ("china", "2022-11", 0),
     ("china", "２０２２-11", 3), ("china", "2022-11", 10**9)],
)  # fmt: skip
def test_a_run_that_cannot_be_is_refused(economy: str, start: str, months: int) -> None:
    with pytest.raises(ScenarioError):
        load_chip_paths("rules-2026").path_for(economy, start, months)


def test_the_summary_names_each_run_of_rows_of_one_source() -> None:
    summary = load_chip_paths("full-embargo").summary()
    assert isinstance(summary, ChipSummary)
    assert summary.name == "full-embargo"
    assert summary.paths == {}
    embargo = [s for s in summary.sources if (s.series, s.source) == ("permitted_share", "embargo")]
    assert [(s.start, s.until, s.low, s.high, s.tag) for s in embargo] == [("2026-01", "2035-12", 0, 0, "A")]
    covered = sum((month_number(s.until) - month_number(s.start) + 1) // 3 for s in summary.sources)
    assert covered == len(load_chip_paths("full-embargo").rows)


# Mistakes


def test_an_unknown_name_is_answered_with_the_nearest_and_a_missing_file_with_its_path() -> None:
    with pytest.raises(ScenarioError, match="Did you mean rules-2026"):
        load_chip_paths("rules-2062")
    with pytest.raises(ScenarioError, match="no such file"):
        load_chip_paths("nowhere/path.csv")
    for odd in ("\0.csv", "x" * 5000 + ".csv"):
        with pytest.raises(ScenarioError):
            load_chip_paths(odd)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2022-04,china,offered,300", "2022-04,china,offered,-300", "mine.csv:5, value: The chip count -300"),
        ("2022-04,china,permitted_share,0.5", "2022-04,china,permitted_share,1.01", "The share 1.01"),
        ("2022-04,china,offered,300", "2022-04,china,offered,many", "'many' is not a number"),
        ("2022-04,china,offered,300", "2022-04,china,offered,nan", "'nan' is not a number"),
        ("2022-04,china,offered,300", "2022-04,china,offered,1e999", "'1e999' is not a number"),
        ("2022-04,china,offered,300", "2022-04,china,offered,", "Missing is not zero"),
        ("2022-01,china,offered,300", "2021-10,china,offered,300", "before the economy's history"),
        ("2022-04,china,offered,300", "2022-05,china,offered,300", "not the first month of a quarter"),
        ("2022-04,china,offered,300", "April,china,offered,300", "'April' is not a month"),
        ("2022-04,china,offered,300", "2022-04,chine,offered,300", "Did you mean china"),
        ("2022-04,china,offered,300", "2022-04,china,offred,300", "Did you mean offered"),
        (f"2022-04,china,offered,300,{CHIPS}", "2022-04,china,offered,300,", "The unit is missing"),
        (f"2022-04,china,offered,300,{CHIPS}", "2022-04,china,offered,300,chips", "is not 'chips'"),
        ("2022-04,china,offered,300", "2022-01,china,offered,300", "A second row"),
        (f"2022-04,china,offered,300,{CHIPS},s,A", "", "A gap in offered of china: 2022-04 is missing"),
        (f"2022-01,china,offered,300,{CHIPS},s,A", "", "offered of china begins in 2022-04"),
        (f"2022-04,china,offered,300,{CHIPS},s,A", "2022-04,china,offered,300", "does not fit the columns"),
        (f"2022-04,china,offered,300,{CHIPS},s", f"2022-04,china,offered,300,{CHIPS},", "source is missing"),
        (f"2022-04,china,offered,300,{CHIPS},s,A", f"2022-04,china,offered,300,{CHIPS},s,?", "Unknown tag"),
        ("series,value", "series,worth", "Unknown column 'worth'"),
        ("value,unit", "value", "The column unit is missing"),
        ("value,unit", "value,value", "is there twice"),
        ("# title_zh:", "# title: again\n# title_zh:", "Two lines give the title"),
        ("2022-04,china,offered,300", '"2022-04"x,china,offered,300', "not valid CSV"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_place_and_mend(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in small_file()
    assert said in refused(tmp_path, small_file().replace(old, new, 1))


def test_a_series_that_is_left_out_is_not_taken_as_none(tmp_path: Path) -> None:
    text = "\n".join(line for line in small_file().split("\n") if ",smuggled," not in line)
    assert "china has no rows for smuggled" in refused(tmp_path, text)


def test_one_value_of_growth_and_a_limit_above_zero(tmp_path: Path) -> None:
    growth = "2026-01,china,domestic_growth,0.4,log points a year,s,A\n"
    limit = f"2026-01,china,domestic_limit,900,{CHIPS},s,A\n"
    path = loaded(tmp_path, small_file() + growth + limit).path_for("china", "2022-11", 3)
    assert (path.domestic_growth, path.domestic_limit) == (0.4, 300)
    assert "A second value" in refused(tmp_path, small_file() + growth + growth.replace("2026-01", "2027-01"))
    assert "more than 0" in refused(tmp_path, small_file() + limit.replace("900", "0"))


def test_every_mistake_is_named_at_once_and_a_flood_is_cut(tmp_path: Path) -> None:
    text = small_file(offered="-1", smuggled="x")
    assert refused(tmp_path, text).count("mend:") == 8
    assert "At least 360 more problems" in refused(tmp_path, small_file(400, offered="-1"))
    assert "At least 961 more problems" in refused(tmp_path, HEAD + "\n" + "1\n" * 900_000)


def test_files_that_are_no_path_at_all(tmp_path: Path) -> None:
    assert "is empty" in refused(tmp_path, "")
    assert "is empty" in refused(tmp_path, f"# title: nothing\n{HEAD}\n")
    said = refused(tmp_path, small_file().encode() + b"\xff")
    assert "not UTF-8" in said
    assert "mine.csv:20" in said
    assert "larger than 2 MB" in refused(tmp_path, b"x" * (LARGEST_FILE + 1))
    with pytest.raises(ScenarioError, match="not a file"):
        load_chip_paths(f"{tmp_path}/")


def test_line_ends_byte_order_mark_and_order_of_rows_do_not_count(tmp_path: Path) -> None:
    plain = loaded(tmp_path, small_file())
    windows = loaded(tmp_path, "\ufeff" + small_file().replace("\n", "\r\n"))
    head, body = small_file().split(f"{HEAD}\n")
    turned = loaded(tmp_path, head + HEAD + "\n" + "\n".join(reversed(body.strip().split("\n"))))
    assert plain.hash == windows.hash == turned.hash
    assert loaded(tmp_path, small_file(offered="301")).hash != plain.hash
    for name in ("offered", "domestic", "permitted_share"):
        first, second = (getattr(p.path_for("china", "2022-11", 9), name) for p in (plain, turned))
        np.testing.assert_array_equal(first, second)


PIECES = st.sampled_from(
    [
        "\n",
        ",",
        '"',
        "#",
        "\r",
        "\0",
        "-1",
        "2022-01",
        "china",
        "offered",
        "é",
        "\ud7ff",
        "1e308",
        "٣",
        " ",
        ";",
    ]
)


@given(cuts=st.lists(st.tuples(st.integers(0, 1200), st.integers(0, 60), PIECES), max_size=4))
def test_a_damaged_file_loads_whole_or_is_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[tuple[int, int, str]]
) -> None:
    text = small_file()
    for start, length, piece in cuts:
        text = text[:start] + piece + text[start + length :]
    file = tmp_path_factory.mktemp("damaged") / "mine.csv"
    file.write_bytes(text.encode())
    problems: tuple[Problem, ...] = ()
    path = None
    try:
        path = load_chip_paths(file)
    except AndanteError as error:
        problems = error.problems
    assert all(problem.where.file and problem.mend for problem in problems)
    assert bool(problems) == (path is None)
    if path is not None:
        run = path.path_for("china", "2022-11", 24)
        assert np.isfinite(run.offered).all()
        assert ((run.permitted_share >= 0) & (run.permitted_share <= 1)).all()
        assert min(run.offered.min(), run.smuggled.min(), np.nanmin(run.domestic), run.start_stock) >= 0


@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")))
def test_no_bytes_bring_it_down(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("bytes") / "mine.csv"
    file.write_bytes(content)
    with pytest.raises(ScenarioError):
        load_chip_paths(file)
