"""Which handler an event has, and what it requires first. A handler's decorator reads as its policy."""

from asyncio import Future
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from interviews.choices import Role
from rooms.connection import RoomConnection
from rooms.events.rate_limits import RateLimit


class Tool(StrEnum):
    """A part of the room that a stage may do without, as `toolsConfig` spells it."""

    CODE_EDITOR = "codeEditor"
    WHITEBOARD = "whiteboard"


EVERYBODY = frozenset(Role)
# Who speaks, types and draws. An event that an observer may send says so.
PARTICIPANTS = frozenset({Role.INTERVIEWER, Role.CANDIDATE})
ONLY_INTERVIEWERS = frozenset({Role.INTERVIEWER})
ONLY_CANDIDATES = frozenset({Role.CANDIDATE})

Acknowledgement = dict[str, Any]
P = TypeVar("P", bound=msgspec.Struct)
# Of a change that is being written: whether it is new. It is acknowledged with `{}` either way.
Written = Future[bool]
# With a future, the socket goes on with its next event meanwhile.
Handler = Callable[
    [RoomConnection, P, dict[str, Any]], Awaitable[Acknowledgement | Future[Acknowledgement] | Written]
]


@dataclass(frozen=True, slots=True)
class EventSpec:
    """One event: its payload's type, who may send it, from within a room or not, with which tool, how often."""

    event: str
    payload_type: type[msgspec.Struct]
    requires_membership: bool
    roles: frozenset[Role]
    tool: Tool | None
    limit: RateLimit
    handler: Handler[Any]


UNKNOWN_EVENT_LIMIT = RateLimit(per_second=1, burst=10)
# What one connection may have stored, in bytes, whatever the events.
STORED_BYTES_LIMIT = RateLimit(per_second=200_000, burst=10_000_000)


class EventRegistry:
    """Collects events while their handlers are defined. `by_event` is a read-only view."""

    def __init__(self) -> None:
        self._specs: dict[str, EventSpec] = {}
        self.by_event: Mapping[str, EventSpec] = MappingProxyType(self._specs)

    def on(
        self,
        event: str,
        payload_type: type[P],
        *,
        requires_membership: bool = True,
        roles: frozenset[Role] = PARTICIPANTS,
        tool: Tool | None = None,
        limit: RateLimit,
    ) -> Callable[[Handler[P]], Handler[P]]:
        """Register the decorated coroutine function for an event. Roles and tools are a member's."""

        def register(handler: Handler[P]) -> Handler[P]:
            if event in self._specs:
                raise ValueError(f"{event} has a handler already")
            self._specs[event] = EventSpec(
                event, payload_type, requires_membership, roles, tool, limit, handler
            )
            return handler

        return register


# Every event of the room. The modules beside this one register their handlers here.
events = EventRegistry()
