"""Told to stop while it works: what is under way is answered, nothing acknowledged is lost or doubled."""

from __future__ import annotations

import json
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from filed import DEPLOYMENT
from running_service import running, settle, start

SENDERS = 6


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path, number: signal.Signals) -> None:
    """SIGKILL too, where nothing is answered any more: what was acknowledged was on the disk before."""
    filer = settle(tmp_path)["filer"]
    service = start(tmp_path)
    acknowledged: dict[str, str] = {}
    sent: list[str] = []
    stopping = threading.Event()

    def send() -> None:
        with service.client(filer.token) as client:
            while not stopping.is_set():
                name = str(uuid.uuid4())
                sent.append(name)
                try:
                    answer = client.post(
                        "/api/v1/filings", json={"filing": DEPLOYMENT}, headers={"Idempotency-Key": name}
                    )
                except httpx.TransportError:
                    return
                if answer.status_code == 201:
                    acknowledged[name] = answer.json()["number"]

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    while len(acknowledged) < 3 * SENDERS:
        time.sleep(0.01)
    code = service.stop(number)
    stopping.set()
    for sender in senders:
        sender.join()
    assert code == (-signal.SIGKILL if number is signal.SIGKILL else 0)
    if number is not signal.SIGKILL:
        assert service.lines()[-1]["event"] == "stopped"
        assert [line for line in service.lines() if line["level"] == "error"] == []
    with running(tmp_path) as again, again.client(filer.token) as client:
        assert client.get("/readyz").status_code == 200
        kept = {row["number"] for row in client.get("/api/v1/filings").json()["filings"]}
        assert set(acknowledged.values()) <= kept
        assert len(kept) <= len(sent)
        assert len(set(acknowledged.values())) == len(acknowledged)
        for name, filed in list(acknowledged.items())[:10]:
            answer = client.post(
                "/api/v1/filings", json={"filing": DEPLOYMENT}, headers={"Idempotency-Key": name}
            )
            assert answer.json()["number"] == filed
        assert len(client.get("/api/v1/filings").json()["filings"]) == len(kept)


def test_a_request_under_way_is_answered(tmp_path: Path) -> None:
    """One that has begun to arrive when the signal comes, and ends after it."""
    filer = settle(tmp_path)["filer"]
    service = start(tmp_path)
    going, told = threading.Event(), threading.Event()
    body = json.dumps({"filing": DEPLOYMENT}).encode()

    def slowly() -> Iterator[bytes]:
        yield body[:20]
        going.set()
        told.wait(20)
        time.sleep(0.3)
        yield body[20:]

    answers: list[httpx.Response] = []

    def send() -> None:
        headers = {
            "Idempotency-Key": "slow",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }
        with service.client(filer.token) as client:
            answers.append(client.post("/api/v1/filings", content=slowly(), headers=headers))

    sender = threading.Thread(target=send)
    sender.start()
    assert going.wait(20)
    time.sleep(0.2)
    service.process.send_signal(signal.SIGTERM)
    told.set()
    sender.join(30)
    assert service.stop() == 0
    assert answers[0].status_code == 201
    with running(tmp_path) as again, again.client(filer.token) as client:
        numbers = [row["number"] for row in client.get("/api/v1/filings").json()["filings"]]
        assert answers[0].json()["number"] in numbers
