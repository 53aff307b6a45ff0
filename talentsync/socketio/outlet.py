"""The way out of a connection: whole packets in order, and an end that no stuck client can hold up."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

logger = logging.getLogger(__name__)

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# How long the end waits for the close frame to leave; a client that reads nothing would hold it for ever.
_CLOSE_GRACE_SECONDS = 2.0


class Outlet:
    """Sends packets over an ASGI `send`, until it is shut."""

    __slots__ = ("_closing", "_lock", "_send", "_sending", "_shut")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._lock = asyncio.Lock()
        self._sending: asyncio.Task[Any] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._shut = False

    async def transmit(self, text: str, attachments: Sequence[bytes] = ()) -> bool:
        """Send a text frame and its attachments with no other frame between them; False if the transport is
        gone.
        """
        async with self._lock:
            if self._shut:
                return False
            task = self._sending = asyncio.current_task()
            try:
                await self._send({"type": "websocket.send", "text": text})
                for attachment in attachments:
                    await self._send({"type": "websocket.send", "bytes": attachment})
            except OSError:
                return False
            except asyncio.CancelledError:
                if not self._released(task):
                    raise
                return False
            finally:
                self._sending = None
            return True

    def _released(self, task: asyncio.Task[Any] | None) -> bool:
        """Whether a cancellation came from `shut` alone; then it is spent."""
        return self._shut and task is not None and task.uncancel() == 0

    def shut(self, close_code: int | None) -> None:
        """Send nothing more, except the close frame if a code is given.

        Whoever is blocked in `transmit` gets out.
        """
        self._shut = True
        if self._sending is not None:
            self._sending.cancel()
        if close_code is not None:
            self._closing = asyncio.create_task(self._close(close_code))

    async def drained(self) -> None:
        """Wait, but not for ever, until the close frame has left."""
        if self._closing is not None:
            await asyncio.wait([self._closing], timeout=_CLOSE_GRACE_SECONDS)
            self._closing.cancel()
            await asyncio.wait([self._closing])

    async def _close(self, code: int) -> None:
        async with self._lock:
            try:
                await self._send({"type": "websocket.close", "code": code})
            except OSError:
                pass  # the client closed first
            except Exception:
                logger.exception("Closing a WebSocket failed")
