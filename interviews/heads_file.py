"""The installation's file of heads: a line of JSON for each end of a timeline, each with the digest of the line before.

Append-only: nothing here changes or removes a line. Several processes of a machine may append at the same time. What a
process or a machine that died left of a line stays as a line that is none, and the next one has its digest.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from interviews.chain import GENESIS, canonical

# By so much the end of a file that may be long is read; a line has some 300 bytes.
TAIL_BYTES: Final = 4_096


class BrokenFile(ValueError):
    """The message says which line is not as it was written."""


@dataclass(frozen=True, slots=True)
class HeadLine:
    """One end of a timeline. `id` is that of its row: a line that was written twice has it twice."""

    id: int
    at: str
    interview: str
    reason: str
    events: int
    digest: str


def append(path: Path, lines: Iterable[HeadLine]) -> None:
    """Write and sync lines. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(path) as descriptor:
        last = _last_line(path)
        # A line that was torn is closed, and followed.
        content = b"\n" if last and not last.endswith(b"\n") else b""
        previous = hashlib.sha256(last + content).hexdigest() if last else GENESIS
        for line in lines:
            written = canonical({**_fields(line), "previous": previous}) + b"\n"
            content += written
            previous = hashlib.sha256(written).hexdigest()
        # One call, so that a full disk or a death leaves at most one torn line, at the end.
        if os.write(descriptor, content) != len(content):
            raise OSError(f"{path}: not all of it could be written")
        os.fsync(descriptor)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _last_line(path: Path) -> bytes:
    """With its line feed, where it has one; empty where the file is."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        length = 0
        while True:
            length = min(size, length + TAIL_BYTES)
            file.seek(size - length)
            tail = file.read(length)
            start = tail.rfind(b"\n", 0, max(0, length - 1)) + 1
            if start or length == size:
                return tail[start:]


def read(path: Path) -> list[HeadLine]:
    """All lines. Raises BrokenFile where one was changed, dropped, added or moved, and OSError.

    What is left of a line that was torn is passed over, where the next line has its digest or nothing follows.
    """
    previous, lines, torn = GENESIS, [], None
    with path.open("rb") as file:
        for number, written in enumerate(file, 1):
            if not written.endswith(b"\n"):
                return lines
            try:
                fields = json.loads(written)
            except ValueError:
                previous, torn = hashlib.sha256(written).hexdigest(), number
                continue
            line = _followed(fields, written, previous)
            if line is None:
                raise BrokenFile(f"{path}: line {torn or number} does not follow the line before it")
            lines.append(line)
            previous, torn = hashlib.sha256(written).hexdigest(), None
    if torn:
        raise BrokenFile(f"{path}: line {torn} does not follow the line before it")
    return lines


def _followed(fields: Any, written: bytes, previous: str) -> HeadLine | None:
    """The line, where it was written as such after the line before; None otherwise."""
    try:
        line = HeadLine(**{name: fields[name] for name in HeadLine.__slots__})
    except (KeyError, TypeError):
        return None
    return line if written == canonical({**_fields(line), "previous": previous}) + b"\n" else None


def _fields(line: HeadLine) -> Mapping[str, Any]:
    return {"version": 1, **{name: getattr(line, name) for name in HeadLine.__slots__}}
