"""The Socket.IO side of a session: its namespaces, the answers it waits for, and what waits for the consumer's hooks.

Messages are parsed as they come, so that acknowledgements and the end of the connection are seen while a hook is busy.
Whatever needs a hook goes to the queue, in the order it happened.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from talentsync.socketio.closing import Closed, DisconnectReason
from talentsync.socketio.codec import encode_event
from talentsync.socketio.engine_session import EngineSession
from talentsync.socketio.errors import NamespaceNotConnected
from talentsync.socketio.event_queue import EventQueue
from talentsync.socketio.socket_protocol import (
    AcknowledgementReceived,
    Event,
    EventReceived,
    NamespaceLeft,
    Reply,
    SocketProtocol,
)

logger = logging.getLogger(__name__)


class Connection:
    """An `EngineHandler`. Made and used inside the event loop."""

    __slots__ = (
        "_acknowledgements",
        "_connect_timer",
        "_loop",
        "_queue",
        "protocol",
        "put",
        "session",
        "take",
    )

    def __init__(self, session: EngineSession, namespaces: frozenset[str]) -> None:
        self._loop = asyncio.get_running_loop()
        self.session = session
        self.protocol = SocketProtocol(session.options, namespaces)
        self._queue: EventQueue[Event | dict[str, Any]] = EventQueue(
            session.options.max_queued_events, self._on_full_changed
        )
        self.put = self._queue.put
        self.take = self._queue.take
        self._acknowledgements: dict[tuple[str, int], asyncio.Future[list[Any]]] = {}
        self._connect_timer: asyncio.TimerHandle | None = None
        session.open(self)
        self._watch_namespaces()

    # Out ------------------------------------------------------------------------------------------

    def accept(self, namespace: str, sid: str) -> bool:
        """Let the client into a namespace; False when it is gone by now."""
        frame = self.protocol.accept(namespace, sid)
        if frame is None:
            return False
        self._watch_namespaces()
        self.session.send(frame)
        return True

    async def call(
        self, namespace: str, event: str, arguments: Sequence[Any], timeout_seconds: float
    ) -> list[Any]:
        """Send an event and wait for its acknowledgement. Raises TimeoutError or `NamespaceNotConnected`."""
        id = self.protocol.await_acknowledgement(namespace)
        acknowledgement: asyncio.Future[list[Any]] = self._loop.create_future()
        self._acknowledgements[namespace, id] = acknowledgement
        try:
            encoded = encode_event(event, *arguments, namespace=namespace, id=id)
            self.session.send(encoded.text, encoded.attachments)
            async with asyncio.timeout(timeout_seconds):
                return await acknowledgement
        finally:
            del self._acknowledgements[namespace, id]
            self.protocol.cancel_acknowledgement(namespace, id)

    def disconnect(self, namespace: str) -> bool:
        """Put the client out of a namespace; False when it was not in."""
        frame = self.protocol.disconnect(namespace)
        if frame is None:
            return False
        self._left(NamespaceLeft(namespace, DisconnectReason.SERVER_LEFT))
        self.session.send(frame)
        return True

    # In -------------------------------------------------------------------------------------------

    def receive_text(self, text: str) -> None:
        self._act_on(self.protocol.receive_text(text))

    def receive_bytes(self, data: bytes) -> None:
        self._act_on(self.protocol.receive_bytes(data))

    def session_ended(self, reason: DisconnectReason) -> None:
        self.protocol.close()
        if self._connect_timer is not None:
            self._connect_timer.cancel()
            self._connect_timer = None
        for acknowledgement in self._acknowledgements.values():
            _fail(acknowledgement)
        self._queue.put(Closed(reason))

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs or waits, so that what is handled now is handled in its turn."""
        return self._queue.is_idle

    async def listen(
        self, channel_layer: Any, channel_name: str, take: Callable[[dict[str, Any]], None]
    ) -> None:
        """Give `take` the messages of a channel layer that cannot call it itself.

        Always waiting inside its `receive`, never elsewhere: layers forget a channel when that is cancelled.
        """
        try:
            while True:
                take(await channel_layer.receive(channel_name))
        except Exception:
            logger.exception("Listening to the channel layer failed")
            self.session.end(DisconnectReason.INTERNAL_ERROR)

    def _act_on(self, event: Event | None) -> None:
        if event is None:
            return
        if isinstance(event, EventReceived):
            self._queue.put_event(event)
        elif isinstance(event, Reply):
            self.session.send(event.text)
        elif isinstance(event, Closed):
            self.session.end(event.reason, event.detail)
        elif isinstance(event, AcknowledgementReceived):
            acknowledgement = self._acknowledgements.get((event.namespace, event.id))
            if acknowledgement is not None and not acknowledgement.done():
                acknowledgement.set_result(event.values)
        elif isinstance(event, NamespaceLeft):
            self._left(event)
        else:
            self._queue.put_event(event)

    def _left(self, event: NamespaceLeft) -> None:
        for (namespace, _), acknowledgement in self._acknowledgements.items():
            if namespace == event.namespace:
                _fail(acknowledgement)
        self._queue.put_event(event)
        self._watch_namespaces()

    def _on_full_changed(self, is_full: bool) -> None:
        if is_full:
            self.session.pause_reading()
        else:
            self.session.resume_reading()

    def _watch_namespaces(self) -> None:
        """Give a client that is in no namespace some time to join one."""
        if self.protocol.has_namespace:
            if self._connect_timer is not None:
                self._connect_timer.cancel()
                self._connect_timer = None
        elif self._connect_timer is None and self.session.end_reason is None:
            self._connect_timer = self._loop.call_later(
                self.session.options.connect_timeout_seconds,
                self.session.end,
                DisconnectReason.CONNECT_TIMEOUT,
                "no namespace joined in time",
            )


def _fail(acknowledgement: asyncio.Future[list[Any]]) -> None:
    if not acknowledgement.done():
        acknowledgement.set_exception(NamespaceNotConnected("left before the client answered"))
