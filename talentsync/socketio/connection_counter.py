"""How many connections of this process one address or one person holds."""

from collections import Counter


class ConnectionCounter:
    """Counts by key, up to a maximum for each."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def acquire(self, key: str, maximum: int) -> bool:
        """Count one more; False, and no change, where `maximum` are counted already."""
        if self._counts[key] >= maximum:
            return False
        self._counts[key] += 1
        return True

    def release(self, key: str) -> None:
        self._counts[key] -= 1
        if self._counts[key] <= 0:
            del self._counts[key]
