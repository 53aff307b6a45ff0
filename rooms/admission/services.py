"""The door's reads and writes in the database."""

from datetime import timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from interviews.access.rooms import Participant
from interviews.choices import EventKind, Standing
from interviews.models import Interview, Invitation, User
from interviews.services.interviews import lock_active_interview
from interviews.timeline import Actor, record_event
from rooms.admission_rules import WINDOW, pause_before_asking
from rooms.errors import RoomCode, refused, refused_with
from rooms.models import AdmissionRequest, RequestReason, RequestState
from talentsync.lib.queries import first_or_none

EVENT_OF_STATE = {
    RequestState.ADMITTED: EventKind.PARTICIPANT_ADMITTED,
    RequestState.DENIED: EventKind.PARTICIPANT_DENIED,
}
WORD_OF_STATE = {
    RequestState.ADMITTED: "admitted",
    RequestState.USED: "admitted",
    RequestState.DENIED: "turned away",
}


def lease() -> timedelta:
    """How long somebody counts as waiting whose socket says nothing: as long as a silent peer counts as present."""
    return timedelta(seconds=settings.ROOM_PRESENCE_TTL_SECONDS)


# Asking ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def request_admission(
    *, participant: Participant, typed_name: str, reason: RequestReason
) -> AdmissionRequest:
    """Write that somebody waits before the room. Raises Refused where they ask too soon after a denial or too often."""
    now = timezone.now()
    actor = participant.actor
    own = AdmissionRequest.objects.filter(
        interview_id=participant.interview_id,
        actor_user_id=actor.user_id,
        actor_invitation_id=actor.invitation_id,
        requested_at__gt=now - WINDOW,
    ).values_list("state", "requested_at", "decided_at")
    earlier = list(own)
    pause = pause_before_asking(
        now,
        denied_at=max((at for state, _, at in earlier if state == RequestState.DENIED and at), default=None),
        requested_at=[at for _, at, _ in earlier],
        factor=settings.ROOM_RATE_FACTOR,
    )
    if pause is not None:
        raise refused_with(RoomCode.ADMISSION_DENIED, pause_words(pause))
    return AdmissionRequest.objects.create(
        interview_id=participant.interview_id,
        actor_user_id=actor.user_id,
        actor_invitation_id=actor.invitation_id,
        role=participant.role,
        invited_name=participant.name,
        typed_name=typed_name,
        reason=reason,
        requested_at=now,
        alive_until=now + lease(),
    )


def pause_words(pause: timedelta) -> str:
    """When somebody may ask again."""
    seconds = ceil(pause.total_seconds())
    when = f"{seconds} seconds" if seconds < 120 else f"{ceil(seconds / 60)} minutes"
    return (
        f"You may ask again in {when}. If you expect an interview now, call or write to whoever invited you."
    )


def keep_waiting(request_id: UUID, *, reason: RequestReason | None = None) -> AdmissionRequest | None:
    """Push forward until when a request counts as waiting, with another reason where that has changed.

    Gives it as it stands afterwards; None where its interview is gone.
    """
    change: dict[str, Any] = {"alive_until": timezone.now() + lease()}
    if reason is not None:
        change["reason"] = reason
    AdmissionRequest.objects.filter(pk=request_id, state=RequestState.WAITING).update(**change)
    return first_or_none(
        AdmissionRequest.objects.filter(pk=request_id).select_related("interview", "decided_by")
    )


def withdraw(request_id: UUID) -> bool:
    """Write that somebody does not wait any more. False if it was decided, or written, before."""
    waiting = AdmissionRequest.objects.filter(pk=request_id, state=RequestState.WAITING)
    return waiting.update(state=RequestState.WITHDRAWN) == 1


def withdraw_lost() -> list[AdmissionRequest]:
    """Write it of those whose server process was killed while they waited; each is given to one caller."""
    lost = AdmissionRequest.objects.filter(state=RequestState.WAITING, alive_until__lt=timezone.now())
    return [request for request in lost if withdraw(request.pk)]


