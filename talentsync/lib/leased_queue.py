"""A queue whose entries are rows: workers claim them under a lease, and messages only wake workers (ADR 12).

A queue is described once, by a `LeasedQueue` over a model with `LeasedModel`'s columns. Its owner makes rows with
`enqueue`. A worker that was woken takes one with `claim`, prolongs its lease with `renew` while it works, and ends with
`finish`, `release` (to be tried again later) or `fail_permanently`. The schedule calls `dispatch`, which looks after
the rows whose lease is over: their message or their worker was lost. So a message may arrive late, twice or never.

Every change is one conditional UPDATE whose row count is checked. What a worker writes is conditional on its claim, so
that one which was thought lost and was only slow changes nothing more.

Leases are written and compared by the clock of the database, which all processes share. A lease further ahead than any
that a queue gives comes from a clock that was wrong, and counts as over.
"""

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Final, Generic, TypeVar

from celery import current_app
from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError

from talentsync import queues
from talentsync.lib.queue_statements import Change, QueueStatements

logger = logging.getLogger(__name__)

# How many rows one call of `dispatch` looks after; the next one goes on.
DISPATCH_BATCH: Final = 500
# By so much two clocks may differ before one of them counts as wrong.
CLOCK_TOLERANCE: Final = timedelta(minutes=1)
# SQLite tells its time in milliseconds, cut off: what is due within this one is due.
CLOCK_RESOLUTION: Final = timedelta(milliseconds=1)


class ClaimLost(Exception):
    """Somebody else has the row now, or it was ended. Whoever learns that stops and writes nothing more."""


def send_task(name: str, *arguments: object, queue: str = queues.DEFAULT, priority: int = 0) -> bool:
    """Send a Celery task by its name, so that who sends it need not import it. False where the broker is away."""
    try:
        # A request may wait for this: what the broker does not take at once is sent by the schedule.
        current_app.send_task(
            name,
            arguments,
            queue=queue,
            priority=priority,
            retry_policy={"max_retries": 1, "interval_start": 0},
        )
    except OperationalError as error:
        logger.warning("%s%r waits for the broker: %s", name, arguments, error)
        return False
    return True


class LeasedModel(models.Model):
    """The columns of a row that workers claim. `claim` is set while, and only while, one of them has it."""

    claim = models.UUIDField(null=True, editable=False)
    # How often a worker took it; what takes its worker down with it must not do so for ever.
    attempts = models.PositiveIntegerField(default=0)
    # While it waits: when it is sent again. At work: when its worker, which renews this, counts as lost.
    lease_until = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


def is_over(longest_lease: timedelta) -> Q:
    """That a lease has run out, or is so long that a clock which was wrong has given it."""
    return Q(lease_until__lte=Now() + CLOCK_RESOLUTION) | Q(
        lease_until__gt=Now() + (longest_lease + CLOCK_TOLERANCE)
    )


Row = TypeVar("Row", bound=LeasedModel)


@dataclass(frozen=True, slots=True)
class RetrySchedule:
    """The pause after a failure: `first` after the first one, then twice as long each time, up to `longest`."""

    first: timedelta
    longest: timedelta

    def pause(self, failures: int) -> timedelta:
        factor: int = 2 ** min(failures - 1, 32)
        return min(self.first * factor, self.longest)


@dataclass(frozen=True, slots=True)
class Route:
    """Where the message about a row goes. 0 is the highest priority, and that of scheduled tasks."""

    queue: str = queues.DEFAULT
    priority: int = 0


def default_route(row: LeasedModel) -> Route:
    return Route()


