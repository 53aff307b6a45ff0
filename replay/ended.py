"""Ended interviews with what is missing: scorecards to hand in, and sessions to review."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from interviews.access.feedback import awaited_scorecards
from interviews.access.looking_back import interviews_to_look_back_on
from interviews.models import Interview, Invitation, User
from interviews.urls_for import scorecard_path
from proctoring.selectors import candidates_to_review

MAX_WORDS: Final = 6
_Holding: Final = Interview.interviewers.through


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is to be done yet. `url` leads there, where it is this person's to do."""

    text: str
    url: str | None


def may_review(user: User) -> bool:
    return user.has_perm("proctoring.change_proctoredcandidate")


def ended_interviews(user: User, search: str, *, only_missing: bool) -> QuerySet[Interview]:
    """Those that this person may look back on, the newest first, with all of these words somewhere."""
    found = interviews_to_look_back_on(user).filter(started_at__isnull=False)
    for word in search.split()[:MAX_WORDS]:
        found = found.filter(_has_word(word))
    if only_missing:
        lacking = Q(Exists(_awaited(user).filter(interview=OuterRef("pk"))))
        if may_review(user):
            lacking |= Q(Exists(candidates_to_review().filter(interview=OuterRef("pk"))))
        found = found.filter(lacking)
    return (
        found.select_related("stage")
        .prefetch_related("invitations", "interviewers")
        .order_by("-ended_at", "pk")
    )


def _has_word(word: str) -> Q:
    invited = Invitation.objects.filter(interview=OuterRef("pk"))
    holders = _Holding._default_manager.filter(interview=OuterRef("pk"))
    return (
        Q(title__icontains=word)
        | Q(stage__name__icontains=word)
        | Q(Exists(invited.filter(Q(name__icontains=word) | Q(email__icontains=word))))
        | Q(
            Exists(
                holders.filter(
                    Q(user__first_name__icontains=word)
                    | Q(user__last_name__icontains=word)
                    | Q(user__username__icontains=word)
                )
            )
        )
    )


def _awaited(user: User) -> QuerySet[Any]:
    """Who of whom was in a live room still has to hand in a scorecard: for an interviewer, whether they have to."""
    awaited = awaited_scorecards()
    return awaited if may_review(user) else awaited.filter(user=user)


def missing_of(user: User, interviews: Iterable[Interview]) -> dict[UUID, list[Missing]]:
    """What each of them lacks, in two queries."""
    by_id = {interview.pk: interview for interview in interviews}
    missing: dict[UUID, list[Missing]] = defaultdict(list)
    awaited = (
        _awaited(user).filter(interview__in=by_id).select_related("user").order_by("user__first_name", "pk")
    )
    for holding in awaited:
        if holding.user_id == user.pk:
            own = Missing("Your scorecard", scorecard_path(by_id[holding.interview_id]))
            missing[holding.interview_id].insert(0, own)
        else:
            others = Missing(f"Scorecard of {holding.user.display_name}", None)
            missing[holding.interview_id].append(others)
    if may_review(user):
        for candidate in candidates_to_review().filter(interview__in=by_id).order_by("pk"):
            url = reverse("admin:proctoring_proctoredcandidate_change", args=[candidate.pk])
            missing[candidate.interview_id].append(Missing(f"Review of {candidate.name}'s pictures", url))
    return missing
