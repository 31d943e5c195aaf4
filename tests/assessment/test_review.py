import csv
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from andante.assessment.coding import load_coder
from andante.assessment.findings import Match
from andante.assessment.review import COLUMNS, read_review, write_review
from andante.errors import AssessmentError


@pytest.fixture(scope="module")
def coder():
    return load_coder()


def unsure(title, isco="4222", headcount=3.0):
    return Match(title, isco, "Clerks", "文员", None, 0.3, "like others", "相近", "review", headcount)


def fill(path, choices):
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index("choice")
    for row in rows[1:]:
        row[place] = choices.get(row[0], "")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def test_what_is_uncertain_is_written_decided_and_fed_back(coder, tmp_path):
    titles = ["Crypto wizard", "试睡员", "客服", "😀"]
    matches = coder.matches(titles, [None] * 4, [2.0, 9.0, 5.0, 1.0])
    path = tmp_path / "review.csv"
    assert write_review(matches, path) == 3
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert [line.split(",")[0] for line in lines[1:]] == ["试睡员", "Crypto wizard", "😀"]
    fill(path, {"Crypto wizard": "2412", "试睡员": "ok", "😀": "-"})
    choices = read_review(path)
    assert choices == {"Crypto wizard": "2412", "试睡员": matches[1].isco, "😀": "-"}
    again = coder.with_choices(choices).matches(titles, [None] * 4, [1.0] * 4)
    assert [match.status for match in again] == ["coded", "coded", "coded", "rejected"]


def test_nothing_decided_is_nothing_chosen(tmp_path):
    path = tmp_path / "review.csv"
    write_review([unsure("a"), unsure("b")], path)
    assert read_review(path) == {}


@pytest.mark.parametrize(("encoding", "separator"), [("gbk", ","), ("utf-8", ";"), ("utf-16", "\t")])
def test_what_a_spreadsheet_program_saved_is_read(tmp_path, encoding, separator):
    path = tmp_path / "review.csv"
    lines = [separator.join(("title", "proposed_code", "choice")), separator.join(("数据标注", "4132", "是"))]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    assert read_review(path) == {"数据标注": "4132"}


def test_all_problems_are_reported_at_once(tmp_path):
    path = tmp_path / "review.csv"
    write_review([unsure(t, None if t == "c" else "4222") for t in "abcd"], path)
    fill(path, {"a": "9999", "b": "clerk", "c": "ok", "d": "4222"})
    with path.open("a", encoding="utf-8") as file:
        file.write("d,1,4222,,,,,,,2512\r\n")
    with pytest.raises(AssessmentError) as error:
        read_review(path)
    problems = error.value.problems
    assert len(problems) == 4
    assert [problem.where.row for problem in problems] == [2, 3, 4, 6]
    assert all(problem.mend for problem in problems if "proposal" not in problem.what)
    assert "two ways" in problems[-1].what


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xff\xff\x81", b"title\nx\n"])
def test_another_file_is_refused(tmp_path, data):
    path = tmp_path / "review.csv"
    path.write_bytes(data)
    with pytest.raises(AssessmentError):
        read_review(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(AssessmentError):
        read_review(tmp_path / "no.csv")
    with pytest.raises(AssessmentError):
        write_review([unsure("a")], tmp_path / "no" / "review.csv")


def test_no_title_becomes_a_formula(tmp_path):
    path = tmp_path / "review.csv"
    titles = ["=1+1", "-", "+49", "@x", "'quoted"]
    write_review([unsure(title) for title in titles], path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [row["title"] for row in csv.DictReader(file)]
    assert all(cell.startswith("'") for cell in cells)
    fill(path, dict.fromkeys(cells, "ok"))
    assert set(read_review(path)) == set(titles)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=30), unique=True, max_size=5), st.sampled_from(["ok", "2512", "-"]))
def test_every_title_comes_back(tmp_path, titles, choice):
    path = tmp_path / "review.csv"
    titles = [t.encode("utf-8", "replace").decode().replace("\r", " ").replace("\n", " ") for t in titles]
    write_review([unsure(title) for title in set(titles)], path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [row["title"] for row in csv.DictReader(file)]
    fill(path, dict.fromkeys(cells, choice))
    expected = "4222" if choice == "ok" else choice
    assert read_review(path) == dict.fromkeys(titles, expected)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path, data):
    path = tmp_path / "review.csv"
    path.write_bytes(b"title,choice\n" + data)
    with suppress(AssessmentError):
        assert all(isinstance(code, str) for code in read_review(path).values())
