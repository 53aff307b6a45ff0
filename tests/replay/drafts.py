"""The log of drafts of a coding session, written as an editor would."""

import uuid
from typing import Any

from dsa.choices import Origin
from dsa.draft_log.services import Change, StreamName, append_changes
from dsa.models import DraftStream, DsaSession


def write(session: DsaSession, *batches: list[tuple[float, Origin, Any]]) -> DraftStream:
    """One editor's changes, in seconds after the start."""
    name = StreamName(uuid.uuid4(), uuid.uuid4(), "mirror", "python")
    first = 0
    assert session.started_at is not None
    start = session.started_at.timestamp() * 1000
    for batch in batches:
        changes = [
            Change(
                round(start + 1000 * seconds),
                origin,
                what if isinstance(what, list) else None,
                what if isinstance(what, str) else None,
            )
            for seconds, origin, what in batch
        ]
        first = append_changes(session=session, name=name, first=first, changes=changes)
    return DraftStream.objects.get(key=name.key)


def typed(seconds: float, length: int, text: str) -> tuple[float, Origin, Any]:
    return seconds, Origin.TYPED, [*([length] if length else []), [0, *text.split("\n")]]
