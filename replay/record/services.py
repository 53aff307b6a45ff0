"""Asking for records, making them, and deleting them."""

import logging
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from interviews.choices import EventKind
from interviews.models import Interview, Invitation, User
from interviews.timeline import Actor, record_event
from replay.coding_sessions import sessions_of
from replay.errors import RecordRefusal, refused
from replay.models import UNFINISHED_STATES, Edition, Record, RecordState, private_storage
from replay.record import attendance, coding_session, parts
from replay.record.attendance import NoCandidatesEdition
from replay.record.manifest import digest_of
from replay.record.page import BundleMissing, MadeRecord, NothingHappened, frame_bytes, make_record
from talentsync.lib.leased_queue import ClaimLost, LeasedQueue, RetrySchedule
from talentsync.lib.queries import first_or_none
from talentsync.lib.sweeps import count_done

logger = logging.getLogger(__name__)

# In the private storage.
FOLDER: Final = "records"
# A file is there before its row tells of it.
ORPHAN_AGE: Final = timedelta(hours=1)
BATCH: Final = 500

RECORDS: Final = LeasedQueue(
    model=Record,
    task="replay.tasks.make_record",
    # It is renewed with each step of the progress.
    lease=timedelta(minutes=5),
    retry=RetrySchedule(first=timedelta(seconds=10), longest=timedelta(minutes=5)),
    max_attempts=3,
    unfinished=Q(state__in=UNFINISHED_STATES),
    waiting={"state": RecordState.QUEUED, "progress": 0},
    working={"state": RecordState.WORKING},
    order_by="created_at",
    select_related=("interview__stage", "requested_by"),
)


def records_for(user: User) -> QuerySet[Record]:
    """The records that this person asked for: what is in another's may not be theirs to read."""
    return Record.objects.filter(requested_by=user)


def request_record(*, interview: Interview, edition: str, user: User) -> Record:
    """Have a record made, or give the one that is being made for this person already.

    Raises Refused before the interview, and where it has no such edition.
    """
    if not has_begun(interview):
        raise refused(RecordRefusal.NOT_BEGUN)
    if edition == Edition.CANDIDATE and (reason := candidates_refusal(interview)):
        raise refused(RecordRefusal.NO_CANDIDATES_EDITION, reason)
    unfinished = records_for(user).filter(interview=interview, edition=edition, state__in=UNFINISHED_STATES)
    try:
        with transaction.atomic():
            return first_or_none(unfinished) or RECORDS.enqueue(
                Record(interview=interview, edition=edition, requested_by=user)
            )
    except IntegrityError:
        return unfinished.get()


def has_begun(interview: Interview) -> bool:
    """Whether there is anything to record."""
    if coding_session.is_coding_session(interview):
        return bool(sessions_of(interview))
    return interview.started_at is not None


def candidates_refusal(interview: Interview) -> str | None:
    """Why the interview has no candidate's edition; None where it has one."""
    if coding_session.is_coding_session(interview):
        return coding_session.refusal_of(interview)
    return attendance.refusal_of(interview)


def estimated_bytes(interview: Interview, edition: str) -> int:
    """About what a record will have, without making it. Raises BundleMissing, and NoCandidatesEdition."""
    if coding_session.is_coding_session(interview):
        return frame_bytes(interview) + coding_session.estimated_bytes(interview)
    stays = attendance.attendance_of(interview) if edition == Edition.CANDIDATE else None
    return frame_bytes(interview) + parts.estimated_bytes(interview, stays)


def make(record_id: UUID) -> None:
    """A worker's part. Running it twice makes one record."""
    record = RECORDS.claim(record_id)
    if record is None:
        return
    try:
        made = make_record(record.interview, record.edition, record.requested_by, _Progress(record).tell)
        _store(record, made)
    except ClaimLost:
        logger.info("Somebody else makes record %s", record_id)
    except (BundleMissing, NoCandidatesEdition, NothingHappened) as error:
        RECORDS.fail_permanently(record, state=RecordState.FAILED, failure=str(error))
    except Exception as error:
        logger.exception("Making record %s failed", record_id)
        if RECORDS.is_last_attempt(record):
            give_up(record, str(error))
        else:
            RECORDS.release(record)


