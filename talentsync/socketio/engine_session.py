"""An Engine.IO session in motion: its protocol, its clock, what waits to be sent, and the transport under it."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from typing import Protocol

from talentsync.socketio.closing import Closed, DisconnectReason
from talentsync.socketio.engine_protocol import EngineProtocol
from talentsync.socketio.options import SocketIOOptions
from talentsync.socketio.outbox import Outbox
from talentsync.socketio.payload import Frame
from talentsync.socketio.transports import PollingTransport, Transport, WebSocketTransport

logger = logging.getLogger(__name__)

# A clock that is later than this was held up by ourselves.
_HELD_UP_SECONDS = 0.5


class EngineHandler(Protocol):
    """What runs on top of a session."""

    def receive_text(self, text: str) -> None: ...

    def receive_bytes(self, data: bytes) -> None: ...

    def session_ended(self, reason: DisconnectReason) -> None:
        """Called once, at the beginning of the end: nothing more comes in or goes out."""


class EngineSession:
    """One live session. Made and used inside the event loop. Its handler is set by `open`."""

    __slots__ = (
        "_closing",
        "_handler",
        "_loop",
        "_paused_at",
        "_protocol",
        "_reading",
        "_timer",
        "_timer_at",
        "end_reason",
        "options",
        "outbox",
        "sid",
        "transport",
    )

    def __init__(
        self,
        options: SocketIOOptions,
        websocket: WebSocketTransport | None = None,
        *,
        sid_prefix: str = "",
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.options = options
        self.sid = sid_prefix + secrets.token_urlsafe(15)
        self.outbox = Outbox(options.max_outbox_bytes)
        self.transport: Transport
        if websocket is None:
            self.transport = PollingTransport(self)
        else:
            self.transport = websocket
            websocket.attach(self)
        self.end_reason: DisconnectReason | None = None
        self._protocol = EngineProtocol(options, self._loop.time())
        self._handler: EngineHandler
        self._paused_at: float | None = None
        self._reading: asyncio.Future[None] | None = None  # waits while `_paused_at` is set
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        self._closing: asyncio.Task[None] | None = None

    def open(self, handler: EngineHandler) -> None:
        """Send the open packet and start the clock."""
        self._handler = handler
        upgrades = [WebSocketTransport.name] if isinstance(self.transport, PollingTransport) else []
        self._arm_timer()
        self.send(self._protocol.open_packet(self.sid, upgrades))

    # Out ------------------------------------------------------------------------------------------

    def send(self, text: str, attachments: Sequence[bytes] = ()) -> None:
        """Send a text frame and its attachments with no other frame between them.

        It waits in the outbox where the client does not read; one that leaves too much unread is closed. Frames are
        lost once the end has begun.
        """
        if self.end_reason is None:
            self._flush(self.outbox.put(text, attachments))

    def send_bytes(self, data: bytes) -> None:
        """Send a binary frame that belongs to no other."""
        if self.end_reason is None:
            self._flush(self.outbox.put(data))

    def _flush(self, has_capacity: bool) -> None:
        self.transport.flush()
        if not has_capacity and self.outbox:
            self.end(DisconnectReason.TOO_SLOW)

    def end(self, reason: DisconnectReason, detail: str = "") -> None:
        """Begin the end, and tell the client; the first reason counts."""
        if self.end_reason is None:
            logger.info("Closing a Socket.IO connection: %s %s", reason, detail)
            self._finish(reason)
            self._closing = self._loop.create_task(self.transport.close(reason))

    def lost(self, reason: DisconnectReason) -> None:
        """The transport is gone."""
        self.transport.discard()
        if self.end_reason is None:
            self._finish(reason)

    def _finish(self, reason: DisconnectReason) -> None:
        self.end_reason = reason
        self._protocol.close()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.resume_reading()
        self._handler.session_ended(reason)

    async def wait_closed(self) -> None:
        """Wait for the close frame to leave; never for long."""
        if self._closing is not None:
            await self._closing

    # In -------------------------------------------------------------------------------------------

    def receive(self, frame: Frame) -> None:
        """Take a frame from the transport."""
        event = (
            self._protocol.receive_text(frame, self._loop.time())
            if isinstance(frame, str)
            else self._protocol.receive_bytes(frame)
        )
        if isinstance(event, str):
            self._handler.receive_text(event)
        elif isinstance(event, bytes):
            self._handler.receive_bytes(event)
        elif isinstance(event, Closed):
            self.end(event.reason, event.detail)
        elif event is not None:
            self._arm_timer()

    def pause_reading(self) -> None:
        """Take no more frames from the client, whose silence means nothing from now on."""
        if self._paused_at is None and self.end_reason is None:
            self._paused_at = self._loop.time()
            self._reading = self._loop.create_future()

    def resume_reading(self) -> None:
        if self._paused_at is not None and self._reading is not None:
            self._protocol.extend_pong_deadline(self._loop.time() - self._paused_at)
            self._paused_at = None
            self._reading.set_result(None)

    async def wait_until_reading(self) -> None:
        while self._paused_at is not None and self._reading is not None:
            await self._reading

    # Upgrade --------------------------------------------------------------------------------------

    def upgrade(self, websocket: WebSocketTransport) -> None:
        """Send everything over the WebSocket from now on."""
        polling = self.transport
        assert isinstance(polling, PollingTransport)
        self.transport = websocket
        websocket.attach(self)
        polling.replace()
        websocket.flush()

    # Time -----------------------------------------------------------------------------------------

    def check_time(self) -> None:
        """Do what is due by now, before a request that came later than that is served."""
        if self.end_reason is None and self._loop.time() >= self._protocol.deadline:
            self._on_timer()

    def _arm_timer(self) -> None:
        """Have the timer fire at the deadline or before; one that fires early is simply set again.

        So the common case, a deadline that moved further away, costs nothing.
        """
        if self.end_reason is not None:
            return
        deadline = self._protocol.deadline
        if self._timer is not None:
            if self._timer_at <= deadline:
                return
            self._timer.cancel()
        self._timer_at = deadline
        self._timer = self._loop.call_at(deadline, self._on_timer)

    def _on_timer(self) -> None:
        now = self._loop.time()
        if self._timer is not None:
            late_by = now - self._timer_at
            self._timer.cancel()
            self._timer = None
            if self._paused_at is not None:
                self._protocol.extend_pong_deadline(now - self._paused_at)
                self._paused_at = now
            elif late_by > _HELD_UP_SECONDS:
                self._protocol.extend_pong_deadline(late_by)
        due = self._protocol.tick(now)
        if isinstance(due, Closed):
            self.end(due.reason, due.detail)
        elif due is not None:
            self.send(due)
        self._arm_timer()
