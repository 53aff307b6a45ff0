"""A database with one coding session for each candidate and a problem of twenty tests, made by our own services."""

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dsa.models import Problem  # at run time only once Django is set up

SECRET_KEY = secrets.token_urlsafe(50)
PROBLEM = "sum"
TESTS = 20


@dataclass(frozen=True, slots=True)
class Case:
    """One test of the problem: the sum of two numbers."""

    stdin: bytes
    expected: bytes


CASES = [Case(b"%d 1\n" % number, b"%d\n" % (number + 1)) for number in range(TESTS)]


def broker_socket(directory: Path) -> Path:
    return directory / "valkey.sock"


def environment(directory: Path) -> dict[str, str]:
    """What the seeding and every process of the benchmark share."""
    return {
        "DJANGO_SETTINGS_MODULE": "talentsync.settings",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": SECRET_KEY,
        "DATA_DIR": str(directory),
        "MAIL_TRANSPORT": "off",
        "DATABASE_URL": f"sqlite:///{directory / 'talentsync.sqlite3'}",
        "REDIS_URL": f"unix://{broker_socket(directory)}",
    }


def seed(directory: Path, candidates: int) -> list[str]:
    """The tokens of candidates who have all started their sessions.

    Sets this process up for Django with settings of its own, so it can be called once. The broker runs already.
    """
    os.environ.update(environment(directory))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, skip_checks=True)
    tokens = create_candidates(candidates)
    connection.close()
    return tokens


def create_candidates(count: int) -> list[str]:
    """The tokens of candidates with started sessions, in the database that Django is set up for."""
    from django.utils import timezone

    from dsa.sessions.services import assign_problems, get_or_create_session, start_session
    from interviews.models import Interview, Invitation, StageTypeConfig, User
    from interviews.services.interviews import schedule_interview
    from interviews.services.invitations import issue_invitation

    recruiter, _ = User.objects.get_or_create(username="recruiter")
    problem = _problem()
    tokens = []
    for number in range(count):
        # An interview each: what candidates of one interview wait for on each other is not what is measured.
        interview = schedule_interview(
            interview=Interview(
                title="Load",
                stage=StageTypeConfig.objects.get(key="technical_dsa"),
                scheduled_start=timezone.now(),
                duration_minutes=90,
            ),
            actor=recruiter,
            tell=False,
        )
        assign_problems(interview=interview, problems=[problem], actor=recruiter)
        invitation = issue_invitation(
            invitation=Invitation(
                interview=interview,
                name=f"Candidate {number}",
                email=f"c{number}@mail.example",
                expires_at=timezone.now() + timedelta(days=1),
            ),
            actor=recruiter,
            tell=False,
        )
        start_session(session=get_or_create_session(invitation))
        tokens.append(invitation.token)
    return tokens


def _problem() -> "Problem":
    """Ready without a check, which is not what is measured."""
    from dsa.choices import ProblemState
    from dsa.models import Problem
    from dsa.problems import services
    from dsa.problems.content_hash import content_hash
    from dsa.problems.services import NewTest

    problem = services.create_problem(
        # Ample limits: a busy machine is no reason to judge another way.
        problem=Problem(key=PROBLEM, title="Sum", statement="Add two numbers.", time_limit_seconds=10)
    )
    services.put_tests(
        problem=problem,
        tests=[
            NewTest(name=f"{number:02}", is_visible=number < 2, input=case.stdin, answer=case.expected)
            for number, case in enumerate(CASES)
        ],
    )
    Problem.objects.transition(
        problem.pk,
        source=ProblemState.DRAFT,
        target=ProblemState.VALIDATED,
        checked_fingerprint=content_hash(problem),
    )
    return problem
