"""Submits filings to a register in processes that die at their N-th statement: a process of test_crashes.

    python crash_child.py URL

For each line "KEY DIE_AT WHEN" it forks a process that submits one filing, and answers with how that ended:
the number of the signal, or what it printed. WHEN is before (the statement is not sent), after (it is
carried out) or commit (1: before COMMIT, 2: after). With DIE_AT 0 it lives, and prints the number of
its statements.
"""

from __future__ import annotations

import os
import signal
import sys

from registers import FILER, MODEL, open_register
from sqlalchemy import event


def submit(url: str, key: str, die_at: int, when: str) -> None:
    register = open_register(url)
    count = 0

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(register.engine, "before_cursor_execute")
    def before(*_: object) -> None:
        nonlocal count
        count += 1
        if count == die_at and when == "before":
            die()

    @event.listens_for(register.engine, "after_cursor_execute")
    def after(*_: object) -> None:
        if count == die_at and when == "after":
            die()

    if when == "commit":
        dialect = register.engine.dialect
        carry_out = dialect.do_commit

        def do_commit(connection: object) -> None:
            if die_at == 1:
                die()
            carry_out(connection)  # type: ignore[arg-type]
            die()

        dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]

    receipt = register.act(FILER, "submit", None, {"filing": MODEL}, key)
    print(count, receipt.number, flush=True)


def main() -> None:
    url = sys.argv[1]
    for line in sys.stdin:
        key, die_at, when = line.split()
        child = os.fork()
        if child == 0:
            submit(url, key, int(die_at), when)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            print("died", os.WTERMSIG(status) if os.WIFSIGNALED(status) else -1, flush=True)


if __name__ == "__main__":
    main()
