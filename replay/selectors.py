"""Reading what a live interview has left: its timeline, its document's log, its last board."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, Final
from uuid import UUID

import orjson
from django.db.models import QuerySet

from interviews.choices import EventKind, Role
from interviews.feedback import notes_for
from interviews.models import Interview, TimelineEvent, User
from interviews.timeline import Actor
from replay.authorship import WrittenSpan, written_spans
from replay.changes import changes_of
from replay.timeline import SHOWN_EVENTS, Entry, Event, Message, WrittenNote, aggregate
from rooms.document.store import document_at, read_log
from rooms.document.update_validator import SharedDocument, state_of
from rooms.models import ChatMessage, CodeRun, DocumentUpdate, WhiteboardChange, WhiteboardElement
from rooms.models.code_run import UNFINISHED_RUN_STATES
from talentsync.lib.bounded_cache import BoundedCache
from talentsync.lib.queries import first_or_none

# A page of the document's log: what a browser applies at most to show a moment. Each begins with the state before it.
UPDATES_PER_PAGE: Final = 500
# Far more, because a span stands for many updates.
UPDATES_PER_AUTHORSHIP_PAGE: Final = 20_000
# Reading such a page takes a good part of a second; nothing of a full one can change.
MAX_CACHE_BYTES: Final = 8_000_000
# About what a span takes, with its times.
SPAN_BYTES: Final = 300


@dataclass(frozen=True, slots=True)
class Person:
    """Who did something, as the reader knows them."""

    name: str
    role: str
    # In which the room showed them last; None where they were not in it, or it was not noted.
    colour: int | None = None


SYSTEM_PERSON: Final = Person("TalentSync", "system")
# A person with an account who neither holds the interview nor was in its room.
RECRUITER_ROLE: Final = "recruiter"


@dataclass(frozen=True, slots=True)
class TimedUpdate:
    at: datetime
    actor: Actor
    update: bytes


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Updates after `after`, and the document's state before them. `next` is where the following page begins."""

    after: int
    state: bytes | None
    updates: list[TimedUpdate]
    next: int | None


@dataclass(frozen=True, slots=True)
class AuthorshipPage:
    """Who wrote what, of a part of the document's log. `next` is where the following part begins."""

    spans: list[WrittenSpan]
    next: int | None


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page of the document's log begins, and when its first update was made."""

    after: int
    at: datetime


def timeline_entries(interview: Interview, reader: User) -> list[Entry]:
    """Everything that happened, by time, with the notes that this person may read."""
    events = TimelineEvent.objects.filter(interview=interview, kind__in=SHOWN_EVENTS).order_by("sequence")
    columns = ("created_at", "actor_user_id", "actor_invitation_id", "kind", "payload")
    return list(
        aggregate(
            (
                Event(at, Actor(user, invitation), kind, payload)
                for at, user, invitation, kind, payload in events.values_list(*columns)
            ),
            changes_of(DocumentUpdate, interview.pk),
            changes_of(WhiteboardChange, interview.pk),
            _messages(interview),
            [
                WrittenNote(note.at, Actor(user_id=note.author_id), note.text)
                for note in notes_for(reader, interview)
            ],
        )
    )


def _messages(interview: Interview) -> Iterable[Message]:
    columns = ("created_at", "actor_user_id", "actor_invitation_id", "channel", "text")
    rows = ChatMessage.objects.filter(interview=interview).order_by("created_at", "pk")
    return (
        Message(at, Actor(user, invitation), channel, text)
        for at, user, invitation, channel, text in rows.values_list(*columns).iterator()
    )


def run_of(interview: Interview, run_id: UUID) -> CodeRun | None:
    """A run of the shared code that is over; None if the interview has no such run."""
    over = (
        CodeRun.objects.filter(interview=interview)
        .select_related("problem")
        .exclude(state__in=UNFINISHED_RUN_STATES)
    )
    return first_or_none(over.filter(pk=run_id))


def people_of(interview: Interview) -> dict[str, Person]:
    """Everybody who can be an actor in this interview, by the actor's key."""
    people = {Actor().key: SYSTEM_PERSON}
    for invitation in interview.invitations.all():
        people[Actor(invitation_id=invitation.pk).key] = Person(invitation.name, invitation.role)
    for holder in interview.interviewers.all():
        people[Actor.user(holder).key] = Person(holder.display_name, Role.INTERVIEWER)
    for observer in interview.observers.all():
        people.setdefault(Actor.user(observer).key, Person(observer.display_name, Role.OBSERVER))
    # Somebody may have been in the room whom a recruiter has taken off the interview since.
    events = TimelineEvent.objects.filter(
        interview=interview, kind__in=SHOWN_EVENTS, actor_user__isnull=False
    ).select_related("actor_user")
    for event in events:
        assert event.actor_user is not None
        was_in_the_room = event.kind in (EventKind.PARTICIPANT_JOINED, EventKind.QUESTION_PUSHED)
        role = event.payload.get("role", Role.INTERVIEWER) if was_in_the_room else RECRUITER_ROLE
        key = Actor.user(event.actor_user).key
        if was_in_the_room or key not in people:
            people[key] = Person(event.actor_user.display_name, role)
    for key, colour in _colours(interview).items():
        if key in people:
            people[key] = replace(people[key], colour=colour)
    return people