def waiting_in_room(interview_id: UUID) -> QuerySet[AdmissionRequest]:
    """Whom the interviewers in a room have to decide about, the longest waiting first."""
    waiting = AdmissionRequest.objects.waiting().filter(interview_id=interview_id)
    return waiting.exclude(reason=RequestReason.EARLY).order_by("requested_at")


def waiting_for(user: User) -> QuerySet[AdmissionRequest]:
    """Who waits before any room of the interviews that this interviewer holds, the longest first."""
    return AdmissionRequest.objects.waiting().filter(interview__interviewers=user).order_by("requested_at")


def as_json(request: AdmissionRequest) -> dict[str, Any]:
    """A request as interviewers get it. `name` is what the person typed, `invitedName` what our records say."""
    return {
        "requestId": str(request.pk),
        "name": request.typed_name or request.invited_name,
        "invitedName": request.invited_name,
        "role": str(request.role),
        "reason": str(request.reason),
        "since": request.requested_at.isoformat(),
    }


# Deciding -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def decide(*, by: Participant, request_id: UUID, outcome: RequestState) -> AdmissionRequest:
    """Admit or deny somebody who waits. The first decision stands; the same one once more changes nothing.

    Raises Refused with `already_decided` after another one, and with `unknown_request` where nobody waits any more.
    """
    lock_active_interview(by.interview_id)
    requests = AdmissionRequest.objects.filter(pk=request_id, interview_id=by.interview_id)
    decided = requests.filter(state=RequestState.WAITING).update(
        state=outcome, decided_by_id=by.actor.user_id, decided_at=timezone.now()
    )
    request = first_or_none(requests.select_related("decided_by"))
    if request is None or request.state == RequestState.WITHDRAWN:
        raise refused(RoomCode.UNKNOWN_REQUEST)
    if not decided:
        state = RequestState(request.state)
        if WORD_OF_STATE[state] != WORD_OF_STATE[outcome]:
            assert request.decided_by is not None
            words = f"{request.decided_by.display_name} has already {WORD_OF_STATE[state]} {request.invited_name}."
            raise refused_with(RoomCode.ALREADY_DECIDED, words)
        return request
    if outcome == RequestState.ADMITTED and request.actor_invitation_id is not None:
        Invitation.objects.filter(pk=request.actor_invitation_id).update(standing=Standing.ADMITTED)
    record_event(
        by.interview_id,
        EVENT_OF_STATE[outcome],
        actor=by.actor,
        payload={**_subject(request.actor), "reason": str(request.reason)},
    )
    return request


def _subject(actor: Actor) -> dict[str, Any]:
    """Whom an event is about, as timelines name people."""
    if actor.invitation_id is not None:
        return {"invitationId": actor.invitation_id}
    return {"accountId": actor.user_id}


@transaction.atomic
def remove_participant(*, by: Participant, person: str, user_id: str) -> None:
    """Write that a peer was taken out of the room. A candidate has to ask before coming in again; an observer is
    not asked to observe any more.
    """
    lock_active_interview(by.interview_id)
    actor = Actor.from_key(person)
    if actor.invitation_id is not None:
        Invitation.objects.filter(pk=actor.invitation_id).update(standing=Standing.REMOVED)
    elif actor.user_id is not None:
        observers = Interview.observers.through.objects.filter(interview_id=by.interview_id)
        # Not by the manager, whose signal would tell them less than what happened.
        observers.filter(user_id=actor.user_id).delete()
    record_event(
        by.interview_id,
        EventKind.PARTICIPANT_REMOVED,
        actor=by.actor,
        payload={**_subject(actor), "userId": user_id},
    )


@transaction.atomic
def set_lock(*, by: Participant, locked: bool) -> bool:
    """Lock or unlock the room; False where it is so already. In the database, so that it outlives Redis."""
    lock_active_interview(by.interview_id)
    changed = Interview.objects.filter(pk=by.interview_id, room_locked=not locked).update(room_locked=locked)
    if not changed:
        return False
    kind = EventKind.ROOM_LOCKED if locked else EventKind.ROOM_UNLOCKED
    record_event(by.interview_id, kind, actor=by.actor)
    return True


def is_locked(interview_id: UUID) -> bool:
    return Interview.objects.filter(pk=interview_id, room_locked=True).exists()
