"""A comparison on disk: results folder with report, and the one JSON object of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from andante.lab.comparison import Comparison, Measure
from andante.lab.measures import COUNTS
from andante.lab.report.render import render_report
from andante.lab.results import Results, read_results, write_results
from andante.lab.scenario import Scenario
from andante.lab.tables import comparison_from, comparison_header, comparison_tables

HEADER = "comparison"
REPORT = "report.html"  # holds both languages
NO_DOCUMENTS: Mapping[str, str | bytes] = MappingProxyType({})


def results_of(result: Comparison, scenario: Scenario) -> Results:
    """The results folder of a comparison, in memory, without its reports."""
    content = {
        "name": scenario.name,
        "title": scenario.title,
        "scenario": scenario.canonical(),
        "policies": {policy.name: policy.hash for policy in result.policies},
        "data": {label.item: label.vintage for label in result.data_labels},
        "seed": result.seed,
        HEADER: comparison_header(result),
    }
    provenance = {"seconds": result.seconds, "command": result.command}
    return Results(content, comparison_tables(result), {}, provenance)


def with_digest(result: Comparison, scenario: Scenario) -> Comparison:
    """The same comparison, knowing the digest that its results folder will have."""
    return replace(result, digest=results_of(result, scenario).digest)


def write_comparison(
    result: Comparison,
    scenario: Scenario,
    place: Path,
    force: bool = False,
    more: Mapping[str, str | bytes] = NO_DOCUMENTS,
) -> Path:
    """Render the reports and write the whole results folder in one step; `more` are further documents."""
    complete = result if result.digest else with_digest(result, scenario)
    folder = results_of(complete, scenario)
    documents = {REPORT: render_report(complete), **more}
    return write_results(replace(folder, documents=documents), place, force)


def read_comparison(folder: Path) -> Comparison:
    """The comparison of a results folder; ScenarioError when the folder is not whole."""
    results = read_results(folder)
    outside = {"seconds": results.provenance.get("seconds", 0.0), "digest": results.digest}
    return comparison_from(results.content[HEADER], results.tables, **outside)


def comparison_object(result: Comparison) -> dict[str, Any]:
    """What `--json` prints: the figures of every policy with their ranges."""
    return {
        "economy": result.economy,
        "population": whole(result.population),
        "from": result.from_month,
        "months": result.months,
        "method": result.method,
        "scale": result.scale,
        "seed": result.seed,
        "reference": result.reference,
        "seconds": round(result.seconds, 3),
        "digest": result.digest,
        "policies": {policy.name: _measures(result.measures[policy.name]) for policy in result.policies},
    }


def _measures(measures: Any) -> dict[str, Any]:
    return {
        name: whole(measure.value) if name in COUNTS else _range(measure)
        for name, measure in measures.items()
    }


def _range(measure: Measure) -> dict[str, float | None]:
    return {"value": measure.value, "low": measure.low, "high": measure.high}


def whole(value: float | None) -> float | int | None:
    """Whole numbers as integers."""
    return int(value) if value is not None and float(value).is_integer() else value
