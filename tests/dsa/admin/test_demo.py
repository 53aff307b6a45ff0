"""The demo's coding sessions: one to take, and one that is finished and waits for a worker to judge it."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from dsa.choices import SESSION_DEMO_PROBLEMS, JudgementState, SessionState
from dsa.demo.sessions import PAST_TITLE
from dsa.models import DsaSession, Judgement, SimilarityReport, Submission
from dsa.sessions.services import open_session, start_session
from dsa.sessions.stage_problems import problems_of_stage, set_stage_problems
from dsa.tasks import compare_submissions
from interviews.json_schemas import LANGUAGES
from interviews.models import Interview, StageTypeConfig, TimelineEvent
from interviews.services.interviews import complete_interview
from interviews.timeline import SYSTEM
from tests.dsa.conftest import JudgeNow
from tests.dsa.factories import newest_judgement

pytestmark = pytest.mark.usefixtures("presets", "tests_stored")


def seed() -> dict[str, Any]:
    """As `make run` does; gives the links."""
    written = StringIO()
    call_command("seed_problems", verbosity=0)
    call_command("seed_demo", "--links", stdout=written)
    call_command("seed_sessions", verbosity=0, stdout=written)
    links: dict[str, Any] = json.loads(written.getvalue())
    return links


def taken(links: dict[str, Any]) -> DsaSession:
    return open_session(links["codingCandidate"]["path"].removeprefix("/dsa/").rstrip("/"))


def test_the_link_leads_to_a_session_that_can_be_started(db: None) -> None:
    session = start_session(session=taken(seed()))
    assert session.state == SessionState.ACTIVE
    assert [row.problem.key for row in session.invitation.interview.problems.all()] == list(
        SESSION_DEMO_PROBLEMS
    )


def test_the_demos_stage_takes_every_language(db: None) -> None:
    """Candidates see those that can be run here. What a recruiter has chosen stays."""
    seed()
    stage = StageTypeConfig.objects.get(key="technical_dsa")
    assert set(stage.dsa_config["languages"]) == set(LANGUAGES)

    stage.dsa_config = {**stage.dsa_config, "languages": ["python"]}
    stage.save()
    seed()
    stage.refresh_from_db()
    assert stage.dsa_config["languages"] == ["python"]


def test_the_demos_stage_carries_the_problems_of_its_session(db: None) -> None:
    """What a recruiter has chosen stays."""
    seed()
    stage = StageTypeConfig.objects.get(key="technical_dsa")
    assert [problem.key for problem in problems_of_stage(stage)] == list(SESSION_DEMO_PROBLEMS)
    set_stage_problems(stage=stage, problems=problems_of_stage(stage)[:1])
    seed()
    assert [problem.key for problem in problems_of_stage(stage)] == [SESSION_DEMO_PROBLEMS[0]]


def test_the_finished_session_is_judged_for_real(db: None, judge_now: JudgeNow) -> None:
    seed()
    session = DsaSession.objects.get(invitation__interview__title=PAST_TITLE)
    assert session.state == SessionState.FINISHED
    assert set(Judgement.objects.values_list("state", flat=True)) == {JudgementState.QUEUED}
    submits = session.submissions.filter(kind="submit").order_by("created_at")
    first = submits.filter(problem__key="paperround")
    assert [judge_now(submission).verdict for submission in first] == ["WA", "AC"]
    scores = [newest_judgement(submission).score for submission in first]
    assert scores[0] is not None
    assert 0 < scores[0] < 100 == scores[1]


def test_two_of_the_finished_sessions_are_alike(db: None, judge_now: JudgeNow) -> None:
    seed()
    report = SimilarityReport.objects.get()
    compare_submissions(report.pk)
    pair = report.pairs.get()
    names = {side.session.invitation.name for side in (pair.first, pair.second)}
    assert names == {"Jonas Reuter", "Mei Castellan"}
    assert {judge_now(side).verdict for side in (pair.first, pair.second)} == {"AC"}


def test_running_it_again_changes_nothing(db: None) -> None:
    def everything() -> list[Any]:
        models = (Interview, DsaSession, Submission, Judgement, TimelineEvent, SimilarityReport)
        return [list(model._default_manager.order_by("pk").values()) for model in models]

    links = seed()
    before = everything()
    assert seed() == links
    assert everything() == before


def test_after_the_session_was_taken_there_is_a_new_one(db: None) -> None:
    links = seed()
    session = start_session(session=taken(links))
    assert seed() == links, "while it is at work, people come back to it"
    complete_interview(interview_id=session.invitation.interview_id, actor=SYSTEM)
    assert start_session(session=taken(seed())).pk != session.pk


@override_settings(DEMO_DATA=False)
def test_it_is_refused_where_no_demo_is_wanted(db: None) -> None:
    with pytest.raises(CommandError, match="DEMO_DATA is off"):
        call_command("seed_sessions")
    assert not DsaSession.objects.exists()
