"""Who may see an interview again, live or a coding session, and go on from it."""

import uuid
from typing import Final

from django.contrib.auth.models import AnonymousUser

from interviews.access.accounts import is_interviewer
from interviews.access.codes import AccessCode, refused
from interviews.choices import StageMode
from interviews.models import Interview, User
from interviews.models.interview import InterviewQuerySet
from interviews.visibility import visible_interviews
from talentsync.lib.queries import first_or_none

# What makes somebody without a part in an interview one who may see it again.
LOOKING_BACK: Final = ("interviews.view_interview", "interviews.view_timelineevent")


def looks_back(user: User) -> bool:
    """Whether this person has a list of ended interviews."""
    return user.is_active and (is_interviewer(user) or user.has_perms(LOOKING_BACK))


def interviews_to_look_back_on(user: User) -> InterviewQuerySet:
    """Ended interviews: for recruiters those that they see, for interviewers those that they hold."""
    if user.has_perms(LOOKING_BACK):
        return visible_interviews(user).ended()
    return Interview.objects.ended().filter(interviewers=user)


def may_watch(user: User | AnonymousUser, interview: Interview) -> bool:
    """Whether this person may see an interview again, live or a coding session: those who hold it, and recruiters."""
    if not isinstance(user, User) or not user.is_active:
        return False
    is_recruiter = user.has_perms(LOOKING_BACK)
    if is_recruiter and visible_interviews(user).filter(pk=interview.pk).exists():
        return True
    return interview.interviewers.filter(pk=user.pk).exists()


def interview_to_watch(user: User | AnonymousUser, interview_id: uuid.UUID) -> Interview:
    """The interview, if this person may see it again. "Not yours" and "not there" are the same answer."""
    interview = first_or_none(Interview.objects.select_related("stage").filter(pk=interview_id))
    if interview is None or not may_watch(user, interview):
        raise refused(AccessCode.ROOM_NOT_FOUND)
    return interview


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
