"""A Channels layer over Redis pub/sub that survives its Redis: `PubSubChannelLayer`."""

from talentsync.channel_layer.errors import ChannelLayerUnavailable
from talentsync.channel_layer.layer import PubSubChannelLayer

__all__ = ["ChannelLayerUnavailable", "PubSubChannelLayer"]
