"""The room's chat: writing messages, and reading those that a person may see."""

from typing import Any

from django.db import transaction

from interviews.access.codes import AccessCode, refused
from interviews.access.rooms import Participant
from interviews.choices import Role
from rooms.errors import invalid_payload
from rooms.models import ChatChannel, ChatMessage
from rooms.services.open_interviews import lock_active_interviews

# As many as late joiners get.
RECENT_MESSAGES = 50


def may_use(role: Role, channel: ChatChannel) -> bool:
    """Whether this role reads and writes the channel."""
    return channel == ChatChannel.ROOM or role == Role.INTERVIEWER


@transaction.atomic
def post_message(
    *, participant: Participant, user_id: str, name: str, channel: ChatChannel, text: str
) -> ChatMessage:
    """Store a message. Raises Refused for a channel that is not theirs, a blank text and an interview that is over."""
    if not may_use(participant.role, channel):
        raise refused(AccessCode.FORBIDDEN)
    said = text.strip()
    if not said:
        raise invalid_payload("text is blank.")
    if refusal := lock_active_interviews([participant.interview_id])[participant.interview_id]:
        raise refusal
    return ChatMessage.objects.create(
        interview_id=participant.interview_id,
        channel=channel,
        actor_user_id=participant.actor.user_id,
        actor_invitation_id=participant.actor.invitation_id,
        peer_id=user_id,
        author_name=name,
        text=said,
    )


def as_event(message: ChatMessage) -> dict[str, Any]:
    """The payload of `chat_message`, as it goes out."""
    return {
        "channel": str(message.channel),
        "text": message.text,
        "messageId": str(message.pk),
        "senderId": message.peer_id,
        "sentAt": message.created_at.isoformat(),
    }


def recent_messages(participant: Participant) -> list[dict[str, Any]]:
    """The last messages that this person may read, oldest first, each with its author's name beside."""
    channels = [channel for channel in ChatChannel if may_use(participant.role, channel)]
    newest = ChatMessage.objects.filter(interview_id=participant.interview_id, channel__in=channels).order_by(
        "-created_at"
    )[:RECENT_MESSAGES]
    return [as_event(message) | {"name": message.author_name} for message in reversed(newest)]
