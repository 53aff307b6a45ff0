"""The judging of a submission as server-sent events."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, aclosing
from uuid import UUID

import pytest
import pytest_asyncio
import redis
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from pytest_django import Settings

from dsa.api.event_stream import HEARTBEAT, Cursor, events, read_progress, sse_events
from dsa.judging import runner
from dsa.judging.progress import publish_end
from dsa.models import DsaSession, Judgement, Submission, TestResult
from tests.dsa.api.http_client import Event, RemoteCandidate, read_events
from tests.dsa.conftest import JudgeNow, Submit
from tests.dsa.factories import MIRROR_HALF_RIGHT, newest_judgement
from tests.dsa.workers import WorkerProcess, eventually

pytestmark = pytest.mark.xdist_group("api")


@pytest.fixture
def unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told to judge what this process submits."""
    monkeypatch.setattr("dsa.submissions.services.send", lambda *_: None)


@pytest.fixture
def stuck(transactional_db: None, unsent: None, submit: Submit) -> Submission:
    """A submission that waits for good."""
    return submit()


def begun(submission: Submission) -> Judgement:
    judgement = runner.claim(newest_judgement(submission).pk)
    assert judgement is not None
    return judgement


def finished_test(judgement: Judgement, position: int) -> TestResult:
    return TestResult.objects.create(
        judgement=judgement,
        name="n",
        is_visible=True,
        position=position,
        verdict="AC",
        cpu_ms=position,
        memory_kb=1,
    )


def told(submission: Submission, after: str | None = None) -> tuple[list[Event], Cursor]:
    progress = read_progress(submission.pk, None if after is None else Cursor.parse(after))
    return read_events(b"".join(sse_events(progress)).decode()), progress.cursor


# What is told ---------------------------------------------------------------------------------------------------------


def test_first_the_state_then_what_is_new(submit: Submit) -> None:
    submission = submit()
    judgement = begun(submission)
    finished_test(judgement, 3)
    first, place = told(submission)
    assert [event.name for event in first] == ["submission"]
    assert [result["executionTimeMs"] for result in first[0].data["results"]] == [3]
    assert told(submission, str(place)) == ([], place)
    finished_test(judgement, 1)
    finished_test(judgement, 0)
    later, _ = told(submission, str(place))
    assert [(event.name, event.data["executionTimeMs"]) for event in later] == [("result", 1), ("result", 0)]
    assert [event.id for event in later] == ["1.1.2", "1.1.3"]


def test_client_that_comes_back_gets_the_rest(submit: Submit) -> None:
    submission = submit()
    judgement = begun(submission)
    for position in range(4):
        finished_test(judgement, position)
    missed, _ = told(submission, "1.1.3")
    assert [event.data["executionTimeMs"] for event in missed] == [3]


def test_attempt_that_was_given_up_starts_over(submit: Submit) -> None:
    """Its worker was lost: what it had found is gone, and the client gets the whole state as it is now."""
    submission = submit()
    judgement = begun(submission)
    finished_test(judgement, 0)
    _, place = told(submission)
    Judgement.objects.update(lease_until=judgement.queued_at)
    begun(submission)
    again, _ = told(submission, str(place))
    assert [(event.name, event.data["results"], event.id) for event in again] == [("submission", [], "1.2.0")]


def test_end_is_the_whole_submission(submit: Submit, judge_now: JudgeNow) -> None:
    submission = submit()
    judge_now(submission)
    [event], _ = told(submission, "1.1.6")
    assert (event.name, event.id) == ("submission", "1.1.6.end")
    assert event.data["status"] == "finished"
    assert len(event.data["results"]) == 6


@pytest.mark.parametrize("given", ["", "x", "1", "1.1", "1.1.1.1", "-1.1.1", "1.1.1.end.", "1" * 50])
def test_unreadable_place_is_no_place(given: str) -> None:
    assert Cursor.parse(given) is None


# How it is told -------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def quick(settings: Settings) -> AsyncIterator[None]:
    """Heartbeats that one need not wait for."""
    settings.DSA_STREAM_HEARTBEAT_SECONDS = 0.05
    yield
    await get_channel_layer().flush()


async def test_silence_is_filled_with_heartbeats(quick: None, stuck: Submission) -> None:
    async with aclosing(events(stuck.pk, None, None)) as stream:
        assert (await anext(stream)).startswith(b"event: submission")
        assert [await anext(stream) for _ in range(3)] == [HEARTBEAT] * 3


