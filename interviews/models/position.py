"""Jobs that candidates apply for."""

from typing import Self

from django.db import models
from django.db.models import Q

from interviews.choices import PositionState
from interviews.models.user import User


class PositionQuerySet(models.QuerySet["Position"]):
    """The ways in which the rest of the code speaks of positions."""

    def open(self) -> Self:
        return self.filter(state=PositionState.OPEN)


class Position(models.Model):
    """A job. An archived one keeps its applications and takes no new ones."""

    title = models.CharField(max_length=200)
    state = models.CharField(
        max_length=10,
        choices=PositionState.choices,
        default=PositionState.OPEN,
        help_text="An archived position keeps its candidates and is not offered for new invitations.",
    )
    # Who sees it among those who see only their own positions.
    members = models.ManyToManyField(
        User,
        verbose_name="people on it",
        related_name="positions",
        blank=True,
        help_text="Those who see only their own positions see this one if they are on it. All others see it anyway.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PositionState.values), name="position_state_known")
        ]

    def __str__(self) -> str:
        return self.title
