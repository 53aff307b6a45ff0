"""Who gets into a room, and what they and the others are told."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from interviews.choices import EventKind, InterviewState
from interviews.models import Interview, Invitation, StageTypeConfig, TimelineEvent, User
from interviews.services.interviews import (
    cancel_interview,
    complete_interview,
    schedule_interview,
    start_interview,
)
from interviews.services.invitations import reissue_invitation, revoke_invitation
from interviews.timeline import Actor
from tests.rooms.conftest import OpenPage
from tests.rooms.page import ConnectRefused, Page
from tests.servers import ServerProcess


def kinds_of(interview: Interview) -> list[str]:
    return list(TimelineEvent.objects.filter(interview=interview).values_list("kind", flat=True))


def test_the_first_interviewer_opens_the_room(open_page: OpenPage, ivan: User, interview: Interview) -> None:
    """The acknowledgement has exactly the documented fields, and the interview is live from then on."""
    ack = open_page(ivan).join(interview.pk, userInfo={"name": "Ivan I."})

    assert set(ack) == {
        "userId",
        "resumeToken",
        "resumed",
        "userInfo",
        "peers",
        "iceServers",
        "iceTransportPolicy",
        "tools",
        "question",
        "questions",
        "startedAt",
        "serverTime",
        "resumeGraceMs",
    }
    assert ack["resumed"] is False
    assert ack["peers"] == []
    assert ack["question"] is None
    assert ack["tools"] == {"video": True, "codeEditor": True, "whiteboard": True}
    assert ack["userInfo"] == {
        "name": "Ivan Example",
        "typedName": "Ivan I.",
        "role": "interviewer",
        "colour": 0,
        "media": {"audio": False, "video": False, "screen": False},
    }
    interview.refresh_from_db()
    assert interview.state == InterviewState.LIVE
    assert kinds_of(interview)[-2:] == [EventKind.INTERVIEW_STARTED, EventKind.PARTICIPANT_JOINED]


def test_each_learns_of_the_other(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, interview: Interview
) -> None:
    """The joiner finds the others in the acknowledgement; they get USER_JOINED with the same words about the joiner."""
    page = open_page(cara)
    media = {"audio": True, "video": False, "screen": False}
    ack = page.join(interview.pk, userInfo={"media": media})

    assert [peer["userId"] for peer in ack["peers"]] == [ivans_page.user_id]
    assert ack["peers"][0]["userInfo"]["role"] == "interviewer"
    told = ivans_page.wait_for("USER_JOINED")
    assert told == {
        "userId": page.user_id,
        "userInfo": {"name": "Cara Candidate", "role": "candidate", "colour": 1, "media": media},
    }


def test_a_claimed_role_is_dropped(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, interview: Interview
) -> None:
    """Rights come from our records: what a client says of itself beyond name and media goes nowhere."""
    page = open_page(cara)
    ack = page.join(interview.pk, userInfo={"name": "Cara", "role": "interviewer", "isAdmin": True})

    assert ack["userInfo"]["role"] == "candidate"
    assert "isAdmin" not in ack["userInfo"]
    assert page.refusal("push_question", {"questionText": "May I?"}) == "forbidden"


@pytest.mark.parametrize(
    ("claimed", "shown"),
    [
        ("  Cara   Two\nNames ", "Cara Two Names"),
        ("\u200b\u202e", None),
        ("   ", None),
        ("cara candidate", None),
        ("Łucja ✨", "Łucja ✨"),
    ],
)
def test_names_are_made_presentable(
    open_page: OpenPage,
    ivans_page: Page,
    cara: Invitation,
    interview: Interview,
    claimed: str,
    shown: str | None,
) -> None:
    """One line, no invisible characters, and beside the name on record only where it is another."""
    info = open_page(cara).join(interview.pk, userInfo={"name": claimed})["userInfo"]
    assert (info["name"], info.get("typedName")) == ("Cara Candidate", shown)


def test_an_early_candidate_waits_and_is_let_in(
    open_page: OpenPage, ivan: User, cara: Invitation, interview: Interview
) -> None:
    page = open_page(cara)
    join = {"roomId": str(interview.pk), "userInfo": {}}
    assert page.refusal("JOIN_ROOM", join) == "waiting_for_interviewer"

    ivans_page = open_page(ivan)
    ivans_page.join(interview.pk)

    assert page.wait_for("room_opened") == {}
    ack = page.join(interview.pk)
    assert [peer["userId"] for peer in ack["peers"]] == [ivans_page.user_id]


def test_without_an_account_or_a_token_nobody_connects(open_page: OpenPage) -> None:
    with pytest.raises(ConnectRefused) as refused:
        open_page(None)
    assert refused.value.data == {"code": "unauthenticated"}


def test_a_dead_invitation_does_not_connect(
    open_page: OpenPage, cara: Invitation, rita: User, interview: Interview
) -> None:
    """Revoked, replaced, expired and forged links each have their code."""
    old_link = Invitation.objects.get(pk=cara.pk)
    reissue_invitation(invitation=cara, actor=rita)
    with pytest.raises(ConnectRefused) as replaced:
        open_page(old_link)
    revoke_invitation(invitation=cara, actor=rita)
    with pytest.raises(ConnectRefused) as revoked:
        open_page(cara)
    Invitation.objects.filter(pk=cara.pk).update(revoked_at=None, expires_at=timezone.now())
    with pytest.raises(ConnectRefused) as expired:
        open_page(cara)

    codes = [refusal.value.data["code"] for refusal in (replaced, revoked, expired)]
    assert codes == ["invitation_invalid", "invitation_revoked", "invitation_expired"]


def test_rooms_of_others_look_like_no_room(
    open_page: OpenPage, ivan: User, ines: User, sam: User, rita: User, cara: Invitation, interview: Interview
) -> None:
    """Another interviewer, a stranger, the recruiter and another room's candidate get the same refusal."""
    elsewhere = schedule_interview(
        interview=Interview(title="Elsewhere", stage=interview.stage, scheduled_start=timezone.now()),
        interviewers=[ines],
        actor=rita,
    )
    nowhere = "00000000-0000-4000-8000-000000000000"
    tries = [
        (ines, interview.pk),
        (sam, interview.pk),
        (rita, interview.pk),
        (cara, elsewhere.pk),
        (ivan, nowhere),
    ]
    codes = {
        open_page(who).refusal("JOIN_ROOM", {"roomId": str(room), "userInfo": {}}) for who, room in tries
    }
    assert codes == {"room_not_found"}


