"""What a candidate writes, runs and submits: each refused for its own reason, and nothing made twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from dsa.choices import FinishReason, JudgementState, SubmissionKind
from dsa.errors import DraftConflict, SessionCode
from dsa.judging.runner import claim, execute
from dsa.models import DsaSession, Problem, ProblemLanguage, Submission
from dsa.models.session import MAX_SOURCE_CHARACTERS
from dsa.models.submission import MAX_STDIN_CHARACTERS
from dsa.problems import services
from dsa.rules import MAX_RUNS_IN_FLIGHT, allowed_languages, offered_languages
from dsa.sessions.services import assign_problems, finish_session, save_draft
from dsa.submissions.services import rejudge, rejudge_problem
from interviews.access.codes import AccessCode
from interviews.choices import EventKind
from interviews.models import Interview, StageTypeConfig, User
from interviews.services.interviews import cancel_interview
from interviews.timeline import SYSTEM
from talentsync.lib.errors import Refused
from tests.dsa import factories
from tests.dsa.conftest import JudgeNow, Submit
from tests.dsa.factories import newest_judgement

pytestmark = pytest.mark.django_db

RUN = SubmissionKind.RUN


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def save(session: DsaSession, source_code: str, base_version: int, **changes: str) -> int:
    return save_draft(
        session=session,
        source_code=source_code,
        base_version=base_version,
        **{"problem_key": "mirror", "language": "python", **changes},
    ).version


# Problems -------------------------------------------------------------------------------------------------------------


def keys_of(interview: Interview) -> list[str]:
    return [row.problem.key for row in interview.problems.select_related("problem")]


def test_problems_are_given_in_order_and_told(
    dsa_interview: Interview, mirror: Problem, shout: Problem, rita: User
) -> None:
    assign_problems(interview=dsa_interview, problems=[shout, mirror, shout], actor=rita)
    assert keys_of(dsa_interview) == ["shout", "mirror"]

    assign_problems(interview=dsa_interview, problems=[mirror], actor=rita)
    assert keys_of(dsa_interview) == ["mirror"]
    told = dsa_interview.timeline.filter(kind=EventKind.DSA_PROBLEMS_ASSIGNED)
    assert [event.payload["problemIds"] for event in told] == [
        ["mirror", "shout"],
        ["shout", "mirror"],
        ["mirror"],
    ]


def test_only_ready_problems_are_given(
    dsa_interview: Interview, mirror: Problem, shout: Problem, rita: User
) -> None:
    """One that is given already stays, whatever becomes of it."""
    draft = services.create_problem(problem=Problem(key="draft", title="Draft", statement="Soon."))
    services.retire_problem(problem=mirror)

    def give(*problems: Problem) -> None:
        assign_problems(interview=dsa_interview, problems=problems, actor=rita)

    assert refusal(lambda: give(mirror, draft)) == SessionCode.PROBLEM_NOT_READY
    give(shout, mirror)
    assert keys_of(dsa_interview) == ["shout", "mirror"]


def test_once_somebody_has_started_problems_are_only_added(
    session: DsaSession, dsa_interview: Interview, mirror: Problem, shout: Problem, rita: User
) -> None:
    third = factories.make_problem("third", {"a 1": "1"})

    def give(*problems: Problem) -> None:
        assign_problems(interview=dsa_interview, problems=problems, actor=rita)

    assert refusal(lambda: give(mirror)) == SessionCode.PROBLEMS_IN_USE
    assert refusal(lambda: give(shout, mirror)) == SessionCode.PROBLEMS_IN_USE
    give(mirror, shout, third)
    assert keys_of(dsa_interview) == ["mirror", "shout", "third"]


def test_problems_are_for_interviews_that_have_code_and_go_on(
    interview: Interview, dsa_interview: Interview, stage_hr: StageTypeConfig, mirror: Problem, rita: User
) -> None:
    assign_problems(interview=interview, problems=[mirror], actor=rita)
    assert keys_of(interview) == ["mirror"]
    interview.stage = stage_hr
    cancel_interview(interview_id=dsa_interview.pk, actor=SYSTEM)

    for where, code in (
        (interview, SessionCode.TAKES_NO_PROBLEMS),
        (dsa_interview, AccessCode.INTERVIEW_CANCELLED),
    ):
        with pytest.raises(Refused) as refused:
            assign_problems(interview=where, problems=[mirror], actor=rita)
        assert refused.value.code == code


# Languages ------------------------------------------------------------------------------------------------------------


def test_languages_are_those_of_stage_problem_and_machine(
    session: DsaSession, stage_dsa: StageTypeConfig, mirror: Problem, shout: Problem
) -> None:
    assert offered_languages(session, mirror) == ["python", "cpp", "java", "javascript"]
    assert offered_languages(session, shout) == ["python", "cpp", "java"]


def test_sql_is_offered_only_by_problems_that_name_it(
    session: DsaSession, stage_dsa: StageTypeConfig, mirror: Problem, shout: Problem
) -> None:
    """To any other problem's input it would be a wrong script."""
    stage_dsa.dsa_config = {**stage_dsa.dsa_config, "languages": ["sql"]}
    stage_dsa.save()
    session.invitation.interview.stage.refresh_from_db()
    assert allowed_languages(session, mirror) == []
    assert refusal(lambda: save(session, "SELECT 1;", 0, language="sql")) == SessionCode.LANGUAGE_NOT_OFFERED

    services.save_part(part=ProblemLanguage(problem=mirror, language="sql", starter_code="SELECT"))
    mirror.refresh_from_db()

    assert allowed_languages(session, mirror) == ["sql"]
    assert save(session, "SELECT 1;", 0, language="sql") == 1


