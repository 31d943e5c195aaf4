"""Page one: what each policy decides, what is missing, on which conditions, and what would turn it."""

from __future__ import annotations

import re

from andante.assessment.document.condition_words import condition_table
from andante.assessment.document.desk import Desk
from andante.assessment.document.filing_words import field_title, missing_words, value_words
from andante.assessment.document.view import Cell, DecisionBox, Figure, Table, Tone
from andante.assessment.findings import PolicyDecision, Span
from andante.filing.outcomes import Outcome
from andante.policies.counterfactual import Change
from andante.policies.decision import Decision, RuleReason

HASH_SHOWN = 12
TONES: dict[Outcome, Tone] = {
    Outcome.NOT_REQUIRED: "open",
    Outcome.APPROVE: "good",
    Outcome.APPROVE_WITH_CONDITIONS: "warn",
    Outcome.NEEDS_INFORMATION: "open",
    Outcome.REJECT: "stop",
}


def decision_boxes(desk: Desk) -> tuple[DecisionBox, ...]:
    """One box a policy, in the order they were asked."""
    return tuple(_box(desk, each) for each in desk.assessment.decisions)


def results_table(desk: Desk) -> Table | None:
    """The results of several policies side by side; None where there is one box or none."""
    decisions = desk.assessment.decisions
    if len(decisions) < 2:
        return None
    say = desk.say
    head = (say("results.policy"), say("results.result"), say("box.missing"), say("box.conditions"))
    rows = tuple(
        (
            Cell(desk.pick(each.decision.policy_title, each.title_zh)),
            Cell(desk.outcome(each.decision.outcome.word), strong=True),
            Cell(str(len(each.decision.missing))),
            Cell(str(len(each.decision.conditions))),
        )
        for each in decisions
    )
    return Table(head, rows, figures=(2, 3), widths=(52, 22, 13, 13))


def _box(desk: Desk, decided: PolicyDecision) -> DecisionBox:
    decision, say = decided.decision, desk.say
    first, *others = reasons(desk, decision)
    facts = [(say("box.why"), first), *(("", reason) for reason in others)]
    facts += [(say("box.missing"), missing(desk, decision))]
    if decision.procedure:
        facts.append((say("box.procedure"), procedure(desk, decision.procedure)))
    if not decision.conditions:
        facts.append((say("box.conditions"), say("none")))
    facts.append((say("box.change"), change(desk, decision)))
    facts.append((say("box.range"), range_words(desk, decided)))
    return DecisionBox(
        policy=desk.pick(decision.policy_title, decided.title_zh),
        result=desk.outcome(decision.outcome.word),
        tone=TONES[decision.outcome],
        meaning=say(f"meaning.{decision.outcome.word}"),
        facts=tuple(facts),
        conditions=condition_table(desk, decision.conditions),
        digest=say(
            "box.digest",
            policy=decision.policy,
            digest=decision.policy_hash[:HASH_SHOWN],
            engine=decision.engine,
        ),
    )


def reasons(desk: Desk, decision: Decision) -> list[str]:
    """What the rules say that decided: those with the outcome of the decision, and those not to be told.

    Rules that would only approve stand in the annex alone.
    """
    decisive = [reason for reason in decision.matched if reason.outcome is decision.outcome]
    words = [
        desk.say("reason", because=because(desk, reason), place=short_place(reason)) for reason in decisive
    ]
    if decision.outcome is Outcome.NEEDS_INFORMATION:
        words += [
            desk.say("reason.unknown", because=because(desk, reason), place=short_place(reason))
            for reason in decision.unknown
            if reason.outcome > Outcome.APPROVE
        ]
    return words or [desk.say(f"reason.none.{decision.outcome.word}")]


def short_place(reason: RuleReason) -> str:
    """File and line of a rule without the folders, which stand in the annex."""
    return re.split(r"[/\\]", reason.place)[-1]


def because(desk: Desk, reason: RuleReason) -> str:
    """Why a rule applies, in the policy's own words."""
    return " ".join(desk.pick(reason.because, reason.because_zh).split())


