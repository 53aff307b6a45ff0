"""Every event with everything that can be wrong about it: each gets its code and changes nothing."""

import json
from typing import Any

import pytest

from interviews.models import Interview, Invitation, TimelineEvent, User
from rooms.events.schemas import MAX_CHAT_CHARACTERS, MAX_STDIN_CHARACTERS
from tests.rooms.conftest import OpenPage
from tests.rooms.elements import element
from tests.rooms.page import Json, Page, handshake
from tests.servers import ServerProcess

TARGET = "the target's id goes here"
ROOM = "the room's id goes here"

SIGNAL_BODIES: dict[str, Json] = {
    "OFFER": {"sdp": "v=0", "targetId": TARGET},
    "ANSWER": {"sdp": "v=0", "targetId": TARGET},
    "ICE_CANDIDATE": {"candidate": {"candidate": "candidate:1"}, "targetId": TARGET},
}
VALID: dict[str, Json] = {
    "LEAVE_ROOM": {},
    "page_gone": {},
    "media_state": {"audio": True, "video": True, "screen": False},
    "push_question": {"questionText": "Why?"},
    "refresh_ice": {},
    "doc_sync": {"stateVector": b"\x00"},
    "doc_update": {"update": b"\x00\x00"},
    "doc_awareness": {"awareness": b"\x00"},
    "whiteboard_sync": {},
    "whiteboard_update": {"elements": [element()]},
    "whiteboard_digest": {"digest": "0" * 64},
    "whiteboard_pointer": {"x": 1.5, "y": 2.5},
    "run_code": {"language": "python"},
    "stop_run": {"runId": "4e0b2f0c-3d63-4a5c-9f5d-0c4a5b3f8a10"},
    "run_sync": {},
    "problems_sync": {},
    "chat_message": {"channel": "room", "text": "hello"},
    "chat_sync": {},
    "admit": {"requestId": "4e0b2f0c-3d63-4a5c-9f5d-0c4a5b3f8a10"},
    "deny": {"requestId": "4e0b2f0c-3d63-4a5c-9f5d-0c4a5b3f8a10"},
    "remove_peer": {"userId": "somebody"},
    "lock_room": {"locked": True},
    "admission_sync": {},
    "place": {"panel": "code"},
    "activity": {"kind": "hidden"},
    "activity_sync": {},
    **SIGNAL_BODIES,
}

# Refused to everybody else, whatever they hold.
OF_CANDIDATES = {"activity"}

WRONG_TYPES: tuple[object, ...] = ({"a": 1}, [], 1.5)


def without(body: Json, field: str) -> Json:
    return {name: value for name, value in body.items() if name != field}


