"""Observers: seen by everybody, heard by nobody, and their role holds for every event."""

import pytest

from interviews.access.codes import AccessCode
from interviews.choices import Role
from interviews.models import Interview, Invitation, User
from interviews.services.interviews import add_colleague
from interviews.timeline import Actor
from rooms.events import events
from rooms.sdp import sends_audio
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page
from tests.rooms.test_bad_input import TARGET, VALID, filled_in

# What an observer may send, each for a reason: connecting, going, and reading what there is.
ALLOWED = {
    "JOIN_ROOM",
    "LEAVE_ROOM",
    "page_gone",
    "OFFER",
    "ANSWER",
    "ICE_CANDIDATE",
    "refresh_ice",
    "media_state",
    "doc_sync",
    "whiteboard_sync",
    "whiteboard_digest",
    "run_sync",
    "problems_sync",
    "chat_sync",
    "admission_sync",
    "place",
}
SILENT = (
    "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=recvonly\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendrecv\r\n"
)
SPEAKING = SILENT.replace("recvonly", "sendrecv")


@pytest.fixture
def iness_page(open_page: OpenPage, caras_page: Page, ines: User, ivan: User, interview: Interview) -> Page:
    """Ines observes; Ivan and Cara have been told."""
    add_colleague(interview_id=interview.pk, colleague=ines, role=Role.OBSERVER, actor=Actor.user(ivan))
    page = open_page(ines)
    page.join(interview.pk, userInfo={"media": {"audio": True, "video": True, "screen": True}})
    assert caras_page.wait_for("USER_JOINED")["userInfo"] == {
        "name": "Ines Example",
        "role": "observer",
        "colour": 2,
        "media": {"audio": False, "video": True, "screen": False},
    }
    return page


def test_what_observers_may_send() -> None:
    """Whoever adds an event and says nothing of observers gets the strict rule."""
    allowed = {event for event, spec in events.by_event.items() if Role.OBSERVER in spec.roles}
    assert allowed | {"JOIN_ROOM"} == ALLOWED


def test_an_observer_types_nothing_and_decides_nothing(iness_page: Page, caras_page: Page) -> None:
    codes = {
        event: iness_page.refusal(event, *filled_in([body], **{TARGET: caras_page.user_id}))
        for event, body in VALID.items()
        if event not in ALLOWED
    }
    assert set(codes.values()) == {"forbidden"}
    # A barrier that an observer may cause.
    iness_page.ask("media_state", {"audio": False, "video": False, "screen": False})
    assert caras_page.wait_for("media_state")["senderId"] == iness_page.user_id
    assert {name for name in VALID if caras_page.pending(name)} == set()


@pytest.mark.parametrize("event", ["OFFER", "ANSWER"])
def test_an_observer_does_not_speak(iness_page: Page, caras_page: Page, event: str) -> None:
    target = caras_page.user_id
    assert iness_page.refusal(event, {"sdp": SPEAKING, "targetId": target}) == "forbidden"
    body = {"sdp": {"type": event.lower(), "sdp": SPEAKING}, "targetId": target}
    assert iness_page.refusal(event, body) == "forbidden"
    assert iness_page.ask(event, {"sdp": SILENT, "targetId": target}) == {}
    assert caras_page.wait_for(event)["sdp"] == SILENT
    for media in ({"audio": True, "screen": False}, {"audio": False, "screen": True}):
        assert iness_page.refusal("media_state", {"video": True, **media}) == "forbidden"


@pytest.mark.parametrize(
    ("sdp", "sends"),
    [
        (SILENT, False),
        (SPEAKING, True),
        (SILENT.replace("recvonly", "inactive"), False),
        (SILENT.replace("recvonly", "sendonly"), True),
        (SILENT.replace("a=recvonly\r\n", ""), True),
        ("v=0\na=recvonly\nm=audio 9 X 0\n", False),
        ("v=0\na=recvonly\nm=audio 9 X 0\na=sendrecv", True),
        ("v=0\nm=video 9 X 0\na=sendrecv\n", False),
        ("v=0", False),
        ("", False),
    ],
)
def test_whether_a_description_sends_sound(sdp: str, sends: bool) -> None:
    assert sends_audio(sdp) is sends


def test_an_early_observer_waits_and_opens_nothing(
    open_page: OpenPage, ines: User, ivan: User, interview: Interview
) -> None:
    add_colleague(interview_id=interview.pk, colleague=ines, role=Role.OBSERVER, actor=Actor.user(ivan))
    page = open_page(ines)
    join = {"roomId": str(interview.pk), "userInfo": {}}
    assert page.refusal("JOIN_ROOM", join) == "waiting_for_interviewer"


def test_a_removed_observer_does_not_come_back(
    open_page: OpenPage, ivans_page: Page, iness_page: Page, ines: User, interview: Interview
) -> None:
    ivans_page.ask("remove_peer", {"userId": iness_page.user_id})
    assert iness_page.wait_for("room_closed")["code"] == AccessCode.REMOVED
    iness_page.wait_for_end()
    join = {"roomId": str(interview.pk), "userInfo": {}}
    assert open_page(ines).refusal("JOIN_ROOM", join) == "room_not_found"


def test_who_becomes_an_interviewer_is_one_the_next_time(
    open_page: OpenPage, iness_page: Page, ivan: User, ines: User, interview: Interview, cara: Invitation
) -> None:
    assert add_colleague(
        interview_id=interview.pk, colleague=ines, role=Role.INTERVIEWER, actor=Actor.user(ivan)
    )
    assert not add_colleague(
        interview_id=interview.pk, colleague=ines, role=Role.OBSERVER, actor=Actor.user(ivan)
    )
    iness_page.leave()
    assert iness_page.join(interview.pk)["userInfo"]["role"] == "interviewer"
