"""The part of docs/data.md that is written from the catalogue, so that it cannot drift from the data."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from andante.errors import Problem, ReferenceDataError, Where
from andante.reference.catalog import TableInfo, list_tables

BEGIN = "<!-- tables: written by `python -m andante.reference.build RAW_DIR --document docs/data.md` -->"
END = "<!-- tables: end -->"


def tables_chapter(tables: Iterable[TableInfo]) -> str:
    """Return the chapter on every table, in Markdown."""
    return "\n".join(_section(info) for info in tables)


def with_tables_chapter(text: str, chapter: str) -> str:
    """Return the document with the chapter between its marks; `ReferenceDataError` if it has none."""
    begin, end = text.find(BEGIN), text.find(END)
    if begin < 0 or end < begin:
        raise ReferenceDataError(Problem("the document has no marks for the chapter on tables", mend=BEGIN))
    return text[: begin + len(BEGIN)] + "\n\n" + chapter + "\n" + text[end:]


def document(path: Path) -> None:
    """Write the chapter on every packaged table into a document."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ReferenceDataError(Problem(str(error), Where(file=str(path)))) from error
    path.write_text(with_tables_chapter(text, tables_chapter(list_tables())), encoding="utf-8")


def _section(info: TableInfo) -> str:
    spec = info.spec
    lines = [
        f"### `{spec.name}`",
        "",
        f"{spec.title}. {info.rows:,} rows.",
        "",
        f"* Publisher: {spec.publisher}",
        f"* Vintage: {spec.vintage}",
        f"* Licence: {spec.licence}",
        f"* Made from: {', '.join(f'`{source}`' for source in spec.sources) or 'no file (assumed)'}",
        f"* How: {spec.transformation}",
        *(f"* Accounted for: {sentence}" for sentence in info.accounting),
        *(f"* Weakness: {weakness}" for weakness in spec.weaknesses),
        "",
        "| column | label | unit | meaning |",
        "|---|---|---|---|",
        *(f"| `{c.name}` | {c.label} | {c.unit or '-'} | {c.meaning} |" for c in spec.columns),
        "",
    ]
    return "\n".join(lines)
