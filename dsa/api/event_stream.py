"""The judging of a submission as server-sent events (the HTML standard's text/event-stream).

    event: submission   data: Submission     first, with the state at that moment, and last, when it is judged
    event: result       data: TestResult     one for each test, in the order in which they finish

An id names the judgement, the attempt at it and the number of results until there; that of the last event ends in
`.end`. A client that reconnects with it in
Last-Event-ID gets what came after; if the attempt is another one by now (its worker was lost), the whole state again.
"""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from channels.db import database_sync_to_async
from django.conf import settings
from redis import RedisError
from rest_framework.renderers import JSONRenderer

from dsa.choices import UNFINISHED_JUDGEMENT_STATES
from dsa.judging.progress import subscribe
from dsa.models import Submission
from dsa.sessions.presenters import (
    SubmissionJson,
    TestResultJson,
    finished_results,
    present_result,
    present_submission,
    shown_judgement,
)
from talentsync.lib.redis import redis_client

EVENT_ID = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})(\.end)?")
HEARTBEAT = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a stream is: `sent` results of one attempt at one judgement, or past the last event of all."""

    judgement: int
    attempt: int
    sent: int
    is_end: bool = False

    @classmethod
    def read(cls, text: str) -> "Place | None":
        found = EVENT_ID.fullmatch(text.strip())
        if found is None:
            return None
        judgement, attempt, sent, end = found.groups()
        return cls(int(judgement), int(attempt), int(sent), is_end=end is not None)

    def __str__(self) -> str:
        return f"{self.judgement}.{self.attempt}.{self.sent}{'.end' if self.is_end else ''}"


@dataclass(frozen=True, slots=True)
class State:
    """The rows at one moment: results that the client lacks, and the whole where it needs that."""

    place: Place
    whole: SubmissionJson | None
    fresh: Sequence[TestResultJson]
    is_done: bool


def read_state(submission_id: UUID, place: Place | None) -> State:
    """What a client at `place` lacks; everything for one that is nowhere, or in an attempt that was given up."""
    submission = Submission.objects.select_related("problem").get(pk=submission_id)
    judgement = shown_judgement(submission)
    results = finished_results(judgement)
    is_done = judgement.state not in UNFINISHED_JUDGEMENT_STATES
    here = Place(judgement.number, judgement.attempts, len(results), is_end=is_done)
    goes_on = place is not None and (place.judgement, place.attempt) == (here.judgement, here.attempt)
    fresh = [present_result(result) for result in results[place.sent :]] if place and goes_on else []
    whole = present_submission(submission) if is_done or not goes_on else None
    return State(here, whole, fresh, is_done)


def frame(event: str, place: Place, data: Any) -> bytes:
    return b"event: %b\nid: %b\ndata: %b\n\n" % (
        event.encode(),
        str(place).encode(),
        JSONRenderer().render(data),
    )


def frames(state: State) -> list[bytes]:
    """The events that bring the client up to date."""
    told: list[bytes] = []
    here = state.place
    first = here.sent - len(state.fresh)
    for number, result in enumerate(state.fresh, start=first + 1):
        told.append(frame("result", Place(here.judgement, here.attempt, number), result))
    if state.whole is not None:
        told.append(frame("submission", here, state.whole))
    return told


async def events(
    submission_id: UUID, place: Place | None, slot: "Slot | None"
) -> AsyncGenerator[bytes, None]:
    """The stream. It ends when the submission is judged, with its time, or with the client."""
    read = database_sync_to_async(read_state)
    ends_at = time.monotonic() + settings.DSA_STREAM_SECONDS
    try:
        async with subscribe(submission_id) as progress:
            while True:
                try:
                    state = await read(submission_id, place)
                except Submission.DoesNotExist:
                    return  # the interview was deleted while somebody was looking
                for told in frames(state):
                    yield told
                place = state.place
                if state.is_done or time.monotonic() >= ends_at:
                    return
                if not await progress.wait(settings.DSA_STREAM_HEARTBEAT_SECONDS):
                    yield HEARTBEAT
                    if slot is not None:
                        await slot.hold()
    finally:
        if slot is not None:
            # Shielded: a client that is gone cancels us, and its place must become free all the same.
            await asyncio.shield(slot.give_back())


class Slot:
    """One of the streams that a session may have open at once, on whatever server. One that is not held runs out."""

    def __init__(self, session_id: int) -> None:
        self._key = f"talentsync:streams:{session_id}"
        self._member = uuid4().hex

    async def take(self) -> bool:
        """False where the session has as many as it may. While Redis is away nobody is refused."""
        redis, now = redis_client(), time.time()
        try:
            async with redis.pipeline() as pipeline:
                pipeline.zremrangebyscore(self._key, 0, now)
                pipeline.zadd(self._key, {self._member: self._until(now)})
                pipeline.zcard(self._key)
                pipeline.pexpire(self._key, self._lifetime_ms())
                _, _, taken, _ = await pipeline.execute()
            if taken <= settings.DSA_STREAMS_PER_SESSION:
                return True
            await redis.zrem(self._key, self._member)
        except (RedisError, OSError):
            return True
        return False

    async def hold(self) -> None:
        try:
            async with redis_client().pipeline() as pipeline:
                pipeline.zadd(self._key, {self._member: self._until(time.time())})
                pipeline.pexpire(self._key, self._lifetime_ms())
                await pipeline.execute()
        except (RedisError, OSError):
            return

    async def give_back(self) -> None:
        try:
            await redis_client().zrem(self._key, self._member)
        except (RedisError, OSError):
            return

    @staticmethod
    def _until(now: float) -> float:
        return now + 3 * settings.DSA_STREAM_HEARTBEAT_SECONDS

    @staticmethod
    def _lifetime_ms() -> int:
        return round(4000 * settings.DSA_STREAM_HEARTBEAT_SECONDS)
