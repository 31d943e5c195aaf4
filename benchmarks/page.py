"""The page docs/benchmarks.md from what `andante bench --json` printed, on standard input.

Run it on the machine that measured, as the page itself says: it names that machine.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

HEAD = """\
# Benchmarks

Written by `andante bench --long --json | python -m benchmarks.page > docs/benchmarks.md` with
OMP_NUM_THREADS={threads} on {date}: {machine}; Python {python}, NumPy {numpy}.

Each figure is a median of repeated measurements or a ratio of two, taken in one run. Seconds are those of
this machine with whatever else it did at the time; ratios travel better. **{failed} of {asked} figures with a
target miss it**; misses come first.
"""
WORDS = {
    "compare.cold_with_report": "`andante compare` with defaults, competitor and ranges: cold, with report",
    "compare.simulation_alone": "the simulation alone of `andante compare` with defaults and ranges",
    "people.one_policy_full_scale": "one policy, 158 months, every worker of urban China, no competitor",
    "people.full_scale_over_a_thousandth": "time at full scale over time at a thousandth of the population",
    "people.peak_memory": "memory of the process that simulates every worker of urban China",
    "provinces.average_one_policy": "one policy and the competitor, 158 months, 31 provinces, averages",
    "provinces.average_peak_memory": "memory of the process of `--detail provinces`, expected numbers",
    "provinces.people_one_policy": "one policy and the competitor, 158 months, 31 provinces, people",
    "provinces.people_peak_memory": "memory of the process of `--detail provinces`, every worker",
    "detailed.average_one_policy": "one policy and the competitor, 158 months, finest US occupations",
    "detailed.average_peak_memory": "memory of the process of `--detail detailed`",
    "explore.all_runs": "the 625 runs behind explore.html, each beside the competitor, on all cores",
    "decisions.without_reasons": "the largest packaged policy, no reasons",
    "decisions.with_reasons": "the largest packaged policy, with reasons",
    "decisions.one_filing": "one filing alone, with reasons, median of 100 filings",
    "decisions.one_filing_worst": "one filing alone, with reasons, slowest of 100 filings",
    "decisions.smallest_change": "the smallest change that turns a decision, median of 100 filings",
    "decisions.smallest_change_worst": "the smallest change that turns a decision, slowest of 100 filings",
    "nest.occupations": "occupations of the published labour-flow network",
    "nest.average_step": "a month on it, expected numbers",
    "nest.people_step_498_million": "a month on it, 498 million people in whole counts",
    "per_agent.*_workers": "the per-agent engine on it, one array element for each of {workers} workers",
    "people_over_best_per_agent": "worker-months a second: whole counts over the best per-agent rate",
    "register.bare_inserts": "one row in a durable transaction of its own, SQLite, same settings",
    "register.submissions": "filings submitted, durable and in the signed log, one writer, SQLite",
    "register.share_of_bare": "submissions over bare inserts, in turns",
    "register.search_p95": "search over 100,000 entries, 20 requests a second, 95th percentile, SQLite",
    "register.search_p95_postgresql": "the same on PostgreSQL",
    "serve.memory_idle": "`andante serve` with a new register: memory when nobody asks anything",
    "serve.memory_after_filings": "its memory after hundreds of filings",
    "serve.start_new": "its start until it answers, the register made on the way",
    "serve.start_again": "its start until it answers, with the register there",
    "serve.filings_a_second": "filings through its API, durable and in the signed log, four senders",
    "assess.thousand_rows_cold": "`andante assess` on a thousand rows: a cold process, document included",
    "assess.ten_million_rows": "`andante assess` on ten million rows of Parquet, document included",
    "assess.ten_million_memory": "largest memory of that process",
    "rosters.parquet_one_million": "a roster of one million persons in Parquet, cold process, to cells",
    "rosters.parquet_ten_million": "a roster of ten million persons in Parquet, cold process, to cells",
    "rosters.parquet_processor": "processor time of that process, all cores",
    "rosters.parquet_memory": "largest memory of that process",
    "rosters.parquet_cells": "cells of people alike in all that this roster says",
    "rosters.csv_ten_million": "the same ten million persons in CSV, cold process, to cells",
    "rosters.csv_memory": "largest memory of that process with CSV",
    "log.verify_a_million": "verifying a log of a million entries against an earlier checkpoint, one core",
    "log.verify_memory": "memory that this takes beyond the imports",
    "log.appends": "events made, hashed and appended to the log, one core, nothing stored",
    "log.export_a_million": "making a million entries and writing them as tiles",
    "log.proofs": "an inclusion and a consistency proof from the files of that log",
    "titles.known_a_second": "spellings of known job titles coded, one core",
    "titles.unknown_a_second": "unknown job titles coded by likeness, one core",
    "titles.load": "loading the known titles and their index in a new process, imports apart",
    "titles.coded_right": "held-out titles that were coded: right at four digits",
    "titles.to_review": "held-out titles that went to review",
    "titles.calibration_error": "confidence said less share right: mean size, fifths of four sets",
    "titles.csco_without_truth": "held-out CSCO aliases that no published link leads from; not counted below",
    "titles.csco_judged_as_published": "of the others: group by judgement is among the published ones",
    **{
        f"titles.{of}_{by}top{best}_{digits}": f"{titles}: a true group among the first {best}, "
        f"{digits} digits{matcher}"
        for of, titles in (
            ("esco", "held-out ESCO labels"),
            ("csco", "held-out CSCO aliases, published links"),
        )
        for by, matcher in (("", ""), ("fuzzy_", ", RapidFuzz"))
        for digits in (4, 3, 2)
        for best in (1, 5)
    },
    **{
        f"titles.{of}_top{best}_4": f"held-out {titles}: a true group among the first {best}, 4 digits"
        for of, titles in (
            ("csco_judged", "CSCO aliases, by this project's judgement"),
            ("csco_judged_fuzzy", "CSCO aliases, by judgement, RapidFuzz"),
            ("common_english", "common English titles"),
            ("common_chinese", "common Chinese titles"),
        )
        for best in (1, 5)
    },
}


def words_of(identity: str) -> str:
    """What a figure is. KeyError for one that nobody has described."""
    if identity.startswith("per_agent."):
        workers = int(identity.removeprefix("per_agent.").removesuffix("_workers"))
        return WORDS["per_agent.*_workers"].format(workers=f"{workers:,}")
    return WORDS[identity]


def shown(value: float) -> str:
    """Four figures, but every digit of what is before the point."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def row(figure: dict[str, Any]) -> str:
    """One line of the table."""
    value, target, passed = figure["value"], figure["target"], figure["pass"]
    asked = ""
    if target is not None:
        asked = f"{'at most' if (value <= target) == passed else 'at least'} {shown(target)}"
    word = {True: "kept", False: "**missed**", None: ""}[passed]
    cells = (f"`{figure['id']}`", words_of(figure["id"]), shown(value), figure["unit"], asked, word)
    return f"| {' | '.join(cells)} |"


