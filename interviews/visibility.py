"""Which records a person with rights in the admin gets to see: all, or those of the positions that they are on.

Permissions say what somebody may do, this says with which rows. Every list, page, export, search and API of
recruiters filters by it; whoever is limited finds the rest not there.
"""

from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from interviews.models import Application, Candidate, Interview, Invitation, Position, User
from interviews.models.interview import InterviewQuerySet

EVERYTHING: Final = Q()


def sees_everything(user: User | AnonymousUser) -> bool:
    """Whether nothing is filtered. Nobody else but a person is limited; permissions keep strangers out before."""
    return not isinstance(user, User) or user.is_superuser or not user.only_own_positions


def interview_condition(user: User | AnonymousUser, path: str = "pk") -> Q:
    """That the interview at `path` is one that the person sees: of a position of theirs, made or held by them."""
    if sees_everything(user):
        return EVERYTHING
    assert isinstance(user, User)
    own = Interview.objects.filter(
        Q(application__position__in=user.positions.all())
        | Q(created_by=user)
        | Q(pk__in=user.interviews.values("pk"))
    )
    return Q(**{f"{path}__in": own.values("pk")})


def mail_condition(user: User | AnonymousUser) -> Q:
    """That a mail is about an interview that the person sees, or an invitation of a colleague that they made."""
    if sees_everything(user):
        return EVERYTHING
    return interview_condition(user, "interview") | Q(interview=None, colleague_invitation__invited_by=user)


def position_condition(user: User | AnonymousUser, path: str = "pk") -> Q:
    """That the position at `path` is one that the person is on."""
    if sees_everything(user):
        return EVERYTHING
    assert isinstance(user, User)
    return Q(**{f"{path}__in": user.positions.values("pk")})


def candidate_condition(user: User | AnonymousUser, path: str = "pk") -> Q:
    """That the candidate at `path` applied for a position of theirs, or is invited to an interview that they see."""
    if sees_everything(user):
        return EVERYTHING
    applied = Application.objects.filter(position_condition(user, "position"))
    invited = Invitation.objects.filter(interview_condition(user, "interview"))
    return Q(**{f"{path}__in": applied.values("candidate")}) | Q(
        **{f"{path}__in": invited.values("candidate")}
    )


def sees_all_of(user: User | AnonymousUser, candidate: Candidate) -> bool:
    """Whether nothing of a person is hidden from the viewer: only then may they do what concerns all of it."""
    if sees_everything(user):
        return True
    hidden = candidate.applications.exclude(position_condition(user, "position")).exists()
    return not hidden and not candidate.invitations.exclude(interview_condition(user, "interview")).exists()


def may_take_on(user: User | AnonymousUser, candidate: Candidate) -> bool:
    """Whether the person may have this candidate apply, or invite them: whom they see, and who is on nothing yet, such
    as one whom they have just added.
    """
    if visible_candidates(user).filter(pk=candidate.pk).exists():
        return True
    return not (candidate.applications.exists() or candidate.invitations.exists())


def visible_interviews(user: User | AnonymousUser) -> InterviewQuerySet:
    return Interview.objects.all().filter(interview_condition(user))


def visible_positions(user: User | AnonymousUser) -> QuerySet[Position]:
    return Position.objects.filter(position_condition(user))


def visible_candidates(user: User | AnonymousUser) -> QuerySet[Candidate]:
    return Candidate.objects.filter(candidate_condition(user))


def visible_applications(user: User | AnonymousUser) -> QuerySet[Application]:
    return Application.objects.filter(position_condition(user, "position"))


def visible_invitations(user: User | AnonymousUser) -> QuerySet[Invitation]:
    return Invitation.objects.filter(interview_condition(user, "interview"))
