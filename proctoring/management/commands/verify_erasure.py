"""`manage.py verify_erasure`: whether anything is left of what an erasure has deleted.

`verify_erasure INVITATION_ID` asks about the proctoring of one candidate in one interview, `verify_erasure --person ID`
about everything of a person.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from redis import RedisError

from interviews.models import Invitation
from proctoring.services.erasure_check import remains, remains_of_person
from proctoring.storage import StorageUnavailable


class Command(BaseCommand):
    help = (
        "Look through tables, the interview's timeline, the storage of pictures and Redis for what is held of a "
        "candidate's proctoring, or of a person. Exit code 1 where anything is left or could not be looked at."
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
            "--word",
            action="append",
            default=[],
            help="text to look for everywhere besides, such as that of a reply; may be given more than once",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["invitation_id"] is None) == (options["person"] is None):
            raise CommandError("Name either an invitation or a person.")
        try:
            left = self._remains(**options)
        except (StorageUnavailable, RedisError) as error:
            raise CommandError(f"It could not be verified: {error}") from error
        for line in left:
            self.stdout.write(line)
        if left:
            raise CommandError(f"{len(left)} traces are left.")
        self.stdout.write("Nothing is left.")

    def _remains(
        self, *, invitation_id: int | None, person: int | None, word: list[str], **options: Any
    ) -> list[str]:
        if person is not None:
            # Whoever was erased has no row any more, so nobody asks whether there is one.
            return remains_of_person(person, word)
        assert invitation_id is not None
        invitation = Invitation.objects.filter(pk=invitation_id).first()
        if invitation is None:
            raise CommandError(f"There is no invitation {invitation_id}.")
        return remains(invitation, word)
