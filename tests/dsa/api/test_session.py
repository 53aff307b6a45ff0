"""What a candidate sees of their session."""

from datetime import datetime, timedelta
from enum import StrEnum
from importlib import import_module

import pytest
from django.apps import apps

from dsa.execution import ExecutionError
from dsa.models import DsaSession, Problem
from dsa.problems.services import NewTest, put_tests
from dsa.sessions.services import grant_extra_time
from interviews import hooks
from interviews.models import Interview, StageTypeConfig, User
from interviews.services.interviews import change_interview
from talentsync.lib.errors import Refused
from tests.dsa.api.candidate import WORK, Candidate, refusal
from tests.dsa.api.conftest import let_time_run_out, put_off
from tests.dsa.factories import MIRROR_STARTER


def test_waiting_session_shows_no_problem(cara_early: Candidate) -> None:
    session = cara_early.get().json()
    assert session["state"] == "waiting"
    assert session["isOpen"] is True
    assert (session["problemCount"], session["problems"]) == (2, [])
    assert session["title"] == "Backend engineer: coding"
    assert session["candidateName"] == "Cara Candidate"
    assert session["startedAt"] is session["deadline"] is session["finishedAt"] is None
    assert session["limits"] == {
        "sourceCharacters": 65_536,
        "stdinCharacters": 65_536,
        "ownTests": 10,
        "ownTestCharacters": 65_536,
    }
    assert session["proctoring"] == {"enabled": False, "snapshotIntervalSeconds": 30}
    assert session["editorAssistance"] == "full"


def test_started_session_shows_its_problems(cara_early: Candidate, mirror: Problem) -> None:
    session = cara_early.post("/start").json()
    assert session["state"] == "active"
    assert [problem["problemId"] for problem in session["problems"]] == ["mirror", "shout"]
    problem = session["problems"][0]
    assert "<em>word</em>" in problem["statementHtml"]
    assert problem["starterCode"]["python"] == MIRROR_STARTER
    assert problem["timeLimitSeconds"]["python"] == 1.0
    assert problem["memoryLimitMb"]["python"] == 256
    assert problem["visibleTests"] == [
        {
            "testCaseId": str(mirror.tests.get(name=name).pk),
            "name": name,
            "input": given,
            "expectedOutput": expected,
            "isCut": False,
            "explanationHtml": explanation,
            "interaction": "",
        }
        for name, given, expected, explanation in (
            ("sample/0", "abc 2\n", "cba 4\n", "<p>The first one.</p>\n"),
            ("sample/1", "xyz 3\n", "zyx 6\n", ""),
        )
    ]
    assert cara_early.get().json()["problems"] == session["problems"]


@pytest.mark.integration  # looks at the compilers of this machine
def test_languages_of_stage_and_problem(cara_working: Candidate) -> None:
    """In the stage's order, with versions; each problem names its own."""
    session = cara_working.get().json()
    offered = [language["language"] for language in session["languages"]]
    assert offered == ["python", "cpp", "java", "javascript"]
    assert session["languages"][1]["label"] == "C++"
    assert "3." in session["languages"][0]["version"]
    mirror, shout = session["problems"]
    assert mirror["languages"] == offered
    assert shout["languages"] == ["python", "cpp", "java"]
    assert set(shout["starterCode"]) == set(shout["timeLimitSeconds"]) == set(shout["languages"])


def test_starting_twice_is_starting_once(cara_early: Candidate) -> None:
    first, second = cara_early.post("/start").json(), cara_early.post("/start").json()
    assert (first["startedAt"], first["deadline"]) == (second["startedAt"], second["deadline"])


def test_body_of_start_may_be_missing(cara_early: Candidate) -> None:
    assert cara_early.send("POST", "/start", b"").json()["state"] == "active"


def test_early_candidate_is_told_so(cara_early: Candidate, dsa_interview: Interview) -> None:
    put_off(dsa_interview)
    assert cara_early.get().json()["isOpen"] is False
    assert refusal(cara_early.post("/start")) == (403, "not_yet_open")
    assert cara_early.get().json()["state"] == "waiting"


