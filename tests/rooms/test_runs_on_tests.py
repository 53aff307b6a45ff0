"""Running the shared code on the visible tests of a problem that is attached to the interview."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from dsa.choices import SubmissionKind
from dsa.models import Problem
from dsa.sessions.services import assign_problems, get_or_create_session, start_session
from dsa.submissions.services import create_submission
from interviews.choices import EventKind
from interviews.models import Interview, Invitation, StageTypeConfig, TimelineEvent, User
from interviews.services.interviews import schedule_interview
from replay.continuing import continue_from, open_submission
from rooms.models import CodeRun
from rooms.running import programs
from rooms.running.problems import attached_problems
from rooms.running.runner import claim, execute
from tests.conftest import signed_in
from tests.dsa.factories import (
    BROKEN_PYTHON,
    MARKERS,
    MIRROR_HALF_RIGHT,
    MIRROR_PYTHON,
    MIRROR_STARTER,
    PARLEY_PYTHON,
    TELLTALE,
    invite,
    make_interview,
    make_parley,
    make_problem,
    make_shout,
    make_split,
)
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page
from tests.rooms.typist import Typist


@pytest.fixture
def attached(interview: Interview, mirror: Problem, rita: User) -> Problem:
    """The interview has the problem `mirror`."""
    assign_problems(interview=interview, problems=[mirror], actor=rita)
    return mirror


@pytest.fixture
def without_markers(ivans_page: Page, caras_page: Page) -> Iterator[None]:
    """Whatever happens in the test, nothing of hidden tests reaches anybody in the room."""
    yield
    for page in (ivans_page, caras_page):
        received = "\n".join(page.frames)
        assert [marker for marker in MARKERS if marker in received] == []


def write(page: Page, code: str) -> None:
    assert page.ask("doc_update", {"update": Typist().type(code)}) == {}


def run_on_tests(page: Page, code: str, problem: Problem, language: str = "python") -> dict[str, object]:
    """Ask for a run, do what a worker does, and give the last `run_state`."""
    write(page, code)
    run_id = page.ask("run_code", {"language": language, "problemId": problem.key})["runId"]
    run = claim(run_id)
    assert run is not None
    execute(run)
    return [page.wait_for("run_state") for _ in range(3)][-1]


def test_everybody_gets_the_result_of_each_visible_test(
    attached: Problem, ivans_page: Page, caras_page: Page, interview: Interview, without_markers: None
) -> None:
    told = run_on_tests(caras_page, MIRROR_HALF_RIGHT, attached)
    assert told["problem"] == {"problemId": "mirror", "title": "Mirror"}
    result = told["result"]
    assert isinstance(result, dict)
    assert (result["verdict"], result["stdout"], result["stderr"]) == ("WA", "", "")
    assert "exitCode" not in result
    for test in result["tests"]:
        assert test.pop("executionTimeMs") >= 0
        assert test.pop("memoryUsedKB") > 0
    same = {"stderr": "", "interaction": "", "truncated": False}
    assert result["tests"] == [
        {
            **same,
            "name": "sample/0",
            "passed": True,
            "verdict": "AC",
            "input": "abc 2\n",
            "expectedOutput": "cba 4\n",
            "stdout": "cba 4\n",
        },
        {
            **same,
            "name": "sample/1",
            "passed": False,
            "verdict": "WA",
            "input": "xyz 3\n",
            "expectedOutput": "zyx 6\n",
            "stdout": "zyx 0\n",
        },
    ]
    assert [ivans_page.wait_for("run_state")["state"] for _ in range(3)][-1] == "finished"
    (late,) = ivans_page.ask("run_sync", {})["runs"]
    assert late["result"]["tests"] == CodeRun.objects.get().test_results
    event = TimelineEvent.objects.get(interview=interview, kind=EventKind.CODE_RUN)
    assert event.payload["problemId"] == "mirror"
    assert event.payload["problemTitle"] == "Mirror"
    assert (event.payload["testsPassed"], event.payload["tests"]) == (1, 2)


def test_the_right_program_and_one_that_prints_all_it_reads(
    attached: Problem, caras_page: Page, without_markers: None
) -> None:
    right = run_on_tests(caras_page, MIRROR_PYTHON, attached)["result"]
    assert isinstance(right, dict)
    assert (right["verdict"], [test["passed"] for test in right["tests"]]) == ("AC", [True, True])


def test_one_that_tells_what_it_reads(attached: Problem, caras_page: Page, without_markers: None) -> None:
    told = run_on_tests(caras_page, TELLTALE, attached)["result"]
    assert isinstance(told, dict)
    assert [test["stderr"] for test in told["tests"]] == ["abc 2\n", "xyz 3\n"]


def test_what_does_not_compile_has_no_tests(attached: Problem, caras_page: Page) -> None:
    result = run_on_tests(caras_page, BROKEN_PYTHON, attached)["result"]
    assert isinstance(result, dict)
    assert result["verdict"] == "CE"
    assert "main.py" in result["compileOutput"]
    assert "tests" not in result


def test_what_may_be_seen_of_the_problems(
    attached: Problem, ivans_page: Page, caras_page: Page, without_markers: None
) -> None:
    (shown,) = caras_page.ask("problems_sync", {})["problems"]
    assert ivans_page.ask("problems_sync", {}) == {"problems": [shown]}
    assert (shown["problemId"], shown["title"]) == ("mirror", "Mirror")
    assert "<em>word</em>" in shown["statementHtml"]
    assert shown["languages"]["python"] == MIRROR_STARTER
    assert shown["languages"]["cpp"] == ""
    assert "sql" not in shown["languages"]
    assert [(test["name"], test["input"], test["expectedOutput"]) for test in shown["visibleTests"]] == [
        ("sample/0", "abc 2\n", "cba 4\n"),
        ("sample/1", "xyz 3\n", "zyx 6\n"),
    ]


@pytest.mark.parametrize("times", [0, 1], ids=["a submission", "a room that began with one"])
def test_nothing_hidden_reaches_a_room_that_begins_with_a_submission(
    mirror: Problem,
    stage_dsa: StageTypeConfig,
    stage_live: StageTypeConfig,
    rita: User,
    ivan: User,
    open_page: OpenPage,
    times: int,
) -> None:
    """Its problem is attached, so it can be run on the visible tests, there and in a room that goes on from there."""
    session = start_session(
        session=get_or_create_session(invite(make_interview(stage_dsa, rita, mirror), "Cara", rita))
    )
    submission, _ = create_submission(
        session=session,
        problem_key=mirror.key,
        language="python",
        source_code=TELLTALE,
        kind=SubmissionKind.SUBMIT,
    )
    room = open_submission(submission=submission, stage=stage_live, user=ivan)
    for _ in range(times):
        room = continue_from(interview=room, at=timezone.now(), user=ivan)
    cara = invite(room, "Cara", rita)
    pages = [open_page(ivan), open_page(cara)]
    for page in pages:
        page.join(room.pk)
    for page in pages:
        (shown,) = page.ask("problems_sync", {})["problems"]
        assert [test["input"] for test in shown["visibleTests"]] == ["abc 2\n", "xyz 3\n"]
    run = claim(pages[1].ask("run_code", {"language": "python", "problemId": "mirror"})["runId"])
    assert run is not None
    execute(run)
    told = [pages[1].wait_for("run_state") for _ in range(3)][-1]["result"]
    assert [test["stderr"] for test in told["tests"]] == ["abc 2\n", "xyz 3\n"]
    received = ["\n".join(page.frames) for page in pages]
    received += [
        signed_in(ivan).get(f"/interviews/{room.pk}/room/").content.decode(),
        Client().get(f"/join/{cara.token}/").content.decode(),
    ]
    assert [marker for marker in MARKERS if marker in "\n".join(received)] == []


def test_nobody_in_the_lobby_gets_them(
    attached: Problem, open_page: OpenPage, cara: Invitation, interview: Interview
) -> None:
    waiting = open_page(cara)
    assert waiting.refusal("problems_sync", {}) == "not_in_room"


def test_only_problems_of_this_interview(
    attached: Problem, stage_live: StageTypeConfig, rita: User, ivan: User, ivans_page: Page
) -> None:
    other = schedule_interview(
        interview=Interview(title="Another", stage=stage_live, scheduled_start=timezone.now()),
        interviewers=[ivan],
        actor=rita,
    )
    foreign = make_problem("foreign", {"a 1": "1"})
    assign_problems(interview=other, problems=[foreign], actor=rita)
    for key in ("foreign", "nowhere"):
        assert ivans_page.refusal("run_code", {"language": "python", "problemId": key}) == "unknown_problem"
    assert not CodeRun.objects.exists()


def test_a_language_that_the_problem_does_not_allow(
    interview: Interview, mirror: Problem, rita: User, ivans_page: Page
) -> None:
    assign_problems(interview=interview, problems=[mirror, make_shout()], actor=rita)
    asked = {"language": "javascript", "problemId": "shout"}
    assert ivans_page.refusal("run_code", asked) == "language_unavailable"
    assert "runId" in ivans_page.ask("run_code", {**asked, "problemId": "mirror"})


def test_a_problem_without_visible_tests(attached: Problem, ivans_page: Page) -> None:
    attached.tests.update(is_visible=False)
    asked = {"language": "python", "problemId": "mirror"}
    assert ivans_page.refusal("run_code", asked) == "unknown_problem"


def test_output_validators_judge_here_as_well(
    interview: Interview, tests_stored: None, rita: User, caras_page: Page, without_markers: None
) -> None:
    """An interactive problem's test shows what was said, and neither input nor answer; no judge's message is told."""
    split, parley = make_split(), make_parley()
    assign_problems(interview=interview, problems=[split, parley], actor=rita)
    result = run_on_tests(caras_page, PARLEY_PYTHON, parley)["result"]
    assert isinstance(result, dict)
    first = result["tests"][0]
    assert (first["input"], first["expectedOutput"]) == ("", "")
    assert "A" in first["interaction"]


def test_long_texts_are_cut(attached: Problem, caras_page: Page) -> None:
    result = run_on_tests(caras_page, "print('x' * 20_000)", attached)["result"]
    assert isinstance(result, dict)
    assert [len(test["stdout"]) for test in result["tests"]] == [programs.MAX_TEST_CHARACTERS] * 2
    assert all(test["truncated"] for test in result["tests"])
    assert len(json.dumps(result)) < 50_000


def test_a_statement_with_large_pictures_comes_without_them(
    attached: Problem, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = f"<p>{'x' * 500_001}</p>"
    monkeypatch.setattr("rooms.running.problems.statement_and_samples", lambda problem: (statement, ()))
    (shown,) = attached_problems(interview.pk)
    assert "<em>word</em>" in shown["statementHtml"]
    assert len(shown["statementHtml"]) < 1000