@pytest.mark.integration  # looks at the sandbox of this machine
def test_no_languages_while_the_machine_cannot_say(
    session: DsaSession, mirror: Problem, submit: Submit, settings: Settings, tmp_path: Path
) -> None:
    """Here because others could write where the sandbox lies. A draft is kept all the same."""
    tmp_path.chmod(0o777)
    settings.EXECUTION_DIR = str(tmp_path)

    assert refusal(lambda: offered_languages(session, mirror)) == SessionCode.EXECUTION_UNAVAILABLE
    assert refusal(submit) == SessionCode.EXECUTION_UNAVAILABLE
    assert save(session, "print(1)", 0) == 1


# Drafts ---------------------------------------------------------------------------------------------------------------


def test_each_save_is_a_version(session: DsaSession) -> None:
    assert [save(session, "a", 0), save(session, "ab", 1), save(session, "abc", 2)] == [1, 2, 3]
    assert save(session, "int main() {}", 0, language="cpp") == 1
    assert sorted(session.drafts.values_list("language", "source_code")) == [
        ("cpp", "int main() {}"),
        ("python", "abc"),
    ]


def test_save_of_an_old_version_is_a_conflict_that_shows_the_new_one(session: DsaSession) -> None:
    save(session, "first", 0)
    save(session, "second, on another device", 1)

    with pytest.raises(DraftConflict) as conflict:
        save(session, "something else", 1)

    assert conflict.value.current.source_code == "second, on another device"
    assert conflict.value.current.version == 2
    assert save(session, "second, on another device", 1) == 2, "the same text is no conflict"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"problem_key": "nowhere"}, SessionCode.PROBLEM_NOT_FOUND),
        ({"language": "cobol"}, SessionCode.LANGUAGE_NOT_OFFERED),
        ({"language": "rust"}, SessionCode.LANGUAGE_NOT_OFFERED),
        ({"source_code": "x" * (MAX_SOURCE_CHARACTERS + 1)}, SessionCode.SOURCE_TOO_LARGE),
        ({"source_code": "a\0b"}, SessionCode.TEXT_INVALID),
        ({"source_code": "\ud800"}, SessionCode.TEXT_INVALID),
    ],
)
def test_refused_of_drafts_and_submissions_alike(
    session: DsaSession, submit: Submit, changes: dict[str, str], code: SessionCode
) -> None:
    given: dict[str, Any] = {"problem_key": "mirror", "language": "python", "source_code": "", **changes}

    assert refusal(lambda: save_draft(session=session, base_version=0, **given)) == code
    assert refusal(lambda: submit(**changes)) == code
    assert not session.drafts.exists()
    assert not session.submissions.exists()


