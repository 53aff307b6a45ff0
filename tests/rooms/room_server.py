"""The live room behind a real uvicorn in a thread of this process, so that a test can make its parts fail."""

import asyncio
import socket
import threading

import uvicorn
from channels.layers import get_channel_layer
from channels.routing import URLRouter
from channels.sessions import CookieMiddleware
from django.urls import path

from rooms.arrivals import arrival_writer
from rooms.batch_writer import BatchWriter
from rooms.consumers import RoomConsumer
from rooms.document.store import DocumentStore
from rooms.whiteboard.store import WhiteboardStore
from talentsync.lib.redis import redis_client

PATIENCE_SECONDS = 20.0


class RoomServer:
    """Started when made. Pages connect to `url` as to any server."""

    def __init__(self) -> None:
        room = RoomConsumer.as_asgi(
            arrivals=arrival_writer(),
            documents=BatchWriter(DocumentStore(), name="documents"),
            whiteboards=BatchWriter(WhiteboardStore(), name="whiteboards"),
        )
        config = uvicorn.Config(
            # Channels routes to ASGI applications with the function that Django types for views.
            CookieMiddleware(URLRouter([path("socket.io/", room)])),  # type: ignore[arg-type]
            ws="websockets-sansio",
            loop="asyncio",
            interface="asgi3",
            lifespan="off",
            log_config=None,
            ws_ping_interval=None,
        )
        self._server = uvicorn.Server(config)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),))
        self._thread.start()

    async def _serve(self) -> None:
        await self._server.serve([self._socket])
        # What belongs to this loop goes with it.
        await get_channel_layer().flush()
        await redis_client().aclose(close_connection_pool=True)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()
