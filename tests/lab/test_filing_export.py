"""Exported simulated filings: counts as the run recorded them, decisions as the policy's rules make them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.cli.main import run as run_command
from andante.errors import FilingError
from andante.filing.exported import MARK, ExportedFilings, read_exported, table_of, write_exported
from andante.filing.outcomes import Outcome
from andante.lab.comparison import AssumptionSet
from andante.lab.competitor import World
from andante.lab.filing_export import _Groups, _whole, export_filings, systematic
from andante.lab.introduce import economy_inputs
from andante.lab.run import PolicyRun, RunTask, run_task
from andante.policies.compile import compile_rules
from andante.policies.decide import decide
from andante.policies.load import load_policy
from andante.reference.economies import load_economy

CENTRAL = (AssumptionSet("central", None, None, None),)


def task_of(policy: str, economy: str = "china", **changes: object) -> RunTask:
    inputs = economy_inputs(load_economy(economy), "ilo_share")
    plain = RunTask(
        policy, load_policy(policy), inputs, CENTRAL, {}, "2026-01", 18, "average", 1, 1.0, World()
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=["controlled-innovation", "augmentation-first"])
def made(request: pytest.FixtureRequest) -> tuple[RunTask, PolicyRun]:
    task = task_of(request.param)
    return task, run_task(task)


def exported(made: tuple[RunTask, PolicyRun], most_rows: int = 20_000) -> ExportedFilings:
    found = export_filings(*made, most_rows=most_rows)
    assert found is not None
    return found


def decided_again_equals(found: ExportedFilings) -> None:
    """Independent of the export: the policy out of the file, compiled for the month's first day."""
    policy = load_policy(dict(found.header.policy_content))
    assert policy.hash == found.header.policy_hash
    for month in np.unique(found.month):
        rows = np.flatnonzero(found.month == month)
        day = date.fromisoformat(found.header.months[month] + "-01")
        again = decide(compile_rules(policy, "deployment", day), found.filings.take(rows))
        assert np.array_equal(again.outcome, found.outcome[rows])
        expected = [None if p < 0 else found.procedures[p] for p in found.procedure[rows]]
        assert [None if p < 0 else list(policy.procedures)[p] for p in again.procedure] == expected
        for place, name in enumerate(policy.conditions):
            held = (
                found.conditions[rows, found.condition_names.index(name)]
                if name in found.condition_names
                else np.zeros(len(rows), dtype=bool)
            )
            assert np.array_equal(again.conditions[:, place], held), name


def counts_by_outcome(found: ExportedFilings) -> np.ndarray:
    first = found.submission == 1
    code = found.month[first] * len(Outcome) + found.outcome[first]
    months = len(found.header.months)
    flat = np.bincount(code, weights=found.count[first], minlength=months * len(Outcome))
    return flat.reshape(months, len(Outcome))


@pytest.mark.parametrize("most_rows", [3_000, 20_000, 10_000_000])
def test_counts_are_those_the_run_recorded(made: tuple[RunTask, PolicyRun], most_rows: int) -> None:
    found = exported(made, most_rows)
    recorded = made[1].part("filings_by_outcome")[0]
    assert recorded.sum() > 1e5
    assert counts_by_outcome(found) == pytest.approx(recorded, rel=1e-9, abs=1e-6)
    first = int((found.submission == 1).sum())
    assert found.header.sampled == (most_rows < 10_000_000)
    assert first <= most_rows
    assert np.all(found.count > 0)


