"""The service on PostgreSQL: migrated first, then two servers on one database and one log."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filed import DEPLOYMENT, Register, key
from postgresql_server import postgresql  # noqa: F401 - a fixture
from running_service import CLEAN, running, settle_site
from sqlalchemy import create_engine, text

from andante.register.verify import verify_log
from andante.web.hidden import Hidden
from andante.web.settings import Settings
from andante.web.site import open_site


def command(folder: Path, database: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "andante", *words],
        cwd=folder,
        env=CLEAN | {"ANDANTE_DB": database},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.slow
def test_two_servers_share_a_database_and_a_log(postgresql: str, tmp_path: Path) -> None:  # noqa: F811
    server = create_engine(
        postgresql.replace("postgresql://", "postgresql+psycopg://") + "/postgres",
        isolation_level="AUTOCOMMIT",
    )
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE service"))
    server.dispose()
    database = f"{postgresql}/service"
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    # an empty database needs no other set-up
    site = open_site(Settings(db=Hidden(database), folder=one / "andante-register"))
    members = settle_site(site)
    site.close()
    # a second server without the log's key does not begin another log
    two.mkdir()
    refused = command(two, database, "serve", "--port", "0")
    assert refused.returncode == 2
    assert "signing key cannot be read" in refused.stderr
    shutil.copytree(one / "andante-register", two / "andante-register")

    environment = {"ANDANTE_DB": database}
    with running(one, environment=environment) as first, running(two, environment=environment) as second:
        registers = (Register(first, members), Register(second, members))
        again, numbers = key(), []

        def send(register: Register, headers: dict[str, str]) -> None:
            with register.as_("filer") as client:
                answer = client.post("/api/v1/filings", json={"filing": DEPLOYMENT}, headers=headers)
                numbers.append(answer.json()["number"])

        threads = [threading.Thread(target=send, args=(each, again)) for each in registers]
        threads += [threading.Thread(target=send, args=(each, key())) for each in registers * 4]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(numbers) == 10
        assert len(set(numbers)) == 9  # the same key at two servers acted once
        model = registers[0].published_model()
        with registers[1].anyone() as client:
            assert client.get("/readyz").json()["status"] == "ready"
            assert client.get(f"/api/v1/register/{model}").status_code == 200
            # Chinese: two characters find, on this database too
            assert client.get("/api/v1/register", params={"q": "办公"}).status_code == 200
        with registers[0].anyone() as client, registers[1].anyone() as other:
            assert client.get("/log/checkpoint").text == other.get("/log/checkpoint").text
    site = open_site(Settings(db=Hidden(database), folder=one / "andante-register"))
    site.store.export_log(tmp_path / "log")
    assert verify_log(tmp_path / "log", site.key.verifier())
    site.close()
