"""What the rules of a policy did in a run: first decisions a year, by outcome, and the rules that decided."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from andante.filing.outcomes import Outcome
from andante.lab.comparison import DecisionSummary, Measure, RuleShare, YearOfDecisions
from andante.lab.introduce import DEPLOYMENT
from andante.lab.paths import whole
from andante.lab.run import PolicyRun
from andante.policies.schema import Policy

FILINGS, WORK = "filings_by_outcome", "work_by_outcome"
FILINGS_BY_RULE, WORK_BY_RULE = "filings_by_rule", "work_by_rule"
DECIDED = (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS, Outcome.NEEDS_INFORMATION, Outcome.REJECT)


def counts_of(run: PolicyRun) -> dict[str, Measure]:
    """First decisions of the central run by outcome, and what still waits at its end."""
    by_outcome = _part(run, FILINGS).sum(axis=0)
    counts = {outcome.word: float(by_outcome[int(outcome)]) for outcome in DECIDED}
    pending = float(whole(run, "pending")[0, -1])
    figures = {"filings": sum(counts.values()), **counts, "pending": pending}
    return {name: Measure(value, None, None, "filings") for name, value in figures.items()}


def _part(run: PolicyRun, name: str) -> NDArray[np.float64]:
    """(months of the policies part, ...) of the central run."""
    return np.asarray(run.part(name)[0], dtype=np.float64)


def decision_summary(policy: Policy, run: PolicyRun) -> DecisionSummary:
    """First decisions by calendar year and the rules by the automated work they decided, most first."""
    years = np.array([int(month[:4]) for month in run.months[run.first :]])
    filings, work = _part(run, FILINGS), _part(run, WORK)
    listed = [
        YearOfDecisions(
            int(year),
            _by_word(filings[years == year].sum(axis=0)),
            _by_word(work[years == year].sum(axis=0)),
        )
        for year in np.unique(years)
    ]
    return DecisionSummary(tuple(listed), _rules(policy, run))


def _by_word(totals: NDArray[np.float64]) -> Mapping[str, float]:
    return {outcome.word: float(totals[int(outcome)]) for outcome in Outcome}


def _rules(policy: Policy, run: PolicyRun) -> tuple[RuleShare, ...]:
    if WORK_BY_RULE not in run.series or not run.rules:
        return ()
    work = _part(run, WORK_BY_RULE).sum(axis=0)
    filings = (
        _part(run, FILINGS_BY_RULE).sum(axis=0)
        if FILINGS_BY_RULE in run.series
        else np.full_like(work, np.nan)
    )
    by_id = {rule.id: rule for rule in policy.rules[DEPLOYMENT]}
    shares = []
    for index, identity in enumerate(run.rules):
        rule = by_id[identity]
        shares.append(
            RuleShare(
                identity,
                rule.outcome.word,
                rule.because,
                rule.file,
                rule.line or 0,
                float(filings[index]),
                float(work[index]),
                rule.title,
                rule.title_zh,
                rule.because_zh,
            )
        )
    return tuple(sorted(shares, key=lambda share: -share.work))
