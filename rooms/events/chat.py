"""Handlers of the chat's events."""

from functools import partial
from typing import Any

from channels.db import database_sync_to_async

from dsa.submissions.sanitize import is_storable
from interviews.choices import Role
from rooms import channel_groups, channel_messages, chat
from rooms.connection import RoomConnection
from rooms.errors import invalid_payload
from rooms.events.rate_limits import RateLimit
from rooms.events.registry import EVERYBODY, Acknowledgement, events
from rooms.events.schemas import ChatMessage, Empty
from rooms.membership import Membership
from rooms.models import ChatChannel
from rooms.reading import read
from rooms.retrying import persistently

MESSAGES = RateLimit(per_second=1, burst=15)
SYNCS = RateLimit(per_second=1, burst=20)


@events.on("chat_message", ChatMessage, limit=MESSAGES)
async def chat_message(
    connection: RoomConnection, payload: ChatMessage, raw: dict[str, Any]
) -> Acknowledgement:
    if not is_storable(payload.text):
        raise invalid_payload("text holds a character that cannot be stored.")
    membership = connection.require_membership()
    message = await database_sync_to_async(chat.post_message)(
        participant=membership.participant,
        user_id=membership.user_id,
        name=membership.user_info["name"],
        channel=ChatChannel(payload.channel),
        text=payload.text,
    )
    sent = chat.as_event(message)
    if message.channel == ChatChannel.ROOM:
        tell = partial(membership.broadcast, "chat_message", sent)
    else:
        tell = partial(_send_to_interviewers, membership, sent)
    # It is stored, whether or not everybody can be told at once. Each try reaches those in
    # this process anew; pages know by its id what comes to them again.
    await persistently(tell)
    return {"messageId": sent["messageId"], "sentAt": sent["sentAt"]}


async def _send_to_interviewers(membership: Membership, sent: dict[str, Any]) -> None:
    """One by one: what goes to the room's group reaches candidates' connections, and is only dropped there."""
    message = channel_messages.event_to_peer("chat_message", sent)
    for peer in await membership.presence.peers():
        if peer.user_id != membership.user_id and peer.user_info["role"] == Role.INTERVIEWER:
            await membership.layer.group_send(channel_groups.peer(membership.room_id, peer.user_id), message)


@events.on("chat_sync", Empty, roles=EVERYBODY, limit=SYNCS)
async def chat_sync(connection: RoomConnection, payload: Empty, raw: dict[str, Any]) -> Acknowledgement:
    participant = connection.require_membership().participant
    return {"messages": await read(chat.recent_messages, participant)}