@dataclass(frozen=True, slots=True)
class LeasedQueue(Generic[Row]):
    """One queue: which rows of which model, which task works on them, and how patiently.

    The task is called with the primary key of a row, as it is where it is an integer and else as text.
    """

    model: type[Row]
    task: str
    # A worker that has not renewed its claim for this long is lost.
    lease: timedelta
    retry: RetrySchedule
    # So often a row is claimed, then `dispatch` gives it up.
    max_attempts: int
    # The rows on which work is left, by columns of their own.
    unfinished: Q
    # What else is written when a row waits, and when it is claimed.
    waiting: Mapping[str, object] = field(default_factory=dict)
    working: Mapping[str, object] = field(default_factory=dict)
    route: Callable[[Row], Route] = default_route
    # A row that was sent and that nobody has claimed by then is sent again: its message may have been lost.
    message_lease: timedelta = timedelta(seconds=60)
    # In this order `dispatch` sends.
    order_by: str = "lease_until"
    # What a worker reads along with its row.
    select_related: tuple[str, ...] = ()
    _statements: QueueStatements[Row] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_statements", QueueStatements(self.model, self.select_related))

    # For who makes rows -----------------------------------------------------------------------------------------------

    def enqueue(self, row: Row) -> Row:
        """Store a new row, and wake a worker once that is committed.

        Where no worker should be woken, save the row: its lease is over at once, so the next `dispatch` sends it.
        """
        # The one lease by this process's clock: where that is wrong, the row is sent a second time.
        row.lease_until = timezone.now() + self.message_lease
        self._statements.insert(row)
        transaction.on_commit(partial(self.send, row))
        return row

    def send(self, row: Row) -> bool:
        """Wake a worker. False where the broker is away: the next `dispatch` sends the row."""
        route = self.route(row)
        key = row.pk if isinstance(row.pk, int) else str(row.pk)
        if send_task(self.task, key, queue=route.queue, priority=route.priority):
            return True
        self._unfinished().filter(pk=row.pk, claim=None).update(lease_until=Now())
        return False

    # For workers ------------------------------------------------------------------------------------------------------

    def claim(self, pk: object, **changes: object) -> Row | None:
        """Take a row that waits, or whose worker was lost. None for everybody but the one who gets it.

        `changes` are written along with the claim, here and below.
        """
        claim = uuid.uuid4()
        with transaction.atomic(savepoint=False):
            if not self._statements.update("claim", self._claiming, changes, pk, claim):
                return None
            return self._statements.read(pk)

    def claimed(self, row: Row) -> QuerySet[Row]:
        """The row, as long as the claim of its worker stands."""
        return self._claimed(row.pk, row.claim)

    def renew(self, row: Row, **changes: object) -> None:
        """Prolong the lease. Raises ClaimLost."""
        if not self._statements.update("renew", self._renewing, changes, row.pk, row.claim):
            raise ClaimLost

    def finish(self, row: Row, **changes: object) -> None:
        """Give the row up as done; `changes` take it out of the queue. Raises ClaimLost."""
        if not self._statements.update("finish", self._finishing, changes, row.pk, row.claim):
            raise ClaimLost

    def release(
        self, row: Row, *, failures: int | None = None, is_attempt: bool = True, **changes: object
    ) -> bool:
        """Give the row back, to be tried again after a pause; False where the claim was lost.

        The pause grows with the attempts, or with `failures` where something else is counted. What could not even be
        tried is no attempt: it is not counted, and so never given up.
        """
        pause = self.retry.pause(row.attempts if failures is None else failures)
        written = {"claim": None, "lease_until": Now() + pause, **self.waiting, **changes}
        if not is_attempt:
            written["attempts"] = F("attempts") - 1
        return self.claimed(row).update(**written) == 1

    def fail_permanently(self, row: Row, **changes: object) -> bool:
        """Give the row up as failed; `changes` take it out of the queue. False where the claim was lost."""
        return self.claimed(row).update(claim=None, **changes) == 1

    def is_last_attempt(self, row: Row) -> bool:
        return row.attempts >= self.max_attempts

    # For the schedule -------------------------------------------------------------------------------------------------

    def orphaned(self) -> QuerySet[Row]:
        """The rows that nobody takes care of any more."""
        return self._unfinished().filter(self._is_over())

    def dispatch(self, give_up: Callable[[Row], object]) -> int:
        """Send the orphaned rows, and give up those that were tried too often; gives how many were sent.

        `give_up` gets a row under a claim of its own, as a worker does, and ends with `fail_permanently`. Of several
        processes that dispatch at the same moment one sends each row.
        """
        sent = 0
        for row in self.orphaned().order_by(self.order_by)[:DISPATCH_BATCH]:
            if row.attempts >= self.max_attempts:
                exhausted = self.orphaned().filter(attempts__gte=self.max_attempts)
                if taken := self._take(exhausted, row.pk):
                    give_up(taken)
                continue
            written = {"claim": None, "lease_until": Now() + self.message_lease, **self.waiting}
            if self.orphaned().filter(pk=row.pk).update(**written):
                if not self.send(row):
                    break
                sent += 1
        return sent

    # Inside -----------------------------------------------------------------------------------------------------------

    def _unfinished(self) -> QuerySet[Row]:
        return self.model._default_manager.filter(self.unfinished)

    def _is_over(self) -> Q:
        waiting, working = Q(claim=None), Q(claim__isnull=False)
        longest_wait = max(self.message_lease, self.retry.longest)
        return waiting & is_over(longest_wait) | working & is_over(self.lease)

    def _claimed(self, pk: object, claim: object) -> QuerySet[Row]:
        return self._unfinished().filter(pk=pk, claim=claim, claim__isnull=False)

    # Rows and what is changed of them, by a key and a claim: values, or the places of values in prepared statements.

    def _claiming(self, pk: object, claim: object) -> "Change[Row]":
        free = self._unfinished().filter(Q(claim=None) | self._is_over(), attempts__lt=self.max_attempts)
        return free.filter(pk=pk), {**self._taken(claim), "attempts": F("attempts") + 1}

    def _renewing(self, pk: object, claim: object) -> "Change[Row]":
        return self._claimed(pk, claim), {"lease_until": Now() + self.lease}

    def _finishing(self, pk: object, claim: object) -> "Change[Row]":
        return self._claimed(pk, claim), {"claim": None}

    def _taken(self, claim: object) -> dict[str, Any]:
        return {"claim": claim, "lease_until": Now() + self.lease, **self.working}

    @transaction.atomic(savepoint=False)
    def _take(self, rows: QuerySet[Row], pk: object) -> Row | None:
        if not rows.filter(pk=pk).update(**self._taken(uuid.uuid4())):
            return None
        return self._statements.read(pk)
