"""What webhooks tell of, in the transaction of the change, and to whom."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from integrations.choices import WebhookType
from integrations.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from integrations.services.endpoints import change_endpoint
from interviews.models import Interview, Invitation, Position, StageTypeConfig, User
from interviews.services.applications import place_interview
from interviews.services.choosing import choose_time, offer_times
from interviews.services.interviews import (
    cancel_interview,
    change_interview,
    complete_interview,
    reopen_interview,
    schedule_interview,
    start_interview,
)
from interviews.services.scorecards import Rating, criteria_of, save_scorecard
from interviews.timeline import Actor
from tests.conftest import SentTasks
from tests.integrations.conftest import new_endpoint

pytestmark = pytest.mark.django_db
SOMEWHERE = "https://ats.example/hooks"


@pytest.fixture
def told(rita: User) -> WebhookEndpoint:
    """An endpoint that is told of everything."""
    return new_endpoint(SOMEWHERE, rita)


def bodies() -> list[dict[str, Any]]:
    return [json.loads(event.body) for event in WebhookEvent.objects.order_by("created_at")]


def test_an_interview_from_its_appointment_to_its_end(
    told: WebhookEndpoint, interview: Interview, ivan: User
) -> None:
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    ratings = [Rating(3, "") for _ in criteria_of(interview.stage)]
    save_scorecard(
        interviewer=ivan,
        interview_id=interview.pk,
        ratings=ratings,
        recommendation=4,
        summary="Not for other systems",
        hand_in=True,
    )
    told_of = bodies()
    assert [body["type"] for body in told_of] == [
        "interview.scheduled",
        "interview.started",
        "interview.completed",
        "scorecard.handed_in",
    ]
    assert {body["data"]["interviewId"] for body in told_of} == {str(interview.pk)}
    assert [body["data"]["state"] for body in told_of] == ["scheduled", "live", "completed", "completed"]
    assert told_of[-1]["data"]["interviewerId"] == ivan.pk
    # That it happened, and nothing of what it says.
    assert "Not for other systems" not in json.dumps(told_of)


def test_a_time_that_is_still_to_be_chosen_is_told_apart(
    told: WebhookEndpoint, interview: Interview, rita: User
) -> None:
    offer_times(interview=interview, starts=[timezone.now() + timedelta(days=2)], actor=rita)
    cancel_interview(interview_id=interview.pk, actor=Actor.user(rita))
    assert [bodies()[place]["data"]["isTimeOpen"] for place in (0, -1)] == [False, True]


def test_what_of_an_interview_changed(
    told: WebhookEndpoint, interview: Interview, cara: Invitation, rita: User, ivan: User, ines: User
) -> None:
    interview.title = "Another"
    interview.recruiter_notes = "Not for other systems"
    change_interview(
        interview=interview, fields=["title", "recruiter_notes"], interviewers=[ivan, ines], actor=rita
    )
    # What the API does not show is not told of either.
    change_interview(interview=interview, fields=["recruiter_notes"], actor=rita)
    start = timezone.now() + timedelta(days=2)
    offer_times(interview=interview, starts=[start], actor=rita)
    choose_time(invitation=cara, start=start)
    place_interview(interview=interview, position=Position.objects.create(title="Backend"), actor=rita)
    changes = [body["data"] for body in bodies() if body["type"] == "interview.changed"]
    assert [data["changed"] for data in changes] == [
        ["interviewerIds", "title"],
        ["isTimeOpen", "scheduledStart"],
        # The one on offer that counted as the start until now.
        ["isTimeOpen"],
        ["applicationId"],
    ]
    assert [data["isTimeOpen"] for data in changes] == [False, True, False, False]
    assert "Not for other systems" not in json.dumps(bodies())


def test_a_recruiter_who_sets_the_time_on_offer_changes_whether_it_is_open(
    told: WebhookEndpoint, interview: Interview, rita: User
) -> None:
    first, second, third = (timezone.now() + timedelta(days=days) for days in (2, 3, 4))
    offer_times(interview=interview, starts=[first, second], actor=rita)
    # Nothing that the API shows: the earliest is the same.
    offer_times(interview=interview, starts=[first, third], actor=rita)
    change_interview(interview=interview, fields=["title", "scheduled_start"], actor=rita)
    changes = [body["data"] for body in bodies() if body["type"] == "interview.changed"]
    assert [data["changed"] for data in changes] == [["isTimeOpen", "scheduledStart"], ["isTimeOpen"]]
    assert changes[-1]["isTimeOpen"] is False


def test_a_session_that_is_open_again_has_changed(
    told: WebhookEndpoint, stage_dsa: StageTypeConfig, rita: User
) -> None:
    interview = schedule_interview(
        interview=Interview(title="Coding", stage=stage_dsa, scheduled_start=timezone.now()), actor=rita
    )
    start_interview(interview_id=interview.pk, actor=Actor.user(rita))
    complete_interview(interview_id=interview.pk, actor=Actor.user(rita))
    reopen_interview(interview_id=interview.pk, actor=Actor.user(rita))
    data = bodies()[-1]["data"]
    assert (data["changed"], data["state"]) == (["state"], "live")


def test_cancelled(told: WebhookEndpoint, interview: Interview, rita: User) -> None:
    cancel_interview(interview_id=interview.pk, actor=Actor.user(rita))
    assert [body["type"] for body in bodies()] == ["interview.scheduled", "interview.cancelled"]


def test_nothing_personal_is_told(told: WebhookEndpoint, interview: Interview, cara: Invitation) -> None:
    said = json.dumps(bodies())
    for word in (cara.name, cara.email, cara.token, cara.key):
        assert word not in said


def test_a_change_that_is_rolled_back_is_not_told(
    told: WebhookEndpoint, stage_live: StageTypeConfig, rita: User, sent_tasks: SentTasks
) -> None:
    @transaction.atomic
    def schedule_and_fail() -> None:
        never = Interview(title="Never", stage=stage_live, scheduled_start=timezone.now())
        schedule_interview(interview=never, actor=rita)
        assert WebhookDelivery.objects.count() == 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        schedule_and_fail()
    assert not WebhookEvent.objects.exists()
    assert not WebhookDelivery.objects.exists()


def test_each_endpoint_hears_of_what_it_asked_for(rita: User, interview: Interview) -> None:
    only_ends = new_endpoint(SOMEWHERE, rita, [WebhookType.INTERVIEW_CANCELLED.value])
    everything = new_endpoint(SOMEWHERE, rita)
    off = new_endpoint(SOMEWHERE, rita)
    off.is_active = False
    change_endpoint(endpoint=off, fields=["is_active"])
    start_interview(interview_id=interview.pk, actor=Actor.user(rita))
    cancel_interview(interview_id=interview.pk, actor=Actor.user(rita))
    heard = [(one.endpoint_id, one.event.type) for one in WebhookDelivery.objects.order_by("pk")]
    assert heard == [
        (everything.pk, "interview.started"),
        *((endpoint.pk, "interview.cancelled") for endpoint in (only_ends, everything)),
    ]


def test_where_nobody_listens_nothing_is_stored(interview: Interview) -> None:
    assert not WebhookEvent.objects.exists()
