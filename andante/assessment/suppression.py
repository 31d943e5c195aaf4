"""Which groups of people are large enough to be shown; the same rule for every output.

A group of fewer than SMALLEST_GROUP persons is not shown, and neither is a second one where the first could
be told by subtracting what is shown from the total.
"""

from __future__ import annotations

from collections.abc import Sequence

from andante.assessment.findings import SMALLEST_GROUP


def shown(persons: Sequence[float], smallest: int = SMALLEST_GROUP) -> tuple[bool, ...]:
    """For each group whether it may be shown. Groups without anybody are shown: there is nobody to protect.

    The persons not shown are none at all or, together, at least `smallest`; where all groups together are
    fewer, none is shown.
    """
    hidden = {i for i, count in enumerate(persons) if 0 < count < smallest}
    for i in sorted(range(len(persons)), key=lambda i: persons[i]):
        total = sum(persons[j] for j in hidden)
        if not hidden or total >= smallest:
            break
        if persons[i] > 0:
            hidden.add(i)
    return tuple(i not in hidden for i in range(len(persons)))
