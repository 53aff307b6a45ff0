"""The judging of a submission as server-sent events (the HTML standard's text/event-stream).

    event: submission   data: Submission     first, with the state at that moment, and last, when it is judged
    event: result       data: TestResult     one for each test, in the order in which they finish; it says its place

An id names the judgement, the attempt at it and the number of results until there; that of the last event ends in
`.end`, one while judging is paused in `.paused`. A client that reconnects with it in Last-Event-ID gets what came
after; if the attempt is another one by now (its worker was lost), or judging was paused or goes on, the whole state
again.
"""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from channels.db import database_sync_to_async
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from redis import RedisError
from rest_framework.renderers import JSONRenderer

from dsa.api.http_status import STATUS_OF_CODE
from dsa.choices import UNFINISHED_JUDGEMENT_STATES
from dsa.errors import CODE_MESSAGES, SessionCode
from dsa.judging.progress import subscribe
from dsa.models import Submission
from dsa.sessions.presenters.submission import (
    finished_results,
    present_result,
    present_submission,
    read_shown_judgement,
)
from dsa.sessions.presenters.values import Json
from talentsync.lib.json_api import error_response, harden
from talentsync.lib.redis import redis_client

RETRY_WHEN_TOO_MANY_SECONDS = 5
EVENT_ID = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})(\.end|\.paused)?")
HEARTBEAT = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a stream is: `sent` results of one attempt at one judgement, paused, or past the last event of all."""

    judgement: int
    attempt: int
    sent: int
    is_end: bool = False
    is_paused: bool = False

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        found = EVENT_ID.fullmatch(text.strip())
        if found is None:
            return None
        judgement, attempt, sent, state = found.groups()
        return cls(
            int(judgement), int(attempt), int(sent), is_end=state == ".end", is_paused=state == ".paused"
        )

    def __str__(self) -> str:
        state = ".end" if self.is_end else ".paused" if self.is_paused else ""
        return f"{self.judgement}.{self.attempt}.{self.sent}{state}"

    def is_followed_by(self, later: "Cursor") -> bool:
        """Whether a client here lacks nothing but results."""
        return (self.judgement, self.attempt, self.is_paused) == (
            later.judgement,
            later.attempt,
            later.is_paused,
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """The rows at one moment: results that the client lacks, and the whole submission where it needs that."""

    cursor: Cursor
    snapshot: Json | None
    new_results: Sequence[Json]
    is_done: bool


def read_progress(submission_id: UUID, cursor: Cursor | None) -> Progress:
    """What a client at `cursor` lacks; everything for one without, or in an attempt that was given up."""
    submission = Submission.objects.select_related("problem").get(pk=submission_id)
    judgement = read_shown_judgement(submission)
    results = finished_results(judgement)
    is_done = judgement.state not in UNFINISHED_JUDGEMENT_STATES
    now = Cursor(
        judgement.number,
        judgement.attempts,
        len(results),
        is_end=is_done,
        is_paused=judgement.is_paused,
    )
    continues = cursor is not None and cursor.is_followed_by(now)
    new_results = (
        [present_result(result) for result in results[cursor.sent :]] if cursor and continues else []
    )
    snapshot = present_submission(submission, judgement) if is_done or not continues else None
    return Progress(now, snapshot, new_results, is_done)


def sse_event(event: str, cursor: Cursor, data: Json) -> bytes:
    """One server-sent event, as the standard frames it."""
    return b"event: %b\nid: %b\ndata: %b\n\n" % (
        event.encode(),
        str(cursor).encode(),
        JSONRenderer().render(data),
    )


def sse_events(progress: Progress) -> list[bytes]:
    """The events that bring the client up to date."""
    now = progress.cursor
    first = now.sent - len(progress.new_results) + 1
    lines = [
        sse_event("result", Cursor(now.judgement, now.attempt, number), result)
        for number, result in enumerate(progress.new_results, start=first)
    ]
    if progress.snapshot is not None:
        lines.append(sse_event("submission", now, progress.snapshot))
    return lines


async def events(
    submission_id: UUID, cursor: Cursor | None, slot: "StreamSlot | None"
) -> AsyncGenerator[bytes, None]:
    """The stream. It ends when the submission is judged, with its time, or with the client."""
    read = database_sync_to_async(read_progress)
    ends_at = time.monotonic() + settings.DSA_STREAM_SECONDS
    try:
        async with subscribe(submission_id) as subscription:
            while True:
                try:
                    progress = await read(submission_id, cursor)
                except Submission.DoesNotExist:
                    return  # the interview was deleted while somebody was looking
                for event in sse_events(progress):
                    yield event
                cursor = progress.cursor
                if progress.is_done or time.monotonic() >= ends_at:
                    return
                if not await subscription.wait(settings.DSA_STREAM_HEARTBEAT_SECONDS):
                    yield HEARTBEAT
                    if slot is not None:
                        await slot.renew()
    finally:
        if slot is not None:
            # Shielded: a client that is gone cancels us, and its slot must become free all the same.
            await asyncio.shield(slot.release())


class StreamSlot:
    """One of the streams that a session may have open at once, on whatever server: a lease that runs out unrenewed."""

    def __init__(self, session_id: int) -> None:
        self._key = f"talentsync:streams:{session_id}"
        self._member = uuid4().hex

    async def acquire(self) -> bool:
        """False where the session has as many as it may. While Redis is away nobody is refused."""
        redis, now = redis_client(), time.time()
        try:
            async with redis.pipeline() as pipeline:
                pipeline.zremrangebyscore(self._key, 0, now)
                pipeline.zadd(self._key, {self._member: self._until(now)})
                pipeline.zcard(self._key)
                pipeline.pexpire(self._key, self._lifetime_ms())
                _, _, in_use, _ = await pipeline.execute()
            if in_use <= settings.DSA_STREAMS_PER_SESSION:
                return True
            await redis.zrem(self._key, self._member)
        except (RedisError, OSError):
            return True
        return False

    async def renew(self) -> None:
        try:
            async with redis_client().pipeline() as pipeline:
                pipeline.zadd(self._key, {self._member: self._until(time.time())})
                pipeline.pexpire(self._key, self._lifetime_ms())
                await pipeline.execute()
        except (RedisError, OSError):
            return

    async def release(self) -> None:
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


async def as_event_stream(submission_id: UUID, session_id: int, last_event_id: str) -> HttpResponseBase:
    """The response that streams a submission's judging, from behind the event that the client had last."""
    cursor = Cursor.parse(last_event_id)
    response: HttpResponseBase
    if cursor is not None and cursor.is_end:
        # Browsers connect again after every end of a stream, and stop at this.
        response = HttpResponse(status=204)
    else:
        slot = StreamSlot(session_id)
        if not await slot.acquire():
            code = SessionCode.TOO_MANY_STREAMS
            retry = {"Retry-After": str(RETRY_WHEN_TOO_MANY_SECONDS)}
            return error_response(STATUS_OF_CODE[code], code, CODE_MESSAGES[code], retry)
        response = StreamingHttpResponse(
            events(submission_id, cursor, slot),
            content_type="text/event-stream",
            # Proxies would hold the events back until they have a buffer full.
            headers={"X-Accel-Buffering": "no"},
        )
    harden(response)
    return response
