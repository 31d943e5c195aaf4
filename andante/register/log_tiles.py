"""Tiles and entry bundles of the log out of the database, as they lie in an exported folder."""

from __future__ import annotations

from sqlalchemy import Connection, select

from andante.errors import MissingError, Problem, Where
from andante.register.store_log import read_head
from andante.register.tables_log import LOG_ENTRIES, LOG_HASHES
from andante.register.tiles import ENTRIES, Tile, encode_bundle


def stored_tile(connection: Connection, tile: Tile) -> bytes:
    """What the database holds of a tile, or of a bundle of entries: whole where nothing is missing."""
    first, last = tile.first, tile.first + tile.width
    if tile.level == ENTRIES:
        rows = connection.execute(
            select(LOG_ENTRIES.c.entry)
            .where(LOG_ENTRIES.c.number >= first, LOG_ENTRIES.c.number < last)
            .order_by(LOG_ENTRIES.c.number)
        )
        return encode_bundle([bytes(entry) for entry in rows.scalars()])
    rows = connection.execute(
        select(LOG_HASHES.c.hash)
        .where(LOG_HASHES.c.level == tile.level)
        .where(LOG_HASHES.c.number >= first, LOG_HASHES.c.number < last)
        .order_by(LOG_HASHES.c.number)
    )
    return b"".join(bytes(each) for each in rows.scalars())


def tile_bytes(connection: Connection, tile: Tile) -> bytes:
    """The bytes of a tile, or of a bundle of entries. MissingError where the log has none of this width."""
    size = read_head(connection).tree.size
    at_level = size if tile.level == ENTRIES else size >> (8 * tile.level)
    if tile.first + tile.width > at_level:
        raise MissingError(Problem("The log has no such tile yet.", Where(file=tile.path)))
    return stored_tile(connection, tile)
