"""What carries a session's frames: a WebSocket, or HTTP requests that poll for them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import ClassVar, Protocol

from talentsync.lib.uvicorn_protocols import ABORT_EXTENSION
from talentsync.socketio import eager
from talentsync.socketio.asgi_types import Message, Receive, Send
from talentsync.socketio.closing import CLOSE_CODES, ORDERLY, DisconnectReason
from talentsync.socketio.outbox import Outbox
from talentsync.socketio.packets import EngineType
from talentsync.socketio.payload import Frame

logger = logging.getLogger(__name__)

# How long the end waits for what is still to be sent; a client that reads nothing would hold it for ever.
CLOSE_GRACE_SECONDS = 2.0
# When a closed TCP connection is cut: it would otherwise stay for as long as its client reads nothing.
ABORT_SECONDS = 5.0
# How long a poll waits while the client tries a WebSocket; the client polls on until that has answered.
PROBING_POLL_SECONDS = 0.1

# By the close code: uvicorn reports 1012 when it stops, browsers send 1001 when a page goes.
_REASON_OF_CODE: dict[int | None, DisconnectReason] = {
    1001: DisconnectReason.PAGE_GONE,
    1012: DisconnectReason.SERVER_SHUTDOWN,
}


class TransportOwner(Protocol):
    """The session, as its transport sees it."""

    outbox: Outbox

    def receive(self, frame: Frame) -> None: ...

    async def wait_until_reading(self) -> None: ...

    def lost(self, reason: DisconnectReason) -> None: ...


class Transport(Protocol):
    """Takes frames from the owner's outbox whenever `flush` says that there are some."""

    name: ClassVar[str]

    def flush(self) -> None: ...

    async def close(self, reason: DisconnectReason) -> None:
        """Tell the client, after what waits for it where `reason` is an orderly one. Never waits for long."""

    def discard(self) -> None:
        """The client is gone: send nothing more."""


class WebSocketTransport:
    """An accepted ASGI WebSocket."""

    __slots__ = ("_abort", "_closed", "_owner", "_receive", "_send", "_writer")

    name: ClassVar[str] = "websocket"

    def __init__(self, scope: Message, receive: Receive, send: Send) -> None:
        extension = scope.get("extensions", {}).get(ABORT_EXTENSION)
        self._abort: Callable[[], None] | None = extension["abort"] if extension else None
        self._receive = receive
        self._send = send
        self._owner: TransportOwner
        self._writer: asyncio.Task[None] | None = None
        self._closed = False

    def attach(self, owner: TransportOwner) -> None:
        """Serve this session; before, there is nothing to send and nobody to tell."""
        self._owner = owner

    async def read(self) -> None:
        """Take frames until the WebSocket is gone."""
        owner = self._owner
        try:
            while True:
                message = await self._receive()
                if message["type"] == "websocket.disconnect":
                    break
                text = message.get("text")
                owner.receive(message["bytes"] if text is None else text)
                await owner.wait_until_reading()
        except Exception:
            logger.exception("Reading from a WebSocket failed")
            owner.lost(DisconnectReason.INTERNAL_ERROR)
        else:
            owner.lost(_REASON_OF_CODE.get(message.get("code"), DisconnectReason.TRANSPORT_CLOSE))

    def flush(self) -> None:
        """Send at once what the connection takes; a task sends the rest when it takes more."""
        if self._writer is not None or self._closed:
            return
        outbox = self._owner.outbox
        try:
            while outbox:
                rest = eager.start(self._send(_message(outbox.first())))
                if rest is not None:
                    self._writer = asyncio.create_task(self._write(rest))
                    return
                outbox.remove_first()
        except OSError:
            self._owner.lost(DisconnectReason.TRANSPORT_CLOSE)
        except Exception:
            logger.exception("Sending to a WebSocket failed")
            self._owner.lost(DisconnectReason.INTERNAL_ERROR)

    async def _write(self, rest: Awaitable[None]) -> None:
        outbox = self._owner.outbox
        try:
            await rest
            outbox.remove_first()
            while outbox:
                await self._send(_message(outbox.first()))
                outbox.remove_first()
        except OSError:
            self._owner.lost(DisconnectReason.TRANSPORT_CLOSE)
        except Exception:
            logger.exception("Sending to a WebSocket failed")
            self._owner.lost(DisconnectReason.INTERNAL_ERROR)
        finally:
            self._writer = None

    async def close(self, reason: DisconnectReason) -> None:
        self._closed = True
        if self._writer is not None and reason in ORDERLY:
            await asyncio.wait([self._writer], timeout=CLOSE_GRACE_SECONDS)
        if self._writer is not None:
            await self._stop_writing()
            self._cut()
            return
        try:
            async with asyncio.timeout(CLOSE_GRACE_SECONDS):
                await self._send({"type": "websocket.close", "code": CLOSE_CODES[reason]})
        except OSError:
            pass  # the client closed first
        except Exception:
            logger.exception("Closing a WebSocket failed")
        if self._abort is not None:
            asyncio.get_running_loop().call_later(ABORT_SECONDS, self._abort)

    def discard(self) -> None:
        self._closed = True
        if self._writer is not None:
            self._writer.cancel()

    async def _stop_writing(self) -> None:
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.wait([self._writer])

    def _cut(self) -> None:
        if self._abort is not None:
            self._abort()


