"""Redis clients, one per event loop."""

import asyncio
from weakref import WeakKeyDictionary

from django.conf import settings
from redis.asyncio import BlockingConnectionPool, Redis

# Keyed by loop and weak: a connection belongs to the loop that opened it, and goes with it.
_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[str, Redis]] = WeakKeyDictionary()

MAX_CONNECTIONS = 50
TIMEOUT_SECONDS = 5


def redis_client() -> Redis:
    """The running loop's client of the first Redis host, with replies as text.

    Blocking pool: at the limit a command waits for a connection instead of failing.
    """
    loop = asyncio.get_running_loop()
    url = settings.REDIS_URLS[0]
    known = _clients.get(loop)
    if known is not None and known[0] == url:
        return known[1]
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=MAX_CONNECTIONS,
        timeout=TIMEOUT_SECONDS,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        decode_responses=True,
    )
    client = Redis(connection_pool=pool)
    _clients[loop] = (url, client)
    return client
