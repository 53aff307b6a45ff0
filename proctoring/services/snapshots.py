"""The way of a snapshot: received with its upload, then made a picture or rejected.

The rows are the queue (ADR 12). Files are written before the row that speaks of them and deleted after it, so a row
never points at nothing, and what a death in between leaves is a file without a row, which `retention.delete_orphans`
removes (ADR 13).
"""

import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from interviews.choices import EventKind
from interviews.models import Invitation
from interviews.timeline import Actor, record_event
from proctoring import storage
from proctoring.choices import RejectCode, SnapshotReason, SnapshotState
from proctoring.errors import ProctoringCode, proctoring_refused
from proctoring.images import Picture, Unusable, picture_from
from proctoring.models import Snapshot
from proctoring.rules import Proctoring, belongs_to_session, bounded, recording_refusal
from proctoring.selectors import lock_candidate, proctoring_of
from proctoring.services.incidents import record_missing_snapshots, record_rejected_snapshot
from proctoring.storage import Folder, StorageUnavailable, name_of
from talentsync.lib.leased_queue import ClaimLost, LeasedQueue, RetrySchedule

logger = logging.getLogger(__name__)

# A picture every 5 s for 8 hours is less; a sequence far beyond is no page of ours.
MAX_PER_CANDIDATE = 10_000
# Longer than the time limit of the task (proctoring.tasks), so that no picture has two workers.
LEASE: Final = timedelta(seconds=150)
# A picture whose processing never ends, because it takes its worker along, is given up.
MAX_ATTEMPTS: Final = 5
# After a failure of the storage.
RETRY: Final = RetrySchedule(first=timedelta(seconds=15), longest=timedelta(hours=1))

SNAPSHOTS: Final = LeasedQueue(
    model=Snapshot,
    task="proctoring.tasks.process_snapshot",
    lease=LEASE,
    retry=RETRY,
    max_attempts=MAX_ATTEMPTS,
    # Not processed, or processed with the upload still there.
    unfinished=Q(deleting_since=None, raw_gone_at=None),
    select_related=("invitation__interview__stage", "invitation__interview__created_by"),
)


@dataclass(frozen=True, slots=True)
class Upload:
    """One picture as a page sends it."""

    client_id: UUID
    sequence: int
    captured_at: datetime
    reason: SnapshotReason
    content: bytes


def receive(*, proctoring: Proctoring, upload: Upload, wakes_worker: bool = True) -> Snapshot:
    """Keep an upload and wake a worker for it, unless the caller does its work itself.

    The same client id again gives the snapshot that it made.
    Raises Refused where nothing may be recorded, with `too_many`, `client_id_reused` and `storage_unavailable`.
    """
    _check(proctoring, upload)
    digest = hashlib.sha256(upload.content).hexdigest()
    if known := _known(proctoring.invitation, upload.client_id, digest):
        return known
    if Snapshot.objects.filter(invitation=proctoring.invitation).count() >= MAX_PER_CANDIDATE:
        raise proctoring_refused(ProctoringCode.TOO_MANY)
    snapshot_id = uuid4()
    raw = name_of(Folder.RAW, snapshot_id)
    try:
        storage.put(raw, upload.content)
    except StorageUnavailable as error:
        logger.error("A snapshot could not be received: %s", error)
        raise proctoring_refused(ProctoringCode.STORAGE_UNAVAILABLE) from error
    try:
        return _add_row(proctoring, upload, snapshot_id, digest, wakes_worker=wakes_worker)
    finally:
        # Whatever kept the row from being there, somebody quicker with the same client id included.
        if not Snapshot.objects.filter(pk=snapshot_id).exists():
            _discard(raw)


def _check(proctoring: Proctoring, upload: Upload) -> None:
    """Raise Refused where nothing may be recorded, or where the picture is from after the end."""
    if code := recording_refusal(proctoring, timezone.now()):
        raise proctoring_refused(code)
    if not belongs_to_session(proctoring, upload.captured_at):
        raise proctoring_refused(ProctoringCode.NOT_ACTIVE)


def _known(invitation: Invitation, client_id: UUID, digest: str) -> Snapshot | None:
    known = Snapshot.objects.filter(invitation=invitation, client_id=client_id).first()
    if known is not None and known.sha256 != digest:
        raise proctoring_refused(ProctoringCode.CLIENT_ID_REUSED)
    return known


@transaction.atomic
def _add_row(
    proctoring: Proctoring, upload: Upload, snapshot_id: UUID, digest: str, *, wakes_worker: bool
) -> Snapshot:
    invitation = proctoring.invitation
    lock_candidate(invitation)
    if known := _known(invitation, upload.client_id, digest):
        return known
    # An agreement that was taken back, or erased, or a session that ended while the file was being written.
    invitation = Invitation.objects.select_related(
        "interview__stage", "interview__created_by", "dsa_session"
    ).get(pk=invitation.pk)
    _check(proctoring_of(invitation), upload)
    now = timezone.now()
    captured_at = bounded(proctoring, upload.captured_at, now)
    snapshot = Snapshot(
        pk=snapshot_id,
        invitation=invitation,
        client_id=upload.client_id,
        sequence=upload.sequence,
        reason=upload.reason,
        captured_at=captured_at,
        received_at=now,
        sha256=digest,
        keep_until=now + timedelta(days=proctoring.keeps_snapshots_days),
    )
    if wakes_worker:
        SNAPSHOTS.enqueue(snapshot)
    else:
        # The caller has so long.
        snapshot.lease_until = now + SNAPSHOTS.message_lease
        snapshot.save(force_insert=True)
    record_missing_snapshots(proctoring=proctoring, captured_at=captured_at)
    return snapshot


