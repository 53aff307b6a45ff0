"""What waits to be sent to one client."""

from collections import deque
from collections.abc import Sequence

from talentsync.socketio.payload import Frame

# A frame's own objects, so that many empty ones count as well.
_FRAME_OVERHEAD_BYTES = 64


class Outbox:
    """Frames in order, up to a number of bytes. Those of one packet enter together and stay neighbours."""

    __slots__ = ("_frames", "_max_bytes", "_waiting_bytes")

    def __init__(self, max_bytes: int) -> None:
        self._frames: deque[Frame] = deque()
        self._max_bytes = max_bytes
        self._waiting_bytes = 0

    def __len__(self) -> int:
        return len(self._frames)

    def put(self, frame: Frame, attachments: Sequence[bytes] = ()) -> bool:
        """Add a packet; False when more waits by now than may."""
        self._frames.append(frame)
        self._waiting_bytes += len(frame) + _FRAME_OVERHEAD_BYTES
        for attachment in attachments:
            self._frames.append(attachment)
            self._waiting_bytes += len(attachment) + _FRAME_OVERHEAD_BYTES
        return self._waiting_bytes <= self._max_bytes

    def first(self) -> Frame:
        """The frame to send next. It counts until `remove_first`."""
        return self._frames[0]

    def remove_first(self) -> None:
        """The first frame was sent. It may have been cleared away meanwhile."""
        if self._frames:
            self._waiting_bytes -= len(self._frames.popleft()) + _FRAME_OVERHEAD_BYTES

    def take_all(self) -> list[Frame]:
        frames = list(self._frames)
        self.clear()
        return frames

    def clear(self) -> None:
        self._frames.clear()
        self._waiting_bytes = 0
