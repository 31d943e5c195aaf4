"""Reads a scenario file: strict YAML; every problem names file, line, what is wrong and how to mend it.

scenario: china-slow-absorption
title: China when laid-off people wait longer
economy: china
from: 2026-01
months: 120
reference: market-led
policies: [market-led, controlled-innovation, my-variant.yaml]
assumptions:
  absorption_months: {value: 60, unit: months, source: "the state-enterprise lay-offs of 1998-2002"}
set:
  automation_tax.rate: {value: 0.1, source: "a proposal to weigh"}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import yaml

from andante.errors import Problem, ScenarioError, Where
from andante.lab.scenario import Assumption, InstrumentSetting, Scenario, default_name

KEYS = (
    "scenario",
    "title",
    "economy",
    "policies",
    "reference",
    "from",
    "months",
    "method",
    "seed",
    "scale",
    "detail",
    "ranges",
    "assumptions",
    "set",
    "chips",
    "competitor",
    "competitor_policy",
)
ASSUMPTION_KEYS = ("value", "unit", "source")
SETTING_KEYS = ("value", "source")
LARGEST_FILE = 1_000_000


def load_scenario(path: str | Path) -> Scenario:
    """Read one scenario file. Raises ScenarioError with all the problems found in it."""
    file = Path(path)
    reader = _Reader(str(path))
    root = _compose(file, str(path))
    values = reader.mapping(root, KEYS, "the scenario")
    policies = _policies(reader, values.get("policies"), file.parent)
    assumptions = tuple(_assumptions(reader, values.get("assumptions")))
    if "policies" not in values:
        reader.say(root, "The scenario names no policies.", 'Add a line like "policies: [market-led, ...]".')
    places = {key: reader.where(node, key) for key, node in values.items()}
    economy = reader.text(values, "economy", Scenario.economy)
    reference = reader.text(values, "reference", "") or None
    fields = {
        "economy": economy,
        "policies": policies if policies or "policies" in values else Scenario.policies,
        "reference": _as_named(reference, file.parent) if reference else None,
        "from_month": reader.text(values, "from", Scenario.from_month),
        "months": reader.integer(values, "months", Scenario.months),
        "method": reader.text(values, "method", Scenario.method),
        "seed": reader.integer(values, "seed", Scenario.seed),
        "scale": reader.number(values, "scale", Scenario.scale),
        "detail": reader.text(values, "detail", Scenario.detail),
        "ranges": reader.boolean(values, "ranges", Scenario.ranges),
        "assumptions": assumptions,
        "settings": tuple(_settings(reader, values.get("set"))),
        "chips": _as_named(reader.text(values, "chips", Scenario.chips), file.parent),
        "competitor": reader.text(values, "competitor", Scenario.competitor),
        "competitor_policy": _as_named(
            reader.text(values, "competitor_policy", Scenario.competitor_policy), file.parent
        ),
        "name": reader.text(values, "scenario", "") or default_name(policies, economy),
        "title": reader.text(values, "title", ""),
        "file": str(path),
        "places": places,
    }
    try:
        scenario = Scenario(**fields)  # type: ignore[arg-type]  # each field was read as its own type above
    except ScenarioError as error:
        raise ScenarioError([*reader.problems, *error.problems]) from None
    if reader.problems:
        raise ScenarioError(reader.problems)
    return scenario


def _compose(file: Path, shown: str) -> yaml.Node:
    try:
        if file.is_dir():
            raise IsADirectoryError("it is a folder")
        if file.stat().st_size > LARGEST_FILE:
            raise OSError("it is larger than 1 MB")
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        problem = Problem(
            "The scenario file cannot be read.", Where(shown), reason, "Give the path of a YAML text file."
        )
        raise ScenarioError(problem) from None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        why = " ".join(str(getattr(error, "problem", None) or error).split())
        problem = Problem(
            "The file is not valid YAML.", Where(shown, line), why, "Mend the spelling at that line."
        )
        raise ScenarioError(problem) from None
    if root is None:
        raise ScenarioError(
            Problem("The scenario file is empty.", Where(shown, 1), mend="Write at least a `policies:` line.")
        )
    return root


def _as_named(policy: str, folder: Path) -> str:
    """A path beside the scenario file is meant from the file's own folder, a bare name from the library."""
    is_path = policy.endswith((".yaml", ".yml")) or "/" in policy
    return str(folder / policy) if is_path and not Path(policy).is_absolute() else policy


def _policies(reader: _Reader, node: yaml.Node | None, folder: Path) -> tuple[str, ...]:
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        reader.say(
            node, "`policies` is not a list.", 'Write "policies: [market-led, controlled-innovation]".'
        )
        return ()
    names = [reader.scalar(item, "a policy name") for item in node.value]
    return tuple(_as_named(name, folder) for name in names if name)


