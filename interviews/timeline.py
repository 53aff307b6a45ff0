"""Appending to an interview's timeline."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import connection, transaction
from django.utils import timezone

from interviews import chain
from interviews.choices import EventKind
from interviews.models import Interview, TimelineEvent, User


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


def record_event(
    interview_id: uuid.UUID,
    kind: EventKind,
    *,
    actor: Actor,
    payload: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> TimelineEvent:
    """Write the next event of an interview. Call it in the transaction of the change that it tells of.

    Raises Interview.DoesNotExist.
    """
    created_at, payload = at or timezone.now(), payload or {}
    # No savepoint: where this fails, the change that it tells of fails with it.
    with transaction.atomic(savepoint=False):
        sequence = _next_sequence(interview_id)
        content = chain.content_digest(
            interview_id=interview_id,
            sequence=sequence,
            at=created_at,
            actor=actor.key,
            kind=kind,
            payload=payload,
        )
        return TimelineEvent.objects.create(
            interview_id=interview_id,
            sequence=sequence,
            created_at=created_at,
            actor_user_id=actor.user_id,
            actor_invitation_id=actor.invitation_id,
            kind=kind,
            payload=payload,
            digest=chain.link(_digest_of(interview_id, sequence - 1), content),
        )


def _next_sequence(interview_id: uuid.UUID) -> int:
    """Count the interview's events up by one, and give the count.

    The row's lock makes concurrent writers wait for each other, so numbers have no gap and no duplicate. In SQL because
    the ORM has no RETURNING and would need a second query, and every event of every room comes through here.
    """
    table, key = Interview._meta.db_table, Interview._meta.pk.get_db_prep_value(interview_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET last_event_sequence = last_event_sequence + 1 WHERE id = %s"  # noqa: S608  our own names
            " RETURNING last_event_sequence",
            [key],
        )
        row = cursor.fetchone()
    if row is None:
        raise Interview.DoesNotExist
    return int(row[0])


def _digest_of(interview_id: uuid.UUID, sequence: int) -> str:
    """The digest of an event; of one that is not there, what the first event follows.

    Under the interview's lock, and in a statement of its own: PostgreSQL would show the one that takes the lock the
    rows of before it waited.
    """
    table, key = TimelineEvent._meta.db_table, Interview._meta.pk.get_db_prep_value(interview_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT digest FROM {table} WHERE interview_id = %s AND sequence = %s",  # noqa: S608  our own name
            [key, sequence],
        )
        row = cursor.fetchone()
    return chain.GENESIS if row is None else str(row[0])
