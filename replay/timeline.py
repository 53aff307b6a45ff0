"""One sequence out of everything that happened in a live interview. Pure: rows come in, entries go out.

Only kinds of events that are listed here get in, each with the parts of its payload that are listed here: what an app
below adds later, such as a recruiter's changes, stays out until somebody decides otherwise. Notes are those that the
reader may read: `selectors` asks for them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
    """One row of the document's or of the whiteboard's log, without its content.

    Or what one person did without a pause: then `to` and `until` are the sequence and the time of its last row.
    """

    at: datetime
    actor: Actor
    sequence: int
    to: int | None = None
    until: datetime | None = None

    @property
    def last_sequence(self) -> int:
        return self.sequence if self.to is None else self.to

    @property
    def last_at(self) -> datetime:
        return self.at if self.until is None else self.until

    def is_followed_by(self, other: "Change") -> bool:
        """That the same person went on without a pause."""
        return self.actor == other.actor and other.at - self.last_at < BURST_GAP


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


# From `problemId` on only of a run on a problem's visible tests.
_OF_A_RUN: Final = ("runId", "language", "state", "problemId", "problemTitle", "testsPassed", "tests")
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
        EntryKind.CODE_RUN, lambda payload: {key: payload[key] for key in _OF_A_RUN if key in payload}
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
    for burst in joined(changes):
        yield Entry(
            burst.at,
            kind,
            burst.actor,
            {"from": burst.sequence, "to": burst.last_sequence, "until": burst.last_at},
        )


def joined(changes: Iterable[Change]) -> Iterator[Change]:
    """What one person did without a pause, as one change. Joining what is joined already changes nothing."""
    burst: Change | None = None
    for change in changes:
        if burst is not None and burst.is_followed_by(change):
            burst = replace(burst, to=change.last_sequence, until=change.last_at)
            continue
        if burst is not None:
            yield burst
        burst = change
    if burst is not None:
        yield burst


def time_limits(entries: Iterable[Entry]) -> tuple[datetime, datetime] | None:
    """When the first entry began and the last one ended; None where there is no entry."""
    spans = [(entry.at, entry.reference.get("until", entry.at)) for entry in entries]
    if not spans:
        return None
    return min(start for start, _ in spans), max(end for _, end in spans)
