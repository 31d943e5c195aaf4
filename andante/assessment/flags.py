"""What a reader must see before trusting the figures of an assessment."""

from __future__ import annotations

from collections.abc import Sequence

from andante.assessment.cells import CodedCells
from andante.assessment.deployment import Deployment
from andante.assessment.findings import Flag, Impact
from andante.assessment.roster import Roster
from andante.assessment.tasks import ResolvedTask

RUBBER_STAMP = 0.01
"""Share of proposals overruled below which a human decision may be one in name only (issue of the field)."""
MANY_FOR_REVIEW = 0.1
FEW_CASES = 100


def flags_of(
    deployment: Deployment,
    roster: Roster,
    cells: CodedCells,
    impact: Impact,
    tasks: Sequence[ResolvedTask] = (),
) -> tuple[Flag, ...]:
    """The flags, most important first."""
    return (
        *_override(deployment),
        *_declared(impact),
        *_foreign(tasks),
        *_roster(roster, cells),
        *_consultation(deployment),
    )


def _foreign(tasks: Sequence[ResolvedTask]) -> list[Flag]:
    """Tasks of a published list that belong to quite another occupation than the people named."""
    return [
        Flag(
            "foreign_task",
            f"The task “{each.words}” is listed for occupation {each.listed_isco}, not for {each.isco}.",
            f"任务“{each.words}”在公开清单中属于职业{each.listed_isco}，而非{each.isco}。",
        )
        for each in tasks
        if each.listed_isco is not None and each.listed_isco[:2] != each.isco[:2]
    ]


def _override(deployment: Deployment) -> list[Flag]:
    rate, cases = deployment.override.rate, deployment.override.cases
    found = []
    if rate is not None and rate < RUBBER_STAMP:
        found.append(
            Flag(
                "rubber_stamp",
                f"People overruled {100 * rate:.2g} % of the proposals, under {100 * RUBBER_STAMP:.0f} %: the"
                " human decision may be a rubber stamp.",
                f"人工改判率为{100 * rate:.2g}%，低于{100 * RUBBER_STAMP:.0f}%：人工决定可能流于形式。",
            )
        )
    if rate is not None and (cases is None or cases < FEW_CASES):
        number = "an unknown number of" if cases is None else f"only {cases:,}"
        number_zh = "未知数量的" if cases is None else f"仅{cases:,}条"
        found.append(
            Flag(
                "thin_override",
                f"The override rate was measured on {number} proposals.",
                f"人工改判率基于{number_zh}系统建议。",
            )
        )
    return found


def _declared(impact: Impact) -> list[Flag]:
    """Whether what is declared lies inside what the measures say could be done."""
    rows = {row.id: row.taken_over for row in impact.measures}
    declared = rows.pop("declared", None)
    if declared is None or not rows or declared <= 0:
        return []
    low, high = min(rows.values()), max(rows.values())
    span = f"{low:.1f} to {high:.1f}"
    span_zh = f"{low:.1f}至{high:.1f}"
    if declared > high + 1e-9:
        return [
            Flag(
                "above_measures",
                f"More work is declared as taken over ({declared:.1f} full-time equivalents) than any"
                f" published measure says could be ({span}).",
                f"申报的替代工作量（{declared:.1f}折合全时岗位）高于各公开指标的范围（{span_zh}）。",
            )
        ]
    if declared < low - 1e-9:
        return [
            Flag(
                "below_measures",
                f"Less work is declared as taken over ({declared:.1f} full-time equivalents) than every"
                f" published measure says could be ({span}).",
                f"申报的替代工作量（{declared:.1f}折合全时岗位）低于各公开指标的范围（{span_zh}）。",
            )
        ]
    return []


def _roster(roster: Roster, cells: CodedCells) -> list[Flag]:
    found = []
    if roster.headcount > 0 and cells.review > MANY_FOR_REVIEW * roster.headcount:
        share = 100 * cells.review / roster.headcount
        found.append(
            Flag(
                "many_for_review",
                f"The job titles of {share:.0f} % of the people are for review: fill in the review file and"
                " assess again.",
                f"{share:.0f}%人员的职位名称待核对：请填写核对文件后重新评估。",
            )
        )
    if roster.rejected_rows:
        found.append(
            Flag(
                "rejected_rows",
                f"{roster.rejected_rows:,} rows of the roster ({roster.rejected:,.0f} people) could not be"
                " used.",
                f"花名册中有{roster.rejected_rows:,}行（{roster.rejected:,.0f}人）无法使用。",
            )
        )
    return found


def _consultation(deployment: Deployment) -> list[Flag]:
    said = deployment.consultation
    if said.held is False and not said.reason_not_held:
        return [
            Flag(
                "no_consultation",
                "Nobody was heard, and no reason is given.",
                "未听取意见，也未说明原因。",
            )
        ]
    if said.held and not said.words:
        return [
            Flag(
                "no_words",
                "A consultation is said to have been held; what was said there is not given.",
                "申报称已听取意见，但未载明意见内容。",
            )
        ]
    return []
