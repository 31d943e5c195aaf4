"""Rosters in every kind of file and encoding are read as what was written, and everyone is counted."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from roster_oracle import CONTRACT, KEYS, SEX, Account, account

from andante.assessment import roster_cells, roster_csv, roster_parquet
from andante.assessment.roster import CELL_SCHEMA, Roster
from andante.assessment.roster_file import read_roster
from andante.errors import AssessmentError

SUMS = ("headcount", "weekly_hours", "hours_known", "annual_pay", "pay_known")
HEADERS = (
    "job title", "occupation code", "headcount", "age", "sex", "contract", "place", "weekly hours",
    "monthly pay",
)  # fmt: skip
TITLES = (
    "客服", "软件工程师", "Data analyst", 'He said "hi"', "two\nlines", "comma, inside", "semi; colon",
    "  padded ", "", "Total", "Zoë's post", "数据　分析",
)  # fmt: skip
CODES = ("", "4222", "13-2011.00", "4-04-05-01")
NUMBERS = ("", "1", "2", "12", "3.5", "0", "-4", "many", "1e12", "1,234", "40")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(TITLES),
        st.sampled_from(CODES),
        st.sampled_from(NUMBERS),
        st.sampled_from(
            ("", "15", "16", "24", "25", "29", "30", "44", "45", "59", "60", "100", "101", "old")
        ),
        st.sampled_from(("", *SEX, "unclear")),
        st.sampled_from(("", *CONTRACT, "mystery")),
        st.sampled_from(("", "上海", "Berlin", "合计")),
        st.sampled_from(("", "40", "37.5", "168", "169", "0", "-1", "long")),
        st.sampled_from(("", "5000", "1,234.56", "8000.5", "0", "none at all")),
    ),
    min_size=1,
    max_size=25,
)


def cells_of(roster: Roster) -> dict[tuple[Any, ...], list[float]]:
    found: dict[tuple[Any, ...], list[float]] = defaultdict(lambda: [0.0] * 5)
    for row in roster.cells.to_pylist():
        key = tuple(row[name] for name in KEYS)
        assert key not in found, "a cell stands twice"
        for index, name in enumerate(SUMS):
            found[key][index] += row[name]
    return found


def check(roster: Roster, expected: Account) -> None:
    """The same cells, sums and counts; and everyone is somewhere."""
    assert roster.cells.schema == CELL_SCHEMA
    found = cells_of(roster)
    assert found.keys() == expected.cells.keys()
    for key, sums in expected.cells.items():
        assert found[key] == pytest.approx(sums, rel=1e-12), key
    assert roster.rejected == pytest.approx(expected.rejected, rel=1e-12)
    assert roster.headcount == pytest.approx(expected.headcount, rel=1e-12)
    assert roster.headcount == float(np.sum(roster.cells.column("headcount").to_numpy())) + roster.rejected
    assert (roster.rows, roster.rejected_rows) == (expected.rows, expected.rejected_rows)
    assert roster.not_counted_rows == expected.not_counted
    assert roster.problem_count == expected.problems == sum(roster.problem_counts.values())
    assert len(roster.problems) == min(roster.problem_count, 100)


def read_or_nothing(path: Path, expected: Account) -> None:
    """Read and check; a roster in which no row can be used is refused as a whole."""
    if expected.cells:
        check(read_roster(path), expected)
    else:
        with pytest.raises(AssessmentError, match=r"none of the|no rows"):
            read_roster(path)


def as_text(rows: list[tuple[str, ...]], delimiter: str = ",", end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([HEADERS, *rows])
    return out.getvalue()


@settings(max_examples=150)
@given(
    rows=ROWS,
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "gb18030", "utf-16")),
    delimiter=st.sampled_from((",", ";", "\t")),
    end=st.sampled_from(("\n", "\r\n")),
)
@example(
    rows=[("客服", "", "12", "30", "女", "派遣", "上海", "40", "5000")],
    encoding="gb18030",
    delimiter=";",
    end="\n",
)
def test_text_is_read_as_the_slow_oracle_reads_it(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, ...]],
    encoding: str,
    delimiter: str,
    end: str,
) -> None:
    if (
        encoding == "gb18030"
    ):  # text that is not mostly Chinese cannot be told from other encodings, and is refused
        rows = [*rows, ("客户服务中心的工作人员", "", "1", "", "女", "固定期限", "上海", "", "")] * 2
        rows = [tuple(cell.replace("ë", "e") for cell in row) for row in rows]
    if delimiter != ",":  # where commas do not separate, 1,234 could be two numbers
        rows = [
            tuple(
                cell if index not in (2, 8) else cell.replace("1,234", "7") for index, cell in enumerate(row)
            )
            for row in rows
        ]
    text = as_text(rows, delimiter, end)
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    path.write_bytes(text.encode(encoding))
    read_or_nothing(path, account(text, delimiter))


@settings(max_examples=60)
@given(rows=ROWS, seed=st.integers(0, 3))
def test_broken_and_empty_rows_are_counted(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], seed: int
) -> None:
    lines = as_text([row for row in rows if "\n" not in row[0]], end="\n").split("\n")
    body = [
        line
        for n, line in enumerate(lines[1:-1])
        for line in (["", "a,b", line + ",,", line] if n % 4 == seed else [line])
    ]
    text = "\n".join([lines[0], *body, ",,,,,,,,,,,", "", ",,,,,,,,"])
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    path.write_text(text, encoding="utf-8", newline="")
    read_or_nothing(path, account(text))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_many_batches_are_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Blocks, batches and sums small enough to be cut often; rows keep their numbers across them."""
    monkeypatch.setattr(roster_csv, "_BLOCK_BYTES", 2000)
    monkeypatch.setattr(roster_parquet, "BATCH_ROWS", 37)
    monkeypatch.setattr(roster_cells, "_COMPACT_AT", 50)
    monkeypatch.setattr(roster_cells, "_CHUNK", 17)
    random = np.random.default_rng(5)
    rows = [
        (f"title {random.integers(60)}", "", str(random.integers(1, 9)), str(random.integers(16, 70)),
         ("female", "male")[random.integers(2)], "permanent", f"place {random.integers(5)}", "40", "3000.5")
        for _ in range(2000)
    ]  # fmt: skip
    path = tmp_path / f"roster.{kind}"
    if kind == "csv":
        lines = as_text(rows, end="\n").splitlines()
        wrong = sorted(random.choice(np.arange(2, 1900), 30, replace=False).tolist())
        for number in wrong:
            lines[number - 1] = "x,y"
        text = "\n".join(lines) + "\n"
        path.write_text(text, encoding="utf-8")
        roster = read_roster(path)
        assert [problem.where.row for problem in roster.problems] == wrong
    else:
        text = as_text(rows)
        columns = {name: pa.array([row[index] for row in rows]) for index, name in enumerate(HEADERS)}
        pq.write_table(pa.table(columns), path, row_group_size=301)
        roster = read_roster(path)
    check(roster, account(text))
    assert len(roster.cells.column("title").chunks) > 5


