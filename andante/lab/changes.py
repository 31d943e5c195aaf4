"""Changes of the command line or of a scenario's `set:`: instruments of every policy, and assumptions.

A set instrument makes a variant of every named policy, so it enters the policy's hash; an assumption belongs
to the world and moves every line, the reference and no-further-adoption too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from andante.economy.parameters import definition
from andante.errors import AndanteError, PolicyError, Problem, ScenarioError, Where
from andante.lab.ranges import assumption_problems
from andante.lab.scenario import (
    COMMAND_LINE,
    EXPOSURE_ASSUMPTION,
    Assumption,
    InstrumentSetting,
    Scenario,
    number_text,
)
from andante.policies.instruments import INSTRUMENTS, InstrumentDefinition, instrument_definition
from andante.policies.load import apply_variant
from andante.policies.schema import Policy

SET, ASSUME = "--set", "--assume"


def read_changes(
    set_words: Sequence[str], assume_words: Sequence[str], economy: str
) -> tuple[tuple[InstrumentSetting, ...], tuple[Assumption, ...]]:
    """`NAME=VALUE` words of the command line as settings and assumptions.

    Raises ScenarioError with every problem of all of them: form, names, ranges, names given twice.
    """
    problems: list[Problem] = []
    settings = tuple(
        InstrumentSetting(name, _number_or_word(value), COMMAND_LINE, Where(field=f"{SET} {name}"))
        for name, value in _pairs(set_words, SET, problems)
    )
    assumptions = tuple(
        _assumption(name, value, problems) for name, value in _pairs(assume_words, ASSUME, problems)
    )
    problems += setting_problems(settings)
    named_badly = {problem.where for problem in problems}
    for each in assumptions:
        if each.where not in named_badly:
            problems += assumption_problems(each, economy)
    if problems:
        raise ScenarioError(problems)
    return settings, assumptions


def _pairs(words: Iterable[str], option: str, problems: list[Problem]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for word in words:
        name, sign, value = (part.strip() for part in word.partition("="))
        if not (name and sign and value):
            problems.append(
                Problem(f"{word!r} is not NAME=VALUE.", Where(field=option), mend=f"Write {option} NAME=0.5.")
            )
        elif name in found:
            problems.append(
                Problem(
                    f"{name} is given twice.", Where(field=f"{option} {name}"), mend="Keep one of the two."
                )
            )
        else:
            found[name] = value
    return list(found.items())


def _number_or_word(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _assumption(name: str, text: str, problems: list[Problem]) -> Assumption:
    where = Where(field=f"{ASSUME} {name}")
    value = _number_or_word(text) if name != EXPOSURE_ASSUMPTION else text
    try:
        unit = "" if name == EXPOSURE_ASSUMPTION else definition(name).unit
    except ScenarioError:
        return Assumption(name, 0.0, "", COMMAND_LINE, where)  # named by assumption_problems
    if isinstance(value, str) and name != EXPOSURE_ASSUMPTION:
        problems.append(Problem(f"{text!r} is not a number.", where, mend=f"Give {name} in {unit}."))
    return Assumption(name, value, unit, COMMAND_LINE, where)


def check_changes(scenario: Scenario) -> None:
    """Refuse the impossible among a scenario's settings and assumptions, all at once (ScenarioError)."""
    problems = setting_problems(scenario.settings)
    for assumption in scenario.assumptions:
        problems += assumption_problems(assumption, scenario.economy)
    if problems:
        raise ScenarioError(problems)


def setting_problems(settings: Iterable[InstrumentSetting]) -> list[Problem]:
    """Unknown names with the nearest ones, and values outside what the instrument allows."""
    problems: list[Problem] = []
    for setting in settings:
        try:
            about = instrument_definition(setting.name)
        except PolicyError as error:
            problems += [Problem(p.what, setting.where, p.why, p.mend) for p in error.problems]
            continue
        if not _allowed(about, setting.value):
            words = "".join(f", or the word {word}" for word in about.words)
            problems.append(
                Problem(
                    f"{setting.name} = {_shown(setting.value)} is not among the values it may take.",
                    setting.where,
                    f"{about.title}, in {about.unit}.",
                    f"Give a number from {about.low:g} to {about.high:g}{words}.",
                )
            )
    return problems


def _allowed(about: InstrumentDefinition, value: float | str) -> bool:
    if isinstance(value, str):
        return value in about.words
    return math.isfinite(value) and about.low <= value <= about.high


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else number_text(value)


def with_settings(policy: Policy, settings: Sequence[InstrumentSetting], from_month: str) -> Policy:
    """The policy with instruments set from the first month of the policies part on; others stay.

    All the dated values that the policy had for a set instrument go, so that the value holds to the end.
    Name and rules stay; title and hash say the change.
    """
    if not settings:
        return policy
    replaced = [s.name for s in settings if s.name in policy.instruments]
    titles = [(INSTRUMENTS[s.name], _shown(s.value)) for s in settings]
    variant: dict[str, object] = {
        "variant": policy.name,
        "title": "; ".join([policy.title, *(f"{about.title} {value}" for about, value in titles)]),
        "add": {"instruments": {s.name: _instrument(s, from_month) for s in settings}},
    }
    if policy.title_zh:
        variant["title_zh"] = "；".join(
            [policy.title_zh, *(f"{about.title_zh} {value}" for about, value in titles)]
        )
    if replaced:
        variant["remove"] = {"instruments": replaced}
    try:
        return apply_variant(policy, variant)
    except AndanteError as error:
        raise ScenarioError(error.problems) from None


def _instrument(setting: InstrumentSetting, from_month: str) -> dict[str, object]:
    value = {"value": setting.value, "source": setting.source, "tag": "A"}
    return {"unit": INSTRUMENTS[setting.name].unit, "values": {f"{from_month}-01": value}}
