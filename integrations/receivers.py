"""What integrations do when something is written to a timeline."""

from django.db.models.signals import post_save

from integrations.webhooks.events import record
from interviews.models import TimelineEvent


def connect() -> None:
    """Called once, when Django is ready."""
    post_save.connect(event_recorded, sender=TimelineEvent, dispatch_uid="integrations.event_recorded")


def event_recorded(instance: TimelineEvent, **kwargs: object) -> None:
    """In the transaction of the change: with it the webhooks are stored, or neither is."""
    record(instance)
