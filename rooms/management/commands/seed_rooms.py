"""`manage.py seed_rooms`: something to run in the demo's live room, a problem, and what its ended interview left."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rooms import demo


class Command(BaseCommand):
    help = (
        "Write a program into the demo's shared document, unless one is there, and attach a problem; fill the room of "
        "its ended interview. Needs what seed_problems and seed_demo make. "
        "Refused where DEMO_DATA is off."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_DATA:
            raise CommandError("DEMO_DATA is off here, so nothing was written.")
        demo.seed()
        if options["verbosity"]:
            self.stdout.write("The demo's room is in place.")
