"""Where the room's events and their handlers meet."""

from typing import Any

import pytest

from interviews.choices import Role
from rooms.connection import RoomConnection
from rooms.events import events
from rooms.events.rate_limits import RateLimit
from rooms.events.registry import Acknowledgement, EventRegistry
from rooms.events.schemas import Empty

LIMIT = RateLimit(per_second=1, burst=1)


async def handler(connection: RoomConnection, payload: Empty, raw: dict[str, Any]) -> Acknowledgement:
    return {}


def test_an_event_has_one_handler() -> None:
    registry = EventRegistry()
    registry.on("wave", Empty, limit=LIMIT)(handler)
    with pytest.raises(ValueError, match="wave"):
        registry.on("wave", Empty, limit=LIMIT)(handler)


def test_the_view_is_one_and_follows() -> None:
    """Every event of every socket looks into it, so it is not made anew."""
    registry = EventRegistry()
    view = registry.by_event
    registry.on("wave", Empty, limit=LIMIT)(handler)
    assert registry.by_event is view
    assert view["wave"].handler is handler


def test_only_joining_needs_no_membership() -> None:
    """Whoever adds an event and forgets to say so gets the strict rule."""
    assert {event for event, spec in events.by_event.items() if not spec.requires_membership} == {"JOIN_ROOM"}


def test_what_only_interviewers_do() -> None:
    assert {event for event, spec in events.by_event.items() if Role.CANDIDATE not in spec.roles} == {
        "push_question",
        "admit",
        "deny",
        "remove_peer",
        "lock_room",
        "activity_sync",
    }


def test_what_only_candidates_do() -> None:
    assert {event for event, spec in events.by_event.items() if Role.INTERVIEWER not in spec.roles} == {
        "activity"
    }
