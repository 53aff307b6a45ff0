"""The queue of runs: `services` enqueues them, and `runner` claims them (ADR 12)."""

from datetime import timedelta
from typing import Final

from django.db.models import Q

from rooms.models import CodeRun, CodeRunState
from rooms.models.code_run import UNFINISHED_RUN_STATES
from talentsync import queues
from talentsync.lib.leased_queue import LeasedModel, LeasedQueue, RetrySchedule, Route

QUEUE: Final = queues.RUNS
# 0 is the highest, and that of scheduled tasks. Before candidates' own runs: a whole room waits for it.
PRIORITY: Final = 5
# People watch the room: they wait for no lost worker for long. It is renewed every few seconds.
LEASE: Final = timedelta(seconds=12)
MAX_ATTEMPTS: Final = 3


def _route(run: LeasedModel) -> Route:
    return Route(QUEUE, PRIORITY)


CODE_RUNS: Final = LeasedQueue(
    model=CodeRun,
    task="rooms.tasks.run_code",
    lease=LEASE,
    retry=RetrySchedule(first=timedelta(seconds=2), longest=timedelta(seconds=10)),
    max_attempts=MAX_ATTEMPTS,
    unfinished=Q(state__in=UNFINISHED_RUN_STATES),
    waiting={"state": CodeRunState.QUEUED},
    working={"state": CodeRunState.RUNNING},
    route=_route,
    message_lease=timedelta(seconds=20),
    order_by="created_at",
)
