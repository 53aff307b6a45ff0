"""A `Connection` in motion: its reader, its timer, what it sends and what waits for the consumer's hooks.

The reader parses frames as they come, so that heartbeats, acknowledgements and the end of the connection are
seen while a hook is busy. Whatever needs a hook goes to the mailbox, in the order it happened.
"""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from typing import Any

from talentsync.socketio.codec import encode_event
from talentsync.socketio.connection import (
    AcknowledgementReceived,
    Closed,
    Connection,
    DisconnectReason,
    Event,
    NamespaceLeft,
    PongReceived,
    Reply,
)
from talentsync.socketio.errors import NamespaceNotConnected
from talentsync.socketio.mailbox import Mailbox
from talentsync.socketio.options import SocketIOOptions
from talentsync.socketio.outlet import Message, Outlet, Receive, Send

logger = logging.getLogger(__name__)

# The close code that uvicorn reports when it stops.
_SERVICE_RESTART = 1012

# WebSocket close codes for ends that the transport must be told of. Those that RFC 6455 (section 7.4.1) has for
# these cases are lifted by 3000 into the range for private use, because daphne refuses to send them as they are.
_CLOSE_CODES = {
    DisconnectReason.TRANSPORT_CLOSE: 1000,
    DisconnectReason.SERVER_CLOSE: 1000,
    DisconnectReason.SERVER_SHUTDOWN: 4001,
    DisconnectReason.PARSE_ERROR: 4002,
    DisconnectReason.PING_TIMEOUT: 4008,
    DisconnectReason.CONNECT_TIMEOUT: 4008,
    DisconnectReason.PAYLOAD_TOO_LARGE: 4009,
    DisconnectReason.INTERNAL_ERROR: 4011,
}


