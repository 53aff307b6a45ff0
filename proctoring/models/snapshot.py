"""A picture of the candidate's webcam and what became of it."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from interviews.models import Invitation
from proctoring.choices import RejectCode, SnapshotReason, SnapshotState
from proctoring.models.incident import MAX_REPLY_LENGTH
from talentsync.lib.leased_queue import LeasedModel


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """The ways in which the rest of the code speaks of snapshots."""

    def not_deleted(self) -> Self:
        """Those that are not on their way out."""
        return self.filter(deleting_since=None)

    def pending_deletion(self) -> Self:
        return self.filter(deleting_since__isnull=False)

    def stored(self) -> Self:
        """Those with a picture to look at."""
        return self.not_deleted().filter(state=SnapshotState.STORED)

    def received(self) -> Self:
        return self.not_deleted().filter(state=SnapshotState.RECEIVED)


class Snapshot(LeasedModel):
    """One upload. The files' names follow from the id, so whoever does a step twice writes the same file twice.

    `raw_gone_at` and `files_gone_at` are set only when the storage has said that the files do not exist.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="snapshots")
    client_id = models.UUIDField(help_text="Made by the page; the same one again is the same snapshot.")
    sequence = models.PositiveIntegerField(
        help_text="Counted by the page from 0; a number left out is a gap."
    )
    reason = models.CharField(max_length=10, choices=SnapshotReason.choices)
    captured_at = models.DateTimeField(help_text="By the candidate's clock.")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SnapshotState.choices, default=SnapshotState.RECEIVED)
    # Of the upload.
    sha256 = models.CharField(max_length=64)
    # Of the picture that is kept.
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    bytes = models.PositiveIntegerField(null=True)
    thumbnail_bytes = models.PositiveIntegerField(null=True)
    reject_code = models.CharField(max_length=20, choices=RejectCode.choices, blank=True)
    processed_at = models.DateTimeField(null=True)
    # What the candidate says to it.
    reply = models.TextField(blank=True, max_length=MAX_REPLY_LENGTH)
    replied_at = models.DateTimeField(null=True)
    raw_gone_at = models.DateTimeField(null=True)
    # In a row, while it is processed or deleted. They say when the next try is, and nothing about the picture.
    storage_failures = models.PositiveIntegerField(default=0)
    keep_until = models.DateTimeField(help_text="As it was promised when it was taken.")
    deleting_since = models.DateTimeField(null=True)
    files_gone_at = models.DateTimeField(null=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["captured_at", "sequence"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SnapshotState.values), name="snapshot_state_known"),
            models.CheckConstraint(
                condition=Q(reason__in=SnapshotReason.values), name="snapshot_reason_known"
            ),
            models.UniqueConstraint(fields=["invitation", "client_id"], name="snapshot_once"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="snapshot_reply_has_time",
            ),
            models.CheckConstraint(
                # Named one by one: a comparison with NULL is neither true nor false, and a check lets that pass.
                condition=~Q(state=SnapshotState.STORED)
                | Q(
                    width__isnull=False,
                    height__isnull=False,
                    bytes__isnull=False,
                    thumbnail_bytes__isnull=False,
                    width__gt=0,
                    height__gt=0,
                    bytes__gt=0,
                    thumbnail_bytes__gt=0,
                    processed_at__isnull=False,
                    reject_code="",
                ),
                name="snapshot_stored_has_picture",
            ),
            models.CheckConstraint(
                condition=~Q(state=SnapshotState.REJECTED)
                | (Q(processed_at__isnull=False, bytes=None) & ~Q(reject_code="")),
                name="snapshot_rejected_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=SnapshotState.RECEIVED)
                | Q(processed_at=None, raw_gone_at=None, bytes=None, reject_code=""),
                name="snapshot_received_has_upload",
            ),
            models.CheckConstraint(
                condition=Q(files_gone_at=None) | Q(deleting_since__isnull=False),
                name="snapshot_files_go_when_deleting",
            ),
        ]
        indexes = [
            models.Index(fields=["invitation", "captured_at"]),
            models.Index(fields=["invitation", "sequence"]),
            models.Index(fields=["raw_gone_at", "lease_until"]),
            models.Index(fields=["keep_until"]),
            models.Index(fields=["deleting_since"]),
        ]

    def __str__(self) -> str:
        return f"Snapshot {self.sequence}"
