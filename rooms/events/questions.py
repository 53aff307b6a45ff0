"""Handler of push_question."""

from typing import TYPE_CHECKING, Any

from channels.db import database_sync_to_async

from rooms import services
from rooms.events.rate_limits import Limit
from rooms.events.registry import ONLY_INTERVIEWERS, Answer, events
from rooms.events.schemas import PushQuestion

if TYPE_CHECKING:
    from rooms.consumers import RoomConsumer

QUESTIONS = Limit(per_second=1, burst=10)


@events.on("push_question", PushQuestion, roles=ONLY_INTERVIEWERS, limit=QUESTIONS)
async def push_question(consumer: "RoomConsumer", payload: PushQuestion, raw: dict[str, Any]) -> Answer:
    seat = consumer.current_seat
    text = await database_sync_to_async(services.record_pushed_question)(
        participant=seat.participant, question_text=payload.question_text
    )
    await seat.broadcast("push_question", {"questionText": text})
    return {"delivered": await seat.connected_others()}
