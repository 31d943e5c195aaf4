"""Acknowledged means durable, exactly once: processes killed at each statement, lost commits, a full disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from registers import FILER, KEY, MODEL, REVIEWER, Register, new_register
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from andante.errors import RegisterError
from andante.register.check import check_register
from andante.register.engine import reading
from andante.register.tables_filings import CASES

CHILD = Path(__file__).with_name("crash_child.py")


class Submitter:
    """A process that forks others, each of which submits one filing and dies where it is told to."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(CHILD), url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def submit(self, key: str, die_at: int, when: str) -> list[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{key} {die_at} {when}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().split()

    def __enter__(self) -> Submitter:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


KILLED = ["died", str(int(signal.SIGKILL))]


def filings(register: Register) -> list[str]:
    with reading(register.engine) as connection:
        return list(connection.execute(select(CASES.c.number).order_by(CASES.c.number)).scalars())


def assert_sound(register: Register) -> None:
    assert check_register(register.engine, KEY.verifier()).problems == ()


@pytest.mark.slow
def test_killed_at_every_statement(register: Register) -> None:
    """Whatever statement it dies at, before or after: the next attempt with its key files exactly once."""
    with Submitter(register.url) as submitter:
        for at in range(1, 100):  # the first filing of a year takes one statement more: it dies at each
            ended = [submitter.submit("first", at, when) for when in ("before", "after")]
            if ended[0] != KILLED:
                break
            assert ended == [KILLED, KILLED]
            assert filings(register) == []
        expected = filings(register)
        assert len(expected) == 1  # the second of the two got the answer of the first
        statements = int(submitter.submit("second", 0, "before")[0])
        assert statements >= 10
        expected = filings(register)
        deaths = [(at, when) for at in range(1, statements + 1) for when in ("before", "after")]
        for place, (at, when) in enumerate([*deaths, (1, "commit"), (2, "commit")]):
            key = f"key-{place}"
            assert submitter.submit(key, at, when) == KILLED
            done = (at, when) == (2, "commit")  # it died after the commit, before anybody was told
            assert len(filings(register)) == len(expected) + done
            receipt = register.act(FILER, "submit", None, {"filing": MODEL}, key)
            expected.append(receipt.number)
            assert filings(register) == expected
            assert register.act(FILER, "submit", None, {"filing": MODEL}, key) == receipt
    assert_sound(register)


@pytest.mark.parametrize("carried_out", [False, True], ids=["commit refused", "answer lost"])
def test_a_failing_nth_commit(register: Register, carried_out: bool) -> None:
    """Commits fail, before or after they were carried out; every request is repeated until it is answered."""
    dialect, count = register.engine.dialect, 0
    carry_out = dialect.do_commit

    def do_commit(connection: object) -> None:
        nonlocal count
        count += 1
        fails = count % 3 != 0
        if fails and not carried_out:
            dialect.do_rollback(connection)  # type: ignore[arg-type]
            raise OperationalError("COMMIT", {}, Exception("the connection was lost"))
        carry_out(connection)
        if fails:
            raise OperationalError("COMMIT", {}, Exception("the connection was lost"))

    dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]
    numbers = []
    for place in range(6):
        for _ in range(4):
            try:
                numbers.append(register.act(FILER, "submit", None, {"filing": MODEL}, f"key-{place}").number)
                break
            except RegisterError:
                continue
    dialect.do_commit = carry_out  # type: ignore[method-assign]
    assert len(set(numbers)) == len(numbers) == 6
    assert filings(register) == numbers
    assert_sound(register)


def test_a_key_stands_for_one_request(register: Register) -> None:
    first = register.act(FILER, "submit", None, {"filing": MODEL}, "a key")
    assert register.act(FILER, "submit", None, {"filing": MODEL}, "a key") == first
    with pytest.raises(RegisterError, match="came with another request"):
        register.act(FILER, "submit", None, {"filing": {**MODEL, "version": "2"}}, "a key")
    other = type(FILER)("filer-9", FILER.roles, FILER.acts_for)
    assert register.act(other, "submit", None, {"filing": MODEL}, "a key").number != first.number
    for bad in ("", " ", "x" * 129, "\x00"):
        with pytest.raises(RegisterError, match="A key has"):
            register.act(FILER, "submit", None, {"filing": MODEL}, bad)
    assert len(filings(register)) == 2


def test_a_refused_action_changes_nothing(register: Register) -> None:
    number = register.submit_model()
    before = register.store.checkpoint()
    for bad in ({"reason": 5}, {"unknown": 1}, {"step": 99}):
        with pytest.raises(RegisterError):
            register.act(REVIEWER, "take_up", number, bad, "k")
    with pytest.raises(RegisterError):
        register.act(FILER, "take_up", number, {}, "k")
    assert register.store.checkpoint() == before
    register.act(REVIEWER, "take_up", number, {}, "k")  # a refusal does not use the key up
    assert_sound(register)


def test_a_full_disk(tmp_path: Path) -> None:
    """SQLite: the file may not grow any more. What is refused is not there, what was acknowledged is."""
    register = new_register(f"sqlite:///{tmp_path / 'register.db'}")
    code = (
        "import resource, sys\n"
        "from registers import FILER, MODEL, open_register\n"
        "register = open_register(sys.argv[1])\n"
        "size = int(sys.argv[2])\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "from andante.errors import UnavailableError\n"
        "for place in range(200):\n"
        "    try:\n"
        "        print(register.act(FILER, 'submit', None, {'filing': MODEL}, f'key-{place}').number)\n"
        "    except UnavailableError as error:\n"
        "        print('refused', error)\n"
        "        break\n"
    )
    wal = tmp_path / "register.db-wal"
    limit = (wal.stat().st_size if wal.exists() else 0) + 200_000
    limit = max(limit, (tmp_path / "register.db").stat().st_size)
    done = subprocess.run(
        [sys.executable, "-c", code, register.url, str(limit)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    lines = done.stdout.splitlines()
    told = [line for line in lines if line.startswith("CN-")]
    assert done.returncode == 0, done.stderr
    assert any("disk is full or fails" in line for line in lines), done.stdout
    assert told
    assert filings(register) == told
    assert_sound(register)
    register.act(FILER, "submit", None, {"filing": MODEL}, f"key-{len(told)}")
    assert_sound(register)
    register.engine.dispose()


def test_writers_at_the_same_time(register: Register) -> None:
    """Eight writers, some with the same keys: as many filings as keys, none lost, none doubled."""
    failures: list[BaseException] = []
    receipts: dict[str, set[str]] = {}
    lock = threading.Lock()

    def write(writer: int) -> None:
        try:
            for place in range(6):
                key = f"key-{place}-{writer % 4}"
                receipt = register.store.act(FILER, "submit", None, {"filing": MODEL}, key)
                with lock:
                    receipts.setdefault(key, set()).add(receipt.number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(receipts) == 24
    assert all(len(numbers) == 1 for numbers in receipts.values())
    assert len(filings(register)) == 24
    assert_sound(register)
