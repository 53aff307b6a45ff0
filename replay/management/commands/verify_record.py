"""`manage.py verify_record FILE`: whether a record is as it was made."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from replay.record.manifest import NoRecord
from replay.record.verification import verify_record


class Command(BaseCommand):
    help = (
        "Verify a record's file by its manifest and, where this installation knows the interview, by its timeline; "
        "tell what was changed, dropped, added or put in another order. Exit code 1 where anything was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            # As it was written: no line ending is translated.
            result = verify_record(file.read_bytes().decode())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        except NoRecord as error:
            raise CommandError(f"{file} is no record: {error}.") from error
        for problem in result.problems:
            self.stdout.write(problem)
        if result.problems:
            raise CommandError(f"{len(result.problems)} problems were found.")
        self.stdout.write(
            f"The {result.edition}'s edition of {result.interview}, made at {result.made_at}: "
            f"its page and its {result.parts} parts are as they were made."
        )
        for note in result.notes:
            self.stdout.write(note)
