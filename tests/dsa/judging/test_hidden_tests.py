"""Nothing that a program wrote about a hidden test is kept, because a program can print its input."""

import pytest
from django.core import serializers
from django.db import IntegrityError, transaction

from dsa.choices import SubmissionKind
from dsa.execution import Verdict
from dsa.models import Judgement, Problem
from dsa.problems.services import change_test
from dsa.submissions.sanitize import decoded, without_paths
from tests.dsa import factories
from tests.dsa.conftest import JudgeNow, Submit

pytestmark = pytest.mark.django_db


def everything_kept(judgement: Judgement) -> str:
    return str(serializers.serialize("json", [judgement, *judgement.results.all()]))


def test_what_is_printed_is_kept_of_visible_tests_only(submit: Submit, judge_now: JudgeNow) -> None:
    judgement = judge_now(submit(source_code=factories.TELLTALE))

    results = list(judgement.results.all())
    assert [(one.stdout, one.stderr) for one in results[:2]] == [("abc 2\n",) * 2, ("xyz 3\n",) * 2]
    assert [(one.is_visible, one.stdout, one.stderr) for one in results[2:]] == [(False, "", "")] * 4
    assert not any(marker in everything_kept(judgement) for marker in factories.MARKERS)


@pytest.mark.parametrize("has_visible_tests", [True, False])
def test_an_error_that_looks_like_the_interpreters_tells_nothing(
    mirror: Problem, submit: Submit, judge_now: JudgeNow, has_visible_tests: bool
) -> None:
    """It counts as not compiled, which is the candidate's own doing. Without visible tests the first one is hidden."""
    if not has_visible_tests:
        for test in mirror.tests.visible():
            test.is_visible = False
            change_test(test=test, fields=["is_visible"])

    judgement = judge_now(submit(source_code=factories.TELLTALE_LOAD_ERROR))

    assert judgement.verdict == Verdict.CE
    assert "abc 2" not in everything_kept(judgement)
    assert not any(marker in everything_kept(judgement) for marker in factories.MARKERS)


def test_output_that_is_no_text(submit: Submit, judge_now: JudgeNow) -> None:
    source = r"import sys; sys.stdout.buffer.write(b'a\0b\xffc'); sys.stderr.buffer.write(b'\0')"

    judgement = judge_now(submit(kind=SubmissionKind.RUN, stdin="", source_code=source))

    result = judgement.results.get()
    assert (result.stdout, result.stderr) == ("a\ufffdb\ufffdc", "\ufffd")


def test_long_output_is_cut_and_says_so(submit: Submit, judge_now: JudgeNow) -> None:
    judgement = judge_now(submit(kind=SubmissionKind.RUN, stdin="", source_code="print('x' * 100_000)"))

    result = judgement.results.get()
    assert (result.verdict, result.stdout, result.is_output_cut) == (Verdict.AC, "x" * 65_536, True)


def test_traceback_names_no_directory_of_ours(submit: Submit, judge_now: JudgeNow) -> None:
    judgement = judge_now(submit(kind=SubmissionKind.RUN, stdin="", source_code=factories.CRASHING))

    assert judgement.results.get().stderr.startswith(
        'Traceback (most recent call last):\n  File "main.py", line 1'
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("/box/main.cpp:2:30: error: expected ';'", "main.cpp:2:30: error: expected ';'"),
        ("In file included from /usr/include/c++/12/iostream:39,", "In file included from iostream:39,"),
        ("/usr/bin/ld: /tmp/ccX1.o: in function `main'", "ld: ccX1.o: in function `main'"),
        (" --> /box/main.rs:3:5", " --> main.rs:3:5"),
        ('  File "/box/main.py", line 1', '  File "main.py", line 1'),
        ("    x = a /b/ c // home/run", "    x = a /b/ c // home/run"),
        ("half = total/usr/2", "half = total/usr/2"),
        ("read error on /dev/", "read error on /dev/"),
    ],
)
def test_paths_lose_their_directories(said: str, shown: str) -> None:
    assert without_paths(said) == shown


def test_cut_in_the_middle_of_a_character() -> None:
    assert decoded("äöü".encode() * 2, 4) == ("äöüä", True)
    assert decoded("äöü".encode(), 3) == ("äöü", False)


def test_rows_of_hidden_tests_cannot_hold_output(submit: Submit, judge_now: JudgeNow) -> None:
    """Not even by a mistake elsewhere: the database refuses it."""
    hidden = judge_now(submit()).results.filter(is_visible=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        hidden.update(stdout="4")

    assert set(hidden.values_list("stdout", flat=True)) == {""}
