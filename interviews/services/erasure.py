"""Erase a person: their record, applications, and everything of the interviews that were theirs alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q

from interviews.choices import EventKind
from interviews.errors import PeopleCode, people_refused
from interviews.hooks import invitation_erasers, name_erasers
from interviews.models import Application, Candidate, Interview, Invitation, Tag, TimelineEvent, User
from interviews.services.candidates import lock_candidates
from interviews.services.continued import ContinuedRooms, continued_rooms, copies_of
from interviews.services.invitations import revoke_invitation
from interviews.timeline import Actor

ERASED_NAME: Final = "Erased person"
# Reserved by RFC 2606, as the demo's.
ERASED_DOMAIN: Final = "erased.invalid"


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure is about: interviews that go as a whole, invitations of interviews that others have too.

    `continued` are rooms that began with a copy out of those interviews, which go as well; `kept` are such rooms to
    which others were invited.
    """

    interviews: int
    shared: int
    applications: int
    continued: int
    kept: frozenset[UUID]


def preview(candidate: Candidate) -> Erasure:
    """What `erase_candidate` would delete; reads only."""
    return _with_rooms(candidate, rooms_continued_from(candidate))


def _with_rooms(candidate: Candidate, rooms: ContinuedRooms) -> Erasure:
    return Erasure(
        interviews=_own_interviews(candidate).count(),
        shared=_shared_invitations(candidate).count(),
        applications=candidate.applications.count(),
        continued=len(rooms.alone),
        kept=rooms.shared,
    )


@transaction.atomic
def erase_candidate(*, candidate: Candidate, actor: User) -> Erasure:
    """Delete a person with their applications, decisions, tags, duplicates and interviews. There is no way back.

    In an interview that others were invited to as well, the invitation stays without name and address, and what the
    apps hold about it is deleted. Raises Refused with `already_merged`.
    """
    lock_candidates(_with_duplicates(candidate))
    # Read once more, because a merge may have been waited for.
    people = _with_duplicates(candidate)
    if Candidate.objects.filter(pk=candidate.pk).exclude(merged_into=None).exists():
        raise people_refused(PeopleCode.ALREADY_MERGED)
    rooms = rooms_continued_from(candidate)
    done = _with_rooms(candidate, rooms)
    shared = list(_shared_invitations(candidate).select_related("interview__stage"))
    for invitation in shared:
        _blank(invitation, actor)
    own = [*_own_interviews(candidate).values_list("pk", flat=True), *rooms.alone]
    tags = list(Tag.objects.filter(candidates__in=people).values_list("pk", flat=True))
    _forget_log(Interview, [*own, *(invitation.interview_id for invitation in shared)])
    _forget_log(Application, candidate.applications.values_list("pk", flat=True))
    _forget_log(Candidate, people)
    for interview in Interview.objects.filter(pk__in=own):
        interview.delete()
    candidate.duplicates.all().delete()
    candidate.applications.all().delete()
    if shared:
        # Somebody has to be whom the blank invitations were for.
        candidate.tags.clear()
        candidate.name, candidate.email = ERASED_NAME, _blank_address(candidate.pk)
        candidate.time_zone = ""
        candidate.save()
    else:
        candidate.delete()
    # A tag that nobody else has may be about them.
    Tag.objects.filter(pk__in=tags, candidates=None).delete()
    return done


def _with_duplicates(candidate: Candidate) -> list[int]:
    return [candidate.pk, *candidate.duplicates.values_list("pk", flat=True)]


def rooms_continued_from(candidate: Candidate) -> ContinuedRooms:
    """Rooms that began with a copy out of an interview of this person alone, or with a submission of theirs.

    What was shared with others in one room is shared in a room that goes on from there.
    """
    own = list(_own_interviews(candidate).values_list("pk", flat=True))
    submissions = [pk for invitation in _shared_invitations(candidate) for pk in submissions_of(invitation)]
    return continued_rooms(copies_of(own, submissions), candidate_id=candidate.pk, known=own)


def submissions_of(invitation: Invitation) -> list[str]:
    """What they ran and submitted, by the timeline: also what was deleted since."""
    events = TimelineEvent.objects.filter(
        interview=invitation.interview_id,
        kind__in=(EventKind.DSA_RUN, EventKind.DSA_SUBMITTED),
        actor_invitation=invitation,
    )
    payloads = events.values_list("payload", flat=True)
    # Demos made before told of one that there is not.
    return [payload["submissionId"] for payload in payloads if "submissionId" in payload]


def _own_interviews(candidate: Candidate) -> Any:
    others = Invitation.objects.filter(interview=OuterRef("pk")).exclude(candidate=candidate)
    return Interview.objects.filter(Q(pk__in=candidate.invitations.values("interview")), ~Exists(others))


def _shared_invitations(candidate: Candidate) -> Any:
    others = Invitation.objects.filter(interview=OuterRef("interview")).exclude(candidate=candidate)
    return candidate.invitations.filter(Exists(others))


def _blank(invitation: Invitation, actor: User) -> None:
    revoke_invitation(invitation=invitation, actor=actor)
    _forget_scores(invitation)
    for erase_name in name_erasers:
        erase_name(invitation, ERASED_NAME)
    for erase in invitation_erasers:
        erase(invitation, Actor.user(actor))
    invitation.mails.all().delete()
    Invitation.objects.filter(pk=invitation.pk).update(
        name=ERASED_NAME, email=_blank_address(invitation.candidate_id, invitation.pk), opened_at=None
    )


def _forget_scores(invitation: Invitation) -> None:
    """Take the scores of this person's submissions out of what the interview holds of all."""
    own = set(submissions_of(invitation))
    interview = Interview.objects.select_for_update().get(pk=invitation.interview_id)
    listed = interview.stage_data.get("dsaSubmissions", [])
    kept = [entry for entry in listed if entry["submissionId"] not in own]
    if len(kept) < len(listed):
        interview.stage_data = {**interview.stage_data, "dsaSubmissions": kept}
        interview.save(update_fields=["stage_data"])


def _blank_address(*numbers: int) -> str:
    return f"erased-{'-'.join(map(str, numbers))}@{ERASED_DOMAIN}"


def _forget_log(model: type[Model], keys: Iterable[Any]) -> None:
    """The admin's own log repeats names in its texts; that something was done, by whom and when stays."""
    ids: Collection[str] = [str(key) for key in keys]
    LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id__in=ids).update(
        object_repr=ERASED_NAME, change_message=""
    )
