"""Recruiters write, preview, test and check problems in the admin; nobody else does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dsa.choices import CheckState, ProblemState
from dsa.models import Problem, ProblemCheck, TestCase
from dsa.problems import validation
from dsa.tasks import run_check
from interviews.models import User
from tests.conftest import SentTasks, signed_in
from tests.dsa.problems.conftest import stored_files
from tests.dsa.problems.packages import DOUBLE_PY, zip_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(rita: User) -> Client:
    """Rita's."""
    return signed_in(rita)


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(f"admin:dsa_{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, name: str, pk: int, **data: Any) -> tuple[Any, list[str]]:
    """The answer after all redirects, and what it told the person."""
    answer = client.post(reverse(f"admin:dsa_problem_{name}", args=[pk]), data, follow=True)
    return answer, [str(message) for message in answer.context["messages"]]


FORM = {
    "title": "Sum",
    "key": "sum",
    "statement": "Add **two** numbers $a + b$.",
    "statement_language": "en",
    "time_limit_seconds": "1",
    "memory_limit_mb": "256",
    "output_limit_mb": "8",
    "time_multiplier": "2",
    "time_resolution_seconds": "1",
    "licence": "internal",
    "solutions-TOTAL_FORMS": "1",
    "solutions-INITIAL_FORMS": "0",
    "solutions-0-name": "accepted/a.py",
    "solutions-0-language": "python",
    "solutions-0-source": "print(sum(map(int, input().split())))",
    "solutions-0-expected-permitted": ["AC"],
    "languages-TOTAL_FORMS": "1",
    "languages-INITIAL_FORMS": "0",
    "languages-0-language": "java",
    "languages-0-is_offered": "on",
    "languages-0-time_limit_seconds": "3",
    "languages-0-starter_code": "class Main {}",
    "translations-TOTAL_FORMS": "0",
    "translations-INITIAL_FORMS": "0",
    "output_validation": "default",
    "validator_time_limit_seconds": "10",
    "validator_memory_limit_mb": "512",
    "validator_files-TOTAL_FORMS": "0",
    "validator_files-INITIAL_FORMS": "0",
}
VALIDATOR = {
    "output_validation": "interactive",
    "validator_arguments": "fast 'two words'",
    "validator_files-TOTAL_FORMS": "2",
    "validator_files-0-name": "validate.cc",
    "validator_files-0-source": '#include "v.h"\r\nint main() {}\r\n',
}


def add(client: Client, **changes: Any) -> HttpResponse:
    return client.post(reverse("admin:dsa_problem_add"), FORM | changes, follow=True)  # type: ignore[return-value]


def test_a_recruiter_writes_a_problem_with_its_solutions(browser: Client) -> None:
    add(browser)
    problem = Problem.objects.get()
    assert (problem.key, problem.state) == ("sum", ProblemState.DRAFT)
    assert problem.solutions.get().expected == {"permitted": ["AC"], "required": []}
    assert problem.languages.get().time_limit_seconds == 3
    assert "next: add tests" in page(browser, "problem_change", problem.pk)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"compare_exactly": "on", "case_sensitive": "on"}, "An exact comparison excludes every other flag."),
        ({"time_limit_seconds": "100"}, "less than or equal to 60"),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"solutions-0-expected-permitted": []}, "Permitted"),
        (
            {"solutions-0-expected-required": ["WA"]},
            "None of the verdicts that it must get at least once is permitted.",
        ),
    ],
)
def test_what_cannot_be_is_told_in_the_form(browser: Client, changes: dict[str, Any], words: str) -> None:
    assert words in add(browser, **changes).content.decode()
    assert not Problem.objects.exists()


