"""Sealing an interview's logs, noting the ends of timelines, and the tombstone of an interview that goes."""

import logging
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from interviews import heads_file
from interviews.chain import SEAL_VERSION, LogDigest, time_text
from interviews.choices import ENDED_STATES, EventKind
from interviews.heads_file import HeadLine
from interviews.hooks import proven_logs
from interviews.models import ChainHead, HeadReason, Interview, SealedLog, TimelineEvent
from interviews.timeline import SYSTEM, record_event
from talentsync.lib.sweeps import count_done

logger = logging.getLogger(__name__)

# So many at a time; the schedule goes on with the rest.
BATCH: Final = 500


def heads_path() -> Path:
    """The installation's file of heads."""
    return Path(settings.CHAIN_HEADS_FILE)


# Sealing --------------------------------------------------------------------------------------------------------------


def seal_ended_interviews() -> int:
    """Seal the logs of interviews that ended since they were last sealed; gives how many."""
    unsealed = Interview.objects.ended().filter(Q(sealed_at=None) | Q(sealed_at__lt=F("ended_at")))
    return count_done(list(unsealed.order_by("ended_at")[:BATCH]), _seal, "Sealing an interview's logs")


def _seal(interview: Interview) -> bool:
    return seal_interview(interview.pk)


def seal_interview(interview_id: UUID) -> bool:
    """Put the digests of an ended interview's logs into its timeline. False where something still writes to one.

    False as well where anything happened meanwhile, such as another seal: of two who run it at once, one seals.
    """
    ended = Interview.objects.filter(pk=interview_id, state__in=ENDED_STATES)
    sequence = ended.values_list("last_event_sequence", flat=True).first()
    if sequence is None or not all(log.is_settled(interview_id) for log in proven_logs):
        return False
    digests = {log.name: LogDigest.of(log.rows(interview_id)) for log in proven_logs}
    with transaction.atomic():
        if not ended.filter(last_event_sequence=sequence).update(sealed_at=timezone.now()):
            return False
        record_event(
            interview_id,
            EventKind.LOGS_SEALED,
            actor=SYSTEM,
            payload={
                "version": SEAL_VERSION,
                "logs": [
                    {"name": name, "rows": digest.rows, "digest": digest.hexdigest}
                    for name, digest in sorted(digests.items())
                ],
            },
        )
        for name, digest in digests.items():
            SealedLog.objects.update_or_create(
                interview_id=interview_id, name=name, defaults={"marks": bytes(digest.marks)}
            )
    return True


def record_log_erased(interview_id: UUID, log: str, *, actor: Any) -> None:
    """Tell that rows of a log were erased as the rules of retention want, and have what is left sealed anew.

    In the transaction that erases them.
    """
    record_event(interview_id, EventKind.LOG_ERASED, actor=actor, payload={"log": log})
    Interview.objects.filter(pk=interview_id).update(sealed_at=None)


# Heads ----------------------------------------------------------------------------------------------------------------


def note_heads() -> int:
    """Note the ends of the timelines that have grown since they were last noted, and write them to the file."""
    grown = Interview.objects.filter(last_event_sequence__gt=F("noted_sequence")).order_by("pk")
    count = 0
    for interview_id, noted in list(grown.values_list("pk", "noted_sequence")[:BATCH]):
        last = TimelineEvent.objects.filter(interview_id=interview_id, sequence__gt=noted).order_by(
            "-sequence"
        )
        event = last.values_list("sequence", "digest").first()
        if event is not None:
            count += _note(interview_id, noted, *event)
    write_heads()
    return count


def _note(interview_id: UUID, noted: int, sequence: int, digest: str) -> bool:
    with transaction.atomic():
        interviews = Interview.objects.filter(pk=interview_id, noted_sequence=noted)
        if not interviews.update(noted_sequence=sequence):
            return False
        ChainHead.objects.create(
            interview_uuid=interview_id,
            reason=HeadReason.GROWN,
            created_at=timezone.now(),
            events=sequence,
            digest=digest,
        )
    return True


def bury(interview_id: UUID) -> None:
    """Leave the tombstone of an interview, in the transaction that deletes it."""
    last = TimelineEvent.objects.filter(interview_id=interview_id).order_by("-sequence")
    sequence, digest = last.values_list("sequence", "digest").first() or (0, "")
    ChainHead.objects.create(
        interview_uuid=interview_id,
        reason=HeadReason.ERASED,
        created_at=timezone.now(),
        events=sequence,
        digest=digest,
    )


def write_heads() -> int:
    """Append the heads that are not in the file yet; gives how many. Whoever dies here writes some of them twice."""
    waiting = list(ChainHead.objects.waiting().order_by("pk")[: 2 * BATCH])
    if not waiting:
        return 0
    heads_file.append(
        heads_path(),
        (
            HeadLine(
                id=head.pk,
                at=time_text(head.created_at),
                interview=str(head.interview_uuid),
                reason=head.reason,
                events=head.events,
                digest=head.digest,
            )
            for head in waiting
        ),
    )
    return (
        ChainHead.objects.waiting()
        .filter(pk__in=[head.pk for head in waiting])
        .update(written_at=timezone.now())
    )
