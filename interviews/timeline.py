"""Appending to an interview's timeline."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from interviews.models import Interview, TimelineEvent, User
from interviews.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a person with an account, an invited person, or (neither set) the system itself."""

    user_id: int | None = None
    invitation_id: int | None = None

    @classmethod
    def user(cls, user: User) -> Self:
        return cls(user_id=user.pk)

    @property
    def key(self) -> str:
        """As one word, the same for all tabs and sockets of one person: `user:3`, `invitation:8` or `system`."""
        if self.user_id is not None:
            return f"user:{self.user_id}"
        if self.invitation_id is not None:
            return f"invitation:{self.invitation_id}"
        return "system"

    @classmethod
    def from_key(cls, key: str) -> Self:
        """The reverse of `key`; ValueError for a word that it never makes."""
        kind, _, number = key.partition(":")
        if kind == "user":
            return cls(user_id=int(number))
        if kind == "invitation":
            return cls(invitation_id=int(number))
        if key == "system":
            return cls()
        raise ValueError(f"{key!r} names no actor")


SYSTEM = Actor()


def record(
    interview_id: uuid.UUID,
    kind: EventKind,
    *,
    actor: Actor,
    payload: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> TimelineEvent:
    """Write the next event of an interview. Call it in the transaction of the change that it tells of.

    The sequence number is taken by an UPDATE of the interview's counter, whose row lock makes concurrent writers
    wait for each other, so numbers have no gap and no duplicate.
    """
    with transaction.atomic():
        interviews = Interview.objects.filter(pk=interview_id)
        interviews.update(last_event_sequence=F("last_event_sequence") + 1)
        sequence = interviews.values_list("last_event_sequence", flat=True).get()
        return TimelineEvent.objects.create(
            interview_id=interview_id,
            sequence=sequence,
            created_at=at or timezone.now(),
            actor_user_id=actor.user_id,
            actor_invitation_id=actor.invitation_id,
            kind=kind,
            payload=payload or {},
        )
