"""What workers do for coding problems."""

from celery import shared_task
from django.db import OperationalError

from dsa.execution import TransientError
from dsa.judging import runner
from dsa.practice import runs as practice_runs
from dsa.problems import validation
from dsa.sessions import services as session_services
from dsa.similarity import services as similarity


# Retried only for a database that is locked or away: all else the row remembers, and the schedule sends it again.
@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5, throws=(TransientError,))
def run_check(check_id: int) -> None:
    """Validate a problem, unless somebody else has taken this validation."""
    check = validation.claim(check_id)
    if check is not None:
        validation.execute(check)


@shared_task
def dispatch_checks() -> int:
    """Send validations queued while the broker was away, those to be tried again, and those whose worker was lost."""
    return validation.dispatch()


# As `run_check`.
@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def judge_submission(judgement_id: int) -> None:
    """Judge a run or submission, unless somebody else has taken it."""
    judgement = runner.claim(judgement_id)
    if judgement is not None:
        runner.execute(judgement)


# As `run_check`.
@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def compare_submissions(report_id: int) -> None:
    """Look for similar submissions to a problem, unless somebody else has taken this report."""
    report = similarity.claim(report_id)
    if report is not None:
        similarity.execute(report)


@shared_task(expires=60)
def dispatch_similarity_reports() -> int:
    """Send reports queued while the broker was away, those to be tried again, and those whose worker was lost."""
    return similarity.dispatch()


# Nobody waits for it any longer than that.
@shared_task(expires=120)
def run_practice(run_id: str) -> None:
    """Run code on the practice problem."""
    practice_runs.execute(run_id)


# Beats that waited while no worker was there say no more than the last of them.
@shared_task(expires=30)
def dispatch_judgements() -> int:
    """Send judgements made while the broker was away, those to be tried again, and those whose worker was lost."""
    return runner.dispatch()


@shared_task(expires=30)
def finish_overdue_sessions() -> int:
    """End the sessions whose time is up."""
    return session_services.finish_overdue()


@shared_task(expires=600)
def complete_settled_interviews() -> int:
    """End the interviews of coding sessions in which nothing can happen any more."""
    return session_services.complete_settled()
