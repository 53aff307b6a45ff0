"""The queue of judgements: who makes one enqueues it here, and `dsa.judging.runner` claims it (ADR 12)."""

from datetime import timedelta
from typing import Final

from django.db.models import Q

from dsa.choices import UNFINISHED_JUDGEMENT_STATES, JudgementState, SubmissionKind
from dsa.models import Judgement
from talentsync import queues
from talentsync.lib.leased_queue import LeasedQueue, RetrySchedule, Route

QUEUES: Final = {SubmissionKind.RUN: queues.RUNS, SubmissionKind.SUBMIT: queues.SUBMITS}
# 0 is the highest, and that of scheduled tasks: they are short, so that nobody notices that they go first.
FIRST_PRIORITY: Final = 6
REJUDGE_PRIORITY: Final = 9
# A worker renews it every few seconds (dsa.judging.progress).
LEASE: Final = timedelta(seconds=20)
MAX_ATTEMPTS: Final = 5


def _route(judgement: Judgement) -> Route:
    """What is judged again stands behind what a candidate waits for."""
    return Route(
        QUEUES[SubmissionKind(judgement.kind)],
        FIRST_PRIORITY if judgement.number == 1 else REJUDGE_PRIORITY,
    )


JUDGEMENTS: Final = LeasedQueue(
    model=Judgement,
    task="dsa.tasks.judge_submission",
    lease=LEASE,
    retry=RetrySchedule(first=timedelta(seconds=5), longest=timedelta(seconds=40)),
    max_attempts=MAX_ATTEMPTS,
    unfinished=Q(state__in=UNFINISHED_JUDGEMENT_STATES),
    waiting={"state": JudgementState.QUEUED},
    working={"state": JudgementState.RUNNING},
    route=_route,
    order_by="queued_at",
    select_related=("submission__session__invitation", "problem"),
)
