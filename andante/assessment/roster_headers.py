"""Which column of a file says what: names are recognised, an explicit mapping wins, nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from andante.assessment.roster_columns import (
    COLUMNS,
    CURRENCY_WORDS,
    DEFINITIONS,
    HOURS_COLUMNS,
    HOURS_NOUNS,
    PAY_COLUMNS,
    PAY_NOUNS,
    PERIODS,
    SCALES,
)
from andante.assessment.roster_identifiers import masked
from andante.errors import Problem, Where

_BRACKETS = re.compile(r"[(\[（【](.*?)[)\]）】]")
_FILLERS = frozenset(
    [
        "per",
        "a",
        "an",
        "in",
        "of",
        "the",
        "average",
        "avg",
        "mean",
        "usual",
        "gross",
        "base",
        "contract",
        "contractual",
        "contracted",
    ]
)
_CHINESE_FILLERS = ("每", "平均", "均", "税前", "应发", "基本", "合同", "约定", "人均", "标准", "实际")
_NO_UNIT = "no unit"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a column name says: our name for it (None: nothing we read) and what its cells are multiplied by.

    `unclear` is the noun where the name is that of pay or hours but no period is named.
    """

    name: str | None
    factor: float = 1.0
    unclear: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A column of the file that is read: our name, its place, and what its numbers are multiplied by."""

    name: str
    index: int
    header: str
    factor: float = 1.0


def normalised(text: str) -> str:
    """Lower case, half-width, words apart by one space, no punctuation but that of `o*net`."""
    text = unicodedata.normalize("NFKC", text).replace("\ufeff", "").lower()
    text = re.sub(r"[_\-./,:;#'’\"“”|]+", " ", text)
    return " ".join(text.split())


@cache
def _names() -> dict[str, str]:
    return {
        alias: each.name
        for each in COLUMNS
        for alias in (each.name.replace("_", " "), *each.english, *each.chinese)
    }


def recognise(header: str) -> Recognised:
    """What one column name says. Units stand in brackets, or among the words of the name."""
    half_width = unicodedata.normalize("NFKC", header)
    base = normalised(_BRACKETS.sub(" ", half_width))
    inside = " ".join(normalised(part) for part in _BRACKETS.findall(half_width))
    found = _names().get(base) or _names().get(base.replace(" ", ""))
    if found is not None and found not in FILLED_BY_UNIT:
        months = found == "tenure_years" and _period(inside) == "month"
        percent = found == "full_time_share" and ("%" in header or "percent" in base)
        return Recognised(found, 1 / 12 if months else 0.01 if percent else 1.0)
    return _measured(base, inside)


FILLED_BY_UNIT = frozenset(PAY_COLUMNS.values()) | frozenset(HOURS_COLUMNS.values())


def _measured(base: str, inside: str) -> Recognised:
    """Pay or hours: a noun and a period, in either order, and perhaps a scale and a currency."""
    words = [word for word in base.split() if word not in _FILLERS and word not in CURRENCY_WORDS]
    text = "".join(words)
    for filler in _CHINESE_FILLERS:
        text = text.replace(filler, "")
    text = re.sub(r"(万|千)?元$", r"\1", text)
    for nouns, columns, what in ((HOURS_NOUNS, HOURS_COLUMNS, "hours"), (PAY_NOUNS, PAY_COLUMNS, "pay")):
        for noun in sorted(nouns, key=len, reverse=True):
            compact = noun.replace(" ", "")
            if compact not in text:
                continue
            rest = text.replace(compact, "", 1)
            scale, rest = _scale(rest)
            outer, _ = _scale(inside) if what == "pay" else (1.0, inside)
            named = _period(inside)
            if what == "hours" and named == "hour":  # the unit, not the period
                named = None
            period = _whole_period(rest) if rest else named
            if rest and period is None:
                return Recognised(None)
            if period is not None and rest and named not in (None, period):
                return Recognised(None, unclear=what)
            if period is None or period not in columns:
                return Recognised(None, unclear=what)
            return Recognised(columns[period], scale * outer)
    return Recognised(None)


def _scale(text: str) -> tuple[float, str]:
    for word, factor in SCALES.items():
        if re.search(rf"(?<![a-z]){word}(?![a-z])" if word.isascii() else word, text):
            return factor, text.replace(word, "", 1)
    return 1.0, text


def _whole_period(text: str) -> str | None:
    for period, words in PERIODS.items():
        if text in words:
            return period
    return None


def _period(text: str) -> str | None:
    """The period that words inside brackets name: `元/月`, `USD a year`, `hours per week`."""
    parts = re.split(r"[\s/]+", text)
    found = {
        period
        for period, words in PERIODS.items()
        if any(part.lstrip("每") in words for part in parts if part)
    }
    if "hour" in found and len(found) == 2:  # `hours/week`
        found.discard("hour")
    return found.pop() if len(found) == 1 else None


def choose_columns(
    headers: Sequence[str], explicit: Mapping[str, str], file: str
) -> tuple[dict[str, Chosen], list[Problem], list[Problem]]:
    """The columns that are read, what stays open (problems), and what makes the file unusable.

    `explicit` maps our names to names of the file's columns; such a column is read as nothing else.
    """
    chosen: dict[str, Chosen] = {}
    problems: list[Problem] = []
    fatal = _check_mapping(headers, explicit, file)
    taken = set()
    for name, header in explicit.items():
        places = _places(headers, header)
        if name in DEFINITIONS and len(places) == 1:
            said = recognise(header)
            factor = said.factor if said.name == name or said.name is None else 1.0
            chosen[name] = Chosen(name, places[0], headers[places[0]], factor)
            taken.add(places[0])
    candidates: dict[str, list[Chosen]] = {}
    for index, header in enumerate(headers):
        if index in taken or not header.strip():
            continue
        said = recognise(header)
        if said.unclear:
            problems.append(_unclear(header, said.unclear, file))
        elif said.name is not None:
            candidates.setdefault(said.name, []).append(Chosen(said.name, index, header, said.factor))
    for name, columns in candidates.items():
        if name in chosen:
            continue
        if len(columns) == 1:
            chosen[name] = columns[0]
        else:
            (fatal if name in ("title", "code") else problems).append(_several(name, columns, file))
    problems += _drop_rivals(chosen, explicit, file)
    return chosen, problems, fatal


def _drop_rivals(chosen: dict[str, Chosen], explicit: Mapping[str, str], file: str) -> list[Problem]:
    """Two columns that would fill the same figure: the one that was mapped is read, else none is."""
    problems = []
    for fills in ("weekly_hours", "annual_pay", "age", "tenure_years"):
        rivals = [each for name, each in chosen.items() if DEFINITIONS[name].fills == fills]
        mapped = [each for each in rivals if each.name in explicit]
        if len(rivals) < 2:
            continue
        keep = mapped if len(mapped) == 1 else []
        for each in rivals:
            if each not in keep:
                del chosen[each.name]
        if not keep:
            problems.append(_several(fills, rivals, file))
    return problems


def _check_mapping(headers: Sequence[str], explicit: Mapping[str, str], file: str) -> list[Problem]:
    problems = []
    for name, header in explicit.items():
        if name not in DEFINITIONS:
            problems.append(
                Problem(
                    f'"{name}" is not something that a column of a roster can say',
                    Where(file, field=name),
                    mend=f"map one of: {', '.join(DEFINITIONS)}",
                )
            )
        if not (places := _places(headers, header)):
            problems.append(
                Problem(
                    f"there is no column {masked(header)}, which is mapped to {name}",
                    Where(file, field=name),
                    mend=f"write the name of a column as the file has it: {listed_headers(headers)}",
                )
            )
        elif len(places) > 1:
            problems.append(
                Problem(
                    f"{len(places)} columns are named {masked(header)}",
                    Where(file, field=name),
                    mend="give each column a name of its own",
                )
            )
    indexes = [place for header in explicit.values() for place in _places(headers, header)]
    if len(set(indexes)) < len(indexes):
        problems.append(
            Problem(
                "one column is mapped to two things", Where(file), mend="map every column to one thing only"
            )
        )
    return problems


def _places(headers: Sequence[str], header: str) -> list[int]:
    """Where the header stands: as written, else without regard to case, width and spaces."""
    exact = [index for index, each in enumerate(headers) if each.strip() == header.strip()]
    return exact or [
        index for index, each in enumerate(headers) if each and normalised(each) == normalised(header)
    ]


def _unclear(header: str, what: str, file: str) -> Problem:
    columns = PAY_COLUMNS if what == "pay" else HOURS_COLUMNS
    return Problem(
        f"the column {masked(header)} gives {what}, but not for which period; it is not read",
        Where(file, field=header.strip()),
        mend="write the period into the name, or say it: "
        + " or ".join(f"--column {name}=NAME" for name in columns.values()),
    )


def _several(name: str, columns: Sequence[Chosen], file: str) -> Problem:
    written = ", ".join(masked(each.header) for each in columns)
    return Problem(
        f"{len(columns)} columns could be the {name.replace('_', ' ')}: {written}; none of them is read",
        Where(file, field=name),
        mend=f"say which one to read (--column {columns[0].name}=NAME), or remove the others",
    )


def listed_headers(headers: Sequence[str]) -> str:
    """The names of a file's columns as a message shows them."""
    shown = [masked(header) for header in headers if header.strip()]
    return ", ".join(shown[:20]) + (f" and {len(shown) - 20} more" if len(shown) > 20 else "")


