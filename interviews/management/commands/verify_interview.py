"""`manage.py verify_interview ID`: whether an interview's records are as they were written."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from interviews.services.proof import heads_path
from interviews.verification import verify_interview


class Command(BaseCommand):
    help = (
        "Verify an interview's timeline and logs against their chain of hashes and the installation's file of "
        "heads, and tell what was changed, dropped, added or put in another order. Exit code 1 where anything was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("interview_id", type=UUID, help="as in the address of its replay")

    def handle(self, *args: Any, interview_id: UUID, **options: Any) -> None:
        result = verify_interview(interview_id, heads_path())
        if result is None:
            raise CommandError(f"There is no interview {interview_id}, and there was none.")
        for problem in result.problems:
            self.stdout.write(problem)
        if not result.is_good:
            raise CommandError(f"{len(result.problems)} problems were found.")
        if result.erased_at is not None:
            self.stdout.write(
                f"Erased at {result.erased_at}; its timeline had {result.events} events. The tombstone is in order."
            )
            return
        logs = ", ".join(f"{name} {rows}" for name, rows in sorted(result.logs.items()))
        self.stdout.write(
            f"{result.events} events and the rows of its logs ({logs}) are as they were written."
        )
        if not result.is_sealed:
            self.stdout.write("Its logs are not sealed yet: that happens when it has ended.")
