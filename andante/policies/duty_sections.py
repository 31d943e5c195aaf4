"""Sections `procedures` and `conditions`: how a filing is handled, and what an approval can be tied to."""

from __future__ import annotations

from typing import Literal, cast

from andante.filing.conditions import EFFECTS, Condition, Effect, EffectKind
from andante.filing.outcomes import ProcedureName
from andante.policies.document import Node, Scalar
from andante.policies.duties import CADENCES, COMPARATORS, DUE, DUE_IN_WORDS, METRICS
from andante.policies.reading import Entry, Named, Reader, join_path
from andante.policies.schema import Procedure
from andante.policies.wording import did_you_mean, quoted

CHINESE = ("title_zh", "evidence_zh", "owner_zh", "consequence_zh")
"""What a condition says to people, in Chinese too."""


def read_procedures(reader: Reader, node: Node, at: Scalar) -> tuple[dict[str, Procedure], dict[str, Named]]:
    """Section `procedures`: how a filing is handled, by the names of the filing schema."""
    found: dict[str, Procedure] = {}
    places: dict[str, Named] = {}
    names = [name.value for name in ProcedureName]
    for key, entry_node in reader.entries(node, at, "procedures", "names of procedures"):
        path = join_path("procedures", key.text)
        if key.text not in names:
            reader.report(
                key,
                path,
                f"there is no procedure named {quoted(key.text)}",
                did_you_mean(key.text, names, "procedures"),
            )
            continue
        places[key.text] = Named(key, path)
        required = ("title", "who", "decision_working_days", "completeness_working_days", "on_expiry")
        entry = reader.entry(
            entry_node, key, path, (*required, "source", "tag"), ("erlang_stages", "title_zh", "who_zh")
        )
        if entry is None:
            continue
        title, who = reader.text(entry, "title"), reader.text(entry, "who")
        decision = reader.number(entry, "decision_working_days", 0, 2520, "working days")
        completeness = reader.number(entry, "completeness_working_days", 0, 252, "working days")
        expiry = reader.choice(entry, "on_expiry", ("accepted", "escalate"), "answers to an expired clock")
        stages = reader.number(entry, "erlang_stages", 1, 8, "stages", whole=True)
        source, tag = reader.text(entry, "source"), reader.tag(entry)
        if title and who and expiry and source and tag and decision is not None and completeness is not None:
            found[key.text] = Procedure(
                id=key.text,
                title=title,
                who=who,
                decision_working_days=decision,
                completeness_working_days=completeness,
                on_expiry=cast(Literal["accepted", "escalate"], expiry),
                source=source,
                tag=tag,
                erlang_stages=2 if stages is None else int(stages),
                title_zh=reader.text(entry, "title_zh") or "",
                who_zh=reader.text(entry, "who_zh") or "",
                file=key.file,
                line=key.line,
            )
    return found, places


def read_conditions(reader: Reader, node: Node, at: Scalar) -> tuple[dict[str, Condition], dict[str, Named]]:
    """Section `conditions`: duties with their effect, named once and used by rules."""
    found: dict[str, Condition] = {}
    places: dict[str, Named] = {}
    for key, entry_node in reader.entries(node, at, "conditions", "names of conditions"):
        path = join_path("conditions", key.text)
        if not reader.good_name(key, path):
            continue
        places[key.text] = Named(key, path)
        condition = _condition(reader, entry_node, key, path)
        if condition is not None:
            found[key.text] = condition
    return found, places


