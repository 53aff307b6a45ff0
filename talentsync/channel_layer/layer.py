"""The channel layer itself: what Channels' specification asks for, and the few things more that the live room uses."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from channels.layers import BaseChannelLayer

from talentsync.channel_layer.address import RedisAddress
from talentsync.channel_layer.channel import Message, Sink
from talentsync.channel_layer.node import Node

HEARTBEAT_SECONDS = 5.0
TIMEOUT_SECONDS = 5.0


class PubSubChannelLayer(BaseChannelLayer):  # type: ignore[misc]  # channels ships no types
    """Channels and groups across processes by Redis pub/sub: at most once, nothing is stored.

    `hosts` are Redis URLs; with several, each group has one of them. A message from one sender never overtakes another
    from the same. Whatever waits for Redis ends after `timeout_seconds`, with `ChannelLayerUnavailable` if in vain. A
    connection that is silent for `heartbeat_seconds` after a PING is replaced.

    A message to a channel without "!" reaches every process that receives on it. A channel belongs to the event loop
    that made it; each event loop has connections of its own, which end with it where `asyncio.run`, a Runner or
    `async_to_sync` ends it. Whoever closes a loop by hand calls `flush` before.
    """

    extensions = ("groups", "flush")

    def __init__(
        self,
        hosts: Sequence[str] = ("redis://localhost:6379",),
        *,
        prefix: str = "asgi",
        expiry: float = 60,
        capacity: int = 100,
        channel_capacity: Mapping[Any, int] | None = None,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        if isinstance(hosts, str | bytes):
            raise TypeError("hosts must be a list of URLs, even if there is only one")
        super().__init__(expiry=expiry, capacity=capacity)
        self.channel_capacity = self.compile_capacities(channel_capacity or {})
        self.prefix = prefix
        self._addresses = [RedisAddress.from_url(host) for host in hosts]
        self._heartbeat_seconds = heartbeat_seconds
        self._timeout_seconds = timeout_seconds
        self._nodes: dict[asyncio.AbstractEventLoop, Node] = {}

    def _node(self) -> Node:
        loop = asyncio.get_running_loop()
        node = self._nodes.get(loop)
        if node is None:
            for other in tuple(self._nodes):
                if other.is_closed():
                    self._nodes.pop(other, None)
            node = self._nodes[loop] = Node(
                self._addresses,
                prefix=self.prefix,
                capacity_of=self.get_capacity,
                expiry=self.expiry,
                heartbeat_seconds=self._heartbeat_seconds,
                timeout_seconds=self._timeout_seconds,
                on_closed=self._forget,
            )
        return node

    def _forget(self, node: Node) -> None:
        for loop, known in tuple(self._nodes.items()):
            if known is node:
                del self._nodes[loop]

    # Channels ---------------------------------------------------------------------------------------------------------

    async def new_channel(self, prefix: str = "specific") -> str:
        """The name of a new channel of this event loop. Raises ChannelLayerUnavailable."""
        name = await self._node().new_channel(prefix)
        self.require_valid_channel_name(name)
        return name

    async def send(self, channel: str, message: Message) -> None:
        """Raises ChannelFull, where the channel is of this event loop, or ChannelLayerUnavailable."""
        self.require_valid_channel_name(channel)
        _require_message(message)
        await self._node().send(channel, message)

    async def receive(self, channel: str) -> Message:
        """The next message to a channel of this event loop, or to one of no process.

        Cancelling it gives the channel up, with its groups.
        """
        self.require_valid_channel_name(channel)
        return await self._node().receive(channel)

    def attach(self, channel: str, sink: Sink) -> None:
        """Have `sink` called with each message to a channel of this event loop, instead of receiving it.

        It is called at once, inside the sender's `group_send` or the connection's callback, so it must not block; a
        message is shared with other sinks, so it must not be changed. Capacity and expiry are the sink's concern.
        """
        self.require_valid_channel_name(channel)
        self._node().attach(channel, sink)

    def detach(self, channel: str) -> None:
        """Give a channel up, with its groups."""
        self._node().detach(channel)

    # Groups -----------------------------------------------------------------------------------------------------------

    async def group_add(self, group: str, channel: str) -> None:
        """Return when the channel gets what is sent to the group from now on. Raises ChannelLayerUnavailable."""
        self.require_valid_group_name(group)
        self.require_valid_channel_name(channel)
        await self._node().group_add(group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        """Never waits for Redis."""
        self.require_valid_group_name(group)
        self.require_valid_channel_name(channel)
        self._node().group_discard(group, channel)

    async def group_send(self, group: str, message: Message) -> None:
        """Return when Redis has taken the message; members in this event loop have it by then in any case.

        Raises ChannelLayerUnavailable.
        """
        self.require_valid_group_name(group)
        _require_message(message)
        publisher, batch = self._node().group_send(group, message)
        await publisher.wait_until_taken(batch)

    def group_send_nowait(self, group: str, message: Message) -> None:
        """The same without waiting: the message leaves with this turn of the loop, and a failure is only logged.

        Raises ChannelLayerUnavailable where too much waits for Redis already.
        """
        self.require_valid_group_name(group)
        _require_message(message)
        self._node().group_send(group, message)

    # The connection ---------------------------------------------------------------------------------------------------

    def on_reconnected(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called in this event loop whenever messages may have been lost and groups hear again.

        Gives a function that ends this.
        """
        return self._node().on_reconnected(callback)

    async def check(self) -> None:
        """Return when each Redis has answered on this event loop's subscription. Raises ChannelLayerUnavailable."""
        await self._node().check()

    async def flush(self) -> None:
        """Forget this event loop's channels, groups and callbacks, and close its connections."""
        node = self._nodes.get(asyncio.get_running_loop())
        if node is not None:
            await node.close()


def _require_message(message: Message) -> None:
    if not isinstance(message, dict):
        raise TypeError("message must be a dict")
