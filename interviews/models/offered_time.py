"""Times among which a candidate chooses."""

from django.db import models

from interviews.models.interview import Interview


class OfferedTime(models.Model):
    """One start that an interview may have. They count as long as the interview's `is_time_open` is set."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="offered_times")
    start = models.DateTimeField()

    class Meta:
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["interview", "start"], name="offered_time_once")]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M %Z}"
