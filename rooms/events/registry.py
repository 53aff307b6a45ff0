"""Which handler answers which event, and what it demands first. A handler's decorator reads as its policy."""

from asyncio import Future
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from interviews.choices import Role
from rooms.events.rate_limits import Limit

if TYPE_CHECKING:
    from rooms.consumers import RoomConsumer


class Tool(StrEnum):
    """A part of the room that a stage may do without, as `toolsConfig` spells it."""

    CODE_EDITOR = "codeEditor"
    WHITEBOARD = "whiteboard"


class Place(Enum):
    """Where a socket must be to use an event."""

    ANYWHERE = "anywhere"
    INSIDE = "inside"


EVERYBODY = frozenset(Role)
ONLY_INTERVIEWERS = frozenset({Role.INTERVIEWER})

# What a handler returns is the acknowledgement, or a future of it: its socket goes on with the next event meanwhile.
Answer = dict[str, Any]
P = TypeVar("P", bound=msgspec.Struct)
Handler = Callable[["RoomConsumer", P, dict[str, Any]], Awaitable[Answer | Future[Answer]]]


@dataclass(frozen=True, slots=True)
class Route:
    """One event: its payload's type, who may send it from where, with which tool, how often, and who answers."""

    event: str
    payload_type: type[msgspec.Struct]
    place: Place
    roles: frozenset[Role]
    tool: Tool | None
    limit: Limit
    handle: Handler[Any]


UNKNOWN_EVENT_LIMIT = Limit(per_second=1, burst=10)
# What one connection may have stored, in bytes, whatever the events.
STORED_BYTES_LIMIT = Limit(per_second=200_000, burst=10_000_000)


class RouteTable:
    """Collects routes while handlers are defined; read-only afterwards."""

    def __init__(self) -> None:
        self._routes: dict[str, Route] = {}

    @property
    def by_event(self) -> Mapping[str, Route]:
        return MappingProxyType(self._routes)

    def on(
        self,
        event: str,
        payload_type: type[P],
        *,
        place: Place = Place.INSIDE,
        roles: frozenset[Role] = EVERYBODY,
        tool: Tool | None = None,
        limit: Limit,
    ) -> Callable[[Handler[P]], Handler[P]]:
        """Register the decorated coroutine function for an event."""

        def register(handle: Handler[P]) -> Handler[P]:
            if event in self._routes:
                raise ValueError(f"{event} has a handler already")
            self._routes[event] = Route(event, payload_type, place, roles, tool, limit, handle)
            return handle

        return register


# Every event of the room. The modules beside this one register their handlers here.
events = RouteTable()
