"""The server that the official Engine.IO 4 and Socket.IO 5 test suites expect: docs/protocol.md says how to run them.

`python -m tests.socketio.conformance_app --port N --ping-interval MS --ping-timeout MS --max-payload BYTES`
"""

import argparse
import asyncio
from typing import Any

import uvicorn
from django.conf import settings

from talentsync.lib.path_router import PathRouter, refuse_websocket
from talentsync.socketio import Acknowledge, DisconnectReason, SocketIOConsumer, SocketIOOptions
from talentsync.socketio.asgi_types import Message
from talentsync.socketio.engine_session import EngineSession
from talentsync.socketio.event_queue import EventQueue
from talentsync.socketio.packets import EngineType
from talentsync.socketio.server import EngineServer


class EchoSession:
    """Engine.IO alone: sends every message back."""

    def __init__(self, options: SocketIOOptions) -> None:
        self._options = options
        self._session: EngineSession
        self._ended: EventQueue[DisconnectReason] = EventQueue(1, lambda _: None)

    def get_options(self) -> SocketIOOptions:
        return self._options

    async def serve(self, scope: Message, session: EngineSession) -> None:
        self._session = session
        session.open(self)
        await self._ended.take()

    def receive_text(self, text: str) -> None:
        self._session.send(EngineType.MESSAGE.value + text)

    def receive_bytes(self, data: bytes) -> None:
        self._session.send_bytes(data)

    def session_ended(self, reason: DisconnectReason) -> None:
        self._ended.put(reason)


class ConformanceConsumer(SocketIOConsumer):
    """What the Socket.IO suite asks of its server."""

    namespaces = frozenset({"/", "/custom"})

    def __init__(self, options: SocketIOOptions) -> None:
        self._options = options
        self._auth: dict[str, object] = {}

    def get_options(self) -> SocketIOOptions:
        return self._options

    async def on_connect(self, namespace: str, auth: object) -> None:
        self._auth[namespace] = {} if auth is None else auth

    async def on_connected(self, namespace: str) -> None:
        # The suite awaits one message at a time, and misses the second of two that arrive in one piece.
        await asyncio.sleep(0.01)
        await self.emit("auth", self._auth[namespace], namespace=namespace)

    async def on_event(
        self, namespace: str, event: str, arguments: list[Any], acknowledge: Acknowledge | None
    ) -> None:
        if event == "message":
            await self.emit("message-back", *arguments, namespace=namespace)
        elif event == "message-with-ack" and acknowledge is not None:
            await acknowledge(*arguments)


async def not_found(scope: Any, receive: Any, send: Any) -> None:
    """Answer a request for any other path."""
    if scope["type"] == "websocket":
        await refuse_websocket(scope, receive, send)
    else:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def application(options: SocketIOOptions) -> PathRouter:
    """Engine.IO at /engine.io/ and Socket.IO at /socket.io/."""
    engine = EngineServer(lambda: EchoSession(options))
    sockets = ConformanceConsumer.as_asgi(options=options)
    return PathRouter(
        {"/socket.io/"}, sockets, otherwise=PathRouter({"/engine.io/"}, engine, otherwise=not_found)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=3000)
    parser.add_argument("--ping-interval", type=float, default=300, metavar="MS")
    parser.add_argument("--ping-timeout", type=float, default=200, metavar="MS")
    parser.add_argument("--max-payload", type=float, default=1e6, metavar="BYTES")
    given = parser.parse_args()
    settings.configure(CHANNEL_LAYERS={}, SOCKETIO_PROCESS_NAME="conformance")
    options = SocketIOOptions(
        ping_interval_seconds=given.ping_interval / 1000,
        ping_timeout_seconds=given.ping_timeout / 1000,
        # The suite waits for the end of a client that joins nothing.
        connect_timeout_seconds=1.0,
        max_payload_bytes=int(given.max_payload),
    )
    uvicorn.run(
        application(options),
        host="localhost",
        port=given.port,
        loop="uvloop",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="off",
        log_level="warning",
    )


if __name__ == "__main__":
    main()
