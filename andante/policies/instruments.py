"""The vocabulary of instruments: every lever of the economy model that a policy file can set.

Names, units and ranges are fixed here, so that a file with another unit or an impossible value is an error
where it is read and not a strange line in a chart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from andante.errors import PolicyError, Problem, Where
from andante.policies.wording import did_you_mean

UNLIMITED = math.inf
ECONOMY_DEFAULT = math.nan

SHARE = "share"
MONTHS = "months"
LABOUR_FORCE = "share of the labour force"
LABOUR_FORCE_A_MONTH = "share of the labour force a month"
LOG_POINTS = "log points"
PER_POINT = "per percentage point"


@dataclass(frozen=True, slots=True)
class InstrumentDefinition:
    """One lever: unit, the values it may take, and the neutral value that holds where a policy says nothing.

    `neutral` is inf for "unlimited" and nan for "the economy's own value"; `words` are the words a file may
    use instead of a number.
    """

    name: str
    unit: str
    low: float
    high: float
    neutral: float
    title: str
    title_zh: str
    meaning: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words that a file may write in place of a number: the neutral value where it is no number."""
        if math.isnan(self.neutral):
            return ("economy",)
        return ("unlimited",) if math.isinf(self.neutral) else ()

    def contains(self, value: float) -> bool:
        """Whether the value is allowed: within the range, or the neutral value itself."""
        if math.isnan(value):
            return math.isnan(self.neutral)
        return self.low <= value <= self.high or value == self.neutral


