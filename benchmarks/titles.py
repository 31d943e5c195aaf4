"""Coding of job titles: how often right on held-out titles, beside a plain fuzzy matcher, and how fast.

Held-out titles and what is true of them: see `held_out_titles`. The fuzzy matcher is RapidFuzz's weighted
ratio over the same known titles, normal forms on both sides; its groups are those of the best titles. Speed
is counted in processor seconds of one core. Run: python -m benchmarks.titles
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from andante.assessment.coding import TitleCoder, load_coder
from andante.assessment.coding_confidence import REVIEW_BELOW
from benchmarks.held_out_titles import TESTED, HeldOut, Truth, coder_without, held_out, proposals, right

FUZZY_DEPTH = 60
"""Best titles that the fuzzy matcher gives its groups from: enough for five different groups."""
FUZZY = ("esco", "csco", "csco_judged")
VARIANTS: tuple[tuple[str, str], ...] = (
    ("{}", "{}"),
    (" {} ", " {} "),
    ("{}.", "{}。"),
    ("Senior {}", "高级{}"),
    ("{} (m/f/d)", "{}（全职）"),
    ("{} II", "{}岗"),
    ("[{}]", "【{}】"),
)
ACCURACY: tuple[dict[str, Any], ...] = (
    {"id": "titles.esco_top1_4", "truth": "esco", "by": "coder", "best": 1, "digits": 4},
    {"id": "titles.esco_top5_4", "truth": "esco", "by": "coder", "best": 5, "digits": 4},
    {"id": "titles.esco_top1_3", "truth": "esco", "by": "coder", "best": 1, "digits": 3},
    {"id": "titles.esco_top5_3", "truth": "esco", "by": "coder", "best": 5, "digits": 3},
    {"id": "titles.esco_top1_2", "truth": "esco", "by": "coder", "best": 1, "digits": 2},
    {"id": "titles.esco_top5_2", "truth": "esco", "by": "coder", "best": 5, "digits": 2},
    {"id": "titles.esco_fuzzy_top1_4", "truth": "esco", "by": "fuzzy", "best": 1, "digits": 4},
    {"id": "titles.esco_fuzzy_top5_4", "truth": "esco", "by": "fuzzy", "best": 5, "digits": 4},
    {"id": "titles.esco_fuzzy_top1_3", "truth": "esco", "by": "fuzzy", "best": 1, "digits": 3},
    {"id": "titles.esco_fuzzy_top5_3", "truth": "esco", "by": "fuzzy", "best": 5, "digits": 3},
    {"id": "titles.esco_fuzzy_top1_2", "truth": "esco", "by": "fuzzy", "best": 1, "digits": 2},
    {"id": "titles.esco_fuzzy_top5_2", "truth": "esco", "by": "fuzzy", "best": 5, "digits": 2},
    {"id": "titles.csco_top1_4", "truth": "csco", "by": "coder", "best": 1, "digits": 4},
    {"id": "titles.csco_top5_4", "truth": "csco", "by": "coder", "best": 5, "digits": 4},
    {"id": "titles.csco_top1_3", "truth": "csco", "by": "coder", "best": 1, "digits": 3},
    {"id": "titles.csco_top5_3", "truth": "csco", "by": "coder", "best": 5, "digits": 3},
    {"id": "titles.csco_top1_2", "truth": "csco", "by": "coder", "best": 1, "digits": 2},
    {"id": "titles.csco_top5_2", "truth": "csco", "by": "coder", "best": 5, "digits": 2},
    {"id": "titles.csco_fuzzy_top1_4", "truth": "csco", "by": "fuzzy", "best": 1, "digits": 4},
    {"id": "titles.csco_fuzzy_top5_4", "truth": "csco", "by": "fuzzy", "best": 5, "digits": 4},
    {"id": "titles.csco_fuzzy_top1_3", "truth": "csco", "by": "fuzzy", "best": 1, "digits": 3},
    {"id": "titles.csco_fuzzy_top5_3", "truth": "csco", "by": "fuzzy", "best": 5, "digits": 3},
    {"id": "titles.csco_fuzzy_top1_2", "truth": "csco", "by": "fuzzy", "best": 1, "digits": 2},
    {"id": "titles.csco_fuzzy_top5_2", "truth": "csco", "by": "fuzzy", "best": 5, "digits": 2},
    {"id": "titles.csco_judged_top1_4", "truth": "csco_judged", "by": "coder", "best": 1, "digits": 4},
    {"id": "titles.csco_judged_top5_4", "truth": "csco_judged", "by": "coder", "best": 5, "digits": 4},
    {"id": "titles.csco_judged_fuzzy_top1_4", "truth": "csco_judged", "by": "fuzzy", "best": 1, "digits": 4},
    {"id": "titles.csco_judged_fuzzy_top5_4", "truth": "csco_judged", "by": "fuzzy", "best": 5, "digits": 4},
    {"id": "titles.common_english_top1_4", "truth": "common_english", "by": "coder", "best": 1, "digits": 4},
    {"id": "titles.common_english_top5_4", "truth": "common_english", "by": "coder", "best": 5, "digits": 4},
    {"id": "titles.common_chinese_top1_4", "truth": "common_chinese", "by": "coder", "best": 1, "digits": 4},
    {"id": "titles.common_chinese_top5_4", "truth": "common_chinese", "by": "coder", "best": 5, "digits": 4},
)
COLD = """
import time
start = time.process_time()
import andante.assessment.coding as coding
imported = time.process_time()
coding.load_coder()
print(time.process_time() - imported)
"""


def fuzzy_proposals(coder: TitleCoder, forms: Sequence[str]) -> list[list[str]]:
    """Up to five groups of each title by RapidFuzz's weighted ratio."""
    from rapidfuzz import fuzz, process

    known, codes = coder.titles.row_forms, coder.titles.row_codes
    found = []
    for form in forms:
        best = process.extract(form, known, scorer=fuzz.WRatio, processor=None, limit=FUZZY_DEPTH)
        found.append(list(dict.fromkeys(codes[place] for _, _, place in best))[:5])
    return found


