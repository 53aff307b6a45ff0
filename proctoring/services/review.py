"""What reviewers do: look, say what they make of it."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from interviews.choices import EventKind
from interviews.models import Invitation, User
from interviews.timeline import Actor, record_event
from proctoring.choices import ReviewStatus
from proctoring.errors import ProctoringCode, proctoring_refused
from proctoring.models import Review, Snapshot, SnapshotView


def review(*, invitation: Invitation, status: ReviewStatus, note: str, seen: int, actor: User) -> Review:
    """Add a statement. `seen` is the number of the latest one that its author has read, 0 for none.

    What it says stays out of the timeline, which is kept for longer. Raises Refused with `reviewed_meanwhile` and
    `note_required`.
    """
    if status == ReviewStatus.SUSPICIOUS and not note.strip():
        raise proctoring_refused(ProctoringCode.NOTE_REQUIRED)
    latest = Review.objects.filter(invitation=invitation).order_by("-number").first()
    if (latest.number if latest else 0) != seen:
        raise proctoring_refused(ProctoringCode.REVIEWED_MEANWHILE)
    try:
        with transaction.atomic():
            made = Review.objects.create(
                invitation=invitation,
                number=seen + 1,
                status=status,
                note=note,
                reviewer=actor,
                reviewed_at=timezone.now(),
            )
            record_event(
                invitation.interview_id,
                EventKind.PROCTORING_REVIEWED,
                actor=Actor.user(actor),
                payload={"invitationId": invitation.pk, "review": made.number},
            )
    except IntegrityError as error:
        raise proctoring_refused(ProctoringCode.REVIEWED_MEANWHILE) from error
    return made


def record_opening(*, invitation: Invitation, actor: User) -> None:
    """Tell the timeline that somebody opened a candidate's snapshots."""
    record_event(
        invitation.interview_id,
        EventKind.PROCTORING_VIEWED,
        actor=Actor.user(actor),
        payload={"invitationId": invitation.pk},
    )


def record_export(*, invitation: Invitation, actor: User) -> None:
    """Tell the timeline that somebody takes a copy of what is held about a candidate. Before the first byte leaves."""
    record_event(
        invitation.interview_id,
        EventKind.PROCTORING_EXPORTED,
        actor=Actor.user(actor),
        payload={"invitationId": invitation.pk},
    )


def record_view(*, snapshot: Snapshot, is_thumbnail: bool, actor: User) -> None:
    """Log that somebody gets one picture. In a table of its own: a gallery would drown the timeline."""
    SnapshotView.objects.create(
        invitation_id=snapshot.invitation_id,
        snapshot_id=snapshot.pk,
        viewer=actor,
        is_thumbnail=is_thumbnail,
        viewed_at=timezone.now(),
    )
