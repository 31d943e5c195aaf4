"""How long a client may take to say what it wants: uvicorn itself waits for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

ANSWER = (
    "The headers of the request took longer than this service waits.\n请求头未在本服务等待的时间内到达。\n"
).encode()


def protocol_with(seconds: float) -> type[H11Protocol]:
    """The protocol of a connection whose requests have to have all their headers within so many seconds.

    The time begins with the connection, and for further requests on it with their first byte. A client that
    goes on with a body after its request was refused has as long.
    """

    class Protocol(H11Protocol):
        _late: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._late = self.loop.call_later(seconds, self._end)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if not self._waits():
                self._stop_waiting()
            elif self._late is None and not self.transport.is_closing():
                self._late = self.loop.call_later(seconds, self._end)

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            super().connection_lost(exc)

        def _waits(self) -> bool:
            """Whether headers are not all here, or what comes is the rest of what was answered already."""
            state: Any = self.conn.their_state
            answered = self.cycle is not None and self.cycle.response_complete
            return state is h11.IDLE or (state is h11.SEND_BODY and answered)

        def _stop_waiting(self) -> None:
            if self._late is not None:
                self._late.cancel()
                self._late = None

        def _end(self) -> None:
            self._late = None
            if self.transport.is_closing() or not self._waits():
                return
            if self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE:
                headers = [
                    (b"content-type", b"text/plain; charset=utf-8"),
                    (b"content-length", str(len(ANSWER)).encode()),
                    (b"connection", b"close"),
                ]
                for event in (
                    h11.Response(status_code=408, headers=headers, reason=b"Request Timeout"),
                    h11.Data(data=ANSWER),
                    h11.EndOfMessage(),
                ):
                    self.transport.write(self.conn.send(event) or b"")
            self.transport.close()

    return Protocol
