"""The API for recruiters' systems and webhooks, as a Django app."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"
    verbose_name = "Integrations"

    def ready(self) -> None:
        from integrations import permissions, receivers
        from integrations.admin import open_tasks
        from interviews import hooks

        receivers.connect()
        hooks.group_permissions.register(hooks.AppPermissions(self.label, permissions.PERMISSIONS))
        hooks.open_task_finders.register(open_tasks.suspended_endpoints)
