"""The break-even answer on disk: JSON, CSV and one document, in a results folder with manifest and digest."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path

import pyarrow as pa

from andante import __version__
from andante.lab.break_even_surface import AXES, BreakEvenSurface
from andante.lab.report.break_even import render_break_even
from andante.lab.results import Results, write_results
from andante.lab.scenario import NO_COMPETITOR

STEM = "break-even"


def command_of(surface: BreakEvenSurface) -> str:
    """The command line that computes the same figures again."""
    words = ["andante", "break-even", "--economy", surface.economy, "--from", surface.from_month]
    words += ["--months", str(surface.months), "--chips", surface.world.chips]
    words += ["--competitor", surface.world.competitor or NO_COMPETITOR]
    if surface.world.competitor is not None:
        words += ["--competitor-policy", surface.world.policy]
    return shlex.join(words)


def surface_csv(surface: BreakEvenSurface) -> str:
    """One row a tested cell: the four assumptions, the gain of output, and the point's break-even."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*AXES, "automation_saving", "output_gain_of_the_rule", "turns_at", "residual"])
    for cell in surface.cells:
        ends = ["" if value is None else repr(value) for value in (cell.turns_at, cell.residual)]
        for saving, gain in zip(surface.automation_saving, cell.output, strict=True):
            at = (cell.redirection, cell.reinstatement, cell.absorption_months, saving, gain)
            writer.writerow([*(repr(value) for value in at), *ends])
    return text.getvalue()


def write_break_even(surface: BreakEvenSurface, place: Path, force: bool = False) -> Path:
    """Write break-even.json, .csv and .html in one step; ScenarioError where the place is taken."""
    command = command_of(surface)
    data = {"version": __version__, "command": command, **surface.as_data()}
    documents = {
        f"{STEM}.json": json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n",
        f"{STEM}.csv": surface_csv(surface),
        f"{STEM}.html": render_break_even(surface, command, __version__),
    }
    table = pa.table(
        {
            **{axis: [getattr(cell, axis) for cell in surface.cells] for axis in AXES},
            "turns_at": pa.array([cell.turns_at for cell in surface.cells], pa.float64()),
            "residual": pa.array([cell.residual for cell in surface.cells], pa.float64()),
        }
    )
    world = ("chips", "competitor", "competitor_policy")
    content = {"name": STEM, "economy": surface.economy, "from": surface.from_month, "months": surface.months}
    content |= {key: data[key] for key in world}
    return write_results(Results(content, {"surface": table}, documents, {"command": command}), place, force)
