"""Consultation, independent review, and what is not known."""

from __future__ import annotations

from andante.assessment.document.desk import Desk
from andante.assessment.document.view import Block, Facts, Paragraph, Points, Quote, Section


def consultation_section(desk: Desk) -> Section:
    """Who was heard, when, their words, the answer; or why nobody was; or that nothing is said."""
    say, said = desk.say, desk.assessment.deployment.consultation
    blocks: list[Block] = []
    if said.held is None:
        blocks.append(Paragraph(say("consultation.not_said"), "alert"))
    elif not said.held:
        reason = said.reason_not_held
        blocks.append(Paragraph(say("consultation.not_held"), "alert"))
        if reason and reason.strip():
            blocks.append(Quote(reason, say("consultation.reason")))
        else:
            blocks.append(Paragraph(say("consultation.no_reason"), "alert"))
    else:
        day = say("not_answered") if said.held_on is None else desk.day(said.held_on)
        blocks.append(
            Facts(((say("consultation.who"), desk.given(said.with_whom)), (say("consultation.when"), day)))
        )
    if said.words and said.words.strip():
        blocks.append(Quote(said.words, say("consultation.words")))
    elif said.held:
        blocks.append(Paragraph(say("consultation.no_words"), "alert"))
    if said.answer and said.answer.strip():
        blocks.append(Quote(said.answer, say("consultation.answer")))
    elif said.held:
        blocks.append(Paragraph(say("consultation.no_answer"), "alert"))
    return Section("consultation", say("section.consultation"), tuple(blocks))


def review_words(desk: Desk) -> str:
    """Whether an independent review is attached, or since when there is none."""
    review, say = desk.assessment.deployment.review, desk.say
    if review.attached:
        day = say("not_answered") if review.on is None else desk.day(review.on)
        return say("review.attached", by=desk.given(review.by), day=day)
    if review.absent_since is not None:
        return say("review.absent_since", day=desk.day(review.absent_since))
    return say("review.not_said" if review.attached is None else "review.absent")


def review_section(desk: Desk) -> Section:
    """Independent review: attached, or absent since a day."""
    return Section("review", desk.say("section.review"), (Paragraph(review_words(desk)),))


def unknown_section(desk: Desk) -> Section:
    """What the assessment does not know."""
    assessment, say = desk.assessment, desk.say
    points = [desk.pick(*words) for words in assessment.impact.unknown]
    if assessment.problem_count:
        points.append(say("unknown.problems", count=desk.people(assessment.problem_count)))
    points += [say("unknown.exposure"), say("unknown.policy")]
    return Section("unknown", say("section.unknown"), (Points(tuple(points)),))
