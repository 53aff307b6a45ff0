"""Makes the shared template tags and checks known to Django."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "talentsync.lib"
    label = "talentsync_lib"
