"""How the consumer takes what ASGI servers may do, without a server between."""

import asyncio

import pytest
from pytest_django.fixtures import Settings

from talentsync.socketio import DisconnectReason, NamespaceNotConnected, SocketIOOptions
from talentsync.socketio.asgi_types import Message, Send
from talentsync.socketio.server import EngineServer
from tests.socketio.server import PATIENCE_SECONDS, Journal, TestConsumer


class Wire:
    """Both ends of an ASGI connection."""

    def __init__(self, query_string: bytes = b"EIO=4&transport=websocket") -> None:
        self.scope = {"type": "websocket", "query_string": query_string}
        self.to_consumer: asyncio.Queue[Message] = asyncio.Queue()
        self.from_consumer: asyncio.Queue[Message] = asyncio.Queue()
        self.journal = Journal()
        self.consumer = TestConsumer(self.journal, SocketIOOptions())
        self.server = EngineServer(lambda: self.consumer)
        self.send: Send = self.from_consumer.put
        self.to_consumer.put_nowait({"type": "websocket.connect"})

    def start(self) -> asyncio.Task[None]:
        return asyncio.create_task(self._run())

    async def _run(self) -> None:
        await self.server(self.scope, self.to_consumer.get, lambda message: self.send(message))

    async def next(self) -> Message:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.from_consumer.get()

    async def join(self) -> None:
        assert await self.next() == {"type": "websocket.accept"}
        assert (await self.next())["text"].startswith("0{")
        self.to_consumer.put_nowait({"type": "websocket.receive", "text": "40"})
        assert (await self.next())["text"].startswith('40{"sid":')


async def test_cancelled_by_the_server() -> None:
    """A server that cancels the application still gets a close frame and the consumer its `on_disconnect`."""
    wire = Wire()
    others = asyncio.all_tasks()
    application = wire.start()
    await wire.join()
    application.cancel()
    with pytest.raises(asyncio.CancelledError):
        await application
    assert wire.journal.rest()[-1] == ("disconnect", "/", DisconnectReason.SERVER_SHUTDOWN)
    assert await wire.next() == {"type": "websocket.close", "code": 4001}
    assert asyncio.all_tasks() == others


async def test_without_a_channel_layer(settings: Settings) -> None:
    """A project that sends nothing between sockets needs no layer."""
    settings.CHANNEL_LAYERS = {}
    wire = Wire()
    application = wire.start()
    await wire.join()
    wire.to_consumer.put_nowait({"type": "websocket.receive", "text": '421["echo","hello"]'})
    assert (await wire.next())["text"] == '431["hello"]'
    wire.to_consumer.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await application
    assert wire.journal.rest()[-1] == ("disconnect", "/", DisconnectReason.TRANSPORT_CLOSE)


async def test_server_that_cannot_refuse_with_a_body() -> None:
    """Without the denial-response extension a refused handshake is closed before it is accepted."""
    wire = Wire(b"EIO=3&transport=websocket")
    await wire.start()
    assert await wire.next() == {"type": "websocket.close"}
    assert wire.from_consumer.empty()


async def test_client_that_is_gone_before_it_is_accepted() -> None:
    """Servers report a lost client as an OSError from `send`; nothing else goes wrong."""
    wire = Wire()

    async def send(_: Message) -> None:
        raise ConnectionResetError

    wire.send = send
    async with asyncio.timeout(PATIENCE_SECONDS):
        await wire.start()
    assert wire.journal.rest() == []


async def test_lost_client_is_noticed_by_sending() -> None:
    """The same later on: the namespace ends, and what is emitted after that is dropped."""
    wire = Wire()
    application = wire.start()
    await wire.join()

    async def send(_: Message) -> None:
        raise ConnectionResetError

    wire.send = send
    await wire.consumer.emit("hello")
    await wire.consumer.emit("hello again")
    async with asyncio.timeout(PATIENCE_SECONDS):
        await application
    assert wire.journal.rest()[-1] == ("disconnect", "/", DisconnectReason.TRANSPORT_CLOSE)


async def test_sid_of_a_namespace_never_asked_for() -> None:
    """There is none, and asking says so."""
    wire = Wire()
    application = wire.start()
    await wire.join()
    assert wire.consumer.sid == wire.consumer.namespace_sid("/")
    with pytest.raises(NamespaceNotConnected):
        wire.consumer.namespace_sid("/side")
    application.cancel()
    await asyncio.wait([application])


async def test_options_come_from_the_settings(settings: Settings) -> None:
    """These settings are all there is to configure."""
    settings.SOCKETIO_PING_INTERVAL_SECONDS = 1.5
    settings.SOCKETIO_PING_TIMEOUT_SECONDS = 2.5
    settings.SOCKETIO_CONNECT_TIMEOUT_SECONDS = 3.5
    settings.SOCKETIO_MAX_PAYLOAD_BYTES = 4567
    settings.SOCKETIO_MAX_OUTBOX_BYTES = 5678
    settings.SOCKETIO_MAX_SOCKETS_PER_ADDRESS = 6
    settings.SOCKETIO_MAX_SOCKETS_PER_PERSON = 7
    options = super(TestConsumer, Wire().consumer).get_options()
    assert options == SocketIOOptions(1.5, 2.5, 3.5, 4567, 5678, 6, 7)
