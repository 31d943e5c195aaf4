"""The file of simulated filings that a run exports: one Parquet table a policy, which says what it is.

A row stands for `count` simulated filings that are alike: sent in `month`, with the fields of a filing under
their names, and what the policy's rules decided on it. `submission` 2 is a filing that comes back complete
after it was asked for more. No row is a real filing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from andante.errors import FilingError, Problem, Where
from andante.filing.columns import MISSING_CODE, Column, FilingColumns
from andante.filing.fields import FIELDS
from andante.filing.outcomes import Outcome

FORMAT = 1
MARK = b"andante_filings"
SIZE_CLASSES = ("1-9", "10-49", "50-249", "250+")
OWN_COLUMNS = ("month", "count", "submission", "firm_size_class", "outcome", "procedure", "conditions")
MOST_ROWS = 5_000_000
MOST_BYTES = 2_000_000_000
MOST_UNPACKED = 8_000_000_000
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class ExportHeader:
    """What a file of simulated filings comes from."""

    policy: str
    policy_hash: str
    policy_content: Mapping[str, Any]
    """The policy in the form of its file, so that its rules and clocks come with the filings."""
    economy: str
    method: str
    """average: counts are expectations; people: whole numbers."""
    scale: float
    """Share of the population that was simulated."""
    seed: int
    months: tuple[str, ...]
    """"YYYY-MM" of the whole policies part, also those without a filing."""
    sampled: bool
    """True: a row stands for filings that are decided alike, not alike in every field."""
    return_months: int
    """Months until a filing that lacks information comes back."""
    version: str


@dataclass(frozen=True)
class ExportedFilings:
    """n rows of simulated filings; all arrays (n,)."""

    header: ExportHeader
    month: NDArray[np.int32]
    """Index into the header's months."""
    count: NDArray[np.float64]
    submission: NDArray[np.int8]
    """1 first filed, 2 back complete."""
    size_class: NDArray[np.int8]
    """Index into `SIZE_CLASSES`."""
    outcome: NDArray[np.int8]
    """Codes of `Outcome`."""
    procedure: NDArray[np.int8]
    """Index into `procedures`, -1 none."""
    conditions: NDArray[np.bool_]
    """(n,C) by `condition_names`."""
    filings: FilingColumns
    procedures: tuple[str, ...]
    condition_names: tuple[str, ...]

    @property
    def rows(self) -> int:
        """n."""
        return len(self.count)

    def condition_words(self, row: int) -> tuple[str, ...]:
        """The names of the conditions of one row."""
        return tuple(n for n, on in zip(self.condition_names, self.conditions[row], strict=True) if on)


def table_of(exported: ExportedFilings) -> pa.Table:
    """The Parquet table, its header in the metadata."""
    people = exported.header.method == "people"
    combinations, which = np.unique(exported.conditions, axis=0, return_inverse=True)
    words = [
        " ".join(n for n, on in zip(exported.condition_names, each, strict=True) if on)
        for each in combinations
    ]
    columns: dict[str, Any] = {
        "month": _coded(exported.month, exported.header.months),
        "count": pa.array(exported.count.astype(np.int64) if people else exported.count),
        "submission": pa.array(exported.submission),
        "firm_size_class": _coded(exported.size_class, SIZE_CLASSES),
        "outcome": _coded(exported.outcome, tuple(outcome.word for outcome in Outcome)),
        "procedure": _coded(exported.procedure, exported.procedures),
        "conditions": _coded(which.reshape(-1), tuple(words)),
    }
    for name, column in exported.filings.columns.items():
        columns[name] = _field_array(column)
    header = exported.header
    content = {
        **{name: getattr(header, name) for name in ExportHeader.__dataclass_fields__},
        "kind": exported.filings.kind,
        "format": FORMAT,
    }
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return pa.table(columns).replace_schema_metadata({MARK: text.encode()})


def _coded(codes: NDArray[Any], words: tuple[str, ...]) -> Any:
    absent = codes < 0
    indices: Any = pa.array(np.where(absent, 0, codes).astype(np.int32), mask=absent)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


