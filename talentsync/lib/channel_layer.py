"""Channels' pub/sub layer, with one round trip to Redis for all messages that are waiting to be published.

The stock layer publishes one message at a time: each waits for the reply to the one before it, and pays alone for
redis-py's way there and back, which is most of what relaying a message costs (bench/relay). Here whatever gathers while
a round trip is under way leaves together in the next one, in order; a message that finds none under way leaves at once.
"""

import asyncio
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer, RedisSingleShardConnection


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
