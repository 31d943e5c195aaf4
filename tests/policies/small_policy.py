"""A small policy that is right in every part, for tests that spoil one part."""

from __future__ import annotations

SMALL = """\
policy: small
title: A small policy
jurisdiction: CN
introduction: One rule, one condition, one procedure.
instruments:
  pace.cap:
    unit: share of the labour force a month
    values:
      2026-01-01: {value: 0.0005, source: "chosen for a test", tag: A}
parameters:
  collective_dismissal:
    title: Workers from which a dismissal is collective
    unit: workers
    values:
      2008-01-01: {value: 20, source: "Labour Contract Law art. 41", tag: P}
procedures:
  ordinary:
    title: Ordinary review
    who: the province
    decision_working_days: 79
    completeness_working_days: 5
    on_expiry: escalate
    source: "Administrative Licensing Law art. 32(4)"
    tag: A
conditions:
  tell_the_staff:
    title: Tell the staff
    metric: notice_days
    comparator: ">="
    threshold: 30
    unit: days
    due: 30 days before start
    evidence: copy of the notice
    owner: employer
    consequence: the start is put off
    effect: {kind: notice, amount: 1, unit: months, source: "30 days", tag: P}
    source: "Labour Contract Law art. 41"
    tag: P
rules:
  model:
    - id: refusal-test
      when: "refusal_rate < 0.95"
      outcome: needs_information
      because: The refusal bank was not passed.
  deployment:
    - id: collective-displacement
      when: "automated_work_12m >= collective_dismissal"
      outcome: approve_with_conditions
      procedure: ordinary
      conditions: [tell_the_staff]
      because: Twenty people or more are concerned.
      source: "Labour Contract Law art. 41"
      tag: P
"""


def spoiled(old: str, new: str, text: str = SMALL) -> str:
    """The text with one passage replaced; the passage must be there once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def line_of(passage: str, text: str, occurrence: int = 1) -> int:
    """The number of the line in which a passage stands for the nth time."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if passage in line]
    return lines[occurrence - 1]
