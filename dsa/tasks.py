"""What workers do for coding problems."""

from typing import Final

from celery import shared_task
from django.db import OperationalError

from dsa import services_checks, services_judging, services_sessions
from dsa.execution import TransientError
from dsa.vocabulary import SubmissionKind

# Workers of their own take them, so that a flood of runs does not hold up a submission.
QUEUES: Final = {SubmissionKind.RUN: "runs", SubmissionKind.SUBMIT: "submits"}


# Late: a worker that dies leaves the row, from which `dispatch_checks` sends it again.
@shared_task(autoretry_for=(TransientError,), retry_backoff=True, max_retries=5)
def run_check(check_id: int) -> None:
    """Check a problem, unless somebody else has taken this check."""
    check = services_checks.begin(check_id)
    if check is not None:
        services_checks.run(check)


@shared_task
def dispatch_checks() -> int:
    """Send the checks that wait: those queued while the broker was away, and those whose worker was lost."""
    return services_checks.dispatch()


# Retried only for a database that is locked or away: all else the row remembers, and the schedule sends it again.
@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def judge_submission(judgement_id: int) -> None:
    """Judge a run or submission, unless somebody else has taken it."""
    judgement = services_judging.begin(judgement_id)
    if judgement is not None:
        services_judging.run(judgement)


# Beats that waited while no worker was there say no more than the last of them.
@shared_task(expires=30)
def dispatch_judgements() -> int:
    """Send judgements made while the broker was away, those to be tried again, and those whose worker was lost."""
    return services_judging.dispatch()


@shared_task(expires=30)
def finish_overdue_sessions() -> int:
    """End the sessions whose time is up."""
    return services_sessions.finish_overdue()


@shared_task(expires=600)
def complete_settled_interviews() -> int:
    """End the interviews of coding sessions in which nothing can happen any more."""
    return services_sessions.complete_settled()
