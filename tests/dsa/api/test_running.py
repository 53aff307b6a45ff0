"""Running and submitting, and what a candidate is shown of it."""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest

from dsa.choices import JudgementState
from dsa.execution import BackendUnavailable
from dsa.judging import runner
from dsa.models import Judgement, Problem, Submission, TestResult
from dsa.submissions.services import rejudge
from interviews.models import User
from tests.dsa.api.candidate import WORK, Candidate, judge_everything, refusal
from tests.dsa.conftest import Submit
from tests.dsa.factories import BROKEN_CPP, BROKEN_PYTHON, MIRROR_HALF_RIGHT, MIRROR_PYTHON

RESULT = {"position", "testCaseId", "passed", "verdict", "executionTimeMs", "memoryUsedKB"}


def test_run_is_queued_and_then_judged_on_the_visible_tests(cara_working: Candidate, mirror: Problem) -> None:
    answer = cara_working.post("/run", WORK)
    assert answer.status_code == 202
    queued = answer.json()
    assert answer["Location"] == cara_working.at(f"/submissions/{queued['id']}")
    assert (queued["kind"], queued["status"], queued["verdict"]) == ("run", "queued", None)
    assert (queued["queuePosition"], queued["results"], queued["finishedAt"]) == (1, [], None)
    judge_everything()
    done = cara_working.submission(queued["id"])
    assert (done["status"], done["verdict"]) == ("finished", "AC")
    assert (done["testsTotal"], done["testsDone"]) == (2, 2)
    assert done["sourceCode"] == MIRROR_PYTHON
    assert "queuePosition" not in done
    assert [set(result) for result in done["results"]] == [RESULT | {"stdout", "stderr"}] * 2
    by_test = {result["testCaseId"]: result for result in done["results"]}
    sample = by_test[str(mirror.tests.get(name="sample/0").pk)]
    assert (sample["stdout"], sample["stderr"], sample["passed"]) == ("cba 4\n", "", True)
    assert sample["memoryUsedKB"] > 1000


def test_own_input_is_run_and_nothing_is_judged(cara_working: Candidate) -> None:
    run = cara_working.run(stdin="own 21\n")
    assert run["stdin"] == "own 21\n"
    judge_everything()
    [result] = cara_working.submission(run["id"])["results"]
    assert result["testCaseId"] is None
    assert result["stdout"] == "nwo 42\n"


def test_empty_own_input_is_input(cara_working: Candidate) -> None:
    run = cara_working.run(stdin="", sourceCode="import sys\nprint(len(sys.stdin.read()))\n")
    judge_everything()
    assert [result["stdout"] for result in cara_working.submission(run["id"])["results"]] == ["0\n"]


def test_submission_is_judged_on_all_tests_and_shows_no_output_of_hidden_ones(
    cara_working: Candidate, mirror: Problem
) -> None:
    submitted = cara_working.submit(sourceCode=MIRROR_HALF_RIGHT)
    judge_everything()
    done = cara_working.submission(submitted["id"])
    assert (done["kind"], done["verdict"], done["testsTotal"]) == ("submit", "WA", 6)
    visible = {str(pk) for pk in mirror.tests.visible().values_list("pk", flat=True)}
    for result in done["results"]:
        outputs = {"stdout", "stderr"} if result["testCaseId"] in visible else set()
        assert set(result) == RESULT | outputs
    assert [result["passed"] for result in done["results"]].count(True) == 3


