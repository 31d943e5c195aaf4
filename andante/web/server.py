"""The server process: opens the register, says where it is, answers until it is told to stop.

On SIGTERM or SIGINT no new connection is taken, requests under way are answered, then the register is closed.
What was acknowledged is on the disk before it is acknowledged, so nothing waits for the end.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from andante.errors import Problem, ServiceError, Where
from andante.web.addresses import one_time_link
from andante.web.settings import Settings

Say = Callable[[str], None]
KEEP_ALIVE = 15
LIBRARIES = (
    "alembic",
    "argon2",
    "cryptography",
    "fastapi",
    "holidays",
    "prometheus_client",
    "python_multipart",
    "sqlalchemy",
    "uvicorn",
)
"""What the extra `serve` brings."""
HEADERS_MOST = 16 << 10
"""Bytes of the headers of a request."""


def serve(settings: Settings, say: Say) -> None:
    """Run until told to stop. `say` is given lines for people. ServiceError or RegisterError: no begin."""
    uvicorn = _uvicorn()
    from andante.web.app import create_app
    from andante.web.logging import start_logging
    from andante.web.site import open_site
    from andante.web.slow_headers import protocol_with

    listening = _listen(settings)
    try:
        settings = replace(settings, port=listening.getsockname()[1])
        site = open_site(settings)
    except BaseException:
        listening.close()
        raise
    start_logging(settings.log_level)
    link = site.people.first_link()
    app = create_app(settings, site=site)
    config = uvicorn.Config(
        app,
        fd=None,
        http=protocol_with(settings.header_seconds),
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies) or None,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        h11_max_incomplete_event_size=HEADERS_MOST,
    )
    server = uvicorn.Server(config)
    say(f"Andante register: {settings.address}")
    say(f"Database: {settings.database_shown}; the log's key: {settings.key_file}")
    say(f"Verifier key of the log: {site.key.verifier()}")
    if link is not None:
        say("Nobody administers this register yet. This link does it once, within a day:")
        say(f"  {one_time_link(settings.address, link.clear)}")
    _end_quietly()
    server.run(sockets=[listening])


def _end_quietly() -> None:
    """The server acts on SIGTERM and SIGINT itself, and raises them again at its end: they are done then."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)


def _listen(settings: Settings) -> socket.socket:
    """A socket on the address, taken before anything is opened: one that is in use is said at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(256)
    except OSError as error:
        listening.close()
        raise ServiceError(
            Problem(
                f"The service cannot listen on {settings.host}:{settings.port}.",
                Where(field="port"),
                f"{error.strerror or error}.",
                "Give another --host or --port; --port 0 takes a free one.",
            )
        ) from None
    listening.set_inheritable(True)
    return listening


def _uvicorn() -> Any:
    """The server's library. ServiceError where it, or another one of the extra, is not installed."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise ServiceError(
            Problem(
                "The service needs libraries that are not installed.",
                why=f"There is no {', no '.join(missing)}.",
                mend="Install the extra: pip install 'andante[serve]'.",
            )
        )
    return import_module("uvicorn")
