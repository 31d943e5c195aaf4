"""`andante validate`: every published result the model must reproduce, and every target it is fitted to."""

from __future__ import annotations

import click

from andante.cli.options import AS_JSON
from andante.cli.printing import note, print_json, print_table, progress


@click.command(name="validate", short_help="Check the model against published results and data.")
@click.option("--only", metavar="ID,...", help="Run only these checks, for example T1,T2,F1.")
@AS_JSON
def command(only: str | None, as_json: bool) -> int:
    """Run every check: published models that the month must reproduce (T...) and targets of the fit (F...).

    Each check prints what was expected, what came out, the tolerance and pass or fail; failures come first.
    Exit code 0: every published model is reproduced; 1: one is not. A missed target of the fit is reported,
    not hidden, and does not change the exit code. With --json, `targets` holds one entry for each id (T1,
    T1b, F5, ...), passed where all its checks are, and `checks` every single one.
    """
    from andante.cli.main import EXIT_FAILED_CHECK
    from andante.lab.validate import targets, validate

    wanted = None if only is None else tuple(word.strip() for word in only.split(",") if word.strip())
    with progress("checks") as advance:
        checks = validate(wanted, advance)
    if as_json:
        found = {"targets": targets(checks), "checks": checks}
        print_json({name: [check.as_data() for check in each] for name, each in found.items()})
    else:
        print_table(
            ("id", "pass", "expected", "got", "tolerance", "unit", "what"),
            [check.as_row() for check in sorted(checks, key=lambda check: check.passed is not False)],
        )
        missed = sum(check.passed is False for check in checks)
        note(f"{len(checks)} checks, {missed} not passed.")
    return EXIT_FAILED_CHECK if any(c.passed is False and c.kind == "theory" for c in checks) else 0
