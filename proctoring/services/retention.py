"""Deleting: what was kept long enough, what somebody asked to have erased, and files that belong to nothing.

A snapshot is first marked, which hides it everywhere; then its files are deleted and the storage is asked whether they
are gone; only then the row goes. A storage that fails leaves the mark, and the schedule goes on with it.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from operator import attrgetter
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from interviews.choices import EventKind
from interviews.models import Interview, Invitation
from interviews.timeline import SYSTEM, Actor, record_event
from proctoring import storage
from proctoring.choices import SnapshotState
from proctoring.models import CameraCheck, Consent, ExemptionRequest, Incident, Review, Snapshot, SnapshotView
from proctoring.rules import CAMERA_CHECK_LASTS
from proctoring.selectors import lock_candidate
from proctoring.services.kept_days import older_than_terms, reviews_past_promise, terms_by_stage
from proctoring.services.snapshots import RETRY
from proctoring.storage import Folder, StorageUnavailable
from talentsync.lib.leased_queue import is_over, send_task

logger = logging.getLogger(__name__)

# By name: the tasks call this module. Where the broker is away, the schedule's `purge` and `sweep_files` do it later.
DELETE_TASK: Final = "proctoring.tasks.delete_files"
REMOVE_TASK: Final = "proctoring.tasks.remove_files"
BATCH = 200
# Longer than any request or task takes between writing a file and its row.
ORPHAN_AGE = timedelta(hours=1)
_SNAPSHOT_DAYS: Final = attrgetter("snapshot_days")
_INCIDENT_DAYS: Final = attrgetter("incident_days")
_CONSENT_DAYS: Final = attrgetter("consent_days")


@dataclass(frozen=True, slots=True)
class Erased:
    """How many records of each kind an erasure was about."""

    snapshots: int
    incidents: int
    answers: int
    requests: int
    reviews: int

    def __bool__(self) -> bool:
        return any((self.snapshots, self.incidents, self.answers, self.requests, self.reviews))


# By time --------------------------------------------------------------------------------------------------------------


def purge_expired() -> int:
    """Delete what was kept as long as promised, or as long as stage or settings now say where that is shorter.

    Gives how many snapshots are gone.
    """
    now = timezone.now()
    outlived = partial(older_than_terms, terms_by_stage(), now=now)
    is_due = Q(keep_until__lte=now)
    too_old = is_due | outlived(_SNAPSHOT_DAYS, moment="received_at")
    Snapshot.objects.not_deleted().filter(too_old).update(deleting_since=now, claim=None, lease_until=now)
    gone = delete_marked()

    _delete_old(Incident.objects.filter(is_due | outlived(_INCIDENT_DAYS, moment="received_at")))
    _delete_old(ExemptionRequest.objects.filter(is_due | outlived(_INCIDENT_DAYS, moment="asked_at")))
    # Before the answers, which say what was promised.
    _delete_old(reviews_past_promise(now))
    _delete_old(Review.objects.filter(outlived(_INCIDENT_DAYS, moment="reviewed_at")))
    _delete_old(Consent.objects.filter(is_due | outlived(_CONSENT_DAYS, moment="decided_at")))
    CameraCheck.objects.filter(checked_at__lte=now - CAMERA_CHECK_LASTS).delete()
    SnapshotView.objects.filter(outlived(_CONSENT_DAYS, moment="viewed_at")).delete()
    return gone


def _delete_old(
    rows: QuerySet[Incident] | QuerySet[Review] | QuerySet[Consent] | QuerySet[ExemptionRequest],
) -> None:
    """Delete rows and tell each interview's timeline how many."""
    name = str(rows.model._meta.verbose_name_plural)
    for interview_id in list(rows.order_by().values_list("invitation__interview", flat=True).distinct()):
        with transaction.atomic():
            Interview.objects.select_for_update().filter(pk=interview_id).first()
            deleted, _ = rows.filter(invitation__interview=interview_id).delete()
            if deleted:
                record_event(interview_id, EventKind.PROCTORING_ERASED, actor=SYSTEM, payload={name: deleted})


def delete_marked() -> int:
    """Go on with every deletion that is due; gives how many snapshots are gone."""
    gone = 0
    while due := _due():
        gone += _delete(due)
    return gone


def _due() -> Sequence[Snapshot]:
    """The next snapshots to delete; one that failed has a time before which it does not come again."""
    return list(
        Snapshot.objects.pending_deletion()
        .filter(is_over(RETRY.longest))
        .select_related("invitation")
        .order_by("deleting_since")[:BATCH]
    )


def _delete(snapshots: Sequence[Snapshot]) -> int:
    verified: dict[UUID, list[UUID]] = defaultdict(list)
    for snapshot in snapshots:
        try:
            storage.remove_all(snapshot.pk)
        except StorageUnavailable as error:
            _delete_later(snapshot, error)
        else:
            verified[snapshot.invitation.interview_id].append(snapshot.pk)
    return sum(_delete_snapshots(interview_id, gone) for interview_id, gone in verified.items())


