"""Submissions on a Judge0 server: sent in batches, looked at until they are finished."""

import time
from collections.abc import Generator, Mapping, Sequence
from typing import Any

from dsa.execution.judge0.api import Judge0Api, objects, submissions
from dsa.execution.judge0.results import FIELDS, IN_QUEUE, is_finished
from dsa.execution.types import BackendUnavailable, PermanentError, TransientError

POLL_SECONDS = (0.05, 1.0)
# Without any submission finishing for this long beyond what one may take, the server counts as stuck.
STALL_SECONDS = 120.0

Answer = Mapping[str, Any]


def submit(api: Judge0Api, members: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """The tokens of a new batch, in its order."""
    answers = api.create("/submissions/batch?base64_encoded=true", objects, {"submissions": members})
    refused = [answer for answer in answers if "token" not in answer]
    if refused:
        raise PermanentError(f"the Judge0 server refused a submission: {refused[0]}")
    tokens = [str(answer["token"]) for answer in answers]
    if len(set(tokens)) != len(members):
        raise TransientError("the Judge0 server answered with another number of submissions than it was sent")
    return tokens


def poll(api: Judge0Api, tokens: Sequence[str]) -> Mapping[str, Answer]:
    """The submissions as they stand now."""
    path = f"/submissions/batch?base64_encoded=true&tokens={','.join(tokens)}&fields={FIELDS}"
    answers = api.get(path, submissions)
    by_token = {str(answer["token"]): answer for answer in answers if answer and "token" in answer}
    if set(by_token) != set(tokens):
        raise TransientError("the Judge0 server lost submissions")
    return by_token


def finished(
    api: Judge0Api, tokens: Sequence[str], longest_run: float
) -> Generator[tuple[str, Answer] | None, None, None]:
    """Each submission once, as soon as a poll shows that it is finished; None for a poll that shows nothing new.

    Raises BackendUnavailable where the server does not get round to them, TransientError where it is stuck with one.
    """
    waiting = list(tokens)
    pause, most = POLL_SECONDS
    patience = STALL_SECONDS + longest_run
    deadline = time.monotonic() + patience
    while waiting:
        answers = poll(api, waiting)
        done = [token for token in waiting if is_finished(answers[token])]
        for token in done:
            waiting.remove(token)
            yield token, answers[token]
        if done:
            pause, deadline = POLL_SECONDS[0], time.monotonic() + patience
        elif time.monotonic() > deadline:
            if all(answers[token].get("status_id") == IN_QUEUE for token in waiting):
                raise BackendUnavailable("the Judge0 server does not get round to what it was sent")
            raise TransientError("the Judge0 server finished nothing for a long time")
        else:
            yield None
        if waiting:
            api.sleep(pause)
            pause = min(pause * 1.5, most)
