"""Endpoints of other systems, what they are told of, and the log of telling them."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from integrations import json_schemas
from integrations.choices import DeliveryState
from talentsync.lib.leased_queue import LeasedModel
from talentsync.lib.schema_fields import SchemaField

MAX_URL_LENGTH = 500
MAX_EXCERPT_LENGTH = 500


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    """The ways in which the rest of the code speaks of endpoints."""

    def listening(self) -> Self:
        """Those that are told of new events; the suspended ones later."""
        return self.filter(is_active=True)

    def suspended(self) -> Self:
        return self.filter(is_active=True, suspended_at__isnull=False)


class WebhookEndpoint(models.Model):
    """An address that events are posted to.

    `is_active` is a person's decision. `suspended_at` is ours, after repeated failure: events are kept meanwhile.
    """

    name = models.CharField(max_length=100)
    url = models.URLField("address", max_length=MAX_URL_LENGTH)
    types = SchemaField("events", schema=json_schemas.WEBHOOK_TYPES)
    is_active = models.BooleanField(
        "on", default=True, help_text="An endpoint that is off is told of nothing that happens meanwhile."
    )
    # Encrypted; `previous_secret` signs as well until its time is over, so that the receiver can change its own.
    secret = models.TextField(editable=False)
    previous_secret = models.TextField(blank=True, editable=False)
    previous_secret_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Of the failures since the last success.
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    # Nothing is posted before: one failure makes all its deliveries wait.
    paused_until = models.DateTimeField(null=True, blank=True, editable=False)
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        verbose_name = "webhook endpoint"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether anything is posted to it."""
        return self.is_active and self.suspended_at is None


class WebhookEvent(models.Model):
    """Something that happened, as all endpoints are told of it. `body` is what is signed and sent, to the byte."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=40)
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return f"{self.type} {self.message_id}"

    @property
    def message_id(self) -> str:
        """The same each time that it is sent: what receivers tell repeats by."""
        return f"evt_{self.pk.hex}"


class WebhookDelivery(LeasedModel):
    """One event for one endpoint. The rows are the queue `integrations.webhooks.queue`."""

    event = models.ForeignKey(WebhookEvent, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "webhook delivery"
        verbose_name_plural = "webhook deliveries"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "endpoint"], name="webhook_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="webhook_delivery_state_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"]), models.Index(fields=["-created_at"])]

    def __str__(self) -> str:
        return f"{self.event.type} to {self.endpoint}"


class WebhookAttempt(models.Model):
    """One try: what came of it. `status` is None where no answer came."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    # A code of `integrations.webhooks.sender.Failure`; empty where it was taken.
    failure = models.CharField(max_length=30, blank=True)
    # What went wrong in words, or the beginning of the answer.
    detail = models.CharField(max_length=MAX_EXCERPT_LENGTH, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}: {self.failure or self.status}"