def typed(rows: list[tuple[str, ...]]) -> list[list[Any]]:
    """The rows as a spreadsheet holds them: plain numbers as numbers, empty cells as nothing."""
    return [[_typed(cell, index) for index, cell in enumerate(row)] for row in rows]


def _typed(cell: str, index: int) -> Any:
    if index in (2, 3, 7, 8) and cell.replace(".", "").isdigit():
        return float(cell) if "." in cell else int(cell)
    return cell or None


@settings(max_examples=30)
@given(rows=ROWS, above=st.integers(0, 2))
def test_excel_is_read_as_the_same_text_would_be(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], above: int
) -> None:
    path = tmp_path_factory.mktemp("roster") / "roster.xlsx"
    book = openpyxl.Workbook()
    for _ in range(above):
        book.active.append([])
    book.active.append(HEADERS)
    for row in typed(rows):
        book.active.append(row)
    book.save(path)
    read_or_nothing(path, account(as_text(rows)))


@settings(max_examples=60)
@given(rows=ROWS, large=st.booleans(), coded=st.booleans())
def test_parquet_is_read_as_the_same_text_would_be(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], large: bool, coded: bool
) -> None:
    # Parquet gives no reason to take a row without title for an empty one, nor 1,234 for a thousand.
    rows = [tuple("7" if cell.startswith("1,234") else cell for cell in row) for row in rows if any(row)]
    kind = pa.large_string() if large else pa.string()
    columns = {
        name: pa.array([row[index] or None for row in rows], kind) for index, name in enumerate(HEADERS)
    }
    if coded:
        columns["job title"] = columns["job title"].dictionary_encode()
    path = tmp_path_factory.mktemp("roster") / "roster.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=7)
    read_or_nothing(path, account(as_text(rows)))


def test_parquet_types_of_numbers_and_days(tmp_path: Path) -> None:
    table = pa.table(
        {
            "code": pa.array([4222, 4222, 2512], pa.int32()),
            "headcount": pa.array([3, 2, None], pa.int8()),
            "age": pa.array([24.9, float("nan"), 60.0]),
            "annual pay": pa.array([100, None, 5], pa.decimal128(10, 2)),
            "hire date": pa.array([date(2020, 1, 1), None, date(2027, 1, 1)]),
            "sex": pa.array([True, None, None]),
            "remarks": pa.array([[1], [2], None]),
            "contract": pa.array([None, b"x", None], pa.binary()),
        }
    )
    pq.write_table(table, tmp_path / "r.parquet")
    roster = read_roster(tmp_path / "r.parquet", on=date(2026, 1, 1))
    rows = {(row["code"], row["age"]): row for row in roster.cells.to_pylist()}
    assert set(rows) == {("4222", "16-24"), ("4222", None)}
    first = rows["4222", "16-24"]
    assert (first["headcount"], first["annual_pay"], first["pay_known"]) == (3, 300, 3)
    assert first["tenure_years"] == pytest.approx(3 * 6.0, abs=0.01)
    assert (roster.rejected, roster.headcount) == (1, 6)
    assert roster.unused == ("remarks",)
    kinds = set(roster.problem_counts)
    assert "sex: not understood; kept as not known" in kinds
    assert "contract: not understood; kept as not known" in kinds
    assert any(kind.startswith("headcount: no number of persons") for kind in kinds)
    assert any(kind.startswith("start_date: cannot be") for kind in kinds)


