"""The door: who knocks, what interviewers decide, and what the person outside is told."""

from collections.abc import Callable

import pytest

from interviews.choices import Admission, EventKind, Standing
from interviews.models import Interview, Invitation, TimelineEvent, User
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import reissue_invitation, revoke_invitation
from rooms.models import AdmissionRequest, RequestReason, RequestState
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Json, Page
from tests.servers import ServerProcess


@pytest.fixture
def knocking(interview: Interview) -> Interview:
    """The interview, in a stage where everybody knocks."""
    interview.stage.admission = Admission.KNOCK
    interview.stage.save()
    return interview


@pytest.fixture
def iness_page(open_page: OpenPage, ivans_page: Page, ines: User, interview: Interview) -> Page:
    """A second interviewer, in the room."""
    interview.interviewers.add(ines)
    page = open_page(ines)
    page.join(interview.pk)
    return page


def knock(page: Page, interview: Interview, **user_info: object) -> str:
    """JOIN_ROOM, refused because somebody has to open; gives the words."""
    ack = page.ask("JOIN_ROOM", {"roomId": str(interview.pk), "userInfo": user_info})
    assert ack["error"]["code"] == "waiting_for_admission", ack
    return str(ack["error"]["message"])


def events_of(interview: Interview, kind: EventKind) -> list[TimelineEvent]:
    return list(TimelineEvent.objects.filter(interview=interview, kind=kind).order_by("sequence"))


def test_a_knock_is_told_and_answered(
    open_page: OpenPage, ivans_page: Page, ivan: User, cara: Invitation, knocking: Interview
) -> None:
    caras = open_page(cara)
    assert "knocked" in knock(caras, knocking, name="Cara C.")

    told = ivans_page.wait_for("admission_requested")
    request = AdmissionRequest.objects.get()
    assert told == {
        "requestId": str(request.pk),
        "name": "Cara C.",
        "invitedName": "Cara Candidate",
        "role": "candidate",
        "reason": "knock",
        "since": request.requested_at.isoformat(),
    }
    assert ivans_page.ask("admission_sync", {}) == {"locked": False, "requests": [told]}

    assert ivans_page.ask("admit", {"requestId": told["requestId"]}) == {}
    assert ivans_page.wait_for("admission_withdrawn") == {
        "requestId": told["requestId"],
        "outcome": "admitted",
        "decidedBy": "Ivan Example",
    }
    assert caras.wait_for("room_opened") == {}
    ack = caras.join(knocking.pk, userInfo={"name": "Cara C."})
    assert ack["userInfo"]["name"] == "Cara Candidate"
    assert ivans_page.wait_for("USER_JOINED")["userInfo"]["typedName"] == "Cara C."
    assert ivans_page.ask("admission_sync", {})["requests"] == []
    (event,) = events_of(knocking, EventKind.PARTICIPANT_ADMITTED)
    assert event.actor_user == ivan
    assert event.payload == {"invitationId": cara.pk, "reason": "knock"}


def test_who_was_admitted_once_comes_back_without_knocking(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, rita: User, knocking: Interview
) -> None:
    """Until their link is replaced: whoever held the old one may have been somebody else."""
    caras = open_page(cara)
    knock(caras, knocking)
    ivans_page.ask("admit", {"requestId": ivans_page.wait_for("admission_requested")["requestId"]})
    caras.wait_for("room_opened")
    caras.join(knocking.pk)
    caras.leave()
    caras.join(knocking.pk)
    caras.leave()

    reissued = reissue_invitation(invitation=cara, actor=rita)
    knock(open_page(reissued), knocking)


def test_a_denied_person_is_told_and_may_ask_again(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, knocking: Interview
) -> None:
    caras = open_page(cara)
    knock(caras, knocking)
    first = ivans_page.wait_for("admission_requested")["requestId"]
    ivans_page.ask("deny", {"requestId": first})

    assert caras.wait_for("admission_denied")["message"]
    assert ivans_page.wait_for("admission_withdrawn")["outcome"] == "denied"
    (event,) = events_of(knocking, EventKind.PARTICIPANT_DENIED)
    assert event.payload == {"invitationId": cara.pk, "reason": "knock"}

    # The rates of tests are a thousand times the usual, and so is the pause.
    while "error" in (ack := caras.ask("JOIN_ROOM", {"roomId": str(knocking.pk), "userInfo": {}})):
        if ack["error"]["code"] == "waiting_for_admission":
            break
        assert ack["error"]["code"] == "admission_denied"
    # Those who wait are told of again and again.
    while ivans_page.wait_for("admission_requested")["requestId"] == first:
        pass


