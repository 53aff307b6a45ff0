"""One sequence out of everything that happened in a live interview. Pure: rows come in, entries go out.

Only kinds of events that are listed here get in, each with the parts of its payload that are listed here: what an app
below adds later, such as a recruiter's changes, stays out until somebody decides otherwise. Notes are those that the
reader may read: `selectors` asks for them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import merge
from operator import attrgetter
from typing import Any, Final

from interviews.choices import EventKind
from interviews.timeline import Actor

# Changes of one person that follow each other more closely than this are one entry.
BURST_GAP: Final = timedelta(seconds=5)


class EntryKind(StrEnum):
    """What an entry tells of."""

    STARTED = "started"
    JOINED = "joined"
    LEFT = "left"
    QUESTION_PUSHED = "question_pushed"
    DOCUMENT_EDITED = "document_edited"
    BOARD_EDITED = "board_edited"
    CODE_RUN = "code_run"
    CHAT_MESSAGE = "chat_message"
    ACTIVITY = "activity"
    ADMITTED = "admitted"
    DENIED = "denied"
    REMOVED = "removed"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    NOTE = "note"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Event:
    """A TimelineEvent, as far as it matters here."""

    at: datetime
    actor: Actor
    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the document's or of the whiteboard's log, without its content."""

    at: datetime
    actor: Actor
    sequence: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the room's chat."""

    at: datetime
    actor: Actor
    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A note that the reader may read."""

    at: datetime
    actor: Actor
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, at the server's time. `reference` says where its content is; docs/replay.md has it."""

    at: datetime
    kind: EntryKind
    actor: Actor
    reference: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Shown:
    kind: EntryKind
    reference: Callable[[Mapping[str, Any]], dict[str, Any]] = lambda _: {}


def _subject(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Whom an interviewer's decision was about, by the key of an actor."""
    person = Actor(user_id=payload.get("accountId"), invitation_id=payload.get("invitationId"))
    return {"person": person.key}


_SHOWN: Final[Mapping[str, _Shown]] = {
    EventKind.INTERVIEW_STARTED: _Shown(EntryKind.STARTED),
    EventKind.PARTICIPANT_JOINED: _Shown(EntryKind.JOINED),
    EventKind.PARTICIPANT_LEFT: _Shown(EntryKind.LEFT, lambda payload: {"reason": payload["reason"]}),
    EventKind.QUESTION_PUSHED: _Shown(
        EntryKind.QUESTION_PUSHED, lambda payload: {"questionText": payload["questionText"]}
    ),
    EventKind.PARTICIPANT_ADMITTED: _Shown(EntryKind.ADMITTED, _subject),
    EventKind.PARTICIPANT_DENIED: _Shown(EntryKind.DENIED, _subject),
    EventKind.PARTICIPANT_REMOVED: _Shown(EntryKind.REMOVED, _subject),
    EventKind.ROOM_LOCKED: _Shown(EntryKind.LOCKED),
    EventKind.ROOM_UNLOCKED: _Shown(EntryKind.UNLOCKED),
    EventKind.CODE_RUN: _Shown(
        EntryKind.CODE_RUN, lambda payload: {key: payload[key] for key in ("runId", "language", "state")}
    ),
    EventKind.CANDIDATE_ACTIVITY: _Shown(
        EntryKind.ACTIVITY,
        lambda payload: {key: payload[key] for key in ("activity", "characters") if key in payload},
    ),
    EventKind.INTERVIEW_COMPLETED: _Shown(EntryKind.COMPLETED),
    EventKind.INTERVIEW_CANCELLED: _Shown(EntryKind.CANCELLED),
}
SHOWN_EVENTS: Final = tuple(_SHOWN)


def aggregate(
    events: Iterable[Event],
    document: Iterable[Change],
    board: Iterable[Change],
    chat: Iterable[Message],
    notes: Iterable[WrittenNote],
) -> Iterator[Entry]:
    """All entries by time. Changes are in the order of their sequence, the others by time; for the same moment, events
    come first.
    """
    return merge(
        _of_events(events),
        _bursts(document, EntryKind.DOCUMENT_EDITED),
        _bursts(board, EntryKind.BOARD_EDITED),
        (
            Entry(
                message.at,
                EntryKind.CHAT_MESSAGE,
                message.actor,
                {"channel": message.channel, "text": message.text},
            )
            for message in chat
        ),
        (Entry(note.at, EntryKind.NOTE, note.actor, {"text": note.text}) for note in notes),
        key=attrgetter("at"),
    )


def _of_events(events: Iterable[Event]) -> Iterator[Entry]:
    for event in events:
        shown = _SHOWN.get(event.kind)
        if shown is not None:
            yield Entry(event.at, shown.kind, event.actor, shown.reference(event.payload))


def _bursts(changes: Iterable[Change], kind: EntryKind) -> Iterator[Entry]:
    """What one person did without a pause, as one entry at its start: `{from, to, until}`."""
    first: Change | None = None
    last: Change | None = None
    for change in changes:
        if first is not None and last is not None:
            if change.actor == last.actor and change.at - last.at < BURST_GAP:
                last = change
                continue
            yield _burst(first, last, kind)
        first = last = change
    if first is not None and last is not None:
        yield _burst(first, last, kind)


def _burst(first: Change, last: Change, kind: EntryKind) -> Entry:
    reference = {"from": first.sequence, "to": last.sequence, "until": last.at}
    return Entry(first.at, kind, first.actor, reference)


def time_limits(entries: Iterable[Entry]) -> tuple[datetime, datetime] | None:
    """When the first entry began and the last one ended; None where there is no entry."""
    spans = [(entry.at, entry.reference.get("until", entry.at)) for entry in entries]
    if not spans:
        return None
    return min(start for start, _ in spans), max(end for _, end in spans)
