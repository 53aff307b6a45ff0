"""The practice problem: runs like those of a session, of which nothing is left."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dsa.execution import ExecutionError
from dsa.models import Draft, DsaSession, Judgement, OwnTestList, Submission
from dsa.practice import runs
from dsa.sessions.services import get_or_create_session
from interviews.models import Invitation, StageTypeConfig, TimelineEvent
from tests.conftest import SentTasks
from tests.dsa.api.candidate import Candidate, refusal
from tests.dsa.factories import MARKERS

pytestmark = pytest.mark.django_db

SUM = "import sys\nprint(sum(map(int, sys.stdin.read().split())))\n"
CODE = {"language": "python", "sourceCode": SUM}


@pytest.fixture
def waiting_tasks(
    sent_tasks: SentTasks, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> SentTasks:
    """What was sent once each request was over."""
    monkeypatch.setattr("dsa.practice.runs.transaction.on_commit", lambda send: send())
    return sent_tasks


def practised(candidate: Candidate, tasks: SentTasks, **changes: Any) -> Any:
    """A run of the practice problem, judged."""
    answer = candidate.post("/practice/runs", {**CODE, **changes})
    assert answer.status_code == 202, answer.content
    name, run_id = tasks[-1]
    assert name == "dsa.tasks.run_practice"
    runs.execute(run_id)
    shown = candidate.get(f"/practice/runs/{answer.json()['id']}")
    assert shown.status_code == 200
    return shown.json()


def test_it_is_there_before_the_start_and_tells_nothing_of_the_session(cara_early: Candidate) -> None:
    shown = cara_early.get("/practice").json()
    assert (shown["state"], shown["deadline"], shown["problemCount"]) == ("active", None, 1)
    [problem] = shown["problems"]
    assert problem["problemId"] == "practice"
    assert problem["starterCode"]["python"]
    assert not [marker for marker in (*MARKERS, "Mirror") if marker in json.dumps(shown)]


def test_runs_are_judged_and_nothing_is_noted(cara_early: Candidate, waiting_tasks: SentTasks) -> None:
    before = TimelineEvent.objects.count()
    right = practised(cara_early, waiting_tasks)
    assert (right["status"], right["verdict"], right["testsDone"]) == ("finished", "AC", 2)
    assert [result["testCaseId"] for result in right["results"]] == ["1", "2"]
    wrong = practised(cara_early, waiting_tasks, sourceCode="print(6)\nprint(1)\n")
    assert wrong["verdict"] == "WA"
    broken = practised(cara_early, waiting_tasks, sourceCode="print(\n")
    assert broken["verdict"] == "CE"
    assert "SyntaxError" in broken["compileOutput"]
    assert "/box" not in broken["compileOutput"]
    own = practised(
        cara_early, waiting_tasks, ownTests=[{"name": "n", "input": "5 5\n", "expectedOutput": "10\n"}]
    )
    assert (own["verdict"], own["isOnOwnTests"], own["results"][0]["testCaseId"]) == ("AC", True, None)
    assert TimelineEvent.objects.count() == before
    for model in (Submission, Judgement, Draft, OwnTestList):
        assert not model.objects.exists()


def test_a_failure_of_ours_is_said(
    cara_early: Candidate, waiting_tasks: SentTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object) -> None:
        raise ExecutionError("the machine is on fire")

    monkeypatch.setattr("dsa.practice.runs.judge", fail)
    failed = practised(cara_early, waiting_tasks)
    assert (failed["status"], failed["verdict"]) == ("failed", "IE")
    assert "fire" not in json.dumps(failed)


def test_a_run_is_its_candidates_alone(
    cara_early: Candidate, mallory: Invitation, waiting_tasks: SentTasks
) -> None:
    run = practised(cara_early, waiting_tasks)
    get_or_create_session(mallory)
    other = Candidate(Client(), mallory.token)
    assert refusal(other.get(f"/practice/runs/{run['id']}")) == (404, "submission_not_found")
    assert refusal(cara_early.get(f"/practice/runs/{'0' * 8}-0000-4000-8000-{'0' * 12}"))[0] == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"language": "cobol"}, (400, "invalid_request")),
        ({"sourceCode": "x" * 65_537}, (413, "source_too_large")),
        ({"problemId": "mirror"}, (400, "invalid_request")),
        ({"ownTests": [{"name": "", "input": "x" * 40_000}] * 2}, (413, "own_tests_too_large")),
    ],
)
def test_what_does_not_fit_is_refused(
    cara_early: Candidate, change: dict[str, Any], status: tuple[int, str]
) -> None:
    assert refusal(cara_early.post("/practice/runs", {**CODE, **change})) == status


def test_sql_is_not_practised(cara_early: Candidate, waiting: DsaSession, stage_dsa: StageTypeConfig) -> None:
    """To the problem's input it would be a wrong script."""
    stage_dsa.dsa_config |= {"languages": ["sql", "python"]}
    stage_dsa.save()
    assert cara_early.get("/practice").json()["problems"][0]["languages"] == ["python"]
    refused = cara_early.post("/practice/runs", {"language": "sql", "sourceCode": "SELECT 1;"})
    assert refusal(refused)[1] == "language_not_offered"

    stage_dsa.dsa_config |= {"languages": ["sql"]}
    stage_dsa.save()
    pages = [reverse(name, args=[waiting.invitation.token]) for name in ("dsa_session", "dsa_practice")]
    assert pages[1] not in Client().get(pages[0]).content.decode()
    assert Client().get(pages[1])["Location"] == pages[0]


def test_it_ends_with_the_start(cara_working: Candidate) -> None:
    assert refusal(cara_working.get("/practice")) == (409, "practice_over")
    assert refusal(cara_working.post("/practice/runs", CODE)) == (409, "practice_over")


def test_it_has_a_rate_of_its_own(
    cara_early: Candidate, settings: Settings, waiting_tasks: SentTasks
) -> None:
    settings.DSA_RATES = {**settings.DSA_RATES, "practice": (1, 0.01)}
    assert cara_early.post("/practice/runs", CODE).status_code == 202
    assert refusal(cara_early.post("/practice/runs", CODE)) == (429, "rate_limited")
    assert cara_early.get().status_code == 200


def test_where_limits_do_not_hold_only_candidates_of_the_demo_practise(
    cara_early: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def weak() -> None:
        raise ExecutionError("no control group")

    monkeypatch.setattr("dsa.practice.runs.require_firm_limits", weak)
    assert refusal(cara_early.post("/practice/runs", CODE)) == (503, "execution_unavailable")


def test_the_page_leads_to_the_session_once_it_runs(waiting: DsaSession, session: DsaSession) -> None:
    token = session.invitation.token
    answer = Client().get(reverse("dsa_practice", args=[token]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("dsa_session", args=[token]))


def test_the_page_is_there_before(waiting: DsaSession) -> None:
    token = waiting.invitation.token
    page = Client().get(reverse("dsa_practice", args=[token]))
    assert page.status_code == 200
    assert "it is forgotten within minutes" in page.content.decode()
    welcome = Client().get(reverse("dsa_session", args=[token])).content.decode()
    assert reverse("dsa_practice", args=[token]) in welcome
    assert Client().get(reverse("dsa_practice", args=["no-such-token"])).status_code == 404
