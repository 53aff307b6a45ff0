"""Tests that candidates write for themselves: kept, run together, and nobody else's."""

import json
from typing import Any

import pytest

from dsa.choices import FinishReason
from dsa.models import DsaSession, OwnTestList, Submission
from dsa.sessions.services import finish_session
from interviews.choices import EventKind
from interviews.models import TimelineEvent
from tests.dsa.api.candidate import WORK, Candidate, judge_everything, refusal
from tests.dsa.factories import MARKERS

pytestmark = pytest.mark.django_db


def own(name: str, given: str, expected: str | None) -> dict[str, Any]:
    return {"name": name, "input": given, "expectedOutput": expected}


# `mirror` wants the word backwards and the number doubled.
RIGHT = own("right", "abc 4\n", "cba 8\n")
WRONG = own("wrong", "abc 4\n", "abc 8\n")
OPEN = own("open", "xyz 1\n", None)


def test_they_run_together_each_with_what_was_expected_of_it(cara_working: Candidate) -> None:
    taken = cara_working.run(ownTests=[RIGHT, WRONG, OPEN])
    assert taken["ownTests"] == [RIGHT, WRONG, OPEN]
    assert (taken["isOnOwnTests"], taken["stdin"]) == (True, None)
    judge_everything()
    done = cara_working.submission(taken["id"])
    assert (done["status"], done["testsTotal"]) == ("finished", 3)
    results = {result["position"]: result for result in done["results"]}
    assert [results[place]["verdict"] for place in range(3)] == ["AC", "WA", "AC"]
    assert {result["testCaseId"] for result in results.values()} == {None}
    assert results[1]["stdout"].strip() == "cba 8"
    assert TimelineEvent.objects.get(kind=EventKind.DSA_RUN).payload["ownInput"] is True
    assert Submission.objects.get().judgements.get().score is None


def test_they_are_kept_for_another_device_and_the_last_save_counts(cara_working: Candidate) -> None:
    assert cara_working.get("/own-tests").json() == {"ownTests": []}
    for tests in ([RIGHT], [WRONG, OPEN]):
        answer = cara_working.put("/own-tests/mirror", {"tests": tests})
        assert (answer.status_code, answer.json()) == (200, {"problemId": "mirror", "tests": tests})
    assert cara_working.get("/own-tests").json() == {
        "ownTests": [{"problemId": "mirror", "tests": [WRONG, OPEN]}]
    }
    assert OwnTestList.objects.count() == 1


def test_without_an_expected_output_nothing_is_compared(cara_working: Candidate) -> None:
    taken = cara_working.run(ownTests=[{"name": "", "input": "abc 4\n"}])
    assert taken["ownTests"] == [own("", "abc 4\n", None)]


@pytest.mark.parametrize(
    ("tests", "status"),
    [
        ([own("n" * 61, "", "")], (400, "invalid_request")),
        ([own("n", "x" * 65_537, "")], (400, "invalid_request")),
        ([own("n", "x" * 40_000, "x" * 40_000)], (413, "own_tests_too_large")),
        ([RIGHT] * 11, (400, "invalid_request")),
        ([{**RIGHT, "weight": 3}], (400, "invalid_request")),
        ([{"name": "no input"}], (400, "invalid_request")),
        ([own("n", "\0", None)], (400, "invalid_request")),
        ("none", (400, "invalid_request")),
        (None, (400, "invalid_request")),
    ],
)
def test_what_does_not_fit_is_refused(cara_working: Candidate, tests: Any, status: tuple[int, str]) -> None:
    assert refusal(cara_working.put("/own-tests/mirror", {"tests": tests})) == status
    if tests is not None:
        assert refusal(cara_working.post("/run", {**WORK, "ownTests": tests})) == status
    assert not OwnTestList.objects.exists()
    assert not Submission.objects.exists()


def test_they_are_for_runs_and_in_place_of_own_input(cara_working: Candidate) -> None:
    assert refusal(cara_working.post("/submit", {**WORK, "ownTests": [RIGHT]})) == (400, "invalid_request")
    assert refusal(cara_working.post("/run", {**WORK, "ownTests": [RIGHT], "stdin": ""})) == (
        400,
        "invalid_request",
    )
    assert refusal(cara_working.post("/run", {**WORK, "ownTests": []})) == (400, "invalid_request")


def test_the_same_key_with_other_tests_is_refused(cara_working: Candidate) -> None:
    body = {**WORK, "ownTests": [RIGHT]}
    assert cara_working.post("/run", body, Idempotency_Key="k").status_code == 202
    assert refusal(cara_working.post("/run", {**WORK, "ownTests": [OPEN]}, Idempotency_Key="k"))[1] == (
        "idempotency_key_reused"
    )


def test_other_sessions_have_their_own(cara_working: Candidate, mallory_working: Candidate) -> None:
    marked = own("secret-of-cara", "secret-of-cara", None)
    cara_working.put("/own-tests/mirror", {"tests": [marked]})
    assert "secret-of-cara" not in json.dumps(mallory_working.get("/own-tests").json())
    assert refusal(cara_working.put("/own-tests/no-such-problem", {"tests": []})) == (
        404,
        "problem_not_found",
    )


def test_nothing_is_kept_after_the_end(cara_working: Candidate, session: DsaSession) -> None:
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    assert refusal(cara_working.put("/own-tests/mirror", {"tests": [RIGHT]}))[1] == "session_over"
    assert cara_working.get("/own-tests").status_code == 200


def test_hidden_tests_are_not_among_them(cara_working: Candidate) -> None:
    taken = cara_working.run(ownTests=[RIGHT])
    judge_everything()
    shown = json.dumps(cara_working.submission(taken["id"])) + json.dumps(
        cara_working.get("/own-tests").json()
    )
    assert not [marker for marker in MARKERS if marker in shown]
