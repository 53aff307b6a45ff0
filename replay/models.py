"""Records that somebody asked for: their rows are the queue that workers take them from, and say where the file is."""

import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone

from interviews.models import Interview, User
from talentsync.lib.leased_queue import LeasedModel


def private_storage() -> Storage:
    """Where records lie: `STORAGES["private"]`, which has no URL."""
    return storages["private"]


class Edition(models.TextChoices):
    """For whom a record is."""

    RECRUITER = "recruiter", "Recruiter's edition"
    CANDIDATE = "candidate", "Candidate's edition"


class RecordState(models.TextChoices):
    """Where the making of a record stands."""

    QUEUED = "queued", "Waiting"
    WORKING = "working", "Being made"
    MADE = "made", "Made"
    FAILED = "failed", "Could not be made"


# What people read of one that failed; what was wrong is the operator's.
COULD_NOT_BE_MADE = (
    "The record could not be made. Ask for it again; if that does not help, tell whoever runs this site."
)
UNFINISHED_STATES = (RecordState.QUEUED, RecordState.WORKING)


class Record(LeasedModel):
    """One file that plays an interview without a server. It holds what `requested_by` may read, and is theirs alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+")
    edition = models.CharField(max_length=10, choices=Edition)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=RecordState, default=RecordState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0, help_text="In percent.")
    made_at = models.DateTimeField(null=True)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    failure = models.TextField(blank=True, help_text="For operators.")

    class Meta:
        ordering = ["interview", "created_at"]
        indexes = [
            models.Index(fields=["interview", "created_at"]),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=UNFINISHED_STATES), name="record_unfinished"
            ),
        ]
        constraints = [
            # Asking again while it is being made asks for the same.
            models.UniqueConstraint(
                fields=["interview", "edition", "requested_by"],
                condition=Q(state__in=UNFINISHED_STATES),
                name="record_one_unfinished",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="record_progress_in_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_edition_display()}, {self.get_state_display()}"

    @property
    def problem(self) -> str | None:
        """Why it is not there, for whoever asked for it; None where it is, or comes."""
        return COULD_NOT_BE_MADE if self.state == RecordState.FAILED else None
