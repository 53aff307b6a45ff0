"""Webcam proctoring as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_delete


class ProctoringConfig(AppConfig):
    name = "proctoring"
    verbose_name = "Webcam proctoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from interviews import hooks
        from proctoring import permissions
        from proctoring.admin import candidates, descriptions, open_tasks, result_columns
        from proctoring.export import own_files
        from proctoring.models import Snapshot
        from proctoring.own_section import own_section
        from proctoring.selectors import consent_refusal
        from proctoring.services.retention import erase_for_person, on_row_deleted

        hooks.session_start_checks.register(consent_refusal)
        hooks.group_permissions.register(hooks.AppPermissions(self.label, permissions.PERMISSIONS))
        hooks.interview_links.register(candidates.links)
        hooks.timeline_describers.register(descriptions.describer)
        post_delete.connect(on_row_deleted, sender=Snapshot, dispatch_uid="proctoring.on_row_deleted")
        hooks.open_task_finders.register(open_tasks.declined_cameras)
        hooks.open_task_finders.register(open_tasks.sessions_to_review)
        hooks.result_columns.register(result_columns.columns)
        hooks.invitation_erasers.register(erase_for_person)
        hooks.own_sections.register(own_section)
        hooks.own_files.register(own_files)
