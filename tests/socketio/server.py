"""A Socket.IO server for the tests: a small consumer behind a real uvicorn, in a thread of its own."""

import asyncio
import queue
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from talentsync.lib.uvicorn_protocols import AbortableWebSockets, InterruptibleHttp
from talentsync.socketio import (
    Acknowledge,
    ConnectionRefused,
    DisconnectReason,
    SocketIOConsumer,
    SocketIOOptions,
    encode_event,
)
from talentsync.socketio.asgi_types import Message
from talentsync.socketio.connection_counter import ConnectionCounter
from talentsync.socketio.engine_session import EngineSession
from talentsync.socketio.server import EngineServer

PATIENCE_SECONDS = 20.0  # how long tests wait for something before they call it missing
GROUP = "everybody"


@dataclass
class Journal:
    """What the consumers saw, in order, for tests to wait on; and a gate at which their `wait` event stops."""

    entries: "queue.Queue[tuple[Any, ...]]" = field(default_factory=queue.Queue)
    gate: threading.Event = field(default_factory=threading.Event)

    def write(self, *entry: Any) -> None:
        self.entries.put(entry)

    def wait_for(self, *start: Any) -> tuple[Any, ...]:
        """The next entry that starts so; those before it are passed over."""
        return self.wait_until(*start)[-1]

    def wait_until(self, *start: Any) -> list[tuple[Any, ...]]:
        """All entries from here to the next one that starts so."""
        found: list[tuple[Any, ...]] = []
        while not found or found[-1][: len(start)] != start:
            found.append(self.entries.get(timeout=PATIENCE_SECONDS))
        return found

    def rest(self) -> list[tuple[Any, ...]]:
        """Everything written and not waited for so far."""
        found = []
        while not self.entries.empty():
            found.append(self.entries.get_nowait())
        return found


class TestConsumer(SocketIOConsumer):
    """Does what events tell it to. `/guarded` wants the right token."""

    __test__ = False  # named for what it is, which pytest would take for a test class

    namespaces = frozenset({"/", "/side", "/guarded", "/greeting"})

    def __init__(self, journal: Journal, options: SocketIOOptions) -> None:
        self.journal = journal
        self.options = options
        self.persons = ConnectionCounter()
        self.tasks: set[asyncio.Task[None]] = set()

    def get_options(self) -> SocketIOOptions:
        return self.options

    async def on_connect(self, namespace: str, auth: object) -> None:
        self.journal.write("connect", namespace, auth)
        match auth:
            case {"token": "crash"}:
                raise RuntimeError("planted secret of the server")
            case {"token": "emit"}:
                await self.emit("too_early", namespace=namespace)
            case {"token": "unsendable"}:
                raise ConnectionRefused("no", data={1, 2})
            case {"person": str(person)}:
                self.count_person(person)
        if namespace == "/guarded" and auth != {"token": "open sesame"}:
            raise ConnectionRefused("not authorised", data={"code": "bad_token"})
        if self.channel_layer is not None:
            await self.channel_layer.group_add(GROUP, self.channel_name)

    async def on_connected(self, namespace: str) -> None:
        self.journal.write("connected", namespace)
        if namespace == "/greeting":
            await self.emit("welcome", self.namespace_sid(namespace), namespace=namespace)

    async def on_event(
        self, namespace: str, event: str, arguments: list[Any], acknowledge: Acknowledge | None
    ) -> None:
        self.journal.write("event", namespace, event, arguments)
        handler = getattr(self, f"do_{event}", None)
        if handler is not None:
            await handler(namespace, arguments, acknowledge)

    async def on_disconnect(self, namespace: str, reason: DisconnectReason) -> None:
        if self.channel_layer is not None:
            await self.channel_layer.group_discard(GROUP, self.channel_name)
        self.journal.write("disconnect", namespace, reason)

    # Events -----------------------------------------------------------------------------------------------------

    async def do_echo(self, namespace: str, arguments: list[Any], acknowledge: Acknowledge | None) -> None:
        if acknowledge is not None:
            await acknowledge(*arguments)
        else:
            await self.emit("echo", *arguments, namespace=namespace)

    async def do_who_am_i(self, namespace: str, _: list[Any], acknowledge: Acknowledge | None) -> None:
        assert acknowledge is not None
        await acknowledge(self.namespace_sid(namespace))

    async def do_fail(self, *_: Any) -> None:
        raise RuntimeError("planted secret of the server")

    async def do_acknowledge_twice(self, _: str, __: list[Any], acknowledge: Acknowledge | None) -> None:
        assert acknowledge is not None
        await acknowledge("first")
        await acknowledge("second")

    async def do_ask(self, namespace: str, arguments: list[Any], _: Acknowledge | None) -> None:
        """Call the client back with `arguments` (time limit, event, its arguments) and report its answer."""
        self.spawn(self.ask(namespace, *arguments))

    async def ask(self, namespace: str, timeout_seconds: float, event: str, *arguments: Any) -> None:
        try:
            values = await self.call(event, *arguments, namespace=namespace, timeout=timeout_seconds)
        except Exception as error:
            self.journal.write("unanswered", type(error).__name__)
            await self.emit("unanswered", type(error).__name__, namespace=namespace)
        else:
            self.journal.write("answered", values)
            await self.emit("answered", *values, namespace=namespace)

    async def do_ask_inside(self, _: str, __: list[Any], acknowledge: Acknowledge | None) -> None:
        assert acknowledge is not None
        try:
            await self.call("question", timeout=PATIENCE_SECONDS)
        except RuntimeError as error:
            await acknowledge(str(error))

    async def do_put_me_out(self, namespace: str, *_: Any) -> None:
        await self.disconnect_namespace(namespace)

    async def do_close(self, *_: Any) -> None:
        await self.close_connection()

    async def do_wait(self, namespace: str, arguments: list[Any], _: Acknowledge | None) -> None:
        await asyncio.to_thread(self.journal.gate.wait, PATIENCE_SECONDS)
        self.journal.write("waited", *arguments)

    async def do_flood(self, *_: Any) -> None:
        """Send more than may wait; the client that asked for it reads none of it."""
        self.journal.write("flooding")
        for _number in range(200):
            await self.emit("flood", "x" * 500_000)
        self.journal.write("flooded")

    async def do_broadcast(self, namespace: str, arguments: list[Any], _: Acknowledge | None) -> None:
        """Send the arguments to everybody but this socket."""
        encoded = encode_event("broadcast", *arguments, namespace=namespace)
        skip = self.namespace_sid(namespace)
        message = {"type": "socketio.event", **encoded.to_message(), "skip": skip}
        await self.channel_layer.group_send(GROUP, message)

    async def do_send_layer_message(self, _: str, arguments: list[Any], __: Acknowledge | None) -> None:
        await self.channel_layer.send(self.channel_name, {"type": arguments[0]})

    async def test_note(self, message: dict[str, Any]) -> None:
        self.journal.write("note", message)

    def spawn(self, coroutine: Any) -> None:
        task = asyncio.create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


