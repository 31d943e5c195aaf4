"""Why a stock changed: the flows of every month, so arranged that they add up to it.

Employment changes by hires (first jobs included), separations and people who retire from a job. Unemployment
changes by separations, hires and entrants, by those who go into training or come back from it, and by those
who leave the labour force without a job.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from andante.lab.comparison import Flow
from andante.lab.paths import whole
from andante.lab.run import PolicyRun

FloatArray = NDArray[np.float64]


def unemployment_terms(series: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """(months - 1,) each: what every month added to the number of unemployed, month 1 on.

    `series` holds (months,) of one run: unemployed, employed, in_training, hires, separations, entrants and
    retirements. Who retired from a job follows from the identity of employment.
    """
    retired_from_work = series["hires"][1:] - series["separations"][1:] - np.diff(series["employed"])
    return {
        "separations": series["separations"][1:],
        "hires": -series["hires"][1:],
        "entrants": series["entrants"][1:],
        "retired without work": -(series["retirements"][1:] - retired_from_work),
        "into and from training": -np.diff(series["in_training"]),
    }


def youth_terms(series: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """(months - 1,) each: what every month added to the number of unemployed aged 16 to 24, month 1 on.

    `series` holds (months,): unemployed, hires and separations at 16 to 24. Who enters, turns 25, leaves or
    trains is what the identity of the unemployed leaves.
    """
    moved = series["separations"][1:] - series["hires"][1:]
    return {
        "separations": series["separations"][1:],
        "hires": -series["hires"][1:],
        "entrants less those who turn 25, leave or train": np.diff(series["unemployed"]) - moved,
    }


def unemployment_flows(run: PolicyRun) -> tuple[Flow, ...]:
    """Unemployed before the policies part + flows over it = unemployed at its end, in the central run."""
    names = ("unemployed", "employed", "in_training", "hires", "separations", "entrants", "retirements")
    start = max(run.first - 1, 0)
    series = {name: whole(run, name)[0, start:] for name in names}
    terms = unemployment_terms(series)
    return (
        Flow("opening", float(series["unemployed"][0])),
        *(Flow(name, float(values.sum())) for name, values in terms.items()),
        Flow("closing", float(series["unemployed"][-1])),
    )
