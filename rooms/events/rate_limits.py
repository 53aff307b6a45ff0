"""How often a connection may send what: token buckets on a monotonic clock."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`burst` events at once, then `per_second` sustained."""

    per_second: float
    burst: int

    def scaled(self, factor: float) -> "RateLimit":
        """The same limit, raised or lowered for a whole installation."""
        return RateLimit(self.per_second * factor, max(1, round(self.burst * factor)))


class TokenBucket:
    """Starts full. Time is passed in, in seconds of any monotonic clock."""

    __slots__ = ("_limit", "_tokens", "_updated_at")

    def __init__(self, limit: RateLimit, now: float) -> None:
        self._limit = limit
        self._tokens = float(limit.burst)
        self._updated_at = now

    def consume(self, now: float, amount: float = 1) -> bool:
        """Use tokens, if there are as many."""
        refilled = self._tokens + (now - self._updated_at) * self._limit.per_second
        self._tokens = min(float(self._limit.burst), refilled)
        self._updated_at = now
        if self._tokens < amount:
            return False
        self._tokens -= amount
        return True


class RateLimiter:
    """The token buckets of one connection, one for each name; `factor` scales all limits."""

    __slots__ = ("_buckets", "_factor")

    def __init__(self, factor: float) -> None:
        self._factor = factor
        self._buckets: dict[str, TokenBucket] = {}

    def consume(self, name: str, limit: RateLimit, now: float, amount: float = 1) -> bool:
        """Use tokens of the bucket `name`, which is made full when it is first asked for."""
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = TokenBucket(limit.scaled(self._factor), now)
        return bucket.consume(now, amount)
