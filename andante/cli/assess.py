"""`andante assess`: what an AI deployment does to these workers, and what a policy decides."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from andante.cli.assess_exchange import EXPORTS, begun_from_aia, exported_files, read_exchange
from andante.cli.options import AS_JSON
from andante.cli.printing import note, print_json

if TYPE_CHECKING:
    from andante.assessment.findings import Assessment

EXIT_NEEDS_INFORMATION = 3
EXIT_REJECT = 4
FORMATS = ("docx", "pdf")


@click.command(
    name="assess", short_help="Assess one AI deployment: its effect on these workers, and the decision."
)
@click.argument("deployment", required=False)
@click.option("--roster", metavar="FILE", help="The people concerned: CSV, Parquet or Excel.")
@click.option(
    "--policy",
    "policy_names",
    multiple=True,
    metavar="POLICY",
    help="A policy of the library or a file; may be given several times.",
)
@click.option("--out", metavar="DIR", help="Folder for document, notice, filing and review file.")
@click.option("--force", is_flag=True, help="Overwrite DIR if it holds another assessment.")
@click.option("--on", "day", metavar="YYYY-MM-DD", help="The day on which it is decided; by default today.")
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    help="Language of the documents; by default the deployment file's.",
)
@click.option("--review", metavar="FILE", help="A review file with your choices of occupations.")
@click.option(
    "--column",
    "column_words",
    multiple=True,
    metavar="NAME=COLUMN",
    help="Read NAME (title, age, ...) from this column of the roster (repeatable).",
)
@click.option(
    "--allow-identifiers",
    is_flag=True,
    help="Accept a roster with names or numbers of persons; such columns are dropped.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="Also write the document in this format (repeatable); needs andante[documents].",
)
@click.option(
    "--export",
    "exports",
    multiple=True,
    type=click.Choice(EXPORTS),
    help="Also write the answers for the Canadian AIA (aia.json) or the Dutch Algorithm Register"
    " (dutch-register.json); repeatable.",
)
@click.option(
    "--import-aia",
    "aia_file",
    metavar="FILE",
    help="Saved answers of the Canadian AIA: --new begins a deployment file from them, --export aia keeps"
    " all its other answers.",
)
@click.option(
    "--register-answers",
    "register_file",
    metavar="FILE",
    help="Fields of the Dutch register that the deployment does not hold (YAML or JSON).",
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a deployment file and stop.")
@click.option(
    "--new",
    "new_file",
    metavar="FILE",
    help="Write a starting deployment file, by asking or from --import-aia, and stop.",
)
@AS_JSON
def command(
    deployment: str | None,
    roster: str | None,
    policy_names: tuple[str, ...],
    out: str | None,
    force: bool,
    day: str | None,
    language: str | None,
    review: str | None,
    column_words: tuple[str, ...],
    allow_identifiers: bool,
    formats: tuple[str, ...],
    exports: tuple[str, ...],
    aia_file: str | None,
    register_file: str | None,
    schema: bool,
    new_file: str | None,
    as_json: bool,
) -> int:
    """Assess the DEPLOYMENT described in a file for the people of a roster, under one policy or several.

    Writes the assessment document, a one-page notice to the workers, the filing that a register accepts and a
    review file of the job titles that are not sure. Nothing in it scores or tracks a person.

    Exit code 0: approved, with or without conditions, or no decision required; 3: more information is needed;
    4: rejected (the most severe of all policies counts); 2: an input is not usable, and nothing was written.
    """
    if schema:
        from andante.assessment.deployment_schema import deployment_schema

        print_json(deployment_schema())
        return 0
    if new_file is not None:
        return _write_new(Path(new_file), language or "en", aia_file)
    if aia_file is not None and "aia" not in exports:
        raise click.UsageError("--import-aia goes with --new FILE or with --export aia.")
    if register_file is not None and "dutch" not in exports:
        raise click.UsageError("--register-answers goes with --export dutch.")
    missing = [
        name
        for name, given in (("DEPLOYMENT", deployment), ("--roster", roster), ("--policy", policy_names))
        if not given
    ]
    if missing or deployment is None or roster is None:
        raise click.UsageError(f"Missing {', '.join(missing)}. See `andante assess --help`.")
    return _assess(
        deployment,
        roster,
        policy_names,
        Path(out) if out else None,
        force,
        _day(day),
        language,
        review,
        _columns(column_words),
        allow_identifiers,
        formats,
        as_json,
        exports,
        aia_file,
        register_file,
    )


def _assess(
    deployment_file: str,
    roster_file: str,
    policy_names: Sequence[str],
    out: Path | None,
    force: bool,
    on: date,
    language: str | None,
    review: str | None,
    columns: Mapping[str, str],
    allow_identifiers: bool,
    formats: Sequence[str],
    as_json: bool,
    exports: Sequence[str] = (),
    aia_file: str | None = None,
    register_file: str | None = None,
) -> int:
    from andante.assessment.as_data import assessment_data
    from andante.assessment.assess import assess
    from andante.assessment.deployment_file import load_deployment
    from andante.assessment.review import read_review
    from andante.assessment.roster_file import read_roster
    from andante.cli.assess_folder import default_folder, write_assessment
    from andante.lab.results import check_place
    from andante.policies.load import load_policy

    if out is not None:
        check_place(out, force)
    loaded = load_deployment(deployment_file)
    exchange = read_exchange(exports, aia_file, register_file)
    policies = [load_policy(name) for name in policy_names]
    choices = read_review(Path(review)) if review else {}
    people = read_roster(roster_file, columns, allow_identifiers, on)
    words = ["andante", "assess", deployment_file, "--roster", roster_file]
    words += [word for name in policy_names for word in ("--policy", name)] + ["--on", on.isoformat()]
    words += ["--review", review] if review else []
    words += [word for pair in columns.items() for word in ("--column", "=".join(pair))]
    words += ["--allow-identifiers"] if allow_identifiers else []
    found = assess(loaded, people, policies, on, choices, command=shlex.join(words))
    place = out if out is not None else default_folder(loaded)
    exported, remarks = exported_files(found, exchange)
    folder = write_assessment(found, place, force, language or loaded.language, formats, exported)
    if as_json:
        print_json(assessment_data(found))
    else:
        print_assessment(found)
    for line in people.reading():
        note(f"roster: {line}")
    for flag in found.flags:
        note(f"note: {flag.words}")
    for remark in remarks:
        note(remark)
    for problem in found.problems:
        note(f"roster: {problem}")
    if found.problem_count > len(found.problems):
        note(f"roster: {found.problem_count:,} problems in all; the first {len(found.problems)} are shown.")
    note(f"Written: {folder}; read {folder / 'document.html'}")
    return exit_code(found)


def exit_code(assessment: Assessment) -> int:
    """0, 3 or 4: the most severe outcome of all policies."""
    from andante.assessment.assess import worst_outcome
    from andante.filing.outcomes import Outcome

    worst = worst_outcome(assessment)
    if worst is Outcome.REJECT:
        return EXIT_REJECT
    return EXIT_NEEDS_INFORMATION if worst is Outcome.NEEDS_INFORMATION else 0


def print_assessment(assessment: Assessment) -> None:
    """What was found, in a few lines, and each policy's decision with its reasons."""
    impact, where = assessment.impact, assessment.accounted
    click.echo(f"{assessment.deployment.name or 'A deployment'}: {where.roster:,.0f} people in the roster")
    click.echo(
        f"  coded {where.coded:,.0f} + for review {where.review:,.0f} + suppressed {where.suppressed:,.0f}"
        f" + rejected {where.rejected:,.0f} = {where.roster:,.0f}"
    )
    rows = (
        ("people affected", impact.people_affected),
        ("work taken over (full-time equivalents)", impact.taken_over),
        ("work assisted (full-time equivalents)", impact.assisted),
        ("hires avoided", impact.hires_avoided),
        ("entry-level posts not filled", impact.entry_level_posts),
    )
    for words, span in rows:
        shown = "not known" if span is None else f"{span.central:,.1f} ({span.low:,.1f} to {span.high:,.1f})"
        click.echo(f"  {words}: {shown}")
    for each in assessment.decisions:
        click.echo("")
        click.echo("\n".join(each.decision.explain()))
        if len({each.decision.outcome.word, each.at_low, each.at_high}) > 1:
            click.echo(
                f"At the low end of the work taken over: {each.at_low}; at the high end: {each.at_high}."
            )


