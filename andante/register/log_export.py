"""The log out of the database into a folder, exactly as it is stored, so that the verifier can judge it.

Nothing is mended on the way: tiles come from the stored hashes, bundles from the stored entries, even where
the two do not fit or rows are missing. The export of a sound log is byte for byte that of
`log_folder.export_log`.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Connection

from andante.errors import Problem, RegisterError, Where
from andante.register.checkpoint import unsigned_checkpoint
from andante.register.log_folder import CHECKPOINT, read_at_most, read_checkpoint
from andante.register.log_tiles import stored_tile
from andante.register.signed_note import VerifierKey, parse_verifier_key
from andante.register.store_log import latest_checkpoint
from andante.register.tiles import TILE_WIDTH, Tile, tiles_of

VERIFIER_KEY = "verifier-key"
LONGEST_KEY = 1000


def export_stored_log(connection: Connection, folder: Path) -> bytes:
    """Write the log of the latest checkpoint; returns the checkpoint, which is written last.

    RegisterError where the folder holds a longer log, a full tile with something else, or cannot be written.
    """
    note = latest_checkpoint(connection)
    size = unsigned_checkpoint(note).size
    try:
        if (folder / CHECKPOINT).exists():
            there = unsigned_checkpoint(read_checkpoint(folder)).size
            if there > size:
                raise RegisterError(
                    Problem(
                        f"The folder holds a log of {there} entries, this register one of {size}.",
                        Where(str(folder)),
                        "A log only grows.",
                        "Compare the two with the verifier; export to another folder.",
                    )
                )
        for tile in tiles_of(size):
            _write_tile(folder, tile, stored_tile(connection, tile))
        _write(folder / CHECKPOINT, note)
    except OSError as error:
        place = str(error.filename or folder)
        raise RegisterError(
            Problem("The log cannot be written.", Where(place), error.strerror or str(error))
        ) from None
    return note


def write_verifier_key(folder: Path, key: VerifierKey) -> None:
    """Put the key beside the log, for those who verify it with a checkpoint that the key signed earlier."""
    _write(folder / VERIFIER_KEY, f"{key}\n".encode())


def read_verifier_key(folder: Path) -> VerifierKey:
    """The key beside an exported log. It proves nothing alone: it must have signed an older checkpoint."""
    text = read_at_most(folder / VERIFIER_KEY, LONGEST_KEY, VERIFIER_KEY)
    return parse_verifier_key(text.decode("utf-8", "replace").strip())


def _write_tile(folder: Path, tile: Tile, data: bytes) -> None:
    path = folder / tile.path
    if tile.width == TILE_WIDTH and path.is_file():
        if path.read_bytes() != data:
            raise RegisterError(
                Problem(
                    "A full tile of this log is already there and holds something else.",
                    Where(str(path)),
                    "A log only grows: full tiles never change.",
                    "Export to another folder and compare the two with the verifier.",
                )
            )
        return
    _write(path, data)
    partial = path.with_name(f"{path.name}.p") if tile.width == TILE_WIDTH else path.parent
    if partial.is_dir():
        for stale in partial.iterdir():
            if stale != path:
                stale.unlink()
        if tile.width == TILE_WIDTH:
            partial.rmdir()


def _write(path: Path, data: bytes) -> None:
    hidden = path.with_name(f".{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden.write_bytes(data)
    os.replace(hidden, path)
