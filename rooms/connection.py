"""What the handlers of the room's events use of the socket that an event came through."""

from typing import Protocol

from rooms.batch_writer import BatchWriter
from rooms.document.store import NewUpdate
from rooms.membership import MemberConnection, Membership
from rooms.whiteboard.store import NewElements


class RoomConnection(MemberConnection, Protocol):
    """One socket of one person, in at most one room."""

    @property
    def documents(self) -> BatchWriter[NewUpdate, bool]: ...

    @property
    def whiteboards(self) -> BatchWriter[NewElements, bool]: ...

    def require_membership(self) -> Membership:
        """The membership of the room. Raises Refused with `not_in_room`."""

    def consume_bytes(self, count: int) -> None:
        """Count what is about to be stored. Raises Refused with `rate_limited`."""
