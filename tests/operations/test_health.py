"""`/healthz` says that the process lives, `/readyz` whether it can do its work, and neither says more than that."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.db import connection
from django.test import AsyncClient
from pytest_django.fixtures import Settings

from dsa.execution import PermanentError
from dsa.execution.judge0 import Judge0Backend, Judge0Settings
from interviews.tasks import record_worker_heartbeat
from talentsync import queues, worker_health
from talentsync.health import CHECKS
from tests.dsa.execution.judge0_server import StandIn, judge0_server

pytestmark = pytest.mark.django_db


def all_workers_beat() -> None:
    for queue in queues.ALL:
        record_worker_heartbeat(queue)


async def ask(path: str) -> tuple[int, dict[str, object]]:
    answer = await AsyncClient().get(path)
    return answer.status_code, json.loads(answer.content)


async def test_ready_when_database_redis_and_worker_answer(valkey: str) -> None:
    all_workers_beat()

    assert await ask("/readyz") == (
        200,
        {
            "status": "ready",
            "checks": {
                "database": "ok",
                "redis": "ok",
                "channel_layer": "ok",
                "worker": "ok",
                "execution": "ok",
            },
            "limits": "ok",
            "advice": "",
        },
    )


async def test_unready_without_a_heartbeat(valkey: str) -> None:
    """No worker runs, or none gets tasks."""
    assert await ask("/readyz") == (
        503,
        {
            "status": "unready",
            "checks": {
                "database": "ok",
                "redis": "ok",
                "channel_layer": "ok",
                "worker": "failed",
                "execution": "ok",
            },
            "limits": "ok",
            "advice": "",
        },
    )


@pytest.mark.parametrize("queue", queues.ALL)
async def test_unready_as_long_as_one_queue_has_no_worker(queue: str, valkey: str) -> None:
    for other in queues.ALL:
        if other != queue:
            record_worker_heartbeat(other)

    status, report = await ask("/readyz")

    assert status == 503
    assert report["checks"] == {
        "database": "ok",
        "redis": "ok",
        "channel_layer": "ok",
        "worker": "failed",
        "execution": "ok",
    }


async def test_unready_without_redis(settings: Settings, tmp_path: Path) -> None:
    """The answer does not tell where the Redis is that does not answer."""
    settings.REDIS_URLS = [f"unix://{tmp_path}/nobody.sock"]
    settings.CHANNEL_LAYERS = {
        "default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": {"hosts": settings.REDIS_URLS}}
    }

    assert await ask("/readyz") == (
        503,
        {
            "status": "unready",
            "checks": {
                "database": "ok",
                "redis": "failed",
                "channel_layer": "failed",
                "worker": "failed",
                "execution": "ok",
            },
            "limits": "ok",
            "advice": "",
        },
    )


async def test_unready_without_a_database(valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError("connection to db.internal as talentsync refused")

    all_workers_beat()
    monkeypatch.setattr(type(connection), "__getattr__", lambda *_: refuse)

    status, report = await ask("/readyz")

    assert status == 503
    assert report["checks"] == {
        "database": "failed",
        "redis": "ok",
        "channel_layer": "ok",
        "worker": "ok",
        "execution": "ok",
    }


async def test_unready_where_programs_cannot_be_run(valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Why not is for the log, which the operator reads."""
    all_workers_beat()
    monkeypatch.setattr("dsa.execution.sandbox.backend.SandboxBackend.check", refuse_to_run)

    assert await ask("/readyz") == (
        503,
        {
            "status": "unready",
            "checks": {
                "database": "ok",
                "redis": "ok",
                "channel_layer": "ok",
                "worker": "ok",
                "execution": "failed",
            },
            "limits": "ok",
            "advice": "",
        },
    )


@pytest.fixture
def hanging_judge0() -> Iterator[StandIn]:
    with judge0_server() as server:
        server.is_hanging = True
        yield server


async def test_hanging_judge0_is_asked_by_nobody_who_asks_us(
    valkey: str, monkeypatch: pytest.MonkeyPatch, hanging_judge0: StandIn
) -> None:
    """However often: a load balancer's probes must not pile up in the threads that everything else needs too."""
    all_workers_beat()
    backend = Judge0Backend(Judge0Settings(url=hanging_judge0.url))
    monkeypatch.setattr("talentsync.health.get_backend", lambda: backend)

    reports = [await ask("/readyz") for _ in range(10)]

    checks = dict.fromkeys(CHECKS, "ok") | {"execution": "paused"}
    assert reports == [(200, {"status": "ready", "checks": checks, "limits": "ok", "advice": ""})] * 10
    assert len(hanging_judge0.requests) == 1
    hanging_judge0.released.set()
    backend.close()


def refuse_to_run(backend: object) -> None:
    raise PermanentError("bubblewrap is not installed")


async def test_alive_although_nothing_else_is(settings: Settings, tmp_path: Path) -> None:
    """A process must not be restarted because its database is away."""
    settings.REDIS_URLS = [f"unix://{tmp_path}/nobody.sock"]

    assert await ask("/healthz") == (200, {"status": "alive"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_answers_are_never_cached_and_never_changed_by_a_request(path: str, valkey: str) -> None:
    answer = await AsyncClient().get(path)

    assert "no-store" in answer["Cache-Control"]
    assert (await AsyncClient().post(path)).status_code == 405


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_probes_over_plain_http_are_not_redirected(path: str, valkey: str, settings: Settings) -> None:
    """Load balancers ask the process itself, behind the TLS proxy."""
    settings.SECURE_SSL_REDIRECT = True

    assert (await AsyncClient().get(path)).status_code in {200, 503}
    assert (await AsyncClient().get("/admin/")).status_code == 301


def test_heartbeat_expires(valkey: str) -> None:
    record_worker_heartbeat("runs")

    with redis.Redis.from_url(valkey) as client:
        assert 0 < client.ttl(worker_health.KEYS["runs"]) <= worker_health.LIFETIME_SECONDS
