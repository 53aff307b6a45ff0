"""Handler of push_question."""

from asyncio import Future
from typing import Any

from channels.db import database_sync_to_async

from dsa.submissions.sanitize import is_storable
from rooms.connection import RoomConnection
from rooms.errors import invalid_payload
from rooms.events.rate_limits import RateLimit
from rooms.events.registry import ONLY_INTERVIEWERS, Acknowledgement, events
from rooms.events.schemas import PushQuestion
from rooms.services.questions import record_pushed_question

QUESTIONS = RateLimit(per_second=1, burst=10)


@events.on("push_question", PushQuestion, roles=ONLY_INTERVIEWERS, limit=QUESTIONS)
async def push_question(
    connection: RoomConnection, payload: PushQuestion, raw: dict[str, Any]
) -> Future[Acknowledgement]:
    if not is_storable(payload.question_text):
        raise invalid_payload("questionText holds a character that cannot be stored.")
    membership = connection.require_membership()
    # Before the question is on record: where Redis does not answer, nothing has happened, and it may be pushed again.
    expected = await membership.connected_others()
    text = await database_sync_to_async(record_pushed_question)(
        participant=membership.participant, question_text=payload.question_text
    )
    return await membership.push_question(text, expected=expected)
