"""What recruiters read of coding sessions: results of an interview, and one submission with all its judgings."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from dsa.choices import SubmissionKind
from dsa.models import DsaSession, Judgement, Problem, Submission
from dsa.problems import services
from dsa.problems.services import NewTest
from dsa.sessions.services import save_draft
from dsa.submissions.services import rejudge
from interviews.models import Interview, Invitation, User
from tests.conftest import make_person, signed_in
from tests.dsa.admin.conftest import page
from tests.dsa.conftest import JudgeNow, Submit
from tests.dsa.factories import BROKEN_CPP, CRASHING, MARKERS, MIRROR_HALF_RIGHT, TELLTALE, invite

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert('hidden')</script>"


def text_of(html: str) -> str:
    """What is read, without tags and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def test_nothing_was_done_yet(browser: Client, cara_dsa: Invitation) -> None:
    text = text_of(page(browser, "session_results", cara_dsa.interview_id))
    assert "Cara Candidate ○ Not started" in text
    assert text.count("Nothing was run or submitted.") == 2
    assert "Started — Deadline — Finished — Time spent — Extra time none" in text


def test_saved_code_is_shown_as_candidates_are_told(browser: Client, session: DsaSession, sam: User) -> None:
    """What stands in the editor, escaped, on a page of its own; not to somebody without the right."""
    draft = save_draft(
        session=session, problem_key="mirror", language="python", source_code=SCRIPT, base_version=0
    )
    interview_id = session.invitation.interview_id
    assert "In the editor, as it was last saved: Python" in text_of(
        page(browser, "session_results", interview_id)
    )
    shown = page(browser, "session_draft", draft.pk)
    assert "Saved code of Cara Candidate" in shown
    assert SCRIPT not in shown
    assert unescape(re.sub(r"<[^>]*>", "", shown)).count("alert('hidden')") == 1
    assert signed_in(sam).get(reverse("admin:dsa_session_draft", args=[draft.pk])).status_code in (302, 403)


def test_what_was_submitted_is_opened_in_a_room(browser: Client, rita: User, cara_dsa: Invitation) -> None:
    interview_id = cara_dsa.interview_id
    way = reverse("open_submission", args=[interview_id])
    assert f'<a class="button" href="{way}">Open in a room</a>' in page(
        browser, "session_results", interview_id
    )
    assert browser.get(way).status_code == 200
    viewer = make_person("vera", is_staff=True)
    for codename in ("view_dsasession", "view_interview"):
        viewer.user_permissions.add(Permission.objects.get(codename=codename))
    assert way not in page(signed_in(viewer), "session_results", interview_id), "it would refuse them"


def test_nobody_is_invited(browser: Client, dsa_interview: Interview) -> None:
    assert "Nobody is invited to this session yet." in page(browser, "session_results", dsa_interview.pk)


def test_submissions_with_their_verdicts_on_each_test(
    browser: Client, dsa_interview: Interview, submit: Submit, judge_now: JudgeNow
) -> None:
    judge_now(submit())
    judge_now(submit(source_code=MIRROR_HALF_RIGHT))
    judge_now(submit(kind=SubmissionKind.RUN, source_code=CRASHING))
    judge_now(submit(kind=SubmissionKind.RUN, stdin="abc 1\n"))
    html = page(browser, "session_results", dsa_interview.pk)
    text = text_of(html)
    assert "Best score 100 % Last score 50 % Submissions 2 Runs 2 First accepted after" in text
    assert re.findall(r'<td class="verdict verdict-\w+"[^>]*>(\w+)', html) == [
        *("AC", "WA", "AC", "WA", "AC", "WA"),
        *["AC"] * 6,
    ]
    assert re.findall(r'<abbr title="(\S+), (\w+)">(\w+)</abbr>', html) == [
        ("sample/0", "visible", "V1"),
        ("sample/1", "visible", "V2"),
        *((f"secret/{number + 1}", "hidden", f"H{number}") for number in range(1, 5)),
    ]
    assert "WA Wrong answer" in text
    assert "3 of 6" in text


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ({}, ["Submission", "Submission"]),
        ({"kind": "run"}, ["Run"]),
        ({"kind": ""}, ["Run", "Submission", "Submission"]),
        ({"kind": "", "verdict": "CE"}, ["Submission"]),
        ({"kind": "submit", "problem": "shout"}, []),
        ({"kind": "nonsense", "problem": "<b>", "candidate": "x"}, ["Run", "Submission", "Submission"]),
    ],
)
def test_the_list_can_be_narrowed(
    browser: Client,
    dsa_interview: Interview,
    submit: Submit,
    judge_now: JudgeNow,
    query: dict[str, str],
    listed: list[str],
) -> None:
    judge_now(submit())
    judge_now(submit(source_code=BROKEN_CPP, language="cpp"))
    judge_now(submit(kind=SubmissionKind.RUN))
    html = page(browser, "session_results", dsa_interview.pk, **query)
    assert re.findall(r'<a href="/admin/dsa/submission/[\w-]{36}/">(\w+)', html) == listed


