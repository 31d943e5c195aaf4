"""How the errors of this room say which name was meant and what there is to choose from."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LONGEST_LIST = 12
_LONGEST_QUOTE = 60


def quoted(text: str) -> str:
    """The text as an error quotes it: on one line, cut where it is long, without unprintable characters."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    if len(shown) > _LONGEST_QUOTE:
        shown = shown[: _LONGEST_QUOTE - 3] + "..."
    return f'"{shown}"'


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The most similar of the names, or None where none is similar."""
    if not any(char.isalnum() for char in name):
        return None
    found = difflib.get_close_matches(name[:_LONGEST_QUOTE].lower(), list(names), n=1, cutoff=0.6)
    return found[0] if found else None


def listed(names: Iterable[str]) -> str:
    """Names with commas; a long list is cut and counted."""
    every = list(names)
    if len(every) <= _LONGEST_LIST:
        return ", ".join(every)
    return ", ".join(every[:_LONGEST_LIST]) + f" and {len(every) - _LONGEST_LIST} more"


def did_you_mean(name: str, names: Iterable[str], what: str) -> str:
    """A sentence that mends a wrong name: the nearest of the names, else all there are."""
    every = list(names)
    if not every:
        return f"there are no {what} here"
    close = nearest(name, every)
    return f'write "{close}"' if close else f"the {what} are: {listed(every)}"
