"""One line, three consequences: a threshold moves the economy, the simulated filings and a real one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from andante.assessment.assess import assess
from andante.assessment.deployment_file import load_deployment
from andante.assessment.roster_file import read_roster
from andante.lab.compare import compare
from andante.lab.comparison import Comparison
from andante.lab.scenario import Scenario
from andante.policies.diff import diff_policies
from andante.policies.load import load_policy

ROOT = Path(__file__).parents[1]
BASE = "controlled-innovation"
VARIANT = str(ROOT / "examples" / "variants" / "collective-dismissal-50.yaml")
CASE = ROOT / "examples" / "customer-service"
THRESHOLD = "collective_dismissal"
CONDITIONED = "approve_with_conditions"


def conditioned(comparison: Comparison, policy: str) -> float:
    return sum(year.filings[CONDITIONED] for year in comparison.decisions[policy].years)


@pytest.mark.slow
def test_one_line_moves_the_economy_the_simulated_filings_and_a_real_one() -> None:
    base, variant = load_policy(BASE), load_policy(VARIANT)
    changed = [each for each in diff_policies(base, variant) if each.path.startswith(("parameters", "rules"))]
    assert changed
    assert all(THRESHOLD in each.path for each in changed)

    found = compare(Scenario(policies=(BASE, VARIANT), months=120), 2)
    names = [summary.name for summary in found.policies]
    assert names == [BASE, variant.name]

    # (a) the ten-year youth path moves, with its range
    one, other = (found.paths[name]["youth_unemployment_rate"] for name in names)
    later = [i for i, month in enumerate(one.months) if month >= found.from_month]
    assert len(later) == 120
    assert max(abs(one.value[i] - other.value[i]) for i in later) > 1e-6
    youth = found.differences[variant.name]["peak_youth_unemployment_rate"]
    assert youth.low is not None
    assert youth.high is not None
    assert youth.low <= youth.value <= youth.high
    assert youth.value != 0

    # (b) fewer simulated filings carry conditions
    assert conditioned(found, variant.name) < conditioned(found, BASE)

    # (c) the real filing on the table is decided otherwise, and says because of which line
    deployment = load_deployment(CASE / "deployment.zh.yaml")
    roster = read_roster(CASE / "roster.zh.csv")
    result = assess(deployment, roster, [base, variant], date(2026, 11, 24))
    assert result.filing.get("firm_size") == 1000
    assert result.filing.get("automated_work_12m") == 30
    before, after = (each.decision for each in result.decisions)
    assert (before.outcome.word, after.outcome.word) == (CONDITIONED, "approve")
    reason = next(r for r in before.matched if r.rule == "collective-displacement")
    used = {p.name: p for p in reason.parameters}[THRESHOLD]
    lines = Path(used.file).read_text(encoding="utf-8").splitlines()
    assert used.value == 20
    assert used.line is not None
    assert "20" in lines[used.line - 1]
    assert "collective-displacement" not in [r.rule for r in after.matched]
