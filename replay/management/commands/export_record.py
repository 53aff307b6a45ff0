"""`manage.py export_record ID FILE`: an interview as one HTML file."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from interviews.access.looking_back import may_watch
from interviews.models import Interview, User
from interviews.timeline import SYSTEM
from replay.models import Edition
from replay.record.attendance import NoCandidatesEdition
from replay.record.page import BundleMissing, NothingHappened, make_record
from replay.record.services import tell_of


class Command(BaseCommand):
    help = (
        "Write an interview's record, HTML that plays without a server, and put its digest into the timeline."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("interview_id", type=UUID, help="as in the address of its replay")
        parser.add_argument("file", type=Path, help="where to write it; must not exist")
        parser.add_argument("--edition", choices=Edition.values, default=Edition.RECRUITER.value)
        parser.add_argument(
            "--as",
            dest="username",
            help="whose notes and scorecards the recruiter's edition may hold; default: who planned the interview",
        )

    def handle(self, *args: Any, interview_id: UUID, file: Path, **options: Any) -> None:
        interview = Interview.objects.select_related("stage", "created_by").filter(pk=interview_id).first()
        if interview is None:
            raise CommandError(f"There is no interview {interview_id}.")
        reader = self._reader(interview, options["username"])
        try:
            made = make_record(interview, options["edition"], reader, lambda _: None)
            with file.open("xb") as written:
                written.write(made.content)
        except (BundleMissing, NoCandidatesEdition, NothingHappened, OSError) as error:
            raise CommandError(str(error)) from error
        tell_of(interview.pk, made, SYSTEM)
        self.stdout.write(f"{file}: {len(made.content)} bytes")

    def _reader(self, interview: Interview, username: str | None) -> User:
        of_that_name = User.objects.filter(username=username)
        reader = interview.created_by if username is None else of_that_name.first()
        if reader is None or not may_watch(reader, interview):
            who = "Whoever planned this interview" if username is None else username
            raise CommandError(f"{who} may not watch this interview: name somebody who may with --as.")
        return reader
