"""Who gains and who loses: welfare by age and occupation group, and of all (model.md 12).

No source of the packaged data holds education, so that no group is by education. A group is everybody of an
age whose work, or last work, belongs to a major group of ISCO-08: people who move count where they arrive.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from andante.economy.welfare import certainty_equivalent_of
from andante.lab.comparison_economy import GroupRow
from andante.lab.run import PolicyRun

FloatArray = NDArray[np.float64]
NEEDED = frozenset({"utility_by_group", "persons_by_group", "risk_aversion", "discount_factor"})
TITLES: tuple[tuple[str, str, str], ...] = (
    ("0", "Other occupations", "其他职业"),
    ("1", "Managers", "管理人员"),
    ("2", "Professionals", "专业人员"),
    ("3", "Technicians and associate professionals", "技术人员和助理专业人员"),
    ("4", "Clerical support workers", "办事人员"),
    ("5", "Service and sales workers", "服务与销售人员"),
    ("6", "Skilled agricultural, forestry and fishery workers", "农林渔业技能人员"),
    ("7", "Craft and related trades workers", "工艺及有关行业人员"),
    ("8", "Plant and machine operators, and assemblers", "设备与机器操作员及装配工"),
    ("9", "Elementary occupations", "初级职业"),
)
"""ISCO-08 major groups by the first digit of an occupation's id, in the order of the recorded series."""


def group_rows(run: PolicyRun, without: PolicyRun, ages: tuple[str, ...]) -> tuple[GroupRow, ...]:
    """One row for each age and group with people in it; empty where a run did not record welfare."""
    if not set(run.series) >= NEEDED:
        return ()
    persons = run.part("persons_by_group")[0, -12:].mean(axis=0)
    mean, share = discounted(run, 0)
    mean_without, share_without = discounted(without, 0)
    averse = run.part("risk_aversion")[0, 0]
    change = certainty_equivalent_of(mean, averse) / certainty_equivalent_of(mean_without, averse) - 1
    parts = contributions(mean, share, mean_without, share_without, float(averse))
    return tuple(
        GroupRow(
            age,
            *TITLES[g],
            persons=float(persons[a, g]),
            consumption_change=float(change[a, g]),
            contribution=float(parts[a, g]),
        )
        for a, age in enumerate(ages)
        for g in range(len(TITLES))
        if share[a, g] > 0 and share_without[a, g] > 0
    )


def contributions(
    mean: FloatArray,
    share: FloatArray,
    mean_without: FloatArray,
    share_without: FloatArray,
    averse: float,
) -> FloatArray:
    """What each group adds to the change of all; sums to it.

    A group adds its change of mean utility at its share of people, and its change of share times how far its
    utility lies from the mean of all (averages of both runs), brought to the scale of the total.
    """
    total, total_without = (mean * share).sum(), (mean_without * share_without).sum()
    middle = (total + total_without) / 2
    own = (share + share_without) / 2 * (mean - mean_without)
    moved = (share - share_without) * ((mean + mean_without) / 2 - middle)
    equivalent = certainty_equivalent_of(np.asarray(total_without), np.asarray(averse))
    # The slope of the consumption equivalent in utility, where the change itself is only rounding.
    scale = float(equivalent ** (averse - 1))
    difference = total - total_without
    if abs(difference) > 1e-9:
        new = certainty_equivalent_of(np.asarray(total), np.asarray(averse))
        scale = float((new / equivalent - 1) / difference)
    return np.asarray(scale * (own + moved), dtype=np.float64)


def discounted(run: PolicyRun, row: int) -> tuple[FloatArray, FloatArray]:
    """(A,G) mean utility of a group over the policies part and its share of people, future discounted."""
    summed, people = _present_sums(run, row)
    mean = np.divide(summed, people, out=np.zeros_like(summed), where=people > 0)
    return mean, np.asarray(people / people.sum(), dtype=np.float64)


def welfare_equivalent(run: PolicyRun) -> FloatArray:
    """(sets, 1) certain consumption worth as much as the policies part to everybody, present value."""
    found = []
    for row in range(run.series["persons_by_group"].shape[0]):
        summed, people = _present_sums(run, row)
        mean = np.asarray(summed.sum() / people.sum())
        found.append(float(certainty_equivalent_of(mean, run.part("risk_aversion")[row, 0])))
    return np.array(found)[:, None]


def _present_sums(run: PolicyRun, row: int) -> tuple[FloatArray, FloatArray]:
    summed, people = run.part("utility_by_group")[row], run.part("persons_by_group")[row]
    weight = run.part("discount_factor")[row, 0] ** (np.arange(len(summed)) / 12)
    return np.tensordot(weight, summed, 1), np.tensordot(weight, people, 1)
