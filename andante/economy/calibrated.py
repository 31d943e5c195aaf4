"""Values fitted to data, written by `python -m andante.lab.calibrate --write`; never changed by hand.

Which target each was fitted to, and which of them the data do not identify, is in docs/baseline.md.
"""

from __future__ import annotations

from collections.abc import Mapping

CALIBRATED: Mapping[str, Mapping[str, float]] = {
    "china": {
        "adoption_start": 0.0114,
        "adoption_imitation": 0.03,
        "separation_rate": 0.004295,
        "demand_constant": 1.0,
        "viability": 0.1911,
        "separation_multiplier_16_24": 1.651,
        "separation_multiplier_25_29": 1.24,
    },
    "united-states": {
        "separation_rate": 0.009112,
        "demand_constant": 1.046,
        "viability": 0.4031,
        "adoption_start": 0.0114,
        "adoption_imitation": 0.03,
    },
}


def calibrated(name: str, **given: float) -> dict[str, float]:
    """The fitted value of `name` per economy; `given` (- as _) serves economies it was not fitted for."""
    found = {economy: values[name] for economy, values in CALIBRATED.items() if name in values}
    return found | {
        economy.replace("_", "-"): value
        for economy, value in given.items()
        if economy.replace("_", "-") not in found
    }
