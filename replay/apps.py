"""Replay: an interview, seen again."""

from django.apps import AppConfig


class ReplayConfig(AppConfig):
    name = "replay"

    def ready(self) -> None:
        from interviews import hooks
        from replay import links

        hooks.interview_links.register(links.links)
