"""The candidate's own page shows what is held about them, and nothing of others or of reviewers."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from interviews.choices import MailKind, MailState
from interviews.models import Candidate, Interview, Invitation, OutgoingMail, User
from interviews.services.interviews import complete_interview
from interviews.services.invitations import revoke_invitation
from interviews.timeline import Actor
from proctoring.admin.timeline import lines
from proctoring.choices import ReviewStatus
from proctoring.models import Consent, SnapshotView
from proctoring.services import incidents as incident_services
from proctoring.services import retention
from proctoring.services import review as review_services
from proctoring.services.consent import ask_for_exemption
from tests.conftest import signed_in
from tests.proctoring.conftest import OpenPage, noticed, stored
from tests.zip_files import files_in

pytestmark = pytest.mark.django_db

REVIEW_MARKER = "a note that only reviewers read"
NEIGHBOUR_MARKER = "what the neighbour replied"
NOTES_MARKER = "what the recruiter noted"


def own_path(invitation: Invitation, rest: str = "") -> str:
    return f"/me/{invitation.token}/{rest}"


def text_of(invitation: Invitation, status: int = 200) -> str:
    answer = Client().get(own_path(invitation))
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    return str(answer.content.decode())


def test_it_shows_consent_pictures_incidents_and_the_date(willing: Invitation) -> None:
    snapshot = stored(willing)
    noticed(willing)
    page = text_of(willing)
    for words in (
        "You have agreed to webcam snapshots.",
        "1 taken.",
        "22 November 2026, 12:00:00 UTC",
        f"{snapshot.keep_until.day} {snapshot.keep_until:%B %Y}",
        "The page was in the background",
        "Save the reply",
        "rita@company.example",
    ):
        assert words in page, words


def test_nothing_of_reviewers_or_others_reaches_a_candidate(
    page: OpenPage, willing: Invitation, nils: Invitation, rita: User, interview: Interview
) -> None:
    """Marker strings of all that is not theirs, looked for in everything that they can get."""
    Interview.objects.filter(pk=interview.pk).update(recruiter_notes=NOTES_MARKER)
    stored(willing)
    review_services.review(
        invitation=willing, status=ReviewStatus.SUSPICIOUS, note=REVIEW_MARKER, seen=0, actor=rita
    )
    stored(nils, 77)
    other = noticed(nils)
    incident_services.save_reply(invitation=nils, incident_id=other.pk, text=NEIGHBOUR_MARKER)
    mine = noticed(willing)
    answers = [
        text_of(willing),
        page(willing).get().content.decode(),
        page(willing).post(f"incidents/{mine.pk}/reply", {"text": "Mine."}).content.decode(),
        page(willing).send().content.decode(),
        Client().post(own_path(willing, f"incidents/{mine.pk}/reply/"), {"text": ""}).content.decode(),
    ]
    for marker in (
        REVIEW_MARKER,
        NEIGHBOUR_MARKER,
        NOTES_MARKER,
        "uspicious",
        "Nils",
        "Somebody else's session",
        "Number 77",
        str(other.pk),
    ):
        for answer in answers:
            assert marker not in answer, marker


def test_a_request_to_go_without_a_camera(cara: Invitation) -> None:
    ask_for_exemption(invitation=cara, note="My camera is broken.")
    page = text_of(cara)
    for words in (
        "You asked to take the session without a camera on",
        "My camera is broken.",
        "answers and requests",
    ):
        assert words in page, words
    copied = files_in(Client().get(own_path(cara, "copy/")))
    assert any(b"My camera is broken." in content for content in copied.values())


def test_mails_and_time_zone(willing: Invitation, rita: User) -> None:
    Candidate.objects.filter(pk=willing.candidate_id).update(time_zone="Europe/Lisbon")
    about = {"interview": willing.interview, "invitation": willing}
    OutgoingMail.objects.create(
        **about,
        kind=MailKind.CANDIDATE_REMINDER,
        state=MailState.SENT,
        sent_to="cara@mail.example",
        problem=NOTES_MARKER,
    )
    OutgoingMail.objects.create(**about, kind=MailKind.RECRUITER_CAMERA_DECLINED, recipient=rita)
    copied = files_in(Client().get(own_path(willing, "copy/")))["about.json"].decode()
    kept = json.loads(copied)
    assert kept["timeZone"] == "Europe/Lisbon"
    assert [(mail["what"], mail["state"], mail["to"]) for mail in kept["mails"]] == [
        ("Reminder", "sent", "cara@mail.example")
    ]
    page = text_of(willing)
    for words in ("Europe/Lisbon", "Mails to you (1)", "Reminder to cara@mail.example: sent"):
        assert words in page, words
    assert NOTES_MARKER not in page + copied


def test_replying_without_a_script(willing: Invitation, nils: Invitation) -> None:
    incident = noticed(willing)
    path = f"incidents/{incident.pk}/reply/"
    done = Client().post(own_path(willing, path), {"text": "The doorbell."}, follow=True)
    assert "The doorbell." in done.content.decode()
    assert "Your reply is saved." in done.content.decode()
    too_long = Client().post(own_path(willing, path), {"text": "x" * 5000})
    assert too_long.status_code == 422
    assert "was not saved" in too_long.content.decode()
    assert Client().post(own_path(nils, path), {"text": "Mine?"}).status_code == 404
    incident.refresh_from_db()
    assert incident.reply == "The doorbell."


def test_candidates_see_their_own_pictures(
    willing: Invitation, rita: User, caplog: pytest.LogCaptureFixture
) -> None:
    snapshot = stored(willing)
    page = text_of(willing)
    for kind in ("pictures", "thumbnails"):
        path = own_path(willing, f"{kind}/{snapshot.pk}/")
        assert path in page
        answer = Client().get(path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert "no-store, private" in answer["Cache-Control"]
        assert answer.content.startswith(b"\xff\xd8")
    assert not SnapshotView.objects.exists(), "the log is of recruiters who look"
    retention.erase_candidate_data(invitation=willing, actor=Actor.user(rita))
    assert Client().get(path).status_code == 404
    revoke_invitation(invitation=willing, actor=rita)
    assert Client().get(path).status_code == 410
    assert willing.token not in caplog.text


def test_a_picture_can_be_contested(willing: Invitation, nils: Invitation, rita: User) -> None:
    """The reviewer reads the reply beside the picture and in the timeline."""
    first, second = stored(willing, 0), stored(willing, 1)
    path = f"pictures/{first.pk}/reply/"
    done = Client().post(own_path(willing, path), {"text": "My sister walked by."}, follow=True)
    assert "My sister walked by." in done.content.decode()
    review = signed_in(rita).get(f"/admin/proctoring/proctoredcandidate/{willing.pk}/change/")
    assert review.content.decode().count("My sister walked by.") == 2
    told = [(line.reply, list(line.pictures)) for line in lines(willing) if line.kind == "picture"]
    assert told == [("My sister walked by.", [first]), ("", [second])]
    assert Client().post(own_path(nils, path), {"text": "Mine?"}).status_code == 404
    assert Client().post(own_path(willing, path), {"text": "x" * 5000}).status_code == 422
    first.refresh_from_db()
    assert first.reply == "My sister walked by."


def test_taking_the_agreement_back(willing: Invitation) -> None:
    done = Client().post(own_path(willing, "withdraw/"), follow=True)
    assert "You have taken your agreement back." in done.content.decode()
    assert "Take my agreement back" not in done.content.decode()
    assert [consent.decision for consent in Consent.objects.all()] == ["given", "declined"]


def test_a_post_from_another_site_is_refused(willing: Invitation) -> None:
    strict = Client(enforce_csrf_checks=True)
    for rest in ("withdraw/", f"incidents/{noticed(willing).pk}/reply/"):
        assert strict.post(own_path(willing, rest), {"text": "x"}).status_code == 403
    assert Consent.objects.count() == 1


def test_it_stays_open_after_the_end_and_the_links_term(willing: Invitation, interview: Interview) -> None:
    stored(willing)
    complete_interview(interview_id=interview.pk)
    Invitation.objects.update(expires_at=timezone.now())
    page = text_of(willing)
    assert "1 taken." in page
    assert "Take my agreement back" not in page, "nothing is taken any more"
    answer: Any = Client().post(own_path(willing, "withdraw/"))
    assert answer.status_code == 410


def test_after_an_erasure_it_is_empty(willing: Invitation, rita: User) -> None:
    stored(willing)
    noticed(willing)
    retention.erase_candidate_data(invitation=willing, actor=Actor.user(rita))
    page = text_of(willing)
    assert page.count("None are held.") == 2
    assert "You have not answered yet." in page


def test_who_has_no_valid_link_gets_nothing(willing: Invitation, rita: User) -> None:
    stored(willing)
    assert Client().get("/me/not-a-token/").status_code == 404
    revoke_invitation(invitation=willing, actor=rita)
    assert "withdrawn" in text_of(willing, 410)


def test_the_address_of_before_leads_here(willing: Invitation) -> None:
    answer = Client().get(f"/dsa/{willing.token}/proctoring/")
    assert (answer.status_code, answer["Location"]) == (302, f"/me/{willing.token}/")
