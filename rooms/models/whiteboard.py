"""The whiteboard of an interview: its log, and the scene as it stands.

Elements are kept as JSON text and not in JSON columns: the server passes them on as they came, and PostgreSQL's jsonb
would change numbers and refuse characters that are good JSON.
"""

from django.db import models
from django.db.models import Q

from interviews.models import Interview
from rooms.models.log import AppendOnlyModel, AppendOnlyQuerySet, LogEntry


class WhiteboardChange(LogEntry):
    """Elements that were newer than the scene of their time. `scene_*`: its size since, with deleted ones."""

    elements_json = models.TextField(help_text="A JSON array of elements.")
    scene_elements = models.PositiveIntegerField()
    scene_bytes = models.PositiveIntegerField()

    objects = AppendOnlyQuerySet["WhiteboardChange"].as_manager()


class WhiteboardCheckpoint(AppendOnlyModel):
    """The scene after the change `sequence`: derived from the log, to see any moment without reading all before it."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+", db_index=False)
    sequence = models.PositiveIntegerField()
    elements_json = models.TextField(help_text="A JSON array of all elements, deleted ones included.")

    objects = AppendOnlyQuerySet["WhiteboardCheckpoint"].as_manager()

    class Meta:
        ordering = ["interview", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "sequence"], name="whiteboardcheckpoint_sequence_unique"
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="whiteboardcheckpoint_sequence_from_1"),
        ]

    def __str__(self) -> str:
        return f"Whiteboard at {self.sequence}"


class WhiteboardElement(models.Model):
    """The newest copy of one element: the scene, derived from the log, without reading all of it."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+", db_index=False)
    element_id = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    version_nonce = models.PositiveIntegerField()
    size_bytes = models.PositiveIntegerField()
    element_json = models.TextField()

    class Meta:
        ordering = ["interview", "element_id"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "element_id"], name="whiteboardelement_unique"),
            models.CheckConstraint(condition=Q(version__gte=1), name="whiteboardelement_version_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.element_id} version {self.version}"