def missing(desk: Desk, decision: Decision) -> str:
    """The answers that are missing for a decision, each with where it is to be filled in."""
    if not decision.missing:
        return desk.say("missing.none")
    return ("；" if desk.chinese else "; ").join(missing_words(desk, name) for name in decision.missing)


def procedure(desk: Desk, name: str) -> str:
    """The procedure in words."""
    return desk.say.or_else(f"procedure.{name}", name)


def change(desk: Desk, decision: Decision) -> str:
    """The smallest change that turns the decision, or why none is named."""
    if decision.outcome is Outcome.NOT_REQUIRED:
        return desk.say("change.not_required")
    if decision.smallest_change is not None:
        return change_words(desk, decision.smallest_change)
    if not decision.change_asked:
        return desk.say("change.not_asked")
    return desk.say("change.none_yet" if decision.missing else "change.none")


def change_words(desk: Desk, found: Change) -> str:
    """Each field from its old to its new value, and the result that follows."""
    parts = [
        desk.say(
            "change.part",
            field=field_title(desk, part.field),
            old=value_words(desk, part.old, part.unit, part.field),
            new=value_words(desk, part.new, part.unit, part.field),
        )
        for part in found.changes
    ]
    joined = desk.say("change.and").join(parts)
    return desk.say("change.found", parts=joined, result=desk.outcome(found.outcome.word))


def range_words(desk: Desk, decided: PolicyDecision) -> str:
    """The result at the low and the high end of the work taken over, where it differs."""
    impact, outcome = desk.assessment.impact, decided.decision.outcome.word
    if not impact.work_known or not desk.assessment.deployment.tasks:
        return desk.say("range.unknown")
    low, _, high = desk.ends(impact.taken_over)
    if decided.at_low == decided.at_high == outcome:
        return desk.say("range.same", low=low, high=high)
    at_low, at_high = desk.outcome(decided.at_low), desk.outcome(decided.at_high)
    return desk.say("range.differs", low=low, high=high, at_low=at_low, at_high=at_high)


def three_figures(desk: Desk) -> tuple[Figure, ...]:
    """People affected, full-time equivalents taken over, entry-level posts not filled."""
    impact, say = desk.assessment.impact, desk.say
    known = bool(desk.assessment.deployment.tasks)
    # Where the shares of time are not known, what rests on them has two ends and no middle.
    measured = _figure if impact.work_known else _bounds
    return (
        _figure(desk, say("figure.people"), impact.people_affected if known else None, 0),
        measured(desk, say("figure.work"), impact.taken_over if known else None, None),
        measured(desk, say("figure.entry"), impact.entry_level_posts if known else None, None),
    )


def _figure(desk: Desk, label: str, span: Span | None, decimals: int | None) -> Figure:
    words = desk.span(span, decimals)
    if span is None or words == desk.say("not_known"):
        return Figure(label, desk.say("not_known"), "")
    low, central, high = desk.ends(span, decimals)
    said = desk.label(span.label)
    if span.low == span.high:
        return Figure(label, central, desk.say("figure.no_range", label=said))
    return Figure(label, central, desk.say("figure.range", low=low, high=high, label=said))


def _bounds(desk: Desk, label: str, span: Span | None, decimals: int | None) -> Figure:
    if span is None or desk.span(span, decimals) == desk.say("not_known"):
        return Figure(label, desk.say("not_known"), "")
    low, _, high = desk.ends(span, decimals)
    return Figure(label, desk.say("not_known"), desk.say("figure.bounds", low=low, high=high))


def figures_note(desk: Desk) -> str:
    """What must be said beside the three figures."""
    impact, assessment = desk.assessment.impact, desk.assessment
    notes = []
    if not assessment.deployment.tasks:
        notes.append(desk.say("figures.no_tasks"))
    elif not impact.work_known:
        notes.append(desk.say("figures.bounds"))
    if impact.entry_level_posts is None and assessment.deployment.tasks:
        notes.append(desk.say("figures.no_entry"))
    return desk.joined(*notes)