def test_counts_by_occupation_are_those_the_run_recorded(made: tuple[RunTask, PolicyRun]) -> None:
    """At a size where occupations are kept apart."""
    task, run = made
    found = exported(made, 18 * 2_500)
    assert found.header.sampled
    column, first = found.filings.columns["occupation"], found.submission == 1
    by_month = np.zeros((len(found.header.months), len(task.inputs.occupations)))
    place = [task.inputs.occupations.index(word) for word in column.words]
    np.add.at(by_month, (found.month[first], np.array(place)[column.values[first]]), found.count[first])
    assert by_month == pytest.approx(run.part("filings_by_occupation")[0], rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("most_rows", [20_000, 10_000_000])
def test_every_row_is_decided_again_as_it_was(made: tuple[RunTask, PolicyRun], most_rows: int) -> None:
    decided_again_equals(exported(made, most_rows))


def test_what_was_asked_for_comes_back_once(made: tuple[RunTask, PolicyRun]) -> None:
    found = exported(made)
    wait = found.header.return_months
    asked = (found.submission == 1) & (found.outcome == Outcome.NEEDS_INFORMATION)
    back = found.submission == 2
    months = len(found.header.months)
    out = np.bincount(found.month[asked], weights=found.count[asked], minlength=months)
    home = np.bincount(found.month[back], weights=found.count[back], minlength=months)
    assert home[wait:] == pytest.approx(out[: months - wait], rel=1e-12)
    assert not home[:wait].any()
    complete = [c.valid[back].all() for n, c in found.filings.columns.items() if not n.startswith("local_")]
    assert all(complete)
    assert home.sum() > 0


def test_representatives_resemble_all_cells(made: tuple[RunTask, PolicyRun]) -> None:
    """What a sample is for: sums of fields over the filings of the run, near those of every cell."""
    few, every = exported(made, 18 * 4_000), exported(made, 10_000_000)
    for name in ("automated_work", "firm_size", "displaced_share"):
        sums = []
        for found in (few, every):
            first = found.submission == 1
            sums.append((found.filings.columns[name].values[first] * found.count[first]).sum())
        assert sums[0] == pytest.approx(sums[1], rel=0.03), name


def test_method_people_has_whole_counts() -> None:
    task = task_of("controlled-innovation", "united-states", method="people", scale=0.01, months=6)
    run = run_task(task)
    found = export_filings(task, run)
    assert found is not None
    assert np.array_equal(found.count, np.rint(found.count))
    assert np.all(found.count >= 1)
    recorded = run.part("filings_by_outcome")[0]
    assert recorded.sum() > 100
    assert np.abs(counts_by_outcome(found) - recorded).max() <= 1 + 1e-9
    assert np.abs(counts_by_outcome(found).sum(axis=1) - recorded.sum(axis=1)).max() <= 1 + 1e-9
    decided_again_equals(found)
    again = export_filings(task, run)
    assert again is not None
    assert write_exported(again) == write_exported(found)
    assert table_of(found).column("count").type == pa.int64()


def test_nothing_is_exported_where_nothing_has_to_be_filed() -> None:
    task = replace(task_of("market-led", months=1), policy=None)
    assert export_filings(task, run_task(task)) is None


def test_file_reads_back_the_same(made: tuple[RunTask, PolicyRun], tmp_path: Path) -> None:
    found = exported(made)
    path = tmp_path / "f.parquet"
    path.write_bytes(write_exported(found))
    again = read_exported(path)
    assert again.header == found.header
    for name in ("month", "count", "submission", "size_class", "outcome"):
        assert np.array_equal(getattr(again, name), getattr(found, name)), name
    assert [again.condition_words(i) for i in range(0, again.rows, 997)] == [
        found.condition_words(i) for i in range(0, found.rows, 997)
    ]
    assert again.filings.row(17) == found.filings.row(17)
    decided_again_equals(again)


@pytest.fixture(scope="module")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    task = task_of("market-led", months=2)
    found = export_filings(task, run_task(task), 200)
    assert found is not None
    path = tmp_path_factory.mktemp("small") / "f.parquet"
    path.write_bytes(write_exported(found))
    return path


BAD = {
    "not parquet": b"month,count\n2026-01,3\n",
    "empty": b"",
    "cut": None,
}


@pytest.mark.parametrize(
    "name", [*BAD, "other parquet", "no rows", "column", "extra", "word", "count", "mark", "bound"]
)
def test_other_files_are_refused_in_words(made: tuple[RunTask, PolicyRun], tmp_path: Path, name: str) -> None:
    path = tmp_path / "f.parquet"
    whole = write_exported(exported(made, 3_000))
    table = pq.read_table(pa.BufferReader(whole))

    def write(changed: pa.Table) -> None:
        pq.write_table(changed, path)

    def with_column(column: str, values: pa.Array) -> pa.Table:
        return table.set_column(table.column_names.index(column), column, values)

    words = {
        "not parquet": "cannot be read as Parquet", "empty": "cannot be read", "cut": "cannot be read",
        "other parquet": "not an export", "no rows": "has no filings", "column": "column is missing",
        "word": "perhaps", "count": "negative", "mark": "damaged", "bound": "outside",
        "extra": "not a column",
    }  # fmt: skip
    n = table.num_rows
    if name in BAD:
        path.write_bytes(BAD[name] or whole[: len(whole) // 2])
    elif name == "other parquet":
        write(pa.table({"month": ["2026-01"]}))
    elif name == "no rows":
        write(table.slice(0, 0))
    elif name == "column":
        write(table.drop_columns(["procedure"]))
    elif name == "extra":
        write(table.append_column("name_of_worker", pa.array(["x"] * n)))
    elif name == "word":
        write(with_column("outcome", pa.array(["perhaps"] * n)))
    elif name == "count":
        write(with_column("count", pa.array([-1.0] * n)))
    elif name == "mark":
        write(table.replace_schema_metadata({MARK: b'{"format": 99}'}))
    else:
        write(with_column("firm_size", pa.array([-5.0] * n)))
    with pytest.raises(FilingError, match=words[name]):
        read_exported(path)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6), st.floats(0.2, 1))
def test_damaged_files_are_read_or_refused(
    small_file: Path, changes: list[tuple[float, int]], kept: float
) -> None:
    """Any bytes of a file changed, and its end cut off: filings, or an error in words."""
    whole = bytearray(small_file.read_bytes())
    for place, byte in changes:
        whole[min(int(place * len(whole)), len(whole) - 1)] = byte
    damaged = small_file.with_name("damaged.parquet")
    damaged.write_bytes(whole if kept > 0.5 else whole[: int(kept * len(whole))])
    try:
        found = read_exported(damaged)
    except FilingError as error:
        refused = str(error)
    else:
        refused = str(damaged)
        assert found.rows > 0
        assert np.all(found.count >= 0)
    assert str(damaged) in refused


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.0, 50.0), min_size=1, max_size=60), st.integers(0, 2**40))
def test_whole_counts_keep_every_sum_within_one(counts: list[float], seed: int) -> None:
    given_counts = np.array(counts)
    whole = _whole(given_counts, seed, 5)
    assert np.all(np.abs(np.cumsum(whole) - np.cumsum(given_counts)) < 1 + 1e-9)
    assert np.array_equal(whole, np.rint(whole))
    assert np.all(whole >= 0)


