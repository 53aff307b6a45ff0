"""The JSON of a coding session that is seen again. docs/replay.md describes the shapes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from dsa.execution import Language
from dsa.models import DraftStream, DsaSession
from replay.coding_sessions import Entry, StreamPage, pages_of, time_limits


def session_config(
    session: DsaSession,
    streams: Sequence[DraftStream],
    entries: Iterable[Entry],
    *,
    timeline_url: str,
    streams_url: str,
    search_url: str | None,
) -> dict[str, Any]:
    """What the player begins with."""
    start, end = time_limits(session, entries)
    devices = {device: number for number, device in enumerate(dict.fromkeys(s.device for s in streams), 1)}
    return {
        "candidate": session.invitation.name,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "timelineUrl": timeline_url,
        "searchUrl": search_url,
        "streamsUrl": streams_url,
        "streams": [
            {
                "id": stream.pk,
                "problem": stream.problem.title,
                "language": stream.language,
                "languageLabel": Language(stream.language).label,
                "device": devices[stream.device],
                "pages": [{"after": page.after, "at": page.at.isoformat()} for page in pages_of(stream)],
            }
            for stream in streams
        ],
    }


def session_timeline_json(entries: Iterable[Entry], *, next_offset: int | None) -> dict[str, Any]:
    return {
        "entries": [
            {
                "at": entry.at.isoformat(),
                "kind": entry.kind.value,
                "reference": {key: _plain(value) for key, value in entry.reference.items()},
            }
            for entry in entries
        ],
        "next": next_offset,
    }


def stream_json(page: StreamPage) -> dict[str, Any]:
    before = page.before
    return {
        "after": page.after,
        "before": before
        and {"text": before.text, "runs": [[run.origin.value, run.length] for run in before.runs]},
        "changes": page.changes,
        "next": page.next,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
