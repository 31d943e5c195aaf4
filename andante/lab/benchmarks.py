"""Finds and runs the benchmarks of a source checkout: the modules of benchmarks/ with a `measure` function.

`measure()` returns figures as mappings: id, value, unit, and target and pass where something is asked. What
takes minutes stands in `measure_long()`, if a module has it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import andante
from andante.errors import Problem, ScenarioError, Where


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, and whether it keeps its target (None: nothing is asked)."""

    id: str
    value: float
    unit: str
    target: float | None = None
    passed: bool | None = None

    def as_data(self) -> dict[str, Any]:
        """Plain data for `--json`."""
        data = asdict(self)
        data["pass"] = data.pop("passed")
        return data

    def as_row(self) -> tuple[str, ...]:
        """The cells of a printed table."""
        target = "" if self.target is None else f"{self.target:,.4g}"
        word = {True: "yes", False: "NO", None: ""}[self.passed]
        return (self.id, f"{self.value:,.4g}", self.unit, target, word)


def folder() -> Path:
    """The benchmarks of the checkout that this package runs from; ScenarioError in an installed copy."""
    found = Path(andante.__file__).resolve().parents[1] / "benchmarks"
    if not found.is_dir():
        raise ScenarioError(
            Problem(
                "The benchmarks are not here.",
                Where(str(found)),
                "They are part of the source checkout, not of the installed package.",
                "Run `andante bench` in a checkout that is installed with `pip install -e .`.",
            )
        )
    return found


def run_benchmarks(
    wanted: tuple[str, ...] | None = None,
    on_progress: Callable[[float], None] | None = None,
    long: bool = False,
) -> tuple[Figure, ...]:
    """Run all benchmarks, or those of the named modules; with `long` also what takes minutes."""
    modules = benchmark_modules()
    missing = [name for name in wanted or () if name not in modules]
    if missing:
        raise ScenarioError(
            Problem(
                f"There is no benchmark {name!r}.",
                Where(field="--only"),
                mend=f"Known: {', '.join(modules)}.",
            )
            for name in missing
        )
    figures: list[Figure] = []
    chosen = list(wanted or modules)
    for index, name in enumerate(chosen):
        figures += figures_of(modules[name].measure())
        if long and hasattr(modules[name], "measure_long"):
            figures += figures_of(modules[name].measure_long())
        if on_progress is not None:
            on_progress((index + 1) / len(chosen))
    return tuple(figures)


def figures_of(found: Iterable[Mapping[str, Any]]) -> list[Figure]:
    """The figures of one benchmark."""
    return [
        Figure(each["id"], float(each["value"]), each["unit"], each.get("target"), each.get("pass"))
        for each in found
    ]


def benchmark_modules() -> dict[str, ModuleType]:
    """The benchmarks of the checkout by name."""
    place = folder()
    root = str(place.parent)
    sys.path.insert(0, root)
    try:
        modules = {
            path.stem: import_module(f"{place.name}.{path.stem}") for path in sorted(place.glob("[a-z]*.py"))
        }
    finally:
        sys.path.remove(root)
    return {name: module for name, module in modules.items() if hasattr(module, "measure")}
