"""Joins that come at the same moment are written in one transaction, and each stands or falls by itself."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from operator import attrgetter
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interviews import chain
from interviews.access.codes import AccessCode
from interviews.access.rooms import Participant, participant_for_interviewer, participant_for_invitation
from interviews.choices import EventKind, InterviewState
from interviews.hooks import InterviewStarted, interview_started
from interviews.models import Interview, Invitation, TimelineEvent, User
from interviews.services.interviews import schedule_interview, start_interview
from interviews.services.invitations import revoke_invitation
from interviews.timeline import Actor
from rooms import arrivals
from rooms.arrivals import Arrival, ArrivalStore, InterviewLocked, arrival_writer
from rooms.batch_writer import BatchWriter
from rooms.models import AdmissionRequest, RequestReason, RequestState
from rooms.presence.store import Presence
from rooms.services import participation, questions
from rooms.services.participation import AdmissionNeeded, InterviewSoFar
from talentsync.lib.errors import Refused
from tests.rooms.conftest import OpenPage
from tests.rooms.test_join_failures import PlantedFailure, arrivals_and_departures, people_in

# What waits for a thread of the test gives up after this, which fails the test.
PATIENCE_SECONDS = 60

pytestmark = pytest.mark.django_db(transaction=True)


def arrival(participant: Participant, user_id: str, **others: Any) -> Arrival:
    return Arrival(participant, user_id, **{"colour": 0, "resumed": False, **others})


@pytest.fixture
def rooms(interview: Interview, ivan: User, rita: User) -> list[Interview]:
    """Three interviews that Ivan holds, none of which has begun."""
    others = [
        schedule_interview(
            interview=Interview(title=title, stage=interview.stage, scheduled_start=timezone.now()),
            interviewers=[ivan],
            actor=rita,
        )
        for title in ("Second", "Third")
    ]
    return [interview, *others]


@pytest.fixture
def ivans(rooms: list[Interview], ivan: User) -> list[Arrival]:
    """His arrivals in the three rooms: `ivan0`, `ivan1`, `ivan2`."""
    return [
        arrival(participant_for_interviewer(ivan, room.pk), f"ivan{number}")
        for number, room in enumerate(rooms)
    ]


@pytest.fixture
def caras(interview: Interview, ivan: User, cara: Invitation) -> Arrival:
    """Her arrival in `interview`, which has begun."""
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    return arrival(participant_for_invitation(cara), "cara")


@pytest.fixture(autouse=True)
def started() -> Iterator[list[UUID]]:
    """The interviews of which it was told that they have begun; nobody else is told."""
    told: list[UUID] = []

    def note(event: InterviewStarted) -> None:
        assert not connection.in_atomic_block
        told.append(event.interview_id)

    receivers = list(interview_started)
    for receiver in receivers:
        interview_started.unregister(receiver)
    interview_started.register(note)
    yield told
    interview_started.unregister(note)
    for receiver in receivers:
        interview_started.register(receiver)


def joined(*interviews: Interview) -> list[str]:
    """The peers that the timelines have as joined, in their order."""
    events = TimelineEvent.objects.filter(
        interview__in=interviews, kind=EventKind.PARTICIPANT_JOINED
    ).order_by("pk")
    return [event.payload["userId"] for event in events]


def states(rooms: list[Interview]) -> list[str]:
    return [Interview.objects.get(pk=room.pk).state for room in rooms]


def require_whole_timeline(interview: Interview) -> None:
    """Its events are numbered without gap, as many as its counter says, and each has the digest that follows."""
    events = list(TimelineEvent.objects.filter(interview=interview).order_by("sequence"))
    interview.refresh_from_db()
    assert [event.sequence for event in events] == [*range(1, interview.last_event_sequence + 1)]
    digest = chain.GENESIS
    for event in events:
        actor = Actor(event.actor_user_id, event.actor_invitation_id)
        content = chain.content_digest(
            interview_id=interview.pk,
            sequence=event.sequence,
            at=event.created_at,
            actor=actor.key,
            kind=event.kind,
            payload=event.payload,
        )
        digest = chain.link(digest, content)
        assert event.digest == digest


def fail_in(monkeypatch: pytest.MonkeyPatch, interview: Interview, error: Callable[[], Exception]) -> None:
    """The last step of each join into this interview fails, after all has been written."""
    asked_questions = questions.asked_questions

    def fail_there(interview_id: UUID) -> list[dict[str, str]]:
        if interview_id == interview.pk:
            raise error()
        return asked_questions(interview_id)

    monkeypatch.setattr(participation, "asked_questions", fail_there)


# One transaction ------------------------------------------------------------------------------------------------------


def control(act: Callable[[], object]) -> list[str]:
    """The first words of the statements that begin and end transactions and savepoints."""
    with CaptureQueriesContext(connection) as queries:
        act()
    words = [query["sql"].split()[0] for query in queries]
    return [word for word in words if word in ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")]


@pytest.fixture
def open_rooms(rooms: list[Interview], ivan: User) -> list[Interview]:
    """All of them, begun."""
    for room in rooms:
        start_interview(interview_id=room.pk, actor=Actor.user(ivan))
    return rooms


def test_three_share_one_transaction(ivans: list[Arrival], open_rooms: list[Interview]) -> None:
    words = control(lambda: ArrivalStore().append(ivans))
    assert words == ["BEGIN", *(["SAVEPOINT", "RELEASE"] * 3), "COMMIT"]
    assert joined(*open_rooms) == ["ivan0", "ivan1", "ivan2"]


def test_one_alone_needs_no_savepoint(ivans: list[Arrival], open_rooms: list[Interview]) -> None:
    assert control(lambda: ArrivalStore().append(ivans[:1])) == ["BEGIN", "COMMIT"]


def test_the_first_interviewer_starts_each_interview(
    ivans: list[Arrival], rooms: list[Interview], started: list[UUID]
) -> None:
    """Told once the transaction that they share is over."""
    results = ArrivalStore().append(ivans)
    assert states(rooms) == [InterviewState.LIVE] * 3
    assert started == [room.pk for room in rooms]
    begun = [Interview.objects.get(pk=room.pk).started_at for room in rooms]
    assert results == [InterviewSoFar(at, []) for at in begun if at is not None]
    for room in rooms:
        require_whole_timeline(room)


def test_two_of_one_interview(ivans: list[Arrival], rooms: list[Interview], ines: User) -> None:
    """The second finds what the first wrote: it starts nothing, and follows in the timeline."""
    rooms[0].interviewers.add(ines)
    hers = arrival(participant_for_interviewer(ines, rooms[0].pk), "ines", colour=1)
    ArrivalStore().append([ivans[0], hers])
    kinds = TimelineEvent.objects.filter(interview=rooms[0]).order_by("sequence")
    assert list(kinds.values_list("kind", flat=True))[-3:] == [
        EventKind.INTERVIEW_STARTED,
        EventKind.PARTICIPANT_JOINED,
        EventKind.PARTICIPANT_JOINED,
    ]
    require_whole_timeline(rooms[0])


# One that fails -------------------------------------------------------------------------------------------------------


def test_a_refused_one_leaves_nothing(
    ivans: list[Arrival], rooms: list[Interview], caras: Arrival, cara: Invitation, rita: User
) -> None:
    revoke_invitation(invitation=cara, actor=rita)
    first, second, third = ArrivalStore().append([ivans[0], caras, ivans[1]])
    assert isinstance(second, Refused)
    assert second.code == AccessCode.INVITATION_REVOKED
    assert isinstance(first, InterviewSoFar)
    assert isinstance(third, InterviewSoFar)
    assert joined(*rooms) == ["ivan0", "ivan1"]
    require_whole_timeline(rooms[0])


def test_one_that_has_to_be_admitted(ivans: list[Arrival], rooms: list[Interview], caras: Arrival) -> None:
    Interview.objects.filter(pk=caras.interview_id).update(room_locked=True)
    needed, so_far = ArrivalStore().append([caras, ivans[0]])
    assert isinstance(needed, AdmissionNeeded)
    assert needed.reason == RequestReason.LOCKED
    assert isinstance(so_far, InterviewSoFar)
    assert joined(*rooms) == ["ivan0"]


def test_an_admission_lets_one_of_two_in(
    ivans: list[Arrival], rooms: list[Interview], caras: Arrival
) -> None:
    """It is for one place in the room, also where both who have it are written together."""
    Interview.objects.filter(pk=caras.interview_id).update(room_locked=True)
    admission = AdmissionRequest.objects.create(
        interview_id=caras.interview_id,
        actor_invitation_id=caras.participant.actor.invitation_id,
        role=caras.participant.role,
        invited_name="Cara",
        reason=RequestReason.LOCKED,
        state=RequestState.ADMITTED,
        requested_at=timezone.now(),
        decided_at=timezone.now(),
        alive_until=timezone.now(),
    )
    both = [arrival(caras.participant, name, request_id=admission.pk) for name in ("cara", "again")]
    so_far, needed = ArrivalStore().append(both)
    assert isinstance(so_far, InterviewSoFar)
    assert isinstance(needed, AdmissionNeeded)
    assert joined(*rooms) == ["cara"]


def test_an_error_of_one_undoes_what_it_had_written(
    monkeypatch: pytest.MonkeyPatch, ivans: list[Arrival], rooms: list[Interview], started: list[UUID]
) -> None:
    """Its interview has not begun, and nobody is told that it has."""
    fail_in(monkeypatch, rooms[1], PlantedFailure)
    first, second, third = ArrivalStore().append(ivans)
    assert isinstance(second, PlantedFailure)
    assert isinstance(first, InterviewSoFar)
    assert isinstance(third, InterviewSoFar)
    assert states(rooms) == [InterviewState.LIVE, InterviewState.SCHEDULED, InterviewState.LIVE]
    assert started == [rooms[0].pk, rooms[2].pk]
    assert joined(*rooms) == ["ivan0", "ivan2"]
    for room in rooms:
        require_whole_timeline(room)


def test_an_error_of_one_alone_undoes_it_too(
    monkeypatch: pytest.MonkeyPatch, ivans: list[Arrival], rooms: list[Interview], started: list[UUID]
) -> None:
    fail_in(monkeypatch, rooms[0], PlantedFailure)
    [result] = ArrivalStore().append(ivans[:1])
    assert isinstance(result, PlantedFailure)
    assert (states(rooms)[0], started, joined(*rooms)) == (InterviewState.SCHEDULED, [], [])


def test_what_cannot_be_undone_alone_undoes_all(
    monkeypatch: pytest.MonkeyPatch, ivans: list[Arrival], rooms: list[Interview], started: list[UUID]
) -> None:
    """Nobody is told that they are in when the database has rolled everything back."""

    def fail(savepoint: str) -> None:
        raise OperationalError("the connection is lost")

    fail_in(monkeypatch, rooms[2], PlantedFailure)
    monkeypatch.setattr(connection, "savepoint_rollback", fail)
    with pytest.raises(DatabaseError, match="could not be undone"):
        ArrivalStore().append(ivans)
    assert (joined(*rooms), started) == ([], [])


def test_a_commit_that_may_have_been_done_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, ivans: list[Arrival], rooms: list[Interview]
) -> None:
    """Its answer was lost. All are told of a failure, and nobody is in the timeline twice."""
    commit = connection._commit  # type: ignore[attr-defined]

    def commit_and_fail() -> None:
        commit()
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(connection, "_commit", commit_and_fail)
    results = ArrivalStore().append(ivans)
    assert [type(result) for result in results] == [OperationalError] * 3
    assert joined(*rooms) == ["ivan0", "ivan1", "ivan2"]


# By the writer --------------------------------------------------------------------------------------------------------


class BlockedStore(ArrivalStore):
    """Waits for the test's leave before each transaction."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.may_write = threading.Semaphore(0)
        self.has_begun = threading.Semaphore(0)

    def append(self, changes: Sequence[Arrival]) -> list[InterviewSoFar | Exception]:
        self.has_begun.release()
        assert self.may_write.acquire(timeout=PATIENCE_SECONDS)
        self.batches.append([change.user_id for change in changes])
        return super().append(changes)


