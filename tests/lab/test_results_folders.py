"""Results folders: whole or not at all, never over another run, one digest for one content."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from andante.errors import ScenarioError
from andante.lab.results import MANIFEST, Results, default_place, read_results, table_hash, write_results


def sample(value: float = 1.0, word: str = "a") -> Results:
    table = pa.table(
        {
            "name": pa.array(["x", word]),
            "value": pa.array([value, None], pa.float64()),
            "pair": pa.array([[value, float("nan")], []], pa.list_(pa.float64())),
        }
    )
    return Results({"name": "sample", "seed": 1}, {"figures": table}, {"report.html": "<p>hello</p>"})


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    folder = write_results(sample(), tmp_path / "one")
    again = read_results(folder)
    assert again.digest == sample().digest
    assert str(again.tables["figures"].to_pylist()) == str(sample().tables["figures"].to_pylist())
    assert again.content == {"name": "sample", "seed": 1}
    assert (folder / "report.html").read_text() == "<p>hello</p>"
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_digest_moves_with_every_value_and_not_with_the_encoding() -> None:
    digests = {sample(1.0).digest, sample(np.nextafter(1.0, 2.0)).digest, sample(1.0, "b").digest}
    assert len(digests) == 3
    table = sample().tables["figures"]
    assert table_hash(table) == table_hash(pa.concat_tables([table.slice(0, 1), table.slice(1)]))
    assert table_hash(pa.table({"x": [0.0]})) == table_hash(pa.table({"x": [-0.0]}))
    assert table_hash(pa.table({"x": [0.0]})) != table_hash(pa.table({"y": [0.0]}))


def test_provenance_and_documents_are_outside_the_digest() -> None:
    table = sample().tables
    assert (
        Results({"a": 1}, table, {}, {"seconds": 1.0}).digest
        == Results({"a": 1}, table, {"r": ""}, {}).digest
    )


def test_another_run_is_not_overwritten_without_force(tmp_path: Path) -> None:
    place = tmp_path / "results"
    write_results(sample(1.0), place)
    with pytest.raises(ScenarioError, match="--force"):
        write_results(sample(2.0), place)
    assert read_results(place).digest == sample(1.0).digest
    write_results(sample(2.0), place, force=True)
    assert read_results(place).digest == sample(2.0).digest
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_a_folder_of_other_files_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ScenarioError, match="other files"):
        write_results(sample(), tmp_path, force=True)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    place = tmp_path / "empty"
    place.mkdir()
    assert read_results(write_results(sample(), place)).digest == sample().digest


def test_files_and_links_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link", "file/below"):
        with pytest.raises(ScenarioError):
            write_results(sample(), tmp_path / name, force=True)


def test_default_place_is_always_free(tmp_path: Path) -> None:
    first = default_place("china", tmp_path)
    write_results(sample(), first)
    second = default_place("china", tmp_path)
    write_results(sample(), second)
    assert (first.name, second.name, default_place("china", tmp_path).name) == ("china", "china-2", "china-3")


@pytest.mark.parametrize(
    "damage", ["value", "manifest", "missing table", "cut table", "not json", "other format"]
)
def test_a_changed_folder_is_refused(tmp_path: Path, damage: str) -> None:
    folder = write_results(sample(), tmp_path / "r")
    table, manifest = folder / "tables" / "figures.parquet", folder / MANIFEST
    content = json.loads(manifest.read_text())
    match damage:
        case "value":
            pq.write_table(sample(1.5).tables["figures"], table)
        case "manifest":
            manifest.write_text(json.dumps({**content, "seed": 2}))
        case "missing table":
            table.unlink()
        case "cut table":
            table.write_bytes(table.read_bytes()[:-20])
        case "not json":
            manifest.write_text("{")
        case "other format":
            manifest.write_text(json.dumps({**content, "andante_results": 99}))
    with pytest.raises(ScenarioError):
        read_results(folder)


def test_a_failure_while_writing_leaves_nothing(tmp_path: Path) -> None:
    broken = Results(sample().content, sample().tables, {"no/such/folder.html": ""})
    with pytest.raises(ScenarioError, match="cannot be written"):
        write_results(broken, tmp_path / "r")
    assert list(tmp_path.iterdir()) == []


def test_killed_while_writing_leaves_no_folder_that_looks_whole(tmp_path: Path) -> None:
    place = tmp_path / "r"
    child = os.fork()
    if child == 0:  # the child dies, as by kill -9, when the last file is about to be written
        import andante.lab.results as room

        def die(*_: object) -> None:
            os._exit(9)

        room._move_into_place = die
        write_results(sample(), place)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert not place.exists()
    left = list(tmp_path.iterdir())
    assert len(left) == 1
    assert left[0].name.startswith(".r.partial-")
    write_results(sample(), place)
    assert read_results(place).digest == sample().digest
    shutil.rmtree(left[0])