def malformed() -> list[tuple[str, list[Any]]]:
    """Event and arguments of everything that must be refused with `invalid_payload` inside a room."""
    cases: list[tuple[str, list[Any]]] = []
    for event, body in VALID.items():
        cases += [
            (event, []),
            (event, [body, body]),
            (event, [None]),
            (event, ["text"]),
            (event, [7]),
            (event, [[body]]),
            (event, [{**body, "unknownField": 1}]),
        ]
        cases += [(event, [without(body, field)]) for field in body]
        cases += [
            (event, [{**body, field: wrong}])
            for field, right in body.items()
            for wrong in WRONG_TYPES
            if type(wrong) is not type(right)
        ]
    for event in SIGNAL_BODIES:
        body = SIGNAL_BODIES[event]
        cases += [
            (event, [{**body, "targetId": ""}]),
            (event, [{**body, "targetId": "x" * 65}]),
            (event, [{**body, "connectionId": ""}]),
            (event, [{**body, "connectionId": "x" * 65}]),
            (event, [{**body, "connectionId": None}]),
        ]
    for event, other in (("OFFER", "answer"), ("ANSWER", "offer")):
        cases += [
            (event, [{"sdp": "", "targetId": TARGET}]),
            (event, [{"sdp": "x" * 100_001, "targetId": TARGET}]),
            (event, [{"sdp": {"type": other, "sdp": "v=0"}, "targetId": TARGET}]),
            (event, [{"sdp": {"type": "rollback", "sdp": ""}, "targetId": TARGET}]),
            (event, [{"sdp": {"type": event.lower(), "sdp": "v=0", "x": 1}, "targetId": TARGET}]),
        ]
    for candidate in (
        {"candidate": "x" * 4_001},
        {"candidate": "x", "sdpMLineIndex": -1},
        {"candidate": "x", "sdpMLineIndex": "0"},
        {"candidate": "x", "sdpMid": 0},
        {"candidate": "x", "address": "192.0.2.1"},
        {},
        "candidate:1",
    ):
        cases.append(("ICE_CANDIDATE", [{"candidate": candidate, "targetId": TARGET}]))
    wrong_peers: list[Any] = [None, "all", {}, [7], [""], ["x" * 65], ["peer"] * 21]
    for event in ("doc_update", "doc_awareness", "whiteboard_update", "whiteboard_pointer"):
        cases += [(event, [{**VALID[event], "reached": peers}]) for peers in wrong_peers]
    for event in ("doc_sync", "doc_update", "doc_awareness"):
        (field,) = VALID[event]
        cases += [(event, [{field: wrong}]) for wrong in ("AAA=", None, [b"\x00"], [0, 0])]
    cases += [("whiteboard_sync", [{"after": after}]) for after in ("", "x" * 65, None, 7)]
    cases += [("whiteboard_digest", [{"digest": digest}]) for digest in ("", "0" * 63, "G" * 64, b"0" * 32)]
    cases += [
        ("media_state", [{"audio": 1, "video": True, "screen": False}]),
        ("media_state", [{"audio": "true", "video": True, "screen": False}]),
        ("media_state", [{"audio": None, "video": True, "screen": False}]),
    ]
    cases += [("chat_message", [{"channel": channel, "text": "hello"}]) for channel in ("", "all", None, 7)]
    cases += [
        ("chat_message", [{"channel": "room", "text": text}])
        for text in ("", " \n", "x" * (MAX_CHAT_CHARACTERS + 1), "a\0b", "\ud800", None)
    ]
    cases += [
        (event, [{"requestId": id}]) for event in ("admit", "deny") for id in ("", "not-a-uuid", None, 7)
    ]
    cases += [("remove_peer", [{"userId": id}]) for id in ("", "x" * 65, None, 7)]
    cases += [("lock_room", [{"locked": locked}]) for locked in (None, 1, "true")]
    cases += [("place", [{"panel": panel}]) for panel in ("", "kitchen", None, 7)]
    cases += [("place", [{"panel": "code", "follows": follows}]) for follows in ("", "x" * 65, None, 7)]
    cases += [("activity", [{"kind": kind}]) for kind in ("", "typing", None, 7)]
    cases += [
        ("activity", [{"kind": "paste", "characters": characters}])
        for characters in (0, -1, 10_000_001, 1.5, "80", None)
    ]
    cases += [
        ("activity", [{"kind": "paste"}]),
        ("activity", [{"kind": "hidden", "characters": 80}]),
        ("activity", [{"kind": "visible", "characters": 80}]),
    ]
    cases += [("stop_run", [{"runId": id}]) for id in ("", "not-a-uuid", None, 7)]
    cases += [("run_code", [{"language": name}]) for name in ("", "x" * 41, None, 7)]
    cases += [
        ("run_code", [{"language": "python", "problemId": key}]) for key in ("", "x" * 81, None, 7, ["x"])
    ]
    # The tests bring their own input.
    cases += [("run_code", [{"language": "python", "problemId": "mirror", "stdin": "1"}])]
    cases += [
        ("run_code", [{"language": "python", "stdin": stdin}])
        for stdin in (None, 7, ["x"], "x" * (MAX_STDIN_CHARACTERS + 1), "a\0b", "\ud800")
    ]
    return cases


def bad_joins() -> list[list[Any]]:
    good: Json = {"roomId": ROOM, "userInfo": {"name": "Cara"}}
    user_infos: list[Any] = [
        None,
        [],
        "Cara",
        {"name": 7},
        {"name": ""},
        {"name": "x" * 81},
        {"media": {"audio": "yes"}},
        {"webrtc": "no"},
        {"media": {"audio": True, "smell": True}},
        {"padding": "x" * 2_000},
    ]
    return [
        [],
        [good, good],
        [None],
        ["text"],
        [{**good, "unknownField": 1}],
        [{**good, "role": "interviewer"}],
        [without(good, "roomId")],
        [without(good, "userInfo")],
        [{**good, "roomId": 7}],
        [{**good, "roomId": "not-a-uuid"}],
        [{**good, "roomId": {"$ne": None}}],
        [{**good, "resumeToken": ""}],
        [{**good, "resumeToken": "x" * 129}],
        [{**good, "resumeToken": 7}],
        *[[{**good, "userInfo": user_info}] for user_info in user_infos],
    ]


