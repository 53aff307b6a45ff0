"""Write times that candidates choose among: offer them, choose one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from interviews.access.codes import AccessCode, refused
from interviews.access.invitations import invitation_refusal
from interviews.access.rooms import interview_refusal
from interviews.availability import free_times, others_of_candidates
from interviews.choices import EventKind, InterviewState, StageMode
from interviews.errors import ChoosingCode, choosing_refused
from interviews.mail import outbox
from interviews.models import Candidate, Interview, Invitation, OfferedTime, User
from interviews.services.candidates import lock_candidates
from interviews.services.interviews import lock_active_interview, lock_calendars
from interviews.timeline import Actor, record_event
from talentsync.lib.viewer_zone import is_zone

MAX_OFFERED: Final = 20


@transaction.atomic
def offer_times(
    *, interview: Interview, starts: Collection[datetime], actor: User, tell: bool = True
) -> None:
    """Let the candidate of a scheduled live interview choose among these starts, in place of what was before.

    Raises Refused with `no_times`, `too_many_times`, `time_past`, `not_a_live_stage`, or once it has begun.
    """
    now = timezone.now()
    if interview.stage.mode != StageMode.LIVE:
        raise refused(AccessCode.NOT_A_LIVE_STAGE)
    if not starts:
        raise choosing_refused(ChoosingCode.NO_TIMES)
    if len(set(starts)) > MAX_OFFERED:
        raise choosing_refused(ChoosingCode.TOO_MANY_TIMES)
    if min(starts) <= now:
        raise choosing_refused(ChoosingCode.TIME_PAST)
    lock_active_interview(interview.pk)
    before = Interview.objects.only("is_time_open", "scheduled_start").get(pk=interview.pk)
    offered = Interview.objects.filter(pk=interview.pk, state=InterviewState.SCHEDULED).update(
        is_time_open=True, scheduled_start=min(starts)
    )
    if not offered:
        raise choosing_refused(ChoosingCode.ALREADY_BEGUN)
    OfferedTime.objects.filter(interview=interview).delete()
    OfferedTime.objects.bulk_create(OfferedTime(interview=interview, start=start) for start in set(starts))
    interview.refresh_from_db(fields=["is_time_open", "scheduled_start"])
    changed = [
        name
        for name in ("is_time_open", "scheduled_start")
        if getattr(interview, name) != getattr(before, name)
    ]
    record_event(
        interview.pk,
        EventKind.INTERVIEW_CHANGED,
        actor=Actor.user(actor),
        payload={"fields": sorted(["offered_times", *changed])},
    )
    if tell:
        for invitation in interview.invitations.filter(revoked_at=None):
            invitation.interview = interview
            outbox.invite_candidate(invitation)


@transaction.atomic
def choose_time(*, invitation: Invitation, start: datetime, time_zone: str = "") -> Interview:
    """Take one of the offered times for the candidate, and tell everybody. `time_zone` is where they read times.

    Of several candidates who want the same time of the same interviewer one gets it. Raises Refused with
    `time_not_offered`, `time_taken`, `time_already_chosen` or a code of access.
    """
    now = timezone.now()
    if code := invitation_refusal(invitation, now=now) or interview_refusal(invitation.interview):
        raise refused(code)
    interview = invitation.interview
    lock_calendars(interview.interviewers.values_list("pk", flat=True))
    # So does the candidate, who may choose a time of another interview at the same moment.
    lock_candidates([invitation.candidate_id])
    lock_active_interview(interview.pk)
    interview = Interview.objects.select_related("stage", "created_by").get(pk=interview.pk)
    if not interview.is_time_open:
        if interview.scheduled_start == start:
            # Sent twice: they have what they want.
            return interview
        raise choosing_refused(ChoosingCode.TIME_ALREADY_CHOSEN)
    if not interview.offered_times.filter(start=start).exists():
        raise choosing_refused(ChoosingCode.TIME_NOT_OFFERED)
    length = timedelta(minutes=interview.duration_minutes)
    if start not in free_times(interview, now=now):
        is_their_own = others_of_candidates(interview, start, start + length)
        raise choosing_refused(ChoosingCode.TIME_NOT_OFFERED if is_their_own else ChoosingCode.TIME_TAKEN)
    changed = ["is_time_open"] if start == interview.scheduled_start else ["is_time_open", "scheduled_start"]
    chosen = Interview.objects.filter(
        pk=interview.pk, is_time_open=True, state=InterviewState.SCHEDULED
    ).update(is_time_open=False, scheduled_start=start, calendar_sequence=F("calendar_sequence") + 1)
    if not chosen:
        raise choosing_refused(ChoosingCode.TIME_ALREADY_CHOSEN)
    interview.refresh_from_db(fields=["is_time_open", "scheduled_start", "calendar_sequence"])
    record_event(
        interview.pk,
        EventKind.INTERVIEW_CHANGED,
        actor=Actor(invitation_id=invitation.pk),
        payload={"fields": changed},
    )
    if is_zone(time_zone):
        Candidate.objects.filter(pk=invitation.candidate_id).update(time_zone=time_zone)
    last = interview.scheduled_end + timedelta(days=1)
    interview.invitations.filter(revoked_at=None, expires_at__lt=last).update(expires_at=last)
    outbox.tell_appointment(interview)
    return interview