def find_header(rows: Sequence[Sequence[str]], explicit: Mapping[str, str]) -> tuple[int, list[str]] | None:
    """The index of the last line of column names among the first rows, and the names.

    It is the row that names most of what a roster has; of names on two lines (merged cells above), both.
    None where no row names a title or code, by its own names or the mapping's.
    """
    best: tuple[int, int, list[str]] | None = None
    wanted = {normalised(header) for header in explicit.values()}
    for index, row in enumerate(rows[:30]):
        options = [(index, list(row))]
        if index + 1 < len(rows) and not any(re.search(r"\d", cell) for cell in rows[index + 1]):
            options.append((index + 1, _merged(row, rows[index + 1])))
        for last, names in options:
            found = _score(names, wanted)
            if found and (best is None or found > best[0]):
                best = (found, last, names)
    return None if best is None else (best[1], best[2])


def _merged(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Names on two lines: the lower one, under the upper where it says nothing alone."""
    names, above = [], ""
    for index in range(max(len(upper), len(lower))):
        top = upper[index].strip() if index < len(upper) else ""
        bottom = lower[index].strip() if index < len(lower) else ""
        above = top or (above if bottom else "")
        together = f"{above} {bottom}".strip()
        alone = recognise(bottom)
        names.append(bottom if bottom and (alone.name or recognise(together).name is None) else together)
    return names


def _score(names: Sequence[str], wanted: set[str]) -> int:
    said = [recognise(name) for name in names]
    mapped = sum(bool(name.strip()) and normalised(name) in wanted for name in names)
    if not mapped and not any(each.name in ("title", "code") for each in said):
        return 0
    return mapped + len({each.name for each in said if each.name})