def test_a_coding_session_has_no_room(
    open_page: OpenPage, ivan: User, rita: User, stage_dsa: StageTypeConfig
) -> None:
    session = schedule_interview(
        interview=Interview(title="Alone", stage=stage_dsa, scheduled_start=timezone.now()),
        interviewers=[ivan],
        actor=rita,
    )
    page = open_page(ivan)
    assert page.refusal("JOIN_ROOM", {"roomId": str(session.pk), "userInfo": {}}) == "not_a_live_stage"


def test_the_sixth_finds_the_room_full(open_page: OpenPage, ivan: User, interview: Interview) -> None:
    """Five connections fit, whoever they belong to; when one leaves, the next gets in."""
    pages = [open_page(ivan) for _ in range(5)]
    for page in pages:
        page.join(interview.pk)
    sixth = open_page(ivan)
    join = {"roomId": str(interview.pk), "userInfo": {}}
    assert sixth.refusal("JOIN_ROOM", join) == "room_full"
    assert pages[0].pending("USER_LEFT") == []

    pages[4].leave()

    assert len(sixth.join(interview.pk)["peers"]) == 4


def test_of_six_who_race_for_five_places_one_stays_out(
    open_page: OpenPage,
    server: ServerProcess,
    other_server: ServerProcess,
    ivan: User,
    interview: Interview,
) -> None:
    """On two processes at once: afterwards each of the five knows of the four others, and of nobody else."""
    pages = [open_page(ivan, at=at) for at in (server, other_server) * 3]
    asked = [page.ask_later("JOIN_ROOM", {"roomId": str(interview.pk), "userInfo": {}}) for page in pages]
    acks = [page.ack_of(id) for page, id in zip(pages, asked, strict=True)]

    members = {ack["userId"]: page for page, ack in zip(pages, acks, strict=True) if "error" not in ack}
    assert [ack["error"]["code"] for ack in acks if "error" in ack] == ["room_full"]
    assert len(members) == 5
    for user_id, page in members.items():
        page.user_id = user_id
        ack = acks[pages.index(page)]
        known = {peer["userId"] for peer in ack["peers"]}
        while known != members.keys() - {user_id}:
            known.add(page.wait_for("USER_JOINED")["userId"])
    joined = TimelineEvent.objects.filter(interview=interview, kind=EventKind.PARTICIPANT_JOINED)
    assert {event.payload["userId"] for event in joined} == members.keys()


def test_one_socket_holds_one_seat(ivans_page: Page, interview: Interview) -> None:
    join = {"roomId": str(interview.pk), "userInfo": {}}
    assert ivans_page.refusal("JOIN_ROOM", join) == "already_joined"


@pytest.mark.parametrize(
    ("end", "code"),
    [(complete_interview, "interview_over"), (cancel_interview, "interview_cancelled")],
)
def test_a_closed_room_lets_nobody_in(
    open_page: OpenPage,
    ivan: User,
    cara: Invitation,
    interview: Interview,
    end: Callable[..., bool],
    code: str,
) -> None:
    """Completed and cancelled interviews refuse their interviewer and their candidate alike."""
    page = open_page(cara)
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    end(interview_id=interview.pk, actor=Actor.user(ivan))

    join = {"roomId": str(interview.pk), "userInfo": {}}
    assert page.refusal("JOIN_ROOM", join) == code
    assert open_page(ivan).refusal("JOIN_ROOM", join) == code
