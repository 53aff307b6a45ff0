"""Scorecards that were not handed in wait on the desk, for a while."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interviews.choices import EventKind
from interviews.lacks import MAX_TASKS_OF_A_KIND, SCORECARD_DAYS, lacking_interviews
from interviews.models import Interview, StageTypeConfig, User
from interviews.services.interviews import (
    cancel_interview,
    complete_interview,
    schedule_interview,
    start_interview,
)
from interviews.services.scorecards import save_scorecard
from interviews.timeline import SYSTEM, Actor, record_event
from tests.conftest import signed_in

TITLE = "Scorecards missing"


def hold(interview: Interview, *there: User) -> Interview:
    """Have these interviewers in its room, and end it."""
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    for person in there:
        record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=Actor.user(person))
    complete_interview(interview_id=interview.pk, actor=SYSTEM)
    return interview


@pytest.fixture
def held(interview: Interview, ivan: User) -> Interview:
    """By Ivan, who was there and owes a scorecard."""
    return hold(interview, ivan)


def hand_in(interviewer: User, interview: Interview, *, hand_in: bool = True) -> None:
    save_scorecard(
        interviewer=interviewer,
        interview_id=interview.pk,
        ratings=[],
        recommendation=3,
        summary="Good",
        hand_in=hand_in,
    )


def desk_of(person: User) -> str:
    return unescape(signed_in(person).get("/admin/").content.decode())


def test_it_leads_to_where_the_names_stand(held: Interview, ivan: User, rita: User) -> None:
    page = reverse("admin:interviews_interview_change", args=[held.pk])
    assert f'href="{page}#scorecards-heading" aria-label="See whose: {held.title}"' in desk_of(rita)
    told = signed_in(rita).get(page).content.decode()
    assert 'id="scorecards-heading"' in told
    assert f"To be handed in: {ivan.display_name}" in told


def test_only_handing_in_settles_it(held: Interview, ivan: User, rita: User) -> None:
    hand_in(ivan, held, hand_in=False)
    assert TITLE in desk_of(rita)
    hand_in(ivan, held)
    assert TITLE not in desk_of(rita)


def test_one_of_two_is_awaited(interview: Interview, ivan: User, ines: User, rita: User) -> None:
    interview.interviewers.add(ines)
    hold(interview, ivan, ines)
    hand_in(ivan, interview)
    assert f'{TITLE} <span class="desk-count">1</span>' in desk_of(rita)
    hand_in(ines, interview)
    assert TITLE not in desk_of(rita)


def test_who_was_not_there_or_is_gone_is_not_awaited(
    interview: Interview, ivan: User, ines: User, rita: User
) -> None:
    interview.interviewers.add(ines)
    hold(interview, ivan)
    hand_in(ivan, interview)
    assert TITLE not in desk_of(rita), "Ines was not in the room"
    record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=Actor.user(ines))
    assert TITLE in desk_of(rita)
    User.objects.filter(pk=ines.pk).update(is_active=False)
    assert TITLE not in desk_of(rita)


def test_nothing_is_missing_before_the_end(interview: Interview, ivan: User, rita: User) -> None:
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=Actor.user(ivan))
    assert TITLE not in desk_of(rita)
    cancel_interview(interview_id=interview.pk, actor=Actor.user(rita))
    assert TITLE in desk_of(rita), "broken off, it was held all the same"


def test_old_ones_do_not_pile_up(held: Interview, rita: User) -> None:
    limit = timezone.now() - timedelta(days=SCORECARD_DAYS)
    for ended_at, is_told in ((limit + timedelta(minutes=5), True), (limit - timedelta(minutes=5), False)):
        Interview.objects.filter(pk=held.pk).update(
            started_at=ended_at - timedelta(hours=1), ended_at=ended_at
        )
        assert (TITLE in desk_of(rita)) is is_told


def test_all_of_them_are_in_the_list_of_ended_interviews(
    rita: User, ivan: User, stage_live: StageTypeConfig
) -> None:
    number = MAX_TASKS_OF_A_KIND + 1
    for n in range(number):
        interview = Interview(title=f"No {n}", stage=stage_live, scheduled_start=timezone.now())
        hold(schedule_interview(interview=interview, interviewers=[ivan], actor=rita), ivan)
    assert f'<a href="/interviews/ended/?missing=1">All {number}</a>' in desk_of(rita)
    assert f"{number} interviews" in signed_in(rita).get("/interviews/ended/?missing=1").content.decode()


def test_they_are_found_by_their_ends_and_by_who_was_there(held: Interview, rita: User) -> None:
    """However many interviews there have been, and however many events of one person."""
    request = RequestFactory().get("/admin/")
    request.user = rita
    rita.has_perm("interviews.change_interview")
    with CaptureQueriesContext(connection) as queries:
        assert TITLE in [kind.title for kind in lacking_interviews(request)]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
            plan = "\n".join(step for *_, step in cursor.fetchall())
        assert "SEARCH interviews_interview USING INDEX interview_ended_at (ended_at>?)" in plan
        assert "USING INDEX timeline_joined (interview_id=? AND actor_user_id=?)" in plan
        assert "invitation_unopened (expires_at>? AND expires_at<?)" in plan
        assert "admissionrequest_waiting (alive_until>?)" in plan
        assert "SCAN U0" not in plan
        assert "SCAN V0" not in plan
