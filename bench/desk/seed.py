"""A database as a company has it after some years: people, positions, interviews and results, written in bulk."""

import os
import random
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

POSITIONS = 25
INTERVIEWERS = 20
PROBLEMS = 3


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many people and interviews there are; each person has a coding session and talks."""

    candidates: int
    interviews: int


def set_up(directory: Path) -> None:
    """Set this process up for Django on an empty SQLite, which can be done once."""
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "talentsync.settings",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DATA_DIR": str(directory),
            "MAIL_TRANSPORT": "off",
            "DATABASE_URL": f"sqlite:///{directory / 'talentsync.sqlite3'}",
            "LOG_LEVEL": "WARNING",
        }
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)


def seed(sizes: Sizes) -> None:
    """Fill the tables. Not through the services, which would take an hour for what is not measured."""
    from django.contrib.auth.models import Group

    from interviews.models import Position, User
    from interviews.models.user import INTERVIEWERS as INTERVIEWER_GROUP
    from interviews.models.user import RECRUITERS

    rita = User.objects.create(username="rita", first_name="Rita", is_staff=True)
    rita.groups.add(Group.objects.get(name=RECRUITERS))
    holders = User.objects.bulk_create(User(username=f"holder{n}") for n in range(INTERVIEWERS))
    Group.objects.get(name=INTERVIEWER_GROUP).user_set.add(*holders)
    positions = Position.objects.bulk_create(Position(title=f"Position {n}") for n in range(POSITIONS))
    people = _people(sizes.candidates)
    applications = _applications(people, positions, rita)
    _interviews(sizes, people, applications, holders, rita)


def _people(number: int) -> list[Any]:
    from interviews.models import Candidate, Tag

    rng = random.Random(7)
    first, last = ("Ada", "Bob", "Cara", "Dai", "Eve", "Finn"), ("Lin", "Nowak", "Okoro", "Patel", "Quist")
    people = Candidate.objects.bulk_create(
        (
            Candidate(
                name=f"{rng.choice(first)} {rng.choice(last)} {n}",
                email=f"person{n}@mail.example",
                normalised_email=f"person{n}@mail.example",
            )
            for n in range(number)
        ),
        batch_size=500,
    )
    tags = Tag.objects.bulk_create(Tag(name=f"tag {n}") for n in range(12))
    through = Candidate.tags.through
    through.objects.bulk_create(
        (through(candidate_id=one.pk, tag_id=rng.choice(tags).pk) for one in people), batch_size=500
    )
    return people


def _applications(people: list[Any], positions: list[Any], rita: Any) -> list[Any]:
    from django.utils import timezone

    from interviews.choices import ApplicationDecision
    from interviews.models import Application, DecisionRecord

    now = timezone.now()
    applications = Application.objects.bulk_create(
        (
            Application(
                candidate=one,
                position=positions[n % len(positions)],
                created_at=now,
                **({} if n % 3 else _decided(ApplicationDecision.REJECTED, rita, now)),
            )
            for n, one in enumerate(people)
        ),
        batch_size=500,
    )
    DecisionRecord.objects.bulk_create(
        (
            DecisionRecord(
                application=each,
                number=1,
                decision=each.decision,
                reason="Not yet",
                decided_by=rita,
                decided_at=now,
            )
            for each in applications
            if each.decision_count
        ),
        batch_size=500,
    )
    return applications


def _decided(decision: str, rita: Any, now: Any) -> dict[str, Any]:
    return {"decision": decision, "decided_at": now, "decided_by": rita, "decision_count": 1}


def _interviews(
    sizes: Sizes, people: list[Any], applications: list[Any], holders: list[Any], rita: Any
) -> None:
    """Half of them are coding sessions, half are talks; one in eight is still to come."""
    from django.utils import timezone

    from interviews.choices import InterviewState
    from interviews.models import Interview, Invitation, StageTypeConfig

    stages = [StageTypeConfig.objects.get(key=key) for key in ("technical_dsa", "live_technical")]
    now = timezone.now()
    made = []
    for n in range(sizes.interviews):
        is_coming = n % 8 == 0
        start = (
            now + timedelta(hours=n % 1000) if is_coming else now - timedelta(hours=n % len(people) * 2 + 2)
        )
        times = {} if is_coming else {"started_at": start, "ended_at": start + timedelta(hours=1)}
        made.append(
            Interview(
                title=f"Interview {n}",
                stage=stages[n // len(people) % 2],
                application=applications[n % len(people)],
                scheduled_start=start,
                state=InterviewState.SCHEDULED if is_coming else InterviewState.COMPLETED,
                created_by=rita,
                last_event_sequence=3,
                **times,
            )
        )
    interviews = Interview.objects.bulk_create(made, batch_size=500)
    through = Interview.interviewers.through
    through.objects.bulk_create(
        (
            through(interview_id=one.pk, user_id=holders[n % len(holders)].pk)
            for n, one in enumerate(interviews)
            if n % 50
        ),
        batch_size=500,
    )
    invitations = Invitation.objects.bulk_create(
        (
            Invitation(
                interview=one,
                candidate=people[n % len(people)],
                name=people[n % len(people)].name,
                email=people[n % len(people)].email,
                expires_at=now + timedelta(days=90),
                opened_at=now if n % 5 else None,
            )
            for n, one in enumerate(interviews)
        ),
        batch_size=500,
    )
    _timeline(interviews, rita)
    _talks(
        [one for one in invitations if one.interview.stage_id == stages[1].pk and one.interview.started_at]
    )
    sessions = [
        one for one in invitations if one.interview.stage_id == stages[0].pk and one.interview.started_at
    ]
    _sessions(sessions)


def _timeline(interviews: list[Any], rita: Any) -> None:
    from interviews.choices import EventKind
    from interviews.models import TimelineEvent

    TimelineEvent.objects.bulk_create(
        (
            TimelineEvent(
                interview=one,
                sequence=number,
                created_at=one.scheduled_start,
                actor_user=rita,
                kind=kind,
                payload={},
            )
            for one in interviews
            for number, kind in enumerate((EventKind.INTERVIEW_SCHEDULED, EventKind.INVITATION_ISSUED), 1)
        ),
        batch_size=500,
    )


def _talks(invitations: list[Any]) -> None:
    """Each held by its interviewer, who let the candidate in; one in ten has not handed in a scorecard."""
    from interviews.choices import EventKind
    from interviews.models import Interview, Scorecard, TimelineEvent
    from rooms.models import AdmissionRequest, RequestReason, RequestState

    holders = dict(Interview.interviewers.through.objects.values_list("interview", "user"))
    held = [one for one in invitations if one.interview_id in holders]
    TimelineEvent.objects.bulk_create(
        (
            TimelineEvent(
                interview=one.interview,
                sequence=3,
                created_at=one.interview.started_at,
                actor_user_id=holders[one.interview_id],
                kind=EventKind.PARTICIPANT_JOINED,
                payload={},
            )
            for one in held
        ),
        batch_size=500,
    )
    Scorecard.objects.bulk_create(
        (
            Scorecard(
                interview=one.interview,
                interviewer_id=holders[one.interview_id],
                recommendation=n % 4 + 1,
                handed_in_at=one.interview.ended_at if n % 10 else None,
            )
            for n, one in enumerate(held)
        ),
        batch_size=500,
    )
    AdmissionRequest.objects.bulk_create(
        (
            AdmissionRequest(
                interview=one.interview,
                actor_invitation=one,
                role=one.role,
                invited_name=one.name,
                reason=RequestReason.EARLY,
                state=RequestState.USED if n % 2 else RequestState.WITHDRAWN,
                requested_at=one.interview.started_at,
                alive_until=one.interview.started_at,
            )
            for n, one in enumerate(held)
        ),
        batch_size=500,
    )


def _sessions(invitations: list[Any]) -> None:
    """Each finished, with a judged submission of each problem; every second with a picture, every third reviewed."""
    from django.utils import timezone

    from dsa.choices import FinishReason, JudgementState, ProblemState, SessionState, SubmissionKind
    from dsa.models import DsaSession, InterviewProblem, Judgement, Problem, Submission

    now = timezone.now()
    problems = Problem.objects.bulk_create(
        Problem(
            key=f"p{n}",
            title=f"Problem {n}",
            state=ProblemState.VALIDATED,
            time_limit_seconds=1,
            checked_fingerprint="x" * 64,
        )
        for n in range(PROBLEMS)
    )
    InterviewProblem.objects.bulk_create(
        (
            InterviewProblem(interview=one.interview, problem=problem, position=n)
            for one in invitations
            for n, problem in enumerate(problems)
        ),
        batch_size=500,
    )
    sessions = DsaSession.objects.bulk_create(
        (
            DsaSession(
                invitation=one,
                state=SessionState.FINISHED,
                started_at=one.interview.started_at,
                deadline=one.interview.started_at + timedelta(minutes=90),
                finished_at=one.interview.ended_at,
                finish_reason=FinishReason.CANDIDATE,
            )
            for one in invitations
        ),
        batch_size=500,
    )
    submissions = Submission.objects.bulk_create(
        (
            Submission(
                session=one,
                problem=problem,
                kind=SubmissionKind.SUBMIT,
                language="python",
                source_code="print(1)\n",
                created_at=now,
            )
            for one in sessions
            for problem in problems
        ),
        batch_size=500,
    )
    Judgement.objects.bulk_create(
        (
            Judgement(
                submission=one,
                session_id=one.session_id,
                problem_id=one.problem_id,
                kind=one.kind,
                state=JudgementState.FINISHED,
                verdict="WA",
                total=10,
                passed=n % 11,
                score=n % 11 * 10.0,
                queued_at=now,
                finished_at=now,
                lease_until=now,
            )
            for n, one in enumerate(submissions)
        ),
        batch_size=500,
    )
    _pictures(invitations)


def _pictures(invitations: list[Any]) -> None:
    from django.utils import timezone

    from interviews.models import User
    from proctoring.choices import ReviewStatus, SnapshotReason, SnapshotState
    from proctoring.models import Review, Snapshot

    now, rita = timezone.now(), User.objects.get(username="rita")
    Snapshot.objects.bulk_create(
        (
            Snapshot(
                invitation=one,
                client_id=uuid4(),
                sequence=0,
                reason=SnapshotReason.START,
                captured_at=now,
                received_at=now,
                state=SnapshotState.STORED,
                width=1,
                height=1,
                bytes=1,
                thumbnail_bytes=1,
                processed_at=now,
                keep_until=now + timedelta(days=30),
                lease_until=now,
            )
            for one in invitations[::2]
        ),
        batch_size=500,
    )
    Review.objects.bulk_create(
        (
            Review(invitation=one, number=1, status=ReviewStatus.PASSED, reviewer=rita, reviewed_at=now)
            for one in invitations[::3]
        ),
        batch_size=500,
    )
