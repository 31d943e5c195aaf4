"""What each part of a policy adds, and present values: English."""

# A sentence stays whole on its line, so that a translator can see it.

# ruff: noqa: E501

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "decomposition": "What each part of a policy adds",
    "decomposition.lead": "The instruments and rules of a policy are laid on {reference} one group after the other: first "
    "disclosure, approval and the rules, then pace, then assist-first, then support and protection, then the rest. Each "
    "bar is what its group adds to those above it, so the bars sum to the whole difference.",
    "decomposition.order": "The order of the steps matters: groups often do part of each other’s work, and the one "
    "that comes first then gets the credit. The table gives each group alone (first in) and what goes missing without it (last in). Nowhere "
    "does the order change more than for “{group}” of {policy}: {measure}, first in {first}, last in {last}.",
    "decomposition.method": "Central assumptions, without ranges: expected numbers (method average) for the whole country. "
    "Where these results simulate every worker or every region, the sum can differ a little from theirs.",
    "decomposition.approval": "Disclosure, approval, rules",
    "decomposition.pace": "Pace",
    "decomposition.assist_first": "Assist-first",
    "decomposition.support": "Support and protection",
    "decomposition.rest": "Everything else",
    "decomposition.total": "Whole difference",
    "decomposition.title": "{policy} less {reference}",
    "decomposition.subtitle": "{measure}: {unit}, step by step",
    "decomposition.finding": "{measure}, {policy}: most comes from “{group}”, {part} of {total}",
    "decomposition.finding.none": "{measure}, {policy}: no group makes a difference",
    "decomposition.describe": "Each bar adds one group of instruments and rules to those above it, in this order. A group "
    "that the policy leaves as in {reference} is not drawn.",
    "decomposition.table": "Every step of every policy; zero where a group is there but never acts",
    "decomposition.step": "In this order",
    "decomposition.first": "First in",
    "decomposition.last": "Last in",
    "decomposition.group": "Group",
    "decomposition.unit.peak_youth_unemployment_rate": " points",
    "decomposition.unit.output_gain": " % of output",
    "measure.output_present_value": "Output a head, present value",
    "measure.labour_income_present_value": "Labour income a head, present value",
}
