"""`Prefer: wait=N` (RFC 7240) of a run or a submission: 200 with the results if they are there in time, 202 with those
so far.
"""

import time
from collections.abc import Mapping
from uuid import UUID

from asgiref.sync import sync_to_async
from rest_framework.response import Response

from dsa.choices import UNFINISHED_JUDGEMENT_STATES
from dsa.judging.progress import subscribe
from dsa.sessions.presenters.submission import present_submission
from dsa.sessions.presenters.values import Json
from dsa.submissions.selectors import find_submission, is_being_judged
from talentsync.lib.json_api.preferences import preferred_wait

MAX_WAIT_SECONDS = 30
# How soon to look again without having been told: a message may be lost with a Redis that restarts.
RECHECK_SECONDS = 5.0


def status_of(shown: Json) -> int:
    return 202 if shown["status"] in UNFINISHED_JUDGEMENT_STATES else 200


def seconds_to_wait(headers: Mapping[str, str]) -> int | None:
    """None where the client asked for no wait."""
    return preferred_wait(headers.get("Prefer", ""), max_seconds=MAX_WAIT_SECONDS)


async def with_prefer_wait(headers: Mapping[str, str], response: Response) -> Response:
    """The response to who has made a submission, when as long was waited as they asked for."""
    seconds = seconds_to_wait(headers)
    if seconds is not None:
        response.data = await _when_done(UUID(response.data["id"]), response.data, seconds)
        response.status_code = status_of(response.data)
        response.headers["Preference-Applied"] = f"wait={seconds}"
    return response


async def _when_done(submission_id: UUID, shown: Json, seconds: int) -> Json:
    """The submission when it is judged, or as it stands after so many seconds."""
    ends_at = time.monotonic() + seconds
    if status_of(shown) == 200 or not seconds:
        return shown
    async with subscribe(submission_id) as progress:
        # It may have ended before we could be told.
        is_judged = not await sync_to_async(is_being_judged)(submission_id)
        while not is_judged and (left := ends_at - time.monotonic()) > 0:
            # Looked at when the end is told, and not for each result: the processor is the programs' meanwhile.
            await progress.wait_for_end(min(left, RECHECK_SECONDS))
            shown = await sync_to_async(_read)(submission_id)
            if status_of(shown) == 200:
                return shown
    return await sync_to_async(_read)(submission_id)


def _read(submission_id: UUID) -> Json:
    return present_submission(find_submission(submission_id))