def test_a_recruiter_writes_and_uploads_a_validator(browser: Client) -> None:
    header = SimpleUploadedFile("v.h", b"#pragma once\n")
    add(browser, **VALIDATOR, **{"validator_files-1-upload": header})
    problem = Problem.objects.get()
    assert {file.name: file.source for file in problem.validator_files.all()} == {
        "validate.cc": '#include "v.h"\nint main() {}\n',
        "v.h": "#pragma once\n",
    }
    rule = problem.output_validator()
    assert (rule.interactive, rule.arguments, rule.limits.cpu_seconds) == (True, ["fast", "two words"], 10)
    html = page(browser, "problem_change", problem.pk)
    assert "#pragma once" in html
    assert "validator_files-0-upload" in html


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"validator_arguments": "'open"}, "A quotation mark or backslash has no end."),
        ({"validator_files-0-name": "validate.rb"}, "output validators are written in Python, C or C++"),
        ({"validator_files-0-name": "../x.c"}, "Letters, digits, dots, dashes."),
        ({"validator_files-0-source": ""}, "Type it in, or upload a file."),
        ({"validator_files-0-source": "x" * (256 * 1024 + 1)}, "at most 256 KB"),
        (
            {"validator_files-1-upload": SimpleUploadedFile("a.c", b"\xff")},
            "The file is not UTF-8 text.",
        ),
        ({"validator_time_limit_seconds": "100"}, "less than or equal to 60"),
    ],
)
def test_a_validator_that_cannot_be_is_told_in_the_form(
    browser: Client, changes: dict[str, Any], words: str
) -> None:
    forms = {"validator_files-TOTAL_FORMS": "2" if "validator_files-1-upload" in changes else "1"}
    html = add(browser, **VALIDATOR | forms | changes).content.decode()
    assert words in html.replace("&#x27;", "'")
    assert not Problem.objects.exists()


def test_a_problem_that_lacks_its_validator_says_so(browser: Client) -> None:
    add(browser, output_validation="custom")
    assert "it cannot be judged: The problem is judged by an output validator, which it lacks" in page(
        browser, "problem_change", Problem.objects.get().pk
    )


def test_the_preview_of_an_interactive_problem_shows_what_is_said(browser: Client, twice: Problem) -> None:
    Problem.objects.filter(pk=twice.pk).update(output_validation="interactive")
    twice.tests.filter(name="sample/1").update(interaction="< 2\n> 4\n")
    html = page(browser, "problem_preview", twice.pk)
    assert "&lt; 2\n&gt; 4\n" in html
    assert '<pre tabindex="0">2\n</pre>' not in html


def test_the_preview_shows_statement_and_samples_and_is_held_by_the_policy(
    browser: Client, twice: Problem
) -> None:
    twice.statement = "For $n$: <script>alert(1)</script> **bold** ![x](https://evil.example/x.png)"
    twice.save()
    twice.tests.filter(name="sample/1").update(explanation="Two times *two*.")
    answer = browser.get(reverse("admin:dsa_problem_preview", args=[twice.pk]))
    html = answer.content.decode()
    assert '<math display="inline">' in html
    assert "<strong>bold</strong>" in html
    assert "alert(1)" not in html
    assert "evil.example" not in html
    assert '<pre tabindex="0">2\n</pre>' in html
    assert "Two times <em>two</em>." in html
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_preview_shows_no_hidden_test(browser: Client, twice: Problem) -> None:
    twice.tests.filter(name="secret/02").update(explanation="PLANTED")
    html = page(browser, "problem_preview", twice.pk)
    assert "PLANTED" not in html
    assert "20" not in html.split("<article")[1].split("</article>")[0]


def upload(client: Client, problem: Problem, content: bytes, **data: Any) -> tuple[Any, list[str]]:
    archive = SimpleUploadedFile("tests.zip", content, content_type="application/zip")
    answer = client.post(
        reverse("admin:dsa_problem_upload", args=[problem.pk]), {"archive": archive, **data}, follow=True
    )
    return answer, [str(message) for message in answer.context["messages"]]


def test_many_tests_come_in_as_a_zip(browser: Client, twice: Problem) -> None:
    content = zip_bytes(
        {
            "tests/sample/a.in": b"1\n",
            "tests/sample/a.ans": b"2\n",
            "tests/secret/01.in": b"30\n",
            "tests/secret/01.out": b"60\n",
            "tests/.DS_Store": b"",
            "__MACOSX/tests/._a": b"",
        }
    )
    _, told = upload(browser, twice, content)
    assert told == ["2 tests stored, 2 of them new or changed, 0 removed."]
    assert [(test.name, test.is_visible) for test in twice.tests.all()] == [
        ("sample/1", True),
        ("sample/a", True),
        ("secret/01", False),
        ("secret/02", False),
    ]
    assert twice.tests.get(name="secret/01").answer_bytes == 3


