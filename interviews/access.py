"""Who may enter what. Every app asks here; nobody else decides.

Rules are pure functions that return the reason for a refusal, or None. Loaders read the records and raise `Refused`.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from interviews.choices import EventKind, InterviewState, Role, StageMode, Standing
from interviews.models import Interview, Invitation, Scorecard, TimelineEvent, User
from interviews.models.interview import InterviewQuerySet
from interviews.models.invitation import key_of_token
from interviews.models.user import INTERVIEWERS, RECRUITERS, UserQuerySet
from interviews.timeline import Actor
from interviews.visibility import visible_interviews
from talentsync.lib.errors import Refused
from talentsync.lib.prepared_query import PreparedQuery
from talentsync.lib.queries import first_or_none


class AccessCode(StrEnum):
    """Stable codes of refused access; docs/protocol.md lists them."""

    UNAUTHENTICATED = "unauthenticated"
    INVITATION_INVALID = "invitation_invalid"
    INVITATION_EXPIRED = "invitation_expired"
    INVITATION_REVOKED = "invitation_revoked"
    ROOM_NOT_FOUND = "room_not_found"
    NOT_A_LIVE_STAGE = "not_a_live_stage"
    INTERVIEW_OVER = "interview_over"
    INTERVIEW_CANCELLED = "interview_cancelled"
    WAITING_FOR_INTERVIEWER = "waiting_for_interviewer"
    FORBIDDEN = "forbidden"
    REMOVED = "removed"


MESSAGES: dict[AccessCode, str] = {
    AccessCode.UNAUTHENTICATED: "Sign in, or open the invitation link that you were sent.",
    AccessCode.INVITATION_INVALID: "This invitation link is not valid. Check that you copied all of it.",
    AccessCode.INVITATION_EXPIRED: "This invitation has expired. Ask the person who invited you for a new link.",
    AccessCode.INVITATION_REVOKED: "This invitation was withdrawn. Ask the person who invited you.",
    AccessCode.ROOM_NOT_FOUND: "There is no such room for you.",
    AccessCode.NOT_A_LIVE_STAGE: "This interview is not held in a live room.",
    AccessCode.INTERVIEW_OVER: "This interview has ended.",
    AccessCode.INTERVIEW_CANCELLED: "This interview was cancelled.",
    AccessCode.WAITING_FOR_INTERVIEWER: "The interviewer is not here yet. You are let in as soon as they arrive.",
    AccessCode.FORBIDDEN: "Your role in this interview does not allow that.",
    AccessCode.REMOVED: "An interviewer has taken you out of the room.",
}


# What makes somebody without a part in an interview one who may see it again.
LOOKING_BACK: Final = ("interviews.view_interview", "interviews.view_timelineevent")


def refused(code: AccessCode) -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, MESSAGES[code])


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


# Rules ----------------------------------------------------------------------------------------------------------------


def invitation_refusal(invitation: Invitation, *, now: datetime) -> AccessCode | None:
    """Why this invitation opens nothing, revoked before expired: the recruiter's own act is the better answer."""
    if invitation.revoked_at is not None:
        return AccessCode.INVITATION_REVOKED
    if invitation.expires_at <= now:
        return AccessCode.INVITATION_EXPIRED
    return None


def own_records_refusal(invitation: Invitation, *, now: datetime) -> AccessCode | None:
    """Why this link shows no records of its candidate.

    An expired link of an interview that has begun is good for them: a coding session goes on when its link expires in
    the middle, and people may see what is held about them later. A revoked one opens nothing.
    """
    code = invitation_refusal(invitation, now=now)
    has_begun = invitation.interview.started_at is not None
    return None if code is AccessCode.INVITATION_EXPIRED and has_begun else code


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


def is_interviewer(user: User | AnonymousUser) -> bool:
    return user.is_active and user.groups.filter(name=INTERVIEWERS).exists()


def own_interviews_condition(user: User) -> Q:
    """That the person's own list of interviews is of use to them: they may hold some, or hold or observe one.

    It says nothing about the rows that are filtered by it: pages whose queries are counted ask it along with others.
    """
    holds = Interview.interviewers.through.objects.filter(user=user)
    observes = Interview.observers.through.objects.filter(user=user)
    may_hold = User.groups.through.objects.filter(user=user, group__name=INTERVIEWERS)
    return Q(Exists(may_hold)) | Q(Exists(holds)) | Q(Exists(observes))


def has_own_interviews(user: User) -> bool:
    return User.objects.filter(own_interviews_condition(user), pk=user.pk).exists()


