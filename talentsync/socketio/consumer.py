"""The base class of Socket.IO servers, in the manner of a Channels consumer.

One task for each connection runs every hook of the subclass, one at a time and in the order things
happened, so that a subclass needs no locks. Unlike in Channels' own consumers nothing hops to a thread for
each message to tidy database connections: hooks reach the ORM through `database_sync_to_async`, which does
that itself.
"""

import asyncio
import logging
import secrets
from typing import Any, ClassVar

from channels import DEFAULT_CHANNEL_LAYER
from channels.consumer import get_handler_name
from channels.layers import get_channel_layer
from django.conf import settings

from talentsync.socketio import eager
from talentsync.socketio.asgi_types import Message
from talentsync.socketio.closing import DisconnectReason
from talentsync.socketio.codec import encode_acknowledgement, encode_event
from talentsync.socketio.connection import Connection
from talentsync.socketio.connection_counter import ConnectionCounter
from talentsync.socketio.engine_session import EngineSession
from talentsync.socketio.errors import (
    AlreadyAcknowledged,
    CodecError,
    ConnectionRefused,
    NamespaceNotConnected,
)
from talentsync.socketio.options import SocketIOOptions
from talentsync.socketio.packets import DEFAULT_NAMESPACE, EncodedEvent
from talentsync.socketio.server import EngineServer
from talentsync.socketio.socket_protocol import ConnectRequested, EventReceived, NamespaceLeft

logger = logging.getLogger(__name__)

_FAILURE_MESSAGE = "Something went wrong on the server."
_FAILURE = {"error": {"code": "internal_error", "message": _FAILURE_MESSAGE}}


class Acknowledge:
    """The answer to one event: `await acknowledge(*values)`, once. Values may hold bytes."""

    __slots__ = ("_consumer", "_id", "_namespace", "used")

    def __init__(self, consumer: "SocketIOConsumer", namespace: str, id: int) -> None:
        self._consumer = consumer
        self._namespace = namespace
        self._id = id
        self.used = False

    async def __call__(self, *values: Any) -> None:
        """Raises `AlreadyAcknowledged` the second time, `CodecError` for values that cannot be encoded."""
        if self.used:
            raise AlreadyAcknowledged(f"event {self._id} of {self._namespace}")
        encoded = encode_acknowledgement(values, id=self._id, namespace=self._namespace)
        self.used = True
        await self._consumer.send_encoded(encoded)