def test_asking_again_at_once_is_refused(
    start_server: Callable[..., ServerProcess],
    open_page: OpenPage,
    ivan: User,
    cara: Invitation,
    knocking: Interview,
) -> None:
    """With the rates of an installation."""
    usual = start_server(ROOM_RATE_FACTOR="1")
    ivans, caras = open_page(ivan, at=usual), open_page(cara, at=usual)
    ivans.join(knocking.pk)
    knock(caras, knocking)
    ivans.ask("deny", {"requestId": ivans.wait_for("admission_requested")["requestId"]})
    caras.wait_for("admission_denied")
    refusal = caras.ask("JOIN_ROOM", {"roomId": str(knocking.pk), "userInfo": {}})["error"]
    assert refusal["code"] == "admission_denied"
    assert "You may ask again in" in refusal["message"]
    assert AdmissionRequest.objects.count() == 1


def test_whoever_goes_away_is_not_asked_for_any_more(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, knocking: Interview
) -> None:
    caras = open_page(cara)
    knock(caras, knocking)
    request_id = ivans_page.wait_for("admission_requested")["requestId"]
    caras.close()
    assert ivans_page.wait_for("admission_withdrawn") == {"requestId": request_id, "outcome": "left"}
    assert ivans_page.refusal("admit", {"requestId": request_id}) == "unknown_request"
    assert AdmissionRequest.objects.get().state == RequestState.WITHDRAWN


def test_a_withdrawn_invitation_ends_the_waiting(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, rita: User, knocking: Interview
) -> None:
    caras = open_page(cara)
    knock(caras, knocking)
    revoke_invitation(invitation=cara, actor=rita)
    assert caras.wait_for("room_closed")["code"] == "invitation_revoked"


def test_the_one_outside_reads_whether_anybody_is_there(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, knocking: Interview
) -> None:
    caras = open_page(cara)
    knock(caras, knocking)
    assert caras.wait_for("admission_update") == {"interviewers": 1}
    ivans_page.leave()
    while caras.wait_for("admission_update") != {"interviewers": 0}:
        pass
    ivans_page.join(knocking.pk)
    while caras.wait_for("admission_update") != {"interviewers": 1}:
        pass
    # Whoever comes in later finds who waits.
    assert len(ivans_page.ask("admission_sync", {})["requests"]) == 1


def test_who_is_early_is_seen_outside_the_room_and_decided_by_nobody(
    open_page: OpenPage, ivan: User, cara: Invitation, interview: Interview
) -> None:
    caras = open_page(cara)
    join = {"roomId": str(interview.pk), "userInfo": {"name": "Cara"}}
    assert caras.refusal("JOIN_ROOM", join) == "waiting_for_interviewer"
    request = AdmissionRequest.objects.get()
    assert (request.reason, request.state) == (RequestReason.EARLY, RequestState.WAITING)

    ivans = open_page(ivan)
    ivans.join(interview.pk)
    caras.wait_for("room_opened")
    caras.join(interview.pk)
    ivans.wait_for("USER_JOINED")
    assert ivans.pending("admission_requested") == []
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN


def test_who_is_early_knocks_once_the_room_is_open(
    open_page: OpenPage, ivan: User, cara: Invitation, knocking: Interview
) -> None:
    """They have waited since they came, and are one person for the interviewers all the time."""
    caras = open_page(cara)
    join = {"roomId": str(knocking.pk), "userInfo": {}}
    assert caras.refusal("JOIN_ROOM", join) == "waiting_for_interviewer"
    ivans = open_page(ivan)
    ivans.join(knocking.pk)
    caras.wait_for("room_opened")
    knock(caras, knocking)
    request = AdmissionRequest.objects.get()
    assert ivans.wait_for("admission_requested")["since"] == request.requested_at.isoformat()


# Locking --------------------------------------------------------------------------------------------------------------


def test_a_locked_room_is_knocked_at(
    open_page: OpenPage, ivans_page: Page, ivan: User, ines: User, cara: Invitation, interview: Interview
) -> None:
    """In an open stage; interviewers walk in, and unlocking lets those who wait go in by themselves."""
    assert ivans_page.ask("lock_room", {"locked": True}) == {}
    assert ivans_page.ask("lock_room", {"locked": True}) == {}
    caras = open_page(cara)
    assert "locked" in knock(caras, interview)
    assert ivans_page.wait_for("admission_requested")["reason"] == "locked"

    interview.interviewers.add(ines)
    iness = open_page(ines)
    iness.join(interview.pk)
    assert iness.ask("admission_sync", {})["locked"] is True
    iness.ask("lock_room", {"locked": False})
    assert ivans_page.wait_for("lock_room") == {"locked": False}
    caras.wait_for("room_opened")
    caras.join(interview.pk)
    assert caras.ask("admission_sync", {}) == {"locked": False, "requests": []}
    assert [event.actor_user for event in events_of(interview, EventKind.ROOM_LOCKED)] == [ivan]
    assert [event.actor_user for event in events_of(interview, EventKind.ROOM_UNLOCKED)] == [ines]


