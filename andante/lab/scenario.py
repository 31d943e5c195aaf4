"""A scenario: one economy, the policies to compare and - apart from them - the assumptions about the world.

A policy is what a government may choose; an assumption is what nobody chooses. An assumption moves every line
of a comparison, the reference policy and the counterfactual too.
"""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from andante.errors import Problem, ScenarioError, Where
from andante.lab.comparison import NO_FURTHER_ADOPTION

DEFAULT_POLICIES = ("market-led", "controlled-innovation", "augmentation-first")
DEFAULT_ECONOMY = "china"
DEFAULT_FROM = "2026-01"
DEFAULT_MONTHS = 120
HISTORY_START = "2022-11"
METHODS = ("average", "people")
NATIONAL = "national"  # the level of an economy without provinces or states
DETAILED = "detailed"  # the level with the finest occupations
EXPOSURE_MEASURES = ("ilo_share", "ilo_mean", "eloundou_beta", "microsoft")
EXPOSURE_ASSUMPTION = "exposure"
LONGEST_HORIZON = 600
LATEST_START = "2100-12"  # a later start would run through centuries in which nothing is known
SMALLEST_POPULATION = 3000  # below it the integer bias of model.md 0 swamps every policy
COMMAND_LINE = "command line"
DEFAULT_CHIPS = "rules-2026"
OTHER_ECONOMY = "other"  # the other packaged economy
NO_COMPETITOR = "none"
DEFAULT_COMPETITOR_POLICY = "market-led"
NOWHERE = Where()
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Assumption:
    """A parameter of the world set away from its default. `value` is a word only for `exposure`."""

    name: str
    value: float | str
    unit: str
    source: str
    where: Where = NOWHERE


@dataclass(frozen=True, slots=True)
class InstrumentSetting:
    """An instrument set in every named policy; `value` may be a word that its definition allows."""

    name: str
    value: float | str
    source: str
    where: Where = NOWHERE


@dataclass(frozen=True)
class Scenario:
    """What is simulated. `policies` are library names or paths; the first one is the reference by default."""

    economy: str = DEFAULT_ECONOMY
    policies: tuple[str, ...] = DEFAULT_POLICIES
    reference: str | None = None
    from_month: str = DEFAULT_FROM
    months: int = DEFAULT_MONTHS
    method: str = "average"
    seed: int = 1
    scale: float = 1.0
    detail: str = NATIONAL
    ranges: bool = True
    assumptions: tuple[Assumption, ...] = ()
    settings: tuple[InstrumentSetting, ...] = ()
    chips: str = DEFAULT_CHIPS
    competitor: str = OTHER_ECONOMY
    competitor_policy: str = DEFAULT_COMPETITOR_POLICY
    name: str = ""
    title: str = ""
    file: str | None = None
    places: Mapping[str, Where] = field(default_factory=dict)  # where each key stands, for error messages

    def __post_init__(self) -> None:
        problems = list(check_scenario(self))
        if problems:
            raise ScenarioError(problems)

    @property
    def exposure(self) -> str:
        """The exposure measure in use."""
        for assumption in self.assumptions:
            if assumption.name == EXPOSURE_ASSUMPTION:
                return str(assumption.value)
        return EXPOSURE_MEASURES[0]

    @property
    def overrides(self) -> dict[str, float]:
        """The numeric assumptions, by parameter name."""
        return {a.name: float(a.value) for a in self.assumptions if a.name != EXPOSURE_ASSUMPTION}

    def canonical(self) -> dict[str, object]:
        """What decides the figures, as plain data with sorted keys; file names and places are left out."""
        settings = {s.name: {"source": s.source, "value": s.value} for s in self.settings}
        return {
            **({"set": settings} if settings else {}),
            "assumptions": {
                a.name: {"source": a.source, "unit": a.unit, "value": a.value} for a in self.assumptions
            },
            "chips": self.chips,
            "competitor": self.competitor,
            "competitor_policy": self.competitor_policy,
            **({} if self.detail == NATIONAL else {"detail": self.detail}),
            "economy": self.economy,
            "from": self.from_month,
            "method": self.method,
            "months": self.months,
            "policies": list(self.policies),
            "ranges": self.ranges,
            "reference": self.reference,
            "scale": self.scale,
            "seed": self.seed,
        }

    def command(self) -> str:
        """The command line that computes the same figures again."""
        if self.file is not None:
            return shlex.join(["andante", "run", self.file])
        words = ["andante", "compare", "--economy", self.economy, "--policies", ",".join(self.policies)]
        if self.reference is not None:
            words += ["--reference", self.reference]
        words += ["--from", self.from_month, "--months", str(self.months), "--method", self.method]
        words += ["--seed", str(self.seed), "--scale", f"{self.scale:.12g}"]
        words += [] if self.detail == NATIONAL else ["--detail", self.detail]
        words += ["--chips", self.chips, "--competitor", self.competitor]
        if self.competitor != NO_COMPETITOR:
            words += ["--competitor-policy", self.competitor_policy]
        for option, changes in (("--set", self.settings), ("--assume", self.assumptions)):
            for each in changes:
                value = each.value if isinstance(each.value, str) else number_text(each.value)
                words += [option, f"{each.name}={value}"]
        return shlex.join(words if self.ranges else [*words, "--no-ranges"])