@pytest.mark.django_db(transaction=True)
def test_a_zip_can_replace_all_tests(browser: Client, twice: Problem, private_files: Path) -> None:
    _, told = upload(browser, twice, zip_bytes({"a.in": b"1\n", "a.ans": b"2\n"}), replace="on")
    assert told == ["1 tests stored, 1 of them new or changed, 3 removed."]
    assert [(test.name, test.is_visible) for test in twice.tests.all()] == [("secret/a", False)]
    assert len(stored_files(private_files)) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zip_bytes({"a.in": b""}), "a.in has neither .ans nor .out beside it."),
        (zip_bytes({"a.in": b"", "a.ans": b"", "a.out": b""}), "a.in has both .ans and .out beside it."),
        (zip_bytes({"a.in": b"", "a.ans": b"", "notes.txt": b""}), "notes.txt belongs to no test."),
        (zip_bytes({"a 1.in": b"", "a 1.ans": b""}), "names are made of letters"),
        (zip_bytes({"../a.in": b"", "../a.ans": b""}), "leads outside it"),
        (zip_bytes({"a.in": b"", "secret/a.in": b"", "a.ans": b"", "secret/a.ans": b""}), "the same name"),
        (zip_bytes({}), "no file whose name ends in .in"),
        (b"not a zip", "cannot be read"),
    ],
)
def test_a_zip_with_a_fault_stores_nothing(
    browser: Client, twice: Problem, content: bytes, words: str
) -> None:
    before = list(TestCase.objects.values())
    answer, told = upload(browser, twice, content)
    html = answer.content.decode()
    assert told == []
    assert words in html
    assert "Nothing was stored." in html
    assert list(TestCase.objects.values()) == before


def test_a_bomb_is_refused(browser: Client, twice: Problem) -> None:
    content = zip_bytes({f"{number}.in": bytes(16 * 1024 * 1024) for number in range(9)})
    assert len(content) < 1_000_000
    answer, _ = upload(browser, twice, content)
    assert "Unpacked, it is larger than 128 MB." in answer.content.decode()


def test_a_test_is_written_and_changed_by_hand(browser: Client, twice: Problem) -> None:
    form = {
        "problem": twice.pk,
        "name": "secret/hand",
        "position": 7,
        "input_text": "5\r\n",
        "answer_text": "10\r\n",
    }
    browser.post(reverse("admin:dsa_testcase_add"), form)
    test = twice.tests.get(name="secret/hand")
    assert Path(test.input_file.path).read_bytes() == b"5\n"
    url = reverse("admin:dsa_testcase_change", args=[test.pk])
    assert b"secret/hand" in browser.get(url).content
    browser.post(url, form | {"name": "secret/other", "is_visible": "on", "answer_text": "10\n\n"})
    test.refresh_from_db()
    assert (test.name, test.is_visible) == ("secret/other", True)
    assert Path(test.answer_file.path).read_bytes() == b"10\n\n"
    answer = browser.post(url, form | {"name": "secret/01"})
    assert b"The problem has another test of this name." in answer.content


def test_a_file_that_is_no_text_stays_as_it_is(browser: Client, twice: Problem) -> None:
    upload(browser, twice, zip_bytes({"raw.in": b"\xff\x00\r\n", "raw.ans": b"1\n"}))
    test = twice.tests.get(name="secret/raw")
    browser.post(
        reverse("admin:dsa_testcase_change", args=[test.pk]),
        {"name": test.name, "position": test.position, "input_text": "", "answer_text": "2\n"},
    )
    test.refresh_from_db()
    assert Path(test.input_file.path).read_bytes() == b"\xff\x00\r\n"
    assert Path(test.answer_file.path).read_bytes() == b"2\n"


