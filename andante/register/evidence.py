"""Evidence that a condition is kept: a figure, when it came, and for which due event."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from andante.errors import Problem, RegisterError, Where
from andante.filing.conditions import Condition


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was received for one due event. `value` None: papers came, but not the figure.

    `received` is aware (any zone). Files stay in the store; here is only what is compared.
    """

    event: str
    value: float | bool | str | None
    received: datetime

    def __post_init__(self) -> None:
        if self.received.tzinfo is None:
            raise RegisterError(Problem("the evidence has a time without its zone", Where(field="received")))
        value = self.value
        if isinstance(value, float) and not math.isfinite(value):
            raise RegisterError(
                Problem(
                    f"{value} is no figure that can be compared",
                    Where(field="value"),
                    "a condition is kept or not: infinite and undefined figures say neither",
                    "leave the figure out, or send the one that was measured",
                )
            )


def fits(condition: Condition, value: float | bool | str) -> bool:
    """Whether the value is of the kind that the condition compares: yes or no, a number, or a word."""
    for kind in (bool, str):
        if isinstance(condition.threshold, kind) or isinstance(value, kind):
            return isinstance(condition.threshold, kind) and isinstance(value, kind)
    return True


def evidence_problems(condition: Condition, value: float | bool | str | None) -> list[Problem]:
    """What is wrong with a figure sent for a condition: it is of another kind than the threshold."""
    if value is None or fits(condition, value):
        return []
    wanted = "yes or no" if isinstance(condition.threshold, bool) else condition.unit
    return [
        Problem(
            f"{condition.metric} is given as {value!r}",
            Where(field=condition.metric),
            f"the condition {condition.id} compares it with {condition.threshold!r} ({condition.unit})",
            f"send it as {wanted}",
        )
    ]


def share_problems(condition: Condition, value: float | bool | str | None) -> list[Problem]:
    """What is wrong with a share that is sent in: it lies outside nought and one, as per cents do."""
    if condition.unit != "share" or value is None or isinstance(value, (bool, str)) or 0.0 <= value <= 1.0:
        return []
    return [
        Problem(
            f"{condition.metric} is given as {value:g}",
            Where(field=condition.metric),
            "a share lies from 0 to 1",
            "send 0.3 for 30 per cent",
        )
    ]
