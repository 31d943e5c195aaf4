"""What an assessment does not know, said in words: what is missing is never read as nothing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from andante.assessment.cells import FULL_TIME_HOURS, CodedCells
from andante.assessment.deployment import Deployment
from andante.assessment.shares import TimeShares

Words = tuple[str, str]


def unknown_words(
    deployment: Deployment,
    cells: CodedCells,
    shares: TimeShares,
    exposures: Mapping[str, Mapping[str, float | None]],
) -> tuple[Words, ...]:
    """What is not known, in English and Chinese, most important first."""
    found: list[Words] = []
    if not deployment.tasks:
        found.append(("Which tasks the system takes over or assists.", "系统替代或辅助哪些任务。"))
    elif not shares.known:
        found.append(
            (
                "How much working time goes into the tasks taken over; the figures are bounds from published"
                " measures of exposure, and nothing is filed for them.",
                "被替代任务所占的工作时间；相关数字仅为根据公开暴露度得出的上下限，不列入申报。",
            )
        )
    elif shares.label == "imputed":
        found.append(
            (
                "How much working time goes into the tasks; the tasks of an occupation were weighted alike.",
                "各任务所占的工作时间；同一职业的任务按相同权重计算。",
            )
        )
    if deployment.tasks and not shares.touched.any():
        found.append(
            (
                "Whom the tasks concern: nobody in the roster has one of their occupations.",
                "任务涉及哪些人员：花名册中没有相应职业的人员。",
            )
        )
    found += _roster_words(cells)
    found += _score_words(cells, shares, exposures)
    if deployment.start is None:
        found.append(("On which day the system begins to work.", "系统开始使用的日期。"))
    if deployment.other_automated_work_12m is None:
        found.append(
            (
                "What the firm's other deployments took over in the last twelve months.",
                "企业其他应用项目在过去十二个月内替代的工作量。",
            )
        )
    found.append(
        (
            "Whether the system will do what is planned: exposure says what could be done, not what will be.",
            "系统能否达到预期：暴露度仅表示可能，并不表示将会发生。",
        )
    )
    return tuple(found)


def _roster_words(cells: CodedCells) -> list[Words]:
    found: list[Words] = []
    if cells.review > 0:
        found.append(
            (
                f"The occupation of {cells.review:,.0f} people whose job title is for review; the upper ends"
                " of the ranges count them as concerned.",
                f"{cells.review:,.0f}人的职业：其职位名称待核对；区间上限将其计为受影响人员。",
            )
        )
    if cells.hours_known < 1:
        found.append(
            (
                f"The hours of {100 * (1 - cells.hours_known):.0f} % of the people; they were taken to work"
                f" as the others do, or {FULL_TIME_HOURS:g} hours a week where nobody's are known.",
                f"{100 * (1 - cells.hours_known):.0f}%人员的工时；按其他人员的平均工时计，"
                f"均未知时按每周{FULL_TIME_HOURS:g}小时计。",
            )
        )
    if not any(cells.groups["seniority"][1]):
        found.append(
            ("Which posts are entry-level posts: the roster does not say.", "哪些是初级岗位：花名册未说明。")
        )
    if cells.groups and any(any(words) for _, words in cells.groups.values()):
        found.append(
            (
                "Whether the work taken over falls on some ages, sexes or contracts more than on others in"
                " the same occupation: it was spread evenly.",
                "同一职业内，被替代的工作是否更多落在某些年龄、性别或合同类型的人员身上："
                "本评估按均匀分布计算。",
            )
        )
    return found


def _score_words(
    cells: CodedCells, shares: TimeShares, exposures: Mapping[str, Mapping[str, float | None]]
) -> list[Words]:
    bare = [
        cells.units[u]
        for u in np.flatnonzero(shares.touched)
        if all(scores.get(cells.units[u]) is None for scores in exposures.values())
    ]
    if not bare:
        return []
    codes = ", ".join(bare)
    return [(f"The exposure of {codes}: no measure rates it.", f"{codes}的暴露度：各指标均未评分。")]
