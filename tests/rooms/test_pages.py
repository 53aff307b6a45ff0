"""The room's pages over HTTP: who gets which, with which headers."""

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from interviews.choices import InterviewState
from interviews.models import Interview, Invitation, User
from interviews.services.interviews import complete_interview, start_interview
from interviews.timeline import Actor
from tests.conftest import signed_in


def config_of(html: str) -> dict[str, object]:
    """The page's configuration, as its script reads it."""
    match = re.search(r'<script id="room-config" type="application/json">(.+?)</script>', html)
    assert match
    config = json.loads(match[1])
    assert isinstance(config, dict)
    return config


def test_an_interviewer_gets_the_room(ivan: User, interview: Interview) -> None:
    response = signed_in(ivan).get(f"/interviews/{interview.pk}/room/")
    assert response.status_code == 200
    config = config_of(response.content.decode())
    assert config["role"] == "interviewer"
    assert config["roomId"] == str(interview.pk)
    assert config["token"] is None


def test_a_candidate_gets_the_room_without_an_account(cara: Invitation) -> None:
    response = Client().get(f"/join/{cara.token}/")
    assert response.status_code == 200
    config = config_of(response.content.decode())
    assert config["role"] == "candidate"
    assert config["token"] == cara.token


def test_others_get_the_same_answer_as_for_no_room(
    ines: User, sam: User, rita: User, interview: Interview
) -> None:
    nowhere = "00000000-0000-4000-8000-000000000000"
    for person in (ines, sam, rita):
        responses = [signed_in(person).get(f"/interviews/{room}/room/") for room in (interview.pk, nowhere)]
        assert [response.status_code for response in responses] == [404, 404]
        assert interview.title not in responses[0].content.decode()


def test_nobody_is_sent_to_sign_in(interview: Interview) -> None:
    response = Client().get(f"/interviews/{interview.pk}/room/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"revoked_at": timezone.now()}, 410),
        ({"expires_at": timezone.now()}, 410),
        ({"key": "replaced-by-a-reissue"}, 404),
    ],
)
def test_a_dead_link_says_why(cara: Invitation, change: dict[str, object], status: int) -> None:
    """The page explains itself and tells nothing of the interview."""
    Invitation.objects.filter(pk=cara.pk).update(**change)
    response = Client().get(f"/join/{cara.token}/")
    assert response.status_code == status
    assert cara.interview.title not in response.content.decode()
    assert "room-config" not in response.content.decode()


def test_after_the_end_the_room_is_closed(ivan: User, cara: Invitation, interview: Interview) -> None:
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    assert signed_in(ivan).get(f"/interviews/{interview.pk}/room/").status_code == 410
    assert Client().get(f"/join/{cara.token}/").status_code == 410


def test_only_these_pages_may_use_the_camera(ivan: User, cara: Invitation, interview: Interview) -> None:
    """Permissions-Policy opens camera, microphone and screen for the room, and for nothing else."""
    browser = signed_in(ivan)
    for path in (f"/interviews/{interview.pk}/room/", f"/join/{cara.token}/"):
        policy = browser.get(path)["Permissions-Policy"]
        for feature in ("camera", "microphone", "display-capture"):
            assert f"{feature}=(self)" in policy
        assert "geolocation=()" in policy
    assert "camera=()" in browser.get("/")["Permissions-Policy"]


def test_the_content_policy_is_strict(cara: Invitation) -> None:
    """Scripts and styles from here or with this response's nonce; every inline script carries it."""
    response = Client().get(f"/join/{cara.token}/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    nonce = re.search(r"script-src 'self' 'nonce-([^']+)'", policy)
    assert nonce
    html = response.content.decode()
    for tag in re.findall(r"<script(?![^>]*application/json)[^>]*>", html):
        assert f'nonce="{nonce[1]}"' in tag or 'src="/static/' in tag
    assert not re.search(r"\son\w+=", html)
    assert "no-store" in response["Cache-Control"]


def test_an_interviewer_ends_the_interview_for_everybody(ivan: User, interview: Interview) -> None:
    """Pressing twice is no error; a GET ends nothing."""
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    browser = signed_in(ivan)
    assert browser.get(f"/interviews/{interview.pk}/end/").status_code == 405
    for _ in range(2):
        assert browser.post(f"/interviews/{interview.pk}/end/").status_code == 302
    interview.refresh_from_db()
    assert interview.state == InterviewState.COMPLETED


def test_a_stranger_ends_nothing(ines: User, sam: User, ivan: User, interview: Interview) -> None:
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    for person in (ines, sam):
        assert signed_in(person).post(f"/interviews/{interview.pk}/end/").status_code == 404
    assert Client().post(f"/interviews/{interview.pk}/end/").status_code == 302
    interview.refresh_from_db()
    assert interview.state == InterviewState.LIVE
