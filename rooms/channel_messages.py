"""The messages that the room sends through the channel layer, each with all of its fields.

`rooms.consumers` has a handler for each type. A message that carries an event carries it encoded, once for all of its
receivers; by the other fields the consumer decides whether its client gets the event.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from interviews.access.codes import AccessCode
from interviews.choices import Role
from rooms.people import resumption
from talentsync.socketio import encode_event

Message = dict[str, Any]


# To a peer ------------------------------------------------------------------------------------------------------------


def event_to_peer(event: str, payload: dict[str, Any]) -> Message:
    """An event for the one client that stands for the peer."""
    return {"type": "socketio.event", **encode_event(event, payload).to_message()}


def peer_replaced(socket: str) -> Message:
    """`socket` stands for the peer from now on; any other one is over."""
    return {"type": "peer.replaced", "socket": socket}


def question_received(push_id: str, user_id: str, role: Role) -> Message:
    """The receipt of a question."""
    return {"type": "question.received", "push_id": push_id, "user_id": user_id, "role": role.value}


def peer_removed() -> Message:
    """An interviewer took this peer out of the room."""
    return {"type": "peer.removed"}


# To those who wait for a room -----------------------------------------------------------------------------------------


def admission_decided(request_id: UUID) -> Message:
    """What was decided is in the request's record."""
    return {"type": "admission.decided", "request_id": str(request_id)}


def hosts_changed() -> Message:
    """An interviewer came or went."""
    return {"type": "hosts.changed"}


def room_unlocked() -> Message:
    return {"type": "room.unlocked"}


# To a room ------------------------------------------------------------------------------------------------------------


def event_to_room(event: str, payload: dict[str, Any], *, exclude: Collection[str]) -> Message:
    """An event for everybody but the peers in `exclude`."""
    return {"type": "room.event", "exclude": list(exclude), **encode_event(event, payload).to_message()}


def event_to_interviewers(event: str, payload: dict[str, Any]) -> Message:
    """An event for the interviewers in the room; goes to their own group."""
    return {"type": "room.event", "exclude": [], **encode_event(event, payload).to_message()}


def question_pushed(question_text: str, *, sender_id: str, push_id: str) -> Message:
    """A question for everybody but its sender, who is told of each that got it."""
    event = encode_event("push_question", {"questionText": question_text})
    return {"type": "question.pushed", "sender_id": sender_id, "push_id": push_id, **event.to_message()}


def peer_joined(user_id: str, user_info: dict[str, Any]) -> Message:
    event = encode_event("USER_JOINED", {"userId": user_id, "userInfo": user_info})
    return {"type": "peer.joined", "user_id": user_id, **event.to_message()}


def peer_resumed(user_id: str, *, has_webrtc: bool) -> Message:
    event = encode_event("peer_resumed", resumption(user_id, has_webrtc=has_webrtc))
    return {"type": "peer.resumed", "user_id": user_id, **event.to_message()}


def peer_disconnected() -> Message:
    """A peer's socket dropped. Clients hear of it only if the peer does not come back."""
    return {"type": "peer.disconnected"}


def peer_left(user_id: str) -> Message:
    event = encode_event("USER_LEFT", {"userId": user_id})
    return {"type": "peer.left", "user_id": user_id, **event.to_message()}


# To a room, to those who wait for it, and to persons ------------------------------------------------------------------


def room_opened() -> Message:
    return {"type": "room.opened"}


def room_closed(code: AccessCode) -> Message:
    return {"type": "room.closed", "code": code.value}


def access_withdrawn(room_id: UUID | None, code: AccessCode) -> Message:
    """A person may not be in the room any more; in none, where `room_id` is None."""
    return {
        "type": "access.withdrawn",
        "room_id": None if room_id is None else str(room_id),
        "code": code.value,
    }