def seconds(work: Callable[[], Any], repeats: int = 5) -> float:
    """The median processor time of one call."""
    times = []
    for _ in range(repeats):
        start = process_time()
        work()
        times.append(process_time() - start)
    return median(times)


def known_spellings(coder: TitleCoder) -> list[str]:
    """Distinct spellings of known titles: case, punctuation, rank, brackets."""
    found: dict[str, None] = {}
    for title in coder.titles.titles:
        shapes = [english if title.isascii() else chinese for english, chinese in VARIANTS]
        found.update(dict.fromkeys(shape.format(title) for shape in shapes))
        found.update(dict.fromkeys((title.upper(), title.title(), title.replace(" ", "-"))))
    return list(found)


def per_second(coder: TitleCoder, titles: Sequence[str]) -> float:
    """Titles a second and core."""
    codes: list[str | None] = [None] * len(titles)
    return len(titles) / seconds(lambda: coder.code(titles, codes))


def cold_load() -> float:
    """Processor seconds that a new process needs to load the coder, imports apart."""
    command = [sys.executable, "-c", COLD]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(3)]
    return median(float(run.stdout) for run in runs)


def at_least(figure: dict[str, Any], target: float) -> dict[str, Any]:
    """A figure that must reach a target."""
    return {**figure, "target": target, "pass": bool(figure["value"] >= target)}


def at_most(figure: dict[str, Any], target: float) -> dict[str, Any]:
    """A figure that must not exceed a target."""
    return {**figure, "target": target, "pass": bool(figure["value"] <= target)}


def truths(held: HeldOut) -> dict[str, Truth]:
    """Sets of titles by the name they have in ids."""
    return {
        "esco": held.esco,
        "csco": held.csco_published,
        "csco_judged": held.csco_judged,
        "common_english": held.common_english,
        "common_chinese": held.common_chinese,
    }


def accuracy(coder: TitleCoder, held: HeldOut) -> list[dict[str, Any]]:
    """Shares of held-out titles coded right, for each row of ACCURACY."""
    by_name = truths(held)
    found = {("coder", name): proposals(coder, list(truth)) for name, truth in by_name.items()}
    found |= {("fuzzy", name): fuzzy_proposals(coder, list(by_name[name])) for name in FUZZY}
    figures = []
    for row in ACCURACY:
        name = row["truth"]
        hits = right(found[row["by"], name], by_name[name], row["digits"], row["best"])
        figures.append({"id": row["id"], "value": float(100 * hits.mean()), "unit": "% of titles"})
    return figures


def trust(coder: TitleCoder, held: HeldOut) -> list[dict[str, Any]]:
    """Whether confidence keeps what it says, on titles that it was not measured on."""
    confidence, hits, errors = [], [], []
    for truth in (held.esco, held.csco_judged, held.common_english, held.common_chinese):
        forms = list(truth)
        confidence.append(coder.code(forms, [None] * len(forms)).confidence)
        hits.append(right(proposals(coder, forms), truth, 4, 1))
        errors.append(calibration_error(confidence[-1], hits[-1]))
    said, is_right = np.concatenate(confidence), np.concatenate(hits)
    coded = said >= REVIEW_BELOW
    aliases = len(held.csco_judged)
    return [
        {"id": "titles.coded_right", "value": 100 * float(is_right[coded].mean()), "unit": "% of coded"},
        {"id": "titles.to_review", "value": 100 * float((~coded).mean()), "unit": "% of titles"},
        {
            "id": "titles.calibration_error",
            "value": 100 * float(np.mean(errors)),
            "unit": "points",
        },
        {
            "id": "titles.csco_without_truth",
            "value": 100 * (1 - len(held.csco_published) / aliases),
            "unit": "% of aliases",
        },
        {
            "id": "titles.csco_judged_as_published",
            "value": 100 * judged_as_published(held),
            "unit": "% of aliases",
        },
    ]


def judged_as_published(held: HeldOut) -> float:
    """Part of the aliases whose group by judgement is among those of the published links."""
    both = [held.csco_judged[form] & links for form, links in held.csco_published.items()]
    return sum(map(bool, both)) / len(both)


def calibration_error(said: NDArray[np.float64], is_right: NDArray[np.bool_], parts: int = 5) -> float:
    """Mean distance between the confidence said and the share right, over equal parts by confidence."""
    order = np.argsort(said, kind="stable")
    return float(
        np.mean([abs(said[part].mean() - is_right[part].mean()) for part in np.array_split(order, parts)])
    )


def speed(known: TitleCoder, coder: TitleCoder, held: HeldOut) -> list[dict[str, Any]]:
    """Titles a second and core, and the load of a new process."""
    spellings = per_second(known, known_spellings(known))
    unknown = per_second(coder, list(held.esco))
    return [
        at_least({"id": "titles.known_a_second", "value": spellings, "unit": "titles a second"}, 200_000),
        at_least({"id": "titles.unknown_a_second", "value": unknown, "unit": "titles a second"}, 2_000),
        at_most({"id": "titles.load", "value": cold_load(), "unit": "processor seconds"}, 0.4),
    ]


def measure() -> list[dict[str, Any]]:
    """Every figure: id, value, unit, and target and pass where something is asked."""
    held = held_out(TESTED)
    coder = coder_without(held)
    return [*speed(load_coder(), coder, held), *trust(coder, held), *accuracy(coder, held)]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
