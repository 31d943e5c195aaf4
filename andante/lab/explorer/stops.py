"""Where the sliders stop: three instruments with five values each, and five assumption sets.

Every combination is computed; nothing on the page lies between two of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from andante.economy.parameters import definition
from andante.lab.comparison import CENTRAL, AssumptionSet
from andante.lab.scenario import COMMAND_LINE, Assumption, InstrumentSetting


@dataclass(frozen=True, slots=True)
class Slider:
    """An instrument and the values it stops at; the first is the neutral one."""

    instrument: str
    stops: tuple[float | str, ...]


# Values from what changes nothing to what nearly stops the taking over of work. A mandate below about .45
# does not act: firms propose as much assistance by themselves.
SLIDERS = (
    Slider("assist_first.mandate", (0.0, 0.5, 0.7, 0.85, 1.0)),
    Slider("pace.cap", ("unlimited", 0.0005, 0.0003, 0.0002, 0.0001)),
    Slider("automation_tax.rate", (0.0, 0.1, 0.25, 0.5, 1.0)),
)

# Of the five decisive assumptions, the ends that move the page's figures most in either direction. The fifth,
# the share of proposals that take work over, stays at its centre; report.html has both of its ends.
ENDS = (
    ("entry_substitution", "high"),
    ("automation_saving", "high"),
    ("reinstatement", "low"),
    ("absorption_months", "high"),
)


def combinations() -> Iterator[tuple[InstrumentSetting, ...]]:
    """Every combination of stops, the last slider moving fastest."""
    for values in product(*(slider.stops for slider in SLIDERS)):
        yield tuple(
            InstrumentSetting(slider.instrument, value, COMMAND_LINE)
            for slider, value in zip(SLIDERS, values, strict=True)
        )


def explored_sets(economy: str) -> tuple[AssumptionSet, ...]:
    """The central set, then one end of each of four decisive assumptions."""
    sets = [AssumptionSet(CENTRAL, None, CENTRAL, None)]
    for name, side in ENDS:
        about = definition(name)
        value = about.low_for(economy) if side == "low" else about.high_for(economy)
        sets.append(AssumptionSet(f"{name}:{side}", name, side, value, unit=about.unit))
    return tuple(sets)


def assumptions_of(each: AssumptionSet, own: Sequence[Assumption]) -> tuple[Assumption, ...]:
    """A scenario's own assumptions with those of a set in their place."""
    kept = tuple(a for a in own if a.name != each.parameter)
    if each.parameter is None or each.value is None:
        return kept
    return (*kept, Assumption(each.parameter, each.value, each.unit, COMMAND_LINE))
