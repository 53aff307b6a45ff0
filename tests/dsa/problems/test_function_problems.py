"""Function problems from the admin and from packages to a candidate's verdicts."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dsa.choices import ProblemState, SubmissionKind
from dsa.execution import Language
from dsa.models import DsaSession, Problem
from dsa.problems import services
from dsa.problems.content_hash import content_hash
from dsa.problems.importer import store_package
from dsa.problems.package_format import PackageRefused, read_package
from dsa.problems.services import NewTest
from dsa.rules import allowed_languages
from dsa.sessions.presenters.session import present_session
from dsa.sessions.presenters.submission import present_submission
from dsa.sessions.services import assign_problems, save_draft
from dsa.submissions.services import create_submission, submit_last_drafts
from interviews.models import User
from talentsync.lib.errors import Refused
from tests.conftest import signed_in
from tests.dsa.conftest import JudgeNow
from tests.dsa.problems.packages import package_files, write_folder
from tests.dsa.problems.test_admin import FORM

pytestmark = pytest.mark.django_db

SIGNATURE = "twice(numbers: int[]) -> int[]"
RIGHT = "def twice(numbers):\n    return [2 * number for number in numbers]\n"
EMPTY = "def twice(numbers: list[int]) -> list[int]:\n    pass\n"


@pytest.fixture
def doubling(session: DsaSession, rita: User) -> Problem:
    """A function problem in Cara's session. Its outputs are spaced as people write lists."""
    problem = services.create_problem(
        problem=Problem(
            key="twice",
            title="Twice",
            statement="Double.",
            time_limit_seconds=2,
            function_signature=SIGNATURE,
        )
    )
    tests = [NewTest("1", True, b"[1, 2]\n", b"[2, 4]\n"), NewTest("2", False, b"[]\n", b"[]\n")]
    services.put_tests(problem=problem, tests=tests)
    Problem.objects.filter(pk=problem.pk).update(state=ProblemState.VALIDATED, checked_fingerprint="x")
    interview = session.invitation.interview
    assign_problems(
        interview=interview,
        problems=[*Problem.objects.filter(assignments__interview=interview), problem],
        actor=rita,
    )
    problem.refresh_from_db()
    return problem


def sent(session: DsaSession, source: str, **changes: Any) -> Any:
    submission, _ = create_submission(
        session=session,
        problem_key="twice",
        language="python",
        source_code=source,
        kind=SubmissionKind.RUN,
        **changes,
    )
    return submission


def test_a_candidate_gets_an_empty_function_and_only_languages_with_a_driver(
    session: DsaSession, doubling: Problem
) -> None:
    [shown] = [each for each in present_session(session)["problems"] if each["problemId"] == "twice"]
    assert shown["starterCode"]["python"] == EMPTY
    assert "You write the function" in shown["statementHtml"]
    assert [each["isFunction"] for each in present_session(session)["problems"]].count(True) == 1
    assert shown["isFunction"]
    assert Language.C not in allowed_languages(session, doubling)
    assert "c" not in shown["languages"]
    with pytest.raises(Refused) as refused:
        save_draft(session=session, problem_key="twice", language="c", source_code="x", base_version=0)
    assert refused.value.code == "language_not_offered"


def test_the_empty_function_is_no_work(session: DsaSession, doubling: Problem) -> None:
    save_draft(session=session, problem_key="twice", language="python", source_code=EMPTY, base_version=0)
    assert submit_last_drafts(session, timezone.now()) == []


@pytest.mark.integration
def test_verdicts_and_what_is_said_are_of_the_candidates_code(
    session: DsaSession, doubling: Problem, judge_now: JudgeNow
) -> None:
    right = sent(session, RIGHT)
    assert judge_now(right).verdict == "AC"
    wrong = sent(session, "def twice(numbers):\n    return numbers\n")
    assert judge_now(wrong).verdict == "WA"
    crashed = sent(session, "def twice(numbers):\n    return numbers[9]\n")
    assert judge_now(crashed).verdict == "RTE"
    [result] = present_submission(crashed)["results"]
    assert "line 2, in twice" in result["stderr"]
    assert "talentsync" not in result["stderr"]
    broken = sent(session, "def twice(numbers):\n    return (\n")
    judged = judge_now(broken)
    assert judged.verdict == "CE"
    assert "line 2" in judged.compile_output
    own = sent(session, RIGHT, own_tests=None, stdin="[5]\n")
    assert judge_now(own).verdict == "AC"
    assert present_submission(own)["results"][0]["stdout"] == "[10]\n"


def test_the_signature_decides_verdicts(doubling: Problem) -> None:
    before = content_hash(doubling)
    Problem.objects.filter(pk=doubling.pk).update(function_signature="twice(other: int[]) -> int[]")
    assert content_hash(doubling) != before


def test_a_float_as_the_result_needs_a_tolerance() -> None:
    problem = Problem(key="half", title="Half", statement="x", function_signature="half(n: int) -> float")
    with pytest.raises(ValidationError, match="tolerance"):
        problem.full_clean()
    problem.float_absolute_tolerance = 1e-6
    problem.full_clean()


def test_recruiters_write_a_signature_in_the_admin(rita: User) -> None:
    browser = signed_in(rita)
    add = reverse("admin:dsa_problem_add")
    page = browser.post(add, {**FORM, "function_signature": "sum(a: int, b: integer) -> int"})
    assert page.status_code == 200
    assert "“integer” is no type" in page.content.decode()
    source = "def total(a, b):\n    return a + b\n"
    answer = browser.post(
        add, {**FORM, "function_signature": "total(a: int, b: int) -> int", "solutions-0-source": source}
    )
    assert answer.status_code == 302
    assert Problem.objects.get().function_signature == "total(a: int, b: int) -> int"


def test_a_package_brings_its_signature(tmp_path: Path) -> None:
    java = b"class Solution { static long twice(long n) { return 2 * n; } }"
    files = package_files("2025-09") | {
        "attachments/signature.txt": b"twice(n: int) -> int\n",
        "submissions/accepted/Solution.java": java,
    }
    package = read_package(write_folder(tmp_path / "double", files))
    assert not [warning for warning in package.warnings if "signature" in warning]
    assert store_package(package=package).problem.function_signature == "twice(n: int) -> int"
    # Whole programs in Java are called Main; this is none.
    assert [each.source for each in package.submissions if each.language == "java"] == [java.decode()]


def test_a_package_whose_signature_is_none_is_refused(tmp_path: Path) -> None:
    files = package_files("2025-09") | {"attachments/signature.txt": b"double(n) = 2 n"}
    with pytest.raises(PackageRefused, match="signature"):
        store_package(package=read_package(write_folder(tmp_path / "double", files)))


def test_candidates_see_no_more_of_it_than_the_function(session: DsaSession, doubling: Problem) -> None:
    shown = str(present_session(session))
    assert "function_signature" not in shown
    assert "_talentsync_main" not in shown


def test_nobody_else_reaches_the_form(client: Client) -> None:
    assert client.get(reverse("admin:dsa_problem_add")).status_code == 302
