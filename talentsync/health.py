"""What load balancers and `make run` ask: `/healthz` (this process lives) and `/readyz` (it can do its work)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dsa.execution import BackendUnavailable, ExecutionError, get_backend, weak_limits
from talentsync import worker_health
from talentsync.channel_layer import PubSubChannelLayer
from talentsync.lib.redis import redis_client

logger = logging.getLogger(__name__)

CHECK_TIMEOUT_SECONDS = 3


def query_database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


async def database() -> bool:
    return bool(await database_sync_to_async(query_database)())


async def redis() -> bool:
    return bool(await redis_client().ping())


async def channel_layer() -> bool:
    """This process hears what others send to its rooms."""
    layer = get_channel_layer()
    if isinstance(layer, PubSubChannelLayer):  # the stock layer cannot be asked
        await layer.check()
    return True


async def worker() -> bool:
    """Every queue's heartbeat task was run lately, which also takes the broker and the scheduler."""
    return int(await redis_client().exists(*worker_health.KEYS.values())) == len(worker_health.KEYS)


async def limits() -> tuple[str, str]:
    """`ok`, or `weak` where control groups are missing, and in words what that means and what to do about it."""
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_SECONDS):
            weakness = await asyncio.to_thread(weak_limits)
    except (ExecutionError, TimeoutError):
        return "unknown", ""
    return ("weak" if weakness else "ok"), weakness


async def execution() -> str:
    """Programs can be run: the sandbox starts one, or the Judge0 server answered when it was last asked.

    `paused` while it cannot be used: what is submitted waits, all else works, and no other web process could do better.
    """
    try:
        await asyncio.to_thread(get_backend().check)
    except BackendUnavailable as error:
        logger.warning("Judging is paused: %s", error)
        return PAUSED
    return OK


OK, PAUSED, FAILED = "ok", "paused", "failed"
CHECKS: dict[str, Callable[[], Awaitable[bool | str]]] = {
    "database": database,
    "redis": redis,
    "channel_layer": channel_layer,
    "worker": worker,
    "execution": execution,
}


async def outcome(name: str, check: Callable[[], Awaitable[bool | str]]) -> str:
    """`ok`, `paused` or `failed`.

    Why it failed goes to the log only: anybody may ask, and errors name hosts and accounts.
    """
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_SECONDS):
            found = await check()
            return found if isinstance(found, str) else OK if found else FAILED
    except Exception as error:  # whatever a driver raises means the same here
        logger.warning("Readiness check %s: %s: %s", name, type(error).__name__, error)
        return FAILED


@never_cache
@require_safe
async def healthz(request: HttpRequest) -> JsonResponse:
    """`{"status": "alive"}`, without touching anything that could be slow or gone."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
async def readyz(request: HttpRequest) -> JsonResponse:
    """`{"status": "ready" | "unready", "checks": {name: "ok" | "paused" | "failed"}, "limits", "advice"}`, 200 or 503.

    `limits` is "ok", "weak" or "unknown". Weak ones make nothing unready: the demo is judged with them; `advice` is a
    line that says what does not hold and what to do.
    """
    (hold, advice), *results = await asyncio.gather(
        limits(), *(outcome(name, check) for name, check in CHECKS.items())
    )
    ready = FAILED not in results
    return JsonResponse(
        {
            "status": "ready" if ready else "unready",
            "checks": dict(zip(CHECKS, results, strict=True)),
            "limits": hold,
            "advice": advice,
        },
        status=200 if ready else 503,
    )


urlpatterns = [path("healthz", healthz, name="healthz"), path("readyz", readyz, name="readyz")]
