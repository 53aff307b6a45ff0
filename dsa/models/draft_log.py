"""The log of what was written in a coding session: streams of changes, and the text after each of their checkpoints."""

from django.db import models

from dsa.models.problem import LANGUAGE_CHOICES, Problem
from dsa.models.session import MAX_SOURCE_CHARACTERS, DsaSession


class DraftStream(models.Model):
    """What one open page held of one problem in one language, from its first text on.

    Two devices, or a page before and after a reload, have streams of their own: none waits for another. `text` and
    `runs` are those after the last change. A run is `[origin, length]`, its length in UTF-16 units.
    """

    session = models.ForeignKey(DsaSession, on_delete=models.CASCADE, related_name="draft_streams")
    key = models.UUIDField(help_text="Made by the page.")
    device = models.UUIDField(help_text="The same for all pages of one browser.")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12, choices=LANGUAGE_CHOICES)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    next_sequence = models.PositiveIntegerField(default=0)
    stored_characters = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True, max_length=MAX_SOURCE_CHARACTERS)
    runs = models.JSONField(default=list)

    class Meta:
        ordering = ["started_at", "pk"]
        verbose_name = "stream of changes"
        verbose_name_plural = "streams of changes"
        constraints = [models.UniqueConstraint(fields=["session", "key"], name="draft_stream_once")]

    def __str__(self) -> str:
        return f"{self.problem} in {self.get_language_display()}, from {self.started_at}"


class DraftChanges(models.Model):
    """Changes of a stream that arrived together; written once. `dsa.draft_log.services` has their form.

    A checkpoint has `text_after` and `runs_after`: a moment after it is reached without what came before.
    """

    stream = models.ForeignKey(DraftStream, on_delete=models.CASCADE, related_name="changes")
    first_sequence = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    received_at = models.DateTimeField()
    changes_json = models.TextField()
    is_checkpoint = models.BooleanField()
    text_after = models.TextField(blank=True)
    runs_after = models.JSONField(default=list)

    class Meta:
        ordering = ["stream", "first_sequence"]
        verbose_name = "changes of the code"
        verbose_name_plural = "changes of the code"
        constraints = [
            models.UniqueConstraint(fields=["stream", "first_sequence"], name="draft_changes_once"),
            models.CheckConstraint(condition=models.Q(count__gt=0), name="draft_changes_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.count} changes from {self.first_sequence} on"
