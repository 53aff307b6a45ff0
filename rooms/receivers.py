"""Tell the sockets that an event of the domain concerns, in whichever process they are."""

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from interviews.hooks import AccessWithdrawn, InterviewEnded, InterviewStarted
from rooms import channel_groups, channel_messages


def _send(group: str, message: channel_messages.Message) -> None:
    async_to_sync(get_channel_layer().group_send)(group, message)


def on_access_withdrawn(event: AccessWithdrawn) -> None:
    _send(
        channel_groups.person(event.participant_key),
        channel_messages.access_withdrawn(event.interview_id, event.code),
    )


def on_interview_started(event: InterviewStarted) -> None:
    _send(channel_groups.waiting(event.interview_id), channel_messages.room_opened())


def on_interview_ended(event: InterviewEnded) -> None:
    message = channel_messages.room_closed(event.code)
    _send(channel_groups.room(event.interview_id), message)
    _send(channel_groups.waiting(event.interview_id), message)
