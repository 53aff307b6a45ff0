"""Invite many people at once to coding sessions of one stage for one position: first look, then do it in one go."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from interviews.candidate_list import MAX_LINES, ListedPerson
from interviews.choices import InterviewState, PositionState, StageMode
from interviews.errors import PeopleCode, people_refused
from interviews.models import Candidate, Interview, Invitation, Position, StageTypeConfig, User
from interviews.models.candidate import normalised_address
from interviews.services.applications import apply_for
from interviews.services.candidates import add_tags, candidate_for
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import issue_invitation
from interviews.services.positions import add_position
from interviews.visibility import candidate_condition, visible_candidates


class LineOutcome(StrEnum):
    """What becomes of a line of the list."""

    NEW = "new"
    KNOWN = "known"
    INVITED = "invited"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line of the list as it was found: whom it is, and whether they would be invited."""

    person: ListedPerson
    outcome: LineOutcome
    words: str
    candidate: Candidate | None = None
    # People of the same name with another address, who may be the same.
    namesakes: Sequence[Candidate] = ()

    @property
    def is_to_invite(self) -> bool:
        return self.outcome in {LineOutcome.NEW, LineOutcome.KNOWN}


@dataclass(frozen=True, slots=True)
class InviteSetup:
    """What all of them are invited to. `position` may be one that is not stored yet."""

    position: Position
    stage: StageTypeConfig
    title: str
    valid_days: int
    tags: Sequence[str] = ()


def check(
    people: Iterable[ListedPerson], *, position: Position, stage: StageTypeConfig, viewer: User
) -> list[CheckedLine]:
    """What would become of each line; reads only, in a fixed number of queries.

    Somebody whom the viewer does not see is told as new; inviting them finds their record by the address.
    """
    people = list(people)
    sought = {normalised_address(person.email) for person in people if not person.error}
    known = {
        candidate.normalised_email: candidate.merged_into or candidate
        for candidate in Candidate.objects.annotate(person=Coalesce("merged_into", "pk"))
        .filter(candidate_condition(viewer, "person"), normalised_email__in=sought)
        .select_related("merged_into")
    }
    invited = _invited(known.values(), position, stage)
    namesakes: dict[str, list[Candidate]] = defaultdict(list)
    names = {person.name for person in people if not person.error}
    for candidate in visible_candidates(viewer).filter(merged_into=None, name__in=names):
        namesakes[candidate.name.casefold()].append(candidate)
    return list(_once_each([_checked(person, known, invited, namesakes) for person in people]))


def _once_each(lines: Iterable[CheckedLine]) -> Iterator[CheckedLine]:
    """Somebody whose records were merged may stand on a list with both addresses."""
    first: dict[int, int] = {}
    for line in lines:
        if line.candidate is not None and line.is_to_invite:
            number = first.setdefault(line.candidate.pk, line.person.line)
            if number != line.person.line:
                words = f"The same person as on line {number}; left out."
                line = replace(line, outcome=LineOutcome.INVITED, words=words)
        yield line


def _invited(
    candidates: Iterable[Candidate], position: Position, stage: StageTypeConfig
) -> dict[int, InterviewState]:
    """Whom of these have an interview of this stage for this position, and where it stands."""
    if position._state.adding:
        return {}
    rows = Interview.objects.filter(
        application__position=position, application__candidate__in=list(candidates), stage=stage
    ).exclude(state=InterviewState.CANCELLED)
    return {
        candidate: InterviewState(state)
        for candidate, state in rows.values_list("application__candidate", "state")
    }


def _checked(
    person: ListedPerson,
    known: dict[str, Candidate],
    invited: dict[int, InterviewState],
    namesakes: dict[str, list[Candidate]],
) -> CheckedLine:
    if person.error:
        return CheckedLine(person, LineOutcome.ERROR, person.error)
    candidate = known.get(normalised_address(person.email))
    if candidate is None:
        alike = namesakes[person.name.casefold()]
        return CheckedLine(person, LineOutcome.NEW, "New.", namesakes=alike)
    if candidate.pk in invited:
        took = invited[candidate.pk] == InterviewState.COMPLETED
        words = "Took this already; left out." if took else "Was invited to this already; left out."
        return CheckedLine(person, LineOutcome.INVITED, words, candidate)
    is_renamed = candidate.name.casefold() != person.name.casefold()
    words = f"Known as {candidate.name}." if is_renamed else "Known."
    return CheckedLine(person, LineOutcome.KNOWN, words, candidate)


def digest(lines: Iterable[CheckedLine], setup: InviteSetup) -> str:
    """A hash over what somebody has been shown: it differs as soon as anything else would be done."""
    told = [f"{line.person.email} {line.person.name} {line.outcome}" for line in lines]
    told += [
        setup.title,
        str(setup.position.pk or setup.position.title),
        str(setup.stage.pk),
        str(setup.valid_days),
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@transaction.atomic
def invite_many(
    *,
    people: Sequence[ListedPerson],
    setup: InviteSetup,
    seen: str,
    prepare: Callable[[Sequence[Interview]], None],
    actor: User,
) -> list[Invitation] | None:
    """An interview, an application and an invitation for everybody who is to have them; all or nothing.

    `seen` is the digest of what its author was shown: None, and nothing is done, where that holds no more, as when the
    same form is sent twice. `prepare` gets the new interviews. Raises Refused.
    """
    if len(people) > MAX_LINES:
        raise people_refused(PeopleCode.TOO_MANY_PEOPLE)
    if setup.stage.mode != StageMode.DSA:
        raise people_refused(PeopleCode.NOT_A_CODING_SESSION)
    if not setup.position._state.adding:
        # Whoever invites to the same position at the same moment waits here, and then finds these invited.
        position = Position.objects.select_for_update().get(pk=setup.position.pk)
        if position.state != PositionState.OPEN:
            raise people_refused(PeopleCode.POSITION_ARCHIVED)
    lines = check(people, position=setup.position, stage=setup.stage, viewer=actor)
    if digest(lines, setup) != seen:
        return None
    if setup.position._state.adding:
        add_position(position=setup.position, actor=actor)
    now = timezone.now()
    invitations = [_invite(line, setup, now, actor) for line in lines if line.is_to_invite]
    add_tags(candidates=[one.candidate for one in invitations], tags=setup.tags)
    prepare([one.interview for one in invitations])
    return invitations


def _invite(line: CheckedLine, setup: InviteSetup, now: datetime, actor: User) -> Invitation:
    person = line.person
    candidate = line.candidate or candidate_for(name=person.name, email=person.email)
    interview = schedule_interview(
        interview=Interview(
            title=setup.title,
            stage=setup.stage,
            application=apply_for(candidate=candidate, position=setup.position),
            scheduled_start=now,
            duration_minutes=setup.stage.usual_minutes,
        ),
        actor=actor,
    )
    invitation = Invitation(
        interview=interview,
        candidate=candidate,
        name=person.name,
        email=person.email,
        expires_at=now + timedelta(days=setup.valid_days),
    )
    return issue_invitation(invitation=invitation, actor=actor)
