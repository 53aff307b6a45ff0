"""Channels' pub/sub layer, with two things changed in its connections to Redis.

Publishing: one round trip for all messages that are waiting. The stock layer publishes one message at a time: each
waits for the reply to the one before it, and pays alone for redis-py's way there and back, which is most of what
relaying a message costs (bench/relay). Here whatever gathers while a round trip is under way leaves together in the
next one, in order; a message that finds none under way leaves at once.

Subscribing: done when Redis has confirmed it. The stock layer is content with having sent the SUBSCRIBE, which is lost
without a word if the connection breaks at that moment: redis-py comes back and knows nothing of it, and the group stays
deaf. It also lets whoever joins a group be told of things before their own subscription holds.
"""

import asyncio
import logging
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer, RedisSingleShardConnection

logger = logging.getLogger(__name__)

# A subscription that is not confirmed by then is sent again.
CONFIRMATION_SECONDS = 1.0
# How long a receiver whose Redis is away waits before it tries again.
RETRY_SECONDS = 0.5


class PipeliningChannelLayer(RedisPubSubChannelLayer):  # type: ignore[misc]  # channels_redis ships no types
    """Drop-in for `channels_redis.pubsub.RedisPubSubChannelLayer`."""

    def _get_layer(self) -> RedisPubSubLoopLayer:
        layer = self._layers.get(asyncio.get_running_loop())
        if layer is None:
            layer = super()._get_layer()
            layer._shards = [PipeliningConnection(shard.host, layer) for shard in layer._shards]
        return layer


class PipeliningConnection(RedisSingleShardConnection):  # type: ignore[misc]
    """The layer's connections to one Redis."""

    def __init__(self, host: dict[str, Any], channel_layer: RedisPubSubLoopLayer) -> None:
        super().__init__(host, channel_layer)
        self._waiting: list[tuple[str, bytes, asyncio.Future[None]]] = []
        self._publisher: asyncio.Task[None] | None = None
        self._confirmations: dict[str, asyncio.Future[None]] = {}
        self._has_subscribed = asyncio.Event()

    # Subscribing ------------------------------------------------------------------------------------------------------

    async def subscribe(self, channel: str) -> None:
        """Returns when what is published from now on arrives. Raises what redis-py raises."""
        is_overdue = False
        while True:
            async with self._lock:
                if channel in self._subscribed_to:
                    return
                confirmation = self._confirmations.get(channel)
                if confirmation is None or is_overdue:
                    # Known before the command leaves: the receiver may hear the confirmation before we run again.
                    confirmation = self._confirmations.setdefault(
                        channel, asyncio.get_running_loop().create_future()
                    )
                    await self._send_subscribe(channel)
            await asyncio.wait({confirmation}, timeout=CONFIRMATION_SECONDS)
            is_overdue = True

    async def _send_subscribe(self, channel: str) -> None:
        try:
            self._ensure_redis()
            await self._pubsub.subscribe(channel)
            self._ensure_receiver()
            self._has_subscribed.set()
        except BaseException:
            # Nothing will confirm it: the next who asks sends it again at once.
            self._confirmations.pop(channel, None)
            raise

    async def _do_receiving(self) -> None:
        """The stock loop, but awake only when there is something to read, and hearing confirmations as well."""
        while True:
            await self._has_subscribed.wait()
            try:
                if self._pubsub.subscribed:
                    self._receive_message(await self._pubsub.get_message(timeout=CONFIRMATION_SECONDS))
                else:
                    self._has_subscribed.clear()
            except Exception:
                logger.exception("Receiving from Redis failed")
                await asyncio.sleep(RETRY_SECONDS)

    def _receive_message(self, message: dict[str, Any] | None) -> None:
        if message is None:
            return
        if message["type"] == "message":
            super()._receive_message(message)
        elif message["type"] == "subscribe":
            channel = message["channel"].decode()
            # Without one, it repeats an earlier confirmation, and the channel may have been given up since.
            confirmation = self._confirmations.pop(channel, None)
            if confirmation is not None:
                self._subscribed_to.add(channel)
                confirmation.set_result(None)

    # Publishing -------------------------------------------------------------------------------------------------------

    async def publish(self, channel: str, message: bytes) -> None:
        """Returns when Redis has taken the message. Raises what redis-py raises."""
        taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((channel, message, taken))
        if self._publisher is None:
            self._publisher = asyncio.create_task(self._publish_waiting())
        await taken

    async def _publish_waiting(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                error = await self._publish_batch(batch)
                for _, _, taken in batch:
                    if taken.done():  # whoever waited was cancelled
                        continue
                    if error is None:
                        taken.set_result(None)
                    else:
                        taken.set_exception(error)
        finally:
            self._publisher = None

    async def _publish_batch(self, batch: list[tuple[str, bytes, asyncio.Future[None]]]) -> Exception | None:
        try:
            self._ensure_redis()
            async with self._redis.pipeline(transaction=False) as pipeline:
                for channel, message, _ in batch:
                    pipeline.publish(channel, message)
                await pipeline.execute()
        except Exception as error:
            return error
        return None
