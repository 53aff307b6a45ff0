"""The shared document's log: appending to it, and reading the document from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from interviews.models import Interview
from interviews.timeline import Actor
from rooms.batch_writer import WriteResult
from rooms.document import update_validator
from rooms.document.update_validator import DocumentIndex, OutOfOrder, SharedDocument
from rooms.document.yjs_encoding import DecodeError, LimitExceeded, read_update
from rooms.errors import RoomCode, invalid_payload, refused, too_large
from rooms.models import DocumentCheckpoint, DocumentUpdate
from rooms.services.open_interviews import has_ended, lock_active_interviews
from talentsync.lib.bounded_cache import BoundedCache
from talentsync.lib.prepared_query import PreparedInsert

# What the column of sequences can hold.
MAX_SEQUENCE = 2**31 - 1
# SQLite takes up to 500 parts of a UNION.
LOGS_PER_STATEMENT = 100
# A log is read from a checkpoint that is at most this part of it from its end.
CHECKPOINTS_PER_LOG = 20
# A document that seems too large is merged to measure it, but not again before this part of the limit was added:
# merging takes far longer than adding.
MIN_RECLAIMABLE_PART = 1 / 20


# Reading --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Log:
    """A document's log in short: a state, and the updates after it up to `sequence`."""

    state: bytes | None
    tail: list[bytes]
    sequence: int

    @property
    def updates(self) -> list[bytes]:
        return self.tail if self.state is None else [self.state, *self.tail]


def read_log(interview_id: UUID, *, until: int | None = None) -> Log:
    """The log up to the update `until`, or all of it."""
    checkpoints = DocumentCheckpoint.objects.filter(interview_id=interview_id)
    if until is not None:
        checkpoints = checkpoints.filter(sequence__lte=until)
    newest = checkpoints.order_by("-sequence").values_list("sequence", "state_bytes").first()
    after, state = (0, None) if newest is None else (newest[0], bytes(newest[1]))
    tail = _updates_after(interview_id, after, until=until)
    return Log(state, [update for _, update in tail], tail[-1][0] if tail else after)


def _updates_after(interview_id: UUID, sequence: int, *, until: int | None = None) -> list[tuple[int, bytes]]:
    table, key = DocumentUpdate._meta.db_table, Interview._meta.pk.get_db_prep_value(interview_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT sequence, update_bytes FROM {table}"  # noqa: S608  our own name
            " WHERE interview_id = %s AND sequence > %s AND sequence <= %s ORDER BY sequence",
            [key, sequence, MAX_SEQUENCE if until is None else until],
        )
        return [(number, bytes(update)) for number, update in cursor.fetchall()]


def _updates_after_each(sequences: Mapping[UUID, int]) -> dict[UUID, list[bytes]]:
    """What several logs hold after a sequence of each.

    In SQL and in one statement because every keystroke of every room comes through here, and finds nothing: making the
    query took the ORM a third of all that storing an update takes, and a statement for each room is a round trip for
    each. A UNION, so that the database looks up each log for itself, whatever it believes of the table.
    """
    table, key = DocumentUpdate._meta.db_table, Interview._meta.pk
    found: dict[UUID, list[bytes]] = {id: [] for id in sequences}
    wanted = list(sequences.items())
    for some in (
        wanted[start : start + LOGS_PER_STATEMENT] for start in range(0, len(wanted), LOGS_PER_STATEMENT)
    ):
        statement = " UNION ALL ".join(
            f"SELECT {number}, sequence, update_bytes FROM {table}"  # noqa: S608  our own name
            " WHERE interview_id = %s AND sequence > %s"
            for number in range(len(some))
        )
        places = [
            place for id, sequence in some for place in (key.get_db_prep_value(id, connection), sequence)
        ]
        with connection.cursor() as cursor:
            cursor.execute(statement, places)
            for number, _, update in sorted(cursor.fetchall(), key=itemgetter(0, 1)):
                found[some[number][0]].append(bytes(update))
    return found


@dataclass(frozen=True, slots=True)
class DocumentSync:
    """What a page lacks, and what the server has."""

    update: bytes
    state_vector: bytes
    read_only: bool


def sync_document(interview_id: UUID, state_vector: bytes) -> DocumentSync:
    """Raises Refused for a state vector that is none."""
    try:
        update, ours = update_validator.difference(read_log(interview_id).updates, state_vector)
    except DecodeError as error:
        raise invalid_payload(f"stateVector: {error}") from None
    return DocumentSync(update, ours, has_ended(interview_id))


def document_at(interview_id: UUID, sequence: int | None = None) -> SharedDocument:
    """The document as it was after the update `sequence`, or as it is."""
    return update_validator.contents(read_log(interview_id, until=sequence).updates)


def newest_sequence(interview_id: UUID) -> int:
    """How long the log is."""
    updates = DocumentUpdate.objects.filter(interview_id=interview_id).order_by("-sequence")
    return updates.values_list("sequence", flat=True).first() or 0


# Writing --------------------------------------------------------------------------------------------------------------


_UPDATES = PreparedInsert(DocumentUpdate)


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """A Yjs update that somebody made."""

    interview_id: UUID
    actor: Actor
    update: bytes