def test_problem_of_another_interview_is_not_there(mallorys_session: DsaSession, shout: Problem) -> None:
    assert (
        refusal(lambda: save(mallorys_session, "x", 0, problem_key=shout.key))
        == SessionCode.PROBLEM_NOT_FOUND
    )


# Submissions ----------------------------------------------------------------------------------------------------------


def test_submission_is_queued_and_told(dsa_interview: Interview, submit: Submit) -> None:
    submission = submit()
    ran = submit(kind=RUN, stdin="1")

    assert newest_judgement(submission).state == JudgementState.QUEUED
    told = dsa_interview.timeline.filter(kind__in=[EventKind.DSA_SUBMITTED, EventKind.DSA_RUN])
    assert [event.payload for event in told] == [
        {
            "submissionId": str(submission.pk),
            "problemId": "mirror",
            "language": "python",
            "automatic": False,
        },
        {"submissionId": str(ran.pk), "problemId": "mirror", "language": "python", "ownInput": True},
    ]
    assert {event.actor_invitation for event in told} == {submission.session.invitation}


def test_one_submission_of_a_problem_at_a_time(submit: Submit, judge_now: JudgeNow) -> None:
    first = submit()

    assert refusal(submit) == SessionCode.SUBMISSION_IN_FLIGHT
    assert submit(problem_key="shout", source_code=factories.SHOUT_PYTHON) is not None
    assert submit(kind=RUN) is not None
    judge_now(first)
    assert submit() is not None


def test_another_candidates_submission_is_no_hindrance(submit: Submit, mallorys_session: DsaSession) -> None:
    submit()

    assert submit(session=mallorys_session) is not None


def test_a_few_runs_at_a_time(submit: Submit, judge_now: JudgeNow) -> None:
    runs = [submit(kind=RUN, stdin=str(number)) for number in range(MAX_RUNS_IN_FLIGHT)]

    assert refusal(lambda: submit(kind=RUN)) == SessionCode.RUNS_IN_FLIGHT
    judge_now(runs[0])
    assert submit(kind=RUN) is not None


@pytest.mark.parametrize(
    ("stdin", "code"),
    [
        ("x" * (MAX_STDIN_CHARACTERS + 1), SessionCode.INPUT_TOO_LARGE),
        ("\0", SessionCode.TEXT_INVALID),
    ],
)
def test_input_that_is_refused(submit: Submit, stdin: str, code: SessionCode) -> None:
    assert refusal(lambda: submit(kind=RUN, stdin=stdin)) == code


# Idempotency ----------------------------------------------------------------------------------------------------------


def test_same_key_and_content_is_the_same_submission(session: DsaSession, submit: Submit) -> None:
    """Also when the session is over by then: the answer to the first request may have been lost."""
    first = submit(idempotency_key="k1")
    assert submit(idempotency_key="k1") == first

    finish_session(session=session, reason=FinishReason.CANDIDATE)

    assert submit(idempotency_key="k1") == first
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"source_code": "print(1)"}, {"kind": RUN}, {"language": "cpp"}, {"problem_key": "shout"}],
)
def test_same_key_for_something_else_is_refused(submit: Submit, changes: dict[str, str]) -> None:
    submit(idempotency_key="k1")

    assert refusal(lambda: submit(idempotency_key="k1", **changes)) == SessionCode.IDEMPOTENCY_KEY_REUSED