def _condition(reader: Reader, node: Node, key: Scalar, path: str) -> Condition | None:
    required = (
        "title",
        "metric",
        "comparator",
        "threshold",
        "unit",
        "evidence",
        "owner",
        "consequence",
        "effect",
    )
    entry = reader.entry(node, key, path, (*required, "source", "tag"), (*CHINESE, "cadence", "due"))
    if entry is None:
        return None
    title, metric_name = reader.text(entry, "title"), reader.choice(entry, "metric", METRICS, "metrics")
    comparator = reader.choice(entry, "comparator", COMPARATORS, "comparators")
    metric = METRICS.get(metric_name or "")
    unit = reader.text(entry, "unit")
    if metric is not None and unit is not None and unit != metric.unit:
        reader.report(
            entry.nodes["unit"],
            join_path(path, "unit"),
            f"the unit of {metric.name} is {quoted(unit)}",
            f'write "{metric.unit}", and the threshold in it',
        )
    threshold: float | bool | None
    if metric is not None and metric.type == "bool":
        word = reader.choice(entry, "threshold", ("true", "false"), "answers to a yes-or-no question")
        threshold = None if word is None else word == "true"
    else:
        top = 1.0 if metric is not None and metric.unit == "share" else 1e12
        threshold = reader.number(entry, "threshold", 0, top, unit or "")
    cadence, due = _when_checked(reader, entry)
    evidence, owner = reader.text(entry, "evidence"), reader.text(entry, "owner")
    consequence = reader.text(entry, "consequence")
    effect = _effect(reader, entry)
    source, tag = reader.text(entry, "source"), reader.tag(entry)
    texts = (title, metric_name, comparator, unit, evidence, owner, consequence, source, tag)
    if threshold is None or effect is None or any(text is None for text in texts):
        return None
    words = [text or "" for text in texts]
    return Condition(
        id=key.text,
        title=words[0],
        metric=words[1],
        comparator=words[2],
        threshold=threshold,
        unit=words[3],
        evidence=words[4],
        owner=words[5],
        consequence=words[6],
        effect=effect,
        source=words[7],
        tag=words[8],
        cadence=cadence,
        due=due,
        **{name: reader.text(entry, name) or "" for name in CHINESE},
    )


def _when_checked(reader: Reader, entry: Entry) -> tuple[str | None, str | None]:
    """Cadence or due date: exactly one of the two."""
    if entry.has("cadence") == entry.has("due"):
        joined = "and" if entry.has("due") else "nor"
        reader.report(
            entry.nodes.get("due", entry.at),
            entry.path,
            f"{entry.path} has {'both' if entry.has('due') else 'neither'} a cadence {joined} a due date",
            f"write either cadence: {', '.join(CADENCES)}; or due: {DUE_IN_WORDS}",
            "a duty is checked again and again, or once by a day",
        )
    cadence = reader.choice(entry, "cadence", CADENCES, "cadences")
    due = reader.text(entry, "due")
    if due is not None and not DUE.fullmatch(due):
        reader.report(
            entry.nodes["due"],
            join_path(entry.path, "due"),
            f"{quoted(due)} is no due date",
            f"write {DUE_IN_WORDS}",
        )
        due = None
    return cadence, due


def _effect(reader: Reader, condition: Entry) -> Effect | None:
    node = condition.nodes.get("effect")
    if node is None:
        return None
    path = join_path(condition.path, "effect")
    entry = reader.entry(node, condition.at, path, ("kind", "amount", "unit"), ("source", "tag"))
    if entry is None:
        return None
    word = reader.choice(entry, "kind", [kind.value for kind in EffectKind], "effects")
    kind = None if word is None else EffectKind(word)
    low, high, expected = (0.0, 1e12, None)
    if kind is not None:
        low, high, expected = EFFECTS[kind].low, EFFECTS[kind].high, EFFECTS[kind].unit
    unit = reader.text(entry, "unit")
    if unit is not None and expected is not None and unit != expected:
        reader.report(
            entry.nodes["unit"],
            join_path(path, "unit"),
            f"the unit of the effect {word} is {quoted(unit)}",
            f'write "{expected}", and the amount in it',
        )
    amount = reader.number(entry, "amount", low, high, expected or "")
    if kind is not None and amount == EFFECTS[kind].neutral:
        reader.report(
            entry.nodes["amount"],
            join_path(path, "amount"),
            f"the effect {word} with the amount {amount:g} changes nothing",
            f"write another amount from {low:g} to {high:g}, or delete the condition",
            "a condition without effect would look as if it did something",
        )
    source = reader.text(entry, "source") or ""
    tag = reader.tag(entry) or "A"
    if kind is None or amount is None or unit is None:
        return None
    return Effect(kind, amount, unit, source, tag)
