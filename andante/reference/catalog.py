"""The catalogue of the packaged tables: publisher, vintage, licence, what was done, and a label a column.

Each table is declared once, as a `TableSpec` beside the step that builds it (`andante/reference/build/`). The
build writes the declaration, the row count and the checksum into `data/catalog.json`; an installed copy reads
nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args

from andante.errors import Problem, ReferenceDataError, Where

Label = Literal["official", "mapped", "imputed", "assumed", "calibrated"]
LABELS: tuple[str, ...] = get_args(Label)

DATA_FOLDER = Path(__file__).parent / "data"
CATALOG_FILE = "catalog.json"
REBUILD = "Install Andante again; in a checkout, run `python -m andante.reference.build RAW_DIR`."


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `label` says how its figures came about, `unit` what they count ("" for words)."""

    name: str
    label: Label
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class TableSpec:
    """What a table is, declared by its build step. `sources` are paths inside the folder of raw files."""

    name: str
    title: str
    publisher: str
    vintage: str
    licence: str
    transformation: str
    sources: tuple[str, ...]
    columns: tuple[Column, ...]
    weaknesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A packaged table: its declaration, size, the SHA-256 of its file, and who is not in it and how many."""

    spec: TableSpec
    rows: int
    file_bytes: int
    sha256: str
    accounting: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The table's name, which is its file name without `.parquet`."""
        return self.spec.name

    def label_of(self, column: str) -> Label:
        """Return the label of a column; `ReferenceDataError` where the table has no such column."""
        for candidate in self.spec.columns:
            if candidate.name == column:
                return candidate.label
        raise ReferenceDataError(
            Problem(
                f"table {self.name} has no column {column!r}",
                mend=f"Columns: {', '.join(c.name for c in self.spec.columns)}.",
            )
        )


def list_tables(folder: Path = DATA_FOLDER) -> tuple[TableInfo, ...]:
    """Return every packaged table, sorted by name. `ReferenceDataError` if the catalogue cannot be read."""
    return tuple(info for _, info in sorted(_read_catalog(folder).items()))


def table_info(name: str, folder: Path = DATA_FOLDER) -> TableInfo:
    """Return what the catalogue says of one table. `ReferenceDataError` lists the names there are."""
    catalog = _read_catalog(folder)
    if name not in catalog:
        near = get_close_matches(name, catalog, 3)
        mend = f"Did you mean {' or '.join(near)}?" if near else f"Tables: {', '.join(sorted(catalog))}."
        raise ReferenceDataError(
            Problem(f"there is no table {name!r}", mend=mend if catalog else f"None is packaged. {REBUILD}")
        )
    return catalog[name]


def write_catalog(tables: Mapping[str, TableInfo], folder: Path = DATA_FOLDER) -> None:
    """Write the catalogue, sorted and one key a line, so that a change reads well as a diff."""
    content = {name: asdict(info) for name, info in sorted(tables.items())}
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    draft = folder / (CATALOG_FILE + ".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(folder / CATALOG_FILE)


def _read_catalog(folder: Path) -> dict[str, TableInfo]:
    path = folder / CATALOG_FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {name: _info(entry) for name, entry in content.items()}
    except FileNotFoundError as error:
        problem = Problem("the catalogue of tables is missing", Where(file=str(path)), mend=REBUILD)
        raise ReferenceDataError(problem) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        problem = Problem("the catalogue of tables is damaged", Where(file=str(path)), str(error), REBUILD)
        raise ReferenceDataError(problem) from error


def _info(entry: dict[str, Any]) -> TableInfo:
    spec = dict(entry["spec"])
    spec["columns"] = tuple(Column(**column) for column in spec["columns"])
    spec["sources"] = tuple(spec["sources"])
    spec["weaknesses"] = tuple(spec["weaknesses"])
    unlabelled = [column.name for column in spec["columns"] if column.label not in LABELS]
    if unlabelled:
        raise ValueError(f"columns with an unknown label: {', '.join(unlabelled)}")
    return TableInfo(
        TableSpec(**spec),
        int(entry["rows"]),
        int(entry["file_bytes"]),
        str(entry["sha256"]),
        tuple(entry["accounting"]),
    )
