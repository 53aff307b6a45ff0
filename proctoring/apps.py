"""Webcam proctoring as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate


class ProctoringConfig(AppConfig):
    name = "proctoring"
    verbose_name = "Webcam proctoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from interviews.hooks import session_gates
        from proctoring import permissions
        from proctoring.models import Snapshot
        from proctoring.rules import consent_gate
        from proctoring.services.retention import row_deleted

        session_gates.append(consent_gate)
        post_delete.connect(row_deleted, sender=Snapshot, dispatch_uid="proctoring.row_deleted")
        # Django's own post_migrate receiver, which creates the permissions, was connected before this one.
        post_migrate.connect(permissions.extend_groups, sender=self, dispatch_uid="proctoring.extend_groups")