# Loaders --------------------------------------------------------------------------------------------------------------

# Every join of a room reads these, every connection the second; compiling them was half of what a join cost.
_INVITATION_WITH_INTERVIEW = PreparedQuery(
    lambda key: Invitation.objects.select_related("interview__stage").filter(key=key),
    Invitation._meta.get_field("key"),
)
_INVITATION = PreparedQuery(
    lambda key: Invitation.objects.only("revoked_at", "expires_at").filter(key=key),
    Invitation._meta.get_field("key"),
)
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


def invitation_for_token(token: str) -> Invitation:
    """The invitation behind a link, usable now, with its interview. Raises Refused with an `invitation_*` code."""
    return _usable(token, _INVITATION_WITH_INTERVIEW)


def invitation_for_own_records(token: str) -> Invitation:
    """The invitation behind a link, for its candidate's own records. Raises Refused with an `invitation_*` code."""
    found = first_or_none(
        Invitation.objects.with_token(token).select_related(
            "candidate", "interview__stage", "interview__created_by", "interview__application__position"
        )
    )
    if found is None or found.role != Role.CANDIDATE:
        raise unknown_link(token)
    if code := own_records_refusal(found, now=timezone.now()):
        raise refused(code)
    return found


def require_usable_token(token: str) -> None:
    """The same check, for sockets that say only later which room they want: it reads a third as much."""
    _usable(token, _INVITATION)


class LinkReplaced(Refused):
    """A link that we made and that leads nowhere now: its person was given a newer one, or its interview is gone."""

    def __init__(self) -> None:
        super().__init__(
            AccessCode.INVITATION_INVALID,
            "This link was replaced by a newer one. Use the newest one that you were sent, or ask whoever invited you.",
        )


def unknown_link(token: str) -> Refused:
    """The refusal of a token that belongs to no invitation: mistyped, or replaced where we have signed it."""
    return refused(AccessCode.INVITATION_INVALID) if key_of_token(token) is None else LinkReplaced()


def _usable(token: str, invitation_of_key: PreparedQuery[Invitation]) -> Invitation:
    key = key_of_token(token)
    invitation = None if key is None else invitation_of_key.first(key)
    if invitation is None:
        raise unknown_link(token)
    if code := invitation_refusal(invitation, now=timezone.now()):
        raise refused(code)
    return invitation


def participant_for_invitation(invitation: Invitation) -> Participant:
    return Participant(
        interview_id=invitation.interview_id,
        role=Role(invitation.role),
        name=invitation.name,
        actor=Actor(invitation_id=invitation.pk),
    )


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


def _row_of(through: type[Model], user_id: int, interview_id: uuid.UUID) -> Any:
    """The row that ties an account to an interview, with both and the stage; None where there is none."""
    return _ROW_OF_ACCOUNT[through].first(user_id, interview_id)


def may_watch(user: User | AnonymousUser, interview: Interview) -> bool:
    """Whether this person may see an interview again, live or a coding session: those who hold it, and recruiters."""
    if not isinstance(user, User) or not user.is_active:
        return False
    is_recruiter = user.has_perms(LOOKING_BACK)
    if is_recruiter and visible_interviews(user).filter(pk=interview.pk).exists():
        return True
    return interview.interviewers.filter(pk=user.pk).exists()


def may_note(user: User, interview: Interview) -> bool:
    """Whether this person may write notes about the interview now: who holds it, until they have handed in."""
    if interview.started_at is None or not interview.interviewers.filter(pk=user.pk).exists():
        return False
    return not interview.scorecards.handed_in().filter(interviewer=user).exists()


def may_go_on(user: User, interview: Interview) -> bool:
    """Whether this person may begin a new room from a moment of a live interview.

    That is who may watch it, and may hold one or plan one.
    """
    if interview.stage.mode != StageMode.LIVE:
        return False
    return may_watch(user, interview) and (is_interviewer(user) or user.has_perm("interviews.add_interview"))


def session_to_go_on_from(user: User, interview_id: uuid.UUID) -> Interview:
    """A coding session whose submissions this person may open in a live room: who holds it, and recruiters who
    see it.

    "Not yours" and "not there" are the same answer. Raises Refused.
    """
    sessions = Interview.objects.select_related("stage").exclude(stage__mode=StageMode.LIVE)
    interview = first_or_none(sessions.filter(pk=interview_id))
    if interview is None or not user.is_active:
        raise refused(AccessCode.ROOM_NOT_FOUND)
    plans = user.has_perms(["interviews.add_interview", "dsa.view_submission"])
    sees = plans and visible_interviews(user).filter(pk=interview.pk).exists()
    holds = is_interviewer(user) and interview.interviewers.filter(pk=user.pk).exists()
    if not (sees or holds):
        raise refused(AccessCode.ROOM_NOT_FOUND)
    return interview


