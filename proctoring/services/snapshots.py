"""The way of a snapshot: received with its upload, then made a picture or rejected.

The rows are the queue. A task is only a wake-up: whatever becomes of it, `dispatch` finds the row again. Files are
written before the row that speaks of them and deleted after it, so a row never points at nothing, and what a death in
between leaves is a file without a row, which the sweep of `services_retention` removes.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from interviews.choices import EventKind
from interviews.models import Invitation
from interviews.timeline import Actor, record
from proctoring import storage
from proctoring.choices import ProctoringCode, RejectCode, SnapshotReason, SnapshotState
from proctoring.images import Picture, Unusable, picture_from
from proctoring.models import Snapshot
from proctoring.rules import Proctoring, hold, proctoring_of, proctoring_refused, recording_refusal
from proctoring.services.incidents import notice_gaps, notice_rejected
from proctoring.storage import Folder, StorageUnavailable, name_of

logger = logging.getLogger(__name__)

# A picture every 5 s for 8 hours is less; a sequence far beyond is no page of ours.
MAX_PER_CANDIDATE = 10_000
# A worker had so long to take up what it was woken for; then it is woken again.
PATIENCE = timedelta(seconds=60)
# A picture whose processing never ends, because it takes its worker along, is given up.
MAX_ATTEMPTS = 5
MAX_BACKOFF = timedelta(hours=1)


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
    if code := recording_refusal(proctoring, timezone.now()):
        raise proctoring_refused(code)
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
    hold(invitation)
    if known := _known(invitation, upload.client_id, digest):
        return known
    # An agreement that was taken back, or erased, while the file was being written.
    if code := recording_refusal(proctoring_of(invitation), timezone.now()):
        raise proctoring_refused(code)
    now = timezone.now()
    snapshot = Snapshot.objects.create(
        pk=snapshot_id,
        invitation=invitation,
        client_id=upload.client_id,
        sequence=upload.sequence,
        reason=upload.reason,
        captured_at=upload.captured_at,
        received_at=now,
        sha256=digest,
        retry_at=now + PATIENCE,
        keep_until=now + timedelta(days=proctoring.keeps_snapshots_days),
    )
    notice_gaps(proctoring=proctoring, captured_at=upload.captured_at)
    if wakes_worker:
        transaction.on_commit(partial(_send, snapshot_id))
    return snapshot


def _discard(name: str) -> None:
    try:
        storage.remove(name)
    except StorageUnavailable as error:
        logger.warning("A file without a row waits for the sweep: %s", error)


def _send(snapshot_id: UUID) -> None:
    """Wake a worker. Where the broker is away, the scheduled `dispatch` does it later."""
    from proctoring.tasks import process_snapshot

    try:
        process_snapshot.delay(str(snapshot_id))
    except process_snapshot.OperationalError as error:
        logger.warning("Snapshot %s waits for the broker: %s", snapshot_id, error)


# In the worker --------------------------------------------------------------------------------------------------------


def process(snapshot_id: UUID) -> None:
    """Take a received snapshot to its end. May be run twice, at once or after being killed at any point."""
    snapshot = _begin(snapshot_id)
    if snapshot is None:
        return
    try:
        if snapshot.state == SnapshotState.RECEIVED:
            _decide(snapshot)
        _drop_upload(snapshot)
    except StorageUnavailable as error:
        _try_later(snapshot, error)


def _begin(snapshot_id: UUID) -> Snapshot | None:
    """The row, counted as taken up; None where there is nothing left to do."""
    now = timezone.now()
    taken = Snapshot.objects.held().filter(pk=snapshot_id, raw_gone_at=None)
    if not taken.update(attempts=F("attempts") + 1, retry_at=now + PATIENCE):
        return None
    return (
        Snapshot.objects.filter(pk=snapshot_id)
        .select_related("invitation__interview__stage", "invitation__interview__created_by")
        .first()
    )


def _decide(snapshot: Snapshot) -> None:
    """Make a picture of the upload, or reject it."""
    if snapshot.attempts > MAX_ATTEMPTS:
        _reject(snapshot, RejectCode.PROCESSING_FAILED)
        return
    try:
        picture = picture_from(storage.read(name_of(Folder.RAW, snapshot.pk)))
    except FileNotFoundError:
        # Either another worker was quicker, and then the row has moved on, or somebody has meddled with the storage.
        _reject(snapshot, RejectCode.UPLOAD_LOST)
    except Unusable as unusable:
        _reject(snapshot, unusable.code)
    else:
        _store(snapshot, picture)


def _store(snapshot: Snapshot, picture: Picture) -> None:
    storage.put(name_of(Folder.PICTURE, snapshot.pk), picture.content)
    storage.put(name_of(Folder.THUMBNAIL, snapshot.pk), picture.thumbnail)
    if not _mark_stored(snapshot, picture):
        _clear_if_unwanted(snapshot.pk)


@transaction.atomic
def _mark_stored(snapshot: Snapshot, picture: Picture) -> bool:
    moved = Snapshot.objects.move(
        snapshot.pk,
        target=SnapshotState.STORED,
        processed_at=timezone.now(),
        width=picture.width,
        height=picture.height,
        bytes=len(picture.content),
        thumbnail_bytes=len(picture.thumbnail),
    )
    if moved:
        record(
            snapshot.invitation.interview_id,
            EventKind.PROCTORING_SNAPSHOT,
            actor=Actor(invitation_id=snapshot.invitation_id),
            payload={"sequence": snapshot.sequence, "reason": snapshot.reason},
        )
    return moved


def _clear_if_unwanted(snapshot_id: UUID) -> None:
    """Another worker stored it: then the files are its files too. Else it was rejected or erased meanwhile."""
    if not Snapshot.objects.stored().filter(pk=snapshot_id).exists():
        storage.remove_all(snapshot_id)


@transaction.atomic
def _reject(snapshot: Snapshot, code: RejectCode) -> None:
    if Snapshot.objects.move(
        snapshot.pk, target=SnapshotState.REJECTED, processed_at=timezone.now(), reject_code=code
    ):
        notice_rejected(proctoring=proctoring_of(snapshot.invitation), snapshot=snapshot, code=code)


def _drop_upload(snapshot: Snapshot) -> None:
    """Once the row has moved on, the upload itself goes. Of a rejected one, so does what an earlier try has written."""
    state = Snapshot.objects.filter(pk=snapshot.pk).values_list("state", flat=True).first()
    if state in (None, SnapshotState.RECEIVED):
        return
    if state == SnapshotState.REJECTED:
        storage.remove_all(snapshot.pk)
    else:
        storage.remove(name_of(Folder.RAW, snapshot.pk))
    Snapshot.objects.filter(pk=snapshot.pk).exclude(state=SnapshotState.RECEIVED).update(
        raw_gone_at=timezone.now(), attempts=0, storage_failures=0
    )


def _try_later(snapshot: Snapshot, error: StorageUnavailable) -> None:
    """The storage's failure is not the picture's: it counts for the pause before the next try, not against it."""
    failures = snapshot.storage_failures + 1
    pause = backoff(failures)
    logger.warning("Snapshot %s is tried again in %d s: %s", snapshot.pk, pause.total_seconds(), error)
    Snapshot.objects.filter(pk=snapshot.pk).update(
        attempts=0, storage_failures=failures, retry_at=timezone.now() + pause
    )


def backoff(failures: int) -> timedelta:
    """15 s, then twice as long each time, to an hour."""
    return min(timedelta(seconds=15 * 2 ** min(failures - 1, 12)), MAX_BACKOFF)


def dispatch() -> int:
    """Wake a worker for every snapshot that waits and whose time has come; gives how many."""
    now = timezone.now()
    waiting = list(Snapshot.objects.unfinished(now).order_by("retry_at").values_list("pk", flat=True)[:500])
    # Not again before they had a chance: a busy worker must not be buried in wake-ups.
    Snapshot.objects.filter(pk__in=waiting).update(retry_at=now + PATIENCE)
    for snapshot_id in waiting:
        _send(snapshot_id)
    return len(waiting)
