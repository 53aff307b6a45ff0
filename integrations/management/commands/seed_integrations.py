"""`manage.py seed_integrations`: an API token and a webhook endpoint with its log, to look at."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integrations import demo


class Command(BaseCommand):
    help = "Make an API token and a webhook endpoint that is off, after seed_demo. Refused where DEMO_DATA is off."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_DATA:
            raise CommandError("DEMO_DATA is off here, so no demo token was made.")
        demo.seed()
        if options["verbosity"]:
            self.stdout.write("The demo's token and endpoint are in place.")
