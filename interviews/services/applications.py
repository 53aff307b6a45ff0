"""Write applications: apply, put an interview into one, decide."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from interviews.choices import ApplicationDecision, EventKind, PositionState
from interviews.errors import PeopleCode, people_refused
from interviews.models import Application, Candidate, DecisionRecord, Interview, Position, User
from interviews.services.interviews import lock_active_interview
from interviews.timeline import Actor, record_event


@transaction.atomic
def apply_for(*, candidate: Candidate, position: Position) -> Application:
    """The candidate's application for this position, made where there is none.

    Raises Refused with `position_archived` where a new one would be made for a position that is not open.
    """
    known = Application.objects.filter(candidate=candidate, position=position).first()
    if known is not None:
        return known
    if position.state != PositionState.OPEN:
        raise people_refused(PeopleCode.POSITION_ARCHIVED)
    application, _ = Application.objects.get_or_create(
        candidate=candidate, position=position, defaults={"created_at": timezone.now()}
    )
    return application


@transaction.atomic
def place_interview(*, interview: Interview, position: Position | None, actor: User) -> bool:
    """Put an interview into its candidate's application for this position, or into none. False where it was there.

    Raises Refused with `several_candidates`, `position_archived`, or once the interview has ended.
    """
    lock_active_interview(interview.pk)
    application = None
    if position is not None:
        candidates = list(Candidate.objects.filter(invitations__interview=interview).distinct()[:2])
        if len(candidates) != 1:
            raise people_refused(PeopleCode.SEVERAL_CANDIDATES)
        application = apply_for(candidate=candidates[0], position=position)
    before = Interview.objects.values_list("application", flat=True).get(pk=interview.pk)
    if before == (application.pk if application else None):
        return False
    Interview.objects.filter(pk=interview.pk).update(application=application)
    interview.application = application
    record_event(
        interview.pk,
        EventKind.INTERVIEW_CHANGED,
        actor=Actor.user(actor),
        payload={"fields": ["position"]},
    )
    return True


@transaction.atomic
def decide(
    *, application: Application, decision: ApplicationDecision, reason: str, seen: int, actor: User
) -> bool:
    """Add a decision to an application's history. `seen` is the number of decisions that its author has read.

    False where somebody else decided in the meantime, which changes nothing. Raises Refused with `reason_required`.
    """
    if not reason.strip():
        raise people_refused(PeopleCode.REASON_REQUIRED)
    now = timezone.now()
    decided = Application.objects.filter(pk=application.pk, decision_count=seen).update(
        decision=decision, decided_at=now, decided_by=actor, decision_count=F("decision_count") + 1
    )
    if not decided:
        return False
    DecisionRecord.objects.create(
        application=application,
        number=seen + 1,
        decision=decision,
        reason=reason.strip(),
        decided_by=actor,
        decided_at=now,
    )
    return True
