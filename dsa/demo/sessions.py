"""Coding sessions of the demo: one to take, and some that people have finished, for recruiters to look at."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from dsa.choices import FinishReason, SessionState, SubmissionKind
from dsa.demo import alike
from dsa.demo.draft_log import write_solution
from dsa.execution import Language
from dsa.models import DsaSession, Judgement, Problem, Submission
from dsa.sessions.services import assign_problems
from dsa.sessions.stage_problems import set_stage_problems
from dsa.similarity.services import queue_report
from interviews import demo as people
from interviews.choices import ApplicationDecision, EventKind, InterviewState
from interviews.json_schemas import DSA_CONFIG, LANGUAGES
from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import issue_invitation
from interviews.timeline import Actor, record_event

PAST_TITLE: Final = "Data engineer: coding session"
ALIKE_TITLE: Final = "Data engineer: coding round"
MINUTES = 90
TOOK = timedelta(minutes=71)


@dataclass(frozen=True, slots=True)
class Step:
    """What the candidate ran or submitted, so many minutes after the start.

    A reference solution by its name, or a Python program of their own.
    """

    minutes: int
    kind: SubmissionKind
    problem: str
    solution: str = ""
    source: str = ""


RUN, SUBMIT = SubmissionKind.RUN, SubmissionKind.SUBMIT
# Somebody who does well, with the slips that people make.
STEPS: Final = (
    Step(6, RUN, "paperround", "wrong_answer/product.py"),
    Step(9, SUBMIT, "paperround", "wrong_answer/product.py"),
    Step(14, SUBMIT, "paperround", "accepted/counting.py"),
    Step(27, RUN, "nightbus", "time_limit_exceeded/bus_by_bus.py"),
    Step(31, SUBMIT, "nightbus", "time_limit_exceeded/bus_by_bus.py"),
    Step(44, SUBMIT, "nightbus", "accepted/bisect.cpp"),
    Step(58, RUN, "workshopday", "wrong_answer/most_points_first.py"),
    Step(66, SUBMIT, "workshopday", "wrong_answer/most_points_first.py"),
)


@dataclass(frozen=True, slots=True)
class Past:
    """A finished session: of whom, when it began before now, what they did, and what was decided, if anything."""

    title: str
    name: str
    began: timedelta
    steps: tuple[Step, ...]
    reason: str = ""


PASTS: Final = (
    Past(
        PAST_TITLE,
        "Noor Haddad",
        TOOK + timedelta(minutes=20),
        STEPS,
        "Two of three problems solved, and the third nearly; corrected both slips without help.",
    ),
    Past(
        ALIKE_TITLE,
        "Jonas Reuter",
        timedelta(hours=28),
        (Step(33, SUBMIT, "paperround", source=alike.FIRST),),
    ),
    Past(
        ALIKE_TITLE,
        "Mei Castellan",
        timedelta(hours=26),
        (Step(12, SUBMIT, "paperround", source=alike.SECOND),),
    ),
)


@transaction.atomic
def seed(problems: list[Problem]) -> None:
    """Give the demo's stage and session their problems, and make the finished ones. Running it again changes nothing.

    Needs the people of `interviews.demo`. What is not ready yet is left out.
    """
    recruiter = User.objects.get(username=people.RITA.username)
    _offer_every_language()
    ready = [problem for problem in problems if Problem.objects.ready().filter(pk=problem.pk).exists()]
    waiting = Interview.objects.filter(
        created_by=recruiter,
        title=people.CODING_TITLE,
        state=InterviewState.SCHEDULED,
        stage__key="technical_dsa",
    )
    stage = StageTypeConfig.objects.get(key="technical_dsa")
    if ready and not stage.problems.exists():
        set_stage_problems(stage=stage, problems=ready)
    for interview in waiting.filter(problems=None):
        assign_problems(interview=interview, problems=ready, actor=recruiter)
    for past in PASTS if ready else ():
        known = Interview.objects.filter(created_by=recruiter, title=past.title, invitations__name=past.name)
        if not known.exists():
            _finished_session(recruiter, ready, past)
            for problem in ready:
                if past.title == ALIKE_TITLE and problem.key == past.steps[0].problem:
                    queue_report(problem=problem, language=Language.PYTHON)


def _offer_every_language() -> None:
    """Let the demo's stage take every language that can be run here, unless somebody has chosen others."""
    stage = StageTypeConfig.objects.get(key="technical_dsa")
    usual = DSA_CONFIG["properties"]["languages"]["default"]
    if stage.dsa_config["languages"] == usual:
        more = {**stage.dsa_config, "languages": [*usual, *(one for one in LANGUAGES if one not in usual)]}
        StageTypeConfig.objects.filter(pk=stage.pk, dsa_config=stage.dsa_config).update(dsa_config=more)


