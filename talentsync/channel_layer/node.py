"""One event loop's part of the channel layer: its channels, its groups, its connections to Redis.

A group is one Redis channel, to which a node is subscribed once, however many of its channels are in the group. One
more Redis channel is the node's inbox, for messages to single channels. A message to a group is handed at once to the
members on the node that sends it; when Redis brings the copy back, it is known by its sender and dropped.
"""

import asyncio
import contextvars
import logging
import secrets
import uuid
from collections.abc import Callable, Sequence
from zlib import crc32

import msgspec
from channels.exceptions import ChannelFull

from talentsync.channel_layer.address import RedisAddress
from talentsync.channel_layer.channel import Channel, Message, Sink, decode, encode
from talentsync.channel_layer.errors import ChannelLayerUnavailable
from talentsync.channel_layer.publisher import HEADER_BYTES, SENDER_BYTES, Batch, Publisher
from talentsync.channel_layer.subscriber import Subscriber

logger = logging.getLogger(__name__)

# Senders whose last message's number is remembered, to know a message that was published twice.
MAX_KNOWN_SENDERS = 1024

_SEPARATOR = b"\n"


class Group:
    """The members of a group on this node."""

    __slots__ = ("members", "redis_channel", "shard")

    def __init__(self, shard: "Shard", redis_channel: bytes) -> None:
        self.shard = shard
        self.redis_channel = redis_channel
        self.members: dict[str, Channel] = {}


class Shard:
    """The node's two connections to one Redis, and the numbers of the messages that came from it."""

    __slots__ = ("_last_numbers", "publisher", "subscriber")

    def __init__(self, publisher: Publisher, subscriber: Subscriber) -> None:
        self.publisher = publisher
        self.subscriber = subscriber
        self._last_numbers: dict[bytes, int] = {}

    def is_repeated(self, sender: bytes, number: int) -> bool:
        """True for a message that was published once more because its sender heard nothing of the first time."""
        last_numbers = self._last_numbers
        last = last_numbers.get(sender)
        if last is None:
            if len(last_numbers) >= MAX_KNOWN_SENDERS:
                del last_numbers[next(iter(last_numbers))]
        elif number <= last:
            return True
        last_numbers[sender] = number
        return False