def test_one_candidate_alone(
    browser: Client, dsa_interview: Interview, cara_dsa: Invitation, rita: User
) -> None:
    dora = invite(dsa_interview, "Dora Second", rita)
    html = page(browser, "session_results", dsa_interview.pk, candidate=dora.pk)
    assert re.findall(r'<section class="candidate" id="candidate-(\d+)"', html) == [str(dora.pk)]


def test_a_submission_that_waits(browser: Client, dsa_interview: Interview, submit: Submit) -> None:
    submission = submit()
    assert "Waiting" in text_of(page(browser, "session_results", dsa_interview.pk))
    assert "Waiting" in text_of(page(browser, "submission_page", submission.pk))


def test_a_problem_that_is_assigned_no_more_keeps_its_results(
    browser: Client, dsa_interview: Interview, submit: Submit, judge_now: JudgeNow
) -> None:
    judge_now(submit())
    dsa_interview.problems.filter(problem__key="mirror").delete()
    assert "Best score 100 %" in text_of(page(browser, "session_results", dsa_interview.pk))


# One submission -------------------------------------------------------------------------------------------------------


def test_a_submission_shows_code_and_tests(browser: Client, submit: Submit, judge_now: JudgeNow) -> None:
    submission = submit()
    judge_now(submission)
    html = page(browser, "submission_page", submission.pk)
    assert '<span class="line"><span class="n">word</span>' in html
    assert '<span class="nb">print</span>' in html
    assert "style=" not in re.search(r'<pre class="code".*?</pre>', html, re.DOTALL)[0]  # type: ignore[index]
    text = text_of(html)
    assert "Judging AC: Accepted Tests passed 6 of 6 Score 100 %" in text
    assert text.count("visible AC Accepted") == 2
    assert text.count("hidden AC Accepted") == 4


def test_output_is_shown_of_visible_tests_only(browser: Client, submit: Submit, judge_now: JudgeNow) -> None:
    submission = submit(source_code=TELLTALE)
    judge_now(submission)
    html = page(browser, "submission_page", submission.pk)
    assert text_of(html).count("Standard output abc 2") == 1
    assert html.count("<h4>Standard error</h4>") == 2
    assert not [marker for marker in MARKERS if marker in html]


def test_what_the_compiler_said(browser: Client, submit: Submit, judge_now: JudgeNow) -> None:
    submission = submit(source_code=BROKEN_CPP, language="cpp")
    judge_now(submission)
    text = text_of(page(browser, "submission_page", submission.pk))
    assert "CE: Compile error" in text
    assert "What the compiler said" in text
    assert "error: expected" in text


def test_a_submission_shows_what_changed_since_the_one_before(browser: Client, submit: Submit) -> None:
    first = submit(kind=SubmissionKind.RUN, source_code="a = 1\nprint(a)\n")
    assert "Changes since" not in page(browser, "submission_page", first.pk)
    second = submit(source_code=f"a = 1\nprint({SCRIPT!r})\n")
    shown = page(browser, "submission_page", second.pk)
    text = unescape(text_of(shown))
    assert "Changes since the run before" in text
    assert "removed: -print(a) added: +print(" in text
    assert "= 1" in text
    assert SCRIPT not in shown
    third = submit(kind=SubmissionKind.RUN, source_code=second.source_code)
    assert "None: the code is the same." in page(browser, "submission_page", third.pk)


def test_code_too_long_to_compare_is_not_compared(browser: Client, submit: Submit) -> None:
    submit(kind=SubmissionKind.RUN, source_code="a\n" * 2001)
    later = submit(source_code="b")
    assert "too long to be compared" in page(browser, "submission_page", later.pk)


def test_a_test_leads_to_its_input_for_who_may_read_it(
    browser: Client, submit: Submit, judge_now: JudgeNow
) -> None:
    submission = judge_now(submit()).submission
    hidden = submission.problem.tests.filter(is_visible=False).first()
    assert hidden is not None
    url = reverse("admin:dsa_testcase_change", args=[hidden.pk])
    assert url in page(browser, "submission_page", submission.pk)
    assert browser.get(url).status_code == 200


def test_own_input_is_shown(browser: Client, submit: Submit, judge_now: JudgeNow) -> None:
    submission = submit(kind=SubmissionKind.RUN, stdin="own words 1\n", source_code="print(input())")
    judge_now(submission)
    text = text_of(page(browser, "submission_page", submission.pk))
    assert "Own input own words 1" in text
    assert "Standard output own words 1" in text


