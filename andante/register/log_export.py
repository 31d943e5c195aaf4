"""The log out of the database into a folder, exactly as it is stored, so that the verifier can judge it.

Nothing is mended on the way: tiles come from the stored hashes, bundles from the stored entries, even where
the two do not fit or rows are missing. The export of a sound log is byte for byte that of
`log_folder.export_log`.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from andante.errors import Problem, RegisterError, Where
from andante.register.checkpoint import unsigned_checkpoint
from andante.register.log_folder import (
    CHECKPOINT,
    check_grows,
    read_at_most,
    remove_stale,
    write_tile,
    write_whole,
)
from andante.register.log_tiles import stored_tile
from andante.register.signed_note import VerifierKey, parse_verifier_key
from andante.register.store_log import latest_checkpoint
from andante.register.tiles import tiles_of

VERIFIER_KEY = "verifier-key"
LONGEST_KEY = 1000


def export_stored_log(connection: Connection, folder: Path) -> bytes:
    """Write the log of the latest checkpoint; returns the checkpoint, which is written last.

    RegisterError where the folder holds a longer log, a full tile with something else, or cannot be written.
    """
    note = latest_checkpoint(connection)
    size = unsigned_checkpoint(note).size
    try:
        check_grows(folder, size)
        for tile in tiles_of(size):
            write_tile(folder, tile, stored_tile(connection, tile))
        write_whole(folder / CHECKPOINT, note)
        remove_stale(folder, size)
    except OSError as error:
        place = str(error.filename or folder)
        raise RegisterError(
            Problem("The log cannot be written.", Where(place), error.strerror or str(error))
        ) from None
    return note


def write_verifier_key(folder: Path, key: VerifierKey) -> None:
    """Put the key beside the log, for those who verify it with a checkpoint that the key signed earlier."""
    write_whole(folder / VERIFIER_KEY, f"{key}\n".encode())


def read_verifier_key(folder: Path) -> VerifierKey:
    """The key beside an exported log. It proves nothing alone: it must have signed an older checkpoint."""
    text = read_at_most(folder / VERIFIER_KEY, LONGEST_KEY, VERIFIER_KEY)
    return parse_verifier_key(text.decode("utf-8", "replace").strip())
