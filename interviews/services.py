"""Every write of the domain. Each is one transaction that also writes its timeline event."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from interviews.access import AccessCode
from interviews.models import Interview, InterviewQuestion, Invitation, User
from interviews.models.invitation import default_expiry, new_key
from interviews.signals import access_withdrawn, interview_ended, interview_started
from interviews.timeline import SYSTEM, Actor, record
from interviews.vocabulary import ALLOWED_TRANSITIONS, EventKind, InterviewState

EVENT_OF_STATE = {
    InterviewState.LIVE: EventKind.INTERVIEW_STARTED,
    InterviewState.COMPLETED: EventKind.INTERVIEW_COMPLETED,
    InterviewState.CANCELLED: EventKind.INTERVIEW_CANCELLED,
}


@transaction.atomic
def schedule_interview(*, interview: Interview, interviewers: Iterable[User] = (), actor: User) -> Interview:
    """Store a new interview with its interviewers and give it its stage's question bank."""
    interview.created_by = actor
    interview.save(force_insert=True)
    interview.interviewers.set(interviewers)
    InterviewQuestion.objects.bulk_create(
        InterviewQuestion(
            interview=interview,
            owner_id=question.owner_id,
            copied_from=question,
            position=question.position,
            text=question.text,
            interviewer_hints=question.interviewer_hints,
            expected_answer_guide=question.expected_answer_guide,
        )
        for question in InterviewQuestion.objects.in_bank_of(interview.stage)
    )
    record(interview.pk, EventKind.INTERVIEW_SCHEDULED, actor=Actor.user(actor))
    return interview


def _move(interview_id: uuid.UUID, target: InterviewState, *, actor: Actor, at: datetime) -> bool:
    """Bring an interview to `target` from whichever state may go there; True for the caller that did it."""
    sources = [state for state, targets in ALLOWED_TRANSITIONS.items() if target in targets]
    with transaction.atomic():
        for source in sources:
            if Interview.objects.move(interview_id, source=source, target=target, at=at):
                record(interview_id, EVENT_OF_STATE[target], actor=actor, at=at)
                return True
    return False


@transaction.atomic
def start_interview(*, interview_id: uuid.UUID, actor: Actor) -> bool:
    """Make a scheduled interview live. False if it was not scheduled (any more), which changes nothing."""
    moved = _move(interview_id, InterviewState.LIVE, actor=actor, at=timezone.now())
    if moved:
        transaction.on_commit(partial(interview_started.send, sender=None, interview_id=interview_id))
    return moved


@transaction.atomic
def complete_interview(*, interview_id: uuid.UUID, actor: Actor = SYSTEM) -> bool:
    """End a live interview for everybody. False if it was not live."""
    moved = _move(interview_id, InterviewState.COMPLETED, actor=actor, at=timezone.now())
    if moved:
        _announce_end(interview_id, AccessCode.INTERVIEW_OVER)
    return moved


@transaction.atomic
def cancel_interview(*, interview_id: uuid.UUID, actor: Actor) -> bool:
    """Call an interview off, before or while it is held. False if it had ended already."""
    moved = _move(interview_id, InterviewState.CANCELLED, actor=actor, at=timezone.now())
    if moved:
        _announce_end(interview_id, AccessCode.INTERVIEW_CANCELLED)
    return moved


def _announce_end(interview_id: uuid.UUID, code: AccessCode) -> None:
    transaction.on_commit(partial(interview_ended.send, sender=None, interview_id=interview_id, code=code))


@transaction.atomic
def issue_invitation(*, invitation: Invitation, actor: User) -> Invitation:
    """Store a new invitation."""
    invitation.save(force_insert=True)
    _record_invitation(invitation, EventKind.INVITATION_ISSUED, actor)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User) -> bool:
    """Close the link and put its holder out of the room. False if it was revoked before."""
    revoked = Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=timezone.now())
    if not revoked:
        return False
    _record_invitation(invitation, EventKind.INVITATION_REVOKED, actor)
    _withdraw_access(invitation)
    return True


@transaction.atomic
def reissue_invitation(*, invitation: Invitation, actor: User) -> Invitation:
    """Give the same person a new link with a new term; whoever holds the old one is put out."""
    Invitation.objects.filter(pk=invitation.pk).update(
        key=new_key(), revoked_at=None, expires_at=default_expiry()
    )
    _record_invitation(invitation, EventKind.INVITATION_REISSUED, actor)
    _withdraw_access(invitation)
    invitation.refresh_from_db()
    return invitation


def _record_invitation(invitation: Invitation, kind: EventKind, actor: User) -> None:
    record(
        invitation.interview_id,
        kind,
        actor=Actor.user(actor),
        payload={"invitationId": invitation.pk, "role": invitation.role},
    )


def _withdraw_access(invitation: Invitation) -> None:
    transaction.on_commit(
        partial(
            access_withdrawn.send,
            sender=None,
            participant_key=f"invitation:{invitation.pk}",
            interview_id=None,
            code=AccessCode.INVITATION_REVOKED,
        )
    )