def _colours(interview: Interview) -> dict[str, int | None]:
    joined = TimelineEvent.objects.filter(interview=interview, kind=EventKind.PARTICIPANT_JOINED)
    columns = ("actor_user_id", "actor_invitation_id", "payload")
    return {
        Actor(user, invitation).key: payload.get("colour")
        for user, invitation, payload in joined.order_by("sequence").values_list(*columns)
    }


def document_pages(interview: Interview) -> list[PageStart]:
    """Where each page of the document's log begins, and when."""
    log = DocumentUpdate.objects.filter(interview=interview)
    last = _last_sequence(log)
    firsts = log.filter(sequence__in=range(1, last + 1, UPDATES_PER_PAGE)).order_by("sequence")
    return [PageStart(sequence - 1, at) for sequence, at in firsts.values_list("sequence", "created_at")]


def document_page(interview: Interview, after: int) -> DocumentPage:
    """The page that begins after the update `after`."""
    columns = ("created_at", "actor_user_id", "actor_invitation_id", "update_bytes")
    log = DocumentUpdate.objects.filter(interview=interview)
    end = after + UPDATES_PER_PAGE
    rows = log.filter(sequence__gt=after, sequence__lte=end).order_by("sequence").values_list(*columns)
    return DocumentPage(
        after=after,
        state=state_of(read_log(interview.pk, until=after).updates) if after else None,
        updates=[
            TimedUpdate(at, Actor(user, invitation), bytes(update)) for at, user, invitation, update in rows
        ],
        next=end if log.filter(sequence__gt=end).exists() else None,
    )


@dataclass(frozen=True, slots=True)
class DocumentMoment:
    """The document at a time, and its newest change until then."""

    at: datetime
    actor: Actor
    document: SharedDocument


def document_moment(interview: Interview, after: int, at: datetime) -> DocumentMoment | None:
    """The document at a time within the page that begins after the update `after`; None where nothing was there yet."""
    log = DocumentUpdate.objects.filter(interview=interview)
    rows = log.filter(sequence__gt=after, sequence__lte=after + UPDATES_PER_PAGE, created_at__lte=at)
    columns = ("sequence", "created_at", "actor_user_id", "actor_invitation_id")
    newest = rows.order_by("-sequence").values_list(*columns).first()
    if newest is None:
        return None
    sequence, changed_at, user, invitation = newest
    return DocumentMoment(changed_at, Actor(user, invitation), document_at(interview.pk, sequence))


_full_pages = BoundedCache[tuple[UUID, int], AuthorshipPage](MAX_CACHE_BYTES)
_lock = Lock()


def authorship_page(interview: Interview, after: int) -> AuthorshipPage:
    """Who wrote what, in the updates of the document's log that follow the update `after`."""
    key = (interview.pk, after)
    with _lock:
        known = _full_pages.get(key)
    if known is not None:
        return known
    page = _read_authorship_page(interview, after)
    if page.next is not None:
        with _lock:
            _full_pages.put(key, page, (1 + len(page.spans)) * SPAN_BYTES)
    return page


def _read_authorship_page(interview: Interview, after: int) -> AuthorshipPage:
    columns = ("created_at", "actor_user_id", "actor_invitation_id", "update_bytes")
    log = DocumentUpdate.objects.filter(interview=interview)
    end = after + UPDATES_PER_AUTHORSHIP_PAGE
    rows = log.filter(sequence__gt=after, sequence__lte=end).order_by("sequence").values_list(*columns)
    updates = (
        (at, Actor(user, invitation), bytes(update)) for at, user, invitation, update in rows.iterator()
    )
    return AuthorshipPage(
        spans=list(written_spans(updates)),
        next=end if log.filter(sequence__gt=end).exists() else None,
    )


def _last_sequence(log: QuerySet[Any]) -> int:
    return log.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def last_board(interview: Interview) -> list[Any]:
    """The elements that were on the whiteboard last, without deleted ones."""
    texts = WhiteboardElement.objects.filter(interview=interview).values_list("element_json", flat=True)
    elements = [orjson.loads(text) for text in texts]
    return [element for element in elements if not element.get("isDeleted")]
