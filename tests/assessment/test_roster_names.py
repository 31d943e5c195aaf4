"""Which column says what, and which columns a roster must not have."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.assessment.roster import AGES
from andante.assessment.roster_columns import COLUMNS, DEFINITIONS, WORDS
from andante.assessment.roster_file import read_roster
from andante.assessment.roster_headers import recognise
from andante.assessment.roster_identifiers import NAMES, QUICK, kind_of, masked, valid_chinese_id
from andante.assessment.roster_values import age_band, decimal_mark, meaning_of, number_of
from andante.errors import AssessmentError


def citizen_number(first: str) -> str:
    """17 digits and their check digit by GB 11643, as the standard states it: ISO 7064, MOD 11-2."""
    total = 0
    for digit in first:
        total = (total + int(digit)) * 2 % 11
    return first + "0123456789X"[(12 - total) % 11]


IDENTITY = citizen_number("11010519491231002")
SECRETS = {
    "a national identity number": [
        citizen_number(f"1101051990{month:02}150{n:02}") for month in (1, 2, 3) for n in (11, 22)
    ],
    "an identity or account number": [f"62220212345678901{n}" for n in range(6)],
    "an e-mail address": [f"person{n}@example.org" for n in range(6)],
    "a phone number": [f"138{n}234567{n}" for n in range(6)],
    "a name": ["王小明", "李娜", "张伟", "刘洋", "陈静", "赵磊"],
}  # fmt: skip


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def told(path: Path, **options: object) -> str:
    with pytest.raises(AssessmentError) as caught:
        read_roster(path, **options)  # type: ignore[arg-type]
    return str(caught.value)


# Names of columns


@pytest.mark.parametrize(
    ("header", "name", "factor"),
    [
        ("Job Title", "title", 1),
        (" job_title ", "title", 1),
        ("岗位名称", "title", 1),
        ("ISCO-08", "code", 1),
        ("O*NET-SOC Code", "code", 1),
        ("职业代码", "code", 1),
        ("No. of employees", "headcount", 1),
        ("人数（人）", "headcount", 1),
        ("年龄（岁）", "age", 1),
        ("月工资（元）", "monthly_pay", 1),
        ("平均月工资(元)", "monthly_pay", 1),
        ("月薪", "monthly_pay", 1),
        ("工资（元/月）", "monthly_pay", 1),
        ("税前年薪（万元）", "annual_pay", 10_000),
        ("年薪_万元", "annual_pay", 10_000),
        ("Annual salary (USD)", "annual_pay", 1),
        ("annual_pay_eur", "annual_pay", 1),
        ("Average gross salary per month", "monthly_pay", 1),
        ("Wage (k EUR per year)", "annual_pay", 1000),
        ("hourly wage", "hourly_pay", 1),
        ("Weekly working hours", "weekly_hours", 1),
        ("hours per week", "weekly_hours", 1),
        ("Hours (per week)", "weekly_hours", 1),
        ("每周工作时间（小时）", "weekly_hours", 1),
        ("周工时", "weekly_hours", 1),
        ("monthly hours", "monthly_hours", 1),
        ("FTE (%)", "full_time_share", 0.01),
        ("司龄（月）", "tenure_years", 1 / 12),
        ("入职日期", "start_date", 1),
        ("出生年份", "birth_year", 1),
    ],
)
def test_names_are_recognised_with_their_unit(header: str, name: str, factor: float) -> None:
    found = recognise(header)
    assert (found.name, found.unclear) == (name, None)
    assert found.factor == pytest.approx(factor)


@pytest.mark.parametrize(
    "header", ["工资", "Salary", "pay (EUR)", "hours", "工时", "daily pay", "日工资", "日工时"]
)
def test_pay_and_hours_without_a_period_that_is_read_stay_open(header: str) -> None:
    found = recognise(header)
    assert found.name is None
    assert found.unclear in ("pay", "hours")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "remarks",
        "部门",
        "总工时",
        "total hours per year",
        "payment date",
        "job code",
        "overtime hours per week",
    ],
)
def test_other_names_are_not_taken_for_ours(header: str) -> None:
    assert recognise(header).name is None


def test_every_listed_name_means_one_thing_and_none_is_an_identifier() -> None:
    names = [alias for each in COLUMNS for alias in (*each.english, *each.chinese)]
    assert len(names) == len(set(names))
    for each in COLUMNS:
        for alias in (each.name, *each.english, *each.chinese):
            assert recognise(alias).name == each.name, alias
            assert alias not in {name for some in NAMES.values() for name in some}


def test_every_listed_word_means_what_it_is_listed_for() -> None:
    for column, values in WORDS.items():
        words = [word for some in values.values() for word in some]
        assert len(words) == len(set(words)), column
        for value, some in values.items():
            for word in (value, *some, some[0].upper()):
                assert meaning_of(column, word) == value, word


def test_a_mapping_wins_and_is_checked(tmp_path: Path) -> None:
    path = written(tmp_path / "r.csv", "Funktion,job title,Lohn\nclerk,12,3000\n")
    roster = read_roster(path, {"title": "funktion", "headcount": "job title", "monthly_pay": "Lohn"})
    assert roster.columns == {"title": "Funktion", "headcount": "job title", "monthly_pay": "Lohn"}
    (cell,) = roster.cells.to_pylist()
    assert (cell["title"], cell["headcount"], cell["annual_pay"]) == ("clerk", 12, 12 * 12 * 3000)
    message = told(path, columns={"titel": "Funktion", "age": "Alter", "sex": "Lohn", "contract": "Lohn"})
    assert '"titel" is not something' in message
    assert 'no column "Alter"' in message
    assert "one column is mapped to two things" in message


def test_two_columns_for_one_thing_are_a_question_not_a_guess(tmp_path: Path) -> None:
    path = written(tmp_path / "r.csv", "title,city,province,salary,annual pay,monthly pay\nclerk,A,B,1,2,3\n")
    roster = read_roster(path)
    assert roster.columns == {"title": "title"}
    assert roster.reading() == (
        "CSV, UTF-8, commas; rows: 1; read: title from 'title'",
        "not read: 'city', 'province', 'salary', 'annual pay', 'monthly pay'",
    )
    assert roster.problem_count == 3
    assert set(roster.unused) == {"city", "province", "salary", "annual pay", "monthly pay"}
    assert read_roster(path, {"place": "city"}).cells.to_pylist()[0]["place"] == "A"
    assert read_roster(path, {"monthly_pay": "salary"}).cells.to_pylist()[0]["annual_pay"] == 12
    path = written(tmp_path / "r.csv", "职位,岗位\n客服,坐席\n")
    assert "2 columns could be the title" in told(path)
    assert read_roster(path, {"title": "岗位"}).cells.to_pylist()[0]["title"] == "坐席"


def test_a_file_without_title_or_code_says_which_columns_it_has(tmp_path: Path) -> None:
    message = told(written(tmp_path / "r.csv", "部门,人数\n销售,3\n"))
    assert "no column has job titles or occupation codes" in message
    assert '"部门"' in message


def test_without_names_of_columns_the_first_person_is_not_shown(tmp_path: Path) -> None:
    message = told(
        written(tmp_path / "r.csv", f"王小明,{IDENTITY},13812345678,x@y.org,客服中心\n李娜,1,2,3,4\n")
    )
    for secret in ("王小明", IDENTITY, "13812345678", "x@y.org"):
        assert secret not in message


def test_codes_in_a_column_named_occupation_are_codes(tmp_path: Path) -> None:
    roster = read_roster(written(tmp_path / "r.csv", "occupation,n of persons\n4222,3\n15-1252,4\n"))
    assert roster.columns["code"] == "occupation"
    assert roster.cells.column("code").to_pylist() == ["4222", "15-1252"]
    assert roster.cells.column("title").to_pylist() == [None, None]


# Personal identifiers


@pytest.mark.parametrize("header", sorted({name for names in NAMES.values() for name in names}))
def test_columns_named_as_identifiers_are_refused(tmp_path: Path, header: str) -> None:
    path = written(tmp_path / "r.csv", f"职位,{header.title()}\n客服,ZQX\n客服,ZQY\n")
    message = told(path)
    assert "a personal identifier" in message
    assert "--allow-identifiers" in message
    assert "ZQ" not in message
    roster = read_roster(path, allow_identifiers=True)
    assert roster.dropped == (header.title(),)
    assert roster.headcount == 2
    assert header.title() not in roster.unused


@pytest.mark.parametrize("kind", SECRETS)
def test_columns_that_hold_identifiers_are_refused_whatever_their_name(tmp_path: Path, kind: str) -> None:
    lines = "".join(f"clerk,{value}\n" for value in SECRETS[kind])
    path = written(tmp_path / "r.csv", f"title,remarks\n{lines}")
    message = told(path)
    assert kind in message
    assert '"remarks"' in message
    assert not any(value in message for value in SECRETS[kind])
    roster = read_roster(path, allow_identifiers=True)
    assert (roster.dropped, roster.headcount) == (("remarks",), 6)


@pytest.mark.parametrize("kind", [kind for kind in SECRETS if kind != "a name"])
def test_identifiers_among_the_titles_reject_the_row_and_are_not_shown(tmp_path: Path, kind: str) -> None:
    secret = SECRETS[kind][0]
    rows = ["clerk"] * 30 + [f"clerk {secret}"] + ["clerk"] * 30
    path = written(tmp_path / "r.csv", "title,place,sex\n" + "".join(f"{row},{row},{row}\n" for row in rows))
    roster = read_roster(path)
    assert (roster.headcount, roster.rejected) == (61, 1)
    everything = (
        str(roster.cells.to_pylist()) + "".join(map(str, roster.problems)) + str(roster.problem_counts)
    )
    assert secret not in everything


def test_running_numbers_and_ordinary_columns_are_no_identifiers(tmp_path: Path) -> None:
    rows = "".join(f"{n},客服,{3000 + n * 7},高级工程师,2-{n}\n" for n in range(1, 40))
    roster = read_roster(written(tmp_path / "r.csv", f"id,职位,bonus,班组,desk\n{rows}"))
    assert roster.headcount == 39
    assert set(roster.unused) == {"id", "bonus", "班组", "desk"}
    rows = "".join(f"E{1000 + n * 7},clerk\n" for n in range(40))
    assert "an employee number" in told(written(tmp_path / "r.csv", f"ref,title\n{rows}"))


@given(st.text(alphabet="0123456789", min_size=17, max_size=17).map(lambda tail: "1" + tail[1:]))
def test_citizen_numbers_by_their_check_digit(first: str) -> None:
    number = citizen_number(first)
    plausible = (
        number[6:8] in ("18", "19", "20") and 1 <= int(number[10:12]) <= 12 and 1 <= int(number[12:14]) <= 31
    )
    assert valid_chinese_id(number) == plausible
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert not valid_chinese_id(wrong)


def test_the_known_example_of_the_standard() -> None:
    assert IDENTITY == "11010519491231002X"
    assert valid_chinese_id(IDENTITY)
    assert valid_chinese_id(IDENTITY.lower())


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[0-9 +()./@-]{3,24}", fullmatch=True)))
def test_the_quick_pattern_misses_no_identifier_and_masks_hold(text: str) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if kind_of(text) is not None:
        assert pc.match_substring_regex(pa.array([text]), QUICK)[0].as_py()
        assert text.strip() not in masked(text)


# Cells


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("１２３", 123), ("1,234,567", 1234567), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1 234", 1234),
        ("1\xa0234,50", 1234.5), ("1’234", 1234), ("¥8,000.00", 8000), ("$ 12.5", 12.5), ("5000元", 5000),
        ("2.5万", 25_000), ("15k", 15_000), ("80%", 0.8), ("12,5", 12.5), ("-4", -4), ("−4", -4), ("3人", 3),
        ("1e3", 1000), ("40小时", 40), (".5", 0.5), ("+7", 7), ("0,125", 0.125), ("0.125", 0.125),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, number: float) -> None:
    assert number_of(text, None) == pytest.approx(number)


@pytest.mark.parametrize(
    "text", ["1,234", "1.234", "abc", "1-2", "12,34,56", "1..2", "--4", "", "½a", "0x10", "1_000"]
)
def test_what_is_no_number_or_could_be_two_is_not_read(text: str) -> None:
    assert number_of(text, None) is None


@given(st.text(max_size=30), st.sampled_from((".", ",", None)))
def test_any_text_is_a_number_or_not(text: str, mark: str | None) -> None:
    found = number_of(text, mark)
    assert found is None or isinstance(found, float)
    age_band(text)
    decimal_mark([text])
    kind_of(text)


@given(st.floats(0, 1e12, allow_nan=False).map(lambda x: round(x, 2)))
def test_numbers_read_back_in_both_conventions(number: float) -> None:
    english = f"{number:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert number_of(english, ".") == number_of(german, ",") == pytest.approx(number, rel=1e-12)
    if number >= 1000:
        assert (decimal_mark([english]), decimal_mark([german])) == (".", ",")


@given(st.integers(-5, 130))
def test_every_age_of_work_is_in_one_band(age: int) -> None:
    band = age_band(str(age)) if age >= 0 else None
    if not 16 <= age <= 100:
        assert band is None
        return
    assert band in AGES
    low, _, high = band.partition("-")
    assert int(low.rstrip("+")) <= age <= int(high or 100)
    assert age_band(f"{age}岁") == band


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("25-29", "25-29"), ("31～35岁", "30-44"), ("60+", "60+"), ("60岁以上", "60+"), ("under 25", "16-24"),
        ("25岁以下", "16-24"), ("16 to 24", "16-24"), ("15-24", "16-24"),
        ("13-24", None), ("25-34", None), ("50+", None), ("under 30", None),
        ("65 and over", "60+"), ("29-25", None), ("15", None), ("150", None),
    ],
)  # fmt: skip
def test_bands_of_age_that_lie_within_one(text: str, band: str | None) -> None:
    assert age_band(text) == band


def test_every_definition_can_be_mapped(tmp_path: Path) -> None:
    for name in DEFINITIONS:
        path = written(tmp_path / "r.csv", "title,Spalte\nclerk,1\n")
        columns = {name: "Spalte"} if name != "title" else {"title": "title"}
        assert read_roster(path, columns).columns.get(name) in ("Spalte", "title")
