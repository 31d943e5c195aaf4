"""What pages say of the register's policies: gaps of a filing, reasons in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from andante.filing.fields import FilingKind
from andante.filing.schema import Filing
from andante.policies.schema import Policy
from andante.register.calendars import calendar_for
from andante.register.case import Gap
from andante.register.completeness import IDENTIFYING, find_gaps
from andante.register.filing_desk import MODEL_GAP
from andante.web.pages.words import Words
from andante.web.site import Site


def gaps_of(here: Site, policy_hash: str, filing: Filing, modelled: bool) -> tuple[Gap, ...]:
    """What is missing from a filing today, all at once. `modelled`: it names the model behind it."""
    policy = here.store.policy(policy_hash)
    if policy is None:
        return ()
    found = find_gaps(policy, filing, today(here, policy.jurisdiction))
    if filing.kind == "deployment":
        found = tuple(gap for gap in found if gap.field != "model_approved")
        if not modelled:
            found = (*found, MODEL_GAP)
    return found


def gap_reason(say: Words, policy: Policy | None, kind: FilingKind, gap: Gap) -> str:
    """Why something that is missing is asked for, in the language of the page."""
    if not say.chinese:
        return gap.why
    if gap.field == MODEL_GAP.field:
        return say("gap.model")
    if gap.field in IDENTIFYING[kind]:
        return say("gap.identifies")
    rules = () if policy is None else policy.rules[kind]
    titles = [rule.title_zh or rule.id for rule in rules if (rule.title or rule.id) in gap.why]
    return say("gap.asked_by", rules=say.listed(dict.fromkeys(titles))) if titles else say("gap.register")


def today(here: Site, jurisdiction: str) -> date:
    """The day it is where a policy holds."""
    return calendar_for(jurisdiction).today(here.clock())


def titles_zh(policy: Policy | None) -> Mapping[str, str]:
    """What the rules and parameters of a policy are called in Chinese, by id and name."""
    if policy is None:
        return {}
    rules = {rule.id: rule.title_zh for rules in policy.rules.values() for rule in rules}
    named = rules | {name: parameter.title_zh for name, parameter in policy.parameters.items()}
    return {name: title for name, title in named.items() if title}


def because_zh(policy: Policy | None) -> Mapping[str, str]:
    """What each rule of a policy says in Chinese, by its id."""
    if policy is None:
        return {}
    return {rule.id: rule.because_zh for rules in policy.rules.values() for rule in rules if rule.because_zh}
