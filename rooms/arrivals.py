"""Writing that people join rooms, those who come at the same moment in one transaction. docs/adr/0011 says why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import ClassVar
from uuid import UUID

from django.db import DatabaseError, Error, IntegrityError, connection, transaction

from interviews.access.rooms import Participant
from interviews.models import Interview
from rooms.batch_writer import BatchWriter
from rooms.services import participation
from rooms.services.participation import InterviewSoFar
from talentsync.lib.prepared_query import PreparedQuery

# Bounds how long one transaction keeps those interviews' other writers waiting: a join takes a few statements.
MAX_ARRIVALS = 50


class InterviewLocked(Exception):
    """Another transaction holds the interview, so nothing was written of a join. Whoever may wait confirms it alone."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who has got a place in a room, as `participation.confirm_join` takes it."""

    participant: Participant
    user_id: str
    colour: int
    resumed: bool
    request_id: UUID | None = None

    @property
    def interview_id(self) -> UUID:
        return self.participant.interview_id


def confirm(arrival: Arrival) -> InterviewSoFar:
    """Write one join. Raises what `participation.confirm_join` raises."""
    return participation.confirm_join(
        participant=arrival.participant,
        user_id=arrival.user_id,
        colour=arrival.colour,
        resumed=arrival.resumed,
        request_id=arrival.request_id,
    )


class ArrivalStore:
    """Writes joins, of whatever rooms."""

    needs_maintenance: ClassVar[bool] = False

    def append(self, changes: Sequence[Arrival]) -> list[InterviewSoFar | Exception]:
        """Write joins in their order; for each what was before it, or why it was not written (Refused, AdmissionNeeded,
        InterviewLocked, or an error of its own).

        Raises what a database raises, having written nothing.
        """
        is_shared, is_written = len(changes) > 1, False
        results: list[InterviewSoFar | Exception] = []
        try:
            with transaction.atomic():
                free = _lock_free_interviews({change.interview_id for change in changes})
                for change in changes:
                    result = _write(change, is_shared) if change.interview_id in free else InterviewLocked()
                    results.append(result)
                if is_shared and transaction.get_rollback():
                    raise DatabaseError("What one join wrote could not be undone alone.")
                is_written = True
        except IntegrityError:
            # A constraint that is checked at the COMMIT has undone all as well.
            raise
        except Exception as error:
            if not is_written:
                raise
            # The COMMIT failed, by a lost connection say, and may have been done: written once more, somebody would
            # have joined twice. An undone join records a departure only where it was written.
            return [error for _ in changes]
        return results

    def maintain(self) -> None:
        """There is nothing."""


def _write(arrival: Arrival, is_shared: bool) -> InterviewSoFar | Exception:
    """Write one join in the transaction that is open. What fails is undone, by itself where others share it."""
    try:
        with transaction.atomic(savepoint=is_shared):
            return confirm(arrival)
    except Error:
        # Whether it concerns the others as well shows when each is tried by itself.
        raise
    except Exception as error:
        return error


_LOCKED_IF_FREE = PreparedQuery(
    lambda pk: Interview.objects.select_for_update(no_key=True, skip_locked=True).only("pk").filter(pk=pk),
    Interview._meta.pk,
)


def _lock_free_interviews(interview_ids: Collection[UUID]) -> Collection[UUID]:
    """Lock those interviews that no other transaction has locked, and give their ids.

    One thread writes the joins of all rooms. It never waits for a row: an administrator's long transaction on one
    interview would keep everybody out of the others. As it holds all that it needs before it writes, and has waited for
    none of it, two processes that share interviews cannot wait for each other either, whatever their order.

    SQLite locks no rows: there the transaction holds the only write lock from its start.
    """
    if not connection.features.has_select_for_update:
        return interview_ids
    if len(interview_ids) == 1:
        return {interview.pk for interview in _LOCKED_IF_FREE.rows(*interview_ids)}
    free = Interview.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=interview_ids)
    return set(free.order_by("pk").values_list("pk", flat=True))


def arrival_writer() -> BatchWriter[Arrival, InterviewSoFar]:
    """The writer of one process. After a failure each join is tried by itself."""
    return BatchWriter(ArrivalStore(), name="arrivals", max_batch=MAX_ARRIVALS, unit=attrgetter("user_id"))
