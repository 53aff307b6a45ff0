"""Send judgements to the workers' queues. The rows are the queue; a message only wakes a worker (ADR 12)."""

import logging
from datetime import timedelta
from typing import Final

from celery import current_app
from django.utils import timezone
from kombu.exceptions import OperationalError

from dsa.choices import JudgementState, SubmissionKind
from dsa.models import Judgement

logger = logging.getLogger(__name__)

# By name: the task calls services, which call this.
JUDGE_TASK: Final = "dsa.tasks.judge_submission"
# Workers of their own take them, so that a flood of runs does not hold up a submission.
QUEUES: Final = {SubmissionKind.RUN: "runs", SubmissionKind.SUBMIT: "submits"}
# 0 is the highest, and that of scheduled tasks: they are short, so that nobody notices that they go first.
FIRST_PRIORITY: Final = 6
REJUDGE_PRIORITY: Final = 9
# A judgement that was sent and that no worker has taken by then may have been lost with its broker.
SENT_AGAIN_AFTER: Final = timedelta(seconds=60)


def send(judgement: Judgement) -> bool:
    """Wake a worker. False where the broker is away: the next `dispatch` sends it.

    What is judged again stands behind what a candidate waits for.
    """
    try:
        # A request waits for this: what the broker does not take at once is sent by the schedule.
        current_app.send_task(
            JUDGE_TASK,
            (judgement.pk,),
            queue=QUEUES[SubmissionKind(judgement.kind)],
            retry_policy={"max_retries": 1, "interval_start": 0},
            priority=FIRST_PRIORITY if judgement.number == 1 else REJUDGE_PRIORITY,
        )
    except OperationalError as error:
        logger.warning("Judgement %d waits for the broker: %s", judgement.pk, error)
        Judgement.objects.filter(pk=judgement.pk, state=JudgementState.QUEUED).update(
            lease_until=timezone.now()
        )
        return False
    return True
