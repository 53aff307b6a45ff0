"""A prepared query gives what its queryset gives, and is compiled once."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Model, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interviews.choices import EventKind
from interviews.models import Interview, Invitation, TimelineEvent, User
from interviews.timeline import SYSTEM, record_event
from rooms.models import DocumentUpdate
from talentsync.lib import prepared_query
from talentsync.lib.prepared_query import PreparedInsert, PreparedQuery, PreparedUpdate


def columns_of(model: Model) -> dict[str, Any]:
    """What was read of it: deferred columns are not in it."""
    return {name: value for name, value in vars(model).items() if not name.startswith("_")}


def with_interview(key: object) -> QuerySet[Invitation]:
    return Invitation.objects.select_related("interview__stage").filter(key=key)


def test_related_models_come_along(cara: Invitation, django_assert_num_queries: Any) -> None:
    prepared = PreparedQuery(with_interview, Invitation._meta.get_field("key"))

    with django_assert_num_queries(1):
        found = prepared.first(cara.key)
        assert found is not None
        stage = found.interview.stage

    expected = with_interview(cara.key).get()
    assert columns_of(found) == columns_of(expected)
    assert columns_of(found.interview) == columns_of(expected.interview)
    assert columns_of(stage) == columns_of(expected.interview.stage)
    assert isinstance(stage.tools_config, dict)


def test_deferred_columns_are_not_read(cara: Invitation) -> None:
    prepared = PreparedQuery(
        lambda pk: Invitation.objects.only("expires_at").filter(pk=pk), Invitation._meta.pk
    )

    found = prepared.first(cara.pk)

    assert found is not None
    assert columns_of(found) == {"id": cara.pk, "expires_at": cara.expires_at}
    assert found.name == cara.name  # read when it is asked for


def test_nothing_found_is_none(db: None) -> None:
    prepared = PreparedQuery(with_interview, Invitation._meta.get_field("key"))

    assert prepared.first("nobody's") is None


def test_rows_come_in_their_order_and_up_to_the_limit(interview: Interview) -> None:
    for number in range(4):
        record_event(interview.pk, EventKind.QUESTION_PUSHED, actor=SYSTEM, payload={"number": number})
    prepared = PreparedQuery(
        lambda interview_id: (
            TimelineEvent.objects.filter(interview_id=interview_id, kind=EventKind.QUESTION_PUSHED)
            .only("payload")
            .order_by("-sequence")[:3]
        ),
        Interview._meta.pk,
    )

    assert [event.payload for event in prepared.rows(interview.pk)] == [{"number": n} for n in (3, 2, 1)]
    assert list(prepared.rows(uuid.uuid4())) == []


def test_values_take_the_places_of_their_own_parameters(interview: Interview) -> None:
    """Also where two are of the same kind."""
    for number in range(3):
        record_event(interview.pk, EventKind.QUESTION_PUSHED, actor=SYSTEM, payload={"number": number})
    first = TimelineEvent.objects.filter(kind=EventKind.QUESTION_PUSHED).earliest("sequence").sequence
    sequence = TimelineEvent._meta.get_field("sequence")
    prepared = PreparedQuery(
        lambda least, most: TimelineEvent.objects.filter(sequence__gte=least, sequence__lt=most).order_by(
            "sequence"
        ),
        sequence,
        sequence,
    )

    found = list(prepared.rows(first + 1, first + 3))

    assert [event.sequence for event in found] == [first + 1, first + 2]


def test_it_is_compiled_once(cara: Invitation) -> None:
    built = []

    def build(key: object) -> QuerySet[Invitation]:
        built.append(key)
        return with_interview(key)

    prepared = PreparedQuery(build, Invitation._meta.get_field("key"))
    with CaptureQueriesContext(connection) as captured:
        for key in (cara.key, "another", cara.key):
            prepared.first(key)

    assert len(built) == 1
    assert len(captured) == 3


def test_another_number_of_values_is_refused(db: None) -> None:
    prepared = PreparedQuery(with_interview, Invitation._meta.get_field("key"))

    with pytest.raises(ValueError, match="argument"):
        prepared.first()


@pytest.mark.django_db(transaction=True)
def test_what_locks_rows_needs_a_transaction_each_time(interview: Interview) -> None:
    prepared = PreparedQuery(
        lambda pk: Interview.objects.select_for_update().only("state").filter(pk=pk), Interview._meta.pk
    )
    with transaction.atomic():
        assert prepared.first(interview.pk) == interview
    if not connection.features.has_select_for_update:
        pytest.skip("this database locks no rows")
    with pytest.raises(TransactionManagementError):
        prepared.first(interview.pk)


# Writing --------------------------------------------------------------------------------------------------------------


def updates(interview: Interview, author: User, *sequences: int) -> list[DocumentUpdate]:
    return [
        DocumentUpdate(
            interview=interview,
            sequence=sequence,
            created_at=timezone.now(),
            actor_user=author,
            update_bytes=bytes([0, sequence, 255]),
        )
        for sequence in sequences
    ]


@pytest.mark.parametrize("sequences", [(1,), (1, 2, 3)])
def test_rows_are_written_as_bulk_create_writes_them(
    interview: Interview, ivan: User, sequences: tuple[int, ...]
) -> None:
    rows = updates(interview, ivan, *sequences)
    PreparedInsert(DocumentUpdate).write(rows)
    written = [columns_of(row) for row in DocumentUpdate.objects.order_by("sequence")]

    DocumentUpdate.objects.all()._raw_delete(using="default")
    DocumentUpdate.objects.bulk_create(rows)
    expected = [columns_of(row) for row in DocumentUpdate.objects.order_by("sequence")]

    def without_key(row: dict[str, Any]) -> dict[str, Any]:
        return {
            name: bytes(value) if name == "update_bytes" else value
            for name, value in row.items()
            if name != "id"
        }

    assert [without_key(row) for row in written] == [without_key(row) for row in expected]


def test_one_row_is_inserted_as_save_inserts_it(interview: Interview, ivan: User) -> None:
    """With the key that the database makes, and as an instance that is saved."""
    [row] = updates(interview, ivan, 1)
    PreparedInsert(DocumentUpdate).insert(row)

    [saved] = updates(interview, ivan, 2)
    saved.save()

    assert (row._state.adding, row._state.db) == (saved._state.adding, saved._state.db)
    assert row.pk is not None
    assert saved.pk == row.pk + 1
    stored = DocumentUpdate.objects.get(pk=row.pk)
    assert (stored.sequence, bytes(stored.update_bytes)) == (1, bytes([0, 1, 255]))
    assert stored.created_at == row.created_at


def test_a_row_that_brings_its_key_is_inserted_under_it(interview: Interview) -> None:
    copy = Interview.objects.get(pk=interview.pk)
    copy.pk = uuid.uuid4()
    PreparedInsert(Interview).insert(copy)

    stored = Interview.objects.get(pk=copy.pk)
    assert {**columns_of(stored), "id": None} == {**columns_of(copy), "id": None}
    assert not copy._state.adding


def test_what_the_database_refuses_is_raised(interview: Interview, ivan: User) -> None:
    PreparedInsert(DocumentUpdate).insert(updates(interview, ivan, 1)[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        PreparedInsert(DocumentUpdate).insert(updates(interview, ivan, 1)[0])


def test_many_rows_are_written_by_few_statements(
    interview: Interview, ivan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared_query, "ROWS_PER_STATEMENT", 2)
    prepared = PreparedInsert(DocumentUpdate)

    with CaptureQueriesContext(connection) as captured:
        prepared.write(updates(interview, ivan, *range(1, 6)))

    assert len(captured) == 3
    stored = DocumentUpdate.objects.order_by("sequence")
    assert [bytes(row.update_bytes) for row in stored] == [bytes([0, number, 255]) for number in range(1, 6)]


def test_nothing_is_written_by_no_statement(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        PreparedInsert(DocumentUpdate).write([])


# Changing -------------------------------------------------------------------------------------------------------------


def renaming(pk: Any, title: object) -> tuple[QuerySet[Interview], dict[str, object]]:
    return Interview.objects.filter(pk=pk), {
        "title": title,
        "last_event_sequence": F("last_event_sequence") + 1,
    }


RENAMING = (Interview._meta.pk, Interview._meta.get_field("title"))


def test_rows_are_changed_as_update_changes_them(interview: Interview) -> None:
    interview.refresh_from_db()
    before = interview.last_event_sequence
    prepared = PreparedUpdate(renaming, *RENAMING)

    assert prepared.execute(interview.pk, "Another") == 1
    assert prepared.execute(uuid.uuid4(), "Nobody's") == 0

    interview.refresh_from_db()
    assert (interview.title, interview.last_event_sequence) == ("Another", before + 1)


def test_an_update_is_compiled_once(interview: Interview) -> None:
    built = []

    def build(pk: Any, title: object) -> tuple[QuerySet[Interview], dict[str, object]]:
        built.append(pk)
        return renaming(pk, title)

    prepared = PreparedUpdate(build, *RENAMING)
    with CaptureQueriesContext(connection) as captured:
        for title in ("One", "Two", "Three"):
            prepared.execute(interview.pk, title)

    assert (len(built), len(captured)) == (1, 3)
    interview.refresh_from_db()
    assert interview.title == "Three"


def test_an_update_with_another_number_of_values_is_refused(interview: Interview) -> None:
    with pytest.raises(ValueError, match="argument"):
        PreparedUpdate(renaming, *RENAMING).execute(interview.pk)
