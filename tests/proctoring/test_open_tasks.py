"""What of webcam proctoring stands on the recruiters' desk."""

from datetime import timedelta

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from dsa.choices import FinishReason, SessionState
from dsa.models import DsaSession
from interviews.models import Invitation, User
from proctoring.admin.open_tasks import declined_cameras, sessions_to_review
from proctoring.choices import Decision, ReviewStatus
from proctoring.models import Review
from proctoring.selectors import proctoring_of
from proctoring.services.consent import grant_exemption, record_consent
from tests.conftest import make_person
from tests.proctoring.conftest import stored


@pytest.fixture
def request_of_rita(rita: User) -> HttpRequest:
    request = RequestFactory().get("/admin/")
    request.user = rita
    return request


def decline(invitation: Invitation) -> None:
    record_consent(
        invitation=invitation,
        decision=Decision.DECLINED,
        text_version=proctoring_of(invitation).text.version,
    )


def finish(invitation: Invitation) -> None:
    now = timezone.now()
    DsaSession.objects.create(
        invitation=invitation,
        state=SessionState.FINISHED,
        started_at=now,
        deadline=now + timedelta(hours=1),
        finished_at=now,
        finish_reason=FinishReason.CANDIDATE,
    )


def test_who_declined_waits_until_somebody_decides(
    request_of_rita: HttpRequest, cara: Invitation, nils: Invitation, rita: User
) -> None:
    assert declined_cameras(request_of_rita) is None
    decline(cara)
    found = declined_cameras(request_of_rita)
    assert found is not None
    assert [task.subject for task in found.tasks] == [cara.name]
    grant_exemption(invitation=cara, actor=rita)
    assert declined_cameras(request_of_rita) is None


def test_an_answer_that_changed_counts_as_it_is_now(
    request_of_rita: HttpRequest, willing: Invitation
) -> None:
    decline(willing)
    assert declined_cameras(request_of_rita) is not None


def test_a_session_is_to_review_once_it_has_ended(
    request_of_rita: HttpRequest, willing: Invitation, rita: User
) -> None:
    stored(willing)
    assert sessions_to_review(request_of_rita) is None
    finish(willing)
    found = sessions_to_review(request_of_rita)
    assert found is not None
    assert (found.count, [task.subject for task in found.tasks]) == (1, [willing.name])
    Review.objects.create(
        invitation=willing,
        number=1,
        status=ReviewStatus.PASSED,
        reviewer=rita,
        reviewed_at=timezone.now(),
    )
    assert sessions_to_review(request_of_rita) is None


def test_without_pictures_there_is_nothing_to_review(
    request_of_rita: HttpRequest, willing: Invitation
) -> None:
    finish(willing)
    assert sessions_to_review(request_of_rita) is None


def test_nothing_for_whoever_may_not_review(cara: Invitation, willing: Invitation) -> None:
    stored(willing)
    decline(cara)
    request = RequestFactory().get("/admin/")
    request.user = make_person("otto", is_staff=True)
    assert declined_cameras(request) is None
    assert sessions_to_review(request) is None