def test_press_and_its_claim_take_few_statements(
    cara_working: Candidate, django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    """A candidate waits for each of them."""
    with django_assert_max_num_queries(15):
        cara_working.submit()
    judgement = Judgement.objects.get()
    with django_assert_max_num_queries(4):
        assert runner.claim(judgement.pk) is not None


def test_results_stand_in_the_order_of_the_tests(cara_working: Candidate) -> None:
    """They may have finished in another one."""
    submitted = cara_working.submit()
    for position in (4, 0, 3):
        store_result(submitted["id"], position=position, is_visible=True)
    shown = cara_working.submission(submitted["id"])["results"]
    assert [result["position"] for result in shown] == [0, 3, 4]


@pytest.mark.parametrize(
    ("is_visible", "cpu_ms", "memory_kb", "told"),
    [
        (True, 51, 1025, (51, 1025)),
        (False, 51, 1025, (100, 2048)),
        (False, 50, 1024, (50, 1024)),
        (False, 1, 1, (50, 1024)),
    ],
)
def test_time_and_memory_of_hidden_tests_are_told_in_steps(
    cara_working: Candidate, is_visible: bool, cpu_ms: int, memory_kb: int, told: tuple[int, int]
) -> None:
    submitted = cara_working.submit()
    store_result(submitted["id"], is_visible=is_visible, cpu_ms=cpu_ms, memory_kb=memory_kb)
    [result] = cara_working.submission(submitted["id"])["results"]
    assert (result["executionTimeMs"], result["memoryUsedKB"]) == told


def store_result(submission_id: str, **fields: object) -> None:
    judgement = Submission.objects.get(pk=submission_id).judgements.get()
    Judgement.objects.filter(pk=judgement.pk).update(started_at=judgement.queued_at)
    TestResult.objects.create(
        **{"judgement": judgement, "position": 0, "verdict": "AC", "cpu_ms": 1, "memory_kb": 1, **fields}
    )


def test_what_waits_for_the_execution_service_says_so(cara_working: Candidate) -> None:
    submitted = cara_working.submit()
    assert submitted["isPaused"] is False
    Judgement.objects.update(pause_reason="planted: judge.internal refused")
    answer = cara_working.get(f"/submissions/{submitted['id']}")
    assert (answer.json()["status"], answer.json()["isPaused"]) == ("queued", True)
    assert b"judge.internal" not in answer.content
    judge_everything()
    assert cara_working.submission(submitted["id"])["isPaused"] is False


def test_what_is_sent_while_the_execution_service_is_away_waits_for_it(
    cara_working: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This process may be too young to know what it offers."""

    def away() -> None:
        raise BackendUnavailable("planted: judge.internal refused")

    monkeypatch.setattr("dsa.rules.get_backend", away)
    assert cara_working.submit()["status"] == "queued"


def test_compiler_speaks(cara_working: Candidate) -> None:
    for language, source, words in (
        ("cpp", BROKEN_CPP, "expected"),
        ("python", BROKEN_PYTHON, "SyntaxError"),
    ):
        submitted = cara_working.submit(language=language, sourceCode=source)
        judge_everything()
        done = cara_working.submission(submitted["id"])
        assert (done["verdict"], done["status"]) == ("CE", "finished")
        assert words in done["compileOutput"]
        assert tempfile.gettempdir() not in done["compileOutput"]


def test_list_is_newest_first_and_of_one_problem_if_asked(cara_working: Candidate) -> None:
    first = cara_working.run()
    second = cara_working.submit()
    third = cara_working.run(problemId="shout")
    everything = cara_working.get("/submissions").json()["submissions"]
    assert [one["id"] for one in everything] == [third["id"], second["id"], first["id"]]
    assert [one["queuePosition"] for one in everything] == [2, 1, 1]
    assert all("results" not in one and "sourceCode" not in one for one in everything)
    of_shout = cara_working.get("/submissions?problemId=shout").json()["submissions"]
    assert [one["id"] for one in of_shout] == [third["id"]]
    judge_everything()
    done = cara_working.get("/submissions").json()["submissions"]
    assert [(one["status"], one["testsDone"]) for one in done] == [
        ("finished", 2),
        ("finished", 6),
        ("finished", 2),
    ]


def test_one_submission_of_a_problem_at_a_time(cara_working: Candidate) -> None:
    cara_working.submit()
    assert refusal(cara_working.post("/submit", WORK)) == (409, "submission_in_flight")
    cara_working.submit(problemId="shout")
    judge_everything()
    cara_working.submit()


def test_few_runs_at_a_time(cara_working: Candidate) -> None:
    for _ in range(4):
        cara_working.run()
    assert refusal(cara_working.post("/run", WORK)) == (409, "runs_in_flight")


def test_language_that_the_problem_does_not_offer(cara_working: Candidate) -> None:
    answer = cara_working.post("/run", {**WORK, "problemId": "shout", "language": "javascript"})
    assert refusal(answer) == (409, "language_not_offered")
    assert not Submission.objects.exists()


def test_rejudging_does_not_flicker(cara_working: Candidate, submit: Submit, rita: User) -> None:
    """While a recruiter has it judged again, the candidate keeps seeing what it got before."""
    submission = submit()
    judge_everything()
    before = cara_working.submission(str(submission.pk))
    rejudge(submission=submission, actor=rita)
    assert cara_working.submission(str(submission.pk)) == before
    judge_everything()
    after = cara_working.submission(str(submission.pk))
    assert after["finishedAt"] > before["finishedAt"]


def test_failure_of_ours_is_said_to_be_ours(cara_working: Candidate) -> None:
    """What failed is for operators only."""
    run = cara_working.run()
    Submission.objects.get(pk=UUID(run["id"])).judgements.update(
        state=JudgementState.FAILED, verdict="IE", failure="planted: judge.internal"
    )
    answer = cara_working.get(f"/submissions/{run['id']}")
    assert (answer.json()["status"], answer.json()["verdict"]) == ("failed", "IE")
    assert b"planted" not in answer.content
