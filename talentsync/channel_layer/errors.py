"""What callers of the channel layer may have to catch."""


class ChannelLayerUnavailable(ConnectionError):
    """Redis did not do what was asked within the time for it. Whoever asked may ask again."""
