"""A zip that is made while it is sent, file by file: never more of it than one file is in memory."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

# 1980 is as early as a zip can say; all entries carry one time, so that equal contents make equal files.
ENTRY_TIME = (1980, 1, 1, 0, 0, 0)


class _ZipBuffer(io.RawIOBase):
    """Where zipfile writes; what it wrote is taken away in pieces. It cannot be rewound, and zipfile copes."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def zip_pieces(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The zip of these files, by name and content. What `files` raises leaves a zip that no program takes for whole."""
    buffer = _ZipBuffer()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, ENTRY_TIME), content)
            yield buffer.take()
    yield buffer.take()