def give_up(record: Record, failure: str = "It was tried too often.") -> None:
    RECORDS.fail_permanently(record, state=RecordState.FAILED, failure=failure)


def dispatch() -> int:
    """For the schedule: wake workers for records whose message or worker was lost."""
    return RECORDS.dispatch(give_up)


class _Progress:
    """Writes the progress down whenever it has come some percent further, which renews the lease as well."""

    STEP: Final = 5

    def __init__(self, record: Record) -> None:
        self._record = record
        self._told = 0

    def tell(self, share: float) -> None:
        percent = min(99, int(share * 100))
        if percent >= self._told + self.STEP:
            self._told = percent
            RECORDS.renew(self._record, progress=percent)


def _store(record: Record, made: MadeRecord) -> None:
    storage = private_storage()
    name = storage.save(f"{FOLDER}/{_file_name(record)}", ContentFile(made.content))
    try:
        with transaction.atomic():
            RECORDS.finish(
                record,
                state=RecordState.MADE,
                progress=100,
                made_at=timezone.now(),
                file=name,
                size_bytes=len(made.content),
            )
            tell_of(record.interview_id, made, Actor.user(record.requested_by))
    except BaseException:
        storage.delete(name)
        raise


def _file_name(record: Record) -> str:
    return f"{record.pk}.html"


def tell_of(interview_id: UUID, made: MadeRecord, actor: Actor) -> None:
    """Put a record's digest into the timeline, by which `verify_record` knows it again."""
    record_event(
        interview_id,
        EventKind.RECORD_MADE,
        actor=actor,
        payload={"edition": made.manifest["edition"], "digest": digest_of(made.manifest)},
    )


# Deleting -------------------------------------------------------------------------------------------------------------


def record_deleted(instance: Record, **kwargs: Any) -> None:
    """Its file goes with it, whatever deleted it."""
    name = str(instance.file)
    if name:
        # What cannot be deleted waits for the sweep, and keeps nothing else from being done.
        transaction.on_commit(lambda: private_storage().delete(name), robust=True)


def purge_expired() -> int:
    """Delete records that were kept long enough; gives how many."""
    before = timezone.now() - timedelta(days=settings.RECORD_KEEP_DAYS)
    old = Record.objects.exclude(state__in=UNFINISHED_STATES).filter(created_at__lt=before)
    with transaction.atomic():
        return sum(bool(record.delete()) for record in old)


def delete_orphans() -> int:
    """Delete files that no row tells of, which a worker that died or a storage that failed left; gives how many."""
    deleted = count_done(_files_without_row(), _delete_old, "Deleting a record's file")
    if deleted:
        logger.warning("Deleted %d files that belonged to no record", deleted)
    return deleted


def _files_without_row() -> list[str]:
    """Those of records that are being made are among them."""
    try:
        _, files = private_storage().listdir(FOLDER)
    except FileNotFoundError:
        return []
    names = [f"{FOLDER}/{file}" for file in files]
    return [name for start in range(0, len(names), BATCH) for name in _unowned(names[start : start + BATCH])]


def _unowned(names: list[str]) -> list[str]:
    owned = set(Record.objects.filter(file__in=names).values_list("file", flat=True))
    return [name for name in names if name not in owned]


def _delete_old(name: str) -> bool:
    storage = private_storage()
    if storage.get_modified_time(name) > timezone.now() - ORPHAN_AGE:
        return False
    storage.delete(name)
    return True


def erase_records(invitation: Invitation, actor: Actor) -> None:
    """Delete the records of an interview out of which a person is erased. In the transaction of the erasure."""
    for record in Record.objects.filter(interview=invitation.interview_id):
        record.delete()


def remains(invitations: Collection[Invitation]) -> Iterator[str]:
    """Records of these interviews, and files that belong to no record: those may be anybody's."""
    interviews = {invitation.interview_id for invitation in invitations}
    if number := Record.objects.filter(interview__in=interviews).count():
        yield f"{number} {'record' if number == 1 else 'records'} of the interview"
    unfinished = Record.objects.filter(state__in=UNFINISHED_STATES)
    coming = {f"{FOLDER}/{_file_name(record)}" for record in unfinished}
    yield from (f"file {name} belongs to no row" for name in _files_without_row() if name not in coming)
