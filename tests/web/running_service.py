"""A register that runs: `andante serve` as a process of its own, on a port of this machine that is free."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from andante.register.people import Access, People
from andante.register.states import Role
from andante.register.tokens import Scope
from andante.web.settings import Settings
from andante.web.site import Site, open_site

PATIENCE = 60.0
PASSWORD = "walking pace, four words"
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("ANDANTE_")}


@dataclass
class Service:
    """A running service. `said` are its lines for people, `logged` its log."""

    process: subprocess.Popen[str]
    folder: Path
    address: str = ""
    link: str = ""
    said: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)

    def client(self, token: str = "", **more: Any) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.address, headers=headers, timeout=30.0, **more)

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        for reader in self.readers:
            reader.join(PATIENCE)
        return code

    readers: list[threading.Thread] = field(default_factory=list)

    def lines(self) -> list[dict[str, Any]]:
        """The log, every line read as JSON."""
        return [json.loads(line) for line in self.logged]


def start(
    folder: Path, *words: str, environment: Mapping[str, str] | None = None, address: str = ""
) -> Service:
    """Start it in a folder and wait until it answers; at `address` where it says another one to people."""
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "andante", "serve", "--port", "0", *words],
        cwd=folder,
        env=CLEAN | {"PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1"} | dict(environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    service = Service(process, folder)
    for stream, lines in ((process.stdout, service.said), (process.stderr, service.logged)):
        reader = threading.Thread(target=_read, args=(stream, lines), daemon=True)
        reader.start()
        service.readers.append(reader)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"register: (https?://\S+)", "\n".join(service.said))
        if found:
            service.address = address or found[1]
            try:
                if httpx.get(f"{service.address}/healthz", verify=False).status_code == 200:
                    break
            except httpx.TransportError:
                pass
        time.sleep(0.05)
    else:
        service.stop(signal.SIGKILL)
        raise AssertionError("\n".join(["it does not answer", *service.said, *service.logged]))
    link = re.search(r"/begin/\S+", "\n".join(service.said))
    service.link = link[0] if link else ""
    return service


@contextmanager
def running(
    folder: Path, *words: str, environment: Mapping[str, str] | None = None, address: str = ""
) -> Iterator[Service]:
    service = start(folder, *words, environment=environment, address=address)
    try:
        yield service
    finally:
        service.stop()


def _read(stream: Any, lines: list[str]) -> None:
    for line in stream:
        lines.append(line.rstrip("\n"))
    stream.close()


@dataclass(frozen=True)
class Member:
    """Somebody of the register, with a token of every scope that their roles lend."""

    id: str
    name: str
    e_mail: str
    roles: tuple[Role, ...]
    token: str
    session: str


def settle(folder: Path) -> dict[str, Member]:
    """A register in a folder with people, before any service runs: everybody has a password and a token."""
    site = open_site(Settings(folder=folder / "andante-register"))
    try:
        return settle_site(site)
    finally:
        site.close()


def settle_site(site: Site) -> dict[str, Member]:
    """People in every role, in a register that is open."""
    people = site.people
    link = people.first_link()
    assert link is not None
    first = people.begin_as_administrator(link.clear, "Ada Amt", "ada@register.example", PASSWORD).access
    firm = people.add_organisation(first, "Kestrel Insurance").id
    found = {"administrator": _member(people, first, (Role.ADMINISTRATOR,))}
    assert people.first_link() is None
    wanted = {
        "filer": ((Role.FILER,), firm),
        "other": ((Role.FILER,), people.add_organisation(first, "Merlin Bank").id),
        "reviewer": ((Role.REVIEWER,), None),
        "approver": ((Role.APPROVER,), None),
        "auditor": ((Role.AUDITOR,), None),
    }
    for name, (roles, organisation) in wanted.items():
        title, e_mail = f"{name.title()} Person", f"{name}@register.example"
        made = people.add(first, title, e_mail, roles, organisation)
        access = people.accept_link(made.link.clear, PASSWORD).access
        found[name] = _member(people, access, roles)
    return found


def _member(people: People, access: Access, roles: tuple[Role, ...]) -> Member:
    scopes = {Scope.READ} | {
        scope
        for scope, role in {
            Scope.FILE: Role.FILER,
            Scope.REVIEW: Role.REVIEWER,
            Scope.DECIDE: Role.APPROVER,
            Scope.ADMINISTER: Role.ADMINISTRATOR,
        }.items()
        if role in roles
    }
    token = people.make_token(access, "tests", scopes).secret.clear
    person = access.person
    session = people.sign_in(person.e_mail, PASSWORD, "127.0.0.1").session.clear
    return Member(person.id, person.name, person.e_mail, roles, token, session)
