"""Write interviews: schedule, change, start, complete, cancel, reopen. One transaction each, with a timeline event."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from interviews.access.codes import AccessCode, refused
from interviews.choices import ALLOWED_TRANSITIONS, EventKind, InterviewState, Role, StageMode
from interviews.hooks import InterviewEnded, InterviewStarted, interview_ended, interview_started
from interviews.mail import outbox
from interviews.models import Interview, InterviewQuestion, User
from interviews.timeline import SYSTEM, Actor, record_event

EVENT_OF_STATE = {
    InterviewState.LIVE: EventKind.INTERVIEW_STARTED,
    InterviewState.COMPLETED: EventKind.INTERVIEW_COMPLETED,
    InterviewState.CANCELLED: EventKind.INTERVIEW_CANCELLED,
}


# What a recruiter may change until an interview ends. Not the stage: its question bank was copied already.
CHANGEABLE_FIELDS = frozenset({"title", "scheduled_start", "duration_minutes", "recruiter_notes"})
# What stands in people's calendars.
APPOINTMENT_FIELDS = frozenset({"title", "scheduled_start", "duration_minutes"})


@transaction.atomic
def schedule_interview(
    *,
    interview: Interview,
    interviewers: Iterable[User] = (),
    questions: Iterable[InterviewQuestion] | None = None,
    actor: User,
    tell: bool = True,
) -> Interview:
    """Store a new interview with its interviewers and give it these questions of a bank, or its stage's whole bank.

    `tell` here and below: by mail, whom it concerns.
    """
    if questions is None:
        questions = InterviewQuestion.objects.in_bank_of(interview.stage)
    interview.created_by = actor
    interview.save(force_insert=True)
    interviewers = list(interviewers)
    interview.interviewers.set(interviewers)
    if tell:
        outbox.invite_colleagues(interview, interviewers)
    InterviewQuestion.objects.bulk_create(
        InterviewQuestion(
            interview=interview,
            owner_id=question.owner_id,
            copied_from=question,
            position=position,
            text=question.text,
            interviewer_hints=question.interviewer_hints,
            expected_answer_guide=question.expected_answer_guide,
            language=question.language,
            starter_code=question.starter_code,
            difficulty=question.difficulty,
            minutes=question.minutes,
            tags=question.tags,
        )
        # Numbered anew: those of a bank may have gaps.
        for position, question in enumerate(questions)
    )
    record_event(interview.pk, EventKind.INTERVIEW_SCHEDULED, actor=Actor.user(actor))
    return interview


@transaction.atomic
def change_interview(
    *,
    interview: Interview,
    fields: Collection[str],
    interviewers: Iterable[User] | None = None,
    actor: User,
    tell: bool = True,
) -> None:
    """Store the named fields of an interview, and who holds it where that is given. What is as it was is no change.

    Raises Refused with `interview_over` or `interview_cancelled` once it has ended.
    """
    if unknown := set(fields) - CHANGEABLE_FIELDS:
        raise ValueError(f"These fields of an interview are not changed: {sorted(unknown)}")
    lock_active_interview(interview.pk)
    payload: dict[str, Any] = {}
    settles = 0
    changed = _with_another_value(interview, fields)
    if changed:
        interview.save(update_fields=changed)
    if "scheduled_start" in fields:
        # Whoever sets the time, be it the one on offer, does not let the candidate choose it.
        settles = Interview.objects.filter(pk=interview.pk, is_time_open=True).update(is_time_open=False)
        interview.is_time_open = False
    if changed or settles:
        payload["fields"] = sorted([*changed, "is_time_open"] if settles else changed)
    added: set[int] = set()
    removed: set[int] = set()
    if interviewers is not None:
        before = set(interview.interviewers.values_list("pk", flat=True))
        interview.interviewers.set(interviewers)
        after = set(interview.interviewers.values_list("pk", flat=True))
        if before != after:
            added, removed = after - before, before - after
            payload["interviewersAdded"] = sorted(added)
            payload["interviewersRemoved"] = sorted(removed)
    if payload:
        record_event(interview.pk, EventKind.INTERVIEW_CHANGED, actor=Actor.user(actor), payload=payload)
    is_moved = bool(APPOINTMENT_FIELDS.intersection(changed))
    if is_moved or settles or added or removed:
        outbox.count_appointment_up(interview)
    if settles and tell:
        outbox.tell_appointment(interview)
    elif tell:
        _tell_of_change(interview, added, removed, is_moved=is_moved)


def _with_another_value(interview: Interview, fields: Collection[str]) -> list[str]:
    """Those of the fields that are not stored as they are here."""
    if not fields:
        return []
    stored = Interview.objects.values(*fields).get(pk=interview.pk)
    return [name for name, value in stored.items() if value != getattr(interview, name)]


def _tell_of_change(interview: Interview, added: set[int], removed: set[int], *, is_moved: bool) -> None:
    """Who is on it now learns of the new time, and who is not any more that they are free."""
    if interview.state != InterviewState.SCHEDULED and is_moved:
        is_moved = False
    if is_moved:
        outbox.tell_rescheduled(interview, without=added)
    outbox.invite_colleagues(interview, User.objects.filter(pk__in=added))
    outbox.tell_removed(interview, User.objects.filter(pk__in=removed))


@transaction.atomic
def add_colleague(*, interview_id: uuid.UUID, colleague: User, role: Role, actor: Actor) -> bool:
    """Have a colleague hold or observe an interview. False where they do already.

    An observer becomes an interviewer this way, from the next time they join; an interviewer who is asked to observe
    stays one.
    """
    lock_active_interview(interview_id)
    interview = Interview.objects.get(pk=interview_id)
    if interview.interviewers.filter(pk=colleague.pk).exists():
        return False
    if role == Role.OBSERVER:
        if interview.observers.filter(pk=colleague.pk).exists():
            return False
        interview.observers.add(colleague)
        payload = {"observersAdded": [colleague.pk]}
    else:
        interview.interviewers.add(colleague)
        payload = {"interviewersAdded": [colleague.pk]}
    record_event(interview_id, EventKind.INTERVIEW_CHANGED, actor=actor, payload=payload)
    outbox.count_appointment_up(interview)
    outbox.invite_colleagues(interview, [colleague])
    return True


def lock_calendars(people: Iterable[int]) -> None:
    """Let others who call this with one of these accounts wait until this transaction ends.

    Those are candidates who choose a time and colleagues who plan on one page, where nobody is to get two appointments
    at once. Whoever schedules, moves or joins an interview otherwise does not wait: they may do so despite conflicts.

    In one order, against deadlocks; and rows that name one of them, such as events and mails, are stored meanwhile.
    """
    list(User.objects.select_for_update(no_key=True).filter(pk__in=set(people)).order_by("pk"))


def lock_active_interview(interview_id: uuid.UUID) -> None:
    """Make sure that the interview has not ended and cannot end before this transaction does.

    The UPDATE changes nothing; it takes the row's lock and tells by its count whether the state allowed it.
    """
    interviews = Interview.objects.filter(pk=interview_id)
    if interviews.open().update(last_event_sequence=F("last_event_sequence")):
        return
    state = interviews.values_list("state", flat=True).get()
    raise refused(
        AccessCode.INTERVIEW_CANCELLED if state == InterviewState.CANCELLED else AccessCode.INTERVIEW_OVER
    )


def _transition(interview_id: uuid.UUID, target: InterviewState, *, actor: Actor, at: datetime) -> bool:
    """Bring an interview to `target` from whichever state may go there; True for the caller that did it."""
    sources = [state for state, targets in ALLOWED_TRANSITIONS.items() if target in targets]
    with transaction.atomic():
        for source in sources:
            if Interview.objects.transition(interview_id, source=source, target=target, at=at):
                record_event(interview_id, EVENT_OF_STATE[target], actor=actor, at=at)
                return True
    return False


@transaction.atomic
def start_interview(*, interview_id: uuid.UUID, actor: Actor) -> bool:
    """Make a scheduled interview live. False if it was not scheduled (any more), which changes nothing."""
    moved = _transition(interview_id, InterviewState.LIVE, actor=actor, at=timezone.now())
    if moved:
        interview_started.send_on_commit(InterviewStarted(interview_id))
    return moved


@transaction.atomic
def complete_interview(*, interview_id: uuid.UUID, actor: Actor = SYSTEM) -> bool:
    """End a live interview for everybody. False if it was not live."""
    moved = _transition(interview_id, InterviewState.COMPLETED, actor=actor, at=timezone.now())
    if moved:
        interview_ended.send_on_commit(InterviewEnded(interview_id, AccessCode.INTERVIEW_OVER))
    return moved


@transaction.atomic
def cancel_interview(*, interview_id: uuid.UUID, actor: Actor, tell: bool = True) -> bool:
    """Call an interview off, before or while it is held. False if it had ended already."""
    moved = _transition(interview_id, InterviewState.CANCELLED, actor=actor, at=timezone.now())
    if moved:
        interview_ended.send_on_commit(InterviewEnded(interview_id, AccessCode.INTERVIEW_CANCELLED))
        interview = Interview.objects.select_related("stage").get(pk=interview_id)
        outbox.count_appointment_up(interview)
        if tell:
            outbox.tell_cancelled(interview)
    return moved


@transaction.atomic
def reopen_interview(*, interview_id: uuid.UUID, actor: Actor) -> bool:
    """Take a completed coding session's interview back to live. False if there is nothing to reopen.

    Not one held in a live room: its recordings and reports count on its end.
    """
    reopened = Interview.objects.filter(
        pk=interview_id, state=InterviewState.COMPLETED, stage__mode=StageMode.DSA
    ).update(state=InterviewState.LIVE, ended_at=None)
    if reopened:
        record_event(interview_id, EventKind.INTERVIEW_REOPENED, actor=actor)
    return bool(reopened)
