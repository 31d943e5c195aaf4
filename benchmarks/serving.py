"""`andante serve` as a process: when it answers, the memory it has, and filings a second through its API.

Run: python -m benchmarks.serving
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from andante.web.settings import Settings
from andante.web.site import open_site
from benchmarks.rosters import figure

REPEATS = 3
SENDERS = 4
SECONDS = 5.0
IDLE_SECONDS = 3.0
MOST_MEMORY = 200e6 / 2**20
"""MiB of 200 MB, which an idle server may have."""
PASSWORD = "walking pace, four words"
FILING = {"kind": "deployment", "system_name": "Desk", "purpose": "Answers", "sector": "K", "mode": "augment"}


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int, float]]:
    """A running service: its address, its process, and the seconds until it answered."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "andante", "serve", "--port", "0"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        while True:
            try:
                if httpx.get(f"{found[0]}/readyz").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.01)
        yield found[0], process.pid, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def memory(process: int) -> float:
    """MiB of memory of a process now."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def filer(folder: Path) -> str:
    """A token of somebody who files, in the register of a folder."""
    site = open_site(Settings(folder=folder / "andante-register"))
    try:
        link = site.people.first_link()
        assert link is not None
        first = site.people.begin_as_administrator(link.clear, "Ada", "ada@register.example", PASSWORD).access
        made = site.people.add(first, "Finn", "finn@register.example", ["filer"])
        access = site.people.accept_link(made.link.clear, PASSWORD).access
        return site.people.make_token(access, "benchmark", ["file"]).secret.clear
    finally:
        site.close()


def submissions(address: str, token: str) -> float:
    """Filings a second that senders get acknowledged, each durable and in the signed log."""
    done, end = [], time.perf_counter() + SECONDS

    def send() -> None:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=address, headers=headers) as client:
            while time.perf_counter() < end:
                key = {"Idempotency-Key": str(uuid.uuid4())}
                answer = client.post("/api/v1/filings", json={"filing": FILING}, headers=key)
                assert answer.status_code == 201
                done.append(answer.elapsed.total_seconds())

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return len(done) / SECONDS


def measure(repeats: int = REPEATS) -> list[dict[str, Any]]:
    """Every figure: id, value, unit, target, pass."""
    new, again, idle, used, rates = [], [], [], [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            with served(folder) as (_, process, seconds):
                new.append(seconds)
                time.sleep(IDLE_SECONDS)
                idle.append(memory(process))
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            token = filer(folder)
            with served(folder) as (address, process, seconds):
                again.append(seconds)
                rates.append(submissions(address, token))
                used.append(memory(process))
    return [
        figure("serve.memory_idle", max(idle), "MiB", MOST_MEMORY),
        figure("serve.memory_after_filings", max(used), "MiB"),
        figure("serve.start_new", median(new), "seconds"),
        figure("serve.start_again", median(again), "seconds"),
        figure("serve.filings_a_second", median(rates), "filings a second"),
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
