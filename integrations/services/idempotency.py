"""Forget requests that were repeatable."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from integrations.models import IdempotentRequest

KEPT: Final = timedelta(days=7)


def forget_keys() -> int:
    """Delete the keys of requests that nobody repeats any more; gives how many."""
    deleted, _ = IdempotentRequest.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return deleted
