"""Signals go from one peer to another of the same room, with the sender's id stamped by the server."""

from typing import Any

import pytest
from django.utils import timezone

from interviews.models import Interview, Invitation, User
from interviews.services.interviews import schedule_interview
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page

CANDIDATE = {
    "candidate": "candidate:1 1 UDP 2122252543 192.0.2.7 50000 typ host",
    "sdpMid": "0",
    "sdpMLineIndex": 0,
    "usernameFragment": "abcd",
}


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("OFFER", {"sdp": "v=0 as text"}),
        ("OFFER", {"sdp": {"type": "offer", "sdp": "v=0"}, "connectionId": "c-1"}),
        ("ANSWER", {"sdp": {"type": "answer", "sdp": "v=0"}}),
        ("ANSWER", {"sdp": "v=0 ünïcödé \U0001f600"}),
        ("ICE_CANDIDATE", {"candidate": CANDIDATE, "connectionId": "c-1"}),
        ("ICE_CANDIDATE", {"candidate": None}),
    ],
)
def test_a_signal_arrives_unchanged_with_its_sender(
    ivans_page: Page, caras_page: Page, event: str, body: dict[str, Any]
) -> None:
    payload = {**body, "targetId": ivans_page.user_id}
    assert caras_page.ask(event, payload) == {}
    assert ivans_page.wait_for(event) == {**payload, "senderId": caras_page.user_id}


def test_without_an_acknowledgement_it_arrives_too(ivans_page: Page, caras_page: Page) -> None:
    caras_page.send("OFFER", {"sdp": "v=0", "targetId": ivans_page.user_id})
    assert ivans_page.wait_for("OFFER")["senderId"] == caras_page.user_id


def test_signals_of_one_sender_keep_their_order(ivans_page: Page, caras_page: Page) -> None:
    for number in range(20):
        caras_page.send("OFFER", {"sdp": f"v={number}", "targetId": ivans_page.user_id})
    assert [ivans_page.wait_for("OFFER")["sdp"] for _ in range(20)] == [f"v={n}" for n in range(20)]


def test_only_the_target_gets_it(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, ivan: User, interview: Interview
) -> None:
    """A third person in the room sees nothing of a signal between two others."""
    third = open_page(ivan)
    third.join(interview.pk)
    caras_page.wait_for("USER_JOINED")
    caras_page.ask("OFFER", {"sdp": "v=0 for Ivan's first tab", "targetId": ivans_page.user_id})
    ivans_page.wait_for("OFFER")

    third.hears_from(caras_page)

    assert third.pending("OFFER") == []
    assert not any("first tab" in frame for frame in third.frames)


def test_a_sender_cannot_be_made_up(ivans_page: Page, caras_page: Page) -> None:
    """`senderId` is the server's word, and a payload that brings its own is refused as unknown field."""
    forged = {"sdp": "v=0", "targetId": ivans_page.user_id, "senderId": "somebody else"}
    assert caras_page.refusal("OFFER", forged) == "invalid_payload"
    ivans_page.hears_from(caras_page)
    assert ivans_page.pending("OFFER") == []


def test_a_peer_of_another_room_is_unknown(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, ivan: User, rita: User, interview: Interview
) -> None:
    """The id alone reaches nobody outside one's own room."""
    elsewhere = schedule_interview(
        interview=Interview(title="Elsewhere", stage=interview.stage, scheduled_start=timezone.now()),
        interviewers=[ivan],
        actor=rita,
    )
    outsider = open_page(ivan)
    outsider.join(elsewhere.pk)

    assert outsider.refusal("OFFER", {"sdp": "v=0", "targetId": caras_page.user_id}) == "unknown_peer"
    assert caras_page.refusal("OFFER", {"sdp": "v=0", "targetId": outsider.user_id}) == "unknown_peer"
    assert caras_page.refusal("OFFER", {"sdp": "v=0", "targetId": caras_page.user_id}) == "unknown_peer"


def test_who_has_left_is_unknown(ivans_page: Page, caras_page: Page) -> None:
    caras_page.leave()
    assert ivans_page.wait_for("USER_LEFT") == {"userId": caras_page.user_id}
    payload = {"sdp": "v=0", "targetId": caras_page.user_id}
    assert ivans_page.refusal("OFFER", payload) == "unknown_peer"


def test_media_states_reach_the_others_and_late_joiners(
    open_page: OpenPage, ivans_page: Page, caras_page: Page, ivan: User, interview: Interview
) -> None:
    state = {"audio": True, "video": False, "screen": True}
    assert caras_page.ask("media_state", state) == {}

    assert ivans_page.wait_for("media_state") == {**state, "senderId": caras_page.user_id}
    assert caras_page.pending("media_state") == []
    late = open_page(ivan).join(interview.pk)
    [cara] = [peer for peer in late["peers"] if peer["userId"] == caras_page.user_id]
    assert cara["userInfo"]["media"] == state


def test_two_processes_relay_to_each_other(
    open_page: OpenPage, other_server: Any, ivans_page: Page, cara: Invitation, interview: Interview
) -> None:
    """Ivan on process A and Cara on process B are in one room."""
    page = open_page(cara, at=other_server)
    ack = page.join(interview.pk)
    assert [peer["userId"] for peer in ack["peers"]] == [ivans_page.user_id]
    ivans_page.wait_for("USER_JOINED")

    page.ask("OFFER", {"sdp": "from B", "targetId": ivans_page.user_id})
    assert ivans_page.wait_for("OFFER")["sdp"] == "from B"
    ivans_page.ask("ANSWER", {"sdp": "from A", "targetId": page.user_id})
    assert page.wait_for("ANSWER")["sdp"] == "from A"
    page.leave()
    assert ivans_page.wait_for("USER_LEFT") == {"userId": page.user_id}
