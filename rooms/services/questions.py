"""The questions that are pushed into a room."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, When

from interviews.access.rooms import Participant
from interviews.choices import EventKind
from interviews.models import Interview, InterviewQuestion, TimelineEvent, User
from interviews.timeline import record_event
from rooms.errors import invalid_payload
from talentsync.lib.prepared_query import PreparedQuery

# As many as late joiners get.
MAX_ASKED_QUESTIONS = 50


@transaction.atomic
def record_pushed_question(*, participant: Participant, question_text: str) -> str:
    """Write that a question was pushed and return it as it is to be shown. Raises Refused for a blank one."""
    text = question_text.strip()
    if not text:
        raise invalid_payload("questionText is blank.")
    record_event(
        participant.interview_id,
        EventKind.QUESTION_PUSHED,
        actor=participant.actor,
        payload={"questionText": text},
    )
    return text


_NEWEST_QUESTIONS = PreparedQuery(
    lambda interview_id: (
        TimelineEvent.objects.only("payload", "created_at")
        .filter(interview_id=interview_id, kind=EventKind.QUESTION_PUSHED)
        .order_by("-sequence")[:MAX_ASKED_QUESTIONS]
    ),
    Interview._meta.pk,
)


def asked_questions(interview_id: UUID) -> list[dict[str, str]]:
    """`{questionText, askedAt}` of the questions that were pushed last, oldest first."""
    newest = list(_NEWEST_QUESTIONS.rows(interview_id))
    return [
        {"questionText": event.payload["questionText"], "askedAt": event.created_at.isoformat()}
        for event in reversed(newest)
    ]


def questions_for_panel(user: User, interview: Interview) -> list[dict[str, Any]]:
    """What "My Questions" shows: the interview's questions, then one's own from the banks, this stage's first.

    A bank question that the interview already holds a copy of is left out. For interviewers only: hints and answer
    guides are part of it.
    """
    asked = set(pushed_question_texts(interview.pk))
    of_interview = list(InterviewQuestion.objects.filter(interview=interview).select_related("owner"))
    copied = {question.copied_from_id for question in of_interview}
    own = (
        InterviewQuestion.objects.banked_by(user)
        .exclude(pk__in=[pk for pk in copied if pk is not None])
        .order_by(Case(When(stage=interview.stage_id, then=0), default=1), "stage__name", "position", "pk")
        .select_related("owner")
    )
    return [
        {
            "id": question.pk,
            "text": question.text,
            "hints": question.interviewer_hints,
            "guide": question.expected_answer_guide,
            "language": question.language,
            "language_name": question.get_language_display(),
            "starter_code": question.starter_code,
            "source": source,
            "owner": question.owner.display_name,
            "asked": question.text.strip() in asked,
        }
        for source, questions in (("interview", of_interview), ("mine", own))
        for question in questions
    ]


def pushed_question_texts(interview_id: UUID) -> list[str]:
    """Every question that was pushed so far, oldest first."""
    events = TimelineEvent.objects.filter(interview_id=interview_id, kind=EventKind.QUESTION_PUSHED)
    return [payload["questionText"] for payload in events.values_list("payload", flat=True)]
