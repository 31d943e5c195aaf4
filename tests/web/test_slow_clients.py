"""A client that drips its request holds nothing for long: 408 in words over a real socket, then the end."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from running_service import Service, running

WAIT = {"ANDANTE_HEADER_SECONDS": "1", "ANDANTE_BODY_SECONDS": "1"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("slow"), environment=WAIT) as made:
        yield made


def dripped(service: Service, first: bytes) -> tuple[bytes, float]:
    """What is answered to a request that goes on byte by byte, and after how many seconds it ends."""
    host, port = service.address.removeprefix("http://").split(":")
    began, found = time.monotonic(), b""
    with socket.create_connection((host, int(port)), timeout=0.1) as client:
        client.sendall(first)
        while time.monotonic() - began < 10:
            try:
                client.sendall(b"a")
                part = client.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                break
            if not part:
                break
            found += part
    return found, time.monotonic() - began


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (b"GET / HTTP/1.1\r\nX-Slow: ", b"headers of the request took longer"),
        (b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
         b"Content-Length: 500\r\n\r\n", b"408"),
    ],
    ids=["headers", "body"],
)  # fmt: skip
def test_a_dripped_request_is_refused(service: Service, first: bytes, words: bytes) -> None:
    found, seconds = dripped(service, first)
    assert found.startswith(b"HTTP/1.1 408 ")
    assert words in found
    assert 0.9 < seconds < 6
