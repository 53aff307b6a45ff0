"""uvicorn's WebSockets, with a way to cut the TCP connection under one.

ASGI knows only the close frame. To a client that reads nothing it never gets out, and uvicorn waits for it.
"""

import socket
import struct
from contextlib import suppress

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

# The ASGI extension: {"abort": callable without arguments}.
ABORT_EXTENSION = "talentsync.abort"


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
