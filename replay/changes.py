"""Who changed a log when, in short: what one person did without a pause is one change.

A log only grows, so what was read of it once is kept by this process, and later readers read what was added since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Final
from uuid import UUID

from interviews.timeline import Actor
from replay.timeline import Change, joined
from rooms.models.log import LogEntry
from talentsync.lib.bounded_cache import BoundedCache

MAX_CACHE_BYTES: Final = 8_000_000
# About what one of them takes, with its times and its actor.
CHANGE_BYTES: Final = 400


@dataclass(frozen=True, slots=True)
class _Known:
    """A log up to the row `sequence`."""

    sequence: int
    changes: tuple[Change, ...]


_known = BoundedCache[tuple[str, UUID], _Known](MAX_CACHE_BYTES)
_lock = Lock()


def changes_of(log: type[LogEntry], interview_id: UUID) -> tuple[Change, ...]:
    """All of an interview's log, joined."""
    key = (log._meta.label, interview_id)
    with _lock:
        before = _known.get(key) or _Known(0, ())
    added = tuple(joined(_rows(log, interview_id, before.sequence)))
    if not added:
        return before.changes
    # The last one may go on.
    changes = (*before.changes[:-1], *joined((*before.changes[-1:], *added)))
    with _lock:
        _known.put(key, _Known(changes[-1].last_sequence, changes), len(changes) * CHANGE_BYTES)
    return changes


def _rows(log: type[LogEntry], interview_id: UUID, after: int) -> Iterator[Change]:
    columns = ("created_at", "actor_user_id", "actor_invitation_id", "sequence")
    rows = log._default_manager.filter(interview_id=interview_id, sequence__gt=after).order_by("sequence")
    actors: dict[tuple[int | None, int | None], Actor] = {}
    for at, user, invitation, sequence in rows.values_list(*columns).iterator(chunk_size=5_000):
        actor = actors.setdefault((user, invitation), Actor(user, invitation))
        yield Change(at, actor, sequence)