async def test_lost_message_delays_and_loses_nothing(quick: None, stuck: Submission) -> None:
    """Nobody tells of this result; the next look at the rows finds it."""
    async with aclosing(events(stuck.pk, None, None)) as stream:
        await anext(stream)
        judgement = await database_sync_to_async(begun)(stuck)
        await database_sync_to_async(finished_test)(judgement, 0)
        seen = b""
        while b"event: result" not in seen and b'"executionTimeMs":0' not in seen:
            seen += await anext(stream)


async def test_streams_do_not_last_for_ever(quick: None, stuck: Submission, settings: Settings) -> None:
    settings.DSA_STREAM_SECONDS = 0.0
    async with aclosing(events(stuck.pk, None, None)) as stream:
        assert len([frame async for frame in stream]) == 1


async def test_deleted_submission_ends_its_stream(quick: None, stuck: Submission) -> None:
    async with aclosing(events(stuck.pk, None, None)) as stream:
        await anext(stream)
        await database_sync_to_async(stuck.delete)()
        assert {frame async for frame in stream} <= {HEARTBEAT}


async def test_message_wakes_the_stream(settings: Settings, stuck: Submission) -> None:
    """With heartbeats so far apart that only a message can."""
    settings.DSA_STREAM_HEARTBEAT_SECONDS = 600.0
    async with aclosing(events(stuck.pk, None, None)) as stream:
        await anext(stream)
        judgement = await database_sync_to_async(begun)(stuck)
        await database_sync_to_async(finished_test)(judgement, 0)
        await asyncio.to_thread(publish_end, stuck.pk)
        assert b'"executionTimeMs":0' in await anext(stream)
    await get_channel_layer().flush()


def test_whole_stream_of_a_submission(remote_cara: RemoteCandidate, api_worker: WorkerProcess) -> None:
    """From a real server, judged by a real worker: it ends by itself, and its results are those of the submission."""
    queued = remote_cara.post(
        "/submit", {"problemId": "mirror", "language": "python", "sourceCode": MIRROR_HALF_RIGHT}
    ).json()
    told = remote_cara.events(queued["id"])
    assert {event.name for event in told} <= {"submission", "result"}
    assert told[0].name == told[-1].name == "submission"
    last = told[-1].data
    assert (last["status"], last["verdict"], last["testsDone"]) == ("finished", "WA", 6)
    assert last == remote_cara.get(f"/submissions/{queued['id']}").json()
    seen: list[object] = []
    for event in told:
        seen = list(event.data["results"]) if event.name == "submission" else [*seen, event.data]
    assert seen == last["results"]
    with remote_cara.stream(queued["id"], after=told[-1].id) as answer:
        assert (answer.status_code, answer.content) == (204, b"")


def test_streams_of_a_session_are_limited(
    remote_cara: RemoteCandidate,
    remote_mallory: RemoteCandidate,
    stuck: Submission,
    session: DsaSession,
    valkey: str,
) -> None:
    """The ninth is refused until one of the others is gone, and a client that vanishes counts as gone."""
    with redis.Redis.from_url(valkey) as counted, ExitStack() as stack:

        def are_open(number: int) -> Callable[[], bool]:
            return lambda: counted.zcard(f"talentsync:streams:{session.pk}") == number

        first = stack.enter_context(remote_cara.stream(str(stuck.pk)))
        lines = first.iter_lines()  # kept: with the iterator the connection would go
        assert next(lines) == b"event: submission"
        for _ in range(7):
            stack.enter_context(remote_cara.stream(str(stuck.pk)))
        with remote_cara.stream(str(stuck.pk)) as refused:
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
            assert int(refused.headers["Retry-After"]) > 0
        assert are_open(8)()
        first.close()
        assert eventually(are_open(7))
        with remote_cara.stream(str(stuck.pk)) as again:
            assert again.status_code == 200
        stack.close()
        assert eventually(are_open(0))


def test_submission_of_somebody_else_has_no_stream(
    remote_mallory: RemoteCandidate, stuck: Submission
) -> None:
    with (
        remote_mallory.stream(str(stuck.pk)) as not_his,
        remote_mallory.stream(str(UUID(int=1))) as not_there,
    ):
        assert (not_his.status_code, not_his.json()["code"]) == (404, "submission_not_found")
        assert not_his.content == not_there.content