class Session:
    """One live connection. Made and used inside the event loop."""

    __slots__ = (
        "_answers",
        "_loop",
        "_mailbox",
        "_outlet",
        "_ping_task",
        "_reading",
        "_timer",
        "connection",
        "end_reason",
        "post",
        "take",
    )

    def __init__(self, options: SocketIOOptions, namespaces: frozenset[str], send: Send) -> None:
        self._loop = asyncio.get_running_loop()
        self.connection = Connection(options, namespaces, self._loop.time())
        self.end_reason: DisconnectReason | None = None
        self._mailbox: Mailbox[Event | Message] = Mailbox(options.max_queued_events)
        self.post = self._mailbox.post
        self.take = self._mailbox.take
        self._outlet = Outlet(send)
        self._answers: dict[tuple[str, int], asyncio.Future[list[Any]]] = {}
        self._reading = True  # False while events queue up behind a slow hook
        self._timer: asyncio.TimerHandle | None = None
        self._ping_task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Send the open packet and start the clock."""
        await self.transmit(self.connection.open_frame(secrets.token_urlsafe(15)))
        self._arm_timer()

    # Frames out -----------------------------------------------------------------------------------

    async def transmit(self, text: str, attachments: Sequence[bytes] = ()) -> None:
        """Send a text frame and its attachments in one go; they are lost once the end has begun."""
        if not await self._outlet.transmit(text, attachments):
            self.end(DisconnectReason.TRANSPORT_CLOSE, close=False)

    async def ask(
        self, namespace: str, event: str, arguments: Sequence[Any], timeout_seconds: float
    ) -> list[Any]:
        """Send an event and wait for its acknowledgement. Raises TimeoutError or `NamespaceNotConnected`."""
        id = self.connection.await_acknowledgement(namespace)
        answer: asyncio.Future[list[Any]] = self._loop.create_future()
        self._answers[namespace, id] = answer
        try:
            encoded = encode_event(event, *arguments, namespace=namespace, id=id)
            async with asyncio.timeout(timeout_seconds):
                await self.transmit(encoded.text, encoded.attachments)
                return await answer
        finally:
            del self._answers[namespace, id]
            self.connection.give_up_acknowledgement(namespace, id)

    def eject(self, namespace: str) -> str | None:
        """Put the client out of a namespace; the frame that tells it so, or None if it was not in."""
        frame = self.connection.eject(namespace, self._loop.time())
        if frame is not None:
            self._left(NamespaceLeft(namespace, DisconnectReason.SERVER_LEFT))
        return frame

    # The end --------------------------------------------------------------------------------------

    def end(self, reason: DisconnectReason, *, close: bool) -> None:
        """Begin the end; the first reason counts. `close` says that the transport must be told."""
        if self.end_reason is not None:
            return
        self.end_reason = reason
        self.connection.close()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for answer in self._answers.values():
            _disappoint(answer)
        self._outlet.shut(_CLOSE_CODES[reason] if close else None)
        self._mailbox.post(Closed(reason))

    async def clean_up(self) -> None:
        """Wait for the close frame to leave, and for every task of the session to be over."""
        await self._outlet.drained()
        if self._ping_task is not None:
            self._ping_task.cancel()
            await asyncio.gather(self._ping_task, return_exceptions=True)

    # What comes in --------------------------------------------------------------------------------

    async def read(self, receive: Receive) -> None:
        """Take frames from the transport until it is gone."""
        connection, clock = self.connection, self._loop.time
        try:
            while True:
                message = await receive()
                if message["type"] == "websocket.disconnect":
                    break
                text = message.get("text")
                if text is not None:
                    event = connection.receive_text(text, clock())
                else:
                    event = connection.receive_bytes(message["bytes"], clock())
                if event is not None:
                    await self._act_on(event)
        except Exception:
            logger.exception("Reading from a Socket.IO connection failed")
            self.end(DisconnectReason.INTERNAL_ERROR, close=True)
        else:
            stopping = message.get("code") == _SERVICE_RESTART
            reason = DisconnectReason.SERVER_SHUTDOWN if stopping else DisconnectReason.TRANSPORT_CLOSE
            self.end(reason, close=False)

    async def listen(self, channel_layer: Any, channel_name: str) -> None:
        """Take messages from the channel layer.

        Always waiting inside its `receive`, never elsewhere: layers forget a channel when that is cancelled.
        """
        try:
            while True:
                self._mailbox.post(await channel_layer.receive(channel_name))
        except Exception:
            logger.exception("Listening to the channel layer failed")
            self.end(DisconnectReason.INTERNAL_ERROR, close=True)

    async def _act_on(self, event: Event) -> None:
        if isinstance(event, Reply):
            await self.transmit(event.text)
        elif isinstance(event, Closed):
            self._close(event)
        elif isinstance(event, AcknowledgementReceived):
            answer = self._answers.get((event.namespace, event.id))
            if answer is not None and not answer.done():
                answer.set_result(event.values)
        elif isinstance(event, PongReceived):
            self._arm_timer()
        elif isinstance(event, NamespaceLeft):
            self._left(event)
        else:
            self._mailbox.post(event)
            if self._mailbox.full:
                self._reading = False
                await self._mailbox.wait_for_room()
                self._reading = True
                self.connection.excuse_silence(self._loop.time())

    def _left(self, event: NamespaceLeft) -> None:
        for (namespace, _), answer in self._answers.items():
            if namespace == event.namespace:
                _disappoint(answer)
        self._mailbox.post(event)
        self._arm_timer()

    def _close(self, event: Closed) -> None:
        logger.info("Closing a Socket.IO connection: %s %s", event.reason, event.detail)
        self.end(event.reason, close=True)

    # Time -----------------------------------------------------------------------------------------

    def _arm_timer(self) -> None:
        """Have the timer fire at the deadline or before; one that fires early is simply set again.

        So the common case, a deadline that moved further away, costs nothing.
        """
        if self.end_reason is not None:
            return
        deadline = self.connection.deadline
        if self._timer is not None:
            if self._timer.when() <= deadline:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(deadline, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        now = self._loop.time()
        if not self._reading:
            self.connection.excuse_silence(now)
        due = self.connection.tick(now)
        if isinstance(due, Closed):
            self._close(due)
        elif due is not None:
            self._ping_task = self._loop.create_task(self.transmit(due.text))
        self._arm_timer()


def _disappoint(answer: asyncio.Future[list[Any]]) -> None:
    if not answer.done():
        answer.set_exception(NamespaceNotConnected("left before the client answered"))
