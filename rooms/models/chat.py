"""The chat of an interview's room."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from interviews.models import Interview, Invitation, User
from interviews.timeline import Actor
from rooms.models.log import AppendOnlyModel, AppendOnlyQuerySet


class ChatChannel(models.TextChoices):
    """Whom a message is for."""

    ROOM = "room", "Everybody in the room"
    STAFF = "staff", "Interviewers only"


class ChatMessage(AppendOnlyModel):
    """What somebody wrote to the others in the room."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)
    channel = models.CharField(max_length=10, choices=ChatChannel)
    actor_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # RESTRICT: whoever did something stays named until the whole interview goes.
    actor_invitation = models.ForeignKey(Invitation, on_delete=models.RESTRICT, null=True, related_name="+")
    peer_id = models.CharField(max_length=64, help_text="The author's userId in the room.")
    author_name = models.CharField(max_length=200)
    text = models.TextField()

    objects = AppendOnlyQuerySet["ChatMessage"].as_manager()

    class Meta:
        ordering = ["interview", "created_at"]
        indexes = [models.Index(fields=["interview", "created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_user=None, actor_invitation__isnull=False)
                | Q(actor_user__isnull=False, actor_invitation=None),
                name="chatmessage_one_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel}, by {self.author_name}"

    @property
    def actor(self) -> Actor:
        return Actor(user_id=self.actor_user_id, invitation_id=self.actor_invitation_id)
