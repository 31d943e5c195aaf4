"""Anyone copies the log of a running register, keeps the copy up to date, and verifies it: docs/log.md."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from running_service import running

from andante.register.log_export import export_stored_log
from andante.register.tiles import TILE_WIDTH, tile_at
from andante.web.settings import Settings
from andante.web.site import open_site

PAGE = Path(__file__).parents[2] / "docs" / "log.md"


def documented() -> Callable[[str, Path], None]:
    """The function of the page that copies a log."""
    (block,) = re.findall(
        r"```python\n((?:(?!```).)*?def copy_log.*?)```", PAGE.read_text("utf-8"), re.DOTALL
    )
    names: dict[str, Any] = {}
    exec(compile(block, str(PAGE), "exec"), names)
    found: Callable[[str, Path], None] = names["copy_log"]
    return found


def grow(folder: Path, entries: int) -> None:
    """Entries in the log of a register that nobody serves now: each link that is made is one."""
    site = open_site(Settings(folder=folder / "andante-register"))
    for _ in range(entries):
        assert site.people.first_link() is not None
    site.close()


def verify(copy: Path, *words: str) -> tuple[int, str]:
    """What the verifier says, on a command line of its own."""
    command = [sys.executable, "-m", "andante", "register", "verify", str(copy), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_copy_is_kept_up_to_date_and_verified_by_anyone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_log, copy = documented(), tmp_path / "copy"
    grow(tmp_path, 290)
    with running(tmp_path) as service:
        with service.client() as anyone:
            key = anyone.get("/log/key").text.strip()
            full, part = anyone.get("/log/tile/entries/000"), anyone.get("/log/tile/0/001.p/30")
        assert "immutable" in full.headers["cache-control"]
        assert "immutable" not in part.headers["cache-control"]
        assert full.headers["content-type"] == part.headers["content-type"] == "application/octet-stream"
        copy_log(f"{service.address}/log", copy)
    code, told = verify(copy, "--key", key)
    assert (code, "Everything fits." in told) == (0, True), told
    old = tmp_path / "old.checkpoint"
    old.write_bytes((copy / "checkpoint").read_bytes())
    size = int(old.read_text().split("\n")[1])
    assert TILE_WIDTH < size < 2 * TILE_WIDTH

    grow(tmp_path, 300)
    asked: list[str] = []
    before = files(copy)
    with running(tmp_path) as service:
        copying = copy_log.__globals__
        ask = copying["urlopen"]

        def noted(address: str) -> Any:
            asked.append(address)
            return ask(address)

        monkeypatch.setitem(copying, "urlopen", noted)
        copy_log(f"{service.address}/log", copy)
        again = httpx.get(f"{service.address}/log/checkpoint").content
        assert httpx.get(f"{service.address}/log/checkpoint/{size}").content == old.read_bytes()
        for path in ("tile/0/999", "tile/entries/000.p/256", "tile/0/0", "tile/9/000"):
            assert httpx.get(f"{service.address}/log/{path}").status_code == 404, path
    assert (copy / "checkpoint").read_bytes() == again
    whole = [name for name in before if name.startswith("tile/") and tile_at(name).width == TILE_WIDTH]
    assert whole
    assert not [name for name in whole if any(address.endswith(f"/log/{name}") for address in asked)]
    code, told = verify(copy, "--key", key, "--checkpoint", str(old))
    assert code == 0, told
    assert f"it begins with all {size} of then" in told

    site = open_site(Settings(folder=tmp_path / "andante-register"))
    exported = tmp_path / "exported"
    with site.engine.connect() as connection:
        export_stored_log(connection, exported)
    site.close()
    there = files(exported)
    assert {name: there[name] for name in whole} == {name: files(copy)[name] for name in whole}

    victim = copy / "tile" / "entries" / "000"
    victim.write_bytes(victim.read_bytes().replace(b"link_made", b"link_Made", 1))
    code, told = verify(copy, "--key", key, "--checkpoint", str(old))
    assert code == 1
    assert "is not the one that was logged" in told