def test_a_lock_disturbs_nobody_inside(ivans_page: Page, caras_page: Page, interview: Interview) -> None:
    """A dropped socket comes back with its token; whoever leaves knocks."""
    ivans_page.ask("lock_room", {"locked": True})
    assert caras_page.wait_for("lock_room") == {"locked": True}
    caras_page.hears_from(ivans_page)
    caras_page.leave()
    knock(caras_page, interview)


def test_a_dropped_socket_comes_back_into_a_locked_room(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    ivans_page.ask("lock_room", {"locked": True})
    caras_page.vanish()
    back = open_page(cara)
    assert back.join(interview.pk, resumeToken=caras_page.resume_token)["resumed"] is True


def test_an_admission_into_a_locked_room_is_for_one_place(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, interview: Interview
) -> None:
    ivans_page.ask("lock_room", {"locked": True})
    caras = open_page(cara)
    knock(caras, interview)
    ivans_page.ask("admit", {"requestId": ivans_page.wait_for("admission_requested")["requestId"]})
    caras.wait_for("room_opened")
    caras.join(interview.pk)
    assert AdmissionRequest.objects.get().state == RequestState.USED
    caras.leave()
    knock(caras, interview)


# One link, two browsers -----------------------------------------------------------------------------------------------


def test_a_link_in_use_is_not_a_second_way_in(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    """The second says so, the first is told, and an interviewer may let both in."""
    second = open_page(cara)
    assert "in use" in knock(second, interview)
    assert caras_page.wait_for("link_opened_again") == {}
    told = ivans_page.wait_for("admission_requested")
    assert told["reason"] == "link_in_use"
    ivans_page.ask("admit", {"requestId": told["requestId"]})
    second.wait_for("room_opened")
    assert len(second.join(interview.pk)["peers"]) == 2


def test_of_two_browsers_that_race_with_one_link_one_gets_in(
    open_page: OpenPage,
    ivans_page: Page,
    server: ServerProcess,
    other_server: ServerProcess,
    cara: Invitation,
    interview: Interview,
) -> None:
    pages = [open_page(cara, at=at) for at in (server, other_server)]
    join = {"roomId": str(interview.pk), "userInfo": {}}
    asked = [page.ask_later("JOIN_ROOM", join) for page in pages]
    acks = [page.ack_of(id) for page, id in zip(pages, asked, strict=True)]
    codes = [ack.get("error", {}).get("code", "in") for ack in acks]
    assert sorted(codes) == ["in", "waiting_for_admission"]


# Removing -------------------------------------------------------------------------------------------------------------


def test_a_removed_person_is_out_on_all_processes_and_knocks(
    open_page: OpenPage,
    other_server: ServerProcess,
    ivans_page: Page,
    ivan: User,
    cara: Invitation,
    interview: Interview,
) -> None:
    caras = open_page(cara, at=other_server)
    caras.join(interview.pk)
    ivans_page.wait_for("USER_JOINED")

    assert ivans_page.ask("remove_peer", {"userId": caras.user_id}) == {}
    assert caras.wait_for("room_closed")["code"] == "removed"
    caras.wait_for_end()
    assert ivans_page.wait_for("remove_peer") == {"userId": caras.user_id}
    assert ivans_page.wait_for("USER_LEFT") == {"userId": caras.user_id}
    cara.refresh_from_db()
    assert cara.standing == Standing.REMOVED
    (event,) = events_of(interview, EventKind.PARTICIPANT_REMOVED)
    assert event.actor_user == ivan
    assert event.payload == {"invitationId": cara.pk, "userId": caras.user_id}
    (left,) = events_of(interview, EventKind.PARTICIPANT_LEFT)
    assert left.payload == {"userId": caras.user_id, "reason": "removed"}

    # Not with the old token either.
    again = open_page(cara)
    join = {"roomId": str(interview.pk), "userInfo": {}, "resumeToken": caras.resume_token}
    refusal = again.ask("JOIN_ROOM", join)["error"]
    assert refusal["code"] == "waiting_for_admission"
    assert "took you out" in refusal["message"]
    told = ivans_page.wait_for("admission_requested")
    assert told["reason"] == "removed"
    ivans_page.ask("admit", {"requestId": told["requestId"]})
    again.wait_for("room_opened")
    again.join(interview.pk)


def test_of_two_browsers_with_one_link_the_other_stays(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    second = open_page(cara)
    knock(second, interview)
    ivans_page.ask("admit", {"requestId": ivans_page.wait_for("admission_requested")["requestId"]})
    second.wait_for("room_opened")
    second.join(interview.pk)
    ivans_page.ask("remove_peer", {"userId": second.user_id})
    second.wait_for_end()
    assert caras_page.wait_for("USER_LEFT") == {"userId": second.user_id}
    caras_page.vanish()
    back = open_page(cara)
    assert back.join(interview.pk, resumeToken=caras_page.resume_token)["resumed"] is True


def test_whom_nobody_can_remove(ivans_page: Page, iness_page: Page, caras_page: Page) -> None:
    assert ivans_page.refusal("remove_peer", {"userId": iness_page.user_id}) == "forbidden"
    assert ivans_page.refusal("remove_peer", {"userId": ivans_page.user_id}) == "unknown_peer"
    assert ivans_page.refusal("remove_peer", {"userId": "nobody"}) == "unknown_peer"
    assert caras_page.refusal("remove_peer", {"userId": ivans_page.user_id}) == "forbidden"


# Deciding at once, and who may not ----------------------------------------------------------------------------------


def test_of_admit_and_deny_at_once_one_wins_and_the_other_is_told(
    open_page: OpenPage, ivans_page: Page, iness_page: Page, cara: Invitation, knocking: Interview
) -> None:
    caras = open_page(cara)
    knock(caras, knocking)
    told = ivans_page.wait_for("admission_requested")
    decision = {"requestId": told["requestId"]}
    asked = ivans_page.ask_later("admit", decision), iness_page.ask_later("deny", decision)
    admitted, denied = ivans_page.ack_of(asked[0]), iness_page.ack_of(asked[1])

    (refused,) = [ack["error"] for ack in (admitted, denied) if "error" in ack]
    assert refused["code"] == "already_decided"
    winner = "Ivan Example" if "error" in denied else "Ines Example"
    assert winner in refused["message"]
    assert "Cara Candidate" in refused["message"]
    for page in (ivans_page, iness_page):
        assert page.wait_for("admission_withdrawn")["decidedBy"] == winner
    caras.wait_for("room_opened" if "error" in denied else "admission_denied")
    # The same once more is no news.
    page, event = (ivans_page, "admit") if "error" in denied else (iness_page, "deny")
    assert page.ask(event, decision) == {}


@pytest.mark.parametrize("event", ["admit", "deny"])
def test_candidates_decide_nothing(
    open_page: OpenPage,
    ivans_page: Page,
    caras_page: Page,
    cara: Invitation,
    interview: Interview,
    event: str,
) -> None:
    second = open_page(cara)
    knock(second, interview)
    told = ivans_page.wait_for("admission_requested")
    assert caras_page.refusal(event, {"requestId": told["requestId"]}) == "forbidden"
    assert caras_page.refusal("lock_room", {"locked": True}) == "forbidden"
    assert AdmissionRequest.objects.get().state == RequestState.WAITING
    # And learn of nobody who waits.
    assert caras_page.ask("admission_sync", {})["requests"] == []
    caras_page.hears_from(ivans_page)
    assert caras_page.pending("admission_requested") == []
    assert not any("admission_requested" in frame for frame in caras_page.frames)


def test_requests_of_another_room_are_unknown(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, rita: User, ines: User, knocking: Interview
) -> None:
    elsewhere = schedule_interview(
        interview=Interview(
            title="Elsewhere", stage=knocking.stage, scheduled_start=knocking.scheduled_start
        ),
        interviewers=[ines],
        actor=rita,
    )
    iness = open_page(ines)
    iness.join(elsewhere.pk)
    caras = open_page(cara)
    knock(caras, knocking)
    told: Json = ivans_page.wait_for("admission_requested")
    for event in ("admit", "deny"):
        assert iness.refusal(event, {"requestId": told["requestId"]}) == "unknown_request"
    assert iness.ask("admission_sync", {})["requests"] == []


# Names ----------------------------------------------------------------------------------------------------------------


def test_a_typed_name_stands_beside_the_invitations_and_never_instead(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, interview: Interview
) -> None:
    """The impostor who names himself like the interviewer."""
    caras = open_page(cara)
    info = caras.join(interview.pk, userInfo={"name": "Ivan Example"})["userInfo"]
    assert (info["name"], info["typedName"], info["role"]) == ("Cara Candidate", "Ivan Example", "candidate")
    assert ivans_page.wait_for("USER_JOINED")["userInfo"] == info
    caras.ask("chat_message", {"channel": "room", "text": "I am Ivan."})
    assert ivans_page.ask("chat_sync", {})["messages"][0]["name"] == "Cara Candidate"
