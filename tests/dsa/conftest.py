"""Coding sessions for tests: Cara's, with two problems, and that of Mallory, who wants to see it."""

from collections.abc import Callable

import pytest

from dsa.choices import SubmissionKind
from dsa.judging import runner
from dsa.models import DsaSession, Judgement, Problem, Submission
from dsa.sessions.services import get_or_create_session, start_session
from dsa.submissions.services import create_submission
from interviews.models import Interview, Invitation, StageTypeConfig, User
from tests.dsa.factories import (
    MIRROR_PYTHON,
    invite,
    make_interview,
    make_shout,
    newest_judgement,
)

Submit = Callable[..., Submission]
JudgeNow = Callable[[Submission], Judgement]

# Records --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def shout(tests_stored: None) -> Problem:
    """Another one."""
    return make_shout()


@pytest.fixture
def dsa_interview(stage_dsa: StageTypeConfig, mirror: Problem, shout: Problem, rita: User) -> Interview:
    """A coding session of 90 minutes with both problems, open since a minute ago."""
    return make_interview(stage_dsa, rita, mirror, shout)


@pytest.fixture
def cara_dsa(dsa_interview: Interview, rita: User) -> Invitation:
    """The candidate of `dsa_interview`, by her invitation."""
    return invite(dsa_interview, "Cara Candidate", rita)


@pytest.fixture
def waiting(cara_dsa: Invitation) -> DsaSession:
    """Cara's session, which she has not started."""
    return get_or_create_session(cara_dsa)


@pytest.fixture
def session(waiting: DsaSession) -> DsaSession:
    """Cara's session, at work."""
    return start_session(session=waiting)


@pytest.fixture
def mallory(stage_dsa: StageTypeConfig, mirror: Problem, rita: User) -> Invitation:
    """The candidate of another interview, with one of the problems."""
    return invite(make_interview(stage_dsa, rita, mirror), "Mallory Malicious", rita)


@pytest.fixture
def mallorys_session(mallory: Invitation) -> DsaSession:
    """Mallory's session, at work."""
    return start_session(session=get_or_create_session(mallory))


# Acts -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def submit(session: DsaSession, valkey: str) -> Submit:
    """Cara submits: `submit(source_code=...)`; by default a right solution of `mirror` in Python.

    With `kind=SubmissionKind.RUN` she runs it; `stdin` is own input.
    """

    def act(**changes: object) -> Submission:
        given: dict[str, object] = {
            "session": session,
            "problem_key": "mirror",
            "language": "python",
            "source_code": MIRROR_PYTHON,
            "kind": SubmissionKind.SUBMIT,
            **changes,
        }
        submission, _ = create_submission(**given)  # type: ignore[arg-type]  # each test knows what it changes
        return submission

    return act


@pytest.fixture
def judge_now(valkey: str) -> JudgeNow:
    """Judges the newest judgement of a submission in this process, and gives it as it stands then."""

    def act(submission: Submission) -> Judgement:
        judgement = runner.claim(newest_judgement(submission).pk)
        assert judgement is not None, "somebody else has it, or it is judged already"
        runner.execute(judgement)
        return newest_judgement(submission)

    return act
