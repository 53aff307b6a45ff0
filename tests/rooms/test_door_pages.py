"""The pages around the door: who waits, inviting a colleague, copying links, and what a candidate's page never has."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.access.rooms import participant_for_invitation
from interviews.choices import EventKind, Role
from interviews.models import Interview, Invitation, TimelineEvent, User
from interviews.services.interviews import add_colleague, complete_interview, start_interview
from interviews.timeline import Actor
from rooms.admission.services import request_admission
from rooms.models import AdmissionRequest, RequestReason
from tests.conftest import make_person, signed_in

MARKER = "Zaphod-Marker-4711"


@pytest.fixture
def waiting(cara: Invitation) -> AdmissionRequest:
    """Cara, who calls herself otherwise, waits before the room."""
    return request_admission(
        participant=participant_for_invitation(cara), typed_name=MARKER, reason=RequestReason.EARLY
    )


def observe(interview: Interview, colleague: User, by: User) -> None:
    add_colleague(interview_id=interview.pk, colleague=colleague, role=Role.OBSERVER, actor=Actor.user(by))


# Who waits ------------------------------------------------------------------------------------------------------------


def test_interviewers_see_who_waits_before_their_rooms(
    ivan: User, ines: User, interview: Interview, waiting: AdmissionRequest
) -> None:
    answer = signed_in(ivan).get("/interviews/waiting/")
    assert answer.json() == {
        "waiting": [
            {
                "interviewId": str(interview.pk),
                "requestId": str(waiting.pk),
                "name": MARKER,
                "invitedName": "Cara Candidate",
                "role": "candidate",
                "reason": "early",
                "since": waiting.requested_at.isoformat(),
            }
        ]
    }
    assert "no-store" in answer["Cache-Control"]
    # Not of others' interviews, and not of those that they only observe.
    assert signed_in(ines).get("/interviews/waiting/").json() == {"waiting": []}
    observe(interview, ines, ivan)
    assert signed_in(ines).get("/interviews/waiting/").json() == {"waiting": []}


def test_whoever_has_gone_does_not_wait(ivan: User, waiting: AdmissionRequest) -> None:
    AdmissionRequest.objects.update(alive_until=timezone.now() - timedelta(seconds=1))
    assert signed_in(ivan).get("/interviews/waiting/").json() == {"waiting": []}


# Inviting a colleague -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["observer", "interviewer"])
def test_a_colleague_is_invited(ivan: User, ines: User, interview: Interview, role: str) -> None:
    """Once; it shows up in their list, and in the interview's timeline."""
    url = reverse("invite_colleague", args=[interview.pk])
    answers = [signed_in(ivan).post(url, {"account": ines.pk, "role": role}).json() for _ in range(2)]
    assert [answer["added"] for answer in answers] == [True, False]
    assert answers[0]["name"] == "Ines Example"
    page = signed_in(ines).get("/").content.decode()
    assert interview.title in page
    assert ("Observer" in page) is (role == "observer")
    event = TimelineEvent.objects.get(interview=interview, kind=EventKind.INTERVIEW_CHANGED)
    assert event.payload == {f"{role}sAdded": [ines.pk]}
    assert event.actor_user == ivan


def test_who_may_invite_and_who_may_be_invited(
    ivan: User, ines: User, sam: User, rita: User, interview: Interview
) -> None:
    url = reverse("invite_colleague", args=[interview.pk])
    body = {"account": ines.pk, "role": "observer"}
    assert signed_in(ines).post(url, body).status_code == 404
    observe(interview, ines, ivan)
    assert signed_in(ines).post(url, {**body, "role": "interviewer"}).status_code == 404
    ivans = signed_in(ivan)
    closed = make_person("gone", "Interviewers")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    for wrong in (
        {"account": sam.pk, "role": "observer"},
        {"account": closed.pk, "role": "observer"},
        {"account": 0, "role": "observer"},
        {"account": rita.pk, "role": "candidate"},
        {"account": rita.pk},
        {},
    ):
        assert ivans.post(url, wrong).status_code == 422, wrong
    assert ivans.post(url, {"account": rita.pk, "role": "observer"}).json()["added"] is True
    assert ivans.get(url).status_code == 405

    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    complete_interview(interview_id=interview.pk)
    answer = ivans.post(url, body)
    assert (answer.status_code, answer.json()["code"]) == (410, "interview_over")


# What stands on which page --------------------------------------------------------------------------------------------


def test_interviewers_can_hand_the_candidates_link_on(
    ivan: User, cara: Invitation, interview: Interview
) -> None:
    """From the list and from the room, while it works."""
    for path in ("/", reverse("room", args=[interview.pk])):
        assert f"/join/{cara.token}/" in signed_in(ivan).get(path).content.decode()
    Invitation.objects.update(revoked_at=timezone.now())
    for path in ("/", reverse("room", args=[interview.pk])):
        assert cara.token not in signed_in(ivan).get(path).content.decode()


def test_an_observers_page_has_nothing_to_decide_with(
    ivan: User, ines: User, cara: Invitation, interview: Interview, waiting: AdmissionRequest
) -> None:
    observe(interview, ines, ivan)
    pages = [
        signed_in(ines).get(path).content.decode() for path in (reverse("room", args=[interview.pk]), "/")
    ]
    for secret in (cara.token, MARKER, "knock-admit", "lock-room", "invite-form", "questions-heading"):
        assert not any(secret in page for page in pages), secret
    assert "You observe" in pages[0]
    # And may not end it for the others.
    assert signed_in(ines).post(reverse("end_interview", args=[interview.pk])).status_code == 404


def test_a_candidates_page_holds_nothing_of_the_door(
    client: Client, ines: User, cara: Invitation, waiting: AdmissionRequest, interview: Interview
) -> None:
    page = client.get(f"/join/{cara.token}/").content.decode()
    for secret in (MARKER, ines.username, "knock-admit", "lock-room", "invite-form", "/interviews/waiting/"):
        assert secret not in page, secret


def test_a_stage_says_how_candidates_get_in(root: User, interview: Interview) -> None:
    page = signed_in(root).get(f"/admin/interviews/stagetypeconfig/{interview.stage_id}/change/")
    assert "Knocks, and an interviewer lets them in" in page.content.decode()
