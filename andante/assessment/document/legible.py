"""Text that every format can hold: what no page may contain is taken out, and long text is cut openly."""

from __future__ import annotations

import re

# Control characters, lone surrogates and the two non-characters: neither XML nor UTF-8 holds them.
_ILLEGIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT = "\ufffd"
_FIRST_WIDE = "\u1100"


def legible(text: str) -> str:
    """The text with every character that no document may hold shown as a replacement character."""
    return _ILLEGIBLE.sub(REPLACEMENT, text)


def shortened(text: str, most: int, rest: str) -> str:
    """The text if it is at most `most` wide, else its beginning with an ellipsis and the words `rest`.

    A Chinese character is as wide as two letters. A word is not cut unless it fills the line alone.
    """
    plain = " ".join(text.split())
    if width(plain) <= most:
        return plain
    begun, taken = "", 0
    for character in plain:
        taken += width(character)
        if taken > most:
            break
        begun += character
    at_word = begun.rpartition(" ")[0]
    return f"{at_word if 2 * len(at_word) > len(begun) else begun}… {rest}"


def width(text: str) -> int:
    """How wide a text is, in letters."""
    return sum(2 if character >= _FIRST_WIDE else 1 for character in text)