def looks_back(user: User) -> bool:
    """Whether this person has a list of ended interviews."""
    return user.is_active and (is_interviewer(user) or user.has_perms(LOOKING_BACK))


def interviews_to_look_back_on(user: User) -> InterviewQuerySet:
    """Ended interviews: for recruiters those that they see, for interviewers those that they hold."""
    if user.has_perms(LOOKING_BACK):
        return visible_interviews(user).ended()
    return Interview.objects.ended().filter(interviewers=user)


def interview_to_watch(user: User | AnonymousUser, interview_id: uuid.UUID) -> Interview:
    """The interview, if this person may see it again. "Not yours" and "not there" are the same answer."""
    interview = first_or_none(Interview.objects.select_related("stage").filter(pk=interview_id))
    if interview is None or not may_watch(user, interview):
        raise refused(AccessCode.ROOM_NOT_FOUND)
    return interview


def participant_for_account(user: User, interview_id: uuid.UUID, role: Role) -> Participant:
    return Participant(interview_id=interview_id, role=role, name=user.display_name, actor=Actor.user(user))


def readable_feedback(user: User, interview: Interview) -> set[int]:
    """Whose notes and scorecards of this interview the person may read now, by their accounts' ids."""
    return readable_feedback_of(user, [interview.pk])[interview.pk]


def readable_feedback_of(user: User, interview_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[int]]:
    """The same of many interviews, in as many statements as of one.

    Interviewers: their own, and once that is handed in, all that are. Recruiters: all, once every interviewer who was
    in the room has handed in. Nobody who can still be swayed reads what others think.
    """
    handed_in: dict[uuid.UUID, set[int]] = {pk: set() for pk in interview_ids}
    scorecards = Scorecard.objects.handed_in().filter(interview__in=interview_ids)
    for interview_id, author in scorecards.order_by().values_list("interview", "interviewer"):
        handed_in[interview_id].add(author)
    own = Interview.objects.filter(pk__in=interview_ids, interviewers=user)
    held = set(own.values_list("pk", flat=True))
    watched = set(_watched_by(user).filter(pk__in=interview_ids).values_list("pk", flat=True))
    owed = awaited_scorecards().filter(interview__in=interview_ids)
    awaited = set(owed.values_list("interview", flat=True))
    return {
        pk: {user.pk} | (authors if user.pk in authors else set())
        if pk in held
        else (authors if pk in watched - awaited else set())
        for pk, authors in handed_in.items()
    }


def _watched_by(user: User) -> QuerySet[Interview]:
    """The live interviews that a recruiter may see again: none for everybody else."""
    if not user.is_active or not user.has_perms(LOOKING_BACK):
        return Interview.objects.none()
    return Interview.objects.filter(stage__mode=StageMode.LIVE)


def awaited_scorecards() -> QuerySet[Any]:
    """The rows that tie interviewers to interviews which they were in and still owe a scorecard."""
    own = {"interview": OuterRef("interview")}
    was_there = TimelineEvent.objects.filter(
        **own, kind=EventKind.PARTICIPANT_JOINED, actor_user=OuterRef("user")
    )
    handed_in = Scorecard.objects.handed_in().filter(**own, interviewer=OuterRef("user"))
    people: type[Model] = Interview.interviewers.through
    return people._default_manager.filter(
        Exists(was_there), ~Exists(handed_in), user__is_active=True, interview__stage__mode=StageMode.LIVE
    )


def awaited_interviewers(interview: Interview) -> UserQuerySet:
    """Who was in the room as an interviewer, still holds the interview, and has not handed in a scorecard."""
    awaited = awaited_scorecards().filter(interview=interview)
    return User.objects.get_queryset().filter(pk__in=awaited.values("user"))


def participant_for_interviewer(user: User, interview_id: uuid.UUID) -> Participant:
    return participant_for_account(user, interview_id, Role.INTERVIEWER)


def may_join_as_colleague() -> QuerySet[User]:
    """Who can be asked to hold or to observe an interview."""
    return User.objects.filter(is_active=True, groups__name__in=(INTERVIEWERS, RECRUITERS)).distinct()


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
