"""What a candidate's browser, devices and network were found to be able to do, before the interview."""

from typing import Any

from django.db import models
from django.utils import timezone

from interviews.models import Invitation

MAX_USER_AGENT = 300


class ComputerCheck(models.Model):
    """The newest check by a candidate, started and sent by them. No picture and no sound is part of it."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="computer_check")
    checked_at = models.DateTimeField(default=timezone.now)
    user_agent = models.CharField("browser as it names itself", max_length=MAX_USER_AGENT, blank=True)
    # Part -> {"state", "words"}; `rooms.computer_check` has the parts and states.
    findings: models.JSONField[dict[str, Any]] = models.JSONField()

    class Meta:
        ordering = ["-checked_at"]
        verbose_name = "computer check"

    def __str__(self) -> str:
        return f"Computer check of {self.invitation.name}"
