"""The worker's part: take a delivery, post it, write down what came of it.

A worker may be killed anywhere. Until the outcome is committed the row stands claimed, and after its lease it is sent
again with the same id: at least once, and never lost.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from integrations.choices import DeliveryState
from integrations.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent
from integrations.webhooks.queue import DELIVERIES, ENDPOINT_PAUSES, MIN_FAILURES
from integrations.webhooks.sender import Failure, Outcome, post
from integrations.webhooks.signing import signing_secrets
from talentsync.lib.encryption import Undecryptable
from talentsync.lib.leased_queue import ClaimLost

logger = logging.getLogger(__name__)


def claim(delivery_id: int) -> WebhookDelivery | None:
    return DELIVERIES.claim(delivery_id)


def dispatch() -> int:
    """Send again what nobody takes care of, and give up what was tried too often; gives how many were sent."""
    _let_go()
    return DELIVERIES.dispatch(give_up)


def _let_go() -> None:
    """Have what is held for an endpoint that is on sent: whoever held it had read the endpoint before it was on."""
    held = WebhookDelivery.objects.filter(
        state=DeliveryState.HELD, endpoint__is_active=True, endpoint__suspended_at=None
    )
    held.update(state=DeliveryState.WAITING, settled_at=None, attempts=0, lease_until=Now())


def give_up(delivery: WebhookDelivery) -> None:
    DELIVERIES.fail_permanently(delivery, state=DeliveryState.FAILED, settled_at=timezone.now())


def execute(delivery: WebhookDelivery, send: Callable[..., Outcome] = post) -> None:
    """Post what `claim` gave, unless its endpoint is off or pauses."""
    endpoint, now = delivery.endpoint, timezone.now()
    if not endpoint.is_open:
        DELIVERIES.fail_permanently(delivery, state=DeliveryState.HELD, settled_at=now)
        return
    if endpoint.paused_until is not None and endpoint.paused_until > now:
        DELIVERIES.release(delivery, is_attempt=False, lease_until=endpoint.paused_until)
        return
    try:
        outcome = send(
            endpoint.url,
            delivery.event.body,
            message_id=delivery.event.message_id,
            secrets=signing_secrets(endpoint, now),
            at=now,
            timeout=settings.WEBHOOK_TIMEOUT_SECONDS,
        )
    except Undecryptable as error:
        outcome = Outcome(Failure.UNREADABLE_SECRET, None, str(error), 0)
    try:
        settle(delivery, outcome)
    except ClaimLost:
        logger.info("Webhook delivery %d has been taken over", delivery.pk)


@transaction.atomic
def settle(delivery: WebhookDelivery, outcome: Outcome) -> None:
    """Write down an attempt with what follows from it: all or nothing. Raises ClaimLost."""
    now = timezone.now()
    if outcome.failure is None:
        DELIVERIES.finish(delivery, state=DeliveryState.DELIVERED, settled_at=now)
        WebhookEndpoint.objects.filter(pk=delivery.endpoint_id, failures__gt=0).update(
            failures=0, failing_since=None, paused_until=None
        )
    elif DELIVERIES.is_last_attempt(delivery):
        if not DELIVERIES.fail_permanently(delivery, state=DeliveryState.FAILED, settled_at=now):
            raise ClaimLost
    elif not DELIVERIES.release(delivery):
        raise ClaimLost
    WebhookAttempt.objects.create(
        delivery=delivery,
        at=now,
        duration_ms=outcome.duration_ms,
        status=outcome.status,
        failure=outcome.failure or "",
        detail=outcome.detail,
    )
    if outcome.failure is not None:
        logger.warning("Webhook endpoint %d: %s", delivery.endpoint_id, outcome.failure)
        _count_failure(delivery.endpoint_id, outcome.failure)


def _count_failure(endpoint_id: int, failure: Failure) -> None:
    """Let the endpoint's other deliveries wait, and turn it off where it has failed for too long."""
    now = timezone.now()
    endpoints = WebhookEndpoint.objects.filter(pk=endpoint_id)
    endpoints.update(failures=F("failures") + 1, failing_since=Coalesce("failing_since", now))
    endpoint = endpoints.get()
    endpoints.update(paused_until=now + ENDPOINT_PAUSES.pause(endpoint.failures))
    assert endpoint.failing_since is not None
    patience = timedelta(hours=settings.WEBHOOK_SUSPEND_HOURS)
    is_hopeless = endpoint.failures >= MIN_FAILURES and endpoint.failing_since <= now - patience
    if failure == Failure.GONE or is_hopeless:
        _suspend(endpoint_id)


def _suspend(endpoint_id: int) -> None:
    """Turn the endpoint off; what waits is held, and sent once somebody turns it on again."""
    now = timezone.now()
    if not WebhookEndpoint.objects.filter(pk=endpoint_id, suspended_at=None).update(suspended_at=now):
        return
    # Not what another worker has in hand: it finds the endpoint off at its next attempt.
    WebhookDelivery.objects.filter(endpoint=endpoint_id, state=DeliveryState.WAITING, claim=None).update(
        state=DeliveryState.HELD, settled_at=now
    )


def purge() -> int:
    """Delete events that are older than they are kept; gives how many. Deliveries and attempts go with them."""
    oldest = timezone.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    old = WebhookEvent.objects.filter(created_at__lt=oldest)
    deleted, _ = old.exclude(deliveries__state=DeliveryState.WAITING).delete()
    return deleted
