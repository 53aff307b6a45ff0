"""The database itself refuses what must never be stored, whatever code tries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from interviews.choices import EventKind, InterviewState, Role
from interviews.models import Interview, InterviewQuestion, Invitation, StageTypeConfig, TimelineEvent, User
from interviews.timeline import Actor, record_event


def refuse(constraint: str, write: Callable[[], object]) -> None:
    """The write must fail on exactly this constraint. SQLite names columns, not the constraint, where it can."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("interview_state_known", {"state": "postponed"}),
        ("interview_duration_sane", {"duration_minutes": 4}),
        ("interview_duration_sane", {"duration_minutes": 481}),
        ("interview_scheduled_has_no_times", {"started_at": timezone.now()}),
        ("interview_scheduled_has_no_times", {"ended_at": timezone.now()}),
        ("interview_live_has_started", {"state": InterviewState.LIVE}),
        (
            "interview_live_has_started",
            {"state": InterviewState.LIVE, "started_at": timezone.now(), "ended_at": timezone.now()},
        ),
        ("interview_ended_has_end", {"state": InterviewState.COMPLETED, "started_at": timezone.now()}),
        ("interview_ended_has_end", {"state": InterviewState.CANCELLED}),
        (
            "interview_ends_after_start",
            {
                "state": InterviewState.COMPLETED,
                "started_at": timezone.now(),
                "ended_at": timezone.now() - timedelta(minutes=1),
            },
        ),
    ],
)
def test_an_interview_with_times_that_contradict_its_state_is_refused(
    interview: Interview, constraint: str, values: dict[str, Any]
) -> None:
    refuse(constraint, lambda: Interview.objects.filter(pk=interview.pk).update(**values))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("stage_mode_known", {"mode": "telepathy"}),
        ("stage_duration_sane", {"default_duration_minutes": 0}),
    ],
)
def test_a_stage_of_an_unknown_kind_is_refused(
    stage_live: StageTypeConfig, constraint: str, values: dict[str, Any]
) -> None:
    refuse(constraint, lambda: StageTypeConfig.objects.filter(pk=stage_live.pk).update(**values))


def test_only_candidates_are_invited_by_link(cara: Invitation) -> None:
    refuse(
        "invitation_role_candidate",
        lambda: Invitation.objects.filter(pk=cara.pk).update(role=Role.INTERVIEWER),
    )


def test_a_person_is_invited_once_however_the_address_is_written(cara: Invitation) -> None:
    refuse(
        "invitation_one_per_person_and_role",
        lambda: Invitation.objects.create(
            interview=cara.interview, candidate=cara.candidate, name="C.", email=cara.email.upper()
        ),
    )


@pytest.mark.parametrize("places", ["none", "both"])
def test_a_question_belongs_to_an_interview_or_to_a_bank(
    interview: Interview, stage_live: StageTypeConfig, ivan: User, places: str
) -> None:
    where = {} if places == "none" else {"interview": interview, "stage": stage_live}
    refuse(
        "question_in_interview_or_bank",
        lambda: InterviewQuestion.objects.create(owner=ivan, text="Why?", **where),
    )


def test_a_bank_question_is_copied_into_an_interview_once(
    interview: Interview, stage_live: StageTypeConfig, ivan: User
) -> None:
    source = InterviewQuestion.objects.create(owner=ivan, text="Why?", stage=stage_live)

    def copy() -> InterviewQuestion:
        return InterviewQuestion.objects.create(
            owner=ivan, text="Why?", interview=interview, copied_from=source
        )

    copy()
    refuse("question_copied_once|copied_from_id", copy)


def test_two_events_never_share_a_number(interview: Interview) -> None:
    refuse(
        "timeline_sequence_unique|sequence",
        lambda: TimelineEvent.objects.create(
            interview=interview, sequence=1, created_at=timezone.now(), kind=EventKind.QUESTION_PUSHED
        ),
    )


def test_an_event_has_one_actor(interview: Interview, cara: Invitation, ivan: User) -> None:
    refuse(
        "timeline_one_actor",
        lambda: record_event(
            interview.pk,
            EventKind.PARTICIPANT_JOINED,
            actor=Actor(user_id=ivan.pk, invitation_id=cara.pk),
        ),
    )


def test_who_did_something_cannot_be_deleted_from_under_it(
    interview: Interview, cara: Invitation, rita: User
) -> None:
    record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=Actor(invitation_id=cara.pk))
    with pytest.raises(RestrictedError):
        cara.delete()
    with pytest.raises(ProtectedError):
        rita.delete()
    with pytest.raises(ProtectedError):
        interview.stage.delete()


def test_an_interview_takes_its_records_with_it(interview: Interview, cara: Invitation) -> None:
    record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=Actor(invitation_id=cara.pk))
    interview.delete()
    assert not TimelineEvent.objects.exists()
    assert not Invitation.objects.exists()


class TestDocuments:
    """A JSON field is held to its schema on every way into the table."""

    UNFIT = {"video": "perhaps", "codeEditor": True, "whiteboard": True}

    def test_save(self, stage_live: StageTypeConfig) -> None:
        stage_live.tools_config = self.UNFIT
        with pytest.raises(ValidationError, match="video"):
            stage_live.save()

    def test_update(self, stage_live: StageTypeConfig) -> None:
        with pytest.raises(ValidationError, match="video"):
            StageTypeConfig.objects.update(tools_config=self.UNFIT)

    def test_bulk_create(self, db: None) -> None:
        with pytest.raises(ValidationError, match="video"):
            StageTypeConfig.objects.bulk_create([StageTypeConfig(key="x", name="X", tools_config=self.UNFIT)])

    def test_full_clean_names_the_field(self, stage_live: StageTypeConfig) -> None:
        stage_live.tools_config = {**stage_live.tools_config, "teleport": True}
        with pytest.raises(ValidationError) as raised:
            stage_live.full_clean()
        assert list(raised.value.message_dict) == ["tools_config"]

    def test_submissions(self, interview: Interview) -> None:
        interview.stage_data = {"dsaSubmissions": [{"submissionId": "1", "score": 101}]}
        with pytest.raises(ValidationError, match="dsaSubmissions"):
            interview.save()
