"""Results folders: a manifest, a provenance note and tidy Parquet tables, written whole or not at all.

    manifest.json    scenario, policy hashes, data vintages, versions, rows and hash of each table, digest
    provenance.json  time, machine, wall time; outside the digest
    tables/*.parquet one tidy table each
    report*.html     what people read

A folder is written beside its place under a hidden name and renamed when it is complete, so an interrupted
run leaves nothing that looks whole. The digest covers the scenario, the policies, the data and every value of
every table; it does not depend on the number of workers, on Parquet's encoding or on the clock.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from andante import __version__
from andante.errors import Problem, ScenarioError, Where

FORMAT = 1
MANIFEST = "manifest.json"
PROVENANCE = "provenance.json"
TABLES = "tables"
DEFAULT_PARENT = Path("andante-results")


@dataclass(frozen=True)
class Results:
    """A results folder in memory. The digest covers `content` and the tables, never the provenance."""

    content: Mapping[str, Any]
    tables: Mapping[str, pa.Table]
    documents: Mapping[str, str | bytes] = field(default_factory=dict)  # file name -> text or bytes
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over the content and every value of every table."""
        whole = sha256(_canonical_json(self.content).encode())
        for name in sorted(self.tables):
            whole.update(name.encode() + b"\0" + bytes.fromhex(table_hash(self.tables[name])))
        return whole.hexdigest()


def table_hash(table: pa.Table) -> str:
    """SHA-256 of a table's column names, types and values, in row order; independent of its encoding."""
    running = sha256()
    for name in table.column_names:
        column = table.column(name)
        # Parquet renames the items of lists, so a list is only called a list.
        kind = "list" if pa.types.is_list(column.type) else str(column.type)
        running.update(f"{name}\0{kind}\0{len(column)}\0".encode())
        if pa.types.is_floating(column.type):
            numbers = column.to_numpy(zero_copy_only=False).astype("<f8") + 0.0  # -0.0 and 0.0 are one figure
            numbers[np.isnan(numbers)] = np.nan
            running.update(numbers.tobytes())
        else:
            running.update(json.dumps(column.to_pylist(), ensure_ascii=False).encode())
    return running.hexdigest()


def check_place(out: Path, force: bool) -> None:
    """Refuse a place that results must not be written to, before anything is computed."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise ScenarioError(
            Problem(
                "The place for the results is not a folder.",
                Where(str(out)),
                mend="Choose another --out DIR.",
            )
        )
    if out.is_dir() and any(out.iterdir()):
        if not (out / MANIFEST).is_file():
            raise ScenarioError(
                Problem(
                    "The folder holds other files.",
                    Where(str(out)),
                    "Only an Andante results folder is ever overwritten.",
                    "Choose a new or an empty folder with --out DIR.",
                )
            )
        if not force:
            raise ScenarioError(
                Problem(
                    "The folder holds the results of another run.",
                    Where(str(out)),
                    mend="Choose another --out DIR, or add --force to overwrite it.",
                )
            )
    parent = _nearest_existing(out.absolute().parent)
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise ScenarioError(
            Problem(
                "No folder can be made here.",
                Where(str(out)),
                f"{parent} is not a folder you may write to.",
                "Choose another --out DIR.",
            )
        )


def default_place(name: str, parent: Path = DEFAULT_PARENT) -> Path:
    """`andante-results/NAME`, or NAME-2, NAME-3, ...: the first that is free, so nothing is overwritten."""
    place, number = parent / name, 1
    while place.exists() or place.is_symlink():
        number += 1
        place = parent / f"{name}-{number}"
    return place


def write_results(results: Results, out: Path, force: bool = False) -> Path:
    """Write a results folder in one step; ScenarioError when the place is taken or cannot be written."""
    check_place(out, force)
    out = out.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(mkdtemp(prefix=f".{out.name}.partial-", dir=out.parent))
    except OSError as error:
        raise _cannot_write(out, error) from None
    try:
        _write_files(results, draft)
        draft.chmod(0o755)
        _move_into_place(draft, out)
    except OSError as error:
        raise _cannot_write(out, error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)  # already gone when all went well
    return out


def _write_files(results: Results, draft: Path) -> None:
    if results.tables:
        (draft / TABLES).mkdir()
    for name, table in results.tables.items():
        pq.write_table(table, draft / TABLES / f"{name}.parquet", compression="zstd")
    for name, document in results.documents.items():
        (draft / name).write_bytes(document.encode() if isinstance(document, str) else document)
    _write_json(draft / PROVENANCE, {**machine(), **results.provenance})
    manifest = {
        "andante_results": FORMAT,
        **results.content,
        "versions": {"andante": __version__, "numpy": np.__version__, "python": platform.python_version()},
        "tables": {
            name: {"rows": table.num_rows, "sha256": table_hash(table)}
            for name, table in sorted(results.tables.items())
        },
        "digest": results.digest,
    }
    _write_json(draft / MANIFEST, manifest)  # last: a folder without it is nobody's results


def _move_into_place(draft: Path, out: Path) -> None:
    if out.exists() and any(out.iterdir()):
        old = Path(mkdtemp(prefix=f".{out.name}.replaced-", dir=out.parent))
        os.replace(out, old)
        try:
            os.replace(draft, out)
        except OSError:
            os.replace(old, out)
            raise
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.replace(draft, out)


def read_results(folder: Path) -> Results:
    """Read a results folder and check it against its digest. Raises ScenarioError when it is not whole."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        provenance = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
        if not isinstance(manifest, dict) or manifest.get("andante_results") != FORMAT:
            raise ValueError(f"the manifest is not of format {FORMAT}")
        tables = {str(name): _read_table(folder / TABLES / f"{name}.parquet") for name in manifest["tables"]}
    except FileNotFoundError as error:
        missing = Path(error.filename).name if error.filename else "a file"
        raise ScenarioError(
            Problem(
                "This is not a results folder.",
                Where(str(folder)),
                f"{missing} is missing.",
                "Give the folder that `andante compare` or `andante run` printed.",
            )
        ) from None
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise _damaged(folder, " ".join(str(error).split())[:200]) from None
    outside = ("andante_results", "versions", "tables", "digest")
    content = {key: value for key, value in manifest.items() if key not in outside}
    results = Results(content, tables, {}, provenance)
    if results.digest != manifest.get("digest"):
        raise _damaged(folder, "its content does not have the digest that its manifest states")
    return results


def _read_table(path: Path) -> pa.Table:
    # No reading ahead: a thread of Arrow's pool that starts while Python ends aborts the process.
    with pq.ParquetFile(path, pre_buffer=False) as file:
        return file.read(use_threads=False)


def _damaged(folder: Path, why: str) -> ScenarioError:
    return ScenarioError(
        Problem(
            "The results folder is damaged or was changed.",
            Where(str(folder)),
            why,
            "Run the command in its report again.",
        )
    )


def _cannot_write(out: Path, error: OSError) -> ScenarioError:
    reason = error.strerror or str(error)
    return ScenarioError(
        Problem("The results cannot be written.", Where(str(out)), reason, "Choose another --out DIR.")
    )


def _nearest_existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def machine() -> dict[str, str]:
    """When and on what a run was made; part of provenance, never of the digest."""
    return {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "platform": platform.platform(),
        "processor": platform.machine(),
        "python": sys.version.split()[0],
    }


def _canonical_json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