class JournaledConsumer(TestConsumer):
    """Tells when a session is over, and which of its tasks are not."""

    async def serve(self, scope: Message, session: EngineSession) -> None:
        self.journal.write("open", scope["type"])
        try:
            await super().serve(scope, session)
        finally:
            await session.wait_closed()
            coroutines = [str(getattr(task.get_coro(), "__qualname__", "")) for task in asyncio.all_tasks()]
            left_over = [name for name in coroutines if name.startswith(("Connection.", "EngineSession."))]
            self.journal.write("over", left_over)


class Server:
    """uvicorn as in production (websockets-sansio, uvloop, no compression), on a free port of 127.0.0.1."""

    def __init__(self, options: SocketIOOptions) -> None:
        self.journal = Journal()
        self.consumers: list[TestConsumer] = []
        self.engine = EngineServer(self._make_consumer)
        self._persons = ConnectionCounter()
        config = uvicorn.Config(
            self._application,
            ws=AbortableWebSockets,
            http=InterruptibleHttp,
            loop="uvloop",
            interface="asgi3",
            lifespan="off",
            log_config=None,
            ws_per_message_deflate=False,
            ws_ping_interval=None,
        )
        self._options = options
        self._server = uvicorn.Server(config)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self._thread.start()

    def _make_consumer(self) -> TestConsumer:
        consumer = JournaledConsumer(self.journal, self._options)
        consumer.persons = self._persons
        self.consumers.append(consumer)
        return consumer

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self.engine(scope, receive, send)
        finally:
            self.journal.write("answered" if scope["type"] == "http" else "hung up")

    @property
    def address(self) -> str:
        """host:port"""
        return "{}:{}".format(*self.socket_address)

    @property
    def socket_address(self) -> tuple[str, int]:
        """Where a TCP connection goes."""
        host, port = self._socket.getsockname()
        return host, port

    @property
    def websocket_url(self) -> str:
        """Where a raw WebSocket client connects."""
        return f"ws://{self.address}/socket.io/?EIO=4&transport=websocket"

    def begin_stop(self) -> None:
        """Ask uvicorn to stop, as SIGTERM does."""
        self._server.should_exit = True

    def stop(self) -> None:
        self.journal.gate.set()
        self.begin_stop()
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()


Serve = Callable[..., Server]
