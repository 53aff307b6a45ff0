"""Recruiters read on every page of the admin that judging is paused, and why."""

import pytest
from django.test import Client
from django.urls import reverse

from dsa.models import Judgement
from interviews.models import Interview, User
from tests.dsa.admin.conftest import page
from tests.dsa.conftest import JudgeNow, Submit

pytestmark = pytest.mark.django_db

REASON = "the Judge0 server answers 401; check JUDGE0_TOKEN"


def pause() -> None:
    assert Judgement.objects.update(pause_reason=REASON)


def test_every_page_says_so(browser: Client, dsa_interview: Interview, submit: Submit) -> None:
    submission = submit()
    submit(problem_key="shout")
    assert "Judging is paused" not in browser.get(reverse("admin:index")).content.decode()

    pause()

    for path in (reverse("admin:index"), reverse("admin:dsa_problem_changelist")):
        html = browser.get(path).content.decode()
        assert f"Judging is paused: {REASON}. 2 runs and submissions wait, the oldest since " in html
    assert "Judging paused" in page(browser, "session_results", dsa_interview.pk)
    assert "Judging paused" in page(browser, "submission_page", submission.pk)


def test_nobody_is_told_when_it_is_over(browser: Client, submit: Submit, judge_now: JudgeNow) -> None:
    submission = submit()
    pause()

    judge_now(submission)

    assert "Judging is paused" not in browser.get(reverse("admin:index")).content.decode()


def test_only_who_may_see_submissions_is_told(client: Client, ivan: User, submit: Submit) -> None:
    ivan.is_staff = True
    ivan.save()
    client.force_login(ivan)
    submit()
    pause()

    assert "Judging is paused" not in client.get(reverse("admin:index")).content.decode()
