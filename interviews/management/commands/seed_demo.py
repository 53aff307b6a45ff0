"""`manage.py seed_demo`: people and interviews to try TalentSync with."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from interviews import demo


class Command(BaseCommand):
    help = (
        "Make demo accounts, interviews and questions unless they are there. Refused where DEMO_DATA is off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--links",
            action="store_true",
            help="print one JSON object with the paths to open and the logins for them",
        )

    def handle(self, *args: Any, links: bool, **options: Any) -> None:
        if not settings.DEMO_DATA:
            raise CommandError(
                "DEMO_DATA is off here, so no demo accounts were made: their passwords are public."
            )
        try:
            found = demo.seed()
        except demo.NameTaken as taken:
            raise CommandError(str(taken)) from taken
        if links:
            self.stdout.write(json.dumps(found.as_json()))
        else:
            self.stdout.write("The demo is in place.")
