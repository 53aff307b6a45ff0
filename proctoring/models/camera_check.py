"""That a candidate's camera has worked, where the stage starts only with one."""

from django.db import models

from interviews.models import Invitation


class CameraCheck(models.Model):
    """The page has seen a frame of the camera. Its word is taken: the first picture of the session shows it."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="camera_check")
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["checked_at"])]

    def __str__(self) -> str:
        return f"Camera of {self.invitation.name}"
