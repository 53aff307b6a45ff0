"""The coding sessions as a Django app."""

from django.apps import AppConfig


class DsaConfig(AppConfig):
    name = "dsa"
    verbose_name = "Coding problems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dsa import permissions
        from dsa.admin import (
            assignments,
            inviting,
            open_tasks,
            pausing,
            problems,
            result_columns,
            sessions,
            stage_problems,
            timeline,
        )
        from dsa.receivers import on_interview_ended
        from dsa.sessions import proof
        from dsa.sessions.own_records import own_files, own_section
        from dsa.sessions.services import erase_session
        from dsa.sessions.stage_problems import give_stage_problems, usual_problems
        from interviews import hooks

        hooks.interview_ended.register(on_interview_ended)
        hooks.group_permissions.register(hooks.AppPermissions(self.label, permissions.PERMISSIONS))
        hooks.interview_inlines.register(
            hooks.PageInline(assignments.AssignmentInline, assignments.save_assignments)
        )
        hooks.stage_inlines.register(
            hooks.PageInline(stage_problems.StageProblemInline, stage_problems.save_stage_problems)
        )
        hooks.stage_givers.register(give_stage_problems)
        hooks.index_warnings.register(problems.limit_warnings)
        hooks.interview_warnings.register(assignments.warnings)
        hooks.interview_links.register(sessions.links)
        hooks.interview_list_actions.register(sessions.export_results)
        hooks.admin_notices.register(pausing.notices)
        hooks.timeline_describers.register(timeline.describer)
        hooks.open_task_finders.register(open_tasks.failed_judgings)
        hooks.interview_lacks.register(open_tasks.without_problems)
        hooks.result_columns.register(result_columns.columns)
        hooks.invite_fields.register(
            hooks.InviteField("problems", inviting.problems_field, inviting.assign_to_all, usual_problems)
        )
        hooks.invitation_erasers.register(erase_session)
        for log in proof.LOGS:
            hooks.proven_logs.register(log)
        hooks.own_sections.register(own_section)
        hooks.own_files.register(own_files)
