"""Sections `instruments` and `parameters`: numbers with a unit, dates, sources and tags."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from andante.policies.document import Node, Scalar
from andante.policies.instruments import INSTRUMENTS, InstrumentDefinition
from andante.policies.parameters import DatedParameter, DatedValue, DatedValues
from andante.policies.reading import Entry, Named, Reader, join_path
from andante.policies.units import PARAMETER_UNITS
from andante.policies.wording import did_you_mean, quoted


def read_instruments(reader: Reader, node: Node, at: Scalar) -> dict[str, DatedValues]:
    """Section `instruments`: names of the vocabulary, each with its unit and dated values."""
    found: dict[str, DatedValues] = {}
    for key, entry_node in reader.entries(node, at, "instruments", "names of instruments"):
        path = join_path("instruments", key.text)
        definition = INSTRUMENTS.get(key.text)
        if definition is None:
            reader.report(
                key,
                path,
                f"there is no instrument named {quoted(key.text)}",
                did_you_mean(key.text, INSTRUMENTS, "instruments"),
            )
            continue
        entry = reader.entry(entry_node, key, path, ("unit", "values"))
        if entry is None:
            continue
        unit = reader.text(entry, "unit")
        if unit is not None and unit != definition.unit:
            reader.report(
                entry.nodes["unit"],
                join_path(path, "unit"),
                f"the unit of {key.text} is {quoted(unit)}",
                f'write "{definition.unit}", and the values in it',
                "an instrument has one unit, so that policies can be compared",
            )
        values = _dated_values(reader, entry, definition)
        if values:
            found[key.text] = DatedValues(key.text, definition.unit, values)
    return found


def read_parameters(
    reader: Reader, node: Node, at: Scalar
) -> tuple[dict[str, DatedParameter], dict[str, Named]]:
    """Section `parameters`: numbers that rules use by name. Also returns where each name stands."""
    found: dict[str, DatedParameter] = {}
    places: dict[str, Named] = {}
    for key, entry_node in reader.entries(node, at, "parameters", "names of parameters"):
        path = join_path("parameters", key.text)
        if not reader.good_name(key, path):
            continue
        places[key.text] = Named(key, path)
        entry = reader.entry(entry_node, key, path, ("unit", "values"), ("title", "title_zh"))
        if entry is None:
            continue
        unit = reader.choice(entry, "unit", PARAMETER_UNITS, "units")
        title = reader.text(entry, "title") or key.text.replace("_", " ")
        title_zh = reader.text(entry, "title_zh") or ""
        low, high = PARAMETER_UNITS.get(unit or "", (float("-inf"), float("inf")))
        definition = InstrumentDefinition(key.text, unit or "", low, high, 0.0, title, title_zh, "")
        values = _dated_values(reader, entry, definition)
        if values:
            found[key.text] = DatedParameter(key.text, unit or "", title, values, title_zh)
    return found, places


def _dated_values(reader: Reader, entry: Entry, definition: InstrumentDefinition) -> tuple[DatedValue, ...]:
    """The dated values under `values`, in order of their start, without gap or overlap."""
    node = entry.nodes.get("values")
    if node is None:
        return ()
    path = join_path(entry.path, "values")
    table = reader.table(node, entry.at, path, "dates with their values")
    if table is None:
        return ()
    if not table.entries:
        reader.report(node, path, f"{path} is empty", "add a date with a value, a source and a tag")
    values: list[DatedValue] = []
    places: dict[date, Scalar] = {}
    for key, value_node in reader.named(table, path):
        value_path = join_path(path, key.text)
        start = reader.day(key, value_path)
        value_entry = reader.entry(value_node, key, value_path, ("value", "source", "tag"), ("until",))
        if value_entry is None:
            continue
        value = reader.number(
            value_entry, "value", definition.low, definition.high, definition.unit, definition.words
        )
        source = reader.text(value_entry, "source")
        tag = reader.tag(value_entry)
        until = _until(reader, value_entry, start)
        if start is None or value is None or source is None or tag is None:
            continue
        places[start] = key
        values.append(DatedValue(start, value, source, tag, key.file, key.line, until))
    values.sort(key=lambda value: value.start)
    _check_series(reader, values, places, path)
    return tuple(values)


def _until(reader: Reader, entry: Entry, start: date | None) -> date | None:
    node = entry.nodes.get("until")
    if not isinstance(node, Scalar):
        if node is not None:
            reader.report(node, join_path(entry.path, "until"), "until is not a date", "write YYYY-MM-DD")
        return None
    path = join_path(entry.path, "until")
    until = reader.day(node, path)
    if until is not None and start is not None and until <= start:
        reader.report(
            node,
            path,
            f"the value ends on {until.isoformat()}, not after its start on {start.isoformat()}",
            "write a later day: until is the first day on which the value no longer holds",
        )
        return None
    return until


def _check_series(reader: Reader, values: list[DatedValue], places: dict[date, Scalar], path: str) -> None:
    for earlier, later in pairwise(values):
        if earlier.until is None or earlier.until == later.start:
            continue
        start, until = later.start.isoformat(), earlier.until.isoformat()
        if earlier.until > later.start:
            what = f"two values hold from {start} to {until}"
            mend = (
                f"write until: {start} for the value of {earlier.start.isoformat()}, or leave its until out"
            )
        else:
            what = f"no value holds from {until} to {start}"
            mend = f"write until: {start}, or add a value that starts on {until}"
        reader.report(
            places[later.start], path, what, mend, "dated values follow each other without overlap or gap"
        )
