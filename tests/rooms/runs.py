"""Runs of a room's shared code, as they lie in the database."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from interviews.models import Interview, Invitation, User
from rooms.models import CodeRun, CodeRunState


def by(who: User | Invitation) -> dict[str, Any]:
    """The columns that say whose a row of the room is."""
    return {"actor_user": who} if isinstance(who, User) else {"actor_invitation": who}


def finished_run(interview: Interview, who: User | Invitation, **fields: Any) -> CodeRun:
    """A run that was accepted; `fields` are what the test is about."""
    usual = {
        "peer_id": "p",
        "author_name": "x",
        "language": "python",
        "document_sequence": 0,
        "state": CodeRunState.FINISHED,
        "finished_at": timezone.now(),
        "verdict": "AC",
    }
    return CodeRun.objects.create(interview=interview, **by(who), **(usual | fields))


def expire_leases() -> None:
    """As if nobody had been heard of for a while who runs one."""
    CodeRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
