"""Write webhook endpoints, and send events again by hand."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from integrations.choices import SETTLED_STATES, DeliveryState
from integrations.errors import WebhookCode, refused
from integrations.models import WebhookDelivery, WebhookEndpoint
from integrations.webhooks.events import tell_test
from integrations.webhooks.queue import DELIVERIES
from integrations.webhooks.signing import OVERLAP, new_secret, stored
from interviews.models import User

# A suspended endpoint is on again with these.
FRESH = {"suspended_at": None, "failures": 0, "failing_since": None, "paused_until": None}


@transaction.atomic
def add_endpoint(*, endpoint: WebhookEndpoint, actor: User) -> str:
    """Store a new endpoint; gives its secret, which is shown once."""
    secret = new_secret()
    endpoint.secret, endpoint.created_by = stored(secret), actor
    endpoint.save(force_insert=True)
    return secret


@transaction.atomic
def change_endpoint(*, endpoint: WebhookEndpoint, fields: Collection[str]) -> None:
    """Store a changed name, address, choice of events, or whether it is on.

    Another address is tried at once. Turning it on sends what was held.
    """
    if unknown := set(fields) - {"name", "url", "types", "is_active"}:
        raise ValueError(f"These fields of an endpoint are not changed: {sorted(unknown)}")
    if not fields:
        return
    endpoint.save(update_fields=fields)
    if {"url", "is_active"} & set(fields) and endpoint.is_active:
        resume_endpoint(endpoint=endpoint)


@transaction.atomic
def resume_endpoint(*, endpoint: WebhookEndpoint) -> int:
    """Turn a suspended endpoint on again and send what was held; gives how many those are."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).update(**FRESH)
    held = WebhookDelivery.objects.filter(endpoint=endpoint, state=DeliveryState.HELD)
    # Sent by the schedule, in portions.
    return held.update(state=DeliveryState.WAITING, settled_at=None, attempts=0, lease_until=Now())


@transaction.atomic
def renew_secret(*, endpoint: WebhookEndpoint) -> str:
    """Give the endpoint a new secret, which is shown once; the former one signs as well for a day."""
    secret = new_secret()
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        previous_secret=F("secret"),
        previous_secret_until=timezone.now() + OVERLAP,
        secret=stored(secret),
    )
    return secret


@transaction.atomic
def send_test(*, endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Post an event of no meaning. Raises Refused with `endpoint_off`."""
    endpoint.refresh_from_db()
    if not endpoint.is_open:
        raise refused(WebhookCode.ENDPOINT_OFF)
    return tell_test(endpoint, timezone.now())


@transaction.atomic
def send_again(*, delivery: WebhookDelivery) -> None:
    """Post an event once more, with the id of before. Raises Refused with `endpoint_off` or `still_waiting`."""
    if not WebhookEndpoint.objects.get(pk=delivery.endpoint_id).is_open:
        raise refused(WebhookCode.ENDPOINT_OFF)
    settled = WebhookDelivery.objects.filter(pk=delivery.pk, state__in=sorted(SETTLED_STATES))
    if not settled.update(
        state=DeliveryState.WAITING,
        settled_at=None,
        attempts=0,
        claim=None,
        lease_until=Now() + DELIVERIES.message_lease,
    ):
        raise refused(WebhookCode.STILL_WAITING)
    delivery.refresh_from_db()
    transaction.on_commit(lambda: DELIVERIES.send(delivery))
