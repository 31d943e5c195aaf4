"""`python -m andante.reference.build RAW_DIR [--only TABLE ...]`: build the packaged tables."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from andante.errors import AndanteError, Problem, ReferenceDataError
from andante.reference.build.documentation import document
from andante.reference.build.registry import build_steps, run_step, write_table


def main(arguments: list[str] | None = None) -> int:
    """Build all tables, or those named by `--only`; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m andante.reference.build", description=__doc__)
    parser.add_argument("raw", type=Path, metavar="RAW_DIR", help="folder with the raw files")
    parser.add_argument("--only", nargs="+", metavar="TABLE", default=[], help="build these tables only")
    parser.add_argument("--document", type=Path, metavar="FILE", help="write the tables' chapter into it")
    options = parser.parse_args(arguments)
    try:
        steps = build_steps()
        unknown = [name for name in options.only if name not in steps]
        if unknown:
            mend = f"Tables: {', '.join(sorted(steps))}."
            raise ReferenceDataError(Problem(f"no step builds the table {n!r}", mend=mend) for n in unknown)
        for name in options.only or sorted(steps):
            step = steps[name]
            info = write_table(step, run_step(step, options.raw), step.accounting(options.raw))
            print(f"{name}: {info.rows:,} rows, {info.file_bytes:,} bytes")
            for sentence in info.accounting:
                print(f"    {sentence}")
        if options.document:
            document(options.document)
    except AndanteError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
