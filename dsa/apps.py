"""The coding sessions as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DsaConfig(AppConfig):
    name = "dsa"
    verbose_name = "Coding problems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dsa import permissions, receivers

        receivers.connect()
        # Django's own post_migrate receiver, which creates the permissions, was connected before this one.
        post_migrate.connect(permissions.extend_groups, sender=self, dispatch_uid="dsa.extend_groups")