def writer_of(store: ArrivalStore) -> BatchWriter[Arrival, InterviewSoFar]:
    return BatchWriter(store, name="test-arrivals", unit=attrgetter("user_id"))


def results_of(store: BlockedStore, first: Arrival, meanwhile: list[Arrival]) -> list[Any]:
    """Of a join, and of those that come while it is written, in their order."""

    async def write() -> list[Any]:
        writer = writer_of(store)
        futures = [writer.submit(first)]
        assert await asyncio.to_thread(store.has_begun.acquire, timeout=PATIENCE_SECONDS)
        futures += [writer.submit(each) for each in meanwhile]
        store.may_write.release(100)
        return await asyncio.gather(*futures, return_exceptions=True)

    return asyncio.run(write())


def test_who_comes_meanwhile_shares_the_next_transaction(
    ivans: list[Arrival], rooms: list[Interview], caras: Arrival, cara: Invitation, rita: User
) -> None:
    revoke_invitation(invitation=cara, actor=rita)
    store = BlockedStore()
    results = results_of(store, ivans[0], [caras, *ivans[1:]])
    assert store.batches == [["ivan0"], ["cara", "ivan1", "ivan2"]]
    assert [type(result) for result in results] == [InterviewSoFar, Refused, InterviewSoFar, InterviewSoFar]
    assert joined(*rooms) == ["ivan0", "ivan1", "ivan2"]


