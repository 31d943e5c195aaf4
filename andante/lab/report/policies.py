"""Page one, what each policy does: six rows in plain words from the instruments as they are set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from andante.lab.comparison import InstrumentRow, PolicySummary
from andante.lab.report.catalogue import Words
from andante.lab.report.naming import capital, month_words
from andante.lab.report.numbers import number, people, significant
from andante.lab.report.view import Cell, Desk, PolicyHead, PolicyTable

ROWS = ("approval", "assessment", "cap", "assist", "protection", "support")


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement of a cell, and the instruments it rests on."""

    text: str
    rows: tuple[InstrumentRow, ...] = ()


def policy_table(desk: Desk) -> PolicyTable:
    """The table; `differs` compares the words of a cell with those of the reference policy."""
    summaries = desk.comparison.policies
    cells = {summary.name: [_clauses(row, summary, desk.say) for row in ROWS] for summary in summaries}
    reference = cells[desk.comparison.reference]
    sources: list[str] = []
    rows = []
    for index, row in enumerate(ROWS):
        same = [clause.text for clause in reference[index]]
        entries = tuple(_cell(cells[summary.name][index], same, sources) for summary in summaries)
        rows.append((desk.say(f"row.{row}"), entries))
    heads = tuple(
        PolicyHead(desk.names[s.name], desk.styles[s.name].colour, s.name == desk.comparison.reference)
        for s in summaries
    )
    return PolicyTable(heads, tuple(rows), tuple(capital(source) for source in sources))


def policy_lead(desk: Desk) -> str:
    """The line under the heading."""
    month = month_words(desk.comparison.from_month, desk.say.language)
    return desk.say("policies.lead", reference=desk.reference, month=month)


def _cell(clauses: Sequence[Clause], same: Sequence[str], sources: list[str]) -> Cell:
    rows = [row for clause in clauses for row in clause.rows]
    numbers = []
    for row in rows:
        if row.source:
            if row.source not in sources:
                sources.append(row.source)
            numbers.append(sources.index(row.source) + 1)
    starts = sorted({row.start for row in rows if row.start})
    lines = tuple(clause.text for clause in clauses)
    return Cell(
        lines,
        list(lines) != list(same),
        starts[-1] if starts else "",
        any(row.tag.upper().startswith("A") for row in rows),
        tuple(dict.fromkeys(numbers)),
    )


def _clauses(row: str, summary: PolicySummary, say: Words) -> list[Clause]:
    instruments = {entry.name: entry for entry in summary.instruments}
    build = {
        "approval": _approval,
        "assessment": _assessment,
        "cap": _cap,
        "assist": _assist,
        "protection": _protection,
        "support": _support,
    }[row]
    return build(instruments, summary, say)


def _set(instruments: dict[str, InstrumentRow], name: str, neutral: float = 0.0) -> InstrumentRow | None:
    """The instrument, if the policy sets it to something else than neutral."""
    row = instruments.get(name)
    if row is None or math.isnan(row.value) or row.value == neutral:
        return None
    return row


def _approval(instruments: dict[str, InstrumentRow], _: PolicySummary, say: Words) -> list[Clause]:
    clauses = []
    if wait := _set(instruments, "model_approval.delay_months"):
        clauses.append(Clause(say("approval.wait", months=months(wait.value, say)), (wait,)))
    if refused := _set(instruments, "model_approval.rejection_share"):
        clauses.append(Clause(say("approval.refused", share=share(refused.value)), (refused,)))
    return clauses or [Clause(say("approval.none"))]


def _assessment(instruments: dict[str, InstrumentRow], summary: PolicySummary, say: Words) -> list[Clause]:
    if summary.deployment_rules == 0:
        return [Clause(say("assessment.none"))]
    key = "rules.one" if summary.deployment_rules == 1 else "rules.many"
    clauses = [Clause(say("assessment.rules", rules=say(key, n=summary.deployment_rules)))]
    days = [p.decision_working_days for p in summary.procedures if p.decision_working_days is not None]
    ordinary = [p.decision_working_days for p in summary.procedures if p.name == "ordinary"]
    if limit := next((d for d in ordinary if d is not None), max(days, default=None)):
        clauses.append(Clause(say("assessment.days", days=number(limit, 0))))
    if capacity := _set(instruments, "assessment.capacity", math.inf):
        clauses.append(
            Clause(say("assessment.capacity", capacity=people(capacity.value, say.language)), (capacity,))
        )
    if cost := _set(instruments, "assessment.cost"):
        clauses.append(Clause(say("assessment.cost", cost=share(math.expm1(cost.value))), (cost,)))
    return clauses


def _cap(instruments: dict[str, InstrumentRow], _: PolicySummary, say: Words) -> list[Clause]:
    cap = _set(instruments, "pace.cap", math.inf)
    if cap is None:
        return [Clause(say("cap.none"))]
    clauses = [Clause(say("cap.value", cap=share(cap.value)), (cap,))]
    if response := _set(instruments, "pace.proportional"):
        clauses.append(Clause(say("cap.responds"), (response,)))
    return clauses


def _assist(instruments: dict[str, InstrumentRow], _: PolicySummary, say: Words) -> list[Clause]:
    mandate = _set(instruments, "assist_first.mandate")
    if mandate is None:
        return [Clause(say("assist.none"))]
    clauses = [Clause(say("assist.value", share=share(mandate.value)), (mandate,))]
    if leak := _set(instruments, "assist_first.leakage"):
        clauses.append(Clause(say("assist.leak", share=share(leak.value)), (leak,)))
    return clauses


def _protection(instruments: dict[str, InstrumentRow], _: PolicySummary, say: Words) -> list[Clause]:
    clauses = []
    if attrition := _set(instruments, "protection.attrition_share", math.nan):
        clauses.append(Clause(say("protection.attrition", share=share(attrition.value)), (attrition,)))
    if notice := _set(instruments, "protection.notice_months"):
        clauses.append(Clause(say("protection.notice", months=months(notice.value, say)), (notice,)))
    if severance := _set(instruments, "protection.severance_months"):
        clauses.append(Clause(say("protection.severance", months=months(severance.value, say)), (severance,)))
    return clauses or [Clause(say("protection.none"))]


def _support(instruments: dict[str, InstrumentRow], _: PolicySummary, say: Words) -> list[Clause]:
    simple = {
        "support.training_places": "support.training",
        "support.hiring_subsidy": "support.hiring",
        "support.public_jobs": "support.jobs",
        "support.benefit_replacement": "support.benefit",
        "support.directed_credit": "support.credit",
        "disclosure.cost": "disclosure.cost",
        "automation_tax.rate": "tax.rate",
    }
    clauses = []
    for name, key in simple.items():
        if row := _set(instruments, name):
            clauses.append(Clause(say(key, share=share(row.value)), (row,)))
    if assist := _set(instruments, "augmentation.subsidy"):
        clauses.append(Clause(say("support.assist", share=share(-math.expm1(-assist.value))), (assist,)))
    half_life = _set(instruments, "automation_tax.half_life", math.inf)
    if half_life and _set(instruments, "automation_tax.rate"):
        clauses.append(Clause(say("tax.half_life", months=months(half_life.value, say)), (half_life,)))
    return clauses or [Clause(say("support.none"))]


def months(value: float, say: Words) -> str:
    """A duration in months, in words."""
    return say("months.one" if value == 1 else "months.many", n=significant(value, 2))


def share(value: float) -> str:
    """A fraction as a percentage with the figures it needs."""
    return significant(100.0 * value, 2)
