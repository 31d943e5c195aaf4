"""Passwords of twelve characters and more that are guessed first: a small list of our own, and patterns.

Written by hand, from what people type when twelve characters are asked for; it is not taken from any breach.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce

_STEMS = (
    "password", "passwort", "motdepasse", "contrasena", "letmein", "welcome", "administrator", "admin",
    "iloveyou", "qwerty", "qwertyuiop", "qwertz", "azerty", "asdfghjkl", "zxcvbnm", "changeme", "default",
    "secret", "monkey", "dragon", "sunshine", "princess", "football", "baseball", "superman", "master",
    "trustno1", "whatever", "starwars", "computer", "internet", "hello", "test", "guest", "login", "abc",
    "woaini", "mima", "nihao", "zhongguo", "beijing", "shanghai", "register", "andante", "summer", "winter",
    "spring", "autumn", "january", "december", "company", "secure", "access", "root", "user", "demo",
)  # fmt: skip
"""What stays of a common password once digits and signs are taken away, and repetition is undone."""
_RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp",
)
_LOOKS_LIKE = str.maketrans("@4831!05$7", "aaeliiosst")
_STEM = re.compile(rf"(?:{'|'.join(sorted(_STEMS, key=len, reverse=True))})+")
_NUMBER = re.compile(r"\d{3,}")
_LEFT_OVER = 4
"""So many letters and digits beside common words are not enough."""


def is_common(password: str, personal: Iterable[str] = ()) -> bool:
    """Whether a password is among the first that anybody would try; `personal`: names, e-mail, ..."""
    small = password.casefold()
    letters = re.sub(r"[\W_]+", "", small)
    if len(set(letters)) <= 3 or _repeats(letters) or any(letters in run * 2 for run in _RUNS):
        return True
    own = [part for words in personal for part in re.split(r"[\W_]+", words.casefold()) if len(part) >= 4]
    bare = _NUMBER.sub(lambda found: " " if _is_plain_number(found.group()) else found.group(), small)
    plain = [letters, small.translate(_LOOKS_LIKE), bare, bare.translate(_LOOKS_LIKE)]
    return any(_left_over(text, own) <= _LEFT_OVER for text in plain)


def _left_over(text: str, own: list[str]) -> int:
    """Letters and digits that are neither part of a common word nor of what is known of the person."""
    rest = reduce(lambda left, word: left.replace(word, " "), own, text)
    return len(re.sub(r"[\W_]+", "", _STEM.sub(" ", rest)))


def _is_plain_number(digits: str) -> bool:
    """Whether digits are a year, one digit again and again, or neighbours on the keyboard."""
    year = len(digits) == 4 and digits[:2] in ("19", "20")
    return year or _repeats(digits) or any(digits in run for run in _RUNS)


def _repeats(text: str) -> bool:
    """Whether a text is a short one (up to four characters) written again and again."""
    return any(text == (text[:width] * len(text))[: len(text)] for width in range(1, 5))
