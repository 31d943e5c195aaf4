"""Reads a JSON object strictly: nothing that cannot be written back as it was gets through."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

from andante.errors import AssessmentError, Problem, Where
from andante.policies.wording import quoted

MAX_BYTES = 5_000_000
MAX_DEPTH = 32


class _RefusedError(ValueError):
    """What is wrong with the JSON, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.mend = mend


def read_object(path: Path, kind: str) -> dict[str, object]:
    """The object in a JSON file. `kind` is what errors call the file.

    Raises AssessmentError: no such file, too long, not UTF-8, not JSON, a key twice, a number that is none.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _error(f"cannot read {kind}: {reason}", path, "give an existing file") from None
    return parse_object(data, path, kind)


def parse_object(data: bytes, path: Path, kind: str) -> dict[str, object]:
    """The object in the bytes of a JSON file. Raises as read_object."""
    if len(data) > MAX_BYTES:
        raise _error(f"{kind} has more than {MAX_BYTES:,} bytes", path, "check that this is the right file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _error(f"{kind} is not UTF-8 text", path, "save the file as UTF-8", line) from None
    try:
        found = json.loads(
            text, object_pairs_hook=_without_doubles, parse_constant=_constant, parse_float=_finite
        )
        _check_depth(found)
        json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        what = f"{kind} is not JSON: {error.msg}"
        raise _error(what, path, "save it again from the tool that made it", error.lineno) from None
    except _RefusedError as refused:
        raise _error(f"{kind}: {refused}", path, refused.mend) from None
    except UnicodeEncodeError:
        raise _error(f"{kind} holds half a character", path, "save it again from its tool") from None
    except (RecursionError, ValueError):
        raise _error(f"{kind} is not JSON that can be read", path, "check that this is the file") from None
    if not isinstance(found, dict):
        raise _error(f"{kind} is not a JSON object", path, "save it again from the tool that made it")
    return found


def _error(what: str, path: Path, mend: str, line: int | None = None) -> AssessmentError:
    return AssessmentError(Problem(what, Where(file=str(path), line=line), mend=mend))


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise _RefusedError(f"the key {quoted(name)} stands twice", "keep one of the two")
        found[name] = value
    return found


def _constant(word: str) -> object:
    raise _RefusedError(f"{word} is no number", "write a number, or delete the answer")


def _finite(word: str) -> float:
    value = float(word)
    if not math.isfinite(value):
        raise _RefusedError(f"{word[:40]} is too large", "write a smaller number")
    return value


def _check_depth(value: object, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise _RefusedError(f"it is nested more than {MAX_DEPTH} deep", "check that this is the file")
    below = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for each in below:
        _check_depth(each, depth + 1)
