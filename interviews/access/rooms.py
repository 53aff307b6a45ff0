"""Who may be in a live room, and as what."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils import timezone

from interviews.access.codes import AccessCode, refused
from interviews.access.invitations import invitation_for_token, invitation_refusal
from interviews.choices import InterviewState, Role, StageMode, Standing
from interviews.models import Interview, Invitation, User
from interviews.timeline import Actor
from talentsync.lib.prepared_query import PreparedQuery
from talentsync.lib.queries import first_or_none


def interview_refusal(interview: Interview) -> AccessCode | None:
    """Why nobody may be in this interview's live room."""
    if interview.stage.mode != StageMode.LIVE:
        return AccessCode.NOT_A_LIVE_STAGE
    if interview.state == InterviewState.CANCELLED:
        return AccessCode.INTERVIEW_CANCELLED
    if interview.state == InterviewState.COMPLETED:
        return AccessCode.INTERVIEW_OVER
    return None


def room_refusal(interview: Interview, role: Role) -> AccessCode | None:
    """Why a person of this role may not enter the room now.

    Everybody else waits for the first interviewer, whose arrival makes the interview live.
    """
    refusal = interview_refusal(interview)
    if refusal is None and role != Role.INTERVIEWER and interview.state == InterviewState.SCHEDULED:
        return AccessCode.WAITING_FOR_INTERVIEWER
    return refusal


def invitation_for_page(token: str) -> Invitation:
    """The invitation behind a candidate's page. Raises Refused, also when the room is closed for good."""
    invitation = invitation_for_token(token)
    code = room_refusal(invitation.interview, Role.CANDIDATE)
    if code is not None and code != AccessCode.WAITING_FOR_INTERVIEWER:
        raise refused(code)
    return invitation


@dataclass(frozen=True, slots=True)
class Participant:
    """A person's rights in one interview, as our records have them."""

    interview_id: uuid.UUID
    role: Role
    name: str
    actor: Actor

    @property
    def key(self) -> str:
        return self.actor.key


def participant_for_invitation(invitation: Invitation) -> Participant:
    return Participant(
        interview_id=invitation.interview_id,
        role=Role(invitation.role),
        name=invitation.name,
        actor=Actor(invitation_id=invitation.pk),
    )


def participant_for_account(user: User, interview_id: uuid.UUID, role: Role) -> Participant:
    return Participant(interview_id=interview_id, role=role, name=user.display_name, actor=Actor.user(user))


def participant_for_interviewer(user: User, interview_id: uuid.UUID) -> Participant:
    return participant_for_account(user, interview_id, Role.INTERVIEWER)


# Every join of a room reads one of these; compiling them was half of what a join cost.
_INVITATION_BY_ID = PreparedQuery(
    lambda pk: Invitation.objects.select_related("interview__stage").filter(pk=pk), Invitation._meta.pk
)
_ROW_OF_ACCOUNT: dict[type[Model], PreparedQuery[Any]] = {
    people: PreparedQuery(
        lambda user_id, interview_id, people=people: people._default_manager.select_related(
            "user", "interview__stage"
        ).filter(user_id=user_id, interview_id=interview_id),
        User._meta.pk,
        Interview._meta.pk,
    )
    for people in (Interview.interviewers.through, Interview.observers.through)
}


def interview_for_interviewer(user: User | AnonymousUser, interview_id: uuid.UUID) -> Interview:
    """The interview, if this person holds it. "Not yours" and "not there" are the same answer."""
    if not isinstance(user, User) or not user.is_active:
        raise refused(AccessCode.UNAUTHENTICATED)
    own = Interview.objects.for_interviewer(user).select_related("stage")
    interview = first_or_none(own.filter(pk=interview_id))
    if interview is None:
        raise refused(AccessCode.ROOM_NOT_FOUND)
    return interview


def interview_for_colleague(user: User | AnonymousUser, interview_id: uuid.UUID) -> tuple[Interview, Role]:
    """The interview, if this person holds or observes it, and what they are in it."""
    if not isinstance(user, User) or not user.is_active:
        raise refused(AccessCode.UNAUTHENTICATED)
    _, interview, role = interview_of_account(user.pk, interview_id)
    return interview, role


def interview_of_account(user_id: int, interview_id: uuid.UUID) -> tuple[User, Interview, Role]:
    """The same for a person by their id: who they are, the interview with its stage, and what they are in it.

    In one statement for those who hold it.
    """
    for people, role in ((Interview.interviewers, Role.INTERVIEWER), (Interview.observers, Role.OBSERVER)):
        row = _row_of(people.through, user_id, interview_id)
        if row is not None:
            if not row.user.is_active:
                raise refused(AccessCode.UNAUTHENTICATED)
            return row.user, row.interview, role
    has_account = User.objects.filter(pk=user_id, is_active=True).exists()
    raise refused(AccessCode.ROOM_NOT_FOUND if has_account else AccessCode.UNAUTHENTICATED)


def interview_still_open_to(participant: Participant) -> Interview:
    """The interview with its stage, if what let this person in still holds; read afresh, in one statement.

    Raises Refused.
    """
    if participant.actor.invitation_id is not None:
        return _invitation_still_usable(participant).interview
    assert participant.actor.user_id is not None
    people = Interview.observers if participant.role == Role.OBSERVER else Interview.interviewers
    row = _row_of(people.through, participant.actor.user_id, participant.interview_id)
    if row is None or not row.user.is_active:
        raise refused(AccessCode.FORBIDDEN)
    interview: Interview = row.interview
    return interview


def standing_now(participant: Participant) -> tuple[Interview, Standing]:
    """The same, with what the interviewers have decided about this person."""
    if participant.actor.invitation_id is None:
        return interview_still_open_to(participant), Standing.NONE
    invitation = _invitation_still_usable(participant)
    return invitation.interview, Standing(invitation.standing)


def _invitation_still_usable(participant: Participant) -> Invitation:
    assert participant.actor.invitation_id is not None
    invitation = _INVITATION_BY_ID.first(participant.actor.invitation_id)
    if invitation is None:
        raise refused(AccessCode.INVITATION_REVOKED)
    if code := invitation_refusal(invitation, now=timezone.now()):
        raise refused(code)
    return invitation


def _row_of(through: type[Model], user_id: int, interview_id: uuid.UUID) -> Any:
    """The row that ties an account to an interview, with both and the stage; None where there is none."""
    return _ROW_OF_ACCOUNT[through].first(user_id, interview_id)
