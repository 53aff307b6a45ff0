"""Recruiters review; nobody else sees a picture. Every look is noted, and nothing is decided by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from dsa.choices import FinishReason, SessionState
from dsa.models import DsaSession
from interviews.admin.timeline import rows as timeline_rows
from interviews.choices import EventKind
from interviews.models import Interview, Invitation, TimelineEvent, User
from interviews.timeline import SYSTEM, Actor, record_event
from proctoring import storage
from proctoring.admin.timeline import expected_pictures, lines
from proctoring.choices import IncidentKind, ReviewStatus
from proctoring.models import Consent, Exemption, Review, Snapshot, SnapshotView
from proctoring.selectors import proctoring_of
from proctoring.services import incidents as incident_services
from proctoring.services import retention
from proctoring.services import review as review_services
from proctoring.services.incidents import IncidentReport
from proctoring.storage import Folder, name_of
from talentsync.lib.errors import Refused
from tests.conftest import signed_in
from tests.proctoring.conftest import NOON, invited, received, stored

pytestmark = pytest.mark.django_db

LIST = "/admin/proctoring/proctoredcandidate/"
MARKER = "a note that only reviewers read"


def review_path(invitation: Invitation) -> str:
    return reverse("admin:proctoring_proctoredcandidate_change", args=[invitation.pk])


def act_path(act: str, pk: object) -> str:
    return reverse(f"admin:proctoring_{act}", args=[pk])


@pytest.fixture
def browser(rita: User) -> Client:
    """Rita's."""
    return signed_in(rita)


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def messages_of(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def reviewed(client: Client, invitation: Invitation, status: str, note: str = "", seen: int = 0) -> Any:
    return client.post(review_path(invitation), {"status": status, "note": note, "seen": seen}, follow=True)


# Who ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["nobody", "ivan", "sam", "staff without a group"])
def stranger(request: pytest.FixtureRequest) -> Client:
    """Somebody who is not to see any of it."""
    if request.param == "nobody":
        return Client()
    if request.param == "staff without a group":
        person: User = request.getfixturevalue("sam")
        User.objects.filter(pk=person.pk).update(is_staff=True)
        return signed_in(User.objects.get(pk=person.pk))
    return signed_in(request.getfixturevalue(request.param))


def test_strangers_see_and_do_nothing(stranger: Client, willing: Invitation, rita: User) -> None:
    snapshot = stored(willing)
    before = (TimelineEvent.objects.count(), Consent.objects.count())
    attempts: list[tuple[Callable[[str], Any], str]] = [
        (stranger.get, LIST),
        (stranger.get, review_path(willing)),
        (stranger.post, review_path(willing)),
        (stranger.get, act_path("picture", snapshot.pk)),
        (stranger.get, act_path("thumbnail", snapshot.pk)),
        (stranger.get, act_path("interview", willing.interview_id)),
        (stranger.post, act_path("export", willing.pk)),
        (stranger.post, act_path("erase", willing.pk)),
        (stranger.post, act_path("exempt", willing.pk)),
        (stranger.post, act_path("ask_again", willing.pk)),
    ]
    for method, path in attempts:
        answer = method(path)
        assert answer.status_code in (302, 403), path
        if answer.status_code == 302:
            assert answer["Location"].startswith("/admin/login/"), path
        assert b"JFIF" not in answer.content
    assert (TimelineEvent.objects.count(), Consent.objects.count()) == before
    assert not SnapshotView.objects.exists()
    assert not Exemption.objects.exists()
    assert Snapshot.objects.not_deleted().exists()


def test_a_candidates_link_opens_no_picture_of_others(willing: Invitation, nils: Invitation) -> None:
    snapshot = stored(willing)
    for path in (
        f"/dsa/{willing.token}/proctoring/{snapshot.pk}",
        f"/dsa/{nils.token}/proctoring/pictures/{snapshot.pk}/",
        f"/dsa/{nils.token}/proctoring/thumbnails/{snapshot.pk}/",
        f"/dsa/not-a-token/proctoring/pictures/{snapshot.pk}/",
        f"/v1/dsa/{willing.token}/snapshots/{snapshot.pk}",
        f"/media/{name_of(Folder.PICTURE, snapshot.pk)}",
        f"/static/{name_of(Folder.PICTURE, snapshot.pk)}",
        f"/{name_of(Folder.PICTURE, snapshot.pk)}",
    ):
        assert Client().get(path).status_code == 404, path


def test_who_may_only_look_changes_nothing(willing: Invitation, sam: User) -> None:
    from django.contrib.auth.models import Permission

    sam.user_permissions.add(Permission.objects.get(codename="view_proctoredcandidate"))
    User.objects.filter(pk=sam.pk).update(is_staff=True)
    client = signed_in(User.objects.get(pk=sam.pk))
    page = text_of(client, review_path(willing))
    assert "Save the review" not in page
    assert "Erase…" not in page
    assert client.post(review_path(willing), {"status": "passed", "seen": 0}).status_code == 403
    for act in ("erase", "exempt", "ask_again"):
        assert client.post(act_path(act, willing.pk)).status_code == 403
    assert not Review.objects.exists()


# Looking --------------------------------------------------------------------------------------------------------------


def test_a_picture_is_shown_to_a_recruiter_and_noted(
    browser: Client, willing: Invitation, rita: User
) -> None:
    snapshot = stored(willing)
    for act, folder in (("picture", Folder.PICTURE), ("thumbnail", Folder.THUMBNAIL)):
        answer = browser.get(act_path(act, snapshot.pk))
        assert answer.content == storage.read(name_of(folder, snapshot.pk))
        assert answer["Content-Type"] == "image/jpeg"
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert [(view.viewer, view.snapshot_id, view.is_thumbnail) for view in SnapshotView.objects.all()] == [
        (rita, snapshot.pk, False),
        (rita, snapshot.pk, True),
    ]


def test_what_is_no_picture_yet_or_no_more_is_not_found(
    browser: Client, willing: Invitation, rita: User
) -> None:
    waiting, erased = received(willing, 0), stored(willing, 1)
    retention.erase_candidate_data(invitation=willing, actor=Actor.user(rita))
    for snapshot_id in (waiting.pk, erased.pk, uuid4()):
        assert browser.get(act_path("picture", snapshot_id)).status_code == 404
    assert not SnapshotView.objects.exists()


def test_a_storage_that_is_away_is_told(
    browser: Client, willing: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = stored(willing)

    def away(name: str) -> bytes:
        raise storage.StorageUnavailable(name)

    monkeypatch.setattr(storage, "read", away)
    assert browser.get(act_path("picture", snapshot.pk)).status_code == 503


def test_opening_the_page_is_in_the_timeline(browser: Client, willing: Invitation, rita: User) -> None:
    text_of(browser, review_path(willing))
    event = TimelineEvent.objects.get(kind=EventKind.PROCTORING_VIEWED)
    assert (event.actor_user, event.payload) == (rita, {"invitationId": willing.pk})


def test_the_list_shows_candidates_with_what_is_to_review(
    browser: Client, willing: Invitation, nils: Invitation, interview: Any, rita: User
) -> None:
    stored(willing)
    review_services.review(invitation=nils, status=ReviewStatus.SUSPICIOUS, note=MARKER, seen=0, actor=rita)
    page = text_of(browser, LIST)
    assert "Cara Candidate" in page
    assert "Not reviewed" in page
    assert "Nils Neighbour" not in text_of(browser, LIST + "?review=not_reviewed")
    assert "Nils Neighbour" in text_of(browser, LIST + "?review=suspicious")
    assert "Cara Candidate" in text_of(browser, LIST + "?q=cara")
    redirected = browser.get(act_path("interview", interview.pk))
    assert redirected["Location"] == review_path(willing)
    interview_page = reverse("admin:interviews_interview_change", args=[interview.pk])
    assert act_path("interview", interview.pk) in text_of(browser, interview_page)


def test_candidates_of_other_stages_are_not_listed(
    browser: Client, cara: Invitation, stage_proctored: Any
) -> None:
    stage_proctored.dsa_config |= {"proctoringEnabled": False}
    stage_proctored.save()
    assert "Cara Candidate" not in text_of(browser, LIST)
    assert browser.get(review_path(cara)).status_code == 404


# The timeline ---------------------------------------------------------------------------------------------------------


def at(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def tell(session: DsaSession, kind: EventKind, when: datetime, actor: Actor | None = None) -> None:
    """An event of a session, as dsa writes it."""
    own = Actor(invitation_id=session.invitation_id)
    record_event(
        session.invitation.interview_id,
        kind,
        actor=actor or own,
        payload={"sessionId": session.pk},
        at=when,
    )


def held(invitation: Invitation, start: datetime, end: datetime, ended_by: Actor | None = None) -> DsaSession:
    """A session that ran from `start` to `end`."""
    session = DsaSession.objects.create(
        invitation=invitation,
        state=SessionState.FINISHED,
        started_at=start,
        deadline=start + timedelta(hours=1),
        finished_at=end,
        finish_reason=FinishReason.CANDIDATE,
    )
    tell(session, EventKind.DSA_SESSION_STARTED, start)
    tell(session, EventKind.DSA_SESSION_FINISHED, end, ended_by)
    return session


def test_nothing_of_other_candidates_of_the_interview_is_shown(
    willing: Invitation, interview: Interview, rita: User
) -> None:
    """Whoever did it: deadlines are the system's, and extra time is a recruiter's."""
    own = held(willing, at(0), at(300), ended_by=SYSTEM)
    other = held(invited(interview, "Oda Other", rita), at(60), at(3000), ended_by=SYSTEM)
    for session, moment in ((own, 30), (other, 90)):
        tell(session, EventKind.DSA_EXTRA_TIME, at(moment), Actor.user(rita))
    record_event(interview.pk, EventKind.DSA_PROBLEMS_ASSIGNED, actor=Actor.user(rita), at=at(5))
    assert [(line.what, line.at) for line in lines(willing)] == [
        ("Coding session started", at(0)),
        ("Extra time granted", at(30)),
        ("Coding session finished", at(300)),
    ]
    assert expected_pictures(willing) == 11
    assert not lines(invited(interview, "Nora Never", rita))


def test_the_time_before_a_session_was_reopened_is_not_counted(willing: Invitation, rita: User) -> None:
    session = held(willing, at(0), at(300))
    tell(session, EventKind.DSA_SESSION_REOPENED, at(1000), Actor.user(rita))
    tell(session, EventKind.DSA_SESSION_FINISHED, at(1060), SYSTEM)
    DsaSession.objects.update(finished_at=at(1060))
    assert expected_pictures(willing) == 13


def test_a_session_that_runs_expects_no_number(willing: Invitation) -> None:
    held(willing, at(0), at(300))
    DsaSession.objects.update(state=SessionState.ACTIVE, finished_at=None, finish_reason="")
    assert expected_pictures(Invitation.objects.get(pk=willing.pk)) is None


def test_pictures_incidents_and_submissions_stand_in_one_order(browser: Client, willing: Invitation) -> None:
    for number in range(4):
        stored(willing, number, captured_at=at(10 + number * 30))
    incident_services.record_incidents(
        proctoring=proctoring_of(willing),
        incidents=[IncidentReport(uuid4(), IncidentKind.LARGE_PASTE, at(45), {"characters": 1200})],
    )
    session = held(willing, at(0), at(120))
    tell(session, EventKind.DSA_SUBMITTED, at(75))
    assert [(line.what, line.details.partition(";")[0], len(line.pictures)) for line in lines(willing)] == [
        ("Coding session started", "", 0),
        ("2 pictures", "until 12:00:40", 2),
        ("A long text was pasted", "1200 characters", 0),
        ("1 picture", "1 sent later than taken", 1),
        ("Code submitted", "", 0),
        ("1 picture", "1 sent later than taken", 1),
        ("Coding session finished", "", 0),
    ]
    assert expected_pictures(willing) == 5
    page = text_of(browser, review_path(willing))
    assert "Incidents alone prove nothing." in page
    assert "length would give about 5" in page
    assert "A long text was pasted" in page


def test_the_interviews_timeline_tells_pictures_in_one_line_and_refers_to_the_rest(
    willing: Invitation, interview: Interview, rita: User
) -> None:
    for number in range(3):
        stored(willing, number)
    incident_services.record_incidents(
        proctoring=proctoring_of(willing),
        incidents=[IncidentReport(uuid4(), IncidentKind.LARGE_PASTE, at(45))],
    )
    review_services.review(invitation=willing, status=ReviewStatus.PASSED, note="", seen=0, actor=rita)

    def told() -> dict[str, str]:
        rows = timeline_rows(interview)
        assert [row.sequence for row in rows] == sorted((row.sequence for row in rows), reverse=True)
        assert len({row.what for row in rows}) == len(rows)
        return {row.what: row.details for row in rows}

    before = told()
    assert before["Webcam snapshot"].startswith("3, from ")
    assert before["Answer on webcam snapshots"] == "Agreed"
    assert before["Incident noted"] == "A long text was pasted"
    assert before["Snapshots reviewed"].endswith(": Passed")
    retention.erase_candidate_data(invitation=willing, actor=Actor.user(rita))
    after = told()
    assert {
        after[what] for what in ("Answer on webcam snapshots", "Incident noted", "Snapshots reviewed")
    } == {"not held any more"}


def test_gaps_and_rejections_are_told_in_words(willing: Invitation) -> None:
    stored(willing, 0)
    stored(willing, 4)
    stored(willing, 2)
    stored(willing, 5, content=b"\xff\xd8\xff")
    told = {line.what: line.details for line in lines(willing) if line.kind == "incident"}
    assert told == {
        "Snapshots are missing": "2 of 3 never came",
        "An upload was not a usable image": "It is no image that can be decoded.",
    }


def test_what_candidates_write_is_never_markup(browser: Client, willing: Invitation) -> None:
    incident_services.record_incidents(
        proctoring=proctoring_of(willing), incidents=[IncidentReport(uuid4(), IncidentKind.TAB_HIDDEN, NOON)]
    )
    incident = willing.incidents.get()
    evil = "<script>alert(1)</script>"
    incident_services.save_reply(invitation=willing, incident_id=incident.pk, text=evil)
    Invitation.objects.filter(pk=willing.pk).update(name='"><img src=x>')
    page = text_of(browser, review_path(willing))
    assert evil not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;" in page


# Reviewing ------------------------------------------------------------------------------------------------------------


def test_a_review_is_kept_with_its_history(browser: Client, willing: Invitation, rita: User) -> None:
    assert "Your review is saved." in messages_of(reviewed(browser, willing, "suspicious", MARKER))
    answer = reviewed(browser, willing, "passed", seen=1)
    assert [(each.number, each.status, each.note) for each in Review.objects.all()] == [
        (1, "suspicious", MARKER),
        (2, "passed", ""),
    ]
    assert MARKER in answer.content.decode()
    told = TimelineEvent.objects.filter(kind=EventKind.PROCTORING_REVIEWED)
    assert [(event.actor_user, event.payload["review"]) for event in told] == [
        (rita, 1),
        (rita, 2),
    ]
    payloads = str([event.payload for event in told])
    assert MARKER not in payloads, "the timeline is kept for longer"
    assert "uspicious" not in payloads


def test_of_two_reviewers_at_once_one_is_told(browser: Client, willing: Invitation) -> None:
    reviewed(browser, willing, "passed")
    late = reviewed(browser, willing, "suspicious", "What I saw.", seen=0)
    assert late.status_code == 422
    assert "Somebody else has reviewed this meanwhile." in late.content.decode()
    assert "What I saw." in late.content.decode(), "what they typed is still there"
    assert Review.objects.count() == 1


def test_suspicion_needs_words(browser: Client, willing: Invitation) -> None:
    answer = reviewed(browser, willing, "suspicious", "  ")
    assert answer.status_code == 422
    assert "Say in the note what makes it suspicious." in answer.content.decode()
    assert reviewed(browser, willing, "guilty").status_code == 422
    assert not Review.objects.exists()


def test_nothing_sets_a_status_by_itself(willing: Invitation) -> None:
    incident_services.record_incidents(
        proctoring=proctoring_of(willing),
        incidents=[
            IncidentReport(uuid4(), kind, NOON) for kind in IncidentKind if not kind.startswith("snapshot_")
        ],
    )
    stored(willing, 7)
    assert not Review.objects.exists()


def test_the_database_numbers_reviews_once(willing: Invitation, rita: User, monkeypatch: Any) -> None:
    """Two reviewers whose requests cross, after both have been checked."""
    review_services.review(invitation=willing, status=ReviewStatus.PASSED, note="", seen=0, actor=rita)
    monkeypatch.setattr(Review.objects, "filter", lambda **_: Review.objects.none())
    with pytest.raises(Refused, match="reviewed_meanwhile"):
        review_services.review(invitation=willing, status=ReviewStatus.PASSED, note="", seen=0, actor=rita)


# Acts -----------------------------------------------------------------------------------------------------------------


def test_exempting_asks_once_more(browser: Client, cara: Invitation) -> None:
    asked = browser.get(act_path("exempt", cara.pk))
    assert "Let Cara Candidate go without a camera?" in asked.content.decode()
    assert not Exemption.objects.exists()
    done = browser.post(act_path("exempt", cara.pk), follow=True)
    assert messages_of(done) == ["Cara Candidate takes the session without a camera."]
    again = browser.post(act_path("exempt", cara.pk), follow=True)
    assert messages_of(again) == ["That was granted already."]
    assert "Ask for the camera again…" in again.content.decode()
    browser.post(act_path("ask_again", cara.pk))
    assert not Exemption.objects.active().exists()


def test_erasing_asks_once_more_and_says_what_goes(browser: Client, willing: Invitation) -> None:
    stored(willing)
    assert "1 pictures" in text_of(browser, act_path("erase", willing.pk))
    assert Snapshot.objects.not_deleted().exists()
    done = browser.post(act_path("erase", willing.pk), follow=True)
    assert "is erased" in messages_of(done)[0]
    assert "1 are being deleted" in done.content.decode()
    assert not Consent.objects.exists()
    assert messages_of(browser.post(act_path("erase", willing.pk), follow=True)) == ["Nothing was held."]


@pytest.mark.parametrize("act", ["erase", "exempt", "ask_again", "export"])
def test_a_post_from_another_site_is_refused(rita: User, willing: Invitation, act: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(rita)
    assert strict.post(act_path(act, willing.pk)).status_code == 403
    assert Consent.objects.exists()


def test_invitations_are_not_deleted_here(browser: Client, willing: Invitation) -> None:
    assert browser.post(f"{LIST}{willing.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.get(LIST + "add/").status_code == 403
    assert Invitation.objects.filter(pk=willing.pk).exists()
    assert browser.get(act_path("export", willing.pk)).status_code == 405
