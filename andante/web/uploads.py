"""What filers send in as files: looked at in memory, refused with the reason, and only then handed on.

Nothing here writes to a disk. A file is what its first bytes say, not what its name or header says. A folder
of `andante assess` comes as a ZIP archive; it is read under limits that hold whatever the archive claims of
itself.
"""

from __future__ import annotations

import io
import json
import math
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from andante.assessment.archives import UNREADABLE
from andante.errors import AndanteError, FilingError, Problem, ServiceError, Where
from andante.filing.load import parse_filing
from andante.filing.schema import Filing

MOST_MEMBERS = 64
MOST_BYTES = 64 << 20
"""Bytes of an archive when it is unpacked, all members together."""
MOST_RATIO = 200
"""Unpacked over packed bytes of a member beyond the first MiB: no document or table comes near it."""
LONGEST_NAME = 120
DEEPEST_JSON = 64
MOST_JSON = 32 << 20
CHUNK = 1 << 16
ASSESSMENT, FILING = "assessment.json", "filing.json"
PARTS = ("deployment", "impact", "plan", "filing", "decisions")
"""What an assessment.json of `andante assess` has at least."""

_NAME = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]{1,120}")
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
"""Strings whole, and brackets; a string without an end goes to the end of the text: one pass reads all."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class UploadError(ServiceError):
    """A file that was sent in is not taken. Nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class SentAssessment:
    """An assessment that was sent in. Of assessment.json, where it came, the SHA-256 and what it predicts.

    `predicted` is the plain form of `register.predicted.Prediction`.
    """

    filing: Filing
    sha256: str | None
    predicted: Mapping[str, object] | None
    files: tuple[str, ...]


def read_assessment(name: str, content: bytes) -> SentAssessment:
    """What `andante assess` wrote: the folder as ZIP, its assessment.json, or a filing alone (JSON or YAML).

    Raises UploadError for the file, FilingError for the filing in it, with every problem.
    """
    problems = name_problems(name)
    if problems:
        raise UploadError(problems)
    if not content:
        raise UploadError(_problem("The file is empty.", name, "", "Send the file again."))
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _from_folder(name, content)
    if PurePosixPath(name).suffix.lower() not in (".json", ".yaml", ".yml") or not _is_text(content):
        raise UploadError(_wrong_kind(name, "a ZIP of the folder that andante assess wrote, .json, .yaml"))
    data = _parsed(name, content) if name.lower().endswith(".json") else None
    if isinstance(data, dict) and "filing" in data:
        return SentAssessment(
            _filing_in(name, data), sha256(content).hexdigest(), _predicted(name, data), (name,)
        )
    return SentAssessment(parse_filing(content, name), None, None, (name,))


def name_problems(name: str) -> list[Problem]:
    """What is wrong with the name of a file: it is a path, or holds signs that a system gives a meaning."""
    plain = unicodedata.normalize("NFC", name)
    if "/" in name or "\\" in name or ".." in name or re.match(r"[A-Za-z]:", name):
        why = "A name with a path in it could point outside its folder."
    elif not _NAME.fullmatch(plain) or plain != plain.strip(" .") or _RESERVED.fullmatch(plain):
        why = f"Names have up to {LONGEST_NAME} letters, digits and plain signs."
    elif any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") for sign in plain):
        why = "It holds signs that are not seen, which make a name read otherwise than it is."
    else:
        return []
    return [
        Problem("This name of a file is not taken.", Where(field="name"), why, "Give the file a plain name.")
    ]


