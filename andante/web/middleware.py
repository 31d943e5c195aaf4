"""What every request passes on its way in and out: number, figures, log line, headers, limits."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from andante.web.context import Passage, Scope, passage_of
from andante.web.errors import RequestError, answer_fault, answer_problem
from andante.web.metrics import Metrics
from andante.web.security import host_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
LOG = logging.getLogger("andante.web")
PREFIXES = frozenset({"", "/api/v1"})
CLIENT_LEFT = 499
"""What is counted where the other side hung up before there was an answer."""
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked for every few seconds by machines: logged from `debug` on."""


class Record:
    """Gives a request its number, counts it, writes its line, and lets no exception out of the service."""

    def __init__(self, app: App, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passage, began, status = passage_of(scope), time.perf_counter(), 0
        if scope["method"] == "HEAD":  # answered like GET; the server leaves the body out
            scope = {**scope, "method": "GET"}

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [(b"x-request-id", passage.id.encode())]
                headers += [(b"set-cookie", cookie.encode("latin-1")) for cookie in passage.cookies]
                message["headers"] = [*message.get("headers", []), *headers]
            await send(message)

        with self.metrics.in_progress.track_inprogress():
            try:
                await self.app(scope, receive, sending)
            except ClientDisconnect:
                status = CLIENT_LEFT
            except Exception as error:
                self.metrics.faults.inc()
                LOG.error("fault", exc_info=error, extra={"request": passage.id, "route": route_of(scope)})
                if status:  # the answer had begun: the connection is cut, so that nobody takes it for whole
                    raise _CutError from None
                await answer_fault(passage)(scope, receive, sending)
        self._finish(scope, passage, status, time.perf_counter() - began)

    def _finish(self, scope: Scope, passage: Passage, status: int, seconds: float) -> None:
        route = route_of(scope)
        self.metrics.answered(scope["method"], route, status, seconds)
        if passage.problem:
            self.metrics.refusals.labels(passage.problem).inc()
        LOG.log(
            logging.DEBUG if route in QUIET else logging.INFO,
            "answered",
            extra={
                "request": passage.id,
                "method": scope["method"] if len(scope["method"]) < 10 else "other",
                "route": route,
                "status": status,
                "seconds": round(seconds, 4),
                "signed_in": passage.signed_in,
            }
            | ({"problem": passage.problem} if passage.problem else {}),
        )


class Headers:
    """Adds the same headers to every answer that does not set them itself."""

    def __init__(self, app: App, headers: Iterable[tuple[str, str]]) -> None:
        self.app = app
        self.headers = tuple((name.lower().encode(), value.encode()) for name, value in headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message.get("headers", [])}
                added = [pair for pair in self.headers if pair[0] not in there]
                message["headers"] = [*message.get("headers", []), *added]
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)


class SizeLimit:
    """Stops reading a request as soon as it is longer than allowed, whatever its header says.

    `limit` gives the bytes for a path. What was read before is dropped with the request.
    """

    def __init__(self, app: App, limit: Callable[[str], int]) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it with 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most, read = self.limit(scope["path"]), 0
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > most:
            await answer_problem(scope, TooLargeError(most))(scope, receive, send)
            return

        async def receiving() -> Message:
            nonlocal read
            message = await receive()
            if message["type"] == "http.request":
                read += len(message.get("body", b""))
                if read > most:
                    raise TooLargeError(most)
            return message

        await _refusing(TooLargeError, self.app, scope, receiving, send)


class TimeLimit:
    """Stops waiting for the body of a request that has not arrived whole within so many seconds.

    The time begins with the request. Nothing is limited once its body is here: what the service itself does
    may take as long as it takes.
    """

    def __init__(self, app: App, seconds: float) -> None:
        self.app, self.seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it with 408."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        end, whole = clock() + self.seconds, False

        async def receiving() -> Message:
            nonlocal whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(end):
                    message = await receive()
            except TimeoutError:
                raise TooSlowError(self.seconds) from None
            whole = message["type"] != "http.request" or not message.get("more_body", False)
            if not whole and clock() > end:  # bytes that are always there never let the timer run
                raise TooSlowError(self.seconds)
            return message

        await _refusing(TooSlowError, self.app, scope, receiving, send)


async def _refusing(
    refusal: type[HTTPException], app: App, scope: Scope, receive: Receive, send: Send
) -> None:
    """Pass a request on; where reading it raises this refusal and no answer has begun, answer with that."""
    begun = False

    async def sending(message: Message) -> None:
        nonlocal begun
        begun = True
        await send(message)

    try:
        await app(scope, receive, sending)
    except refusal as error:
        if begun:
            raise
        await answer_problem(scope, error)(scope, receive, send)


class Names:
    """Refuses requests under a name that this service has not, as a page elsewhere may send them."""

    def __init__(self, app: App, names: frozenset[str] | None) -> None:
        self.app, self.names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and self.names is not None and scope["path"] not in QUIET:
            host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
            if host_of(host) not in self.names:
                error = RequestError(
                    "request-unusable", 421, "This service has not the name that was asked for."
                )
                await answer_problem(scope, error)(scope, receive, send)
                return
        await self.app(scope, receive, send)


class TooLargeError(HTTPException):
    """A request is longer than allowed. An HTTPException: that is what readers of bodies let through."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"The request has more than {most} bytes.")


class TooSlowError(HTTPException):
    """The body of a request did not arrive in time. An HTTPException for the same reason."""

    def __init__(self, seconds: float) -> None:
        super().__init__(408, f"The request did not arrive whole within {seconds:g} seconds.")


class _CutError(Exception):
    """An answer that had begun cannot be ended."""


def route_of(scope: Scope) -> str:
    """The template of the path that was asked for; what matches none is `unmatched`, so labels stay few."""
    route = scope.get("route")
    path = getattr(route, "path_format", None)
    if isinstance(path, str) and path:
        return _prefix(str(scope["path"]), path, scope.get("path_params") or {}) + path
    return "/static" if str(scope.get("path", "")).startswith("/static/") else "unmatched"


def _prefix(asked: str, template: str, parameters: Mapping[str, object]) -> str:
    """What a room puts before the paths in it: a part of the address that holds no parameter."""
    end = template.format_map({name: str(value) for name, value in parameters.items()})
    prefix = asked[: -len(end)] if asked.endswith(end) else ""
    return prefix if prefix in PREFIXES else ""