def _delete_later(snapshot: Snapshot, error: StorageUnavailable) -> None:
    failures = snapshot.storage_failures + 1
    logger.error("Snapshot %s is not deleted yet (try %d): %s", snapshot.pk, failures, error)
    Snapshot.objects.filter(pk=snapshot.pk).update(
        storage_failures=F("storage_failures") + 1, lease_until=Now() + RETRY.pause(failures)
    )


@transaction.atomic
def _delete_snapshots(interview_id: UUID, snapshot_ids: Collection[UUID]) -> int:
    """Delete rows whose files are verified to be gone."""
    # First the interview, as every writer of timelines.
    if Interview.objects.select_for_update().filter(pk=interview_id).first() is None:
        return 0
    rows = Snapshot.objects.filter(pk__in=snapshot_ids)
    rows.update(files_gone_at=timezone.now())
    gone, _ = rows.delete()
    if gone:
        record_event(
            interview_id,
            EventKind.PROCTORING_ERASED,
            actor=SYSTEM,
            payload={"snapshotsGone": gone, "filesVerifiedGone": True},
        )
    return gone


# By request -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def erase_candidate_data(*, invitation: Invitation, actor: Actor) -> Erased:
    """Delete what proctoring holds about a candidate; the snapshots' files follow at once, in a worker.

    The timeline keeps that there was something and when; the log of who looked at pictures stays for its own term, and
    so do exemptions: they tell of what recruiters did.
    """
    lock_candidate(invitation)
    now = timezone.now()
    erased = Erased(
        snapshots=Snapshot.objects.not_deleted()
        .filter(invitation=invitation)
        .update(deleting_since=now, claim=None, lease_until=now),
        incidents=_delete_rows(Incident, invitation),
        answers=_delete_rows(Consent, invitation),
        requests=_delete_rows(ExemptionRequest, invitation),
        reviews=_delete_rows(Review, invitation),
    )
    CameraCheck.objects.filter(invitation=invitation).delete()
    if erased:
        record_event(
            invitation.interview_id,
            EventKind.PROCTORING_ERASED,
            actor=actor,
            payload={
                "invitationId": invitation.pk,
                "snapshots": erased.snapshots,
                "incidents": erased.incidents,
                "answers": erased.answers,
                "requests": erased.requests,
                "reviews": erased.reviews,
            },
        )
        transaction.on_commit(partial(send_task, DELETE_TASK))
    return erased


def erase_for_person(invitation: Invitation, actor: Actor) -> None:
    """What an erasure wants of an interview that stays."""
    erase_candidate_data(invitation=invitation, actor=actor)


def _delete_rows(
    model: type[Incident] | type[Consent] | type[ExemptionRequest] | type[Review], invitation: Invitation
) -> int:
    deleted, _ = model._default_manager.filter(invitation=invitation).delete()
    return deleted


# With a deleted interview or invitation -------------------------------------------------------------------------------


def on_row_deleted(instance: Snapshot, **kwargs: object) -> None:
    """Receiver: a row that went along with its invitation takes its files with it."""
    if instance.files_gone_at is None:
        transaction.on_commit(partial(send_task, REMOVE_TASK, str(instance.pk)))


def remove_files(snapshot_id: UUID) -> None:
    """Delete the files of a snapshot that is gone. What fails is left to the sweep."""
    if Snapshot.objects.filter(pk=snapshot_id).exists():
        return
    try:
        storage.remove_all(snapshot_id)
    except StorageUnavailable as error:
        logger.error("The files of snapshot %s wait for the sweep: %s", snapshot_id, error)


# Files that belong to nothing -----------------------------------------------------------------------------------------


def delete_orphans() -> int:
    """Delete files without a row that they belong to, unless they are so new that the row may still come.

    Gives how many. A storage that fails ends the sweep; the next one goes on.
    """
    swept = 0
    try:
        for folder in Folder:
            for file_name in list(_orphans(folder)):
                storage.remove(f"{folder}/{file_name}")
                swept += 1
    except StorageUnavailable as error:
        logger.error("The sweep stopped: %s", error)
    if swept:
        logger.warning("Swept %d files that belonged to no snapshot", swept)
    return swept


def _orphans(folder: Folder) -> Iterator[str]:
    newest = timezone.now() - ORPHAN_AGE
    owned = [
        (file_name, snapshot_id)
        for file_name in storage.file_names(folder)
        if (snapshot_id := storage.snapshot_id_of(folder, file_name)) is not None
    ]
    for start in range(0, len(owned), BATCH):
        some = owned[start : start + BATCH]
        wanted = set(_owners(folder).filter(pk__in=[pk for _, pk in some]).values_list("pk", flat=True))
        for file_name, snapshot_id in some:
            if snapshot_id in wanted:
                continue
            written = storage.written_at(folder, file_name)
            if written is not None and written <= newest:
                yield file_name


def _owners(folder: Folder) -> QuerySet[Snapshot]:
    """The rows whose file in this folder is there for a reason."""
    if folder is Folder.RAW:
        return Snapshot.objects.filter(raw_gone_at=None)
    return Snapshot.objects.exclude(state=SnapshotState.REJECTED)
