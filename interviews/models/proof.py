"""What proves that an interview's records are as they were written: heads of its timeline, marks of its sealed logs."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from interviews.models.interview import Interview


class HeadReason(models.TextChoices):
    """Why the end of a timeline was noted. `erased`: the interview is gone, and this is its tombstone."""

    GROWN = "grown", "The timeline had grown"
    ERASED = "erased", "The interview was erased"


class ChainHeadQuerySet(models.QuerySet["ChainHead"]):
    """Reading, appending, and noting that they are in the file."""

    def waiting(self) -> "ChainHeadQuerySet":
        return self.filter(written_at=None)

    def delete(self) -> NoReturn:
        raise TypeError("Heads of timelines are kept for good.")


class ChainHead(models.Model):
    """The end of an interview's timeline at some time: a line of the installation's file of heads.

    The interview is no foreign key, because its tombstone outlives it. Holds numbers and digests, and nobody's data.
    """

    interview_uuid = models.UUIDField(db_index=True)
    reason = models.CharField(max_length=10, choices=HeadReason)
    created_at = models.DateTimeField()
    events = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField(null=True)

    objects = ChainHeadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=HeadReason.values), name="chainhead_reason_known")
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(written_at=None), name="chainhead_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.interview_uuid} after {self.events} events"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Heads of timelines are kept for good.")


class SealedLog(models.Model):
    """The beginnings of the digests of a log's rows, to tell which row is another. What seals the log is its event."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=40)
    marks = models.BinaryField()

    class Meta:
        ordering = ["interview", "name"]
        constraints = [models.UniqueConstraint(fields=["interview", "name"], name="sealedlog_unique")]

    def __str__(self) -> str:
        return self.name
