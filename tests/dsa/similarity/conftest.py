"""Two people's submissions to the same problem, one of them a disguised copy."""

from collections.abc import Callable

import pytest

from dsa.choices import SubmissionKind
from dsa.models import DsaSession, Submission
from dsa.submissions.services import create_submission
from tests.dsa.similarity.programs import DISGUISED, ORIGINAL

Hand = Callable[..., Submission]


@pytest.fixture
def hand_in(valkey: str) -> Hand:
    """`hand_in(session, source)`: a person's submission to `mirror`, by default in Python."""

    def act(session: DsaSession, source: str, language: str = "python") -> Submission:
        submission, _ = create_submission(
            session=session,
            problem_key="mirror",
            language=language,
            source_code=source,
            kind=SubmissionKind.SUBMIT,
        )
        submission.judgements.update(state="failed", finished_at=submission.created_at)
        return submission

    return act


@pytest.fixture
def copied(hand_in: Hand, session: DsaSession, mallorys_session: DsaSession) -> tuple[Submission, Submission]:
    """Cara's program, and what Mallory made of it."""
    return hand_in(session, ORIGINAL), hand_in(mallorys_session, DISGUISED)
