"""What a candidate asks for who does not agree to the camera."""

from django.db import models

from interviews.models import Invitation

MAX_REQUEST_NOTE_LENGTH = 1_000


class ExemptionRequest(models.Model):
    """A candidate asks to go without a camera. Asking again takes the place of what they wrote before."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="exemption_request")
    note = models.TextField(blank=True, max_length=MAX_REQUEST_NOTE_LENGTH)
    asked_at = models.DateTimeField()
    keep_until = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["keep_until"])]

    def __str__(self) -> str:
        return f"Request of {self.invitation.name}"
