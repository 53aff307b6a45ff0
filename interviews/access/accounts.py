"""What an account may be in interviews at all."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Q, QuerySet

from interviews.models import Interview, User
from interviews.models.user import INTERVIEWERS, RECRUITERS


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


def may_join_as_colleague() -> QuerySet[User]:
    """Who can be asked to hold or to observe an interview."""
    return User.objects.filter(is_active=True, groups__name__in=(INTERVIEWERS, RECRUITERS)).distinct()