def number_text(value: float) -> str:
    """A number as short as it can be written and still be read back as itself."""
    short = f"{value:.12g}"
    return short if float(short) == value else repr(value)


def check_scenario(scenario: Scenario) -> list[Problem]:
    """Every problem of a scenario that can be seen without loading an economy or a policy."""

    def problem(key: str, what: str, mend: str, why: str = "") -> Problem:
        return Problem(what, scenario.places.get(key, Where(scenario.file, field=key)), why, mend)

    found: list[Problem] = []
    if MONTH.fullmatch(scenario.from_month) is None:
        found.append(
            problem("from", f"{scenario.from_month!r} is not a month.", "Write it as YYYY-MM: 2026-01.")
        )
    elif scenario.from_month <= HISTORY_START:
        found.append(
            problem(
                "from",
                f"{scenario.from_month} is not after {HISTORY_START}.",
                f"Choose a month after {HISTORY_START}.",
                "Every run goes through the observed history since then before the policies part.",
            )
        )
    elif scenario.from_month > LATEST_START:
        found.append(
            problem(
                "from",
                f"{scenario.from_month} is after {LATEST_START}.",
                f"Choose a month up to {LATEST_START}.",
                f"Every run goes month by month from {HISTORY_START} to the policies part.",
            )
        )
    if not 1 <= scenario.months <= LONGEST_HORIZON:
        found.append(
            problem("months", f"{scenario.months} months is out of range.", f"Choose 1 to {LONGEST_HORIZON}.")
        )
    if scenario.method not in METHODS:
        found.append(
            problem("method", f"There is no method {scenario.method!r}.", "Choose average or people.")
        )
    if not 0 <= scenario.seed < 2**63:
        found.append(
            problem("seed", f"{scenario.seed} is out of range.", "Choose a whole number from 0 to 2^63-1.")
        )
    if not (math.isfinite(scenario.scale) and 0.0 < scenario.scale <= 1.0):
        found.append(
            problem(
                "scale",
                f"{scenario.scale} is not a fraction of the population.",
                "Choose a number above 0 and at most 1 (1 is everybody).",
            )
        )
    found += _check_policy_names(scenario, problem)
    return found


def _check_policy_names(scenario: Scenario, problem: _ProblemMaker) -> list[Problem]:
    found: list[Problem] = []
    if not scenario.policies:
        found.append(
            problem("policies", "No policy is named.", "Name at least one; `andante policies list`.")
        )
    seen: set[str] = set()
    for name in scenario.policies:
        if not name.strip():
            found.append(
                problem("policies", "A policy name is empty.", "Remove the extra comma or write the name.")
            )
        elif name in seen:
            found.append(problem("policies", f"{name!r} is named twice.", "Name each policy once."))
        elif name == NO_FURTHER_ADOPTION:
            found.append(
                problem(
                    "policies", f"{name!r} is not a policy.", "Leave it out: it is part of every comparison."
                )
            )
        seen.add(name)
    return found


class _ProblemMaker(Protocol):
    def __call__(self, key: str, what: str, mend: str, why: str = "") -> Problem: ...


def month_number(month: str) -> int:
    """Months since year 0 of a "YYYY-MM" word."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def default_name(policies: Sequence[str], economy: str) -> str:
    """A folder-safe name for a comparison that was given none."""
    plain = [re.sub(r"[^a-z0-9-]+", "-", Path(policy).stem.lower()).strip("-") for policy in policies[:3]]
    return "-".join([economy, *[word for word in plain if word]])[:80]