def test_a_check_from_the_page_to_being_ready(
    browser: Client,
    twice: Problem,
    sent_tasks: SentTasks,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    _, told = post(browser, "ready", twice.pk)
    assert told == ["Check the problem first: its latest check has not passed."]
    with django_capture_on_commit_callbacks(execute=True):
        answer, _ = post(browser, "check", twice.pk)
    assert "Waiting for a worker" in answer.content.decode()
    ((name, check_id),) = sent_tasks
    assert name == run_check.name
    run_check(check_id)
    html = page(browser, "problem_check_page", check_id)
    assert 'data-active="no"' in html
    assert "accepted/double.py" in html
    assert html.count("As expected") == 2
    assert "Mark as ready" in html
    _, told = post(browser, "ready", twice.pk)
    assert told == ["The problem is ready: it can be given to candidates."]
    assert Problem.objects.ready().get() == twice


def test_a_failed_check_shows_what_was_not_as_expected(browser: Client, twice: Problem) -> None:
    twice.solutions.filter(name="accepted/double.py").update(source="import sys\nsys.exit('out of <ideas>')")
    twice.time_limit_seconds = 1
    twice.save()
    check = validation.validate_now(problem=twice)
    html = page(browser, "problem_check_page", check.pk)
    assert "1 solution did not get what is expected." in html
    assert 'RTE<b aria-label="not permitted">!</b>' in html
    assert "out of &lt;ideas&gt;" in html
    assert "Mark as ready" not in html


def test_the_running_part_of_a_check_comes_alone(browser: Client, twice: Problem) -> None:
    check = validation.claim(validation.queue_validation(problem=twice).pk)
    assert check is not None
    ProblemCheck.objects.update(total_runs=12, finished_runs=5)
    answer = browser.get(reverse("admin:dsa_problem_check_page", args=[check.pk]), {"part": ""})
    html = answer.content.decode()
    assert html.startswith('<div data-active="yes"')
    assert "5 of 12 runs" in html


def test_saving_another_solution_takes_readiness_away_and_says_so(browser: Client) -> None:
    add(browser)
    problem = Problem.objects.get()
    upload(browser, problem, zip_bytes({"sample/1.in": b"1 2\n", "sample/1.ans": b"3\n"}))
    assert validation.validate_now(problem=problem, marks_ready=True).state == CheckState.PASSED
    solution, language = problem.solutions.get(), problem.languages.get()
    form = FORM | {
        "solutions-INITIAL_FORMS": "1",
        "solutions-0-id": str(solution.pk),
        "solutions-0-problem": str(problem.pk),
        "solutions-0-source": DOUBLE_PY,
        "languages-INITIAL_FORMS": "1",
        "languages-0-id": str(language.pk),
        "languages-0-problem": str(problem.pk),
    }
    answer = browser.post(reverse("admin:dsa_problem_change", args=[problem.pk]), form, follow=True)
    assert "the problem is a draft again" in answer.content.decode()
    problem.refresh_from_db()
    assert problem.state == ProblemState.DRAFT


def test_a_problem_is_retired_and_brought_back(browser: Client, twice: Problem) -> None:
    assert post(browser, "retire", twice.pk)[1] == ["The problem is retired and no longer offered."]
    assert post(browser, "check", twice.pk)[1] == ["A retired problem is not checked. Bring it back first."]
    assert post(browser, "restore", twice.pk)[1] == ["The problem is a draft again."]


@pytest.mark.django_db(transaction=True)
def test_deleting_a_problem_deletes_its_files(browser: Client, twice: Problem, private_files: Path) -> None:
    browser.post(reverse("admin:dsa_problem_delete", args=[twice.pk]), {"post": "yes"})
    assert not Problem.objects.exists()
    assert stored_files(private_files) == []


@pytest.mark.parametrize(
    "name", ["preview", "upload", "check", "ready", "retire", "restore", "change", "delete"]
)
@pytest.mark.parametrize("who", ["ivan", "sam"])
def test_nobody_else_gets_in(request: pytest.FixtureRequest, twice: Problem, name: str, who: str) -> None:
    person: User = request.getfixturevalue(who)
    url = reverse(f"admin:dsa_problem_{name}", args=[twice.pk])
    for is_staff, status in ((False, 302), (True, 403)):
        User.objects.filter(pk=person.pk).update(is_staff=is_staff)
        client = signed_in(User.objects.get(pk=person.pk))
        method = client.post if name in ("check", "ready", "retire", "restore") else client.get
        assert method(url).status_code == status
    assert Problem.objects.get().state == ProblemState.DRAFT


@pytest.mark.parametrize("name", ["check", "ready", "retire", "restore"])
def test_a_link_alone_changes_nothing(browser: Client, twice: Problem, name: str) -> None:
    assert browser.get(reverse(f"admin:dsa_problem_{name}", args=[twice.pk])).status_code == 405


def test_no_address_serves_a_test(browser: Client, twice: Problem) -> None:
    name = twice.tests.get(name="secret/02").input_file.name
    for url in (f"/{name}", f"/media/{name}", f"/static/{name}", f"/private/{name}"):
        assert browser.get(url).status_code == 404


def test_lists_show_sizes(browser: Client, twice: Problem) -> None:
    assert "Twice" in page(browser, "problem_changelist")
    upload(browser, twice, zip_bytes({"big.in": b"1" * 2_500_000, "big.ans": b"1\n"}))
    assert "2.5 MB" in page(browser, "testcase_changelist")
    assert "1 visible, 3 hidden, 2.5 MB" in page(browser, "problem_change", twice.pk)
