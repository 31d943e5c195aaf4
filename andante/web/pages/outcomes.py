"""Predicted against actual, summed by policy: what assessments said, and what firms report, over all uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from andante.errors import RegisterError
from andante.register.predicted import FIGURES, PolicySum
from andante.register.quarters import Quarter, parse_quarter, quarter_of
from andante.web.pages.frame import Link, page, words_of
from andante.web.pages.words import Words, capital
from andante.web.site import Here

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SumRow:
    """One figure over the uses of a policy. `label`: where the weakest of the predictions comes from."""

    title: str
    unit: str
    entries: str
    predicted: str
    label: str
    actual: str
    difference: str


@dataclass(frozen=True, slots=True)
class PolicySums:
    """One policy."""

    name: str
    title: str
    rows: tuple[SumRow, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums by the end of a quarter."""

    quarter: str
    policies: tuple[PolicySums, ...]
    before: Link
    after: Link | None


@router.get("/sums")
def sums(request: Request, here: Here) -> Response:
    """Predicted against actual by policy."""
    say, now = words_of(request), here.clock().date()
    last = quarter_of(quarter_of(now).start - timedelta(days=1))
    asked = _asked(request.query_params.get("quarter", ""), last)
    names = {each.name: say.pick(each.title, each.title_zh) for each in here.store.policies()}
    found = []
    for name, title in names.items():
        rows = tuple(_row(say, each) for each in here.store.policy_sums(name, asked) if each.of)
        found.append(PolicySums(name, title, rows))
    earlier = quarter_of(asked.start - timedelta(days=1))
    view = Sums(
        say("quarter", year=asked.year, number=asked.number),
        tuple(found),
        Link(say("sums.before"), f"/sums?quarter={earlier}"),
        Link(say("sums.after"), f"/sums?quarter={asked.after()}") if asked < last else None,
    )
    return page(request, "sums.html", view, say("sums.title"))


def _asked(text: str, last: Quarter) -> Quarter:
    try:
        found = parse_quarter(text)
    except RegisterError:
        return last
    return found if found.year >= 2001 and found <= last else last


def _row(say: Words, each: PolicySum) -> SumRow:
    definition = FIGURES[each.figure]
    predicted = each.predicted
    return SumRow(
        capital(say.pick(definition.title, definition.title_zh)),
        say.or_else(f"figure.unit.{definition.unit}", definition.unit),
        say("sums.entries", entries=each.entries, of=each.of),
        say("not_known")
        if predicted is None
        else say(
            "span",
            low=say.figure(predicted.low),
            central=say.figure(predicted.central),
            high=say.figure(predicted.high),
        ),
        "" if predicted is None else say(f"label.{predicted.label}"),
        say.figure(each.actual),
        say("not_known") if each.difference is None else f"{each.difference:+.1f}".replace("-", "−"),
    )
