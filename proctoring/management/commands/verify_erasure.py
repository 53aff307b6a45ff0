"""`manage.py verify_erasure`: whether anything is left of what an erasure has deleted.

`verify_erasure INVITATION_ID` asks about what one candidate may have deleted of one interview, with `--proctoring` only
about what "Erase" on the page of its review deletes, and `verify_erasure --person ID` about everything of a person.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from redis import RedisError

from interviews.models import Invitation
from proctoring.services.erasure_check import remains, remains_of_person, what_stays, what_stays_of_person
from proctoring.storage import StorageUnavailable


class Command(BaseCommand):
    help = (
        "Look through tables, the interview's timeline, the storages of pictures and records and Redis for what is "
        "held of a candidate's own records, of their proctoring, or of a person. Exit code 1 where anything is left or "
        "could not be looked at."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "invitation_id",
            type=int,
            nargs="?",
            help="the number in the address of the candidate's review",
        )
        parser.add_argument(
            "--person", type=int, help="instead: the number in the address of the person's page"
        )
        parser.add_argument(
            "--proctoring",
            action="store_true",
            help="only what the erasure of a candidate's webcam pictures, incidents and answers deletes",
        )
        parser.add_argument(
            "--word",
            action="append",
            default=[],
            help="text to look for everywhere besides, such as that of a reply; may be given more than once",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["invitation_id"] is None) == (options["person"] is None):
            raise CommandError("Name either an invitation or a person.")
        if options["proctoring"] and options["person"] is not None:
            raise CommandError("--proctoring goes with an invitation.")
        try:
            left, stays = self._look(**options)
        except (StorageUnavailable, RedisError) as error:
            raise CommandError(f"It could not be verified: {error}") from error
        for line in stays:
            self.stdout.write(f"Stays: {line}")
        for line in left:
            self.stdout.write(line)
        if left:
            raise CommandError(f"{len(left)} traces are left.")
        self.stdout.write("Nothing else is left." if stays else "Nothing is left.")

    def _look(
        self,
        *,
        invitation_id: int | None,
        person: int | None,
        proctoring: bool,
        word: list[str],
        **options: Any,
    ) -> tuple[list[str], list[str]]:
        """What is left, and what no erasure of this kind deletes."""
        if person is not None:
            # Whoever was erased has no row any more, so nobody asks whether there is one.
            return remains_of_person(person, word), what_stays_of_person(person)
        assert invitation_id is not None
        invitation = (
            Invitation.objects.filter(pk=invitation_id)
            .select_related("interview__stage", "candidate")
            .first()
        )
        if invitation is None:
            raise CommandError(f"There is no invitation {invitation_id}.")
        if proctoring:
            return remains(invitation, word, of_everything=False), []
        return remains(invitation, word), what_stays(invitation)
