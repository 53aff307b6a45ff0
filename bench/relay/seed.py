"""A database with live interviews and two invited people in each, made with our own migrations and models."""

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

SECRET_KEY = secrets.token_urlsafe(50)


@dataclass(frozen=True, slots=True)
class Room:
    """One interview and the tokens of the two who may enter its room."""

    id: str
    tokens: tuple[str, str]

    def as_json(self) -> dict[str, Any]:
        return {"roomId": self.id, "tokens": self.tokens}


def seed(directory: Path, room_count: int) -> tuple[Path, list[Room]]:
    """The path of a new database in `directory`, and its rooms.

    Sets this process up for Django with settings of its own, so it can be called once.
    """
    path = directory / "seed.sqlite3"
    os.environ.update(
        DJANGO_SETTINGS_MODULE="talentsync.settings",
        ENV_FILE=os.devnull,
        SECRET_KEY=SECRET_KEY,
        DATA_DIR=str(directory),
        MAIL_TRANSPORT="off",
        DATABASE_URL=f"sqlite:///{path}",
    )
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, skip_checks=True)
    rooms = create_rooms(room_count)
    connection.close()  # and the journal with it, so that the file can be copied
    return path, rooms


def create_rooms(room_count: int) -> list[Room]:
    """Live interviews in the database that Django is set up for."""
    from django.utils import timezone

    from interviews.choices import InterviewState
    from interviews.models import Interview, Invitation, StageTypeConfig, User
    from interviews.services.candidates import candidate_for

    recruiter, _ = User.objects.get_or_create(username="recruiter")
    stage = StageTypeConfig.objects.get(key="live_technical")
    now = timezone.now()
    interviews = Interview.objects.bulk_create(
        Interview(
            title="Load",
            stage=stage,
            scheduled_start=now,
            state=InterviewState.LIVE,
            started_at=now,
            created_by=recruiter,
        )
        for _ in range(room_count)
    )
    people = {name: candidate_for(name=name, email=f"{name}@mail.example") for name in ("first", "second")}
    invitations = Invitation.objects.bulk_create(
        Invitation(
            interview=interview,
            candidate=people[name],
            name=name,
            email=f"{name}@mail.example",
            expires_at=now + timedelta(days=1),
        )
        for interview in interviews
        for name in people
    )
    return [
        Room(str(interview.pk), (first.token, second.token))
        for interview, first, second in zip(interviews, invitations[::2], invitations[1::2], strict=True)
    ]
