"""`andante data list|show`: the packaged reference tables and where each figure comes from."""

from __future__ import annotations

import click

from andante.cli.options import AS_JSON
from andante.cli.printing import note, print_json, print_table


@click.group(name="data", short_help="List or show the packaged reference tables.")
def command() -> None:
    """The packaged reference tables: publisher, vintage, licence, transformation, a label for each column."""


@command.command(name="list")
@AS_JSON
def list_tables(as_json: bool) -> None:
    """List every table with its vintage and publisher."""
    from andante.reference import catalog

    tables = catalog.list_tables()
    if as_json:
        print_json({"tables": [_declaration(info) for info in tables]})
        return
    print_table(
        ("table", "rows", "vintage", "publisher", "title"),
        [(t.name, f"{t.rows:,}", t.spec.vintage, t.spec.publisher, t.spec.title) for t in tables],
        right=(1,),
    )
    note("`andante data show TABLE` prints licence, transformation and the label of each column.")


@command.command(name="show")
@click.argument("table")
@click.option(
    "--rows", type=click.IntRange(0), default=10, show_default=True, help="How many rows to print; 0 is none."
)
@AS_JSON
def show_table(table: str, rows: int, as_json: bool) -> None:
    """Show one table: where it comes from, what each column means and its first rows."""
    from andante.reference import catalog
    from andante.reference.tables import read_table

    info = catalog.table_info(table)
    content = read_table(table).slice(0, rows)
    if as_json:
        print_json({**_declaration(info), "first_rows": [_plain(row) for row in content.to_pylist()]})
        return
    declared = _declaration(info)
    for key in ("name", "title", "publisher", "vintage", "licence", "transformation", "rows", "sha256"):
        click.echo(f"{key}: {declared[key]}")
    for weakness in info.spec.weaknesses:
        click.echo(f"weakness: {weakness}")
    for sentence in info.accounting:
        click.echo(f"accounting: {sentence}")
    click.echo()
    print_table(
        ("column", "label", "unit", "meaning"),
        [(column.name, column.label, column.unit, column.meaning) for column in info.spec.columns],
    )
    if rows:
        click.echo()
        print_table(content.column_names, [[_cell(v) for v in row.values()] for row in content.to_pylist()])


def _declaration(info: object) -> dict[str, object]:
    from dataclasses import asdict

    from andante.reference.catalog import TableInfo

    assert isinstance(info, TableInfo)
    return {
        **asdict(info.spec),
        "rows": info.rows,
        "file_bytes": info.file_bytes,
        "sha256": info.sha256,
        "accounting": info.accounting,
    }


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {
        key: v if isinstance(v, (int, float, str, bool)) or v is None else str(v) for key, v in row.items()
    }


def _cell(value: object) -> str:
    if value is None:
        return "(missing)"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
