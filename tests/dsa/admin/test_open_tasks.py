"""What of coding sessions stands on the recruiters' desk."""

from datetime import timedelta

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from dsa.admin import open_tasks
from dsa.admin.open_tasks import failed_judgings
from dsa.choices import JudgementState, SubmissionKind
from dsa.models import Judgement, Submission
from dsa.submissions.services import rejudge
from interviews.hooks import OpenTasks
from interviews.lacks import lacking_interviews
from interviews.models import Interview, StageTypeConfig, User
from tests.conftest import make_person
from tests.dsa.conftest import Submit
from tests.dsa.factories import make_interview, newest_judgement


@pytest.fixture
def request_of_rita(rita: User) -> HttpRequest:
    request = RequestFactory().get("/admin/")
    request.user = rita
    return request


def fail(submission: Submission) -> None:
    Judgement.objects.filter(pk=newest_judgement(submission).pk).update(
        state=JudgementState.FAILED, finished_at=timezone.now()
    )


def test_a_failed_judging_stays_until_it_is_judged_again(
    request_of_rita: HttpRequest, submit: Submit, rita: User
) -> None:
    submission = submit()
    assert failed_judgings(request_of_rita) is None
    fail(submission)
    found = failed_judgings(request_of_rita)
    assert found is not None
    assert (found.count, [task.subject for task in found.tasks]) == (1, ["Cara Candidate"])
    rejudge(submission=submission, actor=rita)
    assert failed_judgings(request_of_rita) is None


def test_a_run_that_failed_is_nobodys_task(request_of_rita: HttpRequest, submit: Submit) -> None:
    fail(submit(kind=SubmissionKind.RUN))
    assert failed_judgings(request_of_rita) is None


def test_a_session_without_problems(
    request_of_rita: HttpRequest, stage_dsa: StageTypeConfig, rita: User, dsa_interview: Interview
) -> None:
    title = open_tasks.without_problems().title

    def without_problems() -> list[OpenTasks]:
        return [kind for kind in lacking_interviews(request_of_rita) if kind.title == title]

    assert without_problems() == []
    empty = make_interview(stage_dsa, rita)
    Interview.objects.filter(pk=empty.pk).update(scheduled_start=timezone.now() + timedelta(days=1))
    (found,) = without_problems()
    assert [str(empty.pk) in task.url for task in found.tasks] == [True]


def test_nothing_for_whoever_may_not_settle_it(
    submit: Submit, stage_dsa: StageTypeConfig, rita: User
) -> None:
    fail(submit())
    make_interview(stage_dsa, rita)
    request = RequestFactory().get("/admin/")
    request.user = make_person("otto", is_staff=True)
    assert failed_judgings(request) is None
    assert lacking_interviews(request) == []
