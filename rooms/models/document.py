"""The shared document of an interview: its log, and states along it."""

from django.db import models
from django.db.models import Q

from interviews.models import Interview
from rooms.models.log import AppendOnlyModel, AppendOnlyQuerySet, LogEntry


class DocumentUpdate(LogEntry):
    """One Yjs update V1, as its author sent it. Each follows from those before it, so every prefix is a document."""

    update_bytes = models.BinaryField()

    objects = AppendOnlyQuerySet["DocumentUpdate"].as_manager()


class DocumentCheckpoint(AppendOnlyModel):
    """The document after the update `sequence`, as one Yjs update V1: derived from the log, to load it faster."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+", db_index=False)
    sequence = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    state_bytes = models.BinaryField()

    objects = AppendOnlyQuerySet["DocumentCheckpoint"].as_manager()

    class Meta:
        ordering = ["interview", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "sequence"], name="documentcheckpoint_sequence_unique"
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="documentcheckpoint_sequence_from_1"),
        ]

    def __str__(self) -> str:
        return f"Document at {self.sequence}"
