"""What happened in a coding session stands in words on the page of its interview."""

import re

import pytest
from django.test import Client

from dsa.choices import FinishReason, SubmissionKind
from dsa.models import DsaSession, Problem
from dsa.sessions.services import finish_session, grant_extra_time, reopen_session
from dsa.submissions.services import rejudge
from interviews.models import Interview, User
from tests.dsa.conftest import JudgeNow, Submit
from tests.dsa.factories import MIRROR_HALF_RIGHT
from tests.interviews.admin_pages import change_path

pytestmark = pytest.mark.django_db


def told(browser: Client, interview: Interview) -> list[tuple[str, str]]:
    """What and details of each event, oldest first."""
    html = browser.get(change_path(interview.pk)).content.decode().partition('id="timeline-heading"')[2]
    rows = re.findall(r"<tr><td>.*?</td><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>", html, re.DOTALL)
    return [(what, re.sub(r"until .*? UTC", "until then", details)) for _, what, details in reversed(rows)]


def test_a_whole_session(
    browser: Client,
    session: DsaSession,
    dsa_interview: Interview,
    submit: Submit,
    judge_now: JudgeNow,
    rita: User,
) -> None:
    submit(kind=SubmissionKind.RUN)
    submit(kind=SubmissionKind.RUN, stdin="x")
    submission = submit(source_code=MIRROR_HALF_RIGHT)
    judge_now(submission)
    grant_extra_time(session=session, minutes=1, actor=rita)
    finish_session(session=session, reason=FinishReason.RECRUITER, actor=rita)
    reopen_session(session=session, minutes=20, actor=rita)
    rejudge(submission=submission, actor=rita)
    mine = [
        row
        for row in told(browser, dsa_interview)
        if row[0] not in ("Interview scheduled", "Invitation issued")
    ]
    assert mine == [
        ("Problems assigned", "Mirror, Shout"),
        ("Interview started", ""),
        ("Coding session started", "until then"),
        ("Code run", "Mirror in Python, on the visible tests"),
        ("Code run", "Mirror in Python, on own input"),
        ("Code submitted", "Mirror in Python"),
        (
            "Submission judged",
            "Mirror in Python by Cara Candidate: wrong answer, 3 of 6 tests passed, score 50 %",
        ),
        ("Extra time granted", "Cara Candidate: 1 minute, until then"),
        ("Coding session finished", "Cara Candidate: a recruiter ended it"),
        ("Coding session reopened", "Cara Candidate: 20 minutes, until then"),
        ("Submission judged again", "Mirror in Python by Cara Candidate, for the second time"),
    ]


def test_titles_are_text(browser: Client, dsa_interview: Interview, mirror: Problem) -> None:
    Problem.objects.filter(pk=mirror.pk).update(title="<script>alert(1)</script>")
    assert ("Problems assigned", "&lt;script&gt;alert(1)&lt;/script&gt;, Shout") in told(
        browser, dsa_interview
    )