def test_the_interviews_minutes_are_the_candidates(
    cara_early: Candidate, dsa_interview: Interview, rita: User
) -> None:
    dsa_interview.duration_minutes = 45
    change_interview(interview=dsa_interview, fields=["duration_minutes"], actor=rita)
    assert cara_early.get().json()["durationMinutes"] == 45
    session = cara_early.post("/start").json()
    assert session["durationMinutes"] == 45
    dsa_interview.duration_minutes = 60
    change_interview(interview=dsa_interview, fields=["duration_minutes"], actor=rita)
    assert cara_early.get().json()["deadline"] == session["deadline"], "one that runs keeps its time"


def test_sessions_of_before_keep_their_minutes(dsa_interview: Interview, stage_dsa: StageTypeConfig) -> None:
    """The stage said how long they are, whatever the interview's minutes were."""
    Interview.objects.update(duration_minutes=60)
    import_module("dsa.migrations.0005_one_clock").take_over_minutes(apps, None)
    dsa_interview.refresh_from_db()
    assert dsa_interview.duration_minutes == stage_dsa.dsa_config["durationMinutes"] == 90


def test_extra_time_counts(cara_early: Candidate, waiting: DsaSession, rita: User) -> None:
    assert cara_early.get().json()["durationMinutes"] == 90
    grant_extra_time(session=waiting, minutes=15, actor=rita)
    session = cara_early.post("/start").json()
    assert session["durationMinutes"] == 105
    lasts = datetime.fromisoformat(session["deadline"]) - datetime.fromisoformat(session["startedAt"])
    assert lasts == timedelta(minutes=105)


def test_finishing_early_ends_the_session_for_good(cara_working: Candidate) -> None:
    finished = cara_working.post("/finish").json()
    assert (finished["state"], finished["finishReason"]) == ("finished", "candidate")
    assert cara_working.post("/finish").json()["finishedAt"] == finished["finishedAt"]


def test_finishing_what_was_never_started(cara_early: Candidate) -> None:
    assert refusal(cara_early.post("/finish")) == (403, "not_started")


def test_session_whose_time_is_up_is_over(cara_working: Candidate, session: DsaSession) -> None:
    let_time_run_out(session)
    shown = cara_working.get().json()
    assert (shown["state"], shown["finishReason"]) == ("finished", "deadline")


def test_session_without_problems_cannot_be_started(cara_early: Candidate, dsa_interview: Interview) -> None:
    dsa_interview.problems.all().delete()
    assert refusal(cara_early.post("/start")) == (409, "no_problems")
    assert cara_early.get().json()["state"] == "waiting"


def test_one_can_write_while_nothing_can_be_run(
    cara_working: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The execution service is away: languages are named, without versions; drafts are kept, runs refused for now."""

    def away() -> None:
        raise ExecutionError("planted: judge.internal refused")

    monkeypatch.setattr("dsa.rules.get_backend", away)
    session = cara_working.get().json()
    assert session["problems"][1]["languages"] == ["python", "cpp", "java"]
    assert {language["version"] for language in session["languages"]} == {""}
    draft = {"language": "python", "sourceCode": "x", "baseVersion": 0}
    assert cara_working.put("/drafts/mirror", draft).status_code == 200
    answer = cara_working.post("/run", WORK)
    assert refusal(answer) == (503, "execution_unavailable")
    assert int(answer["Retry-After"]) > 0
    assert b"judge.internal" not in answer.content


def test_large_samples_are_cut_and_say_so(cara_working: Candidate, mirror: Problem) -> None:
    large = NewTest(name="sample/0", is_visible=True, input=("é" * 70_000).encode(), answer=b"1\n")
    assert cara_working.get().json()["problems"][0]["visibleTests"][0]["isCut"] is False
    put_tests(problem=mirror, tests=[large])
    sample = cara_working.get().json()["problems"][0]["visibleTests"][0]
    assert (sample["isCut"], sample["input"]) == (True, "é" * 65_536)


def test_gate_of_another_app_keeps_the_session_closed(
    cara_early: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a code that this API has never heard of."""

    class CheckCode(StrEnum):
        NOT_TODAY = "not_today"

    checks = [lambda _: Refused(CheckCode.NOT_TODAY, "Not today.")]
    monkeypatch.setattr(hooks, "session_start_checks", checks)
    answer = cara_early.post("/start")
    assert refusal(answer) == (403, "not_today")
    assert answer.json()["detail"] == "Not today."
    assert cara_early.get().json()["state"] == "waiting"
