"""Going on from a moment of an interview, or from what a candidate submitted, in a new live room."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from dsa.choices import SubmissionKind
from dsa.models import Problem, Submission
from dsa.rules import can_be_given, takes_problems
from dsa.sessions.services import assign_problems
from interviews.access.accounts import is_interviewer
from interviews.access.codes import AccessCode, refused
from interviews.choices import EventKind, StageMode
from interviews.models import Interview, InterviewQuestion, StageTypeConfig, User
from interviews.models.question import MAX_QUESTION_TEXT_LENGTH
from interviews.services.interviews import schedule_interview
from interviews.services.questions import add_question
from interviews.timeline import Actor, record_event
from rooms.document.beginning import begin_document
from rooms.document.store import document_at
from rooms.models import DocumentUpdate, WhiteboardChange
from rooms.whiteboard.beginning import begin_whiteboard
from rooms.whiteboard.checkpoints import scene_at

MAX_TITLE_LENGTH = 200


@transaction.atomic
def continue_from(*, interview: Interview, at: datetime, user: User) -> Interview:
    """A new live interview of the same stage, whose document and board are as they were then, with the same problems.

    Whoever asks holds it, where they are an interviewer; otherwise those who held the first. Raises Refused: a coding
    session has no room to go on in.
    """
    _require_live(interview.stage)
    made = _schedule(
        user,
        title=f"{interview.title} (continued)",
        stage=interview.stage,
        minutes=interview.duration_minutes,
        application_id=interview.application_id,
        holders=interview.interviewers.filter(is_active=True),
    )
    _attach(made, problems_of(interview), user)
    actor = Actor.user(user)
    if sequence := _sequence_at(DocumentUpdate.objects.filter(interview=interview), at):
        document = document_at(interview.pk, sequence)
        begin_document(interview_id=made.pk, actor=actor, code=document.code, language=document.language)
    if sequence := _sequence_at(WhiteboardChange.objects.filter(interview=interview), at):
        elements = [each for each in scene_at(interview.pk, sequence) if not each.get("isDeleted")]
        begin_whiteboard(interview_id=made.pk, actor=actor, elements=elements)
    payload = {"interviewId": str(interview.pk), "at": at.isoformat()}
    record_event(made.pk, EventKind.INTERVIEW_CONTINUED, actor=actor, payload=payload)
    return made


def _require_live(stage: StageTypeConfig) -> None:
    if stage.mode != StageMode.LIVE:
        raise refused(AccessCode.NOT_A_LIVE_STAGE)


def _attach(interview: Interview, problems: Iterable[Problem], user: User) -> None:
    """Give the new room what can still be given to somebody; one that was retired since, say, is left out."""
    if takes_problems(interview.stage):
        assign_problems(interview=interview, problems=can_be_given(problems), actor=user)


def problems_of(interview: Interview) -> list[Problem]:
    """The interview's problems in their order."""
    assigned = Problem.objects.filter(assignments__interview=interview)
    return list(assigned.order_by("assignments__position", "assignments__pk"))


def _sequence_at(log: QuerySet[Any], at: datetime) -> int:
    """The last change up to a time, all of its millisecond; 0 where there was none."""
    rows = log.filter(created_at__lte=at + timedelta(microseconds=999)).order_by("-sequence")
    return rows.values_list("sequence", flat=True).first() or 0


@transaction.atomic
def open_submission(*, submission: Submission, stage: StageTypeConfig, user: User) -> Interview:
    """A new live interview whose document is what was submitted, with the problem attached and as its question.

    Where the problem can no longer be given to anybody, the question alone. Raises Refused.
    """
    _require_live(stage)
    session = submission.session.invitation.interview
    made = _schedule(
        user,
        title=f"{submission.problem.title}: {session.title}",
        stage=stage,
        minutes=60,
        application_id=session.application_id,
        holders=session.interviewers.filter(is_active=True),
    )
    actor = Actor.user(user)
    statement = f"**{submission.problem.title}**\n\n{submission.problem.statement}"
    add_question(
        question=InterviewQuestion(
            interview=made,
            owner=user,
            position=InterviewQuestion.objects.filter(interview=made).next_position(),
            text=statement[:MAX_QUESTION_TEXT_LENGTH],
        ),
        actor=user,
    )
    _attach(made, [submission.problem], user)
    begin_document(
        interview_id=made.pk, actor=actor, code=submission.source_code, language=submission.language
    )
    payload = {"interviewId": str(session.pk), "submissionId": str(submission.pk)}
    record_event(made.pk, EventKind.INTERVIEW_CONTINUED, actor=actor, payload=payload)
    return made


def _schedule(
    user: User,
    *,
    title: str,
    stage: StageTypeConfig,
    minutes: int,
    application_id: int | None,
    holders: Iterable[User],
) -> Interview:
    interview = Interview(
        title=title[:MAX_TITLE_LENGTH],
        stage=stage,
        scheduled_start=timezone.now(),
        duration_minutes=minutes,
        application_id=application_id,
    )
    return schedule_interview(
        interview=interview, interviewers=[user] if is_interviewer(user) else holders, actor=user
    )


def submissions_to_open(interview: Interview) -> list[Submission]:
    """The newest submission of each problem of a coding session, by the problems' titles."""
    submits = _submitted_in(interview)
    newest: dict[int, Submission] = {}
    for submission in submits.select_related("problem", "session__invitation").order_by("created_at"):
        newest[submission.problem_id] = submission
    return sorted(newest.values(), key=lambda each: each.problem.title)


def submission_of(interview: Interview, submission_id: UUID) -> Submission | None:
    """A submission of the coding session; None for what is not there, and for a run, which nobody handed in."""
    rows = _submitted_in(interview).filter(pk=submission_id)
    return rows.select_related("problem", "session__invitation__interview").first()


def _submitted_in(interview: Interview) -> QuerySet[Submission]:
    return Submission.objects.filter(session__invitation__interview=interview, kind=SubmissionKind.SUBMIT)


def stages_for_code() -> QuerySet[StageTypeConfig]:
    """Live stages with an editor, in which code can be looked at together."""
    return StageTypeConfig.objects.filter(mode=StageMode.LIVE, tools_config__codeEditor=True).order_by("name")
