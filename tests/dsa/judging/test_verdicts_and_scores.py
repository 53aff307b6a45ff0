"""What a submission gets is the share of all tests that it passed; what a run gets is no score at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsa.choices import JudgementState, SubmissionKind
from dsa.execution import Verdict
from dsa.judging.scoring import overall, score
from dsa.models import Judgement, Problem
from dsa.problems.services import remove_test
from interviews.choices import EventKind
from interviews.models import Interview
from tests.dsa import factories
from tests.dsa.conftest import JudgeNow, Submit

pytestmark = pytest.mark.django_db


def entries(interview: Interview) -> list[dict[str, object]]:
    interview.refresh_from_db()
    listed: list[dict[str, object]] = interview.stage_data.get("dsaSubmissions", [])
    return listed


# The rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passed", "total", "expected"),
    [(0, 7, 0), (7, 7, 100), (1, 3, 33.33), (2, 3, 66.66), (1, 8, 12.5), (99_999, 100_000, 99.99)],
)
def test_score_is_rounded_down_to_two_decimals(passed: int, total: int, expected: float) -> None:
    assert score(passed, total) == expected


@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_only_all_passed_is_a_hundred(counts: tuple[int, int]) -> None:
    passed, total = counts
    assert (score(passed, total) == 100) == (passed == total)
    assert 0 <= score(passed, total) <= 100


@pytest.mark.parametrize(("passed", "total"), [(0, 0), (2, 1), (-1, 3)])
def test_impossible_counts_have_no_score(passed: int, total: int) -> None:
    with pytest.raises(ValueError, match="tests passed"):
        score(passed, total)


def test_first_failure_speaks_for_the_whole() -> None:
    assert overall([Verdict.AC, Verdict.TLE, Verdict.WA]) is Verdict.TLE
    assert overall([Verdict.AC, Verdict.AC]) is Verdict.AC


# Submissions ----------------------------------------------------------------------------------------------------------


def test_right_submission(dsa_interview: Interview, submit: Submit, judge_now: JudgeNow) -> None:
    submission = submit()

    judgement = judge_now(submission)

    assert (judgement.state, judgement.verdict) == (JudgementState.FINISHED, Verdict.AC)
    assert (judgement.passed, judgement.total, judgement.score) == (6, 6, 100)
    assert entries(dsa_interview) == [
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
    event = dsa_interview.timeline.get(kind=EventKind.DSA_JUDGED)
    assert event.payload == {
        "submissionId": str(submission.pk),
        "judgement": 1,
        "verdict": "AC",
        "passed": 6,
        "total": 6,
        "score": 100,
    }


def test_each_test_counts_the_same(dsa_interview: Interview, submit: Submit, judge_now: JudgeNow) -> None:
    """Right for even numbers: tests 0, 2 and 4 of six, so that the second test is the first to fail."""
    judgement = judge_now(submit(source_code=factories.MIRROR_HALF_RIGHT))

    assert (judgement.verdict, judgement.passed, judgement.score) == (Verdict.WA, 3, 50)
    assert list(judgement.results.values_list("verdict", flat=True)) == ["AC", "WA"] * 3
    assert [entry["score"] for entry in entries(dsa_interview)] == [50]


def test_every_submission_has_its_entry(
    dsa_interview: Interview, submit: Submit, judge_now: JudgeNow
) -> None:
    judge_now(submit())
    judge_now(submit(source_code=factories.MIRROR_HALF_RIGHT))
    judge_now(submit(problem_key="shout", source_code=factories.SHOUT_PYTHON))

    assert [(entry["problemId"], entry["score"]) for entry in entries(dsa_interview)] == [
        ("mirror", 100),
        ("mirror", 50),
        ("shout", 100),
    ]


@pytest.mark.parametrize(
    ("language", "source"), [("cpp", factories.MIRROR_CPP), ("java", factories.MIRROR_JAVA)]
)
def test_compiled_languages(submit: Submit, judge_now: JudgeNow, language: str, source: str) -> None:
    judgement = judge_now(submit(language=language, source_code=source))

    assert (judgement.verdict, judgement.score) == (Verdict.AC, 100)


@pytest.mark.parametrize(
    ("language", "source", "place"),
    [
        ("cpp", factories.BROKEN_CPP, "main.cpp:2:"),
        ("python", factories.BROKEN_PYTHON, 'File "main.py", line 2'),
    ],
)
def test_source_that_does_not_compile_fails_every_test(
    dsa_interview: Interview,
    submit: Submit,
    judge_now: JudgeNow,
    language: str,
    source: str,
    place: str,
) -> None:
    """The compiler's words name the candidate's line, and no directory of ours."""
    judgement = judge_now(submit(language=language, source_code=source))

    assert (judgement.verdict, judgement.passed, judgement.total) == (Verdict.CE, 0, 6)
    assert judgement.score == 0
    assert not judgement.results.exists()
    assert place in judgement.compile_output
    assert "/box" not in judgement.compile_output
    assert [entry["total"] for entry in entries(dsa_interview)] == [6]


# Runs -----------------------------------------------------------------------------------------------------------------


def test_run_is_judged_on_visible_tests_and_scores_nothing(
    dsa_interview: Interview, submit: Submit, judge_now: JudgeNow
) -> None:
    judgement = judge_now(submit(kind=SubmissionKind.RUN, source_code=factories.MIRROR_HALF_RIGHT))

    assert (judgement.verdict, judgement.passed, judgement.total) == (Verdict.WA, 1, 2)
    assert judgement.score is None
    assert [(one.is_visible, one.stdout) for one in judgement.results.all()] == [
        (True, "cba 4\n"),
        (True, "zyx 0\n"),
    ]
    assert entries(dsa_interview) == []
    assert not dsa_interview.timeline.filter(kind=EventKind.DSA_JUDGED).exists()


@pytest.mark.parametrize(
    ("source", "verdict", "stdout"),
    [
        ("print(input()[::-1])", Verdict.AC, "olleh\n"),
        (factories.CRASHING, Verdict.RTE, ""),
        (factories.ENDLESS, Verdict.TLE, ""),
    ],
)
def test_own_input_is_judged_by_how_the_program_ends(
    submit: Submit, judge_now: JudgeNow, source: str, verdict: Verdict, stdout: str
) -> None:
    judgement = judge_now(submit(kind=SubmissionKind.RUN, stdin="hello\n", source_code=source))

    (result,) = judgement.results.all()
    assert (judgement.verdict, result.verdict, result.stdout) == (verdict, verdict, stdout)
    assert result.test_case is None
    assert judgement.total == 1


def test_own_input_may_be_empty(submit: Submit, judge_now: JudgeNow) -> None:
    """It is no input at all, and not the visible tests."""
    judgement = judge_now(
        submit(kind=SubmissionKind.RUN, stdin="", source_code="import sys; print(len(sys.stdin.read()))")
    )

    assert [one.stdout for one in judgement.results.all()] == ["0\n"]


def test_problem_that_has_lost_its_tests_scores_nobody(
    dsa_interview: Interview, mirror: Problem, submit: Submit, judge_now: JudgeNow
) -> None:
    submission = submit()
    for test in mirror.tests.all():
        remove_test(test=test)

    judgement = judge_now(submission)

    assert (judgement.state, judgement.verdict, judgement.score) == (JudgementState.FAILED, "IE", None)
    assert Judgement.objects.get().attempts == 1, "trying again would not help"
    assert entries(dsa_interview) == []
