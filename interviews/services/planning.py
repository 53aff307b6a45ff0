"""Plan one or several interviews of a candidate in one go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from interviews.availability import appointments_of
from interviews.choices import StageMode
from interviews.errors import ChoosingCode, choosing_refused
from interviews.mail import outbox
from interviews.models import (
    Candidate,
    Interview,
    InterviewQuestion,
    Invitation,
    Position,
    StageTypeConfig,
    User,
)
from interviews.models.invitation import expiry_for
from interviews.services.applications import apply_for
from interviews.services.candidates import candidate_for
from interviews.services.choosing import offer_times
from interviews.services.interviews import lock_calendars, schedule_interview
from interviews.services.invitations import issue_invitation


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """One interview. `start` is None where the candidate chooses among `offered`, and for a coding session."""

    stage: StageTypeConfig
    minutes: int
    start: datetime | None = None
    offered: Sequence[datetime] = ()
    interviewers: Sequence[User] = ()
    # Although one of them has something else then.
    is_despite_conflicts: bool = False
    # None: the stage's whole bank.
    questions: Sequence[InterviewQuestion] | None = None
    valid_days: int | None = None
    # By the names of `hooks.invite_fields`: what other apps were told of it.
    extras: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is to have which interviews. An empty `time_zone` leaves what is known of the candidate."""

    name: str
    email: str
    title: str
    rounds: Sequence[PlannedRound]
    position: Position | None = None
    time_zone: str = ""


@transaction.atomic
def carry_out(
    plan: Plan,
    *,
    actor: User,
    tell: bool,
    prepare: Callable[[Interview, PlannedRound], None],
) -> list[Interview]:
    """Make all of a plan, or nothing; gives the interviews in the plan's order. `prepare` gets each of them.

    Raises Refused, with `time_taken` where an interviewer has something else at a fixed time.
    """
    _require_free_times(plan)
    candidate = candidate_for(name=plan.name, email=plan.email)
    if plan.time_zone and candidate.time_zone != plan.time_zone:
        Candidate.objects.filter(pk=candidate.pk).update(time_zone=plan.time_zone)
    application = apply_for(candidate=candidate, position=plan.position) if plan.position else None
    interviews = []
    for each in plan.rounds:
        interview = schedule_interview(
            interview=Interview(
                title=plan.title,
                stage=each.stage,
                application=application,
                scheduled_start=each.start or (min(each.offered) if each.offered else timezone.now()),
                duration_minutes=each.minutes,
            ),
            interviewers=each.interviewers,
            questions=each.questions if each.stage.mode == StageMode.LIVE else None,
            actor=actor,
            tell=False,
        )
        invitation = issue_invitation(
            invitation=Invitation(
                interview=interview,
                candidate=candidate,
                name=plan.name,
                email=plan.email,
                expires_at=_expiry(interview, each),
            ),
            actor=actor,
            tell=False,
        )
        prepare(interview, each)
        if each.offered:
            offer_times(interview=interview, starts=each.offered, actor=actor, tell=False)
        if tell:
            invitation.interview = interview
            outbox.invite_candidate(invitation)
            outbox.invite_colleagues(interview, each.interviewers)
        interviews.append(interview)
    return interviews


def _require_free_times(plan: Plan) -> None:
    """From here on nobody gets another appointment by a candidate's choice or another plan, which wait for this one.

    One that is made otherwise meanwhile is not seen (`lock_calendars`).
    """
    lock_calendars(person.pk for each in plan.rounds for person in each.interviewers)
    for each in plan.rounds:
        if each.start is None or each.is_despite_conflicts or each.stage.mode != StageMode.LIVE:
            continue
        people = [person.pk for person in each.interviewers]
        if appointments_of(people, each.start, each.start + timedelta(minutes=each.minutes)):
            raise choosing_refused(ChoosingCode.TIME_TAKEN)


def _expiry(interview: Interview, planned: PlannedRound) -> datetime:
    if planned.valid_days is not None:
        return timezone.now() + timedelta(days=planned.valid_days)
    if planned.offered:
        latest = max(planned.offered) + timedelta(minutes=planned.minutes, days=1)
        return max(expiry_for(interview), latest)
    return expiry_for(interview)
