"""Candidates who wait before a room wait for a recruiter as well: on the desk."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from interviews.access.rooms import participant_for_account, participant_for_invitation
from interviews.choices import Role
from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.models.user import INTERVIEWERS, RECRUITERS
from interviews.services.interviews import schedule_interview, start_interview
from interviews.timeline import SYSTEM
from rooms.admission.services import request_admission, withdraw
from rooms.models import AdmissionRequest, RequestReason, RequestState
from tests.conftest import make_person, signed_in

TITLE = "Candidates waiting in a lobby"


@pytest.fixture
def waiting(cara: Invitation) -> AdmissionRequest:
    """Cara, for longer than a busy machine takes for a test."""
    request = request_admission(
        participant=participant_for_invitation(cara), typed_name="", reason=RequestReason.EARLY
    )
    AdmissionRequest.objects.update(alive_until=timezone.now() + timedelta(hours=1))
    return request


def desk_of(person: User) -> str:
    return unescape(signed_in(person).get("/admin/").content.decode())


def test_a_recruiter_is_led_to_who_holds_it(
    rita: User, interview: Interview, waiting: AdmissionRequest
) -> None:
    page = reverse("admin:interviews_interview_change", args=[interview.pk])
    assert f'{TITLE} <span class="desk-count">1</span>' in desk_of(rita)
    assert f'href="{page}" aria-label="See who holds it: {interview.title}"' in desk_of(rita)


def test_whoever_holds_it_is_led_to_the_room(interview: Interview, waiting: AdmissionRequest) -> None:
    holder = make_person("hope", RECRUITERS, INTERVIEWERS, is_staff=True)
    interview.interviewers.add(holder)
    room = reverse("room", args=[interview.pk])
    assert f'href="{room}" aria-label="Open the room: {interview.title}"' in desk_of(holder)
    assert "See who holds it" not in desk_of(holder)


def test_they_stand_before_all_else(
    rita: User, stage_live: StageTypeConfig, waiting: AdmissionRequest
) -> None:
    schedule_interview(
        interview=Interview(title="Lonely", stage=stage_live, scheduled_start=timezone.now()),
        interviewers=[],
        actor=rita,
    )
    shown = desk_of(rita)
    assert shown.index(TITLE) < shown.index("Interviews without an interviewer")


def test_a_knock_at_a_room_that_is_open_counts(
    rita: User, interview: Interview, cara: Invitation, waiting: AdmissionRequest
) -> None:
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    AdmissionRequest.objects.update(reason=RequestReason.KNOCK)
    # From two tabs, once.
    request_admission(
        participant=participant_for_invitation(cara), typed_name="", reason=RequestReason.LINK_IN_USE
    )
    assert f'{TITLE} <span class="desk-count">1</span>' in desk_of(rita)


def test_whoever_has_gone_or_come_in_does_not_wait(rita: User, waiting: AdmissionRequest) -> None:
    AdmissionRequest.objects.update(alive_until=timezone.now() - timedelta(seconds=1))
    assert TITLE not in desk_of(rita)
    for state in set(RequestState.values) - {RequestState.WAITING}:
        AdmissionRequest.objects.update(state=state, alive_until=timezone.now() + timedelta(minutes=1))
        assert TITLE not in desk_of(rita), state


def test_who_withdraws_does_not_wait(rita: User, waiting: AdmissionRequest) -> None:
    assert withdraw(waiting.pk)
    assert TITLE not in desk_of(rita)


def test_colleagues_who_wait_are_the_interviewers_matter(
    rita: User, ines: User, interview: Interview
) -> None:
    request_admission(
        participant=participant_for_account(ines, interview.pk, Role.OBSERVER),
        typed_name="",
        reason=RequestReason.EARLY,
    )
    assert TITLE not in desk_of(rita)


def test_they_are_found_by_their_own_index(interview: Interview, waiting: AdmissionRequest) -> None:
    """However many have waited over the years."""
    plan = AdmissionRequest.objects.waiting().order_by().values("interview").explain()
    if connection.vendor == "sqlite":
        assert "admissionrequest_waiting" in plan
