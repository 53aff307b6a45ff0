"""What is kept of output that is too long."""

STDERR_BYTES = 64 * 1024
CUT = b"\n[... cut ...]\n"


class TruncatedBuffer:
    """Collects a stream and keeps its beginning and its end: a crash is told at the end, its cause often before."""

    def __init__(self, limit: int) -> None:
        self._head_limit = limit // 2
        self._tail_limit = limit - self._head_limit
        self._head = bytearray()
        self._tail = bytearray()
        self.truncated = False

    def add(self, chunk: bytes) -> None:
        room = self._head_limit - len(self._head)
        self._head += chunk[:room]
        self._tail += chunk[room:]
        if len(self._tail) > self._tail_limit:
            self.truncated = True
            del self._tail[: -self._tail_limit]

    def text(self) -> bytes:
        return bytes(self._head) + (CUT if self.truncated else b"") + bytes(self._tail)


def shorten(stderr: bytes, limit: int) -> tuple[bytes, bool]:
    """Standard error as it is kept, and whether something was cut out of it."""
    tail = TruncatedBuffer(min(limit, STDERR_BYTES))
    tail.add(stderr)
    return tail.text(), tail.truncated
