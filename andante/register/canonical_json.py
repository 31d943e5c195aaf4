"""Canonical JSON after RFC 8785 (JCS): one value, one text, in any language.

`policies/canonical.py` makes the hash that names a policy; only Andante compares it, and changing its form
would rename every policy. What enters the log is hashed and checked by other people's programs too, so it
follows the published standard, written by the library `rfc8785` (extra `andante[serve]`) wherever the faster
encoder of the standard library could differ from it.

Reading is strict: UTF-8, no name twice in an object, no NaN or infinity, no lone surrogate, no whole number
that a double would round.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from andante.errors import Problem, RegisterError, Where

SAFE_INTEGER = 2**53 - 1
"""The largest whole number that a double holds beside its neighbours (RFC 8785, appendix D)."""
_LONGEST_INTEGER = 310  # digits; the largest double has 309
_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")


def canonical_json(value: Any) -> bytes:
    """The one text of a value: names sorted by UTF-16 units, numbers as ECMAScript prints them, no blanks.

    RegisterError for what JSON or a double cannot hold: NaN, infinities, whole numbers beyond 2^53 - 1, lone
    surrogates, names that are not text, other types.
    """
    try:
        return SORTED.encode(_same_in_both(value)).encode("utf-8")
    except (_DoubtError, UnicodeEncodeError, RecursionError):
        return _by_the_library(value)


def _by_the_library(value: Any) -> bytes:
    try:
        import rfc8785
    except ImportError:
        raise missing_library("rfc8785", "Canonical JSON") from None
    try:
        return rfc8785.dumps(value)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise RegisterError(Problem("This value has no canonical JSON.", why=_words(error))) from None


class _DoubtError(Exception):
    """The standard library may write this value otherwise than RFC 8785 has it, or take what that forbids."""


def _same_in_both(value: Any) -> Any:
    """A value that the encoder of the standard library writes as RFC 8785 has this one: it is much faster.

    The two differ in floats (`repr` is the same text from 1e-4 up to 1e16 where there is a fraction; a whole
    one is written as an int) and in the order of names that are not ASCII. Anything else is in doubt.
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int:
        if -SAFE_INTEGER <= value <= SAFE_INTEGER:
            return value
    elif kind is float:
        if -1e15 < value < 1e15 and value == (whole := int(value)):
            return whole
        if 1e-4 <= value < 1e15 or -1e15 < value <= -1e-4:
            return value
    elif kind is dict:
        if all(type(name) is str and name.isascii() for name in value):
            return {name: _same_in_both(each) for name, each in value.items()}
    elif kind is list or kind is tuple:
        return [_same_in_both(each) for each in value]
    raise _DoubtError


def missing_library(name: str, use: str) -> RegisterError:
    """The error for a library of `andante[serve]` that is not installed."""
    return RegisterError(
        Problem(
            f"{use} needs the library {name}, which is not installed.",
            mend="Install the extra: pip install 'andante[serve]'.",
        )
    )


def parse_json(data: bytes) -> Any:
    """The value of a JSON text, read strictly. RegisterError says what is wrong with it."""
    try:
        value = _STRICT.decode(data.decode("utf-8"))
        if b"\\u" in data:  # only an escape can bring in a lone surrogate, which has no UTF-8
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise RegisterError(Problem("This is not strict JSON.", why=_words(error))) from None
    return value


def parse_canonical(data: bytes) -> Any:
    """The value of a canonical JSON text. RegisterError for any other text, even one of the same value."""
    value = parse_json(data)
    canonical = canonical_json(value)
    if canonical != data:
        first = next(
            (i for i, (a, b) in enumerate(zip(canonical, data, strict=False)) if a != b),
            min(len(canonical), len(data)),
        )
        raise RegisterError(Problem("This JSON is not canonical.", why=f"It differs from byte {first} on."))
    return value


def parse_canonical_objects(texts: Sequence[bytes]) -> list[dict[str, Any]]:
    """The objects of many canonical JSON texts. RegisterError with `where.row`, the first that is none.

    Fast where the JSON encoder of the standard library provably writes the same text; any doubt is settled
    text by text with `parse_canonical`.
    """
    values = _parsed_fast(texts)
    if values is not None:
        return values
    slow: list[dict[str, Any]] = []
    for row, text in enumerate(texts):
        try:
            value = parse_canonical(text)
        except RegisterError as error:
            problem = error.problems[0]
            raise RegisterError(Problem(problem.what, Where(row=row), problem.why)) from None
        if not isinstance(value, dict):
            raise RegisterError(Problem("This is not a JSON object.", Where(row=row)))
        slow.append(value)
    return slow


def _parsed_fast(texts: Sequence[bytes]) -> list[dict[str, Any]] | None:
    """The objects, or None where a text is not canonical or the standard library might write it otherwise.

    Each text is parsed alone, to its end, and is an object. Complete objects are prefix-free, so equality
    of the joined texts is equality of each. The standard encoder differs from RFC 8785 in two things only:
    floats (`_plain_float` lets those pass that both write alike) and the order of names beyond the BMP.
    """
    decode = _FAST.raw_decode
    values = []
    try:
        written = [text.decode("utf-8") for text in texts]
        for text in written:
            value, end = decode(text)
            if end != len(text) or type(value) is not dict:
                return None
            values.append(value)
        joined = ",".join(written)
        if _BEYOND_BMP.search(joined) or SORTED.encode(values) != f"[{joined}]":
            return None
    except (ValueError, RecursionError):
        return None
    return values


def _integer(text: str) -> int | float:
    """A whole number: an int where a double holds its neighbours too, else a float spelled as here."""
    if len(text) < 16:
        return int(text)
    if len(text) > _LONGEST_INTEGER:
        raise ValueError("a number is too large")
    exact = int(text)
    if abs(exact) <= SAFE_INTEGER:
        return exact
    number = float(text)
    if canonical_json(number) != text.encode("ascii"):
        raise ValueError(f"a double would round the number {text[:40]}")
    return number


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"the number {text[:40]} is too large")
    if number == 0.0 and re.search("[1-9]", re.split("[eE]", text)[0]):
        raise ValueError(f"the number {text[:40]} is too small")
    return number


def _plain_float(text: str) -> float:
    """A float that both `repr` and RFC 8785 write as this text; ValueError for any other."""
    number = float(text)
    if repr(number) != text or "e" in text or text.endswith(".0"):
        raise ValueError("to be read with care")
    return number


def _plain_integer(text: str) -> int:
    """A whole number of at most 15 digits; ValueError for a longer one."""
    if len(text) > 15:
        raise ValueError("to be read with care")
    return int(text)


def _constant(text: str) -> float:
    raise ValueError(f"{text} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        raise ValueError(f"the name {twice!r} stands twice in one object")
    return found


_STRICT = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_number, parse_int=_integer, parse_constant=_constant
)
_FAST = json.JSONDecoder(parse_float=_plain_float, parse_int=_plain_integer, parse_constant=_constant)
SORTED = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
"""Names sorted, no blanks: RFC 8785 but for floats and for names beyond the BMP."""


def _words(error: Exception) -> str:
    """The message, safe to print: text that cannot be encoded is shown as escapes."""
    if isinstance(error, RecursionError):
        return "It is nested too deeply."
    return str(error).encode("utf-8", "backslashreplace").decode("utf-8")
