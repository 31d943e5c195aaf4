"""Opens a Parquet roster: read in batches, texts by their dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from andante.assessment.roster_source import (
    MAX_COLUMNS,
    SAMPLE_ROWS,
    Batch,
    Source,
    cells_of,
    number_text,
    too_wide,
)
from andante.errors import AssessmentError, Problem, Where

BATCH_ROWS = 500_000
MAX_ROWS = 1_000_000_000


def open_parquet(path: Path, file: str) -> Source:
    """The roster in a Parquet file. AssessmentError where it is cut short or damaged."""
    with _damage(file):
        opened = pq.ParquetFile(path)
        schema = opened.schema_arrow
        headers = tuple(schema.names)
        texts = [
            field.name
            for field in schema
            if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
        ]
        if len(headers) > MAX_COLUMNS:
            raise too_wide(file)
        if opened.metadata.num_rows > MAX_ROWS:
            what = f"there are more than {MAX_ROWS:,} rows"
            raise AssessmentError(Problem(what, Where(file), mend="put people who are alike in one row"))
        if len(set(headers)) < len(headers):
            raise AssessmentError(
                Problem(
                    "two columns have the same name", Where(file), mend="give each column a name of its own"
                )
            )
        opened = pq.ParquetFile(path, read_dictionary=texts)
        sample = _sample(opened, len(headers))

    def batches(wanted: Sequence[int]) -> Iterator[Batch]:
        seen = 0
        names = [headers[index] for index in wanted]
        with _damage(file):
            for batch in opened.iter_batches(BATCH_ROWS, columns=names):
                cells = {index: cells_of(batch.column(headers[index])) for index in wanted}
                yield Batch(cells, np.arange(seen + 1, seen + 1 + batch.num_rows, dtype=np.int64))
                seen += batch.num_rows

    return Source(headers, sample, batches, "Parquet", whole_rows=False)


def _sample(opened: pq.ParquetFile, width: int) -> tuple[tuple[str, ...], ...]:
    for batch in opened.iter_batches(SAMPLE_ROWS):
        return tuple(
            tuple(_as_text(value) for value in batch.column(index).to_pylist()) for index in range(width)
        )
    return ((),) * width


def _as_text(value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value) if abs(value) != float("inf") else str(value)
    return str(value)


@contextmanager
def _damage(file: str) -> Iterator[None]:
    """What the reader says of a file that it cannot read, as our error."""
    try:
        yield
    except (
        pa.ArrowException,
        OSError,
        ValueError,
        KeyError,
        NotImplementedError,
        UnicodeDecodeError,
    ) as error:
        words = " ".join(str(error).split())[:160]
        raise AssessmentError(
            Problem(
                "the Parquet file cannot be read to its end: it is damaged, cut short or of an unknown form",
                Where(file),
                why=words,
                mend="write or copy the file again",
            )
        ) from None
