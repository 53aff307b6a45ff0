"""Leaving, dropping, coming back: one tile per connection, never a ghost, never a kicked successor."""

from collections.abc import Callable
from typing import Any

from interviews.choices import EventKind
from interviews.models import Interview, Invitation, TimelineEvent, User
from tests.dsa.workers import eventually
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page
from tests.servers import ServerProcess


def departures(interview: Interview) -> list[dict[str, Any]]:
    events = TimelineEvent.objects.filter(interview=interview, kind=EventKind.PARTICIPANT_LEFT)
    return list(events.values_list("payload", flat=True))


def test_leaving_is_seen_at_once_and_kills_the_token(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    """After LEAVE_ROOM the same socket may join again, as somebody new."""
    old_id, old_token = caras_page.user_id, caras_page.resume_token
    caras_page.leave()
    assert ivans_page.wait_for("USER_LEFT") == {"userId": old_id}
    assert caras_page.refusal("LEAVE_ROOM", {}) == "not_in_room"

    ack = caras_page.join(interview.pk, resumeToken=old_token)

    assert ack["resumed"] is False
    assert ack["userId"] != old_id
    assert ack["resumeToken"] != old_token
    assert ivans_page.wait_for("USER_JOINED")["userId"] == ack["userId"]
    assert departures(interview) == [{"userId": old_id, "reason": "left"}]


def test_a_client_that_disconnects_has_left(ivans_page: Page, caras_page: Page) -> None:
    """`socket.disconnect()` is on purpose: no grace."""
    caras_page.send_text("41")
    assert ivans_page.wait_for("USER_LEFT") == {"userId": caras_page.user_id}


def test_a_dropped_socket_comes_back_unnoticed(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    """Within the grace the resume token gives the same id back; the others hear `peer_resumed` and nothing else."""
    caras_page.vanish()
    again = open_page(cara)
    ack = again.join(interview.pk, resumeToken=caras_page.resume_token)

    assert ack["resumed"] is True
    assert ack["userId"] == caras_page.user_id
    assert ack["resumeToken"] == caras_page.resume_token
    assert [peer["userId"] for peer in ack["peers"]] == [ivans_page.user_id]
    assert ivans_page.wait_for("peer_resumed") == {"userId": caras_page.user_id}
    ivans_page.ask("OFFER", {"sdp": "still there?", "targetId": caras_page.user_id})
    assert again.wait_for("OFFER")["sdp"] == "still there?"
    ivans_page.hears_from(again)
    assert ivans_page.pending("USER_LEFT") == []
    assert ivans_page.pending("USER_JOINED") == []


def test_a_page_that_goes_is_told_of_at_once(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    """Nobody can know yet whether it was reloaded. If so, it comes back in its place."""
    caras_page.navigate()
    assert ivans_page.wait_for("peer_away") == {"userId": caras_page.user_id}

    again = open_page(cara)
    again.join(interview.pk, resumeToken=caras_page.resume_token)
    assert ivans_page.wait_for("peer_resumed") == {"userId": caras_page.user_id}
    again.navigate()
    assert ivans_page.wait_for("peer_away") == {"userId": caras_page.user_id}
    assert ivans_page.wait_for("USER_LEFT") == {"userId": caras_page.user_id}


def test_a_socket_that_merely_drops_is_told_of_after_the_grace(ivans_page: Page, caras_page: Page) -> None:
    caras_page.vanish()
    assert ivans_page.wait_for("USER_LEFT") == {"userId": caras_page.user_id}
    assert ivans_page.pending("peer_away") == []


def test_a_page_whose_socket_cannot_say_that_it_goes_says_it_itself(
    ivans_page: Page, caras_page: Page
) -> None:
    caras_page.ask("page_gone", {})
    ivans_page.hears_from(caras_page)
    assert ivans_page.pending("peer_away") == []
    caras_page.vanish()
    assert ivans_page.wait_for("peer_away") == {"userId": caras_page.user_id}


def test_a_page_without_webrtc_says_so(
    open_page: OpenPage, ivans_page: Page, cara: Invitation, interview: Interview
) -> None:
    """To those who are there, to who comes later, and where it comes back in another browser."""
    without = open_page(cara)
    without.join(interview.pk, userInfo={"name": "Cara Candidate", "webrtc": False})
    joined = ivans_page.wait_for("USER_JOINED")
    assert joined["userInfo"]["webrtc"] is False
    late = open_page(interview.interviewers.get())
    (peer,) = [peer for peer in late.join(interview.pk)["peers"] if peer["userId"] == without.user_id]
    assert peer["userInfo"] == joined["userInfo"]

    without.navigate()
    again = open_page(cara)
    again.join(interview.pk, resumeToken=without.resume_token, userInfo={"name": "Cara Candidate"})
    assert ivans_page.wait_for("peer_resumed") == {"userId": without.user_id}
    again.navigate()
    open_page(cara).join(interview.pk, resumeToken=without.resume_token, userInfo={"webrtc": False})
    assert ivans_page.wait_for("peer_resumed") == {"userId": without.user_id, "webrtc": False}


def test_it_can_come_back_on_another_process(
    open_page: OpenPage,
    other_server: ServerProcess,
    ivans_page: Page,
    caras_page: Page,
    cara: Invitation,
    interview: Interview,
) -> None:
    caras_page.close()
    again = open_page(cara, at=other_server)
    assert again.join(interview.pk, resumeToken=caras_page.resume_token)["userId"] == caras_page.user_id
    assert ivans_page.wait_for("peer_resumed") == {"userId": caras_page.user_id}


def test_devices_that_changed_meanwhile_are_told(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    """The rejoin says how microphone and camera stand now, and the others hear of it."""
    caras_page.close()
    media = {"audio": True, "video": True, "screen": False}
    open_page(cara).join(interview.pk, resumeToken=caras_page.resume_token, userInfo={"media": media})
    assert ivans_page.wait_for("media_state") == {**media, "senderId": caras_page.user_id}


def test_after_the_grace_it_has_left(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    """Exactly one USER_LEFT, one departure on record, and the token gives a new id."""
    caras_page.close()
    assert ivans_page.wait_for("USER_LEFT") == {"userId": caras_page.user_id}

    again = open_page(cara)
    ack = again.join(interview.pk, resumeToken=caras_page.resume_token)

    assert ack["resumed"] is False
    assert ack["userId"] != caras_page.user_id
    ivans_page.hears_from(again)
    assert ivans_page.pending("USER_LEFT") == []
    # The room is told before the timeline.
    assert eventually(lambda: departures(interview) != [])
    assert departures(interview) == [{"userId": caras_page.user_id, "reason": "dropped"}]


def test_a_newer_socket_replaces_the_older(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, cara: Invitation, interview: Interview
) -> None:
    """The older one is told and put out; its end, however late, takes nothing from the newer one."""
    newer = open_page(cara)
    ack = newer.join(interview.pk, resumeToken=caras_page.resume_token)
    assert ack["userId"] == caras_page.user_id

    assert caras_page.wait_for("replaced") == {}
    caras_page.wait_for_end()
    caras_page.close()

    ivans_page.wait_for("peer_resumed")
    ivans_page.ask("OFFER", {"sdp": "to the newer", "targetId": caras_page.user_id})
    assert newer.wait_for("OFFER")["sdp"] == "to the newer"
    ivans_page.hears_from(newer)
    assert ivans_page.pending("USER_LEFT") == []


def test_a_browser_that_crashed_leaves_no_second_tile(
    open_page: OpenPage,
    start_server: Callable[..., ServerProcess],
    ivan: User,
    cara: Invitation,
    interview: Interview,
) -> None:
    """Whoever opens the same invitation anew, without the token, takes the place of the socket that is gone."""
    server = start_server(ROOM_RESUME_GRACE_SECONDS="300")
    ivans, crashed = open_page(ivan, at=server), open_page(cara, at=server)
    ivans.join(interview.pk)
    crashed.join(interview.pk)
    crashed.vanish()
    again = open_page(cara, at=server)
    # Until the server has heard of the end of the first one.
    while len(again.join(interview.pk)["peers"]) > 1:
        again.leave()
    ivans.hears_from(again)
    assert {"userId": crashed.user_id} in ivans.pending("USER_LEFT")
    assert {"userId": again.user_id} not in ivans.pending("USER_LEFT")


def test_nobody_resumes_as_somebody_else(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, tomas: Invitation, interview: Interview
) -> None:
    """A stolen resume token is worth nothing without the person's own session or invitation."""
    thief = open_page(tomas)
    ack = thief.join(interview.pk, resumeToken=ivans_page.resume_token)
    assert ack["resumed"] is False
    assert ack["userId"] not in (ivans_page.user_id, caras_page.user_id)
    ivans_page.hears_from(caras_page)
    assert ivans_page.pending("replaced") == []


def test_each_tab_has_its_own_tile(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, ivan: User, interview: Interview
) -> None:
    """Two tabs of one person are two peers, and closing one leaves the other."""
    second = open_page(ivan)
    second.join(interview.pk)
    assert second.user_id != ivans_page.user_id
    assert ivans_page.wait_for("USER_JOINED")["userId"] == second.user_id
    second.leave()
    assert ivans_page.wait_for("USER_LEFT") == {"userId": second.user_id}
    ivans_page.hears_from(caras_page)


def test_a_killed_process_leaves_no_ghost(
    open_page: OpenPage,
    start_server: Callable[..., ServerProcess],
    ivans_page: Page,
    caras_page: Page,
    ivan: User,
    interview: Interview,
) -> None:
    """Kill -9 of one of two processes: its people are gone after the expiry, those on the other talk on meanwhile."""
    doomed = start_server()
    lost = open_page(ivan, at=doomed)
    lost.join(interview.pk)
    assert ivans_page.wait_for("USER_JOINED")["userId"] == lost.user_id

    doomed.kill()
    ivans_page.ask("OFFER", {"sdp": "business as usual", "targetId": caras_page.user_id})
    assert caras_page.wait_for("OFFER")["sdp"] == "business as usual"

    assert ivans_page.wait_for("USER_LEFT") == {"userId": lost.user_id}
    assert caras_page.wait_for("USER_LEFT") == {"userId": lost.user_id}
    assert len(open_page(ivan).join(interview.pk)["peers"]) == 2


def test_people_of_a_killed_process_resume_on_another(
    open_page: OpenPage,
    start_server: Callable[..., ServerProcess],
    ivans_page: Page,
    cara: Invitation,
    interview: Interview,
) -> None:
    doomed = start_server()
    page = open_page(cara, at=doomed)
    page.join(interview.pk)
    ivans_page.wait_for("USER_JOINED")

    doomed.kill()
    again = open_page(cara)
    ack = again.join(interview.pk, resumeToken=page.resume_token)

    assert ack["resumed"] is True
    assert ivans_page.wait_for("peer_resumed") == {"userId": page.user_id}
    ivans_page.hears_from(again)
    assert ivans_page.pending("USER_LEFT") == []


def test_a_restarting_server_keeps_everybodys_seat(
    open_page: OpenPage,
    start_server: Callable[..., ServerProcess],
    ivan: User,
    cara: Invitation,
    interview: Interview,
) -> None:
    """SIGTERM closes the sockets into their grace; both come back with the same ids."""
    restarted = start_server(ROOM_RESUME_GRACE_SECONDS="60")
    before = [open_page(who, at=restarted) for who in (ivan, cara)]
    for page in before:
        page.join(interview.pk)
    restarted.stop()
    restarted.start()

    after = [open_page(who, at=restarted) for who in (ivan, cara)]
    for old, new in zip(before, after, strict=True):
        assert new.join(interview.pk, resumeToken=old.resume_token)["userId"] == old.user_id
    after[0].wait_for("peer_resumed")
    assert after[0].pending("USER_LEFT") == []