class Node:
    """Made and used inside its event loop, and closed with it. The layer has checked all names."""

    def __init__(
        self,
        addresses: Sequence[RedisAddress],
        *,
        prefix: str,
        capacity_of: Callable[[str], int],
        expiry: float,
        heartbeat_seconds: float,
        timeout_seconds: float,
        on_closed: Callable[["Node"], None],
    ) -> None:
        self._prefix = prefix
        self._capacity_of = capacity_of
        self._expiry = expiry
        self._on_closed = on_closed
        self._id = secrets.token_bytes(SENDER_BYTES)
        self._channels: dict[str, Channel] = {}
        self._groups: dict[str, Group] = {}
        self._groups_by_redis_channel: dict[bytes, Group] = {}
        self._reconnected: dict[object, Callable[[], None]] = {}
        # Empty: what runs in the background belongs to no request, whichever one needed it first.
        self._context = contextvars.Context()

        def shard(address: RedisAddress) -> Shard:
            publisher = Publisher(
                address,
                self._id,
                self._context,
                heartbeat_seconds=heartbeat_seconds,
                timeout_seconds=timeout_seconds,
            )
            subscriber = Subscriber(
                address,
                self._context,
                on_message=lambda channel, payload: self._on_message(made, channel, payload),
                on_resubscribed=self._on_resubscribed,
                heartbeat_seconds=heartbeat_seconds,
                timeout_seconds=timeout_seconds,
            )
            made = Shard(publisher, subscriber)
            return made

        self._shards = [shard(address) for address in addresses]
        self._inbox = self._inbox_of(self._id.hex())
        self._inbox_shard = self._shard_of(self._id.hex())
        self._lifetime = asyncio.get_running_loop().create_task(self._live(), context=self._context)

    # Channels ---------------------------------------------------------------------------------------------------------

    async def new_channel(self, prefix: str) -> str:
        """Raises ChannelLayerUnavailable."""
        subscriber = self._inbox_shard.subscriber
        subscriber.subscribe(self._inbox)
        if not subscriber.is_confirmed(self._inbox):
            await subscriber.wait_until_confirmed(self._inbox)
        name = f"{prefix}.{self._id.hex()}!{uuid.uuid4().hex}"
        self._channels[name] = self._make_channel(name)
        return name

    def attach(self, name: str, sink: Sink) -> None:
        channel = self._channels.get(name)
        if channel is None:
            channel = self._channels[name] = self._make_channel(name)
        channel.sink = sink
        while (message := channel.take()) is not None:
            self._call(sink, message)

    def detach(self, name: str) -> None:
        """Forget a channel: it is in no group any more, and what is sent to it is dropped."""
        channel = self._channels.pop(name, None)
        if channel is None:
            return
        for group in tuple(channel.groups):
            self.group_discard(group, name)
        if "!" not in name:
            self._shard_of(name).subscriber.unsubscribe(self._redis_channel_of(name))

    async def send(self, name: str, message: Message) -> None:
        """Raises ChannelFull where the channel is of this node, ChannelLayerUnavailable where it is not."""
        body = encode(message)
        channel = self._channels.get(name)
        if channel is not None:
            self._deliver(channel, message, body)
        owner, is_of_a_node, _ = name.partition("!")
        node_id = owner.rpartition(".")[2]
        if not is_of_a_node:
            shard = self._shard_of(name)
            batch = shard.publisher.publish(self._redis_channel_of(name), body)
        elif node_id == self._id.hex():
            return
        else:
            shard = self._shard_of(node_id)
            payload = name.encode() + _SEPARATOR + body
            batch = shard.publisher.publish(self._inbox_of(node_id), payload)
        await shard.publisher.wait_until_taken(batch)

    async def receive(self, name: str) -> Message:
        """Raises ChannelLayerUnavailable for a channel of no node whose subscription is not confirmed."""
        channel = self._channels.get(name)
        if channel is None:
            channel = self._channels[name] = self._make_channel(name)
        try:
            if "!" not in name:
                subscriber, redis_channel = self._shard_of(name).subscriber, self._redis_channel_of(name)
                subscriber.subscribe(redis_channel)
                await subscriber.wait_until_confirmed(redis_channel)
            return await channel.get()
        except BaseException:
            # Channels' consumers end so, and say goodbye in no other way.
            if not channel.has_receivers and self._channels.get(name) is channel:
                self.detach(name)
            raise

    def _make_channel(self, name: str) -> Channel:
        return Channel(name, capacity=self._capacity_of(name), expiry=self._expiry)

    # Groups -----------------------------------------------------------------------------------------------------------

    async def group_add(self, name: str, channel_name: str) -> None:
        """Raises RuntimeError for a channel of another node, ChannelLayerUnavailable having changed nothing."""
        channel = self._channels.get(channel_name)
        if channel is None:
            raise RuntimeError(f"{channel_name} is not a channel of this process")
        group = self._groups.get(name)
        if group is None:
            group = self._make_group(name)
        was_member = channel_name in group.members
        group.members[channel_name] = channel
        channel.groups.add(name)
        subscriber = group.shard.subscriber
        if subscriber.is_confirmed(group.redis_channel):
            return
        try:
            await subscriber.wait_until_confirmed(group.redis_channel)
        except BaseException:
            if not was_member and self._groups.get(name) is group:
                self.group_discard(name, channel_name)
            raise

    def group_discard(self, name: str, channel_name: str) -> None:
        group = self._groups.get(name)
        if group is None:
            return
        channel = group.members.pop(channel_name, None)
        if channel is not None:
            channel.groups.discard(name)
        if not group.members:
            del self._groups[name]
            del self._groups_by_redis_channel[group.redis_channel]
            group.shard.subscriber.unsubscribe(group.redis_channel)

    def group_send(self, name: str, message: Message) -> tuple[Publisher, Batch]:
        """Hand the message to the members here and publish it. Raises ChannelLayerUnavailable.

        The batch ends when Redis has taken it.
        """
        body = encode(message)
        group = self._groups.get(name)
        if group is None:
            shard, redis_channel = self._shard_of(name), self._redis_group(name)
        else:
            self._deliver_to_group(group, message, body)
            shard, redis_channel = group.shard, group.redis_channel
        return shard.publisher, shard.publisher.publish(redis_channel, body)

    def _make_group(self, name: str) -> Group:
        group = Group(self._shard_of(name), self._redis_group(name))
        self._groups[name] = group
        self._groups_by_redis_channel[group.redis_channel] = group
        group.shard.subscriber.subscribe(group.redis_channel)
        return group

    # Delivery ---------------------------------------------------------------------------------------------------------

    def _on_message(self, shard: Shard, redis_channel: bytes, payload: bytes) -> None:
        sender = payload[:SENDER_BYTES]
        if sender == self._id or shard.is_repeated(
            sender, int.from_bytes(payload[SENDER_BYTES:HEADER_BYTES], "big")
        ):
            return
        try:
            self._take(redis_channel, payload[HEADER_BYTES:])
        except ChannelFull as full:
            logger.info("A message to %s was dropped: it is full", full)
        except msgspec.MsgspecError as error:
            logger.warning("What came on %r is no message: %s", redis_channel, error)

    def _take(self, redis_channel: bytes, body: bytes) -> None:
        group = self._groups_by_redis_channel.get(redis_channel)
        if group is not None:
            self._deliver_to_group(group, None, body)
            return
        if redis_channel == self._inbox:
            encoded_name, _, body = body.partition(_SEPARATOR)
            name = encoded_name.decode()
        else:
            name = redis_channel.decode().removeprefix(f"{self._prefix}.channel.")
        channel = self._channels.get(name)
        if channel is not None:
            self._deliver(channel, None, body)

    def _deliver_to_group(self, group: Group, message: Message | None, body: bytes) -> None:
        for channel in tuple(group.members.values()):
            try:
                message = self._deliver(channel, message, body)
            except ChannelFull:
                logger.info("A message to a group was dropped for %s: it is full", channel.name)

    def _deliver(self, channel: Channel, message: Message | None, body: bytes) -> Message | None:
        """Gives the message, decoded if that was needed, so that it is decoded once for all."""
        if channel.sink is None:
            channel.put(body)
            return message
        if message is None:
            message = decode(body)
        self._call(channel.sink, message)
        return message

    def _call(self, sink: Sink, message: Message) -> None:
        try:
            sink(message)
        except Exception:
            logger.exception("Handing over the message %r failed", message.get("type"))

    # Connections ------------------------------------------------------------------------------------------------------

    def on_reconnected(self, callback: Callable[[], None]) -> Callable[[], None]:
        key = object()
        self._reconnected[key] = callback

        def remove() -> None:
            self._reconnected.pop(key, None)

        return remove

    def _on_resubscribed(self) -> None:
        for callback in tuple(self._reconnected.values()):
            try:
                callback()
            except Exception:
                logger.exception("Telling of a new connection to Redis failed")

    async def check(self) -> None:
        """Raises ChannelLayerUnavailable."""
        await asyncio.gather(*(shard.subscriber.check() for shard in self._shards))

    async def close(self) -> None:
        """Forget everything and hang up."""
        self._forget()
        for shard in self._shards:
            await shard.publisher.close()
            await shard.subscriber.close()
        self._lifetime.cancel()
        await asyncio.wait({self._lifetime})

    async def _live(self) -> None:
        """Wait for the loop's end: its runner cancels whatever is left, and the connections end with this task."""
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self._forget()
            for shard in self._shards:
                shard.publisher.abort(ChannelLayerUnavailable("the event loop has ended"))
                shard.subscriber.abort(ChannelLayerUnavailable("the event loop has ended"))

    def _forget(self) -> None:
        self._channels.clear()
        self._groups.clear()
        self._groups_by_redis_channel.clear()
        self._reconnected.clear()
        self._on_closed(self)

    # Names ------------------------------------------------------------------------------------------------------------

    def _shard_of(self, name: str) -> Shard:
        """By a hash of the name, so that every node finds the same one."""
        if len(self._shards) == 1:
            return self._shards[0]
        return self._shards[(crc32(name.encode()) & 0xFFF) * len(self._shards) // 0x1000]

    def _redis_group(self, name: str) -> bytes:
        return f"{self._prefix}.group.{name}".encode()

    def _redis_channel_of(self, name: str) -> bytes:
        return f"{self._prefix}.channel.{name}".encode()

    def _inbox_of(self, node_id: str) -> bytes:
        return f"{self._prefix}.inbox.{node_id}".encode()
