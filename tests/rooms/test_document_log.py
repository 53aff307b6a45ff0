"""The document's log in the database: gap-free, by author and time, and never anything in it that was refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from interviews.models import Interview, Invitation, User
from interviews.models.timeline import AppendOnlyError
from interviews.services.interviews import (
    cancel_interview,
    complete_interview,
    schedule_interview,
    start_interview,
)
from interviews.timeline import Actor
from rooms.batch_writer import WriteResult
from rooms.document import store as document_store
from rooms.document.store import DocumentStore, NewUpdate, document_at, make_checkpoint, sync_document
from rooms.document.update_validator import INDEX_BYTES, SharedDocument
from rooms.models import DocumentCheckpoint, DocumentUpdate
from talentsync.lib.errors import Refused
from talentsync.lib.prepared_query import PreparedInsert
from tests.rooms.typist import Typist
from tests.rooms.yjs_bytes import typed, update


@pytest.fixture
def store() -> DocumentStore:
    return DocumentStore()


def by(person: User | Invitation, interview: Interview, *updates: bytes) -> list[NewUpdate]:
    actor = Actor.user(person) if isinstance(person, User) else Actor(invitation_id=person.pk)
    return [NewUpdate(interview.pk, actor, each) for each in updates]


def codes(results: list[WriteResult]) -> list[object]:
    return [result.code.value if isinstance(result, Refused) else result for result in results]


def stored(interview: Interview) -> list[tuple[int, bytes, str]]:
    rows = DocumentUpdate.objects.filter(interview=interview)
    return [(row.sequence, bytes(row.update_bytes), row.actor.key) for row in rows]


def test_a_batch_is_stored_in_order_with_authors_and_time(
    store: DocumentStore, interview: Interview, ivan: User, cara: Invitation
) -> None:
    typist = Typist()
    before = timezone.now()
    first, second, third = typist.type("a"), typist.type("b"), typist.type("c")
    assert store.append([*by(ivan, interview, first), *by(cara, interview, second)]) == [True, True]
    assert store.append(by(ivan, interview, third)) == [True]

    assert stored(interview) == [
        (1, first, f"user:{ivan.pk}"),
        (2, second, f"invitation:{cara.pk}"),
        (3, third, f"user:{ivan.pk}"),
    ]
    times = list(DocumentUpdate.objects.values_list("created_at", flat=True))
    assert before <= times[0] <= times[1] <= times[2] <= timezone.now()


def test_what_says_nothing_new_is_accepted_and_not_stored(
    store: DocumentStore, interview: Interview, ivan: User
) -> None:
    """Resends, and the diff that a page makes after a sync; also to a process that has just started."""
    typist = Typist()
    updates = [typist.type("hello"), typist.erase(1, 3)]
    assert store.append(by(ivan, interview, *updates, updates[0], updates[1])) == [True, True, False, False]
    again = by(ivan, interview, *updates, typist.lacking(typist.state_vector), b"\x00\x00")
    assert DocumentStore().append(again) == [False] * 4
    assert len(stored(interview)) == 2


def test_refusals_leave_the_rest_of_the_batch_alone(
    store: DocumentStore, interview: Interview, ivan: User
) -> None:
    typist, other = Typist(), Typist()
    first = typist.type("a")
    typist.type("lost ")
    third = typist.type("c")
    bad = [first[:-1], first + b"\x00", update((1, 0, [typed("x", root="notes")]))]
    results = store.append(by(ivan, interview, first, *bad, third, other.type("x"), b"\x00" * 500_001))
    assert codes(results) == [True, *["invalid_payload"] * 3, "out_of_order", True, "too_large"]
    assert [sequence for sequence, _, _ in stored(interview)] == [1, 2]
    assert document_at(interview.pk).code in ("ax", "xa")


def test_two_rooms_count_for_themselves(
    store: DocumentStore, interview: Interview, ivan: User, rita: User
) -> None:
    other = schedule_interview(
        interview=Interview(title="Other", stage=interview.stage, scheduled_start=timezone.now()), actor=rita
    )
    here, there = Typist(), Typist()
    batch = [*by(ivan, interview, here.type("a")), *by(ivan, other, there.type("b"), there.type("c"))]
    assert store.append(batch) == [True] * 3
    assert [row[0] for row in stored(interview)] == [1]
    assert [row[0] for row in stored(other)] == [1, 2]
    assert (document_at(interview.pk).code, document_at(other.pk).code) == ("a", "bc")


def test_processes_take_turns(interview: Interview, ivan: User, cara: Invitation) -> None:
    """Each has read the log before the other wrote; the second still sees what the first has added."""
    first, second = DocumentStore(), DocumentStore()
    ivans, caras = Typist(), Typist()
    assert first.append(by(ivan, interview, ivans.type("a"))) == [True]
    caras.hear(ivans.made[0])
    assert second.append(by(cara, interview, caras.type("b"))) == [True]
    assert second.append(by(cara, interview, ivans.made[0])) == [False]
    ivans.hear(caras.made[0])
    assert first.append(by(ivan, interview, ivans.type("c"), caras.made[0])) == [True, False]
    assert [row[0] for row in stored(interview)] == [1, 2, 3]
    assert document_at(interview.pk).code == "abc"


def rooms_like(interview: Interview, rita: User, count: int) -> list[Interview]:
    return [
        schedule_interview(
            interview=Interview(title="Other", stage=interview.stage, scheduled_start=timezone.now()),
            actor=rita,
        )
        for _ in range(count)
    ]


def test_processes_take_turns_in_several_rooms_at_once(
    monkeypatch: pytest.MonkeyPatch, interview: Interview, ivan: User, cara: Invitation, rita: User
) -> None:
    """Also where the rooms take more than one statement, and some of them are new to a process."""
    monkeypatch.setattr(document_store, "LOGS_PER_STATEMENT", 2)
    rooms = [interview, *rooms_like(interview, rita, 4)]
    typists = [Typist() for _ in rooms]
    first, second = DocumentStore(), DocumentStore()

    def each_types(text: str) -> list[NewUpdate]:
        pairs = zip(rooms, typists, strict=True)
        return [new for room, typist in pairs for new in by(ivan, room, typist.type(text))]

    assert first.append(each_types("a")) == [True] * 5
    # These two are known to both, the others to the first alone.
    known = [*by(ivan, rooms[0], typists[0].type("b")), *by(cara, rooms[3], typists[3].type("b"))]
    assert second.append(known) == [True] * 2
    assert first.append(each_types("c")) == [True] * 5
    assert second.append(each_types("d")) == [True] * 5

    assert [document_at(room.pk).code for room in rooms] == ["abcd", "acd", "acd", "abcd", "acd"]
    assert [row[0] for row in stored(rooms[0])] == [1, 2, 3, 4]


def test_what_a_batch_asks_the_database(
    store: DocumentStore, interview: Interview, ivan: User, rita: User
) -> None:
    """However many rooms are in it: the lock of their interviews, and what others have added to their logs."""
    rooms = [interview, *rooms_like(interview, rita, 2)]
    typists = [Typist() for _ in rooms]
    batches = [
        [
            new
            for room, typist in zip(rooms, typists, strict=True)
            for new in by(ivan, room, typist.type(text))
        ]
        for text in "abc"
    ]
    store.append(batches[0])
    store.append(batches[1])  # compiles what is prepared

    with CaptureQueriesContext(connection) as captured:
        assert store.append(batches[2]) == [True] * 3

    kinds = [query["sql"].split()[0] for query in captured.captured_queries]
    assert kinds.count("SELECT") == 2


@pytest.mark.parametrize(
    ("end", "code"),
    [(complete_interview, "interview_over"), (cancel_interview, "interview_cancelled")],
)
def test_an_ended_interview_takes_nothing(
    store: DocumentStore, interview: Interview, ivan: User, end: object, code: str
) -> None:
    """Not even from a process that wrote before and has heard of no end."""
    typist = Typist()
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    assert store.append(by(ivan, interview, typist.type("a"))) == [True]
    assert end(interview_id=interview.pk, actor=Actor.user(ivan))  # type: ignore[operator]
    assert codes(store.append(by(ivan, interview, typist.type("b")))) == [code]
    assert len(stored(interview)) == 1
    assert sync_document(interview.pk, b"\x00").read_only


def test_a_deleted_interview_takes_its_document_along(
    store: DocumentStore, interview: Interview, ivan: User, cara: Invitation
) -> None:
    typist = Typist()
    store.append(by(cara, interview, typist.type("a"), typist.type("b")))
    make_checkpoint(interview.pk)
    gone = Interview(pk=interview.pk)
    interview.delete()
    assert not DocumentUpdate.objects.exists()
    assert not DocumentCheckpoint.objects.exists()
    assert codes(store.append(by(ivan, gone, typist.type("c")))) == ["room_not_found"]


def test_a_failed_transaction_is_forgotten(
    monkeypatch: pytest.MonkeyPatch, store: DocumentStore, interview: Interview, ivan: User
) -> None:
    """The index must not remember what the database does not hold: the resend is stored."""
    typist = Typist()

    def fail(insert: object, rows: object) -> None:
        raise OperationalError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(PreparedInsert, "write", fail)
        with pytest.raises(OperationalError):
            store.append(by(ivan, interview, typist.type("a")))
    assert store.append(by(ivan, interview, typist.made[0])) == [True]
    assert document_at(interview.pk).code == "a"


# Checkpoints ----------------------------------------------------------------------------------------------------------


def test_checkpoints_change_nothing_that_is_read(
    store: DocumentStore, settings: Settings, interview: Interview, ivan: User
) -> None:
    """Every moment of the log reads the same with and without them, through an emptied and a refilled document."""
    settings.ROOM_DOCUMENT_CHECKPOINT_UPDATES = 4
    typist = Typist()
    moments = [SharedDocument("", "python")]
    for number in range(11):
        made = [typist.choose("go")] if number == 5 else [typist.type(f"{number}\U0001f600")]
        if number == 7:
            made.append(typist.erase(0, len(typist.code)))
        for each in made:
            assert store.append(by(ivan, interview, each)) == [True]
            store.maintain()
        moments += [SharedDocument("", "")] * (len(made) - 1)
        moments.append(SharedDocument(typist.code, typist.language or "python"))

    assert list(DocumentCheckpoint.objects.values_list("sequence", flat=True)) == [4, 8, 12]
    for sequence, moment in enumerate(moments):
        if moment.language:
            assert document_at(interview.pk, sequence) == moment
    assert document_at(interview.pk) == moments[-1]
    late = Typist()
    late.hear(sync_document(interview.pk, late.state_vector).update)
    assert late.code == typist.code
    assert DocumentStore().append(by(ivan, interview, *typist.made)) == [False] * len(typist.made)


def test_long_logs_have_fewer_checkpoints(
    monkeypatch: pytest.MonkeyPatch,
    store: DocumentStore,
    settings: Settings,
    interview: Interview,
    ivan: User,
) -> None:
    """From 20 updates on, here, a half of the log may follow the last one."""
    settings.ROOM_DOCUMENT_CHECKPOINT_UPDATES = 10
    monkeypatch.setattr(document_store, "CHECKPOINTS_PER_LOG", 2)
    typist = Typist()
    for _ in range(90):
        store.append(by(ivan, interview, typist.type("x")))
        store.maintain()
    assert list(DocumentCheckpoint.objects.values_list("sequence", flat=True)) == [10, 20, 39, 77]
    assert document_at(interview.pk).code == typist.code


def test_two_processes_may_come_to_the_same_checkpoint(
    store: DocumentStore, interview: Interview, ivan: User
) -> None:
    store.append(by(ivan, interview, Typist().type("a")))
    assert (make_checkpoint(interview.pk), make_checkpoint(interview.pk)) == (1, 1)
    assert DocumentCheckpoint.objects.count() == 1


def test_a_document_may_not_grow_past_its_limit(
    store: DocumentStore, settings: Settings, interview: Interview, ivan: User
) -> None:
    """What was erased again does not count, even though the log keeps it."""
    settings.ROOM_DOCUMENT_MAX_BYTES = 10_000
    typist = Typist()
    for _ in range(5):
        assert store.append(by(ivan, interview, typist.type("x" * 4_000))) == [True]
        assert store.append(by(ivan, interview, typist.erase(0, 4_000))) == [True]
    assert store.append(by(ivan, interview, typist.type("y" * 9_000))) == [True]
    before = typist.state_vector
    typist.type("z" * 2_000)
    refused = store.append(by(ivan, interview, typist.lacking(before)))
    assert codes(refused) == ["too_large"]
    assert codes(DocumentStore().append(by(ivan, interview, typist.lacking(before)))) == ["too_large"]
    assert document_at(interview.pk).code == "y" * 9_000
    # Whoever takes something away again gets through, and a resend is no growth.
    typist.erase(8_000, 11_000)
    assert store.append(by(ivan, interview, typist.lacking(before), typist.made[0])) == [True, False]
    assert document_at(interview.pk).code == typist.code


def test_cached_logs_are_bounded(settings: Settings, interview: Interview, ivan: User, rita: User) -> None:
    """A process that has seen many rooms forgets the one it used least lately, and reads it again when needed."""
    settings.ROOM_CACHE_BYTES = 3 * INDEX_BYTES
    store, typist = DocumentStore(), Typist()
    assert store.append(by(ivan, interview, typist.type("a"))) == [True]
    for other in rooms_like(interview, rita, 3):
        assert store.append(by(ivan, other, Typist().type("b"))) == [True]
    assert len(store._cached) == 2
    assert store.append(by(ivan, interview, typist.type("c"), typist.made[0])) == [True, False]
    assert document_at(interview.pk).code == "ac"


# The tables -----------------------------------------------------------------------------------------------------------


def test_a_log_is_never_changed(store: DocumentStore, interview: Interview, ivan: User) -> None:
    store.append(by(ivan, interview, Typist().type("a")))
    make_checkpoint(interview.pk)
    for row in (DocumentUpdate.objects.get(), DocumentCheckpoint.objects.get()):
        rows = type(row)._default_manager.all()
        for change in (row.save, row.delete, rows.delete, lambda rows=rows: rows.update(sequence=2)):
            with pytest.raises(AppendOnlyError):
                change()
    assert len(stored(interview)) == 1


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("documentupdate_sequence_unique|UNIQUE", {"sequence": 1}),
        ("documentupdate_sequence_from_1", {"sequence": 0}),
        ("documentupdate_one_actor", {"sequence": 2, "actor_user": None}),
    ],
)
def test_the_database_refuses_what_no_log_holds(
    store: DocumentStore, interview: Interview, ivan: User, constraint: str, values: dict[str, object]
) -> None:
    store.append(by(ivan, interview, Typist().type("a")))
    row = {
        "actor_user": ivan,
        "created_at": timezone.now() + timedelta(seconds=1),
        "update_bytes": b"",
        **values,
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DocumentUpdate.objects.create(interview=interview, **row)
