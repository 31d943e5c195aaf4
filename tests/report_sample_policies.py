"""Made-up policies of the sample comparison: their instruments and what their rules decided."""

from __future__ import annotations

from andante.lab import comparison as c

SET = {
    "controlled-innovation": {
        "model_approval.delay_months": ("Wait for the approval of a model", "模型审批等待时间", 4.0, "R"),
        "assist_first.mandate": ("Assist-first rule", "辅助优先要求", 0.7, "A"),
        "assist_first.leakage": ("Assist-first rule: share that escapes", "辅助优先要求：规避比例", 0.2, "A"),
        "pace.cap": ("Cap on the pace of automation", "替代节奏上限", 0.0005, "A"),
        "pace.proportional": ("Response to unemployment", "对失业率的反应", 0.4, "A"),
        "assessment.capacity": ("Assessments a month", "每月评估能力", 40000.0, "A"),
        "protection.attrition_share": ("Staff reduced by attrition alone", "自然减员比例", 0.9, "P"),
        "protection.notice_months": ("Notice of dismissal", "裁员通知期", 1.0, "P"),
        "support.training_places": ("Training places", "培训名额", 0.0005, "A"),
    },
    "augmentation-first": {
        "assist_first.mandate": ("Assist-first rule", "辅助优先要求", 0.8, "A"),
        "augmentation.subsidy": ("Support for AI that assists", "辅助型应用补贴", 0.1, "A"),
    },
    "gradual-tax": {
        "automation_tax.rate": ("Tax on taking work over", "自动化税率", 0.5, "A"),
        "automation_tax.half_life": ("Half-life of the tax", "自动化税半衰期", 36.0, "A"),
    },
    "market-led": {"disclosure.cost": ("Cost of disclosure", "披露成本", 0.001, "A")},
}


def sample_decisions(name: str) -> c.DecisionSummary:
    if name != "controlled-innovation":
        return c.DecisionSummary((), ())
    years = []
    for year in range(2026, 2036):
        scale = 1.0 + 0.12 * (year - 2026)
        filings = {
            "approve": 2.1e6 * scale,
            "approve_with_conditions": 9e4,
            "needs_information": 4e4,
            "reject": 2e3,
        }
        work = {
            "approve": 9e5 * scale,
            "approve_with_conditions": 3.1e5 * scale,
            "needs_information": 6e4,
            "reject": 1.4e4,
        }
        years.append(c.YearOfDecisions(year, filings, work))
    rules = tuple(
        c.RuleShare(
            rule,
            outcome,
            because,
            "andante/policies/library/controlled-innovation.yaml",
            line,
            share / 20,
            share,
        )
        for rule, outcome, because, line, share in (
            (
                "collective-displacement",
                "approve_with_conditions",
                "At least twenty posts, or a tenth of the staff.",
                118,
                0.21,
            ),
            (
                "missing-consultation",
                "needs_information",
                "The consultation of the staff is not documented.",
                96,
                0.05,
            ),
            (
                "human-final-decision",
                "approve_with_conditions",
                "A decision on people needs a person.",
                131,
                0.04,
            ),
            (
                "unapproved-model",
                "reject",
                "The model behind this deployment has not been approved.",
                88,
                0.01,
            ),
            ("entry-posts", "approve_with_conditions", "Entry-level posts are kept open.", 144, 0.008),
            ("local-stress", "approve_with_conditions", "Local unemployment is above target.", 150, 0.002),
        )
    )
    return c.DecisionSummary(tuple(years), rules)


def sample_summary(name: str, title: str) -> c.PolicySummary:
    rows = tuple(
        c.InstrumentRow(
            key,
            en,
            zh,
            "share",
            value,
            "2026-01-01",
            f"Plan {name} {i}: more than ten million trainings; the share is assumed (Office {i}, 2026)",
            tag,
            f"{name}.yaml",
            20 + i,
            None,
        )
        for i, (key, (en, zh, value, tag)) in enumerate(SET[name].items())
    )
    procedures = (
        (c.ProcedureRow("ordinary", "Ordinary", "assessment office", 30.0, "escalate", "policy.md E", "R"),)
        if name == "controlled-innovation"
        else ()
    )
    return c.PolicySummary(
        name,
        title,
        "ab12" * 16,
        "An introduction.",
        "CN",
        f"andante/policies/library/{name}.yaml",
        rows,
        procedures,
        9 if procedures else 0,
        6 if procedures else 0,
    )