def test_after_a_database_error_each_is_tried_by_itself(
    monkeypatch: pytest.MonkeyPatch,
    ivans: list[Arrival],
    rooms: list[Interview],
    ines: User,
    started: list[UUID],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Those of the interview that cannot be written fail, one by one; the others are in, once."""
    rooms[1].interviewers.add(ines)
    hers = arrival(participant_for_interviewer(ines, rooms[1].pk), "ines")
    fail_in(monkeypatch, rooms[1], lambda: OperationalError("no space left"))
    store = BlockedStore()
    results = results_of(store, ivans[0], [ivans[1], hers, ivans[2]])
    assert store.batches == [["ivan0"], ["ivan1", "ines", "ivan2"], ["ivan1"], ["ines"], ["ivan2"]]
    kinds = [InterviewSoFar, OperationalError, OperationalError, InterviewSoFar]
    assert [type(result) for result in results] == kinds
    assert joined(*rooms) == ["ivan0", "ivan2"]
    assert started == [rooms[0].pk, rooms[2].pk]
    assert str(rooms[1].pk) in caplog.text


# Interviews that others hold ------------------------------------------------------------------------------------------


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows")
@pytest.mark.parametrize("count", [1, 3])
def test_a_locked_interview_holds_up_nobody(ivans: list[Arrival], rooms: list[Interview], count: int) -> None:
    """Its own join is told so, and the others' are written while the lock is held."""
    with transaction.atomic(), ThreadPoolExecutor(1) as thread:
        list(Interview.objects.select_for_update().filter(pk=rooms[0].pk))
        results = thread.submit(ArrivalStore().append, ivans[:count]).result(PATIENCE_SECONDS)
    assert [type(result) for result in results] == [InterviewLocked, InterviewSoFar, InterviewSoFar][:count]
    assert joined(*rooms) == ["ivan1", "ivan2"][: count - 1]


def test_the_one_who_finds_it_locked_waits_alone(
    open_room_page: OpenPage, monkeypatch: pytest.MonkeyPatch, ivan: User, interview: Interview
) -> None:
    """And is in as anybody else, written by the thread of their own socket."""
    writers: list[str] = []
    confirm_join = participation.confirm_join

    def noted(**arguments: Any) -> InterviewSoFar:
        writers.append(threading.current_thread().name)
        return confirm_join(**arguments)

    monkeypatch.setattr(participation, "confirm_join", noted)
    open_room_page(ivan).join(interview.pk)
    monkeypatch.setattr(arrivals, "_lock_free_interviews", lambda ids: set())
    page = open_room_page(ivan)
    page.join(interview.pk)
    assert [name.startswith("arrivals") for name in writers] == [True, False]
    assert joined(interview)[1] == page.user_id


# Sockets that go ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_who_goes_while_being_written_leaves_afterwards(
    valkey: str,
    open_room_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    ivan: User,
    cara: Invitation,
    interview: Interview,
    is_cancelled: bool,
) -> None:
    """The departure is written after the arrival, whether the page goes or the server cancels the socket's task: else
    nobody would ever leave who is in the timeline.
    """
    ivans, caras = open_room_page(ivan), open_room_page(cara)
    ivans.join(interview.pk)
    store, append, enter = BlockedStore(), ArrivalStore.append, Presence.join
    tasks: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any] | None]] = []
    entered: list[str] = []

    async def noted(self: Presence, **arguments: Any) -> Any:
        tasks.append((asyncio.get_running_loop(), asyncio.current_task()))
        return await enter(self, **arguments)

    def blocked(self: ArrivalStore, changes: Sequence[Arrival]) -> list[InterviewSoFar | Exception]:
        entered.extend(change.user_id for change in changes)
        store.has_begun.release()
        assert store.may_write.acquire(timeout=PATIENCE_SECONDS)
        return append(self, changes)

    with monkeypatch.context() as patch:
        patch.setattr(Presence, "join", noted)
        patch.setattr(ArrivalStore, "append", blocked)
        caras.ask_later("JOIN_ROOM", {"roomId": str(interview.pk), "userInfo": {}})
        assert store.has_begun.acquire(timeout=PATIENCE_SECONDS)
        if is_cancelled:
            [(loop, task)] = tasks
            assert task is not None
            loop.call_soon_threadsafe(task.cancel)
        else:
            caras.close()
        # What is asked afterwards is answered: the server goes on meanwhile.
        ivans.ask("push_question", {"questionText": "Why?"})
        assert arrivals_and_departures(interview) == ([ivans.user_id], [])
        store.may_write.release()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (written := arrivals_and_departures(interview))[1]:
            assert time.monotonic() < deadline
    assert written == (sorted([ivans.user_id, *entered]), entered)
    while people_in(valkey, interview.pk) != {ivans.user_id}:
        assert time.monotonic() < deadline


