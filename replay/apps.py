"""Replay: an interview, seen again."""

from django.apps import AppConfig


class ReplayConfig(AppConfig):
    name = "replay"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from interviews import hooks
        from replay import links
        from replay.models import Record
        from replay.record.services import erase_records, record_deleted, remains

        hooks.interview_links.register(links.links)
        hooks.invitation_erasers.register(erase_records)
        hooks.erasure_remains.register(remains)
        post_delete.connect(record_deleted, sender=Record, dispatch_uid="replay.record_deleted")
