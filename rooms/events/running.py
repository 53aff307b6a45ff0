"""Handlers of the events about running the shared code."""

import asyncio
from typing import Any

from channels.db import database_sync_to_async
from msgspec import UNSET

from dsa.execution import Language
from dsa.submissions.sanitize import is_storable
from rooms.connection import RoomConnection
from rooms.errors import RoomCode, invalid_payload, refused
from rooms.events.rate_limits import RateLimit
from rooms.events.registry import EVERYBODY, Acknowledgement, Tool, events
from rooms.events.schemas import Empty, RunCode, StopRun
from rooms.reading import read
from rooms.running import problems, services
from rooms.running.broadcast import broadcast_run
from rooms.running.presenters import run_state

RUNS = RateLimit(per_second=0.5, burst=10)
STOPS = RateLimit(per_second=1, burst=10)
SYNCS = RateLimit(per_second=1, burst=20)


@events.on("run_code", RunCode, tool=Tool.CODE_EDITOR, limit=RUNS)
async def run_code(connection: RoomConnection, payload: RunCode, raw: dict[str, Any]) -> Acknowledgement:
    problem_key = None if payload.problem_id is UNSET else payload.problem_id
    if not is_storable(payload.stdin):
        raise invalid_payload("stdin holds a character that cannot be stored.")
    if problem_key is not None and payload.stdin:
        raise invalid_payload("stdin does not go with problemId: the tests bring their own input.")
    # In a thread of its own: what a machine can run may take it seconds to find out.
    offered = await asyncio.to_thread(services.offered_languages)
    if payload.language not in offered:
        raise refused(RoomCode.LANGUAGE_UNAVAILABLE)
    membership = connection.require_membership()
    run = await database_sync_to_async(services.request_run)(
        participant=membership.participant,
        user_id=membership.user_id,
        name=membership.user_info["name"],
        language=Language(payload.language),
        stdin=payload.stdin,
        problem_key=problem_key,
    )
    await broadcast_run(run.interview_id, run_state(run))
    return {"runId": str(run.pk)}


@events.on("stop_run", StopRun, tool=Tool.CODE_EDITOR, limit=STOPS)
async def stop_run(connection: RoomConnection, payload: StopRun, raw: dict[str, Any]) -> Acknowledgement:
    run = await database_sync_to_async(services.stop_run)(
        interview_id=connection.require_membership().room_id, run_id=payload.run_id
    )
    if run.is_over:
        await broadcast_run(run.interview_id, run_state(run))
    return {}


@events.on("run_sync", Empty, roles=EVERYBODY, tool=Tool.CODE_EDITOR, limit=SYNCS)
async def run_sync(connection: RoomConnection, payload: Empty, raw: dict[str, Any]) -> Acknowledgement:
    runs = await read(services.recent_runs, connection.require_membership().room_id)
    return {"runs": runs}


@events.on("problems_sync", Empty, roles=EVERYBODY, tool=Tool.CODE_EDITOR, limit=SYNCS)
async def problems_sync(connection: RoomConnection, payload: Empty, raw: dict[str, Any]) -> Acknowledgement:
    attached = await read(problems.attached_problems, connection.require_membership().room_id)
    return {"problems": attached}
