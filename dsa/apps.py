"""The coding sessions as a Django app."""

from django.apps import AppConfig


class DsaConfig(AppConfig):
    name = "dsa"
    default_auto_field = "django.db.models.BigAutoField"