def missing_row(identity: str) -> str:
    """The line of a figure that was not measured."""
    return f"| `{identity}` | {words_of(identity)} | not measured | | | |"


def machine() -> str:
    """The processor as the system names it, the cores this process may use, and the memory."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.is_file() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    processor = named[0] if named else platform.processor()
    return f"{processor}, {cores} cores, {platform.system()} {platform.machine()}"


def page(figures: Sequence[dict[str, Any]]) -> str:
    """The whole page, misses first."""
    asked = [figure for figure in figures if figure["pass"] is not None]
    head = HEAD.format(
        threads=os.environ.get("OMP_NUM_THREADS", ""),
        date=datetime.now(UTC).date().isoformat(),
        machine=machine(),
        python=platform.python_version(),
        numpy=np.__version__,
        failed=sum(not figure["pass"] for figure in asked),
        asked=len(asked),
    )
    order = sorted(figures, key=lambda figure: figure["pass"] is not False)
    measured = {figure["id"] for figure in figures}
    missing = [name for name in WORDS if "*" not in name and name not in measured]
    table = ["| figure | what | measured | unit | target | |", "|---|---|---:|---|---|---|", *map(row, order)]
    table += map(missing_row, missing)
    return head + "\n" + "\n".join(table) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page(json.load(sys.stdin)["figures"]))
