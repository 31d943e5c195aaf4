"""Finding the build steps, running one, and writing its table and its catalogue entry."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import andante.reference.build as steps_package
from andante.errors import Problem, ReferenceDataError, Where
from andante.reference.catalog import (
    CATALOG_FILE,
    DATA_FOLDER,
    TableInfo,
    TableSpec,
    list_tables,
    write_catalog,
)


@dataclass(frozen=True, slots=True)
class BuildStep:
    """One module of this package that makes one table.

    `accounting`, if the module has it, says in sentences who of a source is not in the table, and how many.
    """

    spec: TableSpec
    build: Callable[[Path], pa.Table]
    accounting: Callable[[Path], tuple[str, ...]]


def build_steps() -> dict[str, BuildStep]:
    """Return every build step by the name of its table."""
    steps: dict[str, BuildStep] = {}
    for module_info in pkgutil.iter_modules(steps_package.__path__):
        if module_info.name in ("__main__", "registry"):
            continue
        module = importlib.import_module(f"{steps_package.__name__}.{module_info.name}")
        spec = getattr(module, "TABLE", None)
        if isinstance(spec, TableSpec):
            if spec.name in steps:
                raise ReferenceDataError(Problem(f"two build steps make the table {spec.name}"))
            accounting = getattr(module, "accounting", _nothing_left_out)
            steps[spec.name] = BuildStep(spec, module.build, accounting)
    return steps


def _nothing_left_out(_: Path) -> tuple[str, ...]:
    return ()


def run_step(step: BuildStep, raw: Path) -> pa.Table:
    """Build one table. `ReferenceDataError` if a source is missing or the result is not as declared."""
    missing = [source for source in step.spec.sources if not (raw / source).exists()]
    if missing:
        raise ReferenceDataError(
            Problem(
                f"a source of {step.spec.name} is missing",
                Where(file=str(raw / source)),
                mend="Give the folder that holds the raw files.",
            )
            for source in missing
        )
    table = step.build(raw)
    declared = [column.name for column in step.spec.columns]
    if table.column_names != declared:
        why = f"built {table.column_names}, declared {declared}"
        raise ReferenceDataError(Problem(f"{step.spec.name} is not as declared", why=why))
    return table.replace_schema_metadata(None)


def write_table(
    step: BuildStep, table: pa.Table, accounting: tuple[str, ...] = (), folder: Path = DATA_FOLDER
) -> TableInfo:
    """Write the table as Parquet and its entry into the catalogue; other entries stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{step.spec.name}.parquet"
    # No writer statistics or page index: the file depends on the figures, and little else.
    pq.write_table(table, path, compression="zstd", compression_level=19, write_statistics=False)
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    info = TableInfo(step.spec, table.num_rows, len(content), digest, accounting)
    known = {entry.name: entry for entry in list_tables(folder)} if (folder / CATALOG_FILE).exists() else {}
    write_catalog({**known, info.name: info}, folder)
    return info
