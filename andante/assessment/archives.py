"""What Python's zipfile raises on archives that are not what they seem: workbooks, uploads, backups."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

UNREADABLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError,
    NotImplementedError, RuntimeError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
)  # fmt: skip
"""A changed byte can ask for another packing, for a password, or for a place outside the file."""
