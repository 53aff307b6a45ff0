"""The live room."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        from interviews import hooks
        from rooms import admin, open_tasks, own_records, proof, receivers
        from rooms.computer_check import delete_check
        from rooms.erasing import erase_names, keeps, remains

        hooks.access_withdrawn.register(receivers.on_access_withdrawn)
        hooks.interview_started.register(receivers.on_interview_started)
        hooks.interview_ended.register(receivers.on_interview_ended)
        for log in proof.LOGS:
            hooks.proven_logs.register(log)
        hooks.group_permissions.register(hooks.AppPermissions(self.label, admin.PERMISSIONS))
        hooks.interview_links.register(admin.links)
        hooks.interview_lacks.register(open_tasks.waiting_candidates)
        hooks.result_columns.register(admin.columns)
        hooks.invitation_erasers.register(delete_check)
        hooks.name_erasers.register(erase_names)
        hooks.erasure_remains.register(remains)
        hooks.erasure_keeps.register(keeps)
        hooks.own_sections.register(own_records.own_check)
        hooks.own_sections.register(own_records.own_section)
        hooks.own_files.register(own_records.own_files)