class SocketIOConsumer:
    """Base of a Socket.IO server: subclass, list `namespaces`, override the hooks, route to `as_asgi()`.

    `scope`, `channel_layer`, `channel_name` and handlers named after channel-layer message types work as in
    Channels; joining and leaving groups is the subclass's job. Hooks and handlers run one at a time. An
    exception in one is logged and costs only that event, message or connection attempt.
    """

    namespaces: ClassVar[frozenset[str]] = frozenset({DEFAULT_NAMESPACE})
    channel_layer_alias: ClassVar[str] = DEFAULT_CHANNEL_LAYER
    # Types of channel-layer messages whose handlers only send, and await nothing else: they are handled without waking
    # the connection's task when it has nothing to do.
    immediate_messages: ClassVar[frozenset[str]] = frozenset({"socketio.event"})

    persons: ConnectionCounter
    scope: Message
    channel_layer: Any
    channel_name: str
    _person: str | None = None
    _queued_bytes = 0  # of frames in channel-layer messages that wait for a hook to end

    # Hooks ----------------------------------------------------------------------------------------

    def get_options(self) -> SocketIOOptions:
        """Limits and times of this connection, from the settings."""
        return SocketIOOptions(
            ping_interval_seconds=settings.SOCKETIO_PING_INTERVAL_SECONDS,
            ping_timeout_seconds=settings.SOCKETIO_PING_TIMEOUT_SECONDS,
            connect_timeout_seconds=settings.SOCKETIO_CONNECT_TIMEOUT_SECONDS,
            max_payload_bytes=settings.SOCKETIO_MAX_PAYLOAD_BYTES,
            max_outbox_bytes=settings.SOCKETIO_MAX_OUTBOX_BYTES,
            max_sockets_per_address=settings.SOCKETIO_MAX_SOCKETS_PER_ADDRESS,
            max_sockets_per_person=settings.SOCKETIO_MAX_SOCKETS_PER_PERSON,
        )

    async def on_connect(self, namespace: str, auth: object) -> None:
        """A client asks for a namespace with `auth`, a dict or None; `ConnectionRefused` keeps it out.

        Any other exception refuses as well, without a reason. Nothing can be emitted before this returns.
        """

    async def on_connected(self, namespace: str) -> None:
        """The client was told that it is in: what is emitted here reaches it after that, and before all else."""

    async def on_event(
        self, namespace: str, event: str, arguments: list[Any], acknowledge: Acknowledge | None
    ) -> None:
        """An event arrived; `acknowledge` is None when the client asked for no answer.

        An exception is answered with `{"error": {"code": "internal_error", "message": ...}}` if possible.
        """

    async def on_disconnect(self, namespace: str, reason: DisconnectReason) -> None:
        """A namespace that `on_connect` let the client into is over; called once, however it ended."""

    # What subclasses use --------------------------------------------------------------------------

    @classmethod
    def as_asgi(cls, **initkwargs: Any) -> EngineServer:
        """An ASGI application that serves each connection with an instance of its own."""
        persons = ConnectionCounter()

        def make_consumer() -> SocketIOConsumer:
            consumer = cls(**initkwargs)
            consumer.persons = persons
            return consumer

        return EngineServer(make_consumer, sid_prefix=f"{settings.SOCKETIO_PROCESS_NAME}.")

    @property
    def sid(self) -> str:
        """This socket's random public id in the default namespace."""
        return self.namespace_sid(DEFAULT_NAMESPACE)

    def namespace_sid(self, namespace: str) -> str:
        """The same for any namespace. Known from its `on_connect` on; before, `NamespaceNotConnected`."""
        try:
            return self._sids[namespace]
        except KeyError:
            raise NamespaceNotConnected(namespace) from None

    async def emit(self, event: str, *arguments: Any, namespace: str = DEFAULT_NAMESPACE) -> None:
        """Send an event to this client; bytes anywhere in the arguments travel as attachments.

        Dropped, like any frame that a closing socket swallows, when the namespace is no longer connected.
        """
        await self.send_encoded(encode_event(event, *arguments, namespace=namespace))

    async def send_encoded(self, encoded: EncodedEvent) -> None:
        """Send what `encode_event` made; dropped when its namespace is no longer connected.

        Raises `NamespaceNotConnected` inside that namespace's `on_connect`, when it is not connected yet.
        """
        if self._connection.protocol.is_connected(encoded.namespace):
            self._session.send(encoded.text, encoded.attachments)
        elif self._admitting == encoded.namespace:
            raise NamespaceNotConnected(encoded.namespace)

    async def call(
        self,
        event: str,
        *arguments: Any,
        namespace: str = DEFAULT_NAMESPACE,
        timeout: float,  # noqa: ASYNC109 - part of the contract
    ) -> list[Any]:
        """Send an event and wait up to `timeout` seconds for the values that the client acknowledges it with.

        Await it from a task of its own: a hook that waited for a client would hold up all its other events,
        so inside hooks this raises RuntimeError. Raises TimeoutError, or `NamespaceNotConnected` when the
        namespace is not connected, or stops being so.
        """
        if asyncio.current_task() is self._hook_task:
            raise RuntimeError("call() inside a hook would hold up every other event; start a task for it")
        return await self._connection.call(namespace, event, arguments, timeout)

    async def disconnect_namespace(self, namespace: str = DEFAULT_NAMESPACE) -> None:
        """Put the client out of a namespace; events that wait for their hook are dropped.

        `on_disconnect` follows when the hook that is running now has returned. The stock client stays away
        after this until told otherwise; after `close_connection` it comes back.
        """
        if self._connection.disconnect(namespace):
            self._disconnected.add(namespace)

    async def close_connection(self) -> None:
        """Close the transport under all namespaces; events that wait for their hook are dropped."""
        self._session.end(DisconnectReason.SERVER_CLOSE)

    def count_person(self, person: str) -> None:
        """Count this connection as one of a person's, in `on_connect`. Raises `ConnectionRefused` above the limit."""
        if self._person == person:
            return
        if not self.persons.acquire(person, self._session.options.max_sockets_per_person):
            raise ConnectionRefused("You have too many connections open.", data={"code": "rate_limited"})
        self._forget_person()
        self._person = person

    def _forget_person(self) -> None:
        if self._person is not None:
            self.persons.release(self._person)
            self._person = None

    def deliver(self, message: dict[str, Any]) -> None:
        """Have a message handled in its turn as if the channel layer had brought it: for a subclass's timers."""
        self._connection.put(message)

    async def socketio_event(self, message: dict[str, Any]) -> None:
        """Channel-layer handler that passes on an encoded event.

        The message is `{"type": "socketio.event", **encoded.to_message()}`, and `"skip"` may name the sid of
        the one socket in that namespace that does not get it.
        """
        namespace = message["namespace"]
        if not self._connection.protocol.is_connected(namespace):
            return
        if message.get("skip") == self._sids[namespace]:
            return
        self._session.send(message["text"], message["attachments"])

    # The life of a connection ---------------------------------------------------------------------

    async def serve(self, scope: Message, session: EngineSession) -> None:
        """Run the hooks for a new session until it is over."""
        self.scope = scope
        self._session = session
        self._hook_task = asyncio.current_task()
        self._sids: dict[str, str] = {}
        self._joined: set[str] = set()  # on_connect returned, on_disconnect was not called yet
        self._disconnected: set[str] = set()  # put out by the server, on_disconnect was not called yet
        self._admitting: str | None = None
        self._connection = Connection(session, self.namespaces)
        self.channel_layer = get_channel_layer(self.channel_layer_alias)
        # Our own layer calls; Channels' layers are listened to.
        can_call = hasattr(self.channel_layer, "attach")
        listener: asyncio.Task[None] | None = None
        try:
            if self.channel_layer is not None:
                self.channel_name = await self.channel_layer.new_channel()
                if can_call:
                    self.channel_layer.attach(self.channel_name, self._take_message)
                else:
                    listener = asyncio.create_task(
                        self._connection.listen(self.channel_layer, self.channel_name, self._take_message)
                    )
            await self._run_hooks()
        finally:
            # Does nothing after a regular end; otherwise the server is cancelling this very task.
            session.end(DisconnectReason.SERVER_SHUTDOWN)
            self._forget_person()
            try:
                await self._leave_all()
            finally:
                if can_call and hasattr(self, "channel_name"):
                    self.channel_layer.detach(self.channel_name)
                if listener is not None:
                    listener.cancel()
                    await asyncio.wait([listener])

    async def _run_hooks(self) -> None:
        take = self._connection.take
        while True:
            item = await take()
            if isinstance(item, dict):
                self._queued_bytes -= _frame_bytes(item)
                await self._handle_message(item)
            elif isinstance(item, EventReceived):
                await self._handle_event(item)
            elif isinstance(item, ConnectRequested):
                await self._admit(item)
            elif isinstance(item, NamespaceLeft):
                await self._leave(item.namespace, item.reason)
            else:
                return

    def _take_message(self, message: dict[str, Any]) -> None:
        """Take a message from the channel layer: to the outbox if that is all there is to do, or to the queue."""
        if not (self._connection.is_idle and message.get("type") in self.immediate_messages):
            self._queued_bytes += _frame_bytes(message)
            self._connection.put(message)
            if self._queued_bytes > self._session.options.max_outbox_bytes:
                self._session.end(DisconnectReason.TOO_SLOW, "messages wait for a hook")
        elif eager.start(self._handle_message(message)) is not None:
            logger.error("The handler of %r waited for something", message["type"])
            self._session.end(DisconnectReason.INTERNAL_ERROR)

    async def _handle_message(self, message: dict[str, Any]) -> None:
        try:
            if message["type"] == "socketio.event":
                await self.socketio_event(message)
            else:
                await getattr(self, get_handler_name(message))(message)
        except Exception:
            logger.exception("Handling the channel-layer message %r failed", message.get("type"))

    async def _handle_event(self, item: EventReceived) -> None:
        namespace = item.namespace
        if namespace in self._disconnected or self._session.end_reason is DisconnectReason.SERVER_CLOSE:
            return
        acknowledge = None if item.id is None else Acknowledge(self, namespace, item.id)
        try:
            await self.on_event(namespace, item.event, item.arguments, acknowledge)
        except Exception:
            logger.exception("Handling the Socket.IO event %r failed", item.event)
            if acknowledge is not None and not acknowledge.used:
                await acknowledge(_FAILURE)

    async def _admit(self, request: ConnectRequested) -> None:
        if self._session.end_reason is not None:
            return
        namespace = request.namespace
        self._sids[namespace] = secrets.token_urlsafe(15)
        self._admitting = namespace
        try:
            await self.on_connect(namespace, request.auth)
        except Exception as error:
            frame = self._refusal(namespace, error)
            if frame is not None:
                self._session.send(frame)
            return
        finally:
            self._admitting = None
        self._joined.add(namespace)
        if self._connection.accept(namespace, self._sids[namespace]):
            try:
                await self.on_connected(namespace)
            except Exception:
                logger.exception("Greeting a client of the namespace %r failed", namespace)

    def _refusal(self, namespace: str, error: Exception) -> str | None:
        refuse = self._connection.protocol.refuse
        if isinstance(error, ConnectionRefused):
            try:
                return refuse(namespace, error.message, error.data)
            except CodecError as unsendable:
                error = unsendable
        logger.error("Connecting to the namespace %r failed", namespace, exc_info=error)
        return refuse(namespace, _FAILURE_MESSAGE)

    async def _leave(self, namespace: str, reason: DisconnectReason) -> None:
        self._joined.discard(namespace)
        self._disconnected.discard(namespace)
        try:
            await self.on_disconnect(namespace, reason)
        except Exception:
            logger.exception("Disconnecting from the namespace %r failed", namespace)

    async def _leave_all(self) -> None:
        reason = self._session.end_reason
        assert reason is not None
        while self._joined:
            await self._leave(min(self._joined), reason)


def _frame_bytes(message: dict[str, Any]) -> int:
    """The size of the frames that a channel-layer message brings, if it brings any."""
    return len(message.get("text", "")) + sum(map(len, message.get("attachments", ())))
