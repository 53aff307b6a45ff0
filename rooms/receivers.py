"""Pass what the domain announces on to the sockets that it concerns, in whichever process they are."""

from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from interviews.hooks import AccessWithdrawn, InterviewEnded, InterviewStarted
from rooms import channel_groups


def _send(group: str, message: dict[str, Any]) -> None:
    async_to_sync(get_channel_layer().group_send)(group, message)


def on_access_withdrawn(event: AccessWithdrawn) -> None:
    _send(
        channel_groups.person(event.participant_key),
        {
            "type": "access.withdrawn",
            "room_id": None if event.interview_id is None else str(event.interview_id),
            "code": event.code.value,
        },
    )


def on_interview_started(event: InterviewStarted) -> None:
    _send(channel_groups.waiting(event.interview_id), {"type": "room.opened"})


def on_interview_ended(event: InterviewEnded) -> None:
    message = {"type": "room.closed", "code": event.code.value}
    _send(channel_groups.room(event.interview_id), message)
    _send(channel_groups.waiting(event.interview_id), message)
