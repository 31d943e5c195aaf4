"""Appendix, parts: what each part of a policy adds (waterfalls that sum), and what their order changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from andante.lab.comparison import DecompositionStep
from andante.lab.contributions import rounded_to_sum
from andante.lab.report.charts.waterfall import Step, waterfall_chart
from andante.lab.report.measures import AxisUnit, axis_unit
from andante.lab.report.naming import capital, in_sentence
from andante.lab.report.numbers import number
from andante.lab.report.sentences import headline_policy
from andante.lab.report.timeline import name_on_chart
from andante.lab.report.view import Desk, Figure, Section, Table

MOST_POLICIES = 3
FINE, COARSE = 2, 1  # decimals of points and per cent; of millions of full-time equivalents


def decomposition_section(desk: Desk) -> Section | None:
    """One figure a measure; None where the results hold no decomposition."""
    held = [name for name in desk.others if desk.comparison.decomposition.get(name)]
    if not held:
        return None
    say = desk.say
    # The policy of the headline comes first: the findings speak of it.
    first = headline_policy(desk.comparison)
    held.sort(key=lambda name: name != first)
    measures = list(dict.fromkeys(step.measure for step in desk.comparison.decomposition[held[0]]))
    lead = say("decomposition.lead", reference=in_sentence(desk.reference, say.language))
    order = _order_words(desk, held, measures[0])
    figures = tuple(_figure(desk, measure, held) for measure in measures)
    return Section(
        "decomposition", say("decomposition"), (lead, *order), figures, notes=(say("decomposition.method"),)
    )


@dataclass(frozen=True, slots=True)
class _Printed:
    """The steps of one measure of one policy, rounded so that they sum as printed."""

    steps: tuple[DecompositionStep, ...]
    parts: tuple[float, ...]
    total: float
    decimals: int
    unit: AxisUnit

    def show(self, value: float, scaled: bool = False) -> str:
        """A figure in the unit of the axis; `scaled`: it is in that unit already."""
        text = number(value if scaled else self.unit.factor * value, self.decimals, signed=True)
        return text if self.unit.grouped else text.replace(",", "")


def _printed(desk: Desk, policy: str, measure: str, unit: AxisUnit) -> _Printed:
    steps = tuple(
        step for step in desk.comparison.decomposition[policy] if step.measure == measure and step.acts
    )
    decimals = COARSE if measure == "automated_work" else FINE
    total = unit.factor * sum(step.contribution for step in steps)
    terms = {step.group: unit.factor * step.contribution for step in steps}
    rounded, whole = rounded_to_sum(terms, total, decimals)
    return _Printed(steps, tuple(rounded[step.group] for step in steps), whole, decimals, unit)


def _unit(desk: Desk, measure: str, held: Sequence[str]) -> AxisUnit:
    every = [step for name in held for step in desk.comparison.decomposition[name] if step.measure == measure]
    return axis_unit(measure, [step.after - every[0].before for step in every], desk.say)


def _figure(desk: Desk, measure: str, held: Sequence[str]) -> Figure:
    say = desk.say
    unit = _unit(desk, measure, held)
    printed = {name: _printed(desk, name, measure, unit) for name in held}
    pictures = tuple(_picture(desk, measure, name, printed[name]) for name in held[:MOST_POLICIES])
    reference = in_sentence(desk.reference, say.language)
    return Figure(
        f"decomposition-{measure.replace('_', '-')}",
        _finding(desk, measure, held[0], printed[held[0]]),
        say("decomposition.describe", reference=reference),
        pictures,
        _table(desk, printed),
    )


def _picture(desk: Desk, measure: str, policy: str, printed: _Printed) -> str:
    say = desk.say
    steps = [
        Step(say(f"decomposition.{step.group}"), part)
        for step, part in zip(printed.steps, printed.parts, strict=True)
    ]
    steps.append(Step(say("decomposition.total"), printed.total, total=True))
    return waterfall_chart(
        say(
            "decomposition.title",
            policy=desk.names[policy],
            reference=in_sentence(desk.reference, say.language),
        ),
        say(
            "decomposition.subtitle",
            measure=say.or_else(f"measure.{measure}", measure),
            unit=printed.unit.title,
        ),
        desk.foot,
        steps,
        lambda value: printed.show(value, scaled=True),
        printed.unit.tick,
    )


def _finding(desk: Desk, measure: str, policy: str, printed: _Printed) -> str:
    say = desk.say
    slots = {
        "measure": say.or_else(f"measure.{measure}", measure),
        "policy": in_sentence(desk.names[policy], say.language),
    }
    sign = 1 if printed.total > 0 else -1
    parts = zip(printed.steps, printed.parts, strict=True)
    step, part = max(parts, key=lambda each: sign * each[0].contribution, default=(None, 0.0))
    if step is None or printed.total * part <= 0:
        return say("decomposition.finding.none", **slots)
    return say(
        "decomposition.finding",
        **slots,
        group=say(f"decomposition.{step.group}"),
        part=printed.show(part, scaled=True),
        total=printed.show(printed.total, scaled=True) + _after(desk, measure, printed.unit),
    )


def _after(desk: Desk, measure: str, unit: AxisUnit) -> str:
    """What stands behind a figure in a sentence: its unit, with the space it needs."""
    key = f"decomposition.unit.{measure}"
    if desk.say.known(key):
        return desk.say(key)
    return unit.title if desk.say.language == "zh" else f" {unit.title}"


def _table(desk: Desk, printed: dict[str, _Printed]) -> Table:
    say = desk.say
    columns = tuple(
        say(key)
        for key in (
            "column.policy",
            "decomposition.group",
            "decomposition.step",
            "decomposition.first",
            "decomposition.last",
        )
    )
    rows = []
    for policy, each in printed.items():
        name = name_on_chart(desk, policy)
        for step, part in zip(each.steps, each.parts, strict=True):
            group = say(f"decomposition.{step.group}")
            rows.append(
                (name, group, each.show(part, True), each.show(step.first_in), each.show(step.last_in))
            )
        rows.append((name, say("decomposition.total"), each.show(each.total, True), "", ""))
    unit = next(iter(printed.values())).unit.title
    caption = f"{say('decomposition.table')} ({unit})"
    return Table(columns, tuple(rows), frozenset({2, 3, 4}), caption=caption)


def _order_words(desk: Desk, held: Sequence[str], measure: str) -> tuple[str, ...]:
    """Where the order changes most what a group adds to the headline measure."""
    every = [
        (name, step)
        for name in held
        for step in desk.comparison.decomposition[name]
        if step.measure == measure and step.acts
    ]
    if not every:
        return ()
    policy, step = max(every, key=lambda each: abs(each[1].first_in - each[1].last_in))
    say = desk.say
    axis = _unit(desk, measure, held)
    show, unit = _printed(desk, policy, measure, axis).show, _after(desk, measure, axis)
    return (
        say(
            "decomposition.order",
            group=say(f"decomposition.{step.group}"),
            policy=in_sentence(desk.names[policy], say.language),
            measure=in_sentence(capital(say.or_else(f"measure.{measure}", measure)), say.language),
            first=show(step.first_in) + unit,
            last=show(step.last_in) + unit,
        ),
    )
