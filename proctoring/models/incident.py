"""Something that was noticed during a session."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from interviews.models import Invitation
from proctoring import json_schemas
from proctoring.choices import IncidentKind
from talentsync.lib.schema_fields import SchemaField

MAX_REPLY_LENGTH = 2_000


class IncidentQuerySet(models.QuerySet["Incident"]):
    """The ways in which the rest of the code speaks of incidents."""

    def gaps(self) -> Self:
        return self.filter(kind=IncidentKind.SNAPSHOT_GAP)


class Incident(models.Model):
    """Neutral: what and when. It has no weight and leads to nothing by itself; the candidate may answer it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="incidents")
    # The page's, against doubles; None where the server noticed it.
    client_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=24, choices=IncidentKind.choices)
    occurred_at = models.DateTimeField(help_text="By the candidate's clock, where their page noticed it.")
    received_at = models.DateTimeField()
    details = SchemaField(schema=json_schemas.INCIDENT_DETAILS, default=dict, blank=True)
    # A gap that late snapshots have filled.
    resolved_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True, max_length=MAX_REPLY_LENGTH)
    replied_at = models.DateTimeField(null=True)
    keep_until = models.DateTimeField()

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["occurred_at", "received_at"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IncidentKind.values), name="incident_kind_known"),
            models.UniqueConstraint(
                fields=["invitation", "client_id"],
                condition=Q(client_id__isnull=False),
                name="incident_once",
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="incident_reply_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["invitation", "occurred_at"]),
            models.Index(fields=["keep_until"]),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
