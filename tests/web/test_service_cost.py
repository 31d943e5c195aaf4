"""What a server costs that nobody asks anything: memory, and the time until it answers."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from filed import Register, register_with_people
from running_service import running

MIB = 1 << 10
"""In the units of /proc: KiB."""
MOST_MEMORY = 200e6 / 2**20
"""MiB of the 200 MB that an idle server may have; it has about 150 MiB, so 40 are left."""
MOST_SECONDS = 15
"""Seconds until it answers, on a machine that is busy with other tests."""


def resident(process: int) -> float:
    """MiB of memory that a process holds, its largest so far, from the system."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    values = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return int(values["VmHWM"]) / MIB


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not say how much memory")
def test_an_idle_server_keeps_to_its_memory(tmp_path: Path) -> None:
    """At its largest: just started, and after everybody has looked at something."""
    with register_with_people(tmp_path) as register:
        assert resident(register.service.process.pid) <= MOST_MEMORY
        look_around(register)
        assert resident(register.service.process.pid) <= MOST_MEMORY


def look_around(register: Register) -> None:
    """What people do on a quiet day: read, search, file, decide."""
    model = register.published_model()
    register.published_deployment(model)
    with register.as_("reviewer") as client:
        for path in (
            "/api/v1/register?q=service",
            "/api/v1/filings",
            f"/api/v1/register/{model}/proof",
            "/",
            "/register",
        ):
            for _ in range(3):
                client.get(path, headers={"Accept": "text/html"})


def test_it_answers_soon_after_it_is_started(tmp_path: Path) -> None:
    """With a new register, which is made on the way, and with one that is there."""
    for _ in range(2):
        began = time.monotonic()
        with running(tmp_path):
            assert time.monotonic() - began <= MOST_SECONDS
