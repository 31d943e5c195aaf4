"""The baseline report: `python -m andante.lab.baseline docs` writes docs/baseline.md from the checks.

Every target with the model's value, those that fail first, what the fit loses with each mechanism off, which
parameters the data do not identify, and what regions start from
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
from andante.lab.regional_rates import RegionalRates, regional_rates
from andante.lab.validate import Check, target_of, validate

INTRODUCTION = """\
# The baselines and how they fit

Written by `python -m andante.lab.baseline docs`; a test keeps it equal to what the code gives. The model is
fitted to the targets named F; those named T are published results that it must reproduce by construction,
some in a companion beside the month (T4 to T6, and the wages of T7). A target that fails stays here, first.

"""

MISSES = {
    "F7": """\
* **F7** conflicts with F5. Adoption is matched to the firms that say they use AI; what their use comes
  to is .7 % of working hours and .3 % of working time saved. The survey of persons counts also those who
  use a chatbot on their own, and asks them how much time they save. The model has firms' use only. To
  reach what persons say, firms would have to use four times as much.
""",
    "F11": """\
* **F11a** is a known conflict of evidence. With adoption matched to F5 and the split between taking over
  and assisting that costs imply, so little work has been taken over by August 2025 that entry-level
  substitution cannot make 13 % of it: at the upper end of its range (60) it gives 4.1 %. With every
  assumption on entrants at the end of its range (psi 60, psimax .8, chi .6, psi[25-29]/psi .5, decay_Z
  1/120) it is 8.2 %, and then unemployment moves by .48 points, which F11c rules out. With automation
  besides at the end of its ranges (m0 .77, P_M(t0) .5) and adoption fitted again to F5a (p_B .008) it is
  10.2 %, unemployment moves by .63 points and F5c is missed too (25.5 %). No setting that was tried
  meets F5, F11a and F11c together. Either exposed firms adopted faster than the survey of firms says, or
  part of the decline of the young is not due to AI. The range of entry-level substitution in every
  report carries this doubt.
""",
    "F13": """\
* **F13a** The published elasticities are those after one year and after seven to ten. In (10.1) the
  elasticity rises between them and trade follows it with a delay of T_X on top, so that after one year
  .24 of a lasting change has moved. At the lower end of the range of T_X (12 months) it is .53, still a
  miss, and China's jobs lost in trade after ten years are 0.89 million instead of 0.63 million under
  market-led; the youth peak moves by .04 points. .67 needs the short elasticity at the end of its range
  (1) as well, away from its own published value. It is left as it is: jobs through trade come out too
  small in the first years.
""",
}

UNTESTED = """\
Published figures that neither a run nor a law of the model shows. They are neither met nor missed.

"""

RECALIBRATED = """\
## Fitted again with the whole model

The fit runs a market-led economy through the history to December 2026 in the world of a comparison:
chips on the packaged path rules-2026, sections, public finance. The competitor is left out of it,
because trade starts with the policies: with it every target is the same to eight decimals. Sections and
taxes act from the first policy month on, and no target sees them (the table of mechanisms below). Chips
do act, in the months of 2026 that F5 asks about: with capability at constant rates instead, F5c is 23.7
% and missed, with the path it is 23.4 % and met, by .1 points. Imitation stands at the lower end of its
range; the data alone would put it lower still.

The least-squares fit was run again with all of it. It moves the start of adoption from .0114 to .01146
and nothing else by more than .4 %; the squared misses fall from 1.782 to 1.773 (adoption) and from .890
to .885 (China's unemployment, rounded as stored). Taken over, they would move the youth peak of China
under market-led from 19.59 to 19.50 %, all of it along the ridge of parameters that the data do not tell
apart, that of the United States by .001 points, and no order of policies. The values stay as they are.

"""

REGIONS = """\
## Provinces and states

No unemployment by province or state is among the data, so no regional rate is fitted and none can be
judged here. What `--detail provinces` starts from are the rates that follow from each region's mix of
occupations, the nation's rates of separation and search, and two imputations: how many job seekers look
outside (assumed, with its range) and where entrants enter. Entrants are spread so that each region gets
its part of them. Spread by where the jobs of their field are, as before, Beijing got 27 % more entrants
than its part without a job more to offer, and 9.1 % unemployment (7.7 to 12.4 % over the range of
searches outside); that was a fault of the imputation, not a finding. What is left of the distance comes
from Beijing's mix: more of its people are in occupations in which unemployment is above the mean in the
whole nation. Levels of single regions are not to be quoted; differences between policies are what they
are for.

"""

ABLATED = """\
## What the fit loses with a mechanism off

One mechanism at a time does nothing, all else stays as fitted and is not fitted again. The cost is the
sum of squared misses of the targets F that a run enters (F4, F13 and F14 are read elsewhere), in units
of their tolerances; with everything on it is {costs}. A change near zero means that the targets do not
see the mechanism: the fit is no evidence for it, nor against it, and its size is assumed. A negative one
means that they would be met better without it. No training takes place in these runs, and work taken
over so far is too little for reinstatement and absorption to show: the mechanisms that decide the
results of ten years are among those that the data of three years cannot see.

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
    checks: Sequence[Check],
    identified: Sequence[Identification],
    ablated: Sequence[Ablation],
    regional: Sequence[RegionalRates],
) -> str:
    """The whole report as Markdown."""
    failed = [check for check in checks if check.passed is False]
    unseen = [check for check in checks if check.passed is None]
    passed = [check for check in checks if check.passed is True]
    parts = [INTRODUCTION, f"## Targets that fail ({len(failed)} of {len(checks)})\n\n", _table(failed)]
    parts += [_misses(failed), f"## Targets that pass ({len(passed)})\n\n", _table(passed)]
    parts += [f"## Targets that are not tested ({len(unseen)})\n\n", UNTESTED, _table(unseen)]
    parts += [_fitted(), RECALIBRATED, _ablation(ablated), _identification(identified), _regions(regional)]
    return "".join(parts)


def _misses(failed: Sequence[Check]) -> str:
    """Why each target that fails does so; nothing on those that pass."""
    targets = dict.fromkeys(target_of(check.id) for check in failed)
    why = "".join(MISSES.get(target, f"* **{target}** No reason is known.\n") for target in targets)
    return f"## Why these fail\n\n{why}\n" if why else ""


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


def _regions(regional: Sequence[RegionalRates]) -> str:
    def named(title: str, rate: float) -> str:
        return f"{title} {rate:.1%}"

    rows = [
        (
            each.economy,
            f"{each.outside_share:.0%}",
            f"{each.national:.2%}",
            ", ".join(named(*place) for place in each.highest),
            named(*each.lowest),
            f"{100 * each.deviation:.2f}",
        )
        for each in regional
    ]
    head = ("economy", "look outside", "nation, 2025", "highest", "lowest", "standard deviation, points")
    return REGIONS + _markdown(head, rows)


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
    regional = [each for economy in ECONOMIES for each in regional_rates(economy)]
    identified = read_identification(folder / "identification.csv")
    text = document(validate(), identified, ablated, regional)
    (folder / "baseline.md").write_text(text.rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
