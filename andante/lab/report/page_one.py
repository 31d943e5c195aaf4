"""Page one: the four strips of differences and how sure they are."""

from __future__ import annotations

from andante.lab.comparison import Measure
from andante.lab.report.charts.strip import StripRow, strip_chart
from andante.lab.report.charts.tornado import TornadoRow, tornado_chart
from andante.lab.report.measures import COUNTS, axis_value, difference_unit, difference_words, scaled, tick
from andante.lab.report.naming import assumption_title, capital, in_sentence, last_month
from andante.lab.report.numbers import significant, stepped
from andante.lab.report.sentences import assumptions_tested, headline_policy
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
    year = last_month(desk.comparison)[:4]
    title = say(f"strip.{name}", year=year)
    unit = difference_unit(name, say)
    rows, table = [], []
    for policy in desk.others:
        measure = desk.comparison.differences.get(policy, {}).get(name, Measure(None, None, None, ""))
        words = difference_words(name, measure, say)
        table.append((desk.names[policy], words))
        value = axis_value(name, measure.value)
        if value is not None:
            low, high = axis_value(name, measure.low), axis_value(name, measure.high)
            rows.append(StripRow(desk.names[policy], desk.styles[policy], value, low, high, words))
    subtitle = say("strip.subtitle", unit=unit, reference=desk.reference)
    picture = strip_chart(
        title, subtitle, desk.foot, rows, f"0 = {desk.reference}", lambda value: tick(name, value, say)
    )
    columns = (say("column.policy"), f"{title} ({subtitle})")
    return Figure(f"strip-{name}", title, "", (picture,), Table(columns, tuple(table), frozenset({1})))


def tornado(desk: Desk, policy: str | None = None) -> Figure | None:
    """The tornado of one policy (the headline's by default) on the headline measure; None without ranges."""
    comparison, say, name = desk.comparison, desk.say, desk.comparison.headline
    policy = policy or headline_policy(comparison)
    effects = comparison.effects.get(policy or "", {}).get(name, {})
    sets = [entry for entry in comparison.assumption_sets if entry.parameter is not None and entry.id in effects]
    central = comparison.differences.get(policy or "", {}).get(name)
    if policy is None or not sets or central is None or central.value is None:
        return None
    turning = {t.parameter for t in comparison.order_turns if t.policy == policy and t.measure == name and t.turns_at is not None}
    rows, table = [], []
    widest: tuple[float, str, float, float] | None = None
    for parameter in dict.fromkeys(entry.parameter for entry in sets if entry.parameter):
        ends = {entry.side: entry for entry in sets if entry.parameter == parameter}
        values = {side: axis_value(name, effects[entry.id]) for side, entry in ends.items()}
        words = {side: significant(entry.value, 2) if entry.value is not None else "" for side, entry in ends.items()}
        label = capital(assumption_title(parameter, next(iter(ends.values())).title, say))
        low, high = values.get("low"), values.get("high")
        rows.append(TornadoRow(label, low, high, words.get("low", ""), words.get("high", ""), parameter in turning))
        table.append((label, words.get("low", ""), words.get("high", ""), _show(name, low, desk), _show(name, high, desk)))
        present = [x for x in (low, high) if x is not None]
        if present and (widest is None or max(present) - min(present) > widest[0]):
            widest = (max(present) - min(present), label, min(present), max(present))
    assert widest is not None
    unit = difference_unit(name, say)
    slots = {
        "policy": desk.names[policy],
        "reference": in_sentence(desk.reference, False, say.language),
        "measure": say.or_else(f"slot.{name}", say.or_else(f"measure.{name}", name)),
    }
    picture = tornado_chart(
        say("tornado.title", **slots),
        say("tornado.subtitle", unit=unit),
        desk.foot,
        rows,
        axis_value(name, central.value) or 0.0,
        desk.styles[policy],
        f"{say('tornado.central')} {_show(name, axis_value(name, central.value), desk)}",
        f"0 = {say('tornado.zero')}",
        lambda value: tick(name, value, say),
    )
    columns = tuple(say(f"column.{c}") for c in ("assumption", "low_value", "high_value", "at_low", "at_high"))
    finding = say(
        "tornado.finding",
        parameter=in_sentence(widest[1], False, say.language),
        low=_show(name, widest[2], desk),
        high=_show(name, widest[3], desk),
        unit=unit,
    )
    return Figure(
        f"tornado-{policy}",
        finding,
        say("tornado.describe", **slots),
        (picture,),
        Table(columns, tuple(table), frozenset({1, 2, 3, 4})),
    )


def _show(name: str, value: float | None, desk: Desk) -> str:
    """A difference already in the unit of the axis, signed."""
    if value is None:
        return desk.say("unknown")
    if name in COUNTS:
        figure = scaled(name, Measure(value, None, None, ""), desk.say.language)
        return "" if figure is None else figure.show(figure.value, signed=True) + figure.word
    return stepped(value, 0.1 if name != "unrest_index_peak" else 0.001, signed=True)


def sure_words(desk: Desk) -> tuple[str, ...]:
    """What the tornado says in words: what turns the order, and how little is known of it."""
    say, comparison = desk.say, desk.comparison
    if assumptions_tested(comparison) == 0:
        return (say("tornado.none"),)
    policy = headline_policy(comparison)
    turning = [
        assumption_title(t.parameter, t.title, say)
        for t in comparison.order_turns
        if t.policy == policy and t.measure == comparison.headline and t.turns_at is not None
    ]
    if policy is None:
        return (say("sure.decisive"),)
    first = say("sure.turns", parameters=desk.separator.join(turning)) if turning else say("sure.holds")
    return first, say("sure.decisive")
