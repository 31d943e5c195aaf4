"""A made-up comparison whose differences are taken apart, for the tests of the report."""

from __future__ import annotations

from dataclasses import replace

from report_sample import sample_comparison

from andante.lab.comparison import Comparison, DecompositionStep
from andante.lab.decomposition import GROUPS, MEASURES


def sample_decomposition(first: float = -0.02, second: float = -0.01234) -> Comparison:
    """A made-up decomposition: assist-first and support act, the third group is there without acting."""

    def rows(measure: str, scale: float) -> tuple[DecompositionStep, ...]:
        before, found = 0.1, []
        for group in GROUPS:
            part = scale * {"assist_first": first, "support": second}.get(group, 0.0)
            acts = group != "rest"
            found.append(
                DecompositionStep(
                    measure, group, "", acts, before, before + part, part, part * 1.5, part * 0.5
                )
            )
            before += part
        return tuple(found)

    scales = dict(zip(MEASURES, (1.0, -0.3, 5e8), strict=True))
    every = tuple(row for measure, scale in scales.items() for row in rows(measure, scale))
    parts = {"controlled-innovation": every, "augmentation-first": every}
    return replace(sample_comparison(), decomposition=parts)
