"""A live interview that nobody ended is ended by itself, long after it should have been over."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from interviews.choices import EventKind, InterviewState
from interviews.models import Interview, StageTypeConfig, User
from interviews.services.interviews import complete_interview, schedule_interview, start_interview
from interviews.tasks import complete_forgotten_interviews
from interviews.timeline import SYSTEM

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def six_hours(settings: Settings) -> None:
    settings.FORGOTTEN_INTERVIEW_HOURS = 6


def live(interview: Interview, *, scheduled: timedelta, started: timedelta) -> Interview:
    """The interview, live, with both times that long ago. It was planned for an hour."""
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    now = timezone.now()
    Interview.objects.filter(pk=interview.pk).update(
        scheduled_start=now - scheduled, started_at=now - started, duration_minutes=60
    )
    return interview


def state_of(interview: Interview) -> str:
    return Interview.objects.values_list("state", flat=True).get(pk=interview.pk)


def test_forgotten_interview_is_completed_once(interview: Interview) -> None:
    live(interview, scheduled=8 * HOUR, started=8 * HOUR)

    assert complete_forgotten_interviews() == 1
    assert complete_forgotten_interviews() == 0

    assert state_of(interview) == InterviewState.COMPLETED
    assert interview.timeline.filter(kind=EventKind.INTERVIEW_COMPLETED).count() == 1


def test_one_that_cannot_be_completed_keeps_no_other_from_its_end(
    interview: Interview, stage_live: StageTypeConfig, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = schedule_interview(
        interview=Interview(title="Another", stage=stage_live, scheduled_start=timezone.now()), actor=rita
    )
    for one in (interview, other):
        live(one, scheduled=8 * HOUR, started=8 * HOUR)
    first = Interview.objects.live().order_by().values_list("pk", flat=True)[0]

    def fail_at_first(*, interview_id: uuid.UUID) -> bool:
        if interview_id == first:
            raise RuntimeError("a bad row")
        return complete_interview(interview_id=interview_id)

    monkeypatch.setattr("interviews.tasks.complete_interview", fail_at_first)

    assert complete_forgotten_interviews() == 1
    assert {state_of(one) for one in (interview, other) if one.pk != first} == {InterviewState.COMPLETED}


def test_interview_within_the_time_goes_on(interview: Interview) -> None:
    live(interview, scheduled=6.5 * HOUR, started=6.5 * HOUR)

    assert complete_forgotten_interviews() == 0
    assert state_of(interview) == InterviewState.LIVE


def test_interview_that_began_late_gets_its_whole_time(interview: Interview) -> None:
    """The appointment was missed by a day, and now the two are talking."""
    live(interview, scheduled=24 * HOUR, started=1 * HOUR)

    assert complete_forgotten_interviews() == 0
    assert state_of(interview) == InterviewState.LIVE


def test_interview_that_never_began_stays_scheduled(interview: Interview) -> None:
    Interview.objects.filter(pk=interview.pk).update(scheduled_start=timezone.now() - 100 * HOUR)

    assert complete_forgotten_interviews() == 0
    assert state_of(interview) == InterviewState.SCHEDULED