def _finished_session(recruiter: User, problems: list[Problem], past: Past) -> None:
    """Told as if it had happened then: the services would stamp it with now. Workers judge it once they run."""
    start = timezone.now() - past.began
    stage = StageTypeConfig.objects.get(key="technical_dsa")
    interview = schedule_interview(
        interview=Interview(
            title=past.title,
            stage=stage,
            scheduled_start=start,
            duration_minutes=stage.usual_minutes,
        ),
        actor=recruiter,
        tell=False,
    )
    assign_problems(interview=interview, problems=problems, actor=recruiter)
    invitation = issue_invitation(
        invitation=Invitation(
            interview=interview,
            name=past.name,
            email=f"{past.name.split()[0].lower()}@{people.DOMAIN}",
            expires_at=timezone.now() + people.LINK_TERM,
            opened_at=start,
        ),
        actor=recruiter,
        tell=False,
    )
    application = people.apply_with(interview, people.DATA, recruiter)
    if past.reason:
        people.decide_once(application, ApplicationDecision.OFFER, past.reason, recruiter)
    candidate = Actor(invitation_id=invitation.pk)
    Interview.objects.all().transition(
        interview.pk, source=InterviewState.SCHEDULED, target=InterviewState.LIVE, at=start
    )
    record_event(interview.pk, EventKind.INTERVIEW_STARTED, actor=candidate, at=start)
    session = DsaSession.objects.create(
        invitation=invitation,
        state=SessionState.FINISHED,
        started_at=start,
        deadline=start + timedelta(minutes=MINUTES),
        finished_at=start + TOOK,
        finish_reason=FinishReason.CANDIDATE,
    )
    record_event(
        interview.pk,
        EventKind.DSA_SESSION_STARTED,
        actor=candidate,
        payload={"sessionId": session.pk},
        at=start,
    )
    by_key = {problem.key: problem for problem in problems}
    device, wrote_until = uuid.uuid4(), start + timedelta(seconds=40)
    for step in past.steps:
        if step.problem in by_key:
            _take(step, session, by_key[step.problem], candidate)
            wrote_until = _write(step, session, by_key[step.problem], device, wrote_until)
    record_event(
        interview.pk,
        EventKind.DSA_SESSION_FINISHED,
        actor=candidate,
        payload={"sessionId": session.pk, "reason": FinishReason.CANDIDATE.value},
        at=start + TOOK,
    )


def _code_of(step: Step, problem: Problem) -> tuple[str, str]:
    """The language and the code of a step; no code where the problem does not have the solution that it names."""
    solution = problem.solutions.filter(name=step.solution).first()
    return (solution.language, solution.source) if solution else (Language.PYTHON, step.source)


def _write(step: Step, session: DsaSession, problem: Problem, device: uuid.UUID, begin: datetime) -> datetime:
    """What was written for a step that has other code than the one before; gives until when."""
    language, source = _code_of(step, problem)
    if not source or session.started_at is None:
        return begin
    end = session.started_at + timedelta(minutes=step.minutes, seconds=-20)
    written = session.drafts.filter(problem=problem, language=language).first()
    if written is None or written.source_code != source:
        write_solution(
            session,
            problem,
            language,
            source,
            device=device,
            begin=begin,
            end=end,
            pasted_line=2 if problem.key == "nightbus" else None,
        )
    return end + timedelta(seconds=40)


def _take(step: Step, session: DsaSession, problem: Problem, actor: Actor) -> None:
    language, source = _code_of(step, problem)
    if not source or session.started_at is None:
        return
    at, now = session.started_at + timedelta(minutes=step.minutes), timezone.now()
    submission = Submission.objects.create(
        session=session,
        problem=problem,
        kind=step.kind,
        language=language,
        source_code=source,
        created_at=at,
    )
    # The schedule sends it as soon as there is a broker.
    Judgement.objects.create(
        submission=submission,
        session=session,
        problem=problem,
        kind=step.kind,
        # Only the first in flight is the candidate's; these all wait at once, as those made when time is up.
        is_automatic=True,
        queued_at=now,
        lease_until=now,
    )
    record_event(
        session.invitation.interview_id,
        EventKind.DSA_RUN if step.kind == RUN else EventKind.DSA_SUBMITTED,
        actor=actor,
        payload={
            "submissionId": str(submission.pk),
            "problemId": problem.key,
            "language": language,
        },
        at=at,
    )
