"""What happened in an interview, in order, for good."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from interviews.choices import EventKind
from interviews.models.interview import Interview
from interviews.models.invitation import Invitation
from interviews.models.user import User


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what is written once."""


def event_kinds() -> list[tuple[str, str]]:
    """A function, so that a new kind needs no migration."""
    return EventKind.choices


class TimelineQuerySet(models.QuerySet["TimelineEvent"]):
    """Reading and appending only."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Timeline events are never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("Timeline events go only together with their interview.")


class TimelineEvent(models.Model):
    """One thing that happened. `interviews.timeline.record_event` writes it; `payload` is camelCase JSON.

    Neither actor set means that the system itself did it.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="timeline")
    sequence = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    actor_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # RESTRICT: whoever did something stays named until the whole interview goes.
    actor_invitation = models.ForeignKey(Invitation, on_delete=models.RESTRICT, null=True, related_name="+")
    kind = models.CharField(max_length=40, choices=event_kinds)
    payload = models.JSONField(default=dict)
    # Of its content and of the digest before it (interviews.chain).
    digest = models.CharField(max_length=64, default="", editable=False)

    objects = TimelineQuerySet.as_manager()

    class Meta:
        ordering = ["interview", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "sequence"], name="timeline_sequence_unique"),
            models.CheckConstraint(
                condition=Q(actor_user=None) | Q(actor_invitation=None), name="timeline_one_actor"
            ),
        ]
        indexes = [
            models.Index(fields=["interview", "kind", "sequence"]),
            # Of all interviews, where a person's copies are looked for: few of the largest table's rows.
            models.Index(
                fields=["kind"],
                condition=Q(kind=EventKind.INTERVIEW_CONTINUED.value),
                name="timeline_continued",
            ),
            # Who was in a room: looked for by person, who may have thousands of other events.
            models.Index(
                fields=["interview", "actor_user"],
                condition=Q(kind=EventKind.PARTICIPANT_JOINED.value),
                name="timeline_joined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("Timeline events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Timeline events go only together with their interview.")