def _field_array(column: Column) -> Any:
    if column.values.dtype == np.int32:
        return _coded(np.where(column.valid, column.values, MISSING_CODE), column.words)
    return pa.array(column.values, mask=~column.valid)


def write_exported(exported: ExportedFilings) -> bytes:
    """The bytes of the file."""
    buffer = pa.BufferOutputStream()
    pq.write_table(table_of(exported), buffer, compression="zstd")
    return bytes(buffer.getvalue().to_pybytes())


def read_exported(path: str | Path) -> ExportedFilings:
    """The filings of a file. Raises FilingError for another file, one without rows, or one that is damaged.

    Its policy is the caller's to load from the header and to compare with the hash.
    """
    place = str(path)
    table, header, kind = _read_table(Path(path), place)
    if not table.num_rows:
        raise FilingError(
            Problem("the file has no filings", Where(place), mend="export a run in which something was filed")
        )
    try:
        return _parsed(table, header, kind, place)
    except (pa.ArrowException, TypeError, ValueError, OverflowError, IndexError) as error:
        raise _damaged(place, " ".join(str(error).split())[:200]) from None


def _read_table(path: Path, place: str) -> tuple[pa.Table, ExportHeader, Any]:
    mend = "give a file that `andante run --filings` or `andante compare --filings` wrote"
    try:
        if not path.is_file():
            raise FilingError(Problem("there is no such file", Where(place), mend=mend))
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(f"the file is larger than {MOST_BYTES // 10**9} GB", place)
        with pq.ParquetFile(path, pre_buffer=False) as file:
            known = file.schema_arrow.metadata or {}
            if MARK not in known:
                raise FilingError(
                    Problem("this is not an export of simulated filings", Where(place), mend=mend)
                )
            about = file.metadata
            if about.num_rows > MOST_ROWS:
                raise _too_large(f"the file has more than {MOST_ROWS:,} rows", place)
            if sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups)) > MOST_UNPACKED:
                raise _too_large(f"the file unpacks to more than {MOST_UNPACKED // 10**9} GB", place)
            header, kind = _header(known[MARK], place)
            _check_columns(file.schema_arrow.names, kind, place)
            return file.read(use_threads=False), header, kind
    except (pa.ArrowException, OSError, MemoryError, UnicodeDecodeError) as error:
        why = (getattr(error, "strerror", None) or " ".join(str(error).split()))[:200]
        raise FilingError(Problem("the file cannot be read as Parquet", Where(place), why, mend)) from None


def _too_large(what: str, place: str) -> FilingError:
    return FilingError(Problem(what, Where(place), mend="export fewer months"))


