"""The live room."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        from interviews import hooks
        from rooms import own_records, receivers

        hooks.access_withdrawn.register(receivers.on_access_withdrawn)
        hooks.interview_started.register(receivers.on_interview_started)
        hooks.interview_ended.register(receivers.on_interview_ended)
        hooks.own_sections.register(own_records.own_section)
        hooks.own_files.register(own_records.own_files)
