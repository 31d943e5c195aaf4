"""`andante register rehearse FILE`: simulated filings through a policy's procedures and clocks."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from andante.cli.options import AS_JSON
from andante.cli.printing import note, print_json, print_table, progress

if TYPE_CHECKING:
    from andante.filing.exported import ExportedFilings
    from andante.policies.schema import Policy
    from andante.register.calendars import WorkingCalendar
    from andante.register.queue_plan import Hours
    from andante.register.rehearsal_figures import ProcedureFigures, RehearsalFigures
    from andante.register.rehearsal_store import StorePass
    from andante.register.rehearse import Rehearsal

MOST_SHOWN = 10


@click.command(name="rehearse")
@click.argument("file", metavar="FILE")
@click.option(
    "--reviewers",
    type=int,
    metavar="N",
    help="Reviewers in all, shared out over the procedures by work; by default as many as keep the clocks.",
)
@click.option("--approvers", type=int, metavar="N", help="Approvers in all; the same.")
@click.option(
    "--sample",
    type=click.IntRange(0, 5_000),
    default=40,
    show_default=True,
    help="Filings that also go through a real register in a scratch file; 0 leaves that out.",
)
@click.option("--months", type=int, default=24, show_default=True, help="Months of the file, from its first.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the random numbers.")
@click.option(
    "--hours",
    "hours_words",
    multiple=True,
    metavar="PROCEDURE=CHECK,ASSESSMENT,DECISION",
    help="Hours of one person for each step of a procedure (repeatable): ordinary=1,16,2.",
)
@click.option(
    "--hours-a-day", type=float, default=6.0, show_default=True, help="Hours of a day that go to filings."
)
@click.option(
    "--late",
    type=float,
    default=0.05,
    show_default=True,
    help="Share of filings that may be late where clocks count as kept.",
)
@AS_JSON
def rehearse(
    file: str,
    reviewers: int | None,
    approvers: int | None,
    sample: int,
    months: int,
    seed: int,
    hours_words: tuple[str, ...],
    hours_a_day: float,
    late: float,
    as_json: bool,
) -> None:
    """Rehearse a policy's procedures with the simulated filings of a run.

    FILE is filings-POLICY.parquet of `andante compare --filings` or `andante run --filings`. Prints, for each
    procedure, how long queues get, how long decisions take, how many clocks run out, and how many people keep
    them. A sample also goes through a real register, which must decide as rehearsed; exit code 1 where it
    does not. Hours per filing are assumptions of yours or of Andante, and every filing is simulated.
    """
    from andante.filing.exported import read_exported
    from andante.register.calendars import calendar_for
    from andante.register.rehearsal_arrivals import policy_of
    from andante.register.rehearsal_figures import figures_of
    from andante.register.rehearse import RehearsalOptions
    from andante.register.rehearse import rehearse as run_rehearsal

    exported = read_exported(file)
    policy = policy_of(exported, file)
    options = RehearsalOptions(
        reviewers=reviewers,
        approvers=approvers,
        months=months,
        seed=seed,
        hours=_hours(hours_words),
        hours_a_day=hours_a_day,
        kept=late,
    )
    calendar = calendar_for(policy.jurisdiction)
    found = run_rehearsal(exported, policy, calendar, options, file)
    figures = figures_of(found, exported.header)
    seen = _through_a_register(exported, policy, calendar, found, sample) if sample else None
    if as_json:
        print_json({**figures.as_dict(), "register": None if seen is None else asdict(seen)})
    else:
        _print(figures)
    if seen is not None:
        _say(seen)


def _through_a_register(
    exported: ExportedFilings, policy: Policy, calendar: WorkingCalendar, found: Rehearsal, sample: int
) -> StorePass:
    from tempfile import TemporaryDirectory

    from andante.register.rehearsal_store import rehearse_in_store

    with TemporaryDirectory(prefix="andante-rehearsal-") as folder, progress("register") as advance:
        return rehearse_in_store(exported, policy, calendar, found, sample, Path(folder), advance)


def _say(seen: StorePass) -> None:
    """The pass through a register in words; exit code 1 where it decided otherwise."""
    note(
        f"Through a register in a scratch file: {seen.filings:,} filings, which stand for"
        f" {seen.stand_for:,.0f} ({seen.weight_least:,.0f} to {seen.weight_most:,.0f} each);"
        f" {seen.returned:,} returned once, {seen.decisions:,} decisions, {seen.clocks:,} looks at clocks,"
        f" {seen.log_entries:,} entries of the log."
    )
    for text in (*seen.disagreements[:MOST_SHOWN], *seen.problems[:MOST_SHOWN]):
        note(f"does not fit: {text}")
    if not seen.agrees:
        raise click.exceptions.Exit(1)
    note("Every decision and clock is as rehearsed, and the register's own check finds nothing wrong.")


def _hours(words: tuple[str, ...]) -> dict[str, Hours]:
    from andante.errors import Problem, RegisterError, Where
    from andante.register.queue_plan import Hours

    found: dict[str, Hours] = {}
    problems = []
    for word in words:
        name, _, text = word.partition("=")
        try:
            check, assessment, decision = (float(part) for part in text.split(","))
            found[name.strip()] = Hours(check, assessment, decision)
        except ValueError:
            problems.append(
                Problem(
                    f"{word!r} is not PROCEDURE=CHECK,ASSESSMENT,DECISION",
                    Where(field="--hours"),
                    mend="write --hours ordinary=1,16,2",
                )
            )
    if problems:
        raise RegisterError(problems)
    return found


def _print(figures: RehearsalFigures) -> None:
    click.echo(
        f"{figures.policy}, {figures.economy}, {figures.first_day} to {figures.last_day}:"
        f" {figures.working_days:,} working days."
    )
    click.echo("Simulated filings, none of them real; a plan under stated assumptions, not a forecast.\n")
    head = ("procedure", *(each.name for each in figures.procedures))
    rows = [(title, *(show(each) for each in figures.procedures)) for title, show in _LINES]
    print_table(head, rows, right=range(1, len(head)))
    click.echo("\nWaiting or being handled at the end of the month, filings\n")
    months = [figures.months[i] for i in _shown_months(len(figures.months))]
    rows = [(month, *(_count(sum(each.queue[month])) for each in figures.procedures)) for month in months]
    print_table(("month", *head[1:]), rows, right=range(1, len(head)))
    years = list(figures.procedures[0].needed_by_year)
    click.echo("\nReviewers + approvers who keep the clocks of the filings of one year alone\n")
    rows = [(year, *(_people(each.needed_by_year[year]) for each in figures.procedures)) for year in years]
    print_table(("year", *head[1:]), rows, right=range(1, len(head)))
    click.echo("")
    for text in figures.assumptions:
        click.echo(f"- {text}")


def _shown_months(count: int) -> range:
    step = -(-count // 12)
    return range(step - 1, count, step)


def _count(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _days(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _people(value: object) -> str:
    from andante.register.rehearse import Staff

    return f"{value.reviewers:,} + {value.approvers:,}" if isinstance(value, Staff) else "none would do"


def _clocks(each: ProcedureFigures) -> str:
    return f"{_days(each.check_clock)} + {_days(each.decision_clock)}"


_LINES = (
    ("Filings sent", lambda p: _count(p.arrived)),
    ("  returned once as incomplete", lambda p: _count(p.returned)),
    ("  decided", lambda p: _count(p.decided)),
    ("  waiting at the end", lambda p: _count(p.waiting)),
    ("Reviewers + approvers at work", lambda p: _people(p.staff)),
    ("  their time used", lambda p: f"{_share(p.reviewers_busy)} + {_share(p.approvers_busy)}"),
    ("Working days to a decision, median", lambda p: _days(p.median_days)),
    ("  nine of ten within", lambda p: _days(p.p90_days)),
    ("Clock of the check and of the decision", _clocks),
    ("  checks past it", lambda p: _share(p.checks_late)),
    ("  decisions past it", lambda p: _share(p.decisions_late)),
    ("Accepted because the check's clock ran out", lambda p: _count(p.accepted_by_expiry)),
    ("Escalations", lambda p: _count(p.escalations)),
    ("People who keep the clocks", lambda p: _people(p.needed)),
)  # fmt: skip