def _check_columns(names: Sequence[str], kind: Any, place: str) -> None:
    problems = [
        Problem("a column is missing", Where(place, field=name)) for name in OWN_COLUMNS if name not in names
    ]
    problems += [
        Problem("this is not a column of simulated filings", Where(place, field=name))
        for name in names
        if name not in OWN_COLUMNS and name not in FIELDS[kind]
    ]
    problems += [
        Problem("this column is there twice", Where(place, field=name))
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if problems:
        raise FilingError(problems)


def _header(text: bytes, place: str) -> tuple[ExportHeader, Any]:
    try:
        content = json.loads(text)
        if content.pop("format") != FORMAT:
            raise ValueError(f"its layout is not number {FORMAT}")
        kind = content.pop("kind")
        if kind not in FIELDS:
            raise ValueError("it names no kind of filing")
        months = tuple(str(month) for month in content.pop("months"))
        if not months or any(not _MONTH.fullmatch(month) for month in months):
            raise ValueError("its months are not YYYY-MM")
        header = ExportHeader(months=months, **content)
        _check_header(header)
        return header, kind
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(place, " ".join(str(error).split())[:200]) from None


def _check_header(header: ExportHeader) -> None:
    texts = (header.policy, header.policy_hash, header.economy, header.method, header.version)
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("its header has something else where a text should be")
    if not isinstance(header.policy_content, Mapping):
        raise ValueError("it holds no policy")
    wait, scale = header.return_months, header.scale
    if type(wait) is not int or not 0 <= wait <= 1200:
        raise ValueError("its months until a filing comes back are not a number of months")
    if isinstance(scale, bool) or not isinstance(scale, (int, float)) or not 0 < scale <= 1:
        raise ValueError("its scale is not a share of the population")


def _parsed(table: pa.Table, header: ExportHeader, kind: Any, place: str) -> ExportedFilings:
    n = table.num_rows
    conditions, sets = _codes(table, "conditions", None, place)
    names = _names(header, "conditions")
    strange = {name for each in sets for name in each.split()} - set(names)
    if strange:
        raise ValueError(f"its policy has no condition {min(strange)[:40]!r}")
    flags = np.array([[name in each.split() for name in names] for each in sets], dtype=np.bool_)
    procedures = _names(header, "procedures")
    procedure, _ = _codes(table, "procedure", procedures, place, missing=True)
    count = table.column("count").cast(pa.float64()).to_numpy(zero_copy_only=False)
    submission = table.column("submission").to_numpy(zero_copy_only=False)
    if table.column("count").null_count or not np.all(np.isfinite(count)) or np.any(count < 0):
        raise ValueError("a count is missing, negative or not a number")
    if not np.isin(submission, (1, 2)).all():
        raise ValueError("a submission is neither 1 nor 2")
    columns = {
        name: _field_column(table, name, definition, place)
        for name, definition in FIELDS[kind].items()
        if name in table.column_names
    }
    return ExportedFilings(
        header,
        _codes(table, "month", header.months, place)[0],
        count,
        submission.astype(np.int8),
        _codes(table, "firm_size_class", SIZE_CLASSES, place)[0].astype(np.int8),
        _codes(table, "outcome", tuple(o.word for o in Outcome), place)[0].astype(np.int8),
        procedure.astype(np.int8),
        flags.reshape(len(sets), len(names))[conditions],
        FilingColumns(kind, n, columns),
        procedures,
        names,
    )


def _names(header: ExportHeader, section: str) -> tuple[str, ...]:
    """The names of the policy's procedures or conditions, in its order."""
    found = header.policy_content.get(section, {})
    if not isinstance(found, Mapping) or len(found) > 127:
        raise ValueError(f"its policy's {section} are not as in a policy file")
    return tuple(str(name) for name in found)


def _codes(
    table: pa.Table, name: str, words: tuple[str, ...] | None, place: str, missing: bool = False
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Codes of a column of words, by default in the order in which they are found."""
    column = table.column(name)
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    array: Any = pa.concat_arrays(column.unify_dictionaries().chunks)
    found = [str(word) for word in array.dictionary.to_pylist()]
    order = list(dict.fromkeys(found)) if words is None else list(words)
    if not missing and array.null_count:
        raise _damaged(place, f"the column {name} has missing values")
    place_of = {word: index for index, word in enumerate(order)}
    unknown = [word for word in found if word not in place_of]
    if unknown:
        raise _damaged(place, f"the column {name} has the word {unknown[0][:40]!r}")
    codes = np.array([place_of[word] for word in found] + [MISSING_CODE], dtype=np.int32)
    at = array.indices.fill_null(len(found)).to_numpy(zero_copy_only=False)
    return codes[at], tuple(order)


def _field_column(table: pa.Table, name: str, definition: Any, place: str) -> Column:
    column = table.column(name)
    valid = ~column.is_null().to_numpy(zero_copy_only=False)
    if definition.type == "string":
        codes, words = _codes(table, name, definition.choices or None, place, missing=True)
        return Column(codes, valid, words)
    if definition.type == "bool":
        if not pa.types.is_boolean(column.type):
            raise _damaged(place, f"the column {name} is not of yes and no")
        return Column(column.to_numpy(zero_copy_only=False).astype(np.bool_) & valid, valid)
    values = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    given = values[valid]
    low, high = definition.low, definition.high
    if (low is not None and np.any(given < low)) or (high is not None and np.any(given > high)):
        raise _damaged(place, f"a value of {name} is outside {low:g} to {high:g}")
    return Column(values, valid)


def _damaged(place: str, why: str) -> FilingError:
    return FilingError(
        Problem(
            "the file of simulated filings is damaged or of another version",
            Where(place),
            why,
            "export the run again",
        )
    )
