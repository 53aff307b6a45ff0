"""What recruiters may do with proctored candidates. `interviews.permissions` makes the groups; this adds to them."""

from typing import Any, Final

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission

from interviews.models.user import RECRUITERS

RECRUITERS_MAY: Final = (
    "view_proctoredcandidate",
    "change_proctoredcandidate",
    "delete_proctoredcandidate",
)


def extend_groups(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Grant what recruiters lack, after each `migrate`. It takes nothing away."""
    group, _ = Group.objects.using(using).get_or_create(name=RECRUITERS)
    group.permissions.add(
        *Permission.objects.using(using).filter(
            content_type__app_label=sender.label, codename__in=RECRUITERS_MAY
        )
    )
