"""What workers do for proctoring."""

from uuid import UUID

from celery import shared_task

from proctoring.services import retention
from proctoring.services import snapshots as snapshot_services


# A hanging decoder ends with its task, before the lease does; the row is claimed again, and after a few times given up.
@shared_task(time_limit=120)
def process_snapshot(snapshot_id: str) -> None:
    """Make a picture of an upload, or reject it. Running it twice does no harm."""
    snapshot_services.process(UUID(snapshot_id))


@shared_task
def dispatch_snapshots() -> int:
    """Wake workers for snapshots whose wake-up was lost or whose pause is over."""
    return snapshot_services.dispatch()


@shared_task
def purge() -> int:
    """Delete what was kept long enough, and go on with deletions that the storage has held up."""
    return retention.purge_expired()


@shared_task
def delete_files() -> int:
    """Go on with deletions at once, after somebody asked for one."""
    return retention.delete_marked()


@shared_task
def remove_files(snapshot_id: str) -> None:
    """Delete the files of a snapshot whose row is gone."""
    retention.remove_files(UUID(snapshot_id))


@shared_task
def sweep_files() -> int:
    """Delete files that belong to no row."""
    return retention.delete_orphans()
