"""The file of the log's signing key: made once, read by its owner alone, never made again beside a log."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from andante.errors import Problem, RegisterError, Where
from andante.register.signed_note import SigningKey, new_signing_key, parse_signing_key

LONGEST = 1000


def read_log_key(path: Path) -> SigningKey:
    """The key in a file. RegisterError where it cannot be read, is none, or others can read it."""
    where = Where(str(path))
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise RegisterError(
                Problem(
                    "Others can read the log's signing key.",
                    where,
                    "Who has it can sign another history.",
                    f"Run: chmod 600 {path.name}",
                )
            )
        with path.open(encoding="ascii") as file:
            text = file.read(LONGEST)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise RegisterError(
            Problem(
                "The log's signing key cannot be read.",
                where,
                f"{reason}.",
                "Put the key of this register there; without it the log cannot be continued.",
            )
        ) from None
    return parse_signing_key(text.strip())


def make_log_key(path: Path, name: str) -> SigningKey:
    """A new key in a new file, on the disk before anything is signed. RegisterError where a file is there."""
    key = new_signing_key(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.text() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise RegisterError(
            Problem(
                "The log's signing key cannot be written.",
                Where(str(path)),
                f"{error.strerror or error}.",
                "Give a folder that can be written, or another signing_key.",
            )
        ) from None
    return key