def _write_new(path: Path, language: str, aia_file: str | None) -> int:
    from andante.assessment.questions import new_deployment
    from andante.errors import AssessmentError, Problem, Where

    place = Where(file=str(path))
    if path.exists():
        raise AssessmentError(
            Problem("there is a file of this name", place, "nothing is overwritten", "choose another name")
        )

    def ask(question: str) -> str:
        answer: str = click.prompt(question, default="", show_default=False, err=True)
        return answer

    text, remarks = begun_from_aia(aia_file, language) if aia_file else (new_deployment(ask, language), ())
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise AssessmentError(
            Problem(f"the file cannot be written: {reason}", place, mend="choose another place")
        ) from None
    for remark in remarks:
        note(remark)
    note(f"Written: {path}")
    return 0


def _columns(words: Sequence[str]) -> dict[str, str]:
    found = {}
    for word in words:
        name, equals, column = word.partition("=")
        if not equals or not name.strip() or not column.strip():
            raise click.BadParameter(f"{word!r} is not NAME=COLUMN.", param_hint="--column")
        found[name.strip()] = column.strip()
    return found


def _day(word: str | None) -> date:
    if word is None:
        return date.today()
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise click.BadParameter(f"{word!r} is not a day; write YYYY-MM-DD.", param_hint="--on") from None
