"""What a submission gets is the share of all tests that it passed, and what a run gets is no score at all."""

import pytest

from dsa.execution import Verdict
from dsa.vocabulary import JudgementState
from interviews.models import Interview
from tests.dsa.conftest import JudgeNow, Submit

pytestmark = pytest.mark.django_db


def test_right_submission(dsa_interview: Interview, submit: Submit, judge_now: JudgeNow) -> None:
    submission = submit()

    judgement = judge_now(submission)

    assert (judgement.state, judgement.verdict) == (JudgementState.FINISHED, Verdict.AC)
    assert (judgement.passed, judgement.total, judgement.score) == (6, 6, 100)
    dsa_interview.refresh_from_db()
    assert dsa_interview.stage_data == {
        "dsaSubmissions": [
            {
                "submissionId": str(submission.pk),
                "problemId": "mirror",
                "language": "python",
                "score": 100,
                "passed": 6,
                "total": 6,
                "submittedAt": submission.created_at.isoformat(),
            }
        ]
    }
