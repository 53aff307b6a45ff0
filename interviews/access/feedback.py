"""Whose notes and scorecards of an interview somebody may read, and which are still awaited."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from interviews.access.looking_back import LOOKING_BACK
from interviews.choices import EventKind, StageMode
from interviews.models import Interview, Scorecard, TimelineEvent, User
from interviews.models.user import UserQuerySet


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
