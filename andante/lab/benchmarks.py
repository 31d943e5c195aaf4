"""Finds and runs the benchmarks of a source checkout: modules benchmarks/bench_*.py with a `run` function."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import andante
from andante.errors import Problem, ScenarioError, Where

PREFIX = "bench_"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside its limit; `at_most` False: the limit is the least that is asked."""

    id: str
    what: str
    value: float
    unit: str
    limit: float | None = None
    at_most: bool = True

    @property
    def kept(self) -> bool | None:
        """Whether the limit is kept; None without one."""
        if self.limit is None:
            return None
        return self.value <= self.limit if self.at_most else self.value >= self.limit

    def as_data(self) -> dict[str, Any]:
        """Plain data for `--json`."""
        return {**asdict(self), "kept": self.kept}

    def as_row(self) -> tuple[str, ...]:
        """The cells of a printed table."""
        limit = "" if self.limit is None else f"{'<=' if self.at_most else '>='} {self.limit:,.4g}"
        kept = {True: "yes", False: "NO", None: ""}[self.kept]
        return (self.id, f"{self.value:,.4g}", self.unit, limit, kept, self.what)


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
    wanted: tuple[str, ...] | None = None, on_progress: Callable[[float], None] | None = None
) -> tuple[Figure, ...]:
    """Run all benchmarks, or the named ones (the part of the file name after bench_)."""
    files = {path.stem.removeprefix(PREFIX): path for path in sorted(folder().glob(f"{PREFIX}*.py"))}
    missing = [name for name in wanted or () if name not in files]
    if missing or not files:
        known = ", ".join(files) or "none"
        raise ScenarioError(
            Problem(f"There is no benchmark {name!r}.", Where(field="--only"), mend=f"Known: {known}.")
            for name in missing or ["*"]
        )
    figures: list[Figure] = []
    chosen = list(wanted or files)
    for index, name in enumerate(chosen):
        figures += figures_of(_load(files[name]).run())
        if on_progress is not None:
            on_progress((index + 1) / len(chosen))
    return tuple(figures)


def figures_of(found: Iterable[Any]) -> list[Figure]:
    """What a benchmark's `run` yields: figures, or their fields as a mapping."""
    return [each if isinstance(each, Figure) else Figure(**each) for each in found]


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.parent))  # benchmarks share the per-agent engine beside them
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(path.parent))
    return module
