"""Logs: what people did to something shared, in order, for good."""

from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.models import Q

from interviews.models import Interview, Invitation, User
from interviews.models.timeline import AppendOnlyError
from interviews.timeline import Actor

M = TypeVar("M", bound=models.Model, covariant=True)


class AppendOnlyQuerySet(models.QuerySet[M]):
    """Reading and appending only. Rows go together with their interview, which asks no queryset."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} is never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} goes only together with its interview.")


class AppendOnlyModel(models.Model):
    """Rows that are written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{type(self).__name__} goes only together with its interview.")


class LogEntry(AppendOnlyModel):
    """One change by one person. `sequence` counts from 1 within the interview, without gaps; the time is ours."""

    # Indexes of their own would double the cost of each row: the unique key begins with the interview, and people who
    # did something are hardly ever deleted.
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+", db_index=False)
    sequence = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    actor_user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # RESTRICT: whoever did something stays named until the whole interview goes.
    actor_invitation = models.ForeignKey(
        Invitation, on_delete=models.RESTRICT, null=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
        ordering = ["interview", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "sequence"], name="%(class)s_sequence_unique"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="%(class)s_sequence_from_1"),
            models.CheckConstraint(
                condition=Q(actor_user=None, actor_invitation__isnull=False)
                | Q(actor_user__isnull=False, actor_invitation=None),
                name="%(class)s_one_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} by {self.actor.key}"

    @property
    def actor(self) -> Actor:
        return Actor(user_id=self.actor_user_id, invitation_id=self.actor_invitation_id)
