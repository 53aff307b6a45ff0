"""Passes what the domain announces on to the sockets that it concerns, in whichever process they are."""

from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from interviews.access import AccessCode
from interviews.signals import access_withdrawn, interview_ended, interview_started
from rooms import channel_groups


def connect() -> None:
    """Called once, when Django is ready."""
    access_withdrawn.connect(on_access_withdrawn, dispatch_uid="rooms.access_withdrawn")
    interview_started.connect(on_interview_started, dispatch_uid="rooms.interview_started")
    interview_ended.connect(on_interview_ended, dispatch_uid="rooms.interview_ended")


def _send(group: str, message: dict[str, Any]) -> None:
    async_to_sync(get_channel_layer().group_send)(group, message)


def on_access_withdrawn(
    participant_key: str, interview_id: UUID | None, code: AccessCode, **kwargs: Any
) -> None:
    _send(
        channel_groups.person(participant_key),
        {
            "type": "access.withdrawn",
            "room_id": None if interview_id is None else str(interview_id),
            "code": code.value,
        },
    )


def on_interview_started(interview_id: UUID, **kwargs: Any) -> None:
    _send(channel_groups.waiting(interview_id), {"type": "room.opened"})


def on_interview_ended(interview_id: UUID, code: AccessCode, **kwargs: Any) -> None:
    message = {"type": "room.closed", "code": code.value}
    _send(channel_groups.room(interview_id), message)
    _send(channel_groups.waiting(interview_id), message)
