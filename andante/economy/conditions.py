"""What every condition of an approval does to the deployment that it is attached to (model.md 4b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from andante.economy.exchange import Array
from andante.filing.conditions import Condition, EffectKind


@dataclass(frozen=True, slots=True)
class Treatment:
    """How approved work is deployed under sets of conditions; U sets, H months ahead, C as `CARRIED`."""

    release: Array
    """(U,2,H) share that is automated, assisted in h months; sums to one."""
    attached: Array
    """(U,C) per unit automated: labour kept, retrained first, reassigned, entry pressure, reporting cost."""


def treat(conditions: Sequence[Condition], imposed: Array, horizon: int) -> Treatment:
    """Effects of the conditions `imposed` (U,C bool) together.

    Augment-only turns its share of the automation into assistance; of the rest a human final decision keeps
    its share of the labour. Several conditions of one kind combine: shares as independent chances, delays and
    training shares by the largest, entry floors by the smallest factor, costs by their sum.
    """
    imposed = np.asarray(imposed, dtype=bool)
    assist = _either(conditions, imposed, EffectKind.AUGMENT_ONLY)
    kept = _either(conditions, imposed, EffectKind.HUMAN_FINAL_DECISION)
    displaced = 1 - kept
    retrain = _largest(conditions, imposed, EffectKind.RETRAIN_BEFORE_RELEASE)
    reassign = _largest(conditions, imposed, EffectKind.REASSIGN)
    # Nobody is both trained and moved: the more binding duty first, the other on those who remain.
    attached = [
        kept,
        displaced * retrain,
        displaced * (1 - retrain) * reassign,
        displaced * _smallest_factor(conditions, imposed),
        _sum(conditions, imposed, EffectKind.REPORT_QUARTERLY),
    ]
    profile = np.stack(
        [
            _profile(notice, months, horizon)
            for notice, months in zip(
                _largest(conditions, imposed, EffectKind.NOTICE),
                _largest(conditions, imposed, EffectKind.PHASED_ROLLOUT),
                strict=True,
            )
        ]
    )
    release = np.stack([(1 - assist)[:, None] * profile, assist[:, None] * profile], axis=1)
    return Treatment(release, np.stack(attached, axis=1))


def _amounts(conditions: Sequence[Condition], imposed: Array, kind: EffectKind) -> Array:
    """(U, conditions of the kind): the amount where the condition is imposed, else nan."""
    columns = [index for index, each in enumerate(conditions) if each.effect.kind == kind]
    amounts = np.array([conditions[index].effect.amount for index in columns], dtype=np.float64)
    return np.where(imposed[:, columns], amounts, np.nan)


def _either(conditions: Sequence[Condition], imposed: Array, kind: EffectKind) -> Array:
    return np.asarray(1 - np.prod(1 - np.nan_to_num(_amounts(conditions, imposed, kind)), axis=1))


def _largest(conditions: Sequence[Condition], imposed: Array, kind: EffectKind) -> Array:
    return np.asarray(np.max(np.nan_to_num(_amounts(conditions, imposed, kind)), axis=1, initial=0.0))


def _sum(conditions: Sequence[Condition], imposed: Array, kind: EffectKind) -> Array:
    return np.asarray(np.nan_to_num(_amounts(conditions, imposed, kind)).sum(axis=1))


def _smallest_factor(conditions: Sequence[Condition], imposed: Array) -> Array:
    factors = np.nan_to_num(_amounts(conditions, imposed, EffectKind.ENTRY_FLOOR), nan=1.0)
    return np.asarray(np.min(factors, axis=1, initial=1.0))


def _profile(notice: float, rollout: float, horizon: int) -> Array:
    """(H,) shares deployed in 0, 1, ... months: after the notice, evenly over the rollout."""
    months = max(int(np.ceil(rollout)), 1)
    whole = int(np.floor(notice))
    part = notice - whole
    profile = np.zeros(horizon + 1)
    profile[whole : whole + months] += (1 - part) / months
    profile[whole + 1 : whole + 1 + months] += part / months
    return profile[:horizon]
