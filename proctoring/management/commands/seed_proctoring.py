"""`manage.py seed_proctoring`: a proctored session to try the review with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from proctoring import demo
from proctoring.services import snapshots as snapshot_services


class Command(BaseCommand):
    help = "Make a proctored session that is over, after seed_demo. Refused where DEMO_DATA is off."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_DATA:
            raise CommandError("DEMO_DATA is off here, so no demo session was made.")
        snapshots = demo.seed()
        # Here and now: this may run before there is a worker.
        for snapshot_id in snapshots:
            snapshot_services.process(snapshot_id)
        if options["verbosity"]:
            self.stdout.write(f"{len(snapshots)} demo snapshots were made.")