def unpack(name: str, content: bytes, most: int = MOST_BYTES) -> dict[str, bytes]:
    """The members of a ZIP archive by their path. UploadError for all that is wrong with it.

    Nothing larger than `most` bytes is ever held, and no more is unpacked than a member declares.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            problems = _archive_problems(name, members, most)
            if problems:
                raise UploadError(problems)
            return {each.filename: _member(name, archive, each) for each in members}
    except UNREADABLE:
        damaged = _problem(
            "The archive cannot be read.",
            name,
            "It is damaged or cut off.",
            "Make the ZIP again and send it.",
        )
        raise UploadError(damaged) from None


def _from_folder(name: str, content: bytes) -> SentAssessment:
    members = unpack(name, content)
    found: dict[str, bytes] = {}
    doubled = []
    for path, data in members.items():
        last = path.rsplit("/", 1)[-1]
        if last in (ASSESSMENT, FILING) and path.count("/") <= 1:
            doubled += [last] if last in found else []
            found[last] = data
    if doubled:
        raise UploadError(
            _problem(f"{doubled[0]} is in the archive twice.", name, "", "Send one assessment.")
        )
    if FILING not in found:
        raise UploadError(
            _problem(
                f"There is no {FILING} in the archive.",
                name,
                "andante assess writes it into the folder of the assessment.",
                "Make the ZIP of that folder as it is.",
            )
        )
    filing, files = parse_filing(found[FILING], FILING), tuple(sorted(members))
    if ASSESSMENT not in found:
        return SentAssessment(filing, None, None, files)
    assessment = _parsed(ASSESSMENT, found[ASSESSMENT])
    if (
        not isinstance(assessment, dict)
        or _filing_in(ASSESSMENT, assessment).canonical() != filing.canonical()
    ):
        raise UploadError(
            _problem(
                f"{FILING} and {ASSESSMENT} do not say the same.",
                name,
                "The filing was changed after the assessment, or the two are of different ones.",
                "Assess again and send that folder.",
            )
        )
    digest = sha256(found[ASSESSMENT]).hexdigest()
    return SentAssessment(filing, digest, _predicted(ASSESSMENT, assessment), files)


def _filing_in(name: str, data: dict[str, object]) -> Filing:
    missing = [part for part in PARTS if part not in data]
    filing = data.get("filing")
    if missing or not isinstance(filing, dict):
        raise UploadError(
            _problem(
                "This is no assessment.",
                name,
                f"It lacks {', '.join(missing) or 'a filing'}.",
                "Send the assessment.json that andante assess wrote.",
            )
        )
    from andante.filing.load import load_filing

    try:
        return load_filing({str(key): value for key, value in filing.items()})
    except FilingError as error:
        raise FilingError(
            Problem(each.what, Where(name, field=each.where.field), each.why, each.mend)
            for each in error.problems
        ) from None


def _predicted(name: str, data: Mapping[str, Any]) -> Mapping[str, object]:
    """What an assessment predicts, out of its data. UploadError for data that no assessment wrote."""
    from andante.assessment.deployment import Deployment
    from andante.assessment.findings import Impact, PlanRow
    from andante.register.plain import from_plain, to_plain
    from andante.register.predicted import predict

    try:
        plan = [from_plain(PlanRow, row) for row in data["plan"]]
        found = predict(from_plain(Deployment, data["deployment"]), from_plain(Impact, data["impact"]), plan)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, AndanteError):
        raise UploadError(
            _problem(
                "What this assessment predicts cannot be read.",
                name,
                "It was changed by hand, or written by another version of Andante.",
                "Assess again with this version and send the file as it was written.",
            )
        ) from None
    plain: Mapping[str, object] = to_plain(found)
    return plain


def _archive_problems(name: str, members: list[zipfile.ZipInfo], most: int) -> list[Problem]:
    problems = []
    if not members:
        problems.append(_problem("The archive is empty.", name))
    if len(members) > MOST_MEMBERS:
        problems.append(_problem(f"The archive has {len(members)} files, more than {MOST_MEMBERS}.", name))
    if sum(each.file_size for each in members) > most:
        problems.append(
            _problem(
                f"Unpacked, the archive has more than {most} bytes.",
                name,
                mend="Leave out what is not needed.",
            )
        )
    seen: set[str] = set()
    for each in members[:MOST_MEMBERS]:
        path = unicodedata.normalize("NFC", each.filename).casefold()
        if path in seen:
            problems.append(_problem("A path is in the archive twice.", name))
        seen.add(path)
        problems += _member_problems(name, each)
    return problems


def _member_problems(name: str, member: zipfile.ZipInfo) -> list[Problem]:
    parts = member.orig_filename.split("/")
    if len(parts) > 4 or any(name_problems(part) for part in parts):
        return [
            _problem(
                "A path in the archive is not taken.",
                name,
                "It is absolute, leads out of its folder, is very deep, or holds unusual signs.",
                "Make the ZIP of the folder that andante assess wrote.",
            )
        ]
    if member.flag_bits & 0x41:
        return [_problem("The archive is encrypted.", name, mend="Make the ZIP without a password.")]
    if member.external_attr >> 28 not in (0, 8):  # neither unset nor a regular file
        return [_problem("The archive holds a link or a device.", name, mend="Put the file itself into it.")]
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return [_problem("The archive is packed in an unusual way.", name, mend="Use a plain ZIP (deflate).")]
    if member.file_size > 1 << 20 and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        return [_problem("A file in the archive unpacks to far more than its packed size.", name)]
    return []


def _member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, never more than it declares."""
    parts, total = [], 0
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            total += len(chunk)
            if total > member.file_size:
                raise UploadError(_problem("A file in the archive is longer than it says.", name))
            parts.append(chunk)
    if total != member.file_size:
        raise UploadError(_problem("A file in the archive is shorter than it says.", name))
    return b"".join(parts)


def _parsed(name: str, content: bytes) -> object:
    """JSON read strictly: no doubled names, no NaN, no depth that a reader would choke on."""
    if len(content) > MOST_JSON:
        raise UploadError(_problem(f"The file has more than {MOST_JSON} bytes.", name))
    try:
        text = content.decode("utf-8-sig")
        if _depth(text) > DEEPEST_JSON:
            raise ValueError("it is nested too deeply")
        return json.loads(
            text, object_pairs_hook=_no_doubles, parse_float=_finite, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        where = Where(name, error.lineno, column=error.colno)
        raise UploadError(
            Problem("The file is no JSON.", where, mend="Send the file as it was written.")
        ) from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        why = "It is not UTF-8." if isinstance(error, UnicodeDecodeError) else f"{error}."
        raise UploadError(_problem("The file is no JSON that can be taken.", name, why)) from None


def _depth(text: str) -> int:
    """How deep brackets are nested, those in strings not counted."""
    deepest = depth = 0
    for found in _BRACKETS.finditer(text):
        sign = found[0]
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _finite(text: str) -> float:
    if math.isinf(value := float(text)):
        raise ValueError("a number is too large")
    return value


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is no number of JSON")


def _is_text(content: bytes) -> bool:
    """Whether it is text in UTF-8 (or the national encodings of tables) without control characters."""
    if any(byte < 32 and byte not in (9, 10, 13) for byte in content[:4096]):
        return False
    start = content[:512].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"#!", b"mz")):
        return False
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            content.decode("gb18030")
        except UnicodeDecodeError:
            return False
    return True


def _wrong_kind(name: str, taken: str) -> Problem:
    return _problem(
        "This kind of file is not taken.", name, f"Taken are: {taken}.", "Save it as one of these."
    )


def _problem(what: str, name: str, why: str = "", mend: str = "") -> Problem:
    return Problem(
        what, Where(file=name[:LONGEST_NAME]) if not name_problems(name) else Where(field="file"), why, mend
    )
