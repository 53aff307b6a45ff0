"""uvicorn's protocols, with two things that ASGI does not know.

A WebSocket can be cut off: the close frame never gets out to a client that reads nothing, and uvicorn waits for it. And
a request that waits for news ends when the server stops, which would otherwise wait for it until it has to cancel it.
"""

import socket
import struct
from contextlib import suppress
from typing import cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from talentsync.lib.connection_times import TimedHttpProtocol

# An ASGI extension of WebSockets: {"abort": callable without arguments}.
ABORT_EXTENSION = "talentsync.abort"
# What an application sets in `scope["state"]` of a request that waits for news.
WAITING = "talentsync.waiting"


class AbortableWebSockets(WebSocketsSansIOProtocol):
    """Offers the extension to its application."""

    def _abort(self) -> None:
        connection = self.transport.get_extra_info("socket")
        if connection is not None:
            # Reset, so that not even the kernel goes on offering the client what it does not read.
            with suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    async def run_asgi(self) -> None:
        extensions = self.scope["extensions"] or {}
        self.scope["extensions"] = {**extensions, ABORT_EXTENSION: {"abort": self._abort}}
        await super().run_asgi()


class InterruptibleHttp(TimedHttpProtocol):
    """Ends the connection of a request that waits for news when the server stops."""

    def shutdown(self) -> None:
        super().shutdown()
        # uvicorn's types leave out that there is none before the first request.
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle and not cycle.response_started and cycle.scope["state"].get(WAITING):
            self.transport.close()
