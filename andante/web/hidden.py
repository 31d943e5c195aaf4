"""A secret that can be passed around without being printed."""

from __future__ import annotations


class Hidden:
    """A text that neither `repr` nor `str` shows. `reveal()` is the one way to read it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hidden) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Hidden()" if not self._text else "Hidden(...)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        """Never into a pickle."""
        raise TypeError("a secret is not written anywhere")
