"""An assessment put together by hand; the decisions come from the packaged policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from andante.assessment.deployment import (
    Consultation,
    Contacts,
    Deployment,
    ModelUsed,
    Monitoring,
    Override,
    Place,
    Reassignment,
    Retraining,
    Review,
    Step,
    Task,
)
from andante.assessment.findings import (
    Accounted,
    Assessment,
    Deadline,
    Destination,
    Flag,
    GroupShare,
    Impact,
    Match,
    MeasureRow,
    OccupationRow,
    PlanRow,
    PolicyDecision,
    Span,
    TaskRow,
    TimingRow,
)
from andante.assessment.to_filing import filing_of
from andante.policies.compile import compile_rules
from andante.policies.decide import decide_one
from andante.policies.load import load_policy
from andante.policies.schema import Policy

ON = date(2026, 11, 2)
START = date(2027, 3, 1)

DEPLOYMENT = Deployment(
    name="Answering assistant",
    purpose="It answers customers' questions on orders in writing. Clerks take over where it cannot.",
    sector="N",
    firm_size=400.0,
    currency="CNY",
    model=ModelUsed("Qinghe", "Qinghe Language Ltd", "3.1", "approved", "GD-2026-0417"),
    high_impact_decision=False,
    tasks=(
        Task("4222", "answer questions on orders", "automate", 0.25, 0.2, 0.3, line=12),
        Task("4222", "onet:8823", "augment", 0.3, 0.2, 0.4, line=16),
    ),
    mode="automate",
    autonomy="supervised",
    human_final_decision=True,
    override=Override(0.06, 4200, "May to July 2026"),
    how_stopped="The head of the contact centre switches it off; calls then go to the clerks' queue.",
    reversible=True,
    start=START,
    steps=(
        Step(START, 0.25, "pilot"),
        Step(date(2027, 6, 1), 0.6, "half of the teams"),
        Step(date(2027, 9, 1), 1.0, "all teams"),
    ),
    other_automated_work_12m=0.0,
    retraining=Retraining(True, 20.0, 120.0, 6000.0, ("client adviser", "quality controller")),
    reassignment=Reassignment(True, 12.0, 0.95),
    notice_days=20.0,
    entry_hiring_kept=False,
    consultation=Consultation(
        True,
        "the staff assembly of both sites",
        date(2026, 10, 12),
        "We fear that the beginners' posts go first. Nobody should go before a course.",
        "No contract is ended because of the system before a course is finished.",
    ),
    monitoring=Monitoring(True, "posts, hours, overtime", "quarter"),
    place=Place("china", "CN-GD", "Foshan", 0.052, 0.16, "Guangdong statistics office, September 2026"),
    review=Review(False, None, None, date(2026, 11, 2)),
    contacts=Contacts(
        "Example Contact Services, Foshan",
        "Personnel office",
        "Personnel office, room 214",
        "The union, room 3",
    ),
    file="deployment.yaml",
    digest="d" * 64,
    lines={"system.name": 2, "rollout.start": 21},
)

IMPACT = Impact(
    headcount=160.0,
    work=152.0,
    people_affected=Span(104.0, 118.0, 124.0, "mapped"),
    taken_over=Span(21.4, 28.7, 35.9, "declared"),
    assisted=Span(22.1, 34.4, 46.2, "declared"),
    unchanged=Span(69.9, 88.9, 108.5, "declared"),
    hires_avoided=Span(11.2, 15.3, 19.6, "mapped"),
    released=Span(10.2, 13.4, 16.3, "mapped"),
    entry_level_posts=Span(4.1, 7.7, 12.5, "assumed"),
    entry_level_share=0.31,
    measures=(
        MeasureRow(
            "declared", "As declared", "按申报", 28.7, 34.4, 88.9, "deployment file: tasks", "declared"
        ),
        MeasureRow(
            "ilo_share",
            "ILO: tasks that score .5 or more",
            "国际劳工组织：评分不低于0.5的任务占比",
            38.3,
            45.9,
            67.8,
            "Gmyrek et al. 2025, ILO Working Paper 140",
            "official",
        ),
        MeasureRow(
            "microsoft",
            "Microsoft: AI applicability",
            "微软：人工智能适用度",
            24.6,
            29.5,
            97.9,
            "Tomlinson et al. 2025",
            "mapped",
        ),
    ),
    occupations=(
        OccupationRow(
            "4222",
            "Contact centre information clerks",
            "呼叫中心信息员",
            118.0,
            114.8,
            Span(21.4, 28.7, 34.4, "declared"),
            Span(22.1, 34.4, 45.9, "declared"),
            Span(0.41, 0.58, 0.73, "mapped"),
            0.31,
        ),
        OccupationRow(
            "1219",
            "Business services managers",
            "商务服务经理",
            37.0,
            32.4,
            Span(0, 0, 0),
            Span(0, 0, 0),
            None,
            None,
        ),
    ),
    groups=(
        GroupShare("age", "16-24", 45.0, Span(7.9, 10.6, 13.2), Span(0.18, 0.243, 0.30)),
        GroupShare("age", "25-29", 52.0, Span(8.1, 10.9, 13.6), Span(0.16, 0.216, 0.27)),
        GroupShare("age", "30-44", 56.0, Span(5.4, 7.2, 9.1), Span(0.10, 0.134, 0.17)),
        GroupShare("sex", "women", 96.0, Span(14.9, 20.0, 25.0), Span(0.16, 0.214, 0.27)),
        GroupShare("sex", "men", 57.0, Span(6.5, 8.7, 10.9), Span(0.12, 0.161, 0.20)),
        GroupShare("sex", "", 7.0, Span(0.0, 0.0, 0.0), Span(0.0, 0.0, 0.0)),
        GroupShare("contract", "permanent", 101.0, Span(12.0, 16.1, 20.1), Span(0.12, 0.164, 0.21)),
        GroupShare("contract", "agency", 59.0, Span(9.4, 12.6, 15.8), Span(0.17, 0.228, 0.28)),
    ),
    timing=(
        TimingRow(START, "pilot", Span(5.4, 7.2, 9.0), Span(0.0, 0.0, 0.0)),
        TimingRow(date(2027, 6, 1), "half of the teams", Span(12.8, 17.2, 21.5), Span(3.1, 4.2, 5.4)),
        TimingRow(date(2027, 9, 1), "all teams", Span(21.4, 28.7, 35.9), Span(11.2, 15.3, 19.6)),
    ),
    deadlines=(
        Deadline(
            date(2026, 10, 12), "The workers were heard", "已听取职工意见", "deployment file: consultation.on"
        ),
        Deadline(START, "The system begins to work", "系统开始使用", "deployment file: rollout.start"),
    ),
    occupations_hidden=5.0,
    unknown=(
        (
            "The occupation of 6 people whose job title is for review; the upper ends count them.",
            "6人的职业：其职位名称待核对；区间上限将其计为受影响人员。",
        ),
        ("Whether the system will do what is planned.", "系统能否达到预期。"),
    ),
)

DESTINATIONS = (
    Destination(
        "4222",
        "4312",
        "Statistical, finance and insurance clerks",
        "统计、金融和保险办事员",
        0.14,
        0.11,
        0.52,
        Span(0.4, 0.55, 0.7, "mapped"),
        True,
        Span(3.2, 4.1, 5.6, "imputed"),
        412_300.0,
        "moves between occupations, United States 2011-2019",
        "mapped",
    ),
    Destination(
        "4222",
        "5223",
        "Shop sales assistants",
        "商店售货员",
        0.12,
        -0.08,
        0.71,
        Span(0.2, 0.3, 0.41, "mapped"),
        False,
        Span(3.2, 4.1, 5.6, "imputed"),
        2_655_000.0,
        "moves between occupations, United States 2011-2019",
        "mapped",
    ),
)

PLAN = (
    PlanRow(
        "retraining",
        Span(10.2, 13.4, 16.3),
        20.0,
        Span(0.0, 0.0, 0.0),
        Span(61_200.0, 80_400.0, 97_800.0, "declared"),
        "people trained = the smaller of people and places",
    ),
    PlanRow(
        "reassignment",
        Span(10.2, 13.4, 16.3),
        12.0,
        Span(0.0, 1.4, 4.3),
        None,
        "people reassigned = the smaller of people and posts",
    ),
    PlanRow(
        "pay_of_work",
        Span(21.4, 28.7, 35.9),
        None,
        None,
        Span(1_562_000.0, 2_095_000.0, 2_621_000.0, "imputed"),
        "full-time equivalents x mean pay",
    ),
)

MATCHES = (
    Match(
        "客服专员",
        "4222",
        "Contact centre information clerks",
        "呼叫中心信息员",
        "43-4051.00",
        0.94,
        "an alternate title of this occupation",
        "该职业的别名",
        "coded",
        118.0,
    ),
    Match(
        "部门经理",
        "1219",
        "Business services managers",
        "商务服务经理",
        None,
        0.71,
        "near",
        "相近",
        "coded",
        37.0,
    ),
    Match("综合岗", None, "", "", None, 0.2, "nothing near enough", "没有足够相近的名称", "review", 6.0),
)

TASKS = (
    TaskRow("answer questions on orders", "4222", "automate", Span(0.2, 0.25, 0.3, "declared")),
    TaskRow(
        "Confer with customers by telephone to explain the cause of problems.",
        "4222",
        "augment",
        Span(0.2, 0.3, 0.4, "imputed"),
        "4222",
    ),
)

FLAGS = (
    Flag(
        "below_measures",
        "Less work is declared as taken over than one published measure says could be.",
        "申报的替代工作量低于部分公开指标。",
    ),
)

ACCOUNTED = Accounted(roster=170.0, coded=155.0, review=6.0, suppressed=5.0, rejected=4.0)
COMMAND = "andante assess deployment.yaml --roster roster.csv --policy controlled-innovation --on 2026-11-02"


def sample_assessment(
    policies: Sequence[str | Policy] = ("controlled-innovation",),
    deployment: Deployment = DEPLOYMENT,
    impact: Impact = IMPACT,
    **changes: Any,
) -> Assessment:
    """The sample, decided under the policies; `changes` replace fields of the Assessment."""
    filing = filing_of(deployment, impact)
    decisions = []
    for each in policies:
        policy = load_policy(each) if isinstance(each, str) else each
        compiled = compile_rules(policy, "deployment", ON)
        low, high = (
            decide_one(policy, filing_of(deployment, impact, end), ON, compiled=compiled).outcome.word
            for end in (impact.taken_over.low, impact.taken_over.high)
        )
        decision = decide_one(policy, filing, ON, compiled=compiled)
        decisions.append(PolicyDecision(decision, policy.title_zh or policy.title, low, high))
    made = Assessment(
        deployment=deployment,
        accounted=ACCOUNTED,
        matches=MATCHES,
        impact=impact,
        destinations=DESTINATIONS,
        plan=PLAN,
        filing=filing,
        decisions=tuple(decisions),
        flags=FLAGS,
        roster_file="roster.csv",
        roster_digest="c" * 64,
        command=COMMAND,
        version="0.1.0",
        on=ON,
        tasks=TASKS if deployment.tasks == DEPLOYMENT.tasks else (),
    )
    return replace(made, **changes)


def nothing_said() -> Assessment:
    """A deployment file with no answer at all, and a roster of which nobody is concerned."""
    empty = Impact(
        headcount=0.0,
        work=0.0,
        people_affected=Span(0, 0, 0),
        taken_over=Span(0, 0, 0),
        assisted=Span(0, 0, 0),
        unchanged=Span(0, 0, 0),
        hires_avoided=Span(0, 0, 0),
        released=Span(0, 0, 0),
        entry_level_posts=None,
        entry_level_share=None,
        measures=(),
        occupations=(),
        groups=(),
        timing=(),
        work_known=False,
    )
    return sample_assessment(
        deployment=Deployment(),
        impact=empty,
        accounted=Accounted(0, 0, 0, 0, 0),
        matches=(),
        destinations=(),
        plan=(),
        flags=(),
        roster_file="",
        roster_digest="",
        command="",
    )