def test_judging_again_keeps_what_was_found_before(
    browser: Client,
    submit: Submit,
    judge_now: JudgeNow,
    mirror: Problem,
    rita: User,
    dsa_interview: Interview,
) -> None:
    submission = submit()
    judge_now(submission)
    wrong = NewTest(name="secret/2", is_visible=False, input=b"abc 1\n", answer=b"something else\n")
    services.put_tests(problem=mirror, tests=[wrong])
    rejudge(submission=submission, actor=rita)
    judge_now(submission)
    text = text_of(page(browser, "submission_page", submission.pk))
    assert "Judging 2, which counts WA: Wrong answer Tests passed 5 of 6 Score 83.3 %" in text
    assert "Judging 1, replaced AC: Accepted Tests passed 6 of 6 Score 100 %" in text
    text = text_of(page(browser, "session_results", dsa_interview.pk))
    assert "Best score 83.3 % Last score 83.3 % Submissions 1" in text
    assert "judged 2 times" in text


# Text of strangers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["python", "cpp", "java", "javascript"])
def test_code_is_text_whatever_it_says(
    browser: Client, submit: Submit, judge_now: JudgeNow, language: str
) -> None:
    submission = submit(source_code=f'print("{SCRIPT}") // {SCRIPT} </pre>', language=language)
    html = page(browser, "submission_page", submission.pk)
    assert SCRIPT not in html
    code = html.partition('<pre class="code"')[2].partition("</pre>")[0]
    assert SCRIPT in unescape(re.sub(r"</?span[^>]*>", "", code))
    assert set(re.findall(r"<(/?\w+)", code)) == {"span", "/span"}


def test_output_titles_and_names_are_text(
    browser: Client,
    submit: Submit,
    judge_now: JudgeNow,
    dsa_interview: Interview,
    mirror: Problem,
    cara_dsa: Invitation,
) -> None:
    Problem.objects.filter(pk=mirror.pk).update(title=f"Mirror {SCRIPT}")
    Invitation.objects.filter(pk=cara_dsa.pk).update(name=f"Cara {SCRIPT}")
    mirror.tests.filter(name="sample/0").update(name=SCRIPT)
    submission = submit(
        kind=SubmissionKind.RUN,
        source_code=f'import sys\nprint("{SCRIPT}")\nsys.stderr.write("{SCRIPT}")\nsys.exit(1)',
    )
    judge_now(submission)
    Judgement.objects.update(compile_output=SCRIPT)
    for html in (
        page(browser, "session_results", dsa_interview.pk, kind=""),
        page(browser, "submission_page", submission.pk),
        page(browser, "submission_rejudge_problem_in_interview", mirror.pk, dsa_interview.pk),
        page(browser, "session_extra_time", cara_dsa.pk),
        browser.get(reverse("admin:dsa_dsasession_changelist")).content.decode(),
    ):
        assert SCRIPT not in html
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("level = 1 \u202e# \u2066admin\u2069\n", "⟨U+202E⟩"),
        ("a\u200bb = 1\n", "a</span>⟨U+200B⟩"),
        ("print('\x1b[2J')\n", "␛[2J"),
    ],
)
def test_what_would_hide_is_shown(browser: Client, submit: Submit, source: str, shown: str) -> None:
    submission = submit(source_code=source)
    code = page(browser, "submission_page", submission.pk).partition('<pre class="code"')[2]
    assert shown.replace("</span>", "") in re.sub(r"</?span[^>]*>", "", code)
    assert not set("\u202e\u2066\u2069\u200b\x1b") & set(code)


def test_code_that_is_slow_to_highlight_is_shown_all_the_same(browser: Client, submit: Submit) -> None:
    """Pygments' lexer for Java takes a minute for these line breaks."""
    submission = submit(source_code="\n" * 60_000 + "class Main {}", language="java")
    code = page(browser, "submission_page", submission.pk).partition('<pre class="code"')[2]
    assert code.count('<span class="line">') == 60_001
    assert "class Main {}" in re.sub(r"</?span[^>]*>", "", code)


# Queries --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 6])
def test_a_page_costs_the_same_however_much_was_done(
    browser: Client,
    dsa_interview: Interview,
    submit: Submit,
    session: DsaSession,
    rita: User,
    count: int,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    for number in range(count):
        invite(dsa_interview, f"Dora{number} Second", rita)
        submit()
        Judgement.objects.filter(number=1, state="queued").update(
            state="finished", verdict="AC", finished_at=session.started_at, total=6, passed=6, score=100
        )
    first = Submission.objects.all()[0]
    for _ in range(count):
        rejudge(submission=first, actor=rita)
    with django_assert_max_num_queries(18):
        page(browser, "session_results", dsa_interview.pk, kind="")
    with django_assert_max_num_queries(10):
        page(browser, "submission_page", first.pk)
