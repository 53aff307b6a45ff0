"""While a submission is judged, those who watch it are told, and everybody else knows that its worker is alive."""

import asyncio
from collections.abc import Callable, Generator, Sequence

import pytest
import redis
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from dsa.choices import JudgementState
from dsa.execution import CompileResult, Limits, Program, RunResult, Test
from dsa.execution.types import TestRun, never
from dsa.judging import progress, runner
from dsa.judging.runner import claim, execute
from dsa.models import Judgement
from talentsync import worker_health
from tests.dsa.conftest import Submit
from tests.dsa.factories import newest_judgement
from tests.dsa.judging.test_failures_of_ours import Faulty
from tests.dsa.workers import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def judge(judgement_id: int) -> None:
    judgement = claim(judgement_id)
    assert judgement is not None
    execute(judgement)


def judge_in_thread(judgement_id: int) -> None:
    """The same, without leaving a connection of that thread open."""
    try:
        judge(judgement_id)
    finally:
        connections.close_all()


@pytest.mark.integration  # judges in the sandbox
async def test_watchers_are_told_after_the_commit_and_nothing_of_the_contents(submit: Submit) -> None:
    """The last message comes when the judgement is finished."""
    submission = await sync_to_async(submit)()
    judgement = await submission.judgements.aget()
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(progress.channel_group(submission.pk), channel)
    judging = asyncio.create_task(sync_to_async(judge_in_thread, thread_sensitive=False)(judgement.pk))

    messages, state = [], JudgementState.QUEUED
    while state != JudgementState.FINISHED:
        messages.append(await layer.receive(channel))
        await judgement.arefresh_from_db()
        state = JudgementState(judgement.state)
    await judging

    going_on = {"type": "submission.progress", "isOver": False}
    assert messages[:-1] == [going_on] * (len(messages) - 1)
    assert set(messages[-1]) == set(going_on)
    await layer.group_discard(progress.channel_group(submission.pk), channel)
    await sync_to_async(connections.close_all)()


def test_judging_goes_on_without_redis(
    submit: Submit, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    submission = submit()
    settings.CHANNEL_LAYERS = {
        "default": {
            **settings.CHANNEL_LAYERS["default"],
            "CONFIG": {"hosts": ["unix:///nowhere/at/all.sock"]},
        }
    }
    settings.REDIS_URLS = ["unix:///nowhere/at/all.sock"]

    judge(newest_judgement(submission).pk)

    assert newest_judgement(submission).score == 100
    assert f"Nobody was told of submission {submission.pk}" in caplog.text


class Watched(Faulty):
    """Gives the result of a test once the one before is there for everybody to see."""

    def __init__(self, judgement: Judgement) -> None:
        super().__init__(lambda: TestRun(2, RunResult(exit_code=0)))
        self._judgement = judgement
        self.seen: list[list[int]] = []

    def run(
        self,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> Generator[CompileResult | TestRun, None, None]:
        yield CompileResult(ok=True)
        for number, index in enumerate(reversed(range(len(tests))), start=1):
            yield TestRun(index, RunResult(exit_code=0))
            if number <= 2:
                assert eventually(lambda number=number: self._judgement.results.count() == number)  # type: ignore[misc]
                self.seen.append(
                    list(self._judgement.results.order_by("pk").values_list("position", flat=True))
                )


def test_each_result_shows_before_the_next_one_is_there(submit: Submit) -> None:
    """They are committed together only where they come close to each other, and always in their order."""
    judgement = claim(newest_judgement(submit()).pk)
    assert judgement is not None
    backend = Watched(judgement)

    execute(judgement, backend)

    assert backend.seen == [[5], [5, 4]]
    assert list(judgement.results.order_by("pk").values_list("position", flat=True)) == [5, 4, 3, 2, 1, 0]


def test_what_comes_together_is_committed_once(submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the finish: six results and the end of the judging take one transaction."""
    monkeypatch.setattr(runner, "BATCH_SECONDS", 600)
    judgement = claim(newest_judgement(submit()).pk)
    assert judgement is not None

    with CaptureQueriesContext(connection) as queries:
        execute(judgement, Faulty(lambda: TestRun(2, RunResult(exit_code=0))))

    assert sum(query["sql"].startswith("BEGIN") for query in queries) == 1
    assert sum('INTO "dsa_testresult"' in query["sql"] for query in queries) == 1
    assert newest_judgement(judgement.submission).total == 6


class Slow(Faulty):
    """Gives no result until its judgement's lease was prolonged."""

    def __init__(self, judgement: Judgement) -> None:
        super().__init__(lambda: TestRun(2, RunResult(exit_code=0)))
        self._judgement = judgement
        self.was_prolonged = False

    def run(
        self,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> Generator[CompileResult | TestRun, None, None]:
        yield CompileResult(ok=True)
        before = Judgement.objects.get(pk=self._judgement.pk).lease_until
        self.was_prolonged = eventually(
            lambda: Judgement.objects.get(pk=self._judgement.pk).lease_until > before
        )
        yield from (TestRun(index, RunResult(exit_code=0)) for index in range(len(tests)))


def test_lease_is_prolonged_and_the_queues_heart_beats(
    submit: Submit, valkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test may take minutes, in which the worker's process takes no heartbeat task."""
    monkeypatch.setattr(progress, "RENEW_SECONDS", 0.01)
    judgement = claim(newest_judgement(submit()).pk)
    assert judgement is not None
    backend = Slow(judgement)

    execute(judgement, backend)

    assert backend.was_prolonged
    with redis.Redis.from_url(valkey) as client:
        assert client.exists(worker_health.KEYS["submits"])
        assert not client.exists(worker_health.KEYS["runs"])
