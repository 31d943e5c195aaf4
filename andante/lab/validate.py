"""Every check of the model: published results it must reproduce (theory), data it is fitted to (fit)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal

from andante.errors import Problem, ScenarioError, Where
from andante.lab import nests
from andante.lab.fit_targets import fit_run, fit_targets
from andante.lab.world_targets import untested

FIT_ECONOMIES = ("china", "united-states")


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `passed` None: it could not be made, and `got` is None then."""

    id: str
    kind: Literal["theory", "fit"]
    what: str
    expected: float | None
    got: float | None
    tolerance: float | None
    unit: str
    passed: bool | None
    source: str

    def as_data(self) -> dict[str, Any]:
        """Plain data for `--json`; `pass` is the word that readers of the JSON look for."""
        data = asdict(self)
        data["pass"] = data.pop("passed")
        return data

    def as_row(self) -> tuple[str, ...]:
        """The cells of a printed table."""
        word = {True: "yes", False: "NO", None: "not tested"}[self.passed]
        return (
            self.id,
            word,
            _number(self.expected),
            _number(self.got),
            _number(self.tolerance),
            self.unit,
            self.what,
        )


def validate(
    wanted: tuple[str, ...] | None = None, on_progress: Callable[[float], None] | None = None
) -> tuple[Check, ...]:
    """Make every check, or those whose id starts with one of `wanted` (T1 is T1, T1b, T1c ...).

    Raises ScenarioError when a wanted id names no check.
    """
    sources: list[Callable[[], Iterator[Check]]] = []
    if wanted is None or any(word.startswith("T") for word in wanted):
        sources += [partial(_nest, module) for module in nest_modules()]
    if wanted is None or any(word.startswith("F") for word in wanted):
        sources += [partial(_fit, economy) for economy in FIT_ECONOMIES]
    checks: list[Check] = []
    for index, make in enumerate(sources):
        checks += make()
        if on_progress is not None:
            on_progress((index + 1) / len(sources))
    if wanted is None:
        return tuple(checks)
    problems = [
        Problem(f"There is no check {word!r}.", Where(field="--only"), mend=f"Known: {_known(checks)}.")
        for word in wanted
        if not any(named(check.id, word) for check in checks)
    ]
    if problems:
        raise ScenarioError(problems)
    return tuple(check for check in checks if any(named(check.id, word) for word in wanted))


def named(identity: str, word: str) -> bool:
    """Whether a word means a check: its id, its target, or the target without its letter (T1 for T1b)."""
    return word in (identity, target_of(identity), target_of(identity).rstrip("abcdefgh"))


def target_of(identity: str) -> str:
    """The target that a check belongs to: T1 for "T1 shock", T2 for "T2-hard-tasks", F5 for "F5a"."""
    target = re.split(r"[- ]", identity)[0]
    return target.rstrip("abcdefgh") if target.startswith("F") else target


def targets(checks: Sequence[Check]) -> tuple[Check, ...]:
    """One check per target: passed where all of its checks are, with the figures of the one furthest off."""
    grouped: dict[str, list[Check]] = {}
    for check in checks:
        grouped.setdefault(target_of(check.id), []).append(check)
    return tuple(
        replace(max(members, key=_distance), id=target, passed=_all_passed(members))
        for target, members in grouped.items()
    )


def _distance(check: Check) -> float:
    """How far a check is off in units of its tolerance; one that failed or was not made comes first."""
    if check.passed is not True:
        return math.inf
    if check.expected is None or check.got is None or not check.tolerance:
        return 0.0
    return abs(check.got - check.expected) / check.tolerance


def _all_passed(checks: Sequence[Check]) -> bool | None:
    if any(check.passed is False for check in checks):
        return False
    return None if any(check.passed is None for check in checks) else True


def nest_modules() -> tuple[str, ...]:
    """The modules of lab/nests that are nests: those with a `run` function."""
    names = [f"{nests.__name__}.{found.name}" for found in iter_modules(nests.__path__)]
    return tuple(name for name in sorted(names) if hasattr(import_module(name), "run"))


def _nest(module: str) -> Iterator[Check]:
    for result in import_module(module).run():
        yield Check(
            result.id, "theory", result.meaning, result.expected, result.got, result.tolerance, result.unit,
            bool(result.passed), result.source,
        )  # fmt: skip


def _fit(economy: str) -> Iterator[Check]:
    for target in (*fit_targets(fit_run(economy)), *untested(economy)):
        yield Check(
            target.id, "fit", target.title, target.expected, target.got, target.tolerance, target.unit,
            target.passed, target.source,
        )  # fmt: skip


def _known(checks: list[Check]) -> str:
    return ", ".join(dict.fromkeys(check.id for check in checks)) or "T1, T2, ..., F1, F2, ..."


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.5g}"
