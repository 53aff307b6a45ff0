"""What recruiters may do with problems and sessions. `interviews.permissions` makes the groups; this adds to them."""

from typing import Any, Final

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission

from interviews.models.user import RECRUITERS

MODELS: Final = (
    "problem",
    "problemlanguage",
    "solution",
    "statementimage",
    "statementtranslation",
    "testcase",
)
RECRUITERS_MAY: Final = (
    *(f"{act}_{model}" for model in MODELS for act in ("add", "change", "delete", "view")),
    "view_problemcheck",
    *(f"{act}_interviewproblem" for act in ("add", "change", "delete", "view")),
    # Changing one is granting time, reopening, finishing; of a submission, judging it again.
    *(f"{act}_{model}" for model in ("dsasession", "submission") for act in ("change", "view")),
)


def extend_groups(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Grant what recruiters lack, after each `migrate`. It takes nothing away."""
    group, _ = Group.objects.using(using).get_or_create(name=RECRUITERS)
    group.permissions.add(
        *Permission.objects.using(using).filter(
            content_type__app_label=sender.label, codename__in=RECRUITERS_MAY
        )
    )
