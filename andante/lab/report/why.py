"""Appendix, why: flows that add up to the change, and where along an assumption the order turns."""

from __future__ import annotations

from andante.lab.comparison import Flow
from andante.lab.report.charts.breakeven import Slice, breakeven_chart
from andante.lab.report.charts.waterfall import Step, waterfall_chart
from andante.lab.report.measures import axis_unit
from andante.lab.report.naming import assumption_title, capital, in_sentence
from andante.lab.report.numbers import number, people, significant, stepped, whole
from andante.lab.report.sentences import grade, headline_policy, nearest_turn
from andante.lab.report.timeline import name_on_chart
from andante.lab.report.view import Desk, Figure, Section, Table

OPENING, CLOSING = "opening", "closing"


def why_section(desk: Desk) -> Section | None:
    """The waterfall from the reference to the headline policy, the break-even slice, all flows in a table."""
    figures = [figure for figure in (_waterfall(desk), _breakeven(desk)) if figure is not None]
    folded = (_flow_table(desk),) if desk.comparison.flows else ()
    if not figures and not folded:
        return None
    return Section("why", desk.say("why"), (), tuple(figures), folded=folded)


def flow_differences(
    policy: tuple[Flow, ...], reference: tuple[Flow, ...]
) -> tuple[list[tuple[str, float]], float]:
    """Term -> policy less reference, without opening and closing; and the difference they add up to."""
    own, other = {f.term: f.value for f in policy}, {f.term: f.value for f in reference}
    terms = [f.term for f in policy if f.term not in (OPENING, CLOSING)]
    terms += [term for term in other if term not in own and term not in (OPENING, CLOSING)]
    opening = own.get(OPENING, 0.0) - other.get(OPENING, 0.0)
    differences = [(term, own.get(term, 0.0) - other.get(term, 0.0)) for term in terms]
    if abs(opening) >= 0.5:
        differences.insert(0, (OPENING, opening))
    return differences, own.get(CLOSING, 0.0) - other.get(CLOSING, 0.0)


def _waterfall(desk: Desk) -> Figure | None:
    say, flows = desk.say, desk.comparison.flows
    policy = headline_policy(desk.comparison)
    if policy is None or policy not in flows or desk.comparison.reference not in flows:
        return None
    terms, total = flow_differences(flows[policy], flows[desk.comparison.reference])
    steps = [Step(_term(desk, term), value) for term, value in terms]
    steps.append(Step(say("why.total"), total, total=True))

    def words(value: float) -> str:
        return people(value, say.language, signed=True)

    unit = axis_unit("displaced_workers", [step.value for step in steps], say)

    slots = {
        "policy": desk.names[policy],
        "reference": in_sentence(desk.reference, say.language),
    }
    picture = waterfall_chart(
        say(
            "why.title",
            policy=in_sentence(desk.names[policy], say.language),
            reference=slots["reference"],
        ),
        say("why.subtitle", unit=unit.title),
        desk.foot,
        steps,
        words,
        lambda value: unit.tick(unit.factor * value),
    )
    finding = say(
        "why.finding",
        **slots,
        value=people(abs(total), say.language),
        direction=say("why.fewer" if total < 0 else "why.more"),
    )
    table = Table(
        (say("column.term"), say("column.difference")),
        tuple((step.label, number(step.value, 0, signed=True)) for step in steps),
        frozenset({1}),
    )
    return Figure("why-flows", finding, say("why.describe", **slots), (picture,), table)


def _term(desk: Desk, term: str) -> str:
    """A flow in words."""
    return desk.say.or_else(f"flow.{term}", capital(term.replace("_", " ")))


def _flow_table(desk: Desk) -> Table:
    """All terms of all policies, in whole persons."""
    flows = desk.comparison.flows
    terms = list(dict.fromkeys(flow.term for entries in flows.values() for flow in entries))
    by_policy = {name: {flow.term: flow.value for flow in entries} for name, entries in flows.items()}
    rows = tuple((_term(desk, term), *(whole(by_policy[name].get(term)) for name in flows)) for term in terms)
    columns = (desk.say("column.term"), *(name_on_chart(desk, name) for name in flows))
    caption = desk.say("why.table", month=desk.comparison.from_month)
    return Table(columns, rows, frozenset(range(1, len(columns))), caption=caption)


def _breakeven(desk: Desk) -> Figure | None:
    """The slice along the assumption at which the headline turns; None when it turns nowhere."""
    comparison, say, name = desk.comparison, desk.say, desk.comparison.headline
    policy = headline_policy(comparison)
    turn = None if policy is None else nearest_turn(comparison, policy)
    if policy is None or turn is None or turn.turns_at is None:
        return None
    parameter = assumption_title(turn.parameter, turn.title, say)
    at = significant(turn.turns_at, 2)
    slots = {
        "measure": say.or_else(f"measure.{name}", name),
        "policy": in_sentence(desk.names[policy], say.language),
        "reference": in_sentence(desk.reference, say.language),
    }
    unit = axis_unit(name, turn.differences, say)
    differences = [unit.factor * value for value in turn.differences]
    picture = breakeven_chart(
        say("breakeven.title", **slots),
        say("breakeven.subtitle", unit=unit.title, parameter=parameter),
        desk.foot,
        Slice(
            turn.tested, differences, (turn.evidence_low, turn.evidence_high), turn.tested[1], turn.turns_at
        ),
        desk.styles[policy],
        (
            say("breakeven.evidence", grade=grade(turn.tag, say)),
            say("breakeven.zero"),
            say("breakeven.turn", x=at),
        ),
        lambda value: significant(value, 2),
        unit.tick,
    )
    columns = (say("column.assumption"), say("column.difference"))
    rows = tuple(
        (significant(x, 2), stepped(y, 0.1, signed=True))
        for x, y in zip(turn.tested, differences, strict=True)
    )
    return Figure(
        "why-breakeven",
        say("breakeven.finding", parameter=parameter, x=at),
        say("breakeven.describe"),
        (picture,),
        Table(columns, rows, frozenset({0, 1})),
    )
