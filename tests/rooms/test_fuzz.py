"""Every event with whatever can be said in the protocol: refused or done, never a failure of ours."""

import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from interviews.models import Interview, Invitation, User
from tests.rooms.conftest import OpenPage
from tests.rooms.elements import element
from tests.rooms.page import Disconnected, Json, Page, handshake
from tests.rooms.room_server import RoomServer
from tests.rooms.test_bad_input import TARGET, VALID, filled_in

# Half of a surrogate pair is a string to JavaScript, and has no UTF-8.
TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)
NUMBERS = st.integers(-(2**80), 2**80) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
EVENTS = [*VALID, "JOIN_ROOM", "no such event"]


def deep(depth: int) -> Any:
    value: Any = "\ud800"
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


@st.composite
def arguments(draw: st.DrawFn, event: str, room_id: str) -> list[Any]:
    """Something, or something valid with one part replaced, at the top or one level below."""
    valid = {**VALID, "JOIN_ROOM": {"roomId": room_id, "userInfo": {"name": "Ivan"}}}.get(event, {})
    if draw(st.integers(0, 3)) == 0:
        return draw(st.lists(VALUES | st.just(deep(12)), max_size=2))
    body: Json = dict(valid)
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from([*body, "other"]) | TEXTS)
        inner = body.get(name)
        wrong = draw(VALUES | st.just(deep(30)))
        if isinstance(inner, dict) and draw(st.booleans()):
            inner_name = draw(st.sampled_from([*inner, "other"]) | TEXTS)
            body[name] = {**inner, inner_name: wrong}
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            body[name] = [{**inner[0], draw(st.sampled_from([*inner[0], "other"])): wrong}]
        else:
            body[name] = wrong
    return [body]


class Fuzzed:
    """Ivan's page, opened anew whenever what it said was no packet of the protocol."""

    def __init__(self, open_room_page: OpenPage, ivan: User, interview: Interview) -> None:
        self._open = open_room_page
        self._ivan = ivan
        self._room_id = interview.pk
        self._page = self._enter()

    def _enter(self) -> Page:
        page = self._open(self._ivan)
        page.join(self._room_id)
        return page

    def ask(self, event: str, arguments: list[Any], target: str) -> None:
        """Raises AssertionError where the server calls it an error of its own."""
        page = self._page
        if event == "JOIN_ROOM":
            page.leave()
        try:
            ack = page.ask(event, *filled_in(arguments, **{TARGET: target}))
        except Disconnected:
            self._page = self._enter()
            return
        assert ack.get("error", {}).get("code") != "internal_error", ack
        if (event == "LEAVE_ROOM" and "error" not in ack) or (event == "JOIN_ROOM" and "error" in ack):
            page.join(self._room_id)


@pytest.mark.parametrize("event", EVENTS)
def test_no_event_fails(
    open_room_page: OpenPage,
    caplog: pytest.LogCaptureFixture,
    ivan: User,
    cara: Invitation,
    interview: Interview,
    event: str,
) -> None:
    """And Cara, to whom some of it goes, is still there at the end."""
    fuzzed = Fuzzed(open_room_page, ivan, interview)
    caras = open_room_page(cara)
    caras.join(interview.pk)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(arguments(event, str(interview.pk)))
    @example([{**VALID.get(event, {}), "\ud800": 1}])
    @example([dict.fromkeys(VALID.get(event, {"name": 1}), "�")])
    @example([deep(900)])
    @example([{"_placeholder": True, "num": 7}])
    @example([1e308, -(10**400)])
    def check(arguments: list[Any]) -> None:
        fuzzed.ask(event, arguments, caras.user_id)

    check()
    assert "iceServers" in caras.ask("refresh_ice", {})
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_half_a_surrogate_pair_where_more_is_allowed(
    open_room_page: OpenPage,
    caplog: pytest.LogCaptureFixture,
    ivan: User,
    cara: Invitation,
    interview: Interview,
) -> None:
    """In what a client may add of its own, and in what is passed on as it came."""
    page, caras = open_room_page(ivan), open_room_page(cara)
    join = {"roomId": str(interview.pk), "userInfo": {"\ud800": 1}}
    assert page.refusal("JOIN_ROOM", join) == "invalid_payload"
    page.join(interview.pk, userInfo={"name": "\ud800 Ivan", "other": ["\udfff"]})
    caras.join(interview.pk)
    odd = element("odd", text="\ud800", customData={"\ud800": "\udfff"})
    for event, payload in (
        ("whiteboard_update", {"elements": [odd]}),
        ("whiteboard_pointer", {"x": 1, "y": 1, "selectedElementIds": {"\ud800": True}}),
        ("OFFER", {"sdp": "v=0\ud800", "targetId": caras.user_id}),
        ("ICE_CANDIDATE", {"candidate": {"candidate": "\ud800"}, "targetId": caras.user_id}),
        ("push_question", {"questionText": "Why \ud800?"}),
        ("push_question", {"questionText": "Why \0?"}),
    ):
        ack = page.ask(event, payload)
        assert ack.get("error", {}).get("code") in (None, "invalid_payload"), (event, ack)
    caras.hears_from(page)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_no_handshake_fails(room_server: RoomServer, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever stands where `auth` belongs."""
    for auth in (
        '{"token":"\\ud800"}',
        '{"\\ud800":1}',
        '{"token":' + "[" * 500 + "]" * 500 + "}",
        '{"token":1' + "0" * 400 + "}",
        "[]",
        '"token"',
        '{"token":{"_placeholder":true,"num":0}}',
    ):
        try:
            assert not handshake(room_server.url, auth).startswith("40")
        except ConnectionClosed:
            continue
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
