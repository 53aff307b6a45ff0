"""Candidates have their own records deleted: when they may, and what a worker then does.

What goes is what the apps' `invitation_erasers` delete. What stays is the interview itself with its timeline, what was
shared in a live room, what interviewers and recruiters wrote, the decision, and the invitation by which this is told.
"""

import logging
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from interviews.choices import ENDED_STATES, DeletionState, EventKind
from interviews.hooks import invitation_erasers
from interviews.models import Interview, Invitation, OwnDeletion
from interviews.timeline import SYSTEM, Actor, record_event
from talentsync.lib.errors import Refused
from talentsync.lib.leased_queue import ClaimLost, LeasedQueue, RetrySchedule

logger = logging.getLogger(__name__)

QUEUE: Final = LeasedQueue(
    model=OwnDeletion,
    task="interviews.tasks.delete_own_records",
    lease=timedelta(minutes=5),
    retry=RetrySchedule(first=timedelta(seconds=30), longest=timedelta(hours=1)),
    max_attempts=8,
    unfinished=Q(state=DeletionState.WAITING),
    select_related=("invitation__interview__stage",),
)


class DeletionCode(StrEnum):
    """Why nothing may be deleted now."""

    NOT_ENDED = "interview_not_ended"
    TOO_EARLY = "deletion_too_early"
    ASKED_ALREADY = "deletion_asked_already"


MESSAGES: Final = {
    DeletionCode.NOT_ENDED: "The interview has not ended yet.",
    DeletionCode.TOO_EARLY: "The people who invited you may look at what you did until the date on the page.",
    DeletionCode.ASKED_ALREADY: "You have asked for it already. It is under way.",
}


def possible_from(interview: Interview) -> datetime | None:
    """From when on candidates may have their records deleted; None while the interview has not ended."""
    if interview.state not in ENDED_STATES or interview.ended_at is None:
        return None
    return interview.ended_at + timedelta(days=settings.OWN_DELETION_AFTER_DAYS)


def deletion_refusal(interview: Interview, now: datetime) -> DeletionCode | None:
    """Why this interview's candidates may not have their records deleted now."""
    moment = possible_from(interview)
    if moment is None:
        return DeletionCode.NOT_ENDED
    return DeletionCode.TOO_EARLY if now < moment else None


@transaction.atomic
def ask_for_deletion(*, invitation: Invitation) -> OwnDeletion:
    """Have a worker delete what is the candidate's own. Raises Refused."""
    interview = Interview.objects.select_for_update().get(pk=invitation.interview_id)
    now = timezone.now()
    if code := deletion_refusal(interview, now):
        raise Refused(code, MESSAGES[code])
    row = OwnDeletion(invitation=invitation, asked_at=now)
    try:
        with transaction.atomic():
            QUEUE.enqueue(row)
    except IntegrityError:
        raise Refused(DeletionCode.ASKED_ALREADY, MESSAGES[DeletionCode.ASKED_ALREADY]) from None
    record_event(interview.pk, EventKind.OWN_DELETION_ASKED, actor=Actor(invitation_id=invitation.pk))
    return row


def carry_out(deletion_id: int) -> None:
    """Delete what this request is about. Doing it twice deletes nothing twice."""
    row = QUEUE.claim(deletion_id)
    if row is None:
        return
    try:
        _delete(row)
    except ClaimLost:
        return
    except Exception:
        logger.exception("The deletion %s is tried again later", deletion_id)
        QUEUE.release(row)


@transaction.atomic
def _delete(row: OwnDeletion) -> None:
    invitation = row.invitation
    # First the interview, as every writer of timelines.
    interview = Interview.objects.select_for_update().get(pk=invitation.interview_id)
    if deletion_refusal(interview, timezone.now()):
        # It was reopened in between: what is written there now was not asked about.
        QUEUE.finish(row, state=DeletionState.FAILED, ended_at=timezone.now())
        return
    for erase in invitation_erasers:
        erase(invitation, Actor(invitation_id=invitation.pk))
    QUEUE.finish(row, state=DeletionState.DONE, ended_at=timezone.now())
    record_event(
        interview.pk,
        EventKind.OWN_RECORDS_DELETED,
        actor=SYSTEM,
        payload={"invitationId": invitation.pk},
    )


@transaction.atomic
def delete_again(*, deletion: OwnDeletion) -> bool:
    """Have a worker carry out a request anew that failed. False where there is nothing to do about it."""
    Interview.objects.select_for_update().get(pk=deletion.invitation.interview_id)
    again = OwnDeletion.objects.to_settle().filter(pk=deletion.pk)
    # Its lease is over at once, so the schedule sends it where the message below is lost.
    waiting = {"state": DeletionState.WAITING, "attempts": 0, "ended_at": None, "lease_until": F("asked_at")}
    if not OwnDeletion.objects.filter(pk__in=again.values("pk")).update(**waiting):
        return False
    transaction.on_commit(partial(QUEUE.send, deletion))
    return True


def dispatch() -> int:
    """Wake workers for requests whose wake-up was lost; gives how many."""
    return QUEUE.dispatch(
        lambda row: QUEUE.fail_permanently(row, state=DeletionState.FAILED, ended_at=timezone.now())
    )
