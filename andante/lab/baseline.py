"""The baseline report: `python -m andante.lab.baseline docs` writes docs/baseline.md from the checks.

Every target with the model's value, those that fail first, what the fit loses with each mechanism off, and
which parameters the data do not identify
(from docs/identification.csv, which `python -m andante.lab.calibrate --identify` writes).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from andante.economy.calibrated import CALIBRATED
from andante.economy.parameters import definition
from andante.lab.ablation import ECONOMIES, Ablation, ablations
from andante.lab.calibrate import HELD_AWAY, Identification
from andante.lab.validate import Check, validate

INTRODUCTION = """\
# The baselines and how they fit

Written by `python -m andante.lab.baseline docs`; a test keeps it equal to what the code gives. The model is
fitted to the targets named F; those named T are published results that it must reproduce by construction,
some in a companion beside the month (T4 to T6, and the wages of T7). A target that fails stays here, first.

"""

MISSES = """\
## Why these fail

* **F5c** asks what firms expected for six months later. The fitted path runs through the published use of
  December 2025 and May 2026 and then rises a little faster than firms expected. Imitation stands at the lower
  end of its range: the data alone would put it lower still.
* **F11a** is a known conflict of evidence. With adoption matched to F5 and the split between taking over and
  assisting that costs imply, so little work has been taken over by August 2025 that entry-level substitution
  cannot make 13 % of it: at the upper end of its range (60) it gives about 4 %. Either exposed firms adopted
  faster than the survey of firms says, or part of the decline of the young is not due to AI. The range of
  entry-level substitution in every report carries this doubt.

"""

ABLATED = """\
## What the fit loses with a mechanism off

One mechanism at a time does nothing, all else stays as fitted and is not fitted again. The cost is the sum
of squared misses of the targets F that a run enters (F4 is read from a nest), in units of their tolerances;
with everything on it is {costs}. A change near zero means that the targets do not see
the mechanism: the fit is no evidence for it, nor against it, and its size is assumed. A negative one means
that they would be met better without it. No training takes place in these runs, and work taken over so far is
too little for reinstatement and absorption to show: the mechanisms that decide the results of ten years are
among those that the data of three years cannot see.

"""

UNIDENTIFIED = """\
## What the data do not identify

Each parameter is held {away:.0%} above its value and the others are fitted again to data that the model
itself made. The cost is the sum of squared misses in units of the tolerances: under 1, the others make up for
it and the data do not tell them apart. The pairs known not to be identified (start and imitation of adoption;
opening ratio and demand constant; first-job share and the multiplier of the young; substitution and its
weight on assistance) are among them.

"""


def document(
    checks: Sequence[Check], identified: Sequence[Identification], ablated: Sequence[Ablation]
) -> str:
    """The whole report as Markdown."""
    failed = [check for check in checks if check.passed is not True]
    passed = [check for check in checks if check.passed is True]
    parts = [INTRODUCTION, f"## Targets that fail ({len(failed)} of {len(checks)})\n\n", _table(failed)]
    parts += [MISSES, "## Targets that pass\n\n", _table(passed), _fitted()]
    parts += [_ablation(ablated), _identification(identified)]
    return "".join(parts)


def _table(checks: Sequence[Check]) -> str:
    rows = [
        (
            check.id,
            check.what,
            _number(check.expected),
            _number(check.got),
            _number(check.tolerance),
            check.unit,
            check.source,
        )
        for check in checks
    ]
    return _markdown(("id", "what", "target", "model", "tolerance", "unit", "source"), rows)


def _fitted() -> str:
    rows = [
        (
            economy,
            name.replace("_", " "),
            definition(name).symbol,
            f"{value:g}",
            definition(name).unit,
            _range(name, economy),
        )
        for economy, values in CALIBRATED.items()
        for name, value in values.items()
    ]
    return "## Fitted values\n\nChina's adoption is that of the United States [A].\n\n" + _markdown(
        ("economy", "parameter", "symbol", "value", "unit", "range allowed"), rows
    )


def _range(name: str, economy: str) -> str:
    each = definition(name)
    return f"{each.low_for(economy):g} to {each.high_for(economy):g}"


def _ablation(ablated: Sequence[Ablation]) -> str:
    fitted = {each.economy: each.fitted_cost for each in ablated}
    costs = ", ".join(f"{economy} {cost:.2f}" for economy, cost in fitted.items())
    rows = [
        (
            each.economy,
            each.mechanism,
            each.how,
            f"{round(each.lost, 2) + 0.0:+.2f}",
            ", ".join(each.turned) or "none",
        )
        for each in ablated
    ]
    head = ("economy", "mechanism off", "how", "change of cost", "verdicts that change")
    return ABLATED.format(costs=costs) + _markdown(head, rows)


def _identification(identified: Sequence[Identification]) -> str:
    rows = [
        (
            each.economy,
            each.parameter.replace("_", " "),
            f"{each.value:.4g}",
            f"{each.cost:.2g}",
            "yes" if each.identified else "**no**",
        )
        for each in identified
    ]
    head = ("economy", "parameter", "value", "cost", "identified")
    return UNIDENTIFIED.format(away=HELD_AWAY) + _markdown(head, rows)


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n\n"


def _number(value: float | None) -> str:
    if value is None:
        return "not tested"
    # Rounding noise of the bookkeeping differs between machines; what is below it is nothing.
    return "< 1e-12" if 0 < abs(value) < 1e-12 else f"{value:.3g}"


def read_identification(file: Path) -> list[Identification]:
    """The rows of docs/identification.csv."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Identification(
                row["economy"],
                row["parameter"],
                float(row["value"]),
                float(row["held_at"]),
                float(row["cost"]),
            )
            for row in csv.DictReader(lines)
        ]


def main(arguments: Sequence[str]) -> int:
    """Write baseline.md into the folder given."""
    folder = Path(arguments[0] if arguments else "docs")
    ablated = [each for economy in ECONOMIES for each in ablations(economy)]
    text = document(validate(), read_identification(folder / "identification.csv"), ablated)
    (folder / "baseline.md").write_text(text.rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
