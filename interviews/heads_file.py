"""The installation's file of heads: a line of JSON for each end of a timeline, each with the digest of the line before.

Append-only: nothing here changes or removes a line. Several processes of a machine may append at the same time.
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

# What tells the end of a file that may be long: a line has some 300 bytes.
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
    """Write and sync lines. Raises OSError and BrokenFile."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(path) as descriptor:
        previous = _last_digest(path)
        content = b""
        for line in lines:
            written = canonical({**_fields(line), "previous": previous}) + b"\n"
            content += written
            previous = hashlib.sha256(written).hexdigest()
        # One call, so that a full disk leaves at most one torn line, at the end.
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


def _last_digest(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        size = file.tell()
        file.seek(max(0, size - TAIL_BYTES))
        tail = file.read()
    if not tail:
        return GENESIS
    if not tail.endswith(b"\n"):
        raise BrokenFile(f"{path}: its last line is not complete")
    return hashlib.sha256(tail.splitlines(keepends=True)[-1]).hexdigest()


def read(path: Path) -> list[HeadLine]:
    """All lines. Raises BrokenFile where one was changed, dropped, added or moved, and OSError."""
    previous, lines = GENESIS, []
    with path.open("rb") as file:
        for number, written in enumerate(file, 1):
            try:
                fields = json.loads(written)
                line = HeadLine(**{name: fields[name] for name in HeadLine.__slots__})
                is_next = written == canonical({**_fields(line), "previous": previous}) + b"\n"
            except (ValueError, KeyError, TypeError):
                is_next = False
            if not is_next:
                raise BrokenFile(f"{path}: line {number} does not follow the line before it")
            lines.append(line)
            previous = hashlib.sha256(written).hexdigest()
    return lines


def _fields(line: HeadLine) -> Mapping[str, Any]:
    return {"version": 1, **{name: getattr(line, name) for name in HeadLine.__slots__}}
