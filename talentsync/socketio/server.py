"""The ASGI application at an Engine.IO path: it opens sessions, and brings each request to the one that it names."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from talentsync.lib.uvicorn_protocols import WAITING
from talentsync.socketio.asgi_types import Message, Receive, Send
from talentsync.socketio.closing import DisconnectReason
from talentsync.socketio.connection_counter import ConnectionCounter
from talentsync.socketio.engine_session import EngineSession
from talentsync.socketio.errors import CodecError
from talentsync.socketio.handshake import HandshakeError, check_handshake, refuse_websocket
from talentsync.socketio.options import SocketIOOptions
from talentsync.socketio.packets import EngineType
from talentsync.socketio.payload import decode_payload, encode_payload
from talentsync.socketio.transports import PollingTransport, WebSocketTransport

logger = logging.getLogger(__name__)

_PROBE = "probe"
# A page that goes hangs up on its poll, and its last request may come after that, by another connection.
_LAST_WORD_SECONDS = 0.5
_TEXT = b"text/plain; charset=UTF-8"
_JSON = b"application/json"


class SessionApplication(Protocol):
    """What serves one session."""

    def get_options(self) -> SocketIOOptions: ...

    async def serve(self, scope: Message, session: EngineSession) -> None:
        """Call `session.open` at once, and return when the session is over."""


class EngineServer:
    """Serves WebSockets and HTTP long-polling, for the sessions of this process.

    A request for a session of another process is answered as one for a session that never was, so a proxy in front
    of several processes has to bring all requests with one `sid` to the same. `sid_prefix`, with which every one of
    this process begins, tells it which.
    """

    def __init__(self, make_application: Callable[[], SessionApplication], *, sid_prefix: str = "") -> None:
        self._sid_prefix = sid_prefix
        self._make_application = make_application
        self._sessions: dict[str, EngineSession] = {}
        self._addresses = ConnectionCounter()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _serve(self, application: SessionApplication, scope: Message, session: EngineSession) -> None:
        """Run a session of an address that was counted."""
        self._sessions[session.sid] = session
        try:
            await application.serve(scope, session)
        finally:
            session.end(DisconnectReason.SERVER_SHUTDOWN)
            try:
                await session.wait_closed()
            finally:
                del self._sessions[session.sid]
                self._addresses.release(_address(scope))

    # WebSocket ------------------------------------------------------------------------------------

    async def _websocket(self, scope: Message, receive: Receive, send: Send) -> None:
        message = await receive()
        if message["type"] != "websocket.connect":
            raise ValueError(f"expected websocket.connect, got {message['type']}")
        handshake = check_handshake(scope["query_string"], WebSocketTransport.name)
        if isinstance(handshake, HandshakeError):
            await refuse_websocket(scope, receive, send, handshake)
        elif handshake.sid is None:
            await self._open_websocket(scope, receive, send)
        else:
            session = self._sessions.get(handshake.sid)
            if session is None:
                await refuse_websocket(scope, receive, send, HandshakeError.UNKNOWN_SID)
            else:
                await self._upgrade(session, scope, receive, send)

    async def _open_websocket(self, scope: Message, receive: Receive, send: Send) -> None:
        application = self._make_application()
        options = application.get_options()
        if not self._addresses.acquire(_address(scope), options.max_sockets_per_address):
            await refuse_websocket(scope, receive, send, HandshakeError.FORBIDDEN)
            return
        with suppress(OSError):  # gone already, as the reader will be told
            await send({"type": "websocket.accept"})
        websocket = WebSocketTransport(scope, receive, send)
        session = EngineSession(options, websocket, sid_prefix=self._sid_prefix)
        reader = asyncio.create_task(websocket.read())
        try:
            await self._serve(application, scope, session)
        finally:
            reader.cancel()
            await asyncio.wait([reader])

    async def _upgrade(self, session: EngineSession, scope: Message, receive: Receive, send: Send) -> None:
        """Let a WebSocket take a polling session over, once a probe has gone both ways."""
        with suppress(OSError):
            await send({"type": "websocket.accept"})
            if not await self._probe(session, receive, send):
                await send({"type": "websocket.close", "code": 1000})
                return
            websocket = WebSocketTransport(scope, receive, send)
            session.upgrade(websocket)
            await websocket.read()
            await session.wait_closed()

    async def _probe(self, session: EngineSession, receive: Receive, send: Send) -> bool:
        polling = session.transport
        if not isinstance(polling, PollingTransport) or polling.is_probed:
            return False
        polling.is_probed = True
        try:
            async with asyncio.timeout(session.options.upgrade_timeout_seconds):
                if (await receive()).get("text") != EngineType.PING.value + _PROBE:
                    return False
                await send({"type": "websocket.send", "text": EngineType.PONG.value + _PROBE})
                polling.release()
                is_complete = (await receive()).get("text") == EngineType.UPGRADE.value
        except TimeoutError:
            return False
        finally:
            polling.is_probed = False
        return is_complete and session.end_reason is None

    # HTTP long-polling ----------------------------------------------------------------------------

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        method = scope["method"]
        handshake = check_handshake(scope["query_string"], PollingTransport.name)
        if isinstance(handshake, HandshakeError):
            await _refuse(send, handshake)
        elif handshake.sid is not None:
            await self._request(handshake.sid, method, scope, receive, send)
        elif method != "GET":
            await _refuse(send, HandshakeError.BAD_HANDSHAKE_METHOD)
        else:
            await self._open_polling(scope, receive, send)

    async def _open_polling(self, scope: Message, receive: Receive, send: Send) -> None:
        application = self._make_application()
        options = application.get_options()
        if not self._addresses.acquire(_address(scope), options.max_sockets_per_address):
            await _refuse(send, HandshakeError.FORBIDDEN)
            return
        session = EngineSession(options, sid_prefix=self._sid_prefix)
        task = asyncio.create_task(self._serve(application, scope, session))
        self._tasks.add(task)
        task.add_done_callback(self._done)
        await _poll(session, scope, receive, send)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("Serving a session failed", exc_info=error)

    async def _request(self, sid: str, method: str, scope: Message, receive: Receive, send: Send) -> None:
        session = self._sessions.get(sid)
        if session is not None:
            session.check_time()
        if session is None or not _is_reachable(session):
            await _refuse(send, HandshakeError.UNKNOWN_SID)
        elif not isinstance(session.transport, PollingTransport):
            await _refuse(send, HandshakeError.BAD_REQUEST)
        elif method == "GET":
            await _poll(session, scope, receive, send)
        elif method == "POST":
            await _post(session, session.transport, scope, receive, send)
        else:
            await _refuse(send, HandshakeError.BAD_REQUEST)


def _is_reachable(session: EngineSession) -> bool:
    if session.end_reason is None:
        return True
    return isinstance(session.transport, PollingTransport) and session.transport.is_collectable


async def _poll(session: EngineSession, scope: Message, receive: Receive, send: Send) -> None:
    polling = session.transport
    assert isinstance(polling, PollingTransport)
    if polling.is_polled:
        session.end(DisconnectReason.PARSE_ERROR, "two polls at a time")
        await _refuse(send, HandshakeError.BAD_REQUEST)
        return
    scope.get("state", {})[WAITING] = True
    frames = await polling.poll(receive)
    if frames is None:
        asyncio.get_running_loop().call_later(_LAST_WORD_SECONDS, _give_up, session, polling)
        return
    await _respond(send, 200, encode_payload(frames), _TEXT)


def _give_up(session: EngineSession, polling: PollingTransport) -> None:
    """End a session that was hung up on, unless another transport has taken it over."""
    if session.transport is polling:
        session.lost(DisconnectReason.TRANSPORT_CLOSE)


async def _post(
    session: EngineSession, polling: PollingTransport, scope: Message, receive: Receive, send: Send
) -> None:
    if polling.is_posting:
        session.end(DisconnectReason.PARSE_ERROR, "two posts at a time")
        await _refuse(send, HandshakeError.BAD_REQUEST)
        return
    polling.is_posting = True
    try:
        body = await _read_body(scope, receive, session.options.max_payload_bytes)
        if body is None:
            session.end(DisconnectReason.PAYLOAD_TOO_LARGE, "payload too large")
            await _respond(send, 413, HandshakeError.BAD_REQUEST.body(), _JSON, closes=True)
            return
        try:
            frames = decode_payload(body)
        except CodecError as error:
            session.end(DisconnectReason.PARSE_ERROR, str(error))
            frames = []
        for frame in frames:
            session.receive(frame)
            await session.wait_until_reading()
    finally:
        polling.is_posting = False
    if session.end_reason in (DisconnectReason.PARSE_ERROR, DisconnectReason.PAYLOAD_TOO_LARGE):
        await _refuse(send, HandshakeError.BAD_REQUEST)
    else:
        await _respond(send, 200, b"ok", b"text/html")


async def _read_body(scope: Message, receive: Receive, max_bytes: int) -> bytes | None:
    """The body of a request; None when it is longer than it may be."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > max_bytes:
            return None
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > max_bytes:
            return None
        if not message.get("more_body", False):
            return b"".join(chunks)


async def _refuse(send: Send, error: HandshakeError) -> None:
    await _respond(send, error.status, error.body(), _JSON)


async def _respond(
    send: Send, status: int, body: bytes, content_type: bytes, *, closes: bool = False
) -> None:
    headers = [
        (b"content-type", content_type),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if closes:
        # What is still on its way is not read.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _address(scope: Message) -> str:
    client = scope.get("client")  # none through a Unix socket
    return client[0] if client else ""
