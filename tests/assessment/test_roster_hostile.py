"""Rosters that are damaged, enormous, of another kind or not there: an AssessmentError, never a traceback."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from andante.assessment import roster_excel
from andante.assessment.roster import Roster
from andante.assessment.roster_file import read_roster
from andante.errors import AssessmentError

GOOD_CSV = '职位,人数,月工资,性别\n客服,3,5000,女\n"软件,工程师",2,9000,男\n'.encode()


def good_excel() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["职位", "人数", "入职日期"], ["客服", 3, "2020-01-01"], ["工程师", "=1+1", None]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def good_parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(
        pa.table({"title": ["clerk", "cook"] * 50, "age": list(range(100)), "pay": [1.5] * 100}), out
    )
    return out.getvalue()


GOOD = {"csv": GOOD_CSV, "xlsx": good_excel(), "parquet": good_parquet()}


def read_or_refuse(path: Path) -> Roster | None:
    """Nothing but an AssessmentError may come out, and what is read adds up."""
    refused: AssessmentError | None = None
    try:
        roster = read_roster(path)
    except AssessmentError as error:
        refused = error
    if refused is not None:
        assert refused.problems
        assert all(problem.mend for problem in refused.problems)
        return None
    assert roster.headcount == float(roster.cells.column("headcount").to_numpy().sum()) + roster.rejected
    return roster


@settings(max_examples=150)
@given(data=st.data(), kind=st.sampled_from(sorted(GOOD)))
def test_damaged_files(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, kind: str) -> None:
    """Bytes of a good file changed, cut or doubled."""
    content = bytearray(GOOD[kind])
    for _ in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    content = content[:cut] if data.draw(st.booleans()) else content + content[cut:]
    path = tmp_path_factory.mktemp("damaged") / f"roster.{data.draw(st.sampled_from(sorted(GOOD)))}"
    path.write_bytes(content)
    read_or_refuse(path)


@settings(max_examples=200)
@given(
    content=st.one_of(
        st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode(errors="replace"))
    )
)
@example(content=b'title\n"open\n')
@example(content=b"title\n\x00\n")
@example(content=b"title,title\nx,y\n")
@example(content=b"title\r\rx")
@example(content="职位\n客服".encode("gbk"))
@example(content="title,headcount\nMüller,1\n".encode("latin-1"))
@example(content=b"title," * 1500)
@example(content=b"title,age\n" + b"9" * 400 + b"," + b"9" * 400)
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "roster.csv"
    path.write_bytes(content)
    read_or_refuse(path)


@settings(max_examples=150)
@given(
    st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=5), max_size=6),
    st.sampled_from((",", ";", "\t")),
)
def test_any_cells_under_good_names(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    lines = [["title", "headcount", "age", "annual pay", "start date"], *rows]
    path = tmp_path_factory.mktemp("cells") / "roster.csv"
    path.write_bytes("\n".join(delimiter.join(line) for line in lines).encode(errors="replace"))
    roster = read_or_refuse(path)
    if roster is not None:
        assert roster.headcount >= roster.rejected_rows


def test_what_is_not_there_or_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "names.csv").write_text("title,age\n", encoding="utf-8")
    for path, words in (
        (tmp_path, "a folder"),
        (tmp_path / "none.csv", "no such roster file"),
        (Path("a\0b"), "no such roster file|not one"),
        (tmp_path / "empty.csv", "is empty"),
        (tmp_path / "names.csv", "no rows"),
    ):
        with pytest.raises(AssessmentError, match=words):
            read_roster(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("r.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old"),
        ("r.csv", b"\x1f\x8b\x08" + b"\0" * 50, "gzip"),
        ("r.csv", b"%PDF-1.7", "PDF"),
        ("r.xlsx", b"title,age\nclerk,30\n", "not an Excel file"),
        ("r.parquet", b"title,age\nclerk,30\n", "Parquet file cannot be read"),
        ("r.parquet", GOOD["parquet"][:-20], "Parquet file cannot be read"),
        ("r.xlsx", GOOD["xlsx"][:-40], "Excel file cannot be read"),
        ("r.csv", "title\nMüller à la carte\nÉlève\n".encode("latin-1"), "encoding of the text is not known"),
        (
            "r.csv",
            ("title\n" + "고객상담원 소프트웨어개발자 사무원 회계담당자\n" * 3).encode("euc-kr"),
            "encoding of the text is not",
        ),
        (
            "r.csv",
            ("title\n" + "客戶服務專員 軟體工程師 會計人員\n" * 3).encode("big5"),
            "encoding of the text is not",
        ),
        ("r.csv", b"title," * 1500, "more than 1,000 columns"),
        ("r.csv", b'title,age\nclerk,30\n"cook,31\nsmith,33\n', "never closed"),
    ],
)
def test_other_kinds_and_cut_files(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AssessmentError, match=words):
        read_roster(path)


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_the_kind_is_told_by_the_content_not_by_the_name(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "roster.txt"
    path.write_bytes(GOOD[kind])
    roster = read_or_refuse(path)
    assert roster is not None
    assert roster.headcount > 0


def test_packed_files_that_unpack_to_too_much_are_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert roster_excel.MAX_UNPACKED <= 1 << 30
    monkeypatch.setattr(roster_excel, "MAX_UNPACKED", 1 << 25)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(roster_excel.MAX_UNPACKED // (1 << 20) + 1):
                part.write(bytes(1 << 20))
    assert path.stat().st_size < 4e6
    with pytest.raises(AssessmentError, match="unpacks to"):
        read_roster(path)
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("letter.txt", "hello")
    with pytest.raises(AssessmentError, match="not an Excel workbook"):
        read_roster(path)


def test_a_sheet_that_claims_to_be_huge_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    with zipfile.ZipFile(io.BytesIO(GOOD["xlsx"])) as good, zipfile.ZipFile(path, "w") as packed:
        for part in good.namelist():
            content = good.read(part)
            if part == "xl/worksheets/sheet1.xml":
                assert b'ref="A1:C3"' in content
                content = content.replace(b'ref="A1:C3"', b'ref="A1:XFD1048576"')
            packed.writestr(part, content)
    assert read_roster(path).headcount == 4  # three, and one for the formula without a stored result


def test_more_rows_and_columns_than_a_sheet_has_are_not_cut_silently(tmp_path: Path) -> None:
    for old, new, words in (
        (b'r="3"', b'r="2000000000"', "more than 1,048,576 rows"),
        (b'r="B3"', b'r="XFD3"', "more than 1,000 columns"),
    ):
        path = tmp_path / "r.xlsx"
        with zipfile.ZipFile(io.BytesIO(GOOD["xlsx"])) as good, zipfile.ZipFile(path, "w") as packed:
            for part in good.namelist():
                content = good.read(part)
                if part == "xl/worksheets/sheet1.xml":
                    content = content.replace(b"<f>1+1</f><v></v>", b"<v>1</v>").replace(old, new)
                    assert new in content
                packed.writestr(part, content)
        with pytest.raises(AssessmentError, match=words):
            read_roster(path)


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "entities.xlsx"
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 12}">' for n in range(1, 10))
    with zipfile.ZipFile(io.BytesIO(GOOD["xlsx"])) as good, zipfile.ZipFile(path, "w") as packed:
        for part in good.namelist():
            content = good.read(part)
            if part == "xl/worksheets/sheet1.xml":
                bomb = f'<!DOCTYPE w [<!ENTITY e0 "0123456789">{grown}]>'.encode()
                content = bomb + content.replace(b"<v>3</v>", b"<v>&e9;</v>")
            packed.writestr(part, content)
    read_or_refuse(path)


def test_excel_without_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    path = tmp_path / "r.xlsx"
    path.write_bytes(GOOD["xlsx"])
    with pytest.raises(AssessmentError, match=r"andante\[excel\]"):
        read_roster(path)


def test_two_sheets_with_titles_are_a_question(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet()):
        sheet.append(["title"])
        sheet.append(["clerk"])
    book.create_sheet().append(["notes"])
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(AssessmentError, match="2 sheets"):
        read_roster(tmp_path / "r.xlsx")


def test_rows_longer_than_memory_allows(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(b'title\n"' + b"x" * (20 << 20) + b'"\n')
    assert read_or_refuse(path) is None


def test_totals_are_told_and_not_counted_twice(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        "部门,职位,地区,人数\n甲,客服,上海,3\n甲,客服,合计,3\n甲小计,,,3\n小计,,,3\n乙,文员,北京,2\n总计：,,,5\n职位,职位,,\n",
        encoding="utf-8",
    )
    roster = read_roster(path)
    assert (roster.headcount, roster.rejected) == (8, 3)  # 甲小计 is no word for a total: rejected, and told
    assert roster.not_counted_rows == 4
    assert [problem.where.row for problem in roster.problems] == [3, 4, 5, 7, 8]
