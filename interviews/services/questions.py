"""Write the questions of interviews and of stages' banks, for recruiters. Each is one transaction.

Interviewers write their own bank through `interviews.services.question_bank`.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from interviews.choices import EventKind
from interviews.models import InterviewQuestion, User
from interviews.services.interviews import lock_active_interview
from interviews.timeline import Actor, record_event


@transaction.atomic
def add_question(*, question: InterviewQuestion, actor: User) -> InterviewQuestion:
    """Store a new question, in an interview that has not ended or in a stage's bank."""
    if question.interview_id is not None:
        lock_active_interview(question.interview_id)
    question.save(force_insert=True)
    _record_question(question, EventKind.QUESTION_ADDED, actor)
    return question


@transaction.atomic
def change_question(*, question: InterviewQuestion, fields: Collection[str], actor: User) -> None:
    """Store the named fields of a question. Copies of a bank's question stay as they are."""
    if question.interview_id is not None:
        lock_active_interview(question.interview_id)
    question.save(update_fields=fields)
    _record_question(question, EventKind.QUESTION_CHANGED, actor, fields=sorted(fields))


@transaction.atomic
def remove_question(*, question: InterviewQuestion, actor: User) -> None:
    """Delete a question; what was pushed of it stays in the timeline."""
    if question.interview_id is not None:
        lock_active_interview(question.interview_id)
    _record_question(question, EventKind.QUESTION_REMOVED, actor)
    question.delete()


def _record_question(question: InterviewQuestion, kind: EventKind, actor: User, **details: Any) -> None:
    """Banks have no timeline: only what happens in an interview is told there."""
    if question.interview_id is not None:
        record_event(
            question.interview_id,
            kind,
            actor=Actor.user(actor),
            payload={"questionId": question.pk, **details},
        )
