"""The `andante` command: finds the verb, runs it, and turns every error into words and an exit code.

Exit codes: 0 done; 1 a check was made and failed (`validate`, `policies check`); 2 the input is not usable;
70 a fault of Andante itself; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from andante import __version__
from andante.errors import AndanteError

# One module per verb, imported when it is asked for: `andante --help` reads no data and no NumPy.
VERBS: dict[str, str] = {
    "compare": "andante.cli.compare",
    "run": "andante.cli.run",
    "break-even": "andante.cli.break_even",
    "assess": "andante.cli.assess",
    "explain": "andante.cli.explain",
    "register": "andante.cli.register",
    "policies": "andante.cli.policies",
    "economies": "andante.cli.economies",
    "data": "andante.cli.data",
    "validate": "andante.cli.validate",
    "serve": "andante.cli.serve",
    "bench": "andante.cli.bench",
}

EXIT_FAILED_CHECK = 1
EXIT_BAD_INPUT = 2
EXIT_OWN_FAULT = 70
EXIT_INTERRUPTED = 130

# Linear algebra on more threads sums in another order; one thread keeps figures identical everywhere.
SINGLE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class LazyVerbs(click.Group):
    """A group whose commands are imported only when named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs in the order a newcomer needs them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb's command, or None when there is no such verb."""
        module = VERBS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb and what follows it; a misspelt one is answered with the nearest."""
        near = get_close_matches(args[0], VERBS, 1)
        if args[0] not in VERBS and near:
            ctx.fail(f"No such command {args[0]!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyVerbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, "--version", prog_name="andante", help="Print the version and exit.")
def andante() -> None:
    """Andante: decide how fast, and on what terms, AI enters work.

    Compares policies for AI at work on whole economies. Every policy in it is a reference design, not any
    government's rule; every result is a simulation under stated assumptions, not a forecast.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run one command line and exit; nothing a user types ends in a traceback."""
    for variable in SINGLE_THREAD:
        os.environ[variable] = "1"
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command line; returns the exit code. Words go to standard error, results to standard output."""
    try:
        outcome: Any = andante.main(args=arguments, prog_name="andante", standalone_mode=False)
    except AndanteError as error:
        return _say_problems(error)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return EXIT_BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted: nothing was written.", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe (head, less) has left; the interpreter must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename is not None or os.environ.get("ANDANTE_TRACEBACK"):
            return _say_own_fault(error)
        # A full disk behind a redirection: no file of ours is named, so it is the output that failed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        click.echo(f"error: standard output cannot be written: {error.strerror or error}", err=True)
        return EXIT_BAD_INPUT
    except Exception as error:
        if os.environ.get("ANDANTE_TRACEBACK"):
            raise
        return _say_own_fault(error)
    return outcome if isinstance(outcome, int) else 0


def _say_problems(error: AndanteError) -> int:
    count = len(error.problems)
    for problem in error.problems:
        click.echo(f"error: {problem}", err=True)
    if count > 1:
        click.echo(f"{count} problems found.", err=True)
    return EXIT_BAD_INPUT


def _say_own_fault(error: Exception) -> int:
    words = " ".join(str(error).split())[:300]
    click.echo(f"andante {__version__}: a fault of Andante itself: {type(error).__name__}: {words}", err=True)
    click.echo(
        "Please report it with the command line; ANDANTE_TRACEBACK=1 in front of it prints the details.",
        err=True,
    )
    return EXIT_OWN_FAULT


if __name__ == "__main__":
    main()
