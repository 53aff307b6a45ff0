"""What workers do for replay."""

from uuid import UUID

from celery import shared_task

from replay.record import services


@shared_task
def make_record(record_id: str) -> None:
    """Make a record, unless somebody else has taken it."""
    services.make(UUID(record_id))


@shared_task(expires=60)
def dispatch_records() -> int:
    """Wake workers for records whose wake-up was lost or whose pause is over, and delete those that are too old."""
    services.purge_expired()
    return services.dispatch()


@shared_task(expires=600)
def sweep_record_files() -> int:
    """Delete files of records that belong to no row."""
    return services.delete_orphans()
