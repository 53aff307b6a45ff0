"""Candidates try out their computers: who may, what is stored of it, and who reads it."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.erasure import erase_candidate
from interviews.services.interviews import cancel_interview
from interviews.services.invitations import revoke_invitation
from interviews.timeline import Actor
from interviews.urls_for import room_path
from rooms.check_views import MAX_RESULTS_PER_MINUTE
from rooms.computer_check import MAX_BODY_BYTES, MAX_WORDS, parts_for, summary
from rooms.models import ComputerCheck
from tests.conftest import signed_in
from tests.dsa.factories import invite, make_interview
from tests.interviews.admin_pages import change_path

pytestmark = pytest.mark.django_db

FINE = {"state": "ok", "words": "The camera works (Desk)."}
BROKEN = {"state": "failed", "words": "You heard nothing."}


@pytest.fixture(autouse=True)
def no_pause(valkey: str) -> None:
    """Each test begins as if nobody had sent anything for a while."""
    cache.clear()


def send(invitation: Invitation, body: Any, *, method: str = "post", **headers: Any) -> HttpResponse:
    cache.clear()
    url = reverse("computer_check_result", args=[invitation.token])
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    answer = getattr(Client(), method)(url, data, content_type="application/json", **headers)
    assert isinstance(answer, HttpResponse)
    return answer


def check(invitation: Invitation, **findings: Any) -> HttpResponse:
    return send(invitation, {"findings": findings}, headers={"user-agent": "Mozilla/5.0 Firefox/153.0"})


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ({"browser": "ok", "sound": "ok"}, "All works"),
        ({"browser": "ok", "path": "skipped"}, "Way for picture and sound not checked, the rest works"),
        (
            {"browser": "ok", "path": "skipped", "sound": "failed"},
            "Way for picture and sound not checked, speaker does not work",
        ),
    ],
)
def test_all_works_is_said_only_where_all_was_checked(states: dict[str, str], words: str) -> None:
    assert summary({part: {"state": state, "words": "x"} for part, state in states.items()}) == words


def test_the_page_says_before_what_is_stored_and_shows_it_afterwards(cara: Invitation) -> None:
    page = reverse("computer_check", args=[cara.token])
    before = Client().get(page).content.decode()
    assert "The people who invited you can see it" in before
    assert "Stored result" not in before
    assert check(cara, camera=FINE, sound=BROKEN).status_code == 204
    after = Client().get(page).content.decode()
    assert "The camera works (Desk)." in after
    assert "Firefox/153.0" in after
    # By a newer one, and then by none.
    assert check(cara, camera=BROKEN).status_code == 204
    assert ComputerCheck.objects.get().findings == {"camera": BROKEN}
    assert send(cara, "", method="delete").status_code == 204
    assert not ComputerCheck.objects.exists()


def test_the_lobby_and_the_coding_session_lead_to_it(
    cara: Invitation, stage_dsa: StageTypeConfig, rita: User, mirror: Any
) -> None:
    alone = invite(make_interview(stage_dsa, rita, mirror), "Dana", rita)
    for invitation, path in ((cara, f"/join/{cara.token}/"), (alone, f"/dsa/{alone.token}/")):
        assert reverse("computer_check", args=[invitation.token]) in Client().get(path).content.decode()


def test_what_is_checked_is_what_the_interview_needs(
    cara: Invitation, stage_dsa: StageTypeConfig, rita: User, mirror: Any
) -> None:
    assert len(parts_for(cara)) == 6
    alone = invite(make_interview(stage_dsa, rita, mirror), "Dana", rita)
    assert "camera" not in parts_for(alone)
    assert check(alone, camera=FINE).status_code == 422
    assert check(alone, browser=FINE).status_code == 204
    stage_dsa.dsa_config |= {"proctoringEnabled": True}
    stage_dsa.save()
    alone = Invitation.objects.get(pk=alone.pk)
    assert parts_for(alone) == ["browser", "camera"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        b"\xff",
        {},
        {"findings": {}},
        {"findings": {"camera": {"state": "ok"}}},
        {"findings": {"camera": {"state": "great", "words": "x"}}},
        {"findings": {"camera": {"state": "ok", "words": ""}}},
        {"findings": {"camera": {"state": "ok", "words": "x" * (MAX_WORDS + 1)}}},
        {"findings": {"camera": {"state": "ok", "words": "a\0b"}}},
        {"findings": {"camera": {"state": "ok", "words": "x", "more": 1}}},
        {"findings": {"face": FINE}},
        {"findings": {"camera": FINE}, "score": 1},
    ],
)
def test_bad_results_change_nothing(cara: Invitation, body: Any) -> None:
    answer = send(cara, body)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (422, "invalid_payload")
    assert not ComputerCheck.objects.exists()


def test_too_much_and_too_often(cara: Invitation) -> None:
    assert send(cara, "x" * (MAX_BODY_BYTES + 1)).status_code == 413
    url = reverse("computer_check_result", args=[cara.token])
    body = json.dumps({"findings": {"camera": FINE}})
    cache.clear()
    tries = MAX_RESULTS_PER_MINUTE + 1
    answers = [Client().post(url, body, content_type="application/json").status_code for _ in range(tries)]
    assert answers == [204] * MAX_RESULTS_PER_MINUTE + [429]


def test_another_sites_form_sends_nothing(cara: Invitation) -> None:
    url = reverse("computer_check_result", args=[cara.token])
    answer = Client(enforce_csrf_checks=True).post(url, "{}", content_type="application/json")
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["computer_check", "computer_check_result"])
def test_only_by_a_link_that_is_good(cara: Invitation, rita: User, name: str) -> None:
    def status(token: str) -> int:
        cache.clear()
        url = reverse(name, args=[token])
        return Client().get(url).status_code if name == "computer_check" else Client().post(url).status_code

    assert status("no-such-token") == 404
    cancel_interview(interview_id=cara.interview_id, actor=Actor.user(rita))
    assert status(cara.token) == 410
    revoke_invitation(invitation=cara, actor=rita)
    assert status(cara.token) == 410


def test_recruiters_read_it_where_they_look(
    cara: Invitation, interview: Interview, rita: User, ivan: User
) -> None:
    check(cara, camera=FINE, sound=BROKEN)
    stored = ComputerCheck.objects.get()
    page = reverse("admin:rooms_computercheck_change", args=[stored.pk])
    browser = signed_in(rita)
    html = browser.get(change_path(interview.pk)).content.decode()
    assert page in html
    assert "Computer of Cara Candidate: speaker does not work" in html
    html = browser.get(page).content.decode()
    assert "You heard nothing." in html
    assert "Firefox/153.0" in html
    person = browser.get(reverse("admin:interviews_candidate_change", args=[cara.candidate_id]))
    assert "Speaker does not work" in person.content.decode()
    # Nobody changes it, and interviewers have no such page.
    assert browser.post(page, {"user_agent": "x"}).status_code == 403
    assert signed_in(ivan).get(page).status_code in (302, 403)


def test_it_goes_with_the_person(cara: Invitation, rita: User) -> None:
    check(cara, camera=FINE)
    assert ComputerCheck.objects.get().checked_at <= timezone.now()
    erase_candidate(candidate=cara.candidate, actor=rita)
    assert not ComputerCheck.objects.exists()


def test_a_login_for_the_relay_goes_only_to_who_will_have_a_call(
    cara: Invitation,
    ivan: User,
    interview: Interview,
    stage_dsa: StageTypeConfig,
    rita: User,
    mirror: Any,
    settings: Settings,
) -> None:
    """With a name of each person's own; the holder of a link to a coding session needs none."""
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:turn.company.example"], "shared secret"
    alone = invite(make_interview(stage_dsa, rita, mirror), "Dana", rita)
    with_call = {
        f"check-invitation-{cara.pk}": [
            (Client(), reverse("computer_check", args=[cara.token])),
            (Client(), f"/join/{cara.token}/"),
        ],
        f"check-user-{ivan.pk}": [(signed_in(ivan), room_path(interview))],
    }
    pages = [page for of_person in with_call.values() for page in of_person]
    for person, of_person in with_call.items():
        for client, path in of_person:
            content = client.get(path).content.decode()
            assert f":{person}" in content
            assert content.count("credential") == 1
            assert f'"iceServersSeconds": {settings.TURN_CREDENTIAL_SECONDS}' in content
    without_call = Client().get(reverse("computer_check", args=[alone.token])).content.decode()
    assert "turn:" not in without_call
    interview.stage.tools_config["video"] = False
    interview.stage.save()
    for client, path in pages:
        page = client.get(path)
        assert page.status_code == 200
        assert "turn:" not in page.content.decode()
