"""Read one filing from a YAML or JSON file, strictly: nothing is guessed, nothing is dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import yaml

from andante.errors import FilingError, Problem, Where
from andante.filing.fields import FIELDS, SCHEMA_VERSION, FilingKind, Value
from andante.filing.schema import Filing, kind_problems, value_problems

MAX_BYTES = 1_000_000
_MAX_EVENTS = 20_000
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_RESERVED = ("kind", "schema_version")
_SHAPE = "a filing is one mapping: kind, then one field a line"


def load_filing(source: str | Path | Mapping[str, object]) -> Filing:
    """The filing in a YAML or JSON file or a mapping: `kind`, optionally `schema_version`, and the fields.

    Raises FilingError with every problem: no such file, not YAML, duplicate or unknown keys, wrong types,
    values out of bounds, each with file and line.
    """
    if isinstance(source, Mapping):
        return _from_entries(dict(source), {}, None)
    path = Path(source)
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        where = Where(file=str(path))
        raise FilingError(
            Problem(f"cannot read the filing: {reason}", where, mend="give an existing file")
        ) from None
    return parse_filing(raw, str(path))


def parse_filing(raw: bytes, file: str) -> Filing:
    """The filing in the bytes of a YAML or JSON document; `file` is the name that errors give."""
    entries, lines = _read_mapping(raw, file)
    return _from_entries(entries, lines, file)


def _from_entries(entries: dict[str, object], lines: dict[str, int], file: str | None) -> Filing:
    def where(name: str) -> Where:
        return Where(file=file, line=lines.get(name), field=name)

    problems = []
    kind = entries.pop("kind", None)
    for problem in kind_problems(kind):
        problems.append(Problem(problem.what, where("kind"), problem.why, problem.mend))
    version = entries.pop("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION or isinstance(version, bool):
        problems.append(
            Problem(
                f"schema_version is {version!r}",
                where("schema_version"),
                f"this version reads schema version {SCHEMA_VERSION}",
                f"write the filing in schema version {SCHEMA_VERSION}",
            )
        )
    odd = [name for name in entries if not isinstance(name, str)]
    problems.extend(Problem(f"the key {name!r} is not a name", Where(file=file), mend=_SHAPE) for name in odd)
    if isinstance(kind, str) and kind in FIELDS:
        checked: FilingKind = "model" if kind == "model" else "deployment"
        values = {name: value for name, value in entries.items() if name not in odd}
        if file is None and not problems:  # a filing checks its values itself, and names the same places
            return Filing(checked, cast("dict[str, Value | None]", values))
        problems.extend(value_problems(checked, values, where))
        if not problems:
            return Filing(checked, {name: _as_value(value) for name, value in values.items()})
    raise FilingError(problems)


def _as_value(value: object) -> Value | None:
    assert value is None or isinstance(value, (bool, int, float, str))
    return value


def _read_mapping(raw: bytes, file: str) -> tuple[dict[str, object], dict[str, int]]:
    """Top-level entries and the line of each, from parser events alone: no tags, anchors or nesting."""
    where = Where(file=file)
    if len(raw) > MAX_BYTES:
        raise FilingError(Problem(f"the filing has more than {MAX_BYTES} bytes", where, mend=_SHAPE))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        place = Where(file=file, line=line)
        raise FilingError(
            Problem("the filing is not UTF-8 text", place, mend="save the file as UTF-8")
        ) from None
    try:
        scalars = _top_scalars(text, file)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Where(file=file, line=mark.line + 1 if mark else None)
        reason = (error.problem or "the text is not YAML").splitlines()[0]
        raise FilingError(Problem(f"not YAML: {reason}", place, mend=_SHAPE)) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else "unreadable"
        raise FilingError(Problem(f"not YAML: {reason}", where, mend=_SHAPE)) from None
    return _entries(scalars, file)


def _top_scalars(text: str, file: str) -> list[yaml.ScalarEvent]:
    """The scalars of the one flat mapping in the text, keys and values in turn."""
    scalars: list[yaml.ScalarEvent] = []
    mappings = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        line = event.start_mark.line + 1 if event.start_mark else None
        where = Where(file=file, line=line)
        if count > _MAX_EVENTS:
            raise FilingError(Problem("the filing has too many entries", where, mend=_SHAPE))
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if isinstance(event, yaml.MappingStartEvent):
            mappings += 1
        if documents > 1:
            raise FilingError(Problem("a second document", where, mend="one filing a file"))
        nested = isinstance(event, yaml.MappingStartEvent) and mappings > 1
        if nested or isinstance(event, (yaml.SequenceStartEvent, yaml.AliasEvent)):
            raise FilingError(Problem("a value is a list, a mapping or an alias", where, mend=_SHAPE))
        if isinstance(event, yaml.ScalarEvent):
            if mappings == 0:
                raise FilingError(Problem("the filing is not a mapping", where, mend=_SHAPE))
            if event.tag is not None or event.anchor is not None:
                raise FilingError(Problem("a tag or an anchor", where, mend="write plain values"))
            scalars.append(event)
    if mappings == 0:
        raise FilingError(Problem("the filing is empty", Where(file=file), mend=_SHAPE))
    return scalars


def _entries(scalars: list[yaml.ScalarEvent], file: str) -> tuple[dict[str, object], dict[str, int]]:
    entries: dict[str, object] = {}
    lines: dict[str, int] = {}
    problems = []
    for key, value in zip(scalars[::2], scalars[1::2], strict=True):
        name = str(key.value)
        line = key.start_mark.line + 1 if key.start_mark else 1
        if name in entries:
            where = Where(file=file, line=line, field=name)
            why = f"first given on line {lines[name]}"
            problems.append(Problem(f"{name} is given twice", where, why, "keep one of the two"))
            continue
        entries[name] = _plain(value)
        lines[name] = line
    if problems:
        raise FilingError(problems)
    return entries, lines


def _plain(event: yaml.ScalarEvent) -> object:
    """A scalar as written. Only true, false and decimal numbers are not text: `no` stays the text "no"."""
    text = str(event.value)
    if event.style is not None:
        return text
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _NUMBER.fullmatch(text):
        return int(text) if text.lstrip("+-").isdigit() and len(text) < 300 else float(text)
    return text