_DEFINITIONS = (
    InstrumentDefinition(
        "model_approval.delay_months", MONTHS, 0, 60, 0,
        "Wait for the approval of a model", "模型审批等待时间",
        "Mean months between a model at the frontier and its approval for use at work.",
    ),
    InstrumentDefinition(
        "model_approval.rejection_share", SHARE, 0, 1, 0,
        "Models refused", "模型不予批准比例",
        "Share of model generations that are refused and wait for the next one.",
    ),
    InstrumentDefinition(
        "assessment.capacity", "filings a month", 0, 1e12, UNLIMITED,
        "Assessments a month", "每月评估能力",
        "How many filings the reviewers can decide in a month; the rest wait.",
    ),
    InstrumentDefinition(
        "assessment.cost", LOG_POINTS, 0, 2, 0,
        "Cost of an assessment", "评估成本",
        "What an assessment adds to the cost of taking work over, as a shift of log cost.",
    ),
    InstrumentDefinition(
        "assist_first.mandate", SHARE, 0, 1, 0,
        "Assist-first rule", "辅助优先要求",
        "Least share of newly proposed work in which AI has to assist rather than take over.",
    ),
    InstrumentDefinition(
        "assist_first.leakage", SHARE, 0, 1, 0,
        "Assist-first rule: share that escapes", "辅助优先要求：规避比例",
        "Share of the proposals on which the assist-first rule has no hold.",
    ),
    InstrumentDefinition(
        "pace.cap", LABOUR_FORCE_A_MONTH, 0, 0.1, UNLIMITED,
        "Cap on the pace of automation", "替代节奏上限",
        "Automated work that may be added in a month while unemployment is on target; the rest waits.",
    ),
    InstrumentDefinition(
        "pace.cap_min", LABOUR_FORCE_A_MONTH, 0, 0.1, 0,
        "Lowest cap", "节奏上限的下限",
        "The cap is never tightened below this.",
    ),
    InstrumentDefinition(
        "pace.cap_max", LABOUR_FORCE_A_MONTH, 0, 0.1, UNLIMITED,
        "Highest cap", "节奏上限的上限",
        "The cap is never loosened beyond this.",
    ),
    InstrumentDefinition(
        "pace.proportional", PER_POINT, 0, 10, 0,
        "Response to unemployment", "对失业率的反应",
        "How strongly the cap tightens for each point of unemployment above target.",
    ),
    InstrumentDefinition(
        "pace.integral", PER_POINT, 0, 10, 0,
        "Response to lasting unemployment", "对持续失业的反应",
        "How strongly the cap tightens for each point-month of unemployment above target.",
    ),
    InstrumentDefinition(
        "pace.derivative", PER_POINT, 0, 10, 0,
        "Response to rising unemployment", "对失业率上升的反应",
        "How strongly the cap tightens for each point by which unemployment rose in a month.",
    ),
    InstrumentDefinition(
        "pace.memory", SHARE, 0, 1, 0,
        "Memory of past misses", "偏差记忆",
        "Share of the accumulated miss that is kept from one month to the next.",
    ),
    InstrumentDefinition(
        "pace.integral_max", "percentage points", 0, 1000, 0,
        "Limit of the accumulated miss", "累计偏差上限",
        "The accumulated miss never counts for more than this.",
    ),
    InstrumentDefinition(
        "pace.youth_weight", SHARE, 0, 10, 0,
        "Weight of youth unemployment", "青年失业率的权重",
        "Weight of a point of youth unemployment beside a point of unemployment.",
    ),
    InstrumentDefinition(
        "pace.gap_weight", "percentage points per log point", 0, 20, 0,
        "Weight of the technology gap", "技术差距的权重",
        "How far a gap to the competitor loosens the cap.",
    ),
    InstrumentDefinition(
        "pace.gap_target", LOG_POINTS, 0, 10, 0,
        "Technology gap that is accepted", "可接受的技术差距",
        "Only the part of the gap beyond this loosens the cap.",
    ),
    InstrumentDefinition(
        "pace.unemployment_ceiling", "fraction of one", 0, 1, ECONOMY_DEFAULT,
        "Unemployment target", "失业率目标",
        "Yearly mean of the seasonal target; the economy's own value is its baseline plus .4 points.",
    ),
    InstrumentDefinition(
        "pace.youth_ceiling", "fraction of one", 0, 1, ECONOMY_DEFAULT,
        "Youth unemployment target", "青年失业率目标",
        "Yearly mean of the seasonal target; the economy's own value is its baseline plus 1 point.",
    ),
    InstrumentDefinition(
        "pace.indicator_lag", MONTHS, 0, 24, 2,
        "Delay of the figures", "指标时滞",
        "How old the unemployment figures are when the cap is set.",
    ),
    InstrumentDefinition(
        "pace.leakage", SHARE, 0, 1, 0,
        "Cap: share that escapes", "节奏上限：规避比例",
        "Share of the proposed work on which the cap has no hold.",
    ),
    InstrumentDefinition(
        "automation_tax.rate", SHARE, 0, 10, 0,
        "Tax on taking work over", "自动化税率",
        "Tax on the cost of automated work, as a share of that cost.",
    ),
    InstrumentDefinition(
        "automation_tax.half_life", MONTHS, 1, 1200, UNLIMITED,
        "Half-life of the tax", "自动化税半衰期",
        "Months after which the tax has fallen to half; unlimited: it does not fade.",
    ),
    InstrumentDefinition(
        "automation_tax.leakage", SHARE, 0, 1, 0,
        "Tax: share that escapes", "自动化税：规避比例",
        "Share of the proposed work that the tax does not reach.",
    ),
    InstrumentDefinition(
        "augmentation.subsidy", LOG_POINTS, 0, 2, 0,
        "Support for AI that assists", "辅助型应用补贴",
        "What the state takes off the cost of AI that assists, as a shift of log cost.",
    ),
    InstrumentDefinition(
        "support.training_places", LABOUR_FORCE_A_MONTH, 0, 0.1, 0,
        "Training places", "培训名额",
        "Unemployed people who can begin training in a month.",
    ),
    InstrumentDefinition(
        "support.training_months", MONTHS, 1, 12, 6,
        "Length of training", "培训时长",
        "How long training lasts; trainees are outside the surveyed unemployment rate.",
    ),
    InstrumentDefinition(
        "support.benefit_replacement", "share of the wage", 0, 1, ECONOMY_DEFAULT,
        "Unemployment benefit", "失业保险替代率",
        "Benefit as a share of the wage before.",
    ),
    InstrumentDefinition(
        "support.hiring_subsidy", "share of the wage", 0, 1, 0,
        "Hiring subsidy", "招用补贴",
        "Share of the wage of a new hire that the state pays.",
    ),
    InstrumentDefinition(
        "support.public_jobs", LABOUR_FORCE, 0, 0.2, 0,
        "Public jobs", "公益性岗位",
        "Posts that the state adds.",
    ),
    InstrumentDefinition(
        "support.directed_credit", SHARE, 0, 1, 0,
        "Directed credit", "定向信贷",
        "Share of new investment that is steered towards upgrading.",
    ),
    InstrumentDefinition(
        "protection.attrition_share", SHARE, 0, 1, ECONOMY_DEFAULT,
        "Staff reduced by attrition alone", "自然减员比例",
        "Share of a reduction that firms make by not replacing those who leave, instead of dismissals.",
    ),
    InstrumentDefinition(
        "protection.notice_months", MONTHS, 0, 24, 0,
        "Notice of dismissal", "裁员通知期",
        "Months between the decision to dismiss and the last day.",
    ),
    InstrumentDefinition(
        "protection.severance_months", MONTHS, 0, 60, 0,
        "Severance pay", "经济补偿",
        "Months of pay for a dismissal.",
    ),
    InstrumentDefinition(
        "protection.leakage", SHARE, 0, 1, 0,
        "Protection: share that escapes", "解雇保护：规避比例",
        "Share of jobs that dismissal protection does not reach.",
    ),
    InstrumentDefinition(
        "disclosure.cost", "share of the output of the automated work", 0, 1, 0,
        "Cost of disclosure", "披露成本",
        "What reporting on AI at work costs.",
    ),
)  # fmt: skip

INSTRUMENTS: Mapping[str, InstrumentDefinition] = MappingProxyType(
    {definition.name: definition for definition in _DEFINITIONS}
)


def instrument_definition(name: str) -> InstrumentDefinition:
    """The definition of an instrument. Raises PolicyError, with the nearest name, where there is none."""
    found = INSTRUMENTS.get(name)
    if found is not None:
        return found
    raise PolicyError(
        Problem(
            what=f"there is no instrument named {name}",
            where=Where(field=f"instruments.{name}"),
            mend=did_you_mean(name, INSTRUMENTS, "instruments"),
        )
    )