async def test_nobody_waits_for_a_writer_that_ends(ivans: list[Arrival]) -> None:
    """When the event loop ends, it cancels the writer, and those who would wait for it go too."""
    store = BlockedStore()
    writer = writer_of(store)
    first = writer.submit(ivans[0])
    assert await asyncio.to_thread(store.has_begun.acquire, timeout=PATIENCE_SECONDS)
    second = writer.submit(ivans[1])
    assert writer._writer is not None
    writer._writer.cancel()
    store.may_write.release(2)
    await asyncio.wait({first, second})
    assert first.cancelled()
    assert second.cancelled()


def test_a_batch_is_bounded(ivans: list[Arrival]) -> None:
    """So that no interview is locked for as long as hundreds of joins take."""

    async def write() -> None:
        writer = arrival_writer()
        resumed = [arrival(ivans[0].participant, f"peer{number}", resumed=True) for number in range(120)]
        await asyncio.gather(*(writer.submit(each) for each in [ivans[0], *resumed]))

    original = ArrivalStore.append
    sizes: list[int] = []

    def counted(self: ArrivalStore, changes: Sequence[Arrival]) -> list[InterviewSoFar | Exception]:
        sizes.append(len(changes))
        return original(self, changes)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ArrivalStore, "append", counted)
        asyncio.run(write())
    assert sizes == [50, 50, 21]