@dataclass(slots=True)
class CachedLog:
    """The index of a log, and how far it was read.

    `size` is no less than the document's, in bytes: of what was added since it was last measured, `unmeasured`, some
    may be superseded. `tail_count` counts the updates since the newest checkpoint.
    """

    index: DocumentIndex
    sequence: int
    size: int
    unmeasured: int
    tail_count: int

    @classmethod
    def read(cls, interview_id: UUID) -> "CachedLog":
        log = read_log(interview_id)
        tail_size = sum(map(len, log.tail))
        size = tail_size + (0 if log.state is None else len(log.state))
        return cls(DocumentIndex.of(log.updates), log.sequence, size, tail_size, len(log.tail))

    @property
    def needs_checkpoint(self) -> bool:
        """In a long log less often, or its checkpoints would take more space than itself."""
        often = settings.ROOM_DOCUMENT_CHECKPOINT_UPDATES
        return self.tail_count >= max(often, self.sequence // CHECKPOINTS_PER_LOG)

    def catch_up(self, updates: Iterable[bytes]) -> None:
        """Take in what other processes have written since."""
        for update in updates:
            self.index.apply(read_update(update))
            self.count(update)

    def count(self, update: bytes) -> None:
        self.sequence += 1
        self.size += len(update)
        self.unmeasured += len(update)
        self.tail_count += 1


@dataclass(slots=True)
class DocumentStore:
    """Appends updates to the logs of all rooms of a process. For one thread.

    It caches logs only to be quick: each is brought up to date under the interview's lock before it is used, so any
    number of processes may write to one room.
    """

    # A log that is not in it is read again, which takes a few milliseconds: too long for each keystroke of a room.
    _cached: BoundedCache[UUID, CachedLog] = field(
        default_factory=lambda: BoundedCache(settings.ROOM_CACHE_BYTES)
    )
    _needing_checkpoint: set[UUID] = field(default_factory=set)

    def append(self, changes: Sequence[NewUpdate]) -> list[WriteResult]:
        """Write updates in their order; for each: stored, nothing new, or why it was refused."""
        rooms = {change.interview_id for change in changes}
        try:
            with transaction.atomic():
                refusals = lock_active_interviews(rooms)
                logs = self._load([id for id in rooms if refusals[id] is None])
                rows: list[DocumentUpdate] = []
                results = [
                    refusals[change.interview_id] or self._append(change, logs[change.interview_id], rows)
                    for change in changes
                ]
                _UPDATES.write(rows)
        except BaseException:
            # They may tell of updates that the database does not hold.
            for id in rooms:
                self._cached.pop(id)
            raise
        for id, log in logs.items():
            self._cached.put(id, log, log.index.memory_bytes)
        self._needing_checkpoint.update(id for id, log in logs.items() if log.needs_checkpoint)
        return results

    def _load(self, interview_ids: Sequence[UUID]) -> dict[UUID, CachedLog]:
        """The logs as they stand, whose interviews are locked."""
        known = {id: log for id in interview_ids if (log := self._cached.get(id)) is not None}
        for id, updates in _updates_after_each({id: log.sequence for id, log in known.items()}).items():
            known[id].catch_up(updates)
        return {id: known[id] if id in known else CachedLog.read(id) for id in interview_ids}

    def _append(self, change: NewUpdate, log: CachedLog, rows: list[DocumentUpdate]) -> WriteResult:
        if len(change.update) > update_validator.MAX_UPDATE_BYTES:
            return too_large(f"One update holds at most {update_validator.MAX_UPDATE_BYTES} bytes.")
        try:
            delta = log.index.validate(update_validator.read_foreign_update(change.update))
        except LimitExceeded as error:
            return too_large(str(error))
        except DecodeError as error:
            return invalid_payload(f"update: {error}")
        except OutOfOrder:
            return refused(RoomCode.OUT_OF_ORDER)
        if not delta.is_new:
            return False
        # Taking away is always possible: it is the way out of a full document.
        if delta.ends and not self._fits(change, log, rows):
            return too_large(f"The document holds at most {settings.ROOM_DOCUMENT_MAX_BYTES} bytes.")
        log.index.commit(delta)
        log.count(change.update)
        rows.append(
            DocumentUpdate(
                interview_id=change.interview_id,
                sequence=log.sequence,
                created_at=timezone.now(),
                actor_user_id=change.actor.user_id,
                actor_invitation_id=change.actor.invitation_id,
                update_bytes=change.update,
            )
        )
        return True

    def _fits(self, change: NewUpdate, log: CachedLog, rows: list[DocumentUpdate]) -> bool:
        limit, added = settings.ROOM_DOCUMENT_MAX_BYTES, len(change.update)
        if log.size + added > limit and log.unmeasured > limit * MIN_RECLAIMABLE_PART:
            unwritten = [bytes(row.update_bytes) for row in rows if row.interview_id == change.interview_id]
            log.size = len(update_validator.state_of([*read_log(change.interview_id).updates, *unwritten]))
            log.unmeasured = 0
        return log.size + added <= limit

    @property
    def needs_maintenance(self) -> bool:
        return bool(self._needing_checkpoint)

    def maintain(self) -> None:
        """Make checkpoints of logs that have grown long since their last one."""
        while self._needing_checkpoint:
            interview_id = self._needing_checkpoint.pop()
            sequence = make_checkpoint(interview_id)
            log = self._cached.get(interview_id)
            if log is not None:
                # Another process may have added to the log by then.
                log.tail_count = max(0, log.sequence - sequence)


def make_checkpoint(interview_id: UUID) -> int:
    """Store the document's state as it is, so that loading it reads that much less; gives its sequence.

    Nothing depends on it: whoever dies here leaves the log as it was.
    """
    log = read_log(interview_id)
    if log.tail:
        DocumentCheckpoint.objects.bulk_create(
            [
                DocumentCheckpoint(
                    interview_id=interview_id,
                    sequence=log.sequence,
                    state_bytes=update_validator.state_of(log.updates),
                )
            ],
            # Another process may have come to the same point.
            ignore_conflicts=True,
        )
    return log.sequence