class PollingTransport:
    """HTTP requests: one that waits for frames at a time, and others that bring some."""

    __slots__ = ("_collected", "_is_replaced", "_owner", "_poll", "_reason", "is_posting", "is_probed")

    name: ClassVar[str] = "polling"

    def __init__(self, owner: TransportOwner) -> None:
        self._owner = owner
        self._poll: asyncio.Future[None] | None = None
        self._reason: DisconnectReason | None = None
        self._collected: asyncio.Future[None] | None = None
        self._is_replaced = False
        # The client tries a WebSocket.
        self.is_probed = False
        # A request brings frames.
        self.is_posting = False

    @property
    def is_polled(self) -> bool:
        return self._poll is not None

    @property
    def is_collectable(self) -> bool:
        """Whether the session has ended, but the client may still poll for what waits."""
        return self._collected is not None

    async def poll(self, receive: Receive) -> list[Frame] | None:
        """Wait for frames; None when the client has hung up."""
        outbox = self._owner.outbox
        if not outbox and self._reason is None:
            loop = asyncio.get_running_loop()
            self._poll = released = loop.create_future()
            hung_up = loop.create_task(_hung_up(receive))
            try:
                await asyncio.wait(
                    [released, hung_up],
                    return_when=asyncio.FIRST_COMPLETED,
                    timeout=PROBING_POLL_SECONDS if self.is_probed else None,
                )
                if hung_up.done() and not released.done():
                    return None
            finally:
                self._poll = None
                hung_up.cancel()
        frames = [] if self._is_replaced else outbox.take_all()
        if self._reason is not None:
            # Node answers the client's own close with a NOOP.
            by_client = self._reason is DisconnectReason.TRANSPORT_CLOSE
            frames.append(EngineType.NOOP.value if by_client else EngineType.CLOSE.value)
            if self._collected is not None and not self._collected.done():
                self._collected.set_result(None)
        return frames or [EngineType.NOOP.value]

    def flush(self) -> None:
        if self._owner.outbox:
            self.release()

    def release(self) -> None:
        """Have the waiting poll answered now."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def replace(self) -> None:
        """Leave everything from now on to another transport."""
        self._is_replaced = True
        self.release()

    async def close(self, reason: DisconnectReason) -> None:
        self._reason = reason
        if self._poll is not None or reason not in ORDERLY:
            self.release()
            return
        self._collected = asyncio.get_running_loop().create_future()
        await asyncio.wait([self._collected], timeout=CLOSE_GRACE_SECONDS)
        self._collected = None

    def discard(self) -> None:
        self._reason = DisconnectReason.TRANSPORT_CLOSE
        self.release()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _message(frame: Frame) -> Message:
    if isinstance(frame, str):
        return {"type": "websocket.send", "text": frame}
    return {"type": "websocket.send", "bytes": frame}
