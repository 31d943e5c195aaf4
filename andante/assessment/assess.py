"""One assessment: a deployment, a roster and policies in; impact, pathways, filing and decisions out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from andante import __version__
from andante.assessment.cells import CodedCells, coded_cells
from andante.assessment.coding import TitleCoder, load_coder
from andante.assessment.deployment import Deployment
from andante.assessment.findings import (
    SMALLEST_GROUP,
    Accounted,
    Assessment,
    Impact,
    Match,
    PolicyDecision,
)
from andante.assessment.flags import flags_of
from andante.assessment.impact import impact_of
from andante.assessment.measures import exposures_of
from andante.assessment.network import OccupationNetwork
from andante.assessment.pathways import destinations_of
from andante.assessment.plan import plan_of
from andante.assessment.roster import Roster
from andante.assessment.shares import time_shares
from andante.assessment.tasks import resolve_tasks
from andante.assessment.to_filing import filing_of
from andante.filing.outcomes import Outcome
from andante.filing.schema import Filing
from andante.policies.compile import CompiledRules, compile_rules
from andante.policies.decide import decide_one
from andante.policies.schema import Policy


def assess(
    deployment: Deployment,
    roster: Roster,
    policies: Sequence[Policy],
    on: date,
    choices: Mapping[str, str] | None = None,
    coder: TitleCoder | None = None,
    command: str = "",
    network: OccupationNetwork | None = None,
) -> Assessment:
    """Assess a deployment for the people of a roster; decide its filing under each policy as of `on`.

    `choices`: job title -> ISCO-08 code, from a review file. `coder` and `network` are the packaged ones
    where they are not given: they take a moment to load. Raises AssessmentError where a task's occupation is
    not known, PolicyError where a policy cannot decide on that day.
    """
    coder = coder or load_coder()
    if choices:
        coder = coder.with_choices(choices)
    cells, matches = coded_cells(roster, coder)
    exposures = exposures_of(cells.units)
    tasks = resolve_tasks(deployment, coder)
    shares = time_shares(tasks, deployment.mode, cells.units, exposures)
    impact = impact_of(deployment, cells, shares, exposures)
    filing = filing_of(deployment, impact)
    decisions = tuple(_decided(policy, deployment, impact, filing, on) for policy in policies)
    return Assessment(
        deployment=deployment,
        accounted=accounted(roster, cells, impact),
        matches=shown_matches(matches),
        impact=impact,
        destinations=destinations_of(deployment, cells, shares, coder, network),
        plan=plan_of(deployment, cells, shares, impact),
        filing=filing,
        decisions=decisions,
        flags=flags_of(deployment, roster, cells, impact, tasks),
        roster_file=roster.file,
        roster_digest=roster.digest,
        command=command,
        version=__version__,
        on=on,
        problems=tuple(str(problem) for problem in roster.problems),
        problem_count=roster.problem_count,
        tasks=tuple(task.row() for task in tasks),
        for_review=tuple(match for match in matches if match.status != "coded"),
    )


def accounted(roster: Roster, cells: CodedCells, impact: Impact) -> Accounted:
    """Where the persons of the roster are; the four parts add up to the whole."""
    hidden = impact.occupations_hidden
    return Accounted(
        roster=roster.headcount,
        coded=impact.headcount - hidden,
        review=cells.review,
        suppressed=hidden,
        rejected=cells.rejected + roster.rejected,
    )


def shown_matches(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The matches of titles that enough people have, most people first."""
    enough = [match for match in matches if match.headcount >= SMALLEST_GROUP]
    return tuple(sorted(enough, key=lambda match: (-match.headcount, match.title)))


def worst_outcome(assessment: Assessment) -> Outcome:
    """The most severe outcome of all policies; NOT_REQUIRED without any."""
    return max((each.decision.outcome for each in assessment.decisions), default=Outcome.NOT_REQUIRED)


def _decided(
    policy: Policy, deployment: Deployment, impact: Impact, filing: Filing, on: date
) -> PolicyDecision:
    """The decision, and the outcome at the two ends of the range of the work taken over."""
    compiled = compile_rules(policy, "deployment", on)
    low, high = (
        _outcome(policy, compiled, filing_of(deployment, impact, end), on)
        for end in (impact.taken_over.low, impact.taken_over.high)
    )
    decision = decide_one(policy, filing, on, compiled=compiled)
    return PolicyDecision(decision, policy.title_zh or policy.title, low, high)


def _outcome(policy: Policy, compiled: CompiledRules, filing: Filing, on: date) -> str:
    return decide_one(policy, filing, on, compiled=compiled, change=False).outcome.word
