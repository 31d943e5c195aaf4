"""Decisions under the largest packaged policy: filings a second, one filing alone, its smallest change.

Every figure is a median of repeated runs in this process, on one core; a `worst` one is that of the
slowest of the filings tried. Run: python -m benchmarks.decisions
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from andante.filing.columns import Column, FilingColumns
from andante.filing.fields import DEPLOYMENT_FIELDS, FieldDefinition
from andante.filing.schema import Filing
from andante.policies.compile import CompiledRules, compile_rules
from andante.policies.counterfactual import smallest_change
from andante.policies.decide import decide, decide_one
from andante.policies.load import library_names, load_policy

FILINGS = 2_000_000
DAY = date(2026, 6, 1)


def largest_policy() -> CompiledRules:
    """The packaged policy with the most rules for deployments, compiled."""
    policies = [load_policy(name) for name in library_names()]
    largest = max(policies, key=lambda policy: len(policy.rules["deployment"]))
    return compile_rules(largest, "deployment", DAY)


def synthetic_filings(n: int, missing: float, seed: int = 1) -> FilingColumns:
    """Filings with every field, on the schema's steps, numbers spread around the scale of their field."""
    generator = np.random.default_rng(seed)
    columns = {d.name: _column(d, n, missing, generator) for d in DEPLOYMENT_FIELDS}
    return FilingColumns("deployment", n, columns)


def _column(definition: FieldDefinition, n: int, missing: float, generator: np.random.Generator) -> Column:
    valid = generator.random(n) >= missing
    if definition.type == "bool":
        return Column(generator.random(n) < 0.6, valid)
    if definition.type == "string":
        words = definition.choices or ("251", "4222", "43")
        return Column(generator.integers(0, len(words), n).astype(np.int32), valid, words)
    drawn = generator.exponential(definition.scale, n)
    on_step = np.round(np.clip(drawn, definition.low, definition.high) / definition.step) * definition.step
    return Column(on_step, valid)


def seconds(work: Callable[[], Any], repeats: int) -> float:
    """The median time of one call."""
    times = []
    for _ in range(repeats):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return median(times)


def figure(identity: str, value: float, unit: str, target: float, at_least: bool) -> dict[str, Any]:
    """One measured figure beside its target."""
    passed = value >= target if at_least else value <= target
    return {"id": identity, "value": float(value), "unit": unit, "target": target, "pass": bool(passed)}


def measure() -> list[dict[str, Any]]:
    """Every figure: id, value, unit, target, pass."""
    compiled = largest_policy()
    filings = synthetic_filings(FILINGS, missing=0.02)
    without = FILINGS / seconds(lambda: decide(compiled, filings), 5)
    with_reasons = FILINGS / seconds(lambda: decide(compiled, filings, reasons=True), 5)
    few = synthetic_filings(100, missing=0.02, seed=2)
    rows = [few.row(i) for i in range(few.n)]
    ones = [
        Filing("deployment", {**row, "firm_size": max(float(row["firm_size"] or 1), 1.0)}) for row in rows
    ]
    policy = compiled.policy
    alone = [
        1e6 * seconds(lambda one=one: decide_one(policy, one, DAY, compiled, change=False), 20)
        for one in ones
    ]
    change = [1e3 * seconds(lambda one=one: smallest_change(compiled, one.values), 3) for one in ones]
    return [
        figure("decisions.without_reasons", without, "filings a second", 5e6, at_least=True),
        figure("decisions.with_reasons", with_reasons, "filings a second", 2e6, at_least=True),
        figure("decisions.one_filing", median(alone), "microseconds", 200.0, at_least=False),
        figure("decisions.one_filing_worst", max(alone), "microseconds", 200.0, at_least=False),
        figure("decisions.smallest_change", median(change), "milliseconds", 20.0, at_least=False),
        figure("decisions.smallest_change_worst", max(change), "milliseconds", 20.0, at_least=False),
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
