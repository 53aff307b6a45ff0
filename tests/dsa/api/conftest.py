"""The candidates as HTTP clients."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dsa.models import DsaSession
from interviews.models import Interview, Invitation
from tests.dsa.api.candidate import Candidate


@pytest.fixture(autouse=True)
def counting(valkey: str) -> None:
    """Rates are counted in a Valkey, which is empty when a test begins."""


@pytest.fixture
def cara_early(cara_dsa: Invitation) -> Candidate:
    """Cara, who has not started."""
    return Candidate(Client(), cara_dsa.token)


@pytest.fixture
def cara_working(session: DsaSession) -> Candidate:
    """Cara, at work."""
    return Candidate(Client(), session.invitation.token)


@pytest.fixture
def mallory_working(mallorys_session: DsaSession) -> Candidate:
    """Mallory, at work in another interview."""
    return Candidate(Client(), mallorys_session.invitation.token)


def let_time_run_out(session: DsaSession) -> None:
    """Put the deadline, and for that the start, into the past."""
    DsaSession.objects.filter(pk=session.pk).update(
        started_at=timezone.now() - timedelta(hours=2), deadline=timezone.now() - timedelta(minutes=1)
    )


def put_off(interview: Interview) -> None:
    """Let the session open in an hour."""
    Interview.objects.filter(pk=interview.pk).update(scheduled_start=timezone.now() + timedelta(hours=1))
