"""Page one: the four strips of differences and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass

from andante.lab.comparison import CENTRAL, AssumptionSet, Measure
from andante.lab.report.break_even import tiles_figure
from andante.lab.report.charts.strip import StripRow, strip_chart
from andante.lab.report.charts.tornado import TornadoRow, tornado_chart
from andante.lab.report.measures import axis_unit, difference_unit, difference_words, scaled
from andante.lab.report.naming import assumption_title, capital, in_sentence, last_month
from andante.lab.report.numbers import significant
from andante.lab.report.sentences import assumptions_tested, headline_policy, turns_of
from andante.lab.report.view import Desk, Figure, Table

STRIPS = ("peak_youth_unemployment_rate", "peak_unemployment_rate", "output_gain", "displaced_workers")


def strips(desk: Desk) -> tuple[Figure, ...]:
    """The four strips; none when only the reference was run."""
    return tuple(_strip(desk, name) for name in STRIPS) if desk.others else ()


def strips_lead(desk: Desk) -> str:
    """What the marks of the strips are."""
    if not desk.others:
        return desk.say("strip.single")
    ranges = assumptions_tested(desk.comparison) > 0
    return desk.say("strips.lead" if ranges else "strips.lead_bare", reference=desk.reference)


def _strip(desk: Desk, name: str) -> Figure:
    say = desk.say
    measures = {policy: _difference(desk, policy, name) for policy in desk.others}
    unit = axis_unit(name, [x for m in measures.values() for x in (m.value, m.low, m.high)], say)
    rows, table = [], []
    for policy, measure in measures.items():
        words = difference_words(name, measure, say)
        table.append((desk.names[policy], words))
        value = unit.of(measure.value)
        if value is not None:
            low, high = unit.of(measure.low), unit.of(measure.high)
            rows.append(StripRow(desk.names[policy], desk.styles[policy], value, low, high, words))
    title = say(f"strip.{name}", year=last_month(desk.comparison)[:4])
    subtitle = say("strip.subtitle", unit=unit.title, reference=desk.reference)
    picture = strip_chart(title, subtitle, desk.foot, rows, f"0 = {desk.reference}", unit.tick)
    columns = (say("column.policy"), f"{title} ({difference_unit(name, say)})")
    return Figure(f"strip-{name}", title, "", (picture,), Table(columns, tuple(table), frozenset({1})))


def _difference(desk: Desk, policy: str, name: str) -> Measure:
    """The difference of a policy from the reference; nothing known where the comparison lacks it."""
    return desk.comparison.differences.get(policy, {}).get(name, Measure(None, None, None, ""))


@dataclass(frozen=True, slots=True)
class Effect:
    """One assumption at its two ends: the values, and the difference there (None: not run)."""

    label: str
    values: tuple[str, str]
    low: float | None
    high: float | None
    turns: bool

    @property
    def span(self) -> float:
        """How far the difference moves between the ends."""
        return 0.0 if self.low is None or self.high is None else abs(self.high - self.low)


def effects_of(desk: Desk, policy: str, name: str) -> list[Effect]:
    """What each varied assumption does to the difference of a policy in a measure."""
    comparison = desk.comparison
    effects = comparison.effects.get(policy, {}).get(name, {})
    turning = {t.parameter for t in turns_of(comparison, policy)} if name == comparison.headline else set()
    found: dict[str, dict[str, AssumptionSet]] = {}
    for entry in comparison.assumption_sets:
        if entry.parameter is not None and entry.id in effects:
            found.setdefault(entry.parameter, {})[entry.side] = entry
    result = []
    for parameter, ends in found.items():
        title = assumption_title(parameter, next(iter(ends.values())).title, desk.say)
        low, high = ends.get("low"), ends.get("high")
        values = tuple(
            significant(e.value, 2) if e is not None and e.value is not None else "" for e in (low, high)
        )
        result.append(
            Effect(
                title,
                (values[0], values[1]),
                effects[low.id] if low else None,
                effects[high.id] if high else None,
                parameter in turning,
            )
        )
    return result


def tornado(desk: Desk) -> Figure | None:
    """The tornado of the headline policy on the headline measure; None without ranges."""
    comparison, say, name = desk.comparison, desk.say, desk.comparison.headline
    policy = headline_policy(comparison)
    if policy is None:
        return None
    effects, central = effects_of(desk, policy, name), _difference(desk, policy, name).value
    if not effects or central is None:
        return None
    unit = axis_unit(name, [central, *(x for e in effects for x in (e.low, e.high))], say)
    slots = {
        "policy": desk.names[policy],
        "reference": in_sentence(desk.reference, say.language),
        "measure": say.or_else(f"slot.{name}", say.or_else(f"measure.{name}", name)),
    }

    def show(value: float | None) -> str:
        figure = scaled(name, Measure(value, None, None, ""), say.language)
        return say("unknown") if figure is None else figure.show(figure.value, signed=True) + figure.word

    picture = tornado_chart(
        say("tornado.title", **slots),
        say("tornado.subtitle", unit=capital(unit.title)),
        desk.foot,
        [TornadoRow(capital(e.label), unit.of(e.low), unit.of(e.high), *e.values, e.turns) for e in effects],
        unit.factor * central,
        desk.styles[policy],
        f"{say('tornado.central')} {show(central)}",
        f"0 = {say('tornado.zero')}",
        unit.tick,
    )
    columns = tuple(
        say(f"column.{c}") for c in ("assumption", "low_value", "high_value", "at_low", "at_high")
    )
    rows = tuple((capital(e.label), *e.values, show(e.low), show(e.high)) for e in effects)
    widest = max(effects, key=lambda effect: effect.span)
    ends = sorted(x for x in (widest.low, widest.high) if x is not None)
    finding = say(
        "tornado.finding",
        parameter=widest.label,
        low=show(ends[0]),
        high=show(ends[-1]),
        unit=difference_unit(name, say),
    )
    return Figure(
        "tornado",
        capital(finding),
        say("tornado.describe", **slots),
        (picture,),
        Table(columns, rows, frozenset({1, 2, 3, 4})),
    )


def break_even(desk: Desk) -> Figure | None:
    """The break-even picture with the evidence on it; None where the comparison holds no slice."""
    tiles = desk.comparison.break_even
    if tiles is None:
        return None
    return tiles_figure(tiles, desk.say, desk.foot, last_month(desk.comparison)[:4])


def sure_words(desk: Desk) -> tuple[str, ...]:
    """What the tornado says in words: what turns the order, and how little is known of it."""
    say, comparison = desk.say, desk.comparison
    if assumptions_tested(comparison) == 0:
        return (say("tornado.none"),)
    policy = headline_policy(comparison)
    if policy is None:
        return (say("condition.single"),)
    turning = [assumption_title(t.parameter, t.title, say) for t in turns_of(comparison, policy)]
    first = say("sure.turns", parameters=desk.separator.join(turning)) if turning else say("sure.holds")
    return (first, *order_words(desk), *_span_words(desk, policy), say("sure.decisive"))


REINSTATEMENT_ENDS = (("reinstatement:low", "sure.order.none"), ("reinstatement:high", "sure.order.full"))


def order_words(desk: Desk) -> tuple[str, ...]:
    """Whether the order of all policies on the headline survives no and full reinstatement of tasks."""
    say, comparison = desk.say, desk.comparison
    by_policy = {
        summary.name: comparison.effects.get(summary.name, {}).get(comparison.headline, {})
        for summary in comparison.policies
    }
    tested = (CENTRAL, *(identity for identity, _ in REINSTATEMENT_ENDS))
    if any(identity not in effects for effects in by_policy.values() for identity in tested):
        return ()

    def order(identity: str) -> list[str]:
        return sorted(by_policy, key=lambda name: by_policy[name][identity])

    changed = [say(key) for identity, key in REINSTATEMENT_ENDS if order(identity) != order(CENTRAL)]
    if not changed:
        return (say("sure.order.holds"),)
    return (say("sure.order.turns", ends=say("sure.order.and").join(changed)),)


def _span_words(desk: Desk, policy: str) -> tuple[str, ...]:
    """How far one assumption moves the headline difference, beside the difference itself."""
    say, name = desk.say, desk.comparison.headline
    effects, central = effects_of(desk, policy, name), _difference(desk, policy, name).value
    if not effects or central is None:
        return ()
    span = scaled(name, Measure(max(e.span for e in effects), None, None, ""), say.language)
    size = scaled(name, Measure(abs(central), None, None, ""), say.language)
    if span is None or size is None:
        return ()
    return (
        say(
            "sure.span",
            span=span.show(span.value) + span.word,
            points=difference_unit(name, say),
            d=size.show(size.value) + size.word,
        ),
    )
