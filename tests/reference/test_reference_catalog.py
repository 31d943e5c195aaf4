import hashlib
import json
import shutil
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import ReferenceDataError
from andante.reference.build.registry import BuildStep, build_steps, run_step, write_table
from andante.reference.catalog import (
    CATALOG_FILE,
    DATA_FOLDER,
    LABELS,
    Column,
    TableSpec,
    list_tables,
    table_info,
)
from andante.reference.layouts import LAYOUTS, PREFIXES
from andante.reference.tables import grid, numbers, read_table

LIMIT_BYTES = 6_000_000
TABLES = list_tables()


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, folder)
    return folder


def test_the_catalogue_and_the_folder_hold_the_same_tables():
    assert {f"{info.name}.parquet" for info in TABLES} == {p.name for p in DATA_FOLDER.glob("*.parquet")}
    assert {info.name for info in TABLES} == set(build_steps())


def test_the_catalogue_is_what_the_build_steps_declare():
    for name, step in build_steps().items():
        assert table_info(name).spec == step.spec, f"{name}: build it again"


def test_all_tables_together_are_small():
    assert sum(path.stat().st_size for path in DATA_FOLDER.iterdir()) <= LIMIT_BYTES


@pytest.mark.parametrize("info", TABLES, ids=lambda info: info.name)
def test_every_table_says_where_it_comes_from(info):
    spec = info.spec
    for text in (spec.title, spec.publisher, spec.vintage, spec.licence, spec.transformation):
        assert text.strip()
    assert spec.sources or all(
        c.label in ("assumed", "imputed", "calibrated", "official") for c in spec.columns
    )
    table = read_table(info.name)
    assert table.column_names == [column.name for column in spec.columns]
    assert table.num_rows == info.rows > 0
    for column in spec.columns:
        assert column.label in LABELS
        assert column.meaning.strip()
        numeric = pa.types.is_floating(table.schema.field(column.name).type)
        assert column.unit.strip() or not numeric, f"{info.name}.{column.name} has no unit"
    content = (DATA_FOLDER / f"{info.name}.parquet").read_bytes()
    assert hashlib.sha256(content).hexdigest() == info.sha256
    assert len(content) == info.file_bytes


@pytest.mark.parametrize("prefix", PREFIXES.values())
def test_every_economy_has_every_table_of_the_layout(prefix):
    for kind, columns in LAYOUTS.items():
        assert set(columns) <= {column.name for column in table_info(f"{prefix}_{kind}").spec.columns}


def test_an_unknown_table_names_those_there_are():
    with pytest.raises(ReferenceDataError, match="us_wages"):
        read_table("no_such_table")


def test_an_unknown_column_names_those_there_are():
    with pytest.raises(ReferenceDataError, match="mean_wage"):
        table_info("us_wages").label_of("wage")
    assert table_info("us_wages").label_of("labour_share") == "assumed"


def test_a_missing_table_is_an_error_that_names_the_file_and_the_mend(data):
    (data / "us_wages.parquet").unlink()
    with pytest.raises(ReferenceDataError) as caught:
        read_table("us_wages", data)
    (problem,) = caught.value.problems
    assert problem.where.file == str(data / "us_wages.parquet")
    assert problem.mend


@given(position=st.integers(0, 1900), change=st.integers(1, 255))
def test_any_changed_byte_is_noticed(tmp_path_factory, position, change):
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copy(DATA_FOLDER / CATALOG_FILE, folder)
    content = bytearray((DATA_FOLDER / "us_wages.parquet").read_bytes())
    content[position % len(content)] ^= change
    (folder / "us_wages.parquet").write_bytes(content)
    with pytest.raises(ReferenceDataError, match="damaged"):
        read_table("us_wages", folder)


def test_a_table_that_is_no_parquet_is_an_error_even_if_the_checksum_fits(data):
    (data / "us_wages.parquet").write_bytes(b"not a table")
    catalog = json.loads((data / CATALOG_FILE).read_text())
    catalog["us_wages"]["sha256"] = hashlib.sha256(b"not a table").hexdigest()
    (data / CATALOG_FILE).write_text(json.dumps(catalog))
    with pytest.raises(ReferenceDataError, match="cannot be read"):
        read_table("us_wages", data)


def test_a_table_with_other_rows_than_declared_is_an_error(data):
    catalog = json.loads((data / CATALOG_FILE).read_text())
    catalog["us_wages"]["rows"] += 1
    (data / CATALOG_FILE).write_text(json.dumps(catalog))
    with pytest.raises(ReferenceDataError, match="does not fit its declaration"):
        read_table("us_wages", data)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"us_wages": 3}', '{"us_wages": {"spec": {}}}', "null", "\x00"]
)
def test_a_damaged_catalogue_is_an_error(data, text):
    (data / CATALOG_FILE).write_text(text)
    with pytest.raises(ReferenceDataError, match="catalogue of tables"):
        list_tables(data)


def test_an_unknown_label_is_an_error(data):
    text = (data / CATALOG_FILE).read_text().replace('"label": "official"', '"label": "guessed"', 1)
    (data / CATALOG_FILE).write_text(text)
    with pytest.raises(ReferenceDataError, match="unknown label"):
        list_tables(data)


def test_a_missing_catalogue_is_an_error(tmp_path):
    with pytest.raises(ReferenceDataError, match="missing"):
        list_tables(tmp_path)


SPEC = TableSpec(
    "sample",
    "t",
    "p",
    "v",
    "l",
    "none",
    (),
    (Column("key", "assumed", "", "k"), Column("x", "assumed", "m", "x")),
)


def sample_step(table):
    return BuildStep(SPEC, lambda _: table, lambda _: ("all in",))


def test_writing_a_table_keeps_the_other_entries(data):
    table = pa.table({"key": ["a", "b"], "x": [1.0, None]})
    info = write_table(sample_step(table), run_step(sample_step(table), data), ("all in",), data)
    assert read_table("sample", data).equals(table)
    assert table_info("sample", data) == info
    assert info.accounting == ("all in",)
    assert {entry.name for entry in list_tables(data)} == {entry.name for entry in TABLES} | {"sample"}


def test_a_step_whose_table_is_not_as_declared_is_an_error(tmp_path):
    with pytest.raises(ReferenceDataError, match="not as declared"):
        run_step(sample_step(pa.table({"x": [1.0]})), tmp_path)


def test_a_step_names_every_missing_source(tmp_path):
    step = BuildStep(replace(SPEC, sources=("a/one.csv", "b/two.csv")), lambda _: None, lambda _: ())
    with pytest.raises(ReferenceDataError) as caught:
        run_step(step, tmp_path)
    assert [problem.where.file for problem in caught.value.problems] == [
        str(tmp_path / "a/one.csv"),
        str(tmp_path / "b/two.csv"),
    ]


def test_a_null_is_nan_and_never_zero():
    values = numbers(pa.table({"x": pa.array([1, None], pa.int64())}), "x")
    assert values[0] == 1.0
    assert values[1] != values[1]


def test_a_grid_refuses_unknown_and_repeated_cells():
    table = pa.table({"row": ["a", "a", "z"], "column": ["c", "c", "c"], "value": [1.0, 2.0, 3.0]})
    with pytest.raises(ReferenceDataError) as caught:
        grid(table, ("row", ["a"]), ("column", ["c"]), "value")
    assert len(caught.value.problems) == 2
