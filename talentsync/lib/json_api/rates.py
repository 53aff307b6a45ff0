"""How often somebody may ask: counted in Redis in one step, so that many processes and connections share one count."""

import logging
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 1.0

# The generic cell rate algorithm. The one value that is kept is the time at which the bucket will be full again.
TAKE = """
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local full_at = tonumber(redis.call('GET', KEYS[1]) or now)
if full_at < now then full_at = now end
local wait = full_at + interval - burst * interval - now
if wait > 0 then return tostring(wait) end
full_at = full_at + interval
redis.call('SET', KEYS[1], string.format('%.6f', full_at), 'PX', math.ceil((full_at - now) * 1000) + 1)
return '0'
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` requests at once, then `per_minute` sustained."""

    burst: int
    per_minute: float

    def times(self, factor: float) -> "Rate":
        """The same rate, raised or lowered for a whole installation."""
        return Rate(max(1, round(self.burst * factor)), self.per_minute * factor)


def take(key: str, rate: Rate) -> float:
    """Use one request of `key`'s: 0 if there was one, else the seconds until there is.

    While Redis is away everything is let through: losing somebody's work would be worse than a flood.
    """
    try:
        # Named by its digest after the first call.
        waiting = _client(settings.REDIS_URLS[0]).register_script(TAKE)(
            keys=[f"talentsync:rate:{key}"], args=[60 / rate.per_minute, rate.burst]
        )
    except RedisError as error:
        logger.warning("Requests are not counted while Redis is away: %s", error)
        return 0.0
    return float(waiting)


@lru_cache
def _client(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        # One try, and one more for a connection that had died in the pool.
        retry=Retry(NoBackoff(), 1),
    )
