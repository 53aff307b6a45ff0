"""The candidates as HTTP clients: in this process, and on the network with a real server and a real worker."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dsa.models import DsaSession
from interviews.models import Interview, Invitation
from tests.dsa.api.candidate import Candidate
from tests.dsa.api.http_client import RemoteCandidate
from tests.dsa.workers import WorkerProcess
from tests.servers import ServerProcess

# What the schema's attack and four tests in a row ask for is no candidate's pace.
PATIENT = {"DSA_RATE_FACTOR": "10000"}


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


# Not for the whole test session: a worker that lives on takes what other tests of this process mean for theirs.
@pytest.fixture(scope="module")
def api_server(
    django_db_setup: None, valkey_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerProcess]:
    """One server process for all tests of a file."""
    server = ServerProcess(tmp_path_factory.mktemp("api") / "server.log", **PATIENT)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def api_worker(
    django_db_setup: None, valkey_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WorkerProcess]:
    """One worker process of all queues, likewise."""
    worker = WorkerProcess(tmp_path_factory.mktemp("api") / "worker.log")
    worker.start()
    yield worker
    worker.kill()


@pytest.fixture
def remote_cara(transactional_db: None, api_server: ServerProcess, session: DsaSession) -> RemoteCandidate:
    """Cara, at work, on the network. Nothing is judged unless the test asks for `api_worker` as well."""
    return RemoteCandidate(api_server.url, session.invitation.token, [])


@pytest.fixture
def remote_mallory(
    transactional_db: None, api_server: ServerProcess, mallorys_session: DsaSession
) -> RemoteCandidate:
    """Mallory, likewise."""
    return RemoteCandidate(api_server.url, mallorys_session.invitation.token, [])


def let_time_run_out(session: DsaSession) -> None:
    """Put the deadline, and for that the start, into the past."""
    DsaSession.objects.filter(pk=session.pk).update(
        started_at=timezone.now() - timedelta(hours=2), deadline=timezone.now() - timedelta(minutes=1)
    )


def put_off(interview: Interview) -> None:
    """Let the session open in an hour."""
    Interview.objects.filter(pk=interview.pk).update(scheduled_start=timezone.now() + timedelta(hours=1))
