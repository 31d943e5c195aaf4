"""Checkpoints: what a log held at one size, signed. Form: C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint).

register.example/log
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— register.example/log Az3grlgt...
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from andante.errors import Problem, RegisterError
from andante.register.merkle import HASH_BYTES
from andante.register.signed_note import (
    SigningKey,
    VerifierKey,
    open_note,
    sign_note,
    split_note,
    strict_base64,
)

_SIZE = re.compile("0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's name, how many entries it had, and the root of their tree."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The text that is signed. RegisterError for an origin of more than a line."""
        if not self.origin or "\n" in self.origin or self.size < 0 or len(self.root) != HASH_BYTES:
            raise RegisterError(
                Problem("A checkpoint has an origin of one line, a size and a root of 32 bytes.")
            )
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"


def sign_checkpoint(checkpoint: Checkpoint, *keys: SigningKey) -> bytes:
    """The checkpoint as a signed note. By custom the key is named like the origin."""
    return sign_note(checkpoint.body(), *keys)


def open_checkpoint(note: bytes, key: VerifierKey) -> Checkpoint:
    """The checkpoint of a note that this key signed. RegisterError for anything else.

    Extension lines are refused: the log writes none, and no reader could check them.
    """
    return _parse(open_note(note, key))


def unsigned_checkpoint(note: bytes) -> Checkpoint:
    """What a note says, its signatures NOT checked: for reading one's own. RegisterError where malformed."""
    return _parse(split_note(note)[0])


def _parse(text: str) -> Checkpoint:
    lines = text[:-1].split("\n")
    if len(lines) != 3 or not lines[0]:
        raise RegisterError(
            Problem(
                "This is not a checkpoint.",
                why=f"It has {len(lines)} lines before the signatures, not three.",
            )
        )
    origin, size, encoded = lines
    if not _SIZE.fullmatch(size):
        raise RegisterError(
            Problem("This is not a checkpoint.", why=f"{size[:40]!r} is no number of entries.")
        )
    root = strict_base64(encoded)
    if root is None or len(root) != HASH_BYTES:
        raise RegisterError(
            Problem("This is not a checkpoint.", why=f"{encoded[:60]!r} is no root: base64 of 32 bytes.")
        )
    return Checkpoint(origin, int(size), root)
