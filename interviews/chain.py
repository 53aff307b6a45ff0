"""Hash chain of an interview's timeline, and digests of its logs. Pure; docs/proof.md describes the canonical form.

Each event's digest covers its content and the digest before it, so none can be changed, dropped, added or moved without
changing every digest after it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

# Of the canonical form of events. Another form gets another number, and this one stays, to verify what was made so.
VERSION: Final = 1
# Of the forms of the logs' rows. A seal names the one that it was made with.
SEAL_VERSION: Final = 2
# What the first event follows.
GENESIS: Final = "0" * 64
# Of a row's digest so much is kept to tell later which row is another; the log's own digest covers all of it.
MARK_BYTES: Final = 4


def canonical(value: Any) -> bytes:
    """JSON in ASCII with sorted keys and without spaces; whole numbers are written as integers."""
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode()


def _plain(value: Any) -> Any:
    """PostgreSQL gives 1e22 back as an integer, and SQLite as it was written."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def time_text(at: datetime) -> str:
    """In UTC with microseconds, whatever zone it is given in: `2026-11-28T12:00:00.000000Z`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def content_digest(
    *, interview_id: object, sequence: int, at: datetime, actor: str, kind: str, payload: Mapping[str, Any]
) -> str:
    """Of what an event says. `actor` is the actor's key."""
    content = {
        "version": VERSION,
        "interview": str(interview_id),
        "sequence": sequence,
        "at": time_text(at),
        "actor": actor,
        "kind": str(kind),
        "payload": payload,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def link(previous: str, content: str) -> str:
    """The digest of an event: of the one before it and of its own content."""
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


@dataclass(slots=True)
class LogDigest:
    """Of the rows of a log in their order. `marks` are the beginnings of the rows' own digests."""

    rows: int = 0
    marks: bytearray = field(default_factory=bytearray)
    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, row: Mapping[str, Any]) -> None:
        digest = hashlib.sha256(canonical(row)).digest()
        self._hash.update(digest)
        self.marks += digest[:MARK_BYTES]
        self.rows += 1

    @property
    def hexdigest(self) -> str:
        """Of the rows so far."""
        digest: str = self._hash.hexdigest()
        return digest

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "LogDigest":
        digest = cls()
        for row in rows:
            digest.add(row)
        return digest
