"""How often a connection may send what: token buckets on a monotonic clock."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` events at once, then `per_second` sustained."""

    per_second: float
    burst: int

    def times(self, factor: float) -> "Limit":
        """The same limit, raised or lowered for a whole installation."""
        return Limit(self.per_second * factor, max(1, round(self.burst * factor)))


class TokenBucket:
    """Starts full. Time is passed in, in seconds of any monotonic clock."""

    __slots__ = ("_limit", "_tokens", "_updated_at")

    def __init__(self, limit: Limit, now: float) -> None:
        self._limit = limit
        self._tokens = float(limit.burst)
        self._updated_at = now

    def take(self, now: float, amount: float = 1) -> bool:
        """Use tokens, if there are as many."""
        refilled = self._tokens + (now - self._updated_at) * self._limit.per_second
        self._tokens = min(float(self._limit.burst), refilled)
        self._updated_at = now
        if self._tokens < amount:
            return False
        self._tokens -= amount
        return True
