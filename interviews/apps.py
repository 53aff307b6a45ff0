"""The domain app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InterviewsConfig(AppConfig):
    name = "interviews"
    verbose_name = "Recruiting"

    def ready(self) -> None:
        from interviews import hooks, permissions, receivers
        from interviews.mail import bounces

        receivers.connect()
        bounces.connect()
        hooks.group_permissions.register(hooks.AppPermissions(self.label, permissions.PERMISSIONS))
        # Django's own post_migrate receiver, which creates the permissions, was connected before this one.
        post_migrate.connect(
            permissions.grant_group_permissions, dispatch_uid="interviews.grant_group_permissions"
        )
