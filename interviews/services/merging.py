"""Merge two records of one person: everything moves to the one that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from interviews.errors import PeopleCode, people_refused
from interviews.models import Application, Candidate, DecisionRecord, Interview, Invitation, User
from interviews.services.candidates import lock_candidates

# Beyond every number that a decision has: rows are moved out of the way before they are numbered anew.
OUT_OF_THE_WAY = 1_000_000


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would move."""

    invitations: int
    applications: Sequence[Application]
    # Those of both for the same position, which become one with both histories.
    joined: Sequence[Application]
    tags: Sequence[str]


def preview(kept: Candidate, duplicate: Candidate) -> MergePreview:
    """What `merge_candidates` would do; reads only."""
    applied = list(duplicate.applications.select_related("position"))
    positions = set(kept.applications.values_list("position_id", flat=True))
    tags = set(duplicate.tags.values_list("name", flat=True)) - set(kept.tags.values_list("name", flat=True))
    return MergePreview(
        invitations=duplicate.invitations.count(),
        applications=[each for each in applied if each.position_id not in positions],
        joined=[each for each in applied if each.position_id in positions],
        tags=sorted(tags),
    )


@transaction.atomic
def merge_candidates(*, kept: Candidate, duplicate: Candidate, actor: User) -> None:
    """Make the duplicate part of the kept person. Its address keeps leading to them; there is no way back.

    Raises Refused with `same_person` and `already_merged`.
    """
    if kept.pk == duplicate.pk:
        raise people_refused(PeopleCode.SAME_PERSON)
    # Both in one order: of two who merge these the other way round, one waits and is refused.
    locked = lock_candidates([kept.pk, duplicate.pk])
    if len(locked) != 2 or any(one.merged_into_id for one in locked):
        raise people_refused(PeopleCode.ALREADY_MERGED)
    Candidate.objects.filter(pk=duplicate.pk).update(
        merged_into=kept, merged_at=timezone.now(), merged_by=actor
    )
    Candidate.objects.filter(merged_into=duplicate).update(merged_into=kept)
    Invitation.objects.filter(candidate=duplicate).update(candidate=kept)
    kept.tags.add(*duplicate.tags.all())
    duplicate.tags.clear()
    of_kept = {each.position_id: each for each in kept.applications.all()}
    for application in duplicate.applications.all():
        if application.position_id in of_kept:
            _join(of_kept[application.position_id], application)
        else:
            Application.objects.filter(pk=application.pk).update(candidate=kept)


def _join(kept: Application, other: Application) -> None:
    """One application out of two for the same position; their decisions stand in the order of their times."""
    Interview.objects.filter(application=other).update(application=kept)
    history = sorted(
        DecisionRecord.objects.filter(application__in=[kept, other]),
        key=lambda record: (record.decided_at, record.pk),
    )
    for start in (OUT_OF_THE_WAY, 1):
        for number, record in enumerate(history, start):
            DecisionRecord.objects.filter(pk=record.pk).move_to(kept, number=number)
    newest = history[-1] if history else None
    Application.objects.filter(pk=kept.pk).update(
        created_at=min(kept.created_at, other.created_at),
        decision_count=len(history),
        **(
            {
                "decision": newest.decision,
                "decided_at": newest.decided_at,
                "decided_by": newest.decided_by_id,
            }
            if newest
            else {}
        ),
    )
    other.delete()