def _assumptions(reader: _Reader, node: yaml.Node | None) -> Iterator[Assumption]:
    for name, values, source, where in _sourced(reader, node, "assumptions", ASSUMPTION_KEYS):
        value: float | str = (
            reader.text(values, "value", "") if name == "exposure" else reader.number(values, "value", 0.0)
        )
        yield Assumption(name, value, reader.text(values, "unit", ""), source, where)


def _settings(reader: _Reader, node: yaml.Node | None) -> Iterator[InstrumentSetting]:
    """Instruments set in every named policy. A value is a number, or a word such as unlimited."""
    for name, values, source, where in _sourced(reader, node, "set", SETTING_KEYS):
        text = reader.text(values, "value", "0")
        try:
            value: float | str = float(text)
        except ValueError:
            value = text
        yield InstrumentSetting(name, value, source, where)


def _sourced(
    reader: _Reader, node: yaml.Node | None, section: str, keys: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, yaml.Node], str, Where]]:
    """The entries of a section: name, values by key, source and place; problems of keys and sources said."""
    if node is None:
        return
    kind = {"assumptions": "assumption", "set": "instrument"}[section]
    for name, entry in reader.mapping(node, None, f"`{section}`").items():
        values = reader.mapping(entry, keys, f"{kind} {name!r}")
        for key in keys:
            if key not in values:
                reader.say(
                    entry,
                    f"{kind.capitalize()} {name!r} has no {key}.",
                    f'Write "{name}: {{{", ".join(f"{each}: ..." for each in keys)}}}".',
                    "A figure without its source cannot be weighed by a reader.",
                )
        source = reader.text(values, "source", "")
        if "source" in values and not source.strip():
            reader.say(values["source"], f"The source of {kind} {name!r} is empty.", "Say where it is from.")
        yield name, values, source, reader.where(entry, name)


@dataclass
class _Reader:
    """Walks YAML nodes and collects every problem with its line."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def where(self, node: yaml.Node, key: str | None = None) -> Where:
        return Where(self.file, node.start_mark.line + 1, field=key)

    def say(self, node: yaml.Node, what: str, mend: str, why: str = "") -> None:
        self.problems.append(Problem(what, self.where(node), why, mend))

    def mapping(self, node: yaml.Node, allowed: tuple[str, ...] | None, what: str) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.say(node, f"{what} is not a mapping of keys to values.", "Write `key: value` lines.")
            return {}
        entries: dict[str, yaml.Node] = {}
        for key_node, value_node in node.value:
            key = self.scalar(key_node, "a key")
            if key in entries:
                first = entries[key].start_mark.line + 1
                self.say(
                    key_node, f"Duplicate key {key!r} (first on line {first}).", "Keep one of the two lines."
                )
            elif allowed is not None and key not in allowed:
                near = get_close_matches(key, allowed, 1)
                meant = f"Did you mean {near[0]!r}? " if near else ""
                self.say(key_node, f"Unknown key {key!r} in {what}.", f"{meant}Known: {', '.join(allowed)}.")
            elif key:
                entries[key] = value_node
        return entries

    def scalar(self, node: yaml.Node, what: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:null":
            self.say(node, f"Here {what} is expected.", "Write one word or number.")
            return ""
        return str(node.value)

    def text(self, values: dict[str, yaml.Node], key: str, default: str) -> str:
        return self.scalar(values[key], f"a text for `{key}`") if key in values else default

    def integer(self, values: dict[str, yaml.Node], key: str, default: int) -> int:
        if key not in values:
            return default
        word = self.scalar(values[key], f"a whole number for `{key}`")
        try:
            return int(word)
        except ValueError:
            self.say(values[key], f"`{key}` is not a whole number: {word!r}.", "Write digits only.")
            return default

    def number(self, values: dict[str, yaml.Node], key: str, default: float) -> float:
        if key not in values:
            return default
        word = self.scalar(values[key], f"a number for `{key}`")
        try:
            number = float(word)
        except ValueError:
            number = float("nan")
        if number != number or number in (float("inf"), float("-inf")):
            self.say(values[key], f"`{key}` is not a number: {word!r}.", "Write a decimal number.")
            return default
        return number

    def boolean(self, values: dict[str, yaml.Node], key: str, default: bool) -> bool:
        if key not in values:
            return default
        word = self.scalar(values[key], f"true or false for `{key}`")
        if word not in ("true", "false"):
            self.say(values[key], f"`{key}` is neither true nor false: {word!r}.", "Write true or false.")
        return word == "true"
