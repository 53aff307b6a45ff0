"""`manage.py seed_problems`: the demo problems."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dsa import demo
from dsa.problems.package_format import PackageRefused


class Command(BaseCommand):
    help = "Import the demo problems unless they are there, and queue their checks. Refused where DEMO_DATA is off."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_DATA:
            raise CommandError("DEMO_DATA is off here, so no demo problems were made.")
        try:
            problems = demo.seed()
        except PackageRefused as refusal:
            raise CommandError(refusal.message) from refusal
        if options["verbosity"]:
            self.stdout.write(f"{len(problems)} demo problems are in place.")
