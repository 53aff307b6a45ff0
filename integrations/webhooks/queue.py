"""The queue of deliveries: who records an event enqueues them here, and `delivering` claims them (ADR 12)."""

from datetime import timedelta
from typing import Final

from django.db.models import Q

from integrations.choices import DeliveryState
from integrations.models import WebhookDelivery
from talentsync.lib.leased_queue import LeasedQueue, RetrySchedule

# Longer than the longest timeout that the settings allow, and no worker renews it.
LEASE: Final = timedelta(seconds=90)
# Half a minute, then twice as long each time, up to eight hours: together almost three days.
RETRY: Final = RetrySchedule(first=timedelta(seconds=30), longest=timedelta(hours=8))
MAX_ATTEMPTS: Final = 17
# So many of an endpoint's deliveries in a row fail at least before it is turned off.
MIN_FAILURES: Final = 10
# An endpoint that failed is tried again at the latest after that time, whichever delivery is due.
ENDPOINT_PAUSES: Final = RetrySchedule(first=timedelta(seconds=30), longest=timedelta(minutes=30))

DELIVERIES: Final = LeasedQueue(
    model=WebhookDelivery,
    task="integrations.tasks.deliver_webhook",
    lease=LEASE,
    retry=RETRY,
    max_attempts=MAX_ATTEMPTS,
    unfinished=Q(state=DeliveryState.WAITING),
    select_related=("event", "endpoint"),
)
