"""`manage.py languages`: in which languages programs can be run here, and why not in the others."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsa.execution import ExecutionError, get_backend


class Command(BaseCommand):
    help = "Try every language on the configured execution backend, and tell which can be used here."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backend = get_backend()
            offered, missing = backend.languages(), backend.unavailable_languages()
        except ExecutionError as error:
            raise CommandError(str(error), returncode=2) from error
        width = max(len(language.label) for language in (*offered, *missing))
        for language, version in offered.items():
            self.stdout.write(f"{language.label:{width}}  {version}")
        for language, reason in missing.items():
            self.stdout.write(f"{language.label:{width}}  not here: {reason}")
