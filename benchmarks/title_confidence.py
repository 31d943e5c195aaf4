"""Measures how far a coding of a job title can be trusted, and writes it into `coding_confidence`.

Likeness: isotonic regression of "right at four digits" on the evidence, for titles hidden part by part
(see `held_out_titles`): in English the common titles, in Chinese these and CSCO aliases by this project's
judgement. ESCO's alternative labels are no measure: they are so like each other that confidence would be
twelve points too high for the titles of a roster. Known titles: the share that another list places alike, for
the titles of a source that stand in one. Run: python -m benchmarks.title_confidence
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

import andante.assessment.coding_confidence as written
from andante.assessment.coding import TitleCoder
from andante.assessment.coding_text import normal_form
from andante.assessment.coding_titles import ALIASES, SOURCES
from andante.reference.tables import read_table
from benchmarks.held_out_titles import CALIBRATED, HeldOut, Truth, coder_without, held_out, proposals, right

STEPS = 12
SAME_PUBLISHER = ({"isco", "isco_example"}, {"isco", "isco_zh"})


def evidence_and_right(coder: TitleCoder, truth: Truth) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Evidence of the titles that are coded by likeness, and whether they are coded right at four digits."""
    forms = list(truth)
    coded = coder.code(forms, [None] * len(forms))
    alike = coded.similar_row >= 0
    evidence = coded.ranked.evidence[coded.similar_row[alike]]
    return evidence, right(proposals(coder, forms), truth, 4, 1)[alike]


def by_language(held: HeldOut) -> dict[str, tuple[Truth, ...]]:
    """What each language is calibrated on."""
    return {"en": (held.common_english,), "zh": (held.csco_judged, held.common_chinese)}


def steps_of(
    evidence: NDArray[np.float64], is_right: NDArray[np.bool_]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Knots of a rising line: mean evidence and isotonic share right of equal parts."""
    order = np.argsort(evidence, kind="stable")
    fitted = isotonic_regression(is_right[order].astype(float)).x
    parts = np.array_split(np.arange(order.size), STEPS)
    knots = [float(evidence[order][part].mean()) for part in parts]
    shares = [float(fitted[part].mean()) for part in parts]
    return tuple(round(knot, 3) for knot in knots), tuple(round(share, 3) for share in shares)


def agreement() -> dict[str, float]:
    """By source, the share of its titles that other lists (aliases apart) place in the same group."""
    groups: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in read_table("occupation_titles").to_pylist():
        groups[normal_form(row["title"])][row["source"]].add(row["isco08"])
    shares = {}
    for source in SOURCES:
        alike = [
            bool(by_source[source] & codes)
            for by_source in groups.values()
            if source in by_source
            for other, codes in by_source.items()
            if other != source and other not in ALIASES and {source, other} not in SAME_PUBLISHER
        ]
        # One title more on either side: no list is never wrong.
        shares[source] = round((sum(alike) + 1) / (len(alike) + 2), 3)
    return shares


def measured() -> tuple[dict[str, tuple[float, ...]], dict[str, tuple[float, ...]], dict[str, float]]:
    """Knots of the evidence and confidence there by language; confidence of known titles by source."""
    found: dict[str, list[tuple[NDArray[np.float64], NDArray[np.bool_]]]] = {"en": [], "zh": []}
    for tenths in CALIBRATED:
        held = held_out(tenths)
        coder = coder_without(held)
        for language, truths in by_language(held).items():
            found[language] += [evidence_and_right(coder, truth) for truth in truths]
    knots, shares = {}, {}
    for language, parts in found.items():
        knots[language], shares[language] = steps_of(
            np.concatenate([evidence for evidence, _ in parts]), np.concatenate([ok for _, ok in parts])
        )
    return knots, shares, agreement()


def main() -> None:
    """Write the figures between the marks of `coding_confidence`."""
    path = Path(written.__file__)
    knots, shares, known = measured()
    block = (
        f"# BEGIN measured\nSIMILAR_EVIDENCE: dict[str, tuple[float, ...]] = {knots!r}\n"
        f"SIMILAR_CONFIDENCE: dict[str, tuple[float, ...]] = {shares!r}\n"
        f"KNOWN_CONFIDENCE: dict[str, float] = {known!r}\n# END measured"
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub("# BEGIN measured.*# END measured", block, text, flags=re.DOTALL), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