def filled_in(arguments: list[Any], **values: str) -> list[Any]:
    """The arguments with the placeholders replaced at any depth of the first object."""

    def fill(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: fill(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [fill(inner) for inner in value]
        return values.get(value, value) if isinstance(value, str) else value

    return [fill(argument) for argument in arguments]


def test_malformed_events_change_nothing(
    open_page: OpenPage, ivan: User, cara: Invitation, interview: Interview
) -> None:
    """Sent by whoever may send them; whoever is beside them hears of none."""
    ivans_page, caras_page = open_page(ivan), open_page(cara)
    ivans_page.join(interview.pk)
    caras_page.join(interview.pk)
    events_before = TimelineEvent.objects.count()

    acks = {
        (event, repr(arguments)[:120]): (caras_page if event in OF_CANDIDATES else ivans_page).refusal(
            event, *filled_in(arguments, **{TARGET: caras_page.user_id})
        )
        for event, arguments in malformed()
    }

    assert {case: code for case, code in acks.items() if code != "invalid_payload"} == {}
    assert len(acks) > 100
    caras_page.hears_from(ivans_page)
    heard = {name for name in (*VALID, "USER_LEFT") if caras_page.pending(name)}
    assert heard == set()
    ivans_page.hears_from(caras_page)
    assert [name for name in OF_CANDIDATES if ivans_page.pending(name)] == []
    assert TimelineEvent.objects.count() == events_before


def test_malformed_joins_let_nobody_in(
    open_page: OpenPage, ivan: User, cara: Invitation, interview: Interview
) -> None:
    ivans_page, caras_page = open_page(ivan), open_page(cara)
    ivans_page.join(interview.pk)

    acks = {
        repr(arguments)[:120]: caras_page.refusal(
            "JOIN_ROOM", *filled_in(arguments, **{ROOM: str(interview.pk)})
        )
        for arguments in bad_joins()
    }

    assert {case: code for case, code in acks.items() if code != "invalid_payload"} == {}
    assert caras_page.join(interview.pk)["peers"][0]["userId"] == ivans_page.user_id
    assert ivans_page.wait_for("USER_JOINED")["userId"] == caras_page.user_id
    assert ivans_page.pending("USER_JOINED") == []


@pytest.mark.parametrize("event", sorted(VALID))
def test_outside_a_room_nothing_works(
    open_page: OpenPage, ivan: User, interview: Interview, event: str
) -> None:
    """Before JOIN_ROOM and again after LEAVE_ROOM."""
    page = open_page(ivan)
    assert page.refusal(event, VALID[event]) == "not_in_room"
    page.join(interview.pk)
    page.leave()
    assert page.refusal(event, VALID[event]) == "not_in_room"


def test_events_nobody_knows(ivans_page: Page, caras_page: Page) -> None:
    """Among them the server's own events, which no client may send."""
    for event in ("no_such_event", "USER_JOINED", "USER_LEFT", "room_closed", "error", "join_room"):
        assert ivans_page.refusal(event, {}) == "unknown_event"


def test_without_an_acknowledgement_the_error_is_an_event(ivans_page: Page) -> None:
    ivans_page.send("OFFER", {"sdp": "v=0", "targetId": "nobody"})
    error = ivans_page.wait_for("error")
    assert error["message"]
    assert {**error, "message": ""} == {"event": "OFFER", "code": "unknown_peer", "message": ""}


def test_binary_parts_belong_nowhere(ivans_page: Page, caras_page: Page) -> None:
    """A binary event whose attachment stands where text belongs is refused like any wrong type."""
    target = caras_page.user_id
    ivans_page.send_text('451-["OFFER",{"sdp":{"_placeholder":true,"num":0},"targetId":"' + target + '"}]')
    ivans_page.send_bytes(b"v=0")
    assert ivans_page.wait_for("error")["code"] == "invalid_payload"


def test_a_packet_over_the_limit_closes_the_connection(ivans_page: Page, caras_page: Page) -> None:
    """It is never parsed; the peer keeps its grace period, as with any dropped socket."""
    ivans_page.send_text('42["OFFER","' + "x" * 1_000_001 + '"]')
    ivans_page.wait_for_end()
    assert caras_page.wait_for("USER_LEFT") == {"userId": ivans_page.user_id}


@pytest.mark.parametrize(
    ("auth", "code"),
    [
        ('{"token":7}', "invalid_payload"),
        ('{"token":"x","role":"interviewer"}', "invalid_payload"),
        ('{"token":"x"}', "invitation_invalid"),
        ('{"token":"' + "x" * 513 + '"}', "invalid_payload"),
        ('{"token":""}', "unauthenticated"),
        ("{}", "unauthenticated"),
    ],
)
def test_malformed_handshakes_are_refused(server: ServerProcess, auth: str, code: str) -> None:
    reply = handshake(server.url, auth)
    assert reply.startswith("44")
    assert json.loads(reply[2:])["data"] == {"code": code}
