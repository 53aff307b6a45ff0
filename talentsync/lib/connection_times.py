"""HTTP as uvicorn speaks it, with bounds on how long a client may take.

A client that sends its request a byte at a time, or takes the answer so, holds a connection, and with a body a task,
for as long as it likes (Slowloris). uvicorn only bounds the pause between two requests.
"""

from asyncio import TimerHandle
from dataclasses import dataclass
from typing import ClassVar, cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from talentsync.lib.http_protocol import BoundedHttpProtocol

ANSWER = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Times:
    """In seconds. `head`: until a request's headers are complete, from the connection or its first byte on. `body`:
    what a body may take beyond its length at `bytes_per_second`. `unread`: how long an answer may wait for a client
    that reads nothing.
    """

    head: float = 20.0
    body: float = 30.0
    bytes_per_second: float = 4096.0
    unread: float = 60.0


class TimedHttpProtocol(BoundedHttpProtocol):
    """Answers 408 to a request that takes too long, and hangs up.

    Time in which the server itself reads nothing is free.
    """

    times: ClassVar[Times] = Times()
    _timer: TimerHandle | None = None
    _unread_timer: TimerHandle | None = None
    # While a body comes: since when, and how much of it has come.
    _body_since: float | None = None
    _body_bytes = 0

    # The connection ---------------------------------------------------------------------------------------------------

    def connection_made(self, transport) -> None:  # type: ignore[no-untyped-def]  # uvicorn's own narrows it
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        # Another protocol has the connection from here on.
        self._stop_waiting()
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread_timer = self.loop.call_later(self.times.unread, self.transport.abort)

    def resume_writing(self) -> None:
        if self._unread_timer is not None:
            self._unread_timer.cancel()
            self._unread_timer = None
        super().resume_writing()

    # Called by the parser ---------------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait_for_head()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._body_since, self._body_bytes = self.loop.time(), 0
        self._check_in(self.times.body)

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._stop_waiting()
        super().on_message_complete()

    # Inside -----------------------------------------------------------------------------------------------------------

    def _wait_for_head(self) -> None:
        self._body_since = None
        self._check_in(self.times.head)

    def _stop_waiting(self) -> None:
        self._body_since = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self._check)

    def _check(self) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        if self.flow.read_paused:
            # It is we who do not read: the whole span begins anew.
            if self._body_since is not None:
                self._body_since, self._body_bytes = self.loop.time(), 0
            self._check_in(self.times.head if self._body_since is None else self.times.body)
            return
        if self._body_since is not None:
            until = self._body_since + self.times.body + self._body_bytes / self.times.bytes_per_second
            if (left := until - self.loop.time()) > 0:
                self._check_in(left)
                return
        # uvicorn's types leave out that there is none before the first request.
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self.transport.write(ANSWER)
        self.transport.close()
