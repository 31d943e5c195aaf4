"""The review file: titles too uncertain to count, for a person to decide and feed back.

CSV in UTF-8 with a byte-order mark, so that spreadsheet programs open it right; they may save it in GBK or
with semicolons or tabs, and it is still read. The person fills the column `choice`: an ISCO-08 code of two to
four digits, "ok" for the proposal, "-" for no occupation; what is left empty stays in review.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from andante.assessment.coding_codes import CodeBook, load_code_book
from andante.assessment.coding_results import NO_OCCUPATION
from andante.assessment.findings import SMALLEST_GROUP, Match
from andante.errors import AssessmentError, Problem, Where

COLUMNS = (
    "title",
    "headcount",
    "proposed_code",
    "occupation",
    "occupation_zh",
    "confidence",
    "reason",
    "reason_zh",
    "alternatives",
    "choice",
)
ACCEPTED = ("ok", "yes", "y", "是", "同意", "可")
"""What a person writes to take the proposal."""
_GUARDED = ("=", "+", "-", "@", "\t", "\r")


def write_review(matches: Iterable[Match], path: Path) -> int:
    """Write the matches that are for review, the largest headcount first; return how many.

    Raises `AssessmentError` if the file cannot be written.
    """
    chosen = for_review(matches)
    try:
        path.write_bytes(review_bytes(chosen))
    except OSError as error:
        raise AssessmentError(
            Problem("the review file cannot be written", Where(file=str(path)), str(error))
        ) from error
    return len(chosen)


def for_review(matches: Iterable[Match]) -> list[Match]:
    """The matches that are for review, the largest headcount first."""
    return sorted(
        (match for match in matches if match.status == "review"),
        key=lambda match: (-match.headcount, match.title),
    )


def review_bytes(matches: Iterable[Match]) -> bytes:
    """The review file of these matches; a title of too few people stands without their number."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_row(match) for match in for_review(matches))
    return text.getvalue().encode("utf-8-sig", errors="replace")


def _persons(headcount: float) -> str:
    return f"{headcount:g}" if headcount >= SMALLEST_GROUP else f"<{SMALLEST_GROUP}"


def _row(match: Match) -> tuple[str, ...]:
    alternatives = "; ".join(f"{code} {title} ({share:.0%})" for code, title, share in match.alternatives)
    cells = (
        match.title,
        _persons(match.headcount),
        match.isco or "",
        match.isco_title,
        match.isco_title_zh,
        f"{match.confidence:.2f}",
        match.reason,
        match.reason_zh,
        alternatives,
        "",
    )
    return tuple(_guarded(cell) for cell in cells)


def _guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: with an apostrophe, which reading takes off."""
    return f"'{cell}" if cell.startswith((*_GUARDED, "'")) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_GUARDED, "'")) else cell


def read_review(path: Path, codes: CodeBook | None = None) -> Mapping[str, str]:
    """Return title -> ISCO-08 code or "-" for every title that a person decided.

    Raises `AssessmentError` with all problems at once: no readable file, missing columns, codes that do not
    exist, a title decided in two ways.
    """
    rows = _rows(path)
    header = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in ("title", "choice") if name not in header]
    if missing:
        raise AssessmentError(
            Problem(
                f"the review file has no column {name!r}",
                Where(file=str(path), line=1),
                mend=f"Keep the first line as it was written: {', '.join(COLUMNS)}.",
            )
            for name in missing
        )
    book = codes or load_code_book()
    chosen: dict[str, str] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(header, row, strict=False))
        title, choice = _unguarded(cells.get("title", "")), _unguarded(cells.get("choice", "").strip())
        if not choice:
            continue
        where = Where(file=str(path), row=number, field="choice")
        code = _decided(choice, cells.get("proposed_code", "").strip(), book, where, problems)
        if code is None:
            continue
        if chosen.setdefault(title, code) != code:
            problems.append(
                Problem(
                    f"the title {title[:60]!r} is decided in two ways: {chosen[title]} and {code}",
                    where,
                    mend="Decide it once.",
                )
            )
    if problems:
        raise AssessmentError(problems)
    return chosen


def _decided(choice: str, proposed: str, book: CodeBook, where: Where, problems: list[Problem]) -> str | None:
    """The code that a choice stands for; None, and a problem added, where it is none."""
    if choice in (NO_OCCUPATION, "–", "—", "－"):
        return NO_OCCUPATION
    asked = proposed if choice.casefold() in ACCEPTED else choice
    reading = book.read(asked) if asked else None
    if reading is not None and reading.isco:
        return reading.isco
    problems.append(
        Problem(
            f"the choice {choice[:60]!r} is no usable code" if asked else "there is no proposal to accept",
            where,
            reading.reason if reading is not None else "The column proposed_code is empty in this row.",
            f"Write an ISCO-08 code of two to four digits, or {NO_OCCUPATION} for no occupation.",
        )
    )
    return None


def _rows(path: Path) -> Sequence[list[str]]:
    """The rows of a delimited text file in UTF-8 or GBK, whatever separates its columns."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AssessmentError(
            Problem("the review file cannot be read", Where(file=str(path)), str(error))
        ) from error
    text = _decoded(data, path)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise AssessmentError(
            Problem("the review file is no readable table", Where(file=str(path)), str(error))
        ) from error


def _decoded(data: bytes, path: Path) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssessmentError(
        Problem(
            "the review file is neither UTF-8 nor GBK text",
            Where(file=str(path)),
            mend="Save it as CSV (UTF-8) and give it again.",
        )
    )