def test_whole_counts_are_right_in_the_mean() -> None:
    expected = np.array([0.3, 2.6, 0.05, 1.0])
    mean = np.mean([_whole(expected, seed, 0) for seed in range(4000)], axis=0)
    assert mean == pytest.approx(expected, abs=0.03)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.floats(0.01, 10.0), min_size=1, max_size=12), min_size=1, max_size=6),
    st.floats(0.0, 0.999),
    st.integers(1, 5),
)
def test_systematic_sampling_keeps_the_totals(groups: list[list[float]], offset: float, few: int) -> None:
    members = np.array([len(group) for group in groups])
    weight = np.array([w for group in groups for w in group])
    of = np.repeat(np.arange(len(groups)), members)
    known = _Groups(np.arange(len(weight)), of, members)
    picked, counts = systematic(known, weight, np.minimum(few, members), offset)
    total = [sum(group) for group in groups]
    assert np.bincount(of[picked], weights=counts, minlength=len(groups)) == pytest.approx(total)
    assert len(set(picked.tolist())) == len(picked)
    assert np.all(np.bincount(of[picked], minlength=len(groups)) <= few)


def test_systematic_sampling_gives_each_its_weight_over_the_offsets() -> None:
    weight = np.array([4.0, 1.0, 2.0, 5.0, 0.5, 1.5])
    groups = _Groups(np.array([9, 3, 4, 5, 6, 7]), np.array([0, 1, 1, 1, 1, 1]), np.array([1, 5]))
    mean = np.zeros(10)
    for offset in (np.arange(1000) + 0.5) / 1000:
        picked, counts = systematic(groups, weight, np.array([1, 2]), float(offset))
        mean[picked] += counts / 1000
    assert mean[groups.cells] == pytest.approx(weight, abs=0.02)


@pytest.mark.slow
def test_command_writes_a_file_and_the_same_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = ["compare", "--policies", "controlled-innovation", "--months", "3", "--no-ranges"]
    short += ["--competitor", "none", "--workers", "1"]
    assert run_command([*short, "--out", str(tmp_path / "without")]) == 0
    assert run_command([*short, "--filings", "--out", str(tmp_path / "with")]) == 0
    said = capsys.readouterr().err
    names = sorted(path.name for path in (tmp_path / "with").glob("*.parquet"))
    assert names == ["filings-controlled-innovation.parquet"]
    assert "stand for" in said
    manifests = [(tmp_path / each / "manifest.json").read_text() for each in ("with", "without")]
    assert manifests[0] == manifests[1]
    found = read_exported(tmp_path / "with" / names[0])
    assert not found.header.sampled
    decided_again_equals(found)
