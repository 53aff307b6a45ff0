"""A join that fails at any step: the place is given back, and nobody is left with a wrong idea of the room."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import redis

from interviews.choices import EventKind
from interviews.models import Interview, Invitation, TimelineEvent, User
from rooms import joining
from rooms.arrivals import ArrivalStore
from rooms.events import membership as membership_events
from rooms.heartbeat import Heartbeat
from rooms.membership import Membership
from rooms.presence.store import Presence
from rooms.services import participation
from rooms.subscriptions import Subscriptions
from rooms.tasks import sweep_rooms
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page


class PlantedFailure(Exception):
    """What a step of a join raises in these tests."""


class Trap:
    """A function that fails instead of, or after, doing what the original does, the first time that it is armed for."""

    def __init__(self, owner: Any, name: str, *, after: bool = False, call: int = 1) -> None:
        self._owner = owner
        self._name = name
        self._after = after
        self._call = call
        self.sprung = threading.Event()

    def set(self, patch: pytest.MonkeyPatch) -> None:
        """From now on."""
        original = getattr(self._owner, self._name)
        calls = iter(range(1, 1_000))

        def is_due() -> bool:
            if next(calls) != self._call:
                return False
            self.sprung.set()
            return True

        def trapped(*arguments: Any, **named: Any) -> Any:
            due = is_due()
            if due and not self._after:
                raise PlantedFailure
            result = original(*arguments, **named)
            if due:
                raise PlantedFailure
            return result

        async def trapped_coroutine(*arguments: Any, **named: Any) -> Any:
            due = is_due()
            if due and not self._after:
                raise PlantedFailure
            result = await original(*arguments, **named)
            if due:
                raise PlantedFailure
            return result

        is_coroutine = asyncio.iscoroutinefunction(original)
        patch.setattr(self._owner, self._name, trapped_coroutine if is_coroutine else trapped)


# Every step between authorization and acknowledgement, before and after.
STEPS: dict[str, Callable[[], Trap]] = {
    "listening to the room": lambda: Trap(Subscriptions, "add"),
    "entering": lambda: Trap(Presence, "join"),
    "having entered": lambda: Trap(Presence, "join", after=True),
    "telling of the expired": lambda: Trap(joining, "handle_expired"),
    "listening to the peer": lambda: Trap(Subscriptions, "add", call=2),
    "listening to the peer, done": lambda: Trap(Subscriptions, "add", call=2, after=True),
    "writing": lambda: Trap(participation, "confirm_join"),
    "writing, inside": lambda: Trap(participation, "asked_questions"),
    "having written": lambda: Trap(ArrivalStore, "append", after=True),
    "telling the others": lambda: Trap(Membership, "tell_of_arrival"),
    "having told the others": lambda: Trap(Membership, "tell_of_arrival", after=True),
    "leaving the waiting list": lambda: Trap(Subscriptions, "stop_waiting"),
    "starting the heartbeat": lambda: Trap(Heartbeat, "start"),
    "having started the heartbeat": lambda: Trap(Heartbeat, "start", after=True),
    "the acknowledgement": lambda: Trap(membership_events, "ice_configuration"),
}


@pytest.fixture
def ivans(open_room_page: OpenPage, ivan: User, interview: Interview) -> Page:
    page = open_room_page(ivan)
    page.join(interview.pk)
    return page


def people_in(valkey: str, room_id: UUID) -> set[str]:
    """By Redis' own word."""
    with redis.Redis.from_url(valkey, decode_responses=True) as client:
        return set(client.hkeys(f"talentsync:room:{room_id}:peers"))


def arrivals_and_departures(interview: Interview) -> tuple[list[str], list[str]]:
    def ids(kind: EventKind) -> list[str]:
        payloads = TimelineEvent.objects.filter(interview=interview, kind=kind).values_list(
            "payload", flat=True
        )
        return sorted(payload["userId"] for payload in payloads)

    return ids(EventKind.PARTICIPANT_JOINED), ids(EventKind.PARTICIPANT_LEFT)


@pytest.mark.parametrize("step", STEPS)
def test_the_room_agrees_with_the_truth(
    valkey: str,
    open_room_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    ivans: Page,
    cara: Invitation,
    interview: Interview,
    step: str,
) -> None:
    """Only Ivan is there; Cara's socket hears nothing, and joins at her next try."""
    caras = open_room_page(cara)
    trap = STEPS[step]()
    with monkeypatch.context() as patch:
        trap.set(patch)
        code = caras.refusal("JOIN_ROOM", {"roomId": str(interview.pk), "userInfo": {}})
    assert code == "internal_error"
    assert trap.sprung.is_set()

    assert people_in(valkey, interview.pk) == {ivans.user_id}
    joined, left = arrivals_and_departures(interview)
    assert joined == sorted([ivans.user_id, *left])

    # Ivan's server has sent him everything that was on its way before this.
    ivans.ask("push_question", {"questionText": "Why?"})
    assert caras.refusal("refresh_ice", {}) == "not_in_room"
    assert caras.pending("push_question") == []
    caras.join(interview.pk)
    assert ivans.wait_for("USER_JOINED")["userId"] in (caras.user_id, *left)
    ivans.hears_from(caras)
    seen = {peer["userId"] for peer in ivans.pending("USER_JOINED")}
    gone = {peer["userId"] for peer in ivans.pending("USER_LEFT")}
    assert seen <= {caras.user_id}
    assert caras.user_id not in gone


def test_a_resumption_that_fails_keeps_the_grace_period(
    valkey: str,
    open_room_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    ivans: Page,
    cara: Invitation,
    interview: Interview,
) -> None:
    """Her token is good for the next try, and nobody saw her leave."""
    caras = open_room_page(cara)
    caras.join(interview.pk)
    caras.vanish()
    again = open_room_page(cara)
    join = {"roomId": str(interview.pk), "userInfo": {}, "resumeToken": caras.resume_token}
    with monkeypatch.context() as patch:
        Trap(participation, "confirm_join").set(patch)
        assert again.refusal("JOIN_ROOM", join) == "internal_error"
    ack = again.join(interview.pk, resumeToken=caras.resume_token)
    assert (ack["resumed"], ack["userId"]) == (True, caras.user_id)
    ivans.hears_from(again)
    assert ivans.pending("USER_LEFT") == []


def test_a_departure_that_the_database_could_not_take_is_recorded_later(
    open_room_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    ivans: Page,
    cara: Invitation,
    interview: Interview,
) -> None:
    """The others are told at once; the sweep writes it."""
    caras = open_room_page(cara)
    caras.join(interview.pk)
    with monkeypatch.context() as patch:
        Trap(participation, "record_departure").set(patch)
        caras.leave()
    assert ivans.wait_for("USER_LEFT") == {"userId": caras.user_id}
    assert arrivals_and_departures(interview)[1] == []

    sweep_rooms()

    assert arrivals_and_departures(interview)[1] == [caras.user_id]
