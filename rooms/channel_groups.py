"""The names of all Channels groups. Channels allows letters, digits, hyphen, underscore and full stop."""

from uuid import UUID


def room(room_id: UUID) -> str:
    """Everybody whose socket is in the room."""
    return f"room.{room_id}"


def interviewers(room_id: UUID) -> str:
    """The sockets of the interviewers in the room, for what no candidate's connection may carry."""
    return f"interviewers.{room_id}"


def peer(room_id: UUID, user_id: str) -> str:
    """The one socket that stands for this peer now."""
    return f"peer.{room_id}.{user_id}"


def waiting(room_id: UUID) -> str:
    """Whoever waits for being let into a room, or for its opening."""
    return f"waiting.{room_id}"


def person(participant_key: str) -> str:
    """All sockets of one person, in every room: `user:3` or `invitation:8`."""
    return f"person.{participant_key.replace(':', '-')}"