def _discard(name: str) -> None:
    try:
        storage.remove(name)
    except StorageUnavailable as error:
        logger.warning("A file without a row waits for the sweep: %s", error)


def save_reply(*, invitation: Invitation, snapshot_id: UUID, text: str) -> None:
    """Store what the candidate says to a picture, in place of what they said before.

    Raises Refused with `picture_not_found`, also for somebody else's.
    """
    own = Snapshot.objects.stored().filter(pk=snapshot_id, invitation=invitation)
    if not own.update(reply=text, replied_at=timezone.now()):
        raise proctoring_refused(ProctoringCode.PICTURE_NOT_FOUND)


# In the worker --------------------------------------------------------------------------------------------------------


def process(snapshot_id: UUID) -> None:
    """Take a received snapshot to its end, unless somebody else has taken it. May be killed at any point."""
    snapshot = SNAPSHOTS.claim(snapshot_id)
    if snapshot is None:
        return
    try:
        if snapshot.state == SnapshotState.RECEIVED:
            _decide(snapshot)
        _delete_upload(snapshot)
    except ClaimLost:
        logger.info("Snapshot %s has been taken over or erased", snapshot.pk)
    except StorageUnavailable as error:
        _try_later(snapshot, error)


def _decide(snapshot: Snapshot) -> None:
    """Make a picture of the upload, or reject it."""
    try:
        picture = picture_from(storage.read(name_of(Folder.RAW, snapshot.pk)))
    except FileNotFoundError:
        # Either another worker was quicker, and then the claim is lost, or somebody has meddled with the storage.
        _reject(snapshot, RejectCode.UPLOAD_LOST)
    except Unusable as unusable:
        _reject(snapshot, unusable.code)
    else:
        _store(snapshot, picture)


def _store(snapshot: Snapshot, picture: Picture) -> None:
    storage.put(name_of(Folder.PICTURE, snapshot.pk), picture.content)
    storage.put(name_of(Folder.THUMBNAIL, snapshot.pk), picture.thumbnail)
    try:
        _mark_stored(snapshot, picture)
    except ClaimLost:
        _clear_if_unwanted(snapshot.pk)
        raise


@transaction.atomic
def _mark_stored(snapshot: Snapshot, picture: Picture) -> None:
    SNAPSHOTS.renew(
        snapshot,
        state=SnapshotState.STORED,
        processed_at=timezone.now(),
        width=picture.width,
        height=picture.height,
        bytes=len(picture.content),
        thumbnail_bytes=len(picture.thumbnail),
    )
    record_event(
        snapshot.invitation.interview_id,
        EventKind.PROCTORING_SNAPSHOT,
        actor=Actor(invitation_id=snapshot.invitation_id),
        payload={"snapshotId": str(snapshot.pk)},
    )
    snapshot.state = SnapshotState.STORED


def _clear_if_unwanted(snapshot_id: UUID) -> None:
    """Another worker has it: then the files are its files too. Else it was rejected or erased meanwhile."""
    kept = Snapshot.objects.not_deleted().exclude(state=SnapshotState.REJECTED)
    if not kept.filter(pk=snapshot_id).exists():
        storage.remove_all(snapshot_id)


@transaction.atomic
def _reject(snapshot: Snapshot, code: RejectCode) -> None:
    SNAPSHOTS.renew(snapshot, state=SnapshotState.REJECTED, processed_at=timezone.now(), reject_code=code)
    record_rejected_snapshot(proctoring=proctoring_of(snapshot.invitation), snapshot=snapshot, code=code)
    snapshot.state = SnapshotState.REJECTED


def _delete_upload(snapshot: Snapshot) -> None:
    """Once the row has moved on, the upload itself goes. Of a rejected one, so does what an earlier try has written."""
    if snapshot.state == SnapshotState.REJECTED:
        storage.remove_all(snapshot.pk)
    else:
        storage.remove(name_of(Folder.RAW, snapshot.pk))
    SNAPSHOTS.finish(snapshot, raw_gone_at=timezone.now(), attempts=0, storage_failures=0)


def _try_later(snapshot: Snapshot, error: StorageUnavailable) -> None:
    """The storage's failure is not the picture's: it counts for the pause before the next try, not against it."""
    failures = snapshot.storage_failures + 1
    logger.warning("Snapshot %s is tried again in %s: %s", snapshot.pk, RETRY.pause(failures), error)
    SNAPSHOTS.release(snapshot, failures=failures, attempts=0, storage_failures=failures)


def dispatch() -> int:
    """Wake a worker for every snapshot that nobody takes care of; gives how many."""
    return SNAPSHOTS.dispatch(_give_up)


def _give_up(snapshot: Snapshot) -> None:
    """Reject what took its worker along each time. Its upload is deleted by a worker, as after every rejection."""
    if snapshot.state != SnapshotState.RECEIVED:
        # Only the upload's deletion is left, which is never given up.
        SNAPSHOTS.release(snapshot, attempts=0)
        return
    logger.error("Snapshot %s was given up: it ended its worker each time", snapshot.pk)
    with suppress(ClaimLost):
        _reject(snapshot, RejectCode.PROCESSING_FAILED)
    SNAPSHOTS.release(snapshot, attempts=0, lease_until=Now())
