"""The domain app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InterviewsConfig(AppConfig):
    name = "interviews"
    verbose_name = "Recruiting"

    def ready(self) -> None:
        from interviews import permissions, receivers

        receivers.connect()
        # Django's own post_migrate receiver, which creates the permissions, was connected before this one.
        post_migrate.connect(permissions.ensure_groups, sender=self, dispatch_uid="interviews.ensure_groups")
