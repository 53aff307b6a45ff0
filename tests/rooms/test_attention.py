"""Where people work and whom they follow, and what is noted of candidates beside the shared work."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interviews.access.codes import AccessCode
from interviews.access.rooms import participant_for_invitation
from interviews.choices import EventKind, Role
from interviews.models import Interview, Invitation, TimelineEvent, User
from interviews.services.interviews import add_colleague, cancel_interview
from interviews.services.invitations import issue_invitation
from interviews.timeline import SYSTEM, Actor
from rooms import activity
from rooms.errors import RoomCode
from talentsync.lib.errors import Refused
from tests.dsa.factories import invite
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page


def test_everybody_learns_where_somebody_works_and_whom_they_follow(
    ivans_page: Page, caras_page: Page
) -> None:
    assert caras_page.ask("place", {"panel": "board"}) == {}
    assert ivans_page.wait_for("place") == {"panel": "board", "userId": caras_page.user_id}
    assert ivans_page.ask("place", {"panel": "board", "follows": caras_page.user_id}) == {}
    assert caras_page.wait_for("place") == {
        "panel": "board",
        "follows": caras_page.user_id,
        "userId": ivans_page.user_id,
    }


def test_who_comes_later_finds_everybodys_place(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, ines: User, interview: Interview
) -> None:
    """And only the last one; of those who told nothing, none."""
    interview.interviewers.add(ines)
    caras_page.ask("place", {"panel": "board", "follows": ivans_page.user_id})
    caras_page.ask("place", {"panel": "code"})
    peers = {peer["userId"]: peer["userInfo"] for peer in open_page(ines).join(interview.pk)["peers"]}
    assert peers[caras_page.user_id]["place"] == {"panel": "code"}
    assert "place" not in peers[ivans_page.user_id]


def test_nobody_follows_who_is_not_there(ivans_page: Page, caras_page: Page) -> None:
    """Oneself among them. Nothing changes, and nobody is told."""
    for follows in ("somebody", ivans_page.user_id):
        assert ivans_page.refusal("place", {"panel": "code", "follows": follows}) == "unknown_peer"
    caras_page.hears_from(ivans_page)
    assert caras_page.pending("place") == []


def test_what_a_candidate_does_is_noted_and_told_to_interviewers_alone(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, rita: User, interview: Interview
) -> None:
    expires_at = timezone.now() + timedelta(days=7)
    dan = Invitation(interview=interview, name="Dan Other", email="dan@mail.example", expires_at=expires_at)
    dans_page = open_page(issue_invitation(invitation=dan, actor=rita))
    dans_page.join(interview.pk)
    for sent in ({"kind": "paste", "characters": 312}, {"kind": "hidden"}, {"kind": "visible"}):
        acknowledged = caras_page.ask("activity", sent)
        told = ivans_page.wait_for("activity")
        assert told == {**sent, "userId": caras_page.user_id, "at": acknowledged["at"]}

    noted = TimelineEvent.objects.filter(interview=interview, kind=EventKind.CANDIDATE_ACTIVITY)
    assert [(event.actor_invitation.name, event.payload) for event in noted if event.actor_invitation] == [
        ("Cara Candidate", {"activity": "paste", "characters": 312}),
        ("Cara Candidate", {"activity": "hidden"}),
        ("Cara Candidate", {"activity": "visible"}),
    ]
    dans_page.hears_from(caras_page)
    assert not any("activity" in frame for frame in dans_page.frames)


def test_an_interviewer_who_comes_later_reads_what_was_noted_and_who_is_out_of_sight(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    sent: list[dict[str, object]] = [
        {"kind": "hidden"},
        {"kind": "visible"},
        {"kind": "paste", "characters": 312},
    ]
    for noted in sent:
        caras_page.ask("activity", noted)
    told = ivans_page.ask("activity_sync", {})
    assert [{name: value for name, value in one.items() if name != "at"} for one in told["activities"]] == [
        {"kind": "hidden", "name": "Cara Candidate"},
        {"kind": "visible", "name": "Cara Candidate"},
        {"kind": "paste", "characters": 312, "name": "Cara Candidate"},
    ]
    assert [ivans_page.wait_for("activity")["at"] for _ in sent] == [one["at"] for one in told["activities"]]
    assert told["outOfSight"] == []
    caras_page.ask("activity", {"kind": "hidden"})
    assert ivans_page.ask("activity_sync", {})["outOfSight"] == [caras_page.user_id]

    # Whoever comes anew looks at the page that they come with, until it tells otherwise.
    caras_page.ask("LEAVE_ROOM", {})
    anew = open_page(cara)
    anew.join(interview.pk)
    assert ivans_page.ask("activity_sync", {})["outOfSight"] == []
    anew.ask("activity", {"kind": "hidden"})
    assert ivans_page.ask("activity_sync", {})["outOfSight"] == [anew.user_id]


def test_only_interviewers_read_what_was_noted(
    open_page: OpenPage, caras_page: Page, ines: User, ivan: User, interview: Interview
) -> None:
    add_colleague(interview_id=interview.pk, colleague=ines, role=Role.OBSERVER, actor=Actor.user(ivan))
    iness_page = open_page(ines)
    iness_page.join(interview.pk)
    caras_page.ask("activity", {"kind": "hidden"})
    for page in (caras_page, iness_page):
        assert page.refusal("activity_sync", {}) == "forbidden"


def test_nobody_else_is_noted(ivans_page: Page, interview: Interview) -> None:
    assert ivans_page.refusal("activity", {"kind": "hidden"}) == "forbidden"
    assert not TimelineEvent.objects.filter(kind=EventKind.CANDIDATE_ACTIVITY).exists()


def test_there_is_an_end_to_what_is_noted(
    interview: Interview, cara: Invitation, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long somebody comes and goes; and nothing is noted once the interview is over.

    One candidate leaves another as much as there was before.
    """
    monkeypatch.setattr(activity, "MAX_NOTED", 2)
    dan = invite(interview, "Dan Other", rita)

    def note(what: str = "hidden", invitation: Invitation = cara) -> None:
        participant = participant_for_invitation(invitation)
        activity.note_activity(participant=participant, activity=what, characters=None)

    note()
    note()
    with pytest.raises(Refused) as too_many:
        note()
    note(invitation=dan)
    # Nobody stays out of sight on record who came back.
    note("visible")
    for what in ("visible", "hidden"):
        with pytest.raises(Refused):
            note(what)
    cancel_interview(interview_id=interview.pk, actor=SYSTEM)
    with pytest.raises(Refused) as over:
        note()
    assert (too_many.value.code, over.value.code) == (RoomCode.RATE_LIMITED, AccessCode.INTERVIEW_CANCELLED)