@pytest.mark.parametrize("epoch", ["1900", "1904"])
def test_excel_days_formulas_and_merged_names(tmp_path: Path, epoch: str) -> None:
    book = openpyxl.Workbook()
    if epoch == "1904":
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(["员工花名册"])
    sheet.merge_cells("A1:E1")
    sheet.append(["岗位", "基本信息", None, "薪酬", None])
    sheet.merge_cells("B2:C2")
    sheet.append([None, "性别", "入职日期", "月薪（千元）", "人数"])
    start = openpyxl.utils.datetime.to_excel(datetime(2021, 1, 1), book.epoch)
    sheet.append(["客服", "女", datetime(2021, 1, 1), 8, 4])
    sheet.append(["客服", "女", start, "８．５", "=2*3"])
    sheet.append(["客服", "女", "2021年1月1日", None, 6])
    path = tmp_path / "r.xlsx"
    book.save(path)
    roster = read_roster(path, on=date(2026, 1, 1))
    (cell,) = roster.cells.to_pylist()
    assert cell["tenure_years"] / cell["tenure_known"] == pytest.approx(5.0, abs=0.01)
    assert (cell["sex"], cell["headcount"]) == ("women", 10)
    assert (cell["annual_pay"], cell["pay_known"]) == (8 * 1000 * 12 * 4, 4)
    assert (roster.rejected, roster.rejected_rows) == (1, 1)  # a formula whose result was never stored
    assert any("row 5" in str(problem) and "headcount" in str(problem) for problem in roster.problems)
    assert roster.columns["monthly_pay"] == "月薪(千元)" or roster.columns["monthly_pay"] == "月薪（千元）"


def test_one_problem_a_row_up_to_a_hundred_then_a_count(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("title,sex\n" + "clerk,?!\n" * 250 + ",male\n", encoding="utf-8")
    roster = read_roster(path)
    assert roster.problem_count == 251
    assert len(roster.problems) == 100
    assert [problem.where.row for problem in roster.problems] == list(range(2, 102))
    assert roster.problems[0].where.field == "sex"
    assert '"?!"' in roster.problems[0].what
    assert "women, men, other" in roster.problems[0].mend
    assert roster.problem_counts["sex: not understood; kept as not known"] == 250


def test_hours_and_pay_of_every_period(tmp_path: Path) -> None:
    def first(header: str, *values: str) -> dict[str, Any]:
        path = tmp_path / "r.csv"
        path.write_text(f"title\t{header}\nclerk\t" + "\t".join(values) + "\n", encoding="utf-8")
        row: dict[str, Any] = read_roster(path).cells.to_pylist()[0]
        return row

    assert first("monthly hours", "130")["weekly_hours"] == pytest.approx(30)
    assert first("全年工时", "1040")["weekly_hours"] == pytest.approx(20)
    assert first("FTE", "80%")["weekly_hours"] == pytest.approx(32)
    assert first("FTE (%)", "50")["weekly_hours"] == pytest.approx(20)
    assert first("annual salary (k EUR)", "48.5")["annual_pay"] == pytest.approx(48_500)
    assert first("年薪（万元）", "12.5")["annual_pay"] == pytest.approx(125_000)
    assert first("pay per week", "£500")["annual_pay"] == pytest.approx(26_000)
    assert first("hourly wage\tweekly hours", "20.5", "40")["annual_pay"] == pytest.approx(20.5 * 40 * 52)
    assert first("hourly wage", "20.5")["pay_known"] == 0
    assert first("birth year", str(date.today().year - 29))["age"] == "25-29"


def test_a_decimal_comma_is_proved_or_stays_open(tmp_path: Path) -> None:
    def pay(*values: str) -> tuple[float, float, int]:
        path = tmp_path / "r.csv"
        path.write_text(
            "title;annual pay\n" + "".join(f"clerk;{value}\n" for value in values), encoding="utf-8"
        )
        roster = read_roster(path)
        row = roster.cells.to_pylist()[0]
        return row["annual_pay"], row["pay_known"], roster.problem_count

    assert pay("1.234,50", "2.000") == (3234.5, 2, 0)
    assert pay("1,234.50", "2,000") == (3234.5, 2, 0)
    assert pay("1,234", "5") == (5, 1, 1)
    assert pay("1 234", "1’000") == (2234, 2, 0)
