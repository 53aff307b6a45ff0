"""`manage.py seed_sessions`: the demo's coding sessions."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dsa.choices import SESSION_DEMO_PROBLEMS
from dsa.demo import sessions
from dsa.models import Problem


class Command(BaseCommand):
    help = (
        "Give the demo's coding session its problems, and make one that is finished. Needs what seed_problems and "
        "seed_demo make. Refused where DEMO_DATA is off."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_DATA:
            raise CommandError("DEMO_DATA is off here, so no demo sessions were made.")
        problems = {problem.key: problem for problem in Problem.objects.filter(key__in=SESSION_DEMO_PROBLEMS)}
        sessions.seed([problems[name] for name in SESSION_DEMO_PROBLEMS if name in problems])
        if options["verbosity"]:
            self.stdout.write("The demo's coding sessions are in place.")
