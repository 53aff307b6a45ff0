"""A problem is ready only as it was when all its solutions got what is expected of them, in the real sandbox."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from dsa import demo
from dsa.choices import DEMO_PROBLEMS, CheckState, ProblemState
from dsa.execution import OPT_IN, ExecutionBackend, Language, PermanentError, TransientError, get_backend
from dsa.models import Problem, ProblemCheck, ProblemLanguage, Solution
from dsa.problems import services, validation
from dsa.problems.content_hash import content_hash
from dsa.problems.importer import store_package
from dsa.problems.package_format import read_package
from dsa.problems.services import NewTest, ProblemCode
from dsa.tasks import dispatch_checks, run_check
from interviews.models import User
from talentsync.lib.errors import Refused
from tests.conftest import SentTasks
from tests.dsa.problems.packages import package_files, write_folder

pytestmark = pytest.mark.django_db


def verdicts(check: ProblemCheck) -> dict[str, list[str]]:
    return {
        solution.name: [run["verdict"] for run in solution.runs["tests"]]
        for solution in check.solutions.all()
    }


def add_solution(problem: Problem, name: str, source: str, permitted: list[str], required: list[str]) -> None:
    services.save_part(
        part=Solution(
            problem=problem,
            name=name,
            language=Language.PYTHON,
            source=source,
            expected={"permitted": permitted, "required": required},
        )
    )


# What a check says ----------------------------------------------------------------------------------------------------


def test_runs_all_solutions_on_all_tests_and_derives_the_limit(twice: Problem) -> None:
    check = validation.validate_now(problem=twice)
    assert (check.state, check.message) == (CheckState.PASSED, "")
    assert verdicts(check) == {
        "accepted/double.py": ["AC", "AC", "AC"],
        "wrong_answer/square.py": ["AC", "WA", "WA"],
    }
    # One run in vain of every solution that must keep the time, to find the limit.
    assert check.finished_runs == check.total_runs == 12
    twice.refresh_from_db()
    assert twice.time_limit_seconds == 1
    assert twice.state == ProblemState.DRAFT


def test_says_which_solution_is_not_what_it_should_be(twice: Problem) -> None:
    add_solution(twice, "accepted/not.py", "print(int(input()) ** 2)", ["AC"], [])
    add_solution(twice, "rejected/fine.py", "print(int(input()) * 2)", ["AC", "WA"], ["WA"])
    check = validation.validate_now(problem=twice)
    assert check.state == CheckState.FAILED
    assert check.message == "2 solutions did not get what is expected."
    assert {one.name: one.mismatch for one in check.solutions.exclude(mismatch="")} == {
        "accepted/not.py": "It got WA, and only AC is permitted.",
        "rejected/fine.py": "No test ended in WA.",
    }


def test_a_program_that_does_not_compile_gets_ce_on_every_test(twice: Problem) -> None:
    add_solution(twice, "broken.py", "print(", ["CE"], ["CE"])
    twice.time_limit_seconds = 1
    services.change_problem(problem=twice, fields=["time_limit_seconds"])
    check = validation.validate_now(problem=twice)
    assert check.state == CheckState.PASSED
    assert verdicts(check)["broken.py"] == ["CE", "CE", "CE"]


def test_limits_of_a_language_count_in_it_alone(twice: Problem) -> None:
    """A busy loop of 300 ms fits into two seconds, not into the tenth of one that Python is given here."""
    busy = "import time\nn = int(input())\nwhile time.process_time() < 0.3: pass\nprint(2 * n)\n"
    add_solution(twice, "busy.py", busy, ["TLE"], ["TLE"])
    services.save_part(part=ProblemLanguage(problem=twice, language=Language.PYTHON, time_limit_seconds=0.1))
    twice.time_limit_seconds = 2
    services.change_problem(problem=twice, fields=["time_limit_seconds"])
    assert verdicts(validation.validate_now(problem=twice))["busy.py"] == ["TLE", "TLE", "TLE"]


class Unavailable:
    """A backend that fails as it is told."""

    name = "unavailable"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def languages(self) -> dict[Language, str]:
        return dict.fromkeys(Language, "1")

    def unavailable_languages(self) -> dict[Language, str]:
        return {}

    def check(self) -> None:
        raise self.error

    def run(self, *args: Any, **options: Any) -> Any:
        raise self.error


class OnlyPython(Unavailable):
    def languages(self) -> dict[Language, str]:
        return {Language.PYTHON: "3"}

    def unavailable_languages(self) -> dict[Language, str]:
        return {Language.CPP: "install g++"}


def run_on(problem: Problem, backend: ExecutionBackend) -> ProblemCheck:
    check = validation.claim(validation.queue_validation(problem=problem).pk)
    assert check is not None
    validation.execute(check, backend)
    check.refresh_from_db()
    return check


def test_a_judge_that_cannot_run_anything_says_nothing_about_the_problem(twice: Problem) -> None:
    check = run_on(twice, Unavailable(PermanentError("bubblewrap is not installed")))
    assert (check.state, check.message) == (CheckState.ERROR, "bubblewrap is not installed")


def test_a_language_that_is_not_here_is_named(twice: Problem) -> None:
    services.save_part(
        part=Solution(problem=twice, name="a.cpp", language=Language.CPP, source="int main() {}")
    )
    check = run_on(twice, OnlyPython(PermanentError("never asked")))
    assert (check.state, check.message) == (CheckState.ERROR, "C++ is not offered here: install g++")


def test_a_judge_that_is_busy_is_asked_again(twice: Problem) -> None:
    queued = validation.queue_validation(problem=twice)
    check = validation.claim(queued.pk)
    assert check is not None
    with pytest.raises(TransientError):
        validation.execute(check, Unavailable(TransientError("the queue is full")))
    assert validation.claim(queued.pk) is not None


# The queue ------------------------------------------------------------------------------------------------------------


def test_one_worker_gets_a_check(twice: Problem) -> None:
    queued = validation.queue_validation(problem=twice)
    assert validation.claim(queued.pk) is not None
    assert validation.claim(queued.pk) is None


def test_a_newer_check_stops_the_one_at_work(twice: Problem) -> None:
    older = validation.claim(validation.queue_validation(problem=twice).pk)
    assert older is not None
    newer = validation.queue_validation(problem=twice)
    validation.execute(older, get_backend())
    older.refresh_from_db()
    newer.refresh_from_db()
    assert (older.state, newer.state) == (CheckState.SUPERSEDED, CheckState.QUEUED)
    assert not older.solutions.exists()


def test_the_schedule_sends_what_waits_and_what_was_lost(twice: Problem, sent_tasks: SentTasks) -> None:
    check = validation.claim(validation.queue_validation(problem=twice).pk)
    assert check is not None
    assert dispatch_checks() == 0
    ProblemCheck.objects.filter(pk=check.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert dispatch_checks() == 1
    assert sent_tasks == [("dsa.tasks.run_check", check.pk)]
    assert validation.claim(check.pk) is not None


def test_a_recruiters_check_is_sent_once_it_is_stored(
    twice: Problem,
    rita: User,
    sent_tasks: SentTasks,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        check = validation.start_validation(problem=twice, actor=rita)
        assert sent_tasks == []
    assert sent_tasks == [("dsa.tasks.run_check", check.pk)]
    run_check(check.pk)
    check.refresh_from_db()
    assert check.state == CheckState.PASSED


def test_two_checks_of_one_problem_cannot_be_at_work(twice: Problem) -> None:
    validation.queue_validation(problem=twice)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemCheck.objects.create(problem=twice)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda problem: problem.tests.all().delete(), ProblemCode.NO_TESTS),
        (lambda problem: problem.solutions.accepted().delete(), ProblemCode.NO_SOLUTIONS),
        (lambda problem: Problem.objects.update(state=ProblemState.RETIRED), ProblemCode.RETIRED),
    ],
)
def test_what_cannot_be_checked_is_refused(
    twice: Problem, spoil: Callable[[Problem], Any], code: ProblemCode
) -> None:
    spoil(twice)
    twice.refresh_from_db()
    with pytest.raises(Refused) as refused:
        validation.queue_validation(problem=twice)
    assert refused.value.code == code


# Being ready ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ready(twice: Problem) -> Problem:
    """The problem, checked and marked ready."""
    validation.validate_now(problem=twice)
    twice.refresh_from_db()
    assert services.mark_ready(problem=twice)
    twice.refresh_from_db()
    return twice


def test_a_problem_that_passed_can_be_marked_ready_once(ready: Problem) -> None:
    assert list(Problem.objects.ready()) == [ready]
    assert not services.mark_ready(problem=ready)


def test_a_problem_that_was_never_checked_cannot(twice: Problem) -> None:
    with pytest.raises(Refused) as refused:
        services.mark_ready(problem=twice)
    assert refused.value.code == ProblemCode.NOT_CHECKED


def test_a_problem_whose_latest_check_failed_cannot(twice: Problem) -> None:
    validation.validate_now(problem=twice)
    add_solution(twice, "accepted/not.py", "print(1)", ["AC"], [])
    validation.validate_now(problem=twice)
    twice.solutions.filter(name="accepted/not.py").delete()
    with pytest.raises(Refused) as refused:
        services.mark_ready(problem=twice)
    assert refused.value.code == ProblemCode.NOT_CHECKED


CHANGES: dict[str, Callable[[Problem], Any]] = {
    "a limit": lambda problem: _set(problem, memory_limit_mb=64),
    "no time limit": lambda problem: _set(problem, time_limit_seconds=None),
    "the comparison": lambda problem: _set(problem, case_sensitive=True),
    "a test": lambda problem: services.put_tests(
        problem=problem, tests=[NewTest("secret/01", False, b"4\n", b"8\n")]
    ),
    "a new test": lambda problem: services.put_tests(
        problem=problem, tests=[NewTest("secret/09", False, b"4\n", b"8\n")]
    ),
    "a test less": lambda problem: services.remove_test(test=problem.tests.get(name="secret/02")),
    "a solution": lambda problem: add_solution(problem, "other.py", "print(2 * int(input()))", ["AC"], []),
    "a solution less": lambda problem: services.remove_part(
        part=problem.solutions.get(name="wrong_answer/square.py")
    ),
    "a language's limit": lambda problem: services.save_part(
        part=ProblemLanguage(problem=problem, language=Language.JAVA, time_limit_seconds=5)
    ),
}


def _set(problem: Problem, **values: Any) -> None:
    for name, value in values.items():
        setattr(problem, name, value)
    services.change_problem(problem=problem, fields=list(values))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_what_is_judged_takes_readiness_away(ready: Problem, change: str) -> None:
    CHANGES[change](ready)
    ready.refresh_from_db()
    assert ready.state == ProblemState.DRAFT
    with pytest.raises(Refused) as refused:
        services.mark_ready(problem=ready)
    assert refused.value.code == ProblemCode.CHANGED_SINCE_CHECK


def test_a_change_of_the_words_alone_leaves_it_ready(ready: Problem) -> None:
    _set(ready, statement="Better words.", title="Two times", licence="cc0")
    services.change_test(test=ready.tests.get(name="sample/1"), fields=[])
    services.save_part(
        part=ProblemLanguage(problem=ready, language=Language.JAVA, starter_code="class Main {}")
    )
    ready.refresh_from_db()
    assert ready.state == ProblemState.VALIDATED


def test_what_changes_during_the_check_fails_it(twice: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    check_one = validation._Validation.validate

    def change_and_check(judging: Any, solution: Solution) -> str:
        Problem.objects.filter(pk=twice.pk).update(memory_limit_mb=128)
        return check_one(judging, solution)

    monkeypatch.setattr(validation._Validation, "validate", change_and_check)
    check = validation.validate_now(problem=twice, marks_ready=True)
    assert (check.state, check.message) == (
        CheckState.FAILED,
        "The problem was changed while it was being checked.",
    )
    twice.refresh_from_db()
    assert twice.state == ProblemState.DRAFT


def test_an_import_of_the_same_package_leaves_it_ready(ready: Problem, twice_folder: Path) -> None:
    stored = store_package(package=read_package(twice_folder))
    assert (stored.is_changed, stored.problem.state, stored.problem.time_limit_seconds) == (
        False,
        ProblemState.VALIDATED,
        1,
    )


def test_an_import_with_another_test_wants_a_new_check_and_limit(ready: Problem, tmp_path: Path) -> None:
    files = package_files("2025-09") | {"data/secret/09.in": b"1\n", "data/secret/09.ans": b"2\n"}
    stored = store_package(package=read_package(write_folder(tmp_path / "new" / "twice", files)))
    assert (stored.is_changed, stored.problem.state, stored.problem.time_limit_seconds) == (
        True,
        ProblemState.DRAFT,
        None,
    )


def test_a_retired_problem_comes_back_as_a_draft(ready: Problem) -> None:
    assert services.retire_problem(problem=ready)
    assert not services.retire_problem(problem=ready)
    assert not Problem.objects.ready().exists()
    assert services.restore_problem(problem=ready)
    assert Problem.objects.get().state == ProblemState.DRAFT


def test_the_database_knows_no_ready_problem_that_was_not_checked(twice: Problem) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=twice.pk).update(state=ProblemState.VALIDATED)


# The demo -------------------------------------------------------------------------------------------------------------


def test_demo_problems_have_every_kind_of_solution_in_several_languages() -> None:
    for name in DEMO_PROBLEMS:
        package = read_package(demo.FOLDER / name)
        assert package.warnings == []
        accepted = {one.language for one in package.submissions if one.expectation.is_accepted}
        is_sql = package.languages == frozenset({Language.SQL})
        usual = {Language.PYTHON, Language.CPP, Language.JAVA, Language.JAVASCRIPT}
        assert accepted == ({Language.SQL} if is_sql else usual)
        # An empty function is made of the signature, and drivers are tested in every language by themselves.
        is_function = bool(package.function_signature)
        assert set(package.starter_code) >= (set() if is_function else accepted)
        for kind in ("wrong_answer", "time_limit_exceeded", "run_time_error"):
            languages = {one.language for one in package.submissions if one.name.startswith(kind)}
            assert len(languages) >= (1 if is_function or is_sql else 2)


@pytest.mark.parametrize("name", DEMO_PROBLEMS)
def test_a_demo_problem_passes_its_check(db: None, name: str) -> None:
    problem = store_package(package=read_package(demo.FOLDER / name)).problem
    asked = {Language(one.language) for one in problem.solutions.all()}
    if missing := OPT_IN & asked - set(get_backend().languages()):
        pytest.skip(f"not installed here: {missing}")
    check = validation.validate_now(problem=problem, marks_ready=True)
    assert {one.name: one.mismatch for one in check.solutions.exclude(mismatch="")} == {}
    assert (check.state, check.message) == (CheckState.PASSED, "")
    problem.refresh_from_db()
    assert problem.state == ProblemState.VALIDATED


def test_the_seed_command_is_refused_where_there_is_no_demo(
    db: None, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO_DATA = False
    with pytest.raises(CommandError, match="DEMO_DATA is off"):
        call_command("seed_problems")
    assert not Problem.objects.exists()
    settings.DEMO_DATA = True
    call_command("seed_problems")
    assert f"{len(DEMO_PROBLEMS)} demo problems" in capsys.readouterr().out


def test_demo_problems_are_ready_at_once_by_the_check_that_was_recorded(db: None) -> None:
    """Whoever changes a package runs its check and records anew what it judged."""
    for problem in demo.seed():
        assert (problem.state, problem.checked_fingerprint) == (ProblemState.VALIDATED, content_hash(problem))
    assert not ProblemCheck.objects.exists()
    assert not Problem.objects.filter(difficulty="").exists()


def test_where_no_validators_are_run_the_demo_goes_without_those_problems(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Judge0. Their pages say why they are drafts."""
    monkeypatch.setattr(
        "dsa.execution.backend.get_backend", lambda: OnlyPython(PermanentError("never asked"))
    )
    drafts = {problem.key for problem in demo.seed() if problem.state == ProblemState.DRAFT}
    assert drafts == {"fairteams", "twoleaks"}
    assert not ProblemCheck.objects.exists()