def test_keys_of_candidates_do_not_meet(submit: Submit, mallorys_session: DsaSession) -> None:
    assert submit(idempotency_key="k1") != submit(idempotency_key="k1", session=mallorys_session)


def race(*calls: Callable[[], Any]) -> list[Any]:
    """The outcomes of the calls, made at the same moment, each with a database connection of its own."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_double_click_is_one_submission(submit: Submit) -> None:
    outcomes = race(*[lambda: submit(idempotency_key="double click")] * 4)

    assert len({outcome.pk for outcome in outcomes}) == 1
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_one_submits(submit: Submit) -> None:
    outcomes = race(*[submit] * 4)

    assert outcomes.count(SessionCode.SUBMISSION_IN_FLIGHT) == 3
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_devices_one_saves(session: DsaSession) -> None:
    save(session, "base", 0)

    outcomes = race(*[lambda text=text: save(session, text, 1) for text in ("a", "b", "c")])

    assert sorted(map(str, outcomes)) == sorted(["2", SessionCode.DRAFT_CONFLICT, SessionCode.DRAFT_CONFLICT])


# Judging again --------------------------------------------------------------------------------------------------------


def test_rejudging_replaces_the_entry_and_keeps_the_old_results(
    dsa_interview: Interview, mirror: Problem, submit: Submit, judge_now: JudgeNow, rita: User
) -> None:
    """The problem has got fewer tests since."""
    first = submit(source_code=factories.MIRROR_HALF_RIGHT)
    old = judge_now(first)
    second = submit()
    judge_now(second)
    for test in mirror.tests.filter(position__gte=4):
        services.remove_test(test=test)

    rejudge(submission=first, actor=rita)
    new = judge_now(first)

    assert (old.number, old.score, new.number, new.score) == (1, 50, 2, 66.66)
    assert (old.results.count(), new.results.count()) == (6, 3)
    dsa_interview.refresh_from_db()
    entries = dsa_interview.stage_data["dsaSubmissions"]
    assert [(entry["submissionId"], entry["total"]) for entry in entries] == [
        (str(first.pk), 3),
        (str(second.pk), 6),
    ]
    assert dsa_interview.timeline.filter(kind=EventKind.DSA_REJUDGED).get().actor_user == rita


def test_rejudging_what_is_being_judged_gives_the_first_judging_up(
    dsa_interview: Interview, submit: Submit, judge_now: JudgeNow, rita: User
) -> None:
    submission = submit()
    first = claim(newest_judgement(submission).pk)
    assert first is not None

    rejudge(submission=submission, actor=rita)
    execute(first)
    judge_now(submission)

    assert list(submission.judgements.values_list("number", "state", "score")) == [
        (1, JudgementState.FAILED, None),
        (2, JudgementState.FINISHED, 100),
    ]
    dsa_interview.refresh_from_db()
    assert len(dsa_interview.stage_data["dsaSubmissions"]) == 1


def test_rejudging_a_problem_takes_its_submissions_and_no_runs(
    mirror: Problem, submit: Submit, mallorys_session: DsaSession, dsa_interview: Interview, rita: User
) -> None:
    submit()
    submit(session=mallorys_session)
    submit(kind=RUN)
    submit(problem_key="shout", source_code=factories.SHOUT_PYTHON)

    assert rejudge_problem(problem=mirror, actor=rita, interview=dsa_interview) == 1
    assert rejudge_problem(problem=mirror, actor=rita) == 2


def test_rejudging_leaves_the_candidate_free_to_submit(
    submit: Submit, judge_now: JudgeNow, rita: User
) -> None:
    submission = submit()
    judge_now(submission)
    rejudge(submission=submission, actor=rita)

    assert submit() != submission


def test_interview_takes_its_sessions_with_it(
    session: DsaSession, submit: Submit, judge_now: JudgeNow
) -> None:
    judge_now(submit())
    save(session, "print(1)", 0)

    session.invitation.interview.delete()

    assert not DsaSession.objects.exists()
    assert not Submission.objects.exists()
