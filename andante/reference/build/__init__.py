"""One readable step per packaged table, from the raw files to Parquet.

A module here that has `TABLE: TableSpec` and `build(raw: Path) -> pyarrow.Table` is a build step; nothing
else registers it. It may also have `accounting(raw: Path) -> tuple[str, ...]`: sentences on who of a source
is not in the table, printed by the build and kept in the catalogue. Modules without `TABLE` hold what several
steps share. Building needs the extra `andante[build]`.
"""
