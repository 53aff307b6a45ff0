"""What workers do for webhooks."""

from celery import shared_task
from django.db import OperationalError

from integrations.services.idempotency import forget_keys
from integrations.webhooks import delivering


# Retried only for a database that is locked or away: all else the row remembers, and the schedule sends it again.
@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def deliver_webhook(delivery_id: int) -> None:
    """Post a webhook, unless somebody else has taken it."""
    delivery = delivering.claim(delivery_id)
    if delivery is not None:
        delivering.execute(delivery)


@shared_task(expires=30)
def dispatch_webhooks() -> int:
    """Send those recorded while the broker was away, those to be tried again, and those whose worker was lost."""
    return delivering.dispatch()


@shared_task(expires=3600)
def purge_webhooks() -> int:
    """Delete what has been kept long enough: the log, and the keys of requests that nobody repeats any more."""
    return delivering.purge() + forget_keys()
