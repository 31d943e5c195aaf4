"""How one cell of a roster is read: numbers as people write them, ages, dates, words. None: not understood.

Everything here is called once for each distinct text of a column, not for each row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache

from andante.assessment.roster import AGES
from andante.assessment.roster_columns import NOT_STATED, SCALES, TOTALS, WORDS

AGE_LOW, AGE_HIGH = 16.0, 100.0
_AGE_BOUNDS = ((16, 24), (25, 29), (30, 44), (45, 59), (60, 100))
_CURRENCY = r"(?:¥|￥|\$|€|£|₹|₩|us\$|rmb|cny|usd|eur|gbp|元|人民币)"
_UNITS = r"(?:元|人|名|岁|周岁|小时|工时|年|个月|h|hrs?|hours?|persons?|people|years?|yrs?)"
_LONGEST_NUMBER = 60
_DOT_GROUPS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
PLAIN = r"^\d+(?:\.\d+)?$"
"""A number in the form that needs no thought where the decimal mark of the file is a point."""


def tidy(text: str) -> str:
    """The text without spaces around it (full-width and no-break ones too), zero-width and control signs."""
    return re.sub(r"[\u200b\ufeff\x00-\x08\x0b-\x1f]", "", text).strip()


def is_blank(text: str) -> bool:
    """Whether a cell says that it says nothing."""
    return not text or text.lower() in NOT_STATED


def word_key(text: str) -> str:
    """A word without regard to case, width, hyphens and final points."""
    text = unicodedata.normalize("NFKC", text).lower()
    return " ".join(re.sub(r"[_\-'’().]+", " ", text).split())


@cache
def _meanings(column: str) -> dict[str, str]:
    return {
        word_key(word): value
        for value, words in WORDS[column].items()
        for word in (value, value.replace("_", " "), *words)
    }


def meaning_of(column: str, text: str) -> str | None:
    """The value of an enumeration (sex, contract, seniority, education) that a word stands for."""
    key = word_key(text)
    return _meanings(column).get(key) or _meanings(column).get(key.replace(" ", ""))


def is_total(text: str) -> bool:
    """Whether the text names a row that repeats the sum of others."""
    return word_key(text).strip(" :：*") in TOTALS


def decimal_mark(texts: Iterable[str]) -> str | None:
    """The decimal mark that the numbers of a column prove: "." or ","; None where none or both are proved."""
    proved = set()
    for text in texts:
        number = _bare(text[:_LONGEST_NUMBER])[0].lstrip("+-")
        for mark, other in ((",", "."), (".", ",")):
            # 1.234,5 and 12,5 and 1.234.567 have a decimal comma; 1,234 may have one or not.
            both = re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{other}\d{{3}})+\{mark}\d+", number)
            alone = re.fullmatch(rf"\d+\{mark}\d+", number) and not re.fullmatch(
                rf"[1-9]\d{{0,2}}\{mark}\d{{3}}", number
            )
            groups = re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{other}\d{{3}}){{2,}}", number)
            if both or alone or groups:
                proved.add(mark)
    return proved.pop() if len(proved) == 1 else None


def number_of(text: str, mark: str | None) -> float | None:
    """The number that a text writes, or None where it is none or could be two.

    Full-width digits, currency signs, units, 万, %, and thousands separators are understood. `mark` is the
    decimal mark of the column where it is known: without it "1,234" and "1.234" stay open.
    """
    number, factor = _bare(text[:_LONGEST_NUMBER])
    plain = _plain(number, mark)
    if plain is None or len(text) > _LONGEST_NUMBER:
        return None
    try:
        return float(plain) * factor
    except ValueError:
        return None


def _bare(text: str) -> tuple[str, float]:
    """The digits and marks of a number, and the factor of what stands around them."""
    text = unicodedata.normalize("NFKC", text).lower().strip().replace("−", "-")
    text = re.sub(rf"^([+-]?)\s*{_CURRENCY}\s*", r"\1", text)
    text = re.sub(rf"\s*{_CURRENCY}$", "", text)
    factor = 1.0
    if text.endswith("%"):
        text, factor = text[:-1].rstrip(), 0.01
    text = re.sub(rf"\s*{_UNITS}$", "", text)
    for word, scale in SCALES.items():
        if text.endswith(word):
            text, factor = text[: -len(word)].rstrip(), factor * scale
    return re.sub(rf"^([+-]?)\s*{_CURRENCY}\s*", r"\1", text), factor


def _plain(number: str, mark: str | None) -> str | None:
    """The number as Python writes one, or None."""
    sign = "-" if number.startswith("-") else ""
    number = number.lstrip("+-") if len(number) - len(number.lstrip("+-")) <= 1 else ""
    if re.fullmatch(r"\d{1,3}(?:[  '’]\d{3})+(?:[.,]\d+)?", number):
        number = re.sub(r"[  '’]", "", number)
        return sign + number.replace(",", ".")
    if re.fullmatch(r"\d+(?:e[+-]?\d{1,2})?|\d*\.?\d+e[+-]?\d{1,2}", number):
        return sign + number
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,}", number):
        return sign + number.replace(",", "")
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,}", number):
        return sign + number.replace(".", "").replace(",", ".")
    if _COMMA_GROUPS.fullmatch(number):
        return None if mark is None else sign + number.replace(",", "" if mark == "." else ".")
    if _DOT_GROUPS.fullmatch(number):
        return None if mark is None else sign + number.replace(".", "" if mark == "," else ".")
    if re.fullmatch(r"\d*[.,]\d+|\d+[.,]", number):
        return sign + number.replace(",", ".")
    return None


def band_of_age(age: float) -> str | None:
    """The age band of an age in years; None below 16 and above 100."""
    if not AGE_LOW <= age <= AGE_HIGH:
        return None
    return next(band for band, (_, high) in zip(AGES, _AGE_BOUNDS, strict=True) if age < high + 1)


def age_band(text: str) -> str | None:
    """The age band of an age or of a band of ages that lies within one; None otherwise."""
    text = unicodedata.normalize("NFKC", text[:_LONGEST_NUMBER]).lower().strip()
    text = re.sub(r"(周岁|岁|years? old|years?|yrs?|y)", "", text)
    text = re.sub(r"\s*(?:–|—|~|至|to|-)\s*", "-", text).strip()
    if re.fullmatch(r"\d{1,3}(\.\d+)?", text):
        return band_of_age(float(text))
    if found := re.fullmatch(r"(\d{1,3})-(\d{1,3})", text):
        low, high = int(found[1]), int(found[2])
    elif found := re.fullmatch(
        r"(?:>=|≥)?(\d{1,3})\s*(?:\+|及以上|以上|and over|and older|or over|or older)?", text
    ):
        low, high = int(found[1]), 100
    elif found := re.fullmatch(r"(?:<|under|below|less than)\s*(\d{1,3})|(\d{1,3})以下", text):
        low, high = 16, int(found[1] or found[2]) - 1
    else:
        return None
    for band, (first, last) in zip(AGES, _AGE_BOUNDS, strict=True):
        if first <= low <= high <= last or (band == AGES[0] and low >= 14 and low <= high <= last):
            return band
    return None


def date_of(text: str) -> date | None:
    """The day that a text writes with the year first, or None: 03/04/2020 could be two days."""
    text = unicodedata.normalize("NFKC", text).strip()
    found = re.match(r"^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?(?:[ T]\d{1,2}:.*)?$", text)
    found = found or re.match(r"^(\d{4})(\d{2})(\d{2})$", text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3] or 1))
        if late := re.match(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$", text):
            first, second, year = (int(part) for part in late.groups())
            if first == second or first > 12:
                return date(year, second, first)
            if second > 12:
                return date(year, first, second)
    except ValueError:
        return None
    return None


def date_of_serial(number: float, epoch: datetime) -> date | None:
    """The day that a spreadsheet counts as so many days from its epoch; None outside 1920 to 2200."""
    if not 0 < number < 120_000:
        return None
    day = (epoch + timedelta(days=number)).date()
    return day if 1920 <= day.year <= 2200 else None


def years_between(first: date, last: date) -> float:
    """Years from one day to another, in Gregorian years."""
    return (last - first).days / 365.2425
