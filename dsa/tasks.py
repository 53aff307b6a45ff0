"""What workers do for coding problems."""

from celery import shared_task

from dsa import services_checks
from dsa.execution import TransientError


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
