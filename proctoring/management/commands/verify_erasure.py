"""`manage.py verify_erasure INVITATION_ID`: whether anything is left of what an erasure has deleted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from redis import RedisError

from interviews.models import Invitation
from proctoring.services.erasure_check import remains
from proctoring.storage import StorageUnavailable


class Command(BaseCommand):
    help = (
        "Look through tables, the interview's timeline, the storage of pictures and Redis for what is held of a "
        "candidate's proctoring. Exit code 1 where anything is left or could not be looked at."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "invitation_id", type=int, help="the number in the address of the candidate's review"
        )
        parser.add_argument(
            "--word",
            action="append",
            default=[],
            help="text to look for everywhere besides, such as that of a reply; may be given more than once",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        invitation = Invitation.objects.filter(pk=options["invitation_id"]).first()
        if invitation is None:
            raise CommandError(f"There is no invitation {options['invitation_id']}.")
        try:
            left = remains(invitation, options["word"])
        except (StorageUnavailable, RedisError) as error:
            raise CommandError(f"It could not be verified: {error}") from error
        for line in left:
            self.stdout.write(line)
        if left:
            raise CommandError(f"{len(left)} traces are left.")
        self.stdout.write("Nothing is left.")
