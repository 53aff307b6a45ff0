"""The timeline is written once and in order."""

import pytest
from django.db import transaction
from django.utils import timezone

from interviews.choices import EventKind
from interviews.models import Interview, TimelineEvent, User
from interviews.models.timeline import AppendOnlyError
from interviews.timeline import SYSTEM, Actor, record_event


@pytest.fixture
def event(interview: Interview, ivan: User) -> TimelineEvent:
    return record_event(
        interview.pk, EventKind.QUESTION_PUSHED, actor=Actor.user(ivan), payload={"questionText": "Why?"}
    )


def test_an_event_keeps_what_it_was_given(event: TimelineEvent, ivan: User) -> None:
    stored = TimelineEvent.objects.get(pk=event.pk)
    assert (stored.actor_user, stored.actor_invitation) == (ivan, None)
    assert stored.payload == {"questionText": "Why?"}
    assert stored.created_at <= timezone.now()


def test_it_is_never_changed(event: TimelineEvent) -> None:
    event.payload = {"questionText": "Why not?"}
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        TimelineEvent.objects.update(payload={})
    with pytest.raises(AppendOnlyError), transaction.atomic():
        TimelineEvent.objects.bulk_update([event], ["payload"])
    with pytest.raises(AppendOnlyError):
        event.interview.timeline.all().update(payload={})
    assert TimelineEvent.objects.get(pk=event.pk).payload == {"questionText": "Why?"}


def test_it_is_never_deleted_alone(event: TimelineEvent) -> None:
    with pytest.raises(AppendOnlyError):
        event.delete()
    with pytest.raises(AppendOnlyError):
        TimelineEvent.objects.filter(pk=event.pk).delete()
    assert TimelineEvent.objects.filter(pk=event.pk).exists()


def test_each_interview_counts_for_itself(interview: Interview, event: TimelineEvent) -> None:
    other = Interview.objects.create(
        title="Other", stage=interview.stage, scheduled_start=timezone.now(), created_by=interview.created_by
    )
    assert record_event(other.pk, EventKind.INTERVIEW_SCHEDULED, actor=SYSTEM).sequence == 1
    assert event.sequence == interview.timeline.count()


def test_there_is_no_timeline_without_an_interview(interview: Interview) -> None:
    gone = interview.pk
    interview.delete()
    with pytest.raises(Interview.DoesNotExist):
        record_event(gone, EventKind.QUESTION_PUSHED, actor=SYSTEM)


@pytest.mark.parametrize("actor", [SYSTEM, Actor(user_id=3), Actor(invitation_id=8)])
def test_an_actor_survives_as_a_word(actor: Actor) -> None:
    assert Actor.from_key(actor.key) == actor


@pytest.mark.parametrize("word", ["", "user", "user:", "user:x", "guest:1", "system:1"])
def test_another_word_names_no_actor(word: str) -> None:
    with pytest.raises(ValueError, match=r"actor|int"):
        Actor.from_key(word)
