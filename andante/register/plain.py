"""Frozen dataclasses as plain JSON values and back, by their types: how cases and receipts are stored.

A value that has the default of its field is left out. Enumerations are written by value (outcomes by word),
days and moments in ISO form, sets sorted.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from andante.filing.outcomes import Outcome
from andante.register.canonical_json import SORTED

T = TypeVar("T")
_AS_THEY_ARE = frozenset({str, int, float, bool, types.NoneType})


def to_plain(value: Any) -> Any:
    """The value as JSON knows it. TypeError for what it cannot hold."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, (bool, str)) and not isinstance(value, Enum):
        return value
    if isinstance(value, Outcome):
        return value.word
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, date):  # a moment is a date too
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {
            name: to_plain(held)
            for name, default in _defaults(type(value))
            if not _is(held := getattr(value, name), default)
        }
    if isinstance(value, Mapping):
        return {str(key): to_plain(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(to_plain(each) for each in value)
    if isinstance(value, (tuple, list)):
        return [to_plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} is not stored")


def to_text(value: Any) -> str:
    """A value as one line of JSON for a column of text: sorted, so that equal values have equal texts.

    What enters the log goes through `canonical_json` instead, which other programs can repeat.
    """
    return SORTED.encode(to_plain(value))


def from_plain(kind: type[T], plain: Any) -> T:
    """The value of a type from what `to_plain` wrote; KeyError, TypeError or ValueError for anything else."""
    found: T = _read(kind, plain)
    return found


def _read(kind: Any, plain: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(kind), plain)
    if origin in (tuple, frozenset):
        inner = get_args(kind)[0]
        return origin(_read(inner, each) for each in plain)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        inner = get_args(kind)[1]
        return {key: _read(inner, each) for key, each in plain.items()}
    if not isinstance(kind, type):  # a Literal, or Any
        return plain
    if kind is Outcome:
        return Outcome.from_word(plain)
    if issubclass(kind, Enum):
        return kind(plain)
    if issubclass(kind, date):
        return kind.fromisoformat(plain)
    if is_dataclass(kind):
        hints = _hints(kind)
        unknown = plain.keys() - hints.keys()
        if unknown:
            raise KeyError(f"{kind.__name__} has no {sorted(unknown)[0]}")
        return kind(**{name: _read(hints[name], each) for name, each in plain.items()})
    if kind is float and isinstance(plain, int) and not isinstance(plain, bool):
        return float(plain)
    if not isinstance(plain, kind) or (isinstance(plain, bool) and kind is not bool):
        raise TypeError(f"{plain!r} is no {kind.__name__}")
    return plain


def _read_union(kinds: tuple[Any, ...], plain: Any) -> Any:
    if plain is None and types.NoneType in kinds:
        return None
    error: Exception | None = None
    for kind in sorted(kinds, key=lambda each: each is float):  # a bool or text is no number
        if kind is types.NoneType:
            continue
        try:
            return _read(kind, plain)
        except (TypeError, ValueError, KeyError, AttributeError) as failed:
            error = failed
    raise TypeError(f"{plain!r} fits none of {kinds}") from error


@lru_cache(maxsize=256)
def _hints(kind: type) -> dict[str, Any]:
    own = {each.name for each in fields(kind) if each.init}
    return {name: hint for name, hint in get_type_hints(kind).items() if name in own}


@lru_cache(maxsize=256)
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((each.name, each.default) for each in fields(kind) if each.init)


def _is(held: Any, default: Any) -> bool:
    return default is not MISSING and type(held) is type(default) and bool(held == default)