def test_a_demo_problem_that_is_not_the_recorded_one_is_checked(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = json.loads(demo.CHECKED.read_text())
    recorded[DEMO_PROBLEMS[0]]["fingerprint"] = "0" * 64
    (tmp_path / "checked.json").write_text(json.dumps(recorded))
    monkeypatch.setattr(demo, "CHECKED", tmp_path / "checked.json")
    demo.seed()
    problem = Problem.objects.get(key=DEMO_PROBLEMS[0])
    assert (problem.state, problem.time_limit_seconds) == (ProblemState.DRAFT, None)
    assert ProblemCheck.objects.get().problem == problem


def test_seeding_again_queues_nothing_twice(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = {"timeLimitSeconds": 1.0, "fingerprint": "0" * 64}
    (tmp_path / "checked.json").write_text(json.dumps(dict.fromkeys(DEMO_PROBLEMS, unknown)))
    monkeypatch.setattr(demo, "CHECKED", tmp_path / "checked.json")
    demo.seed()
    first = list(ProblemCheck.objects.values_list("pk", "problem__key", "marks_ready"))
    assert [key for _, key, _ in sorted(first)] == list(DEMO_PROBLEMS)
    demo.seed()
    assert list(ProblemCheck.objects.values_list("pk", "problem__key", "marks_ready")) == first
    services.retire_problem(problem=Problem.objects.get(key=DEMO_PROBLEMS[0]))
    demo.seed()
    assert Problem.objects.get(key=DEMO_PROBLEMS[0]).state == ProblemState.RETIRED
