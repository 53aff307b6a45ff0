"""A Judge0 server that takes connections and never answers holds up no page: none of them asks it anything."""

from collections.abc import Iterator

import pytest
from django.test import AsyncClient
from pytest_django.fixtures import Settings

from dsa.execution.backend import get_backend
from dsa.execution.judge0 import Judge0Backend
from dsa.models import DsaSession
from tests.dsa.execution.judge0_server import StandIn, judge0_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hanging(settings: Settings) -> Iterator[StandIn]:
    """The execution service of this process, in whose first question the server hangs."""
    with judge0_server() as running:
        running.is_hanging = True
        settings.EXECUTION_BACKEND, settings.JUDGE0_URL = "judge0", running.url
        # Longer than any test may take: a page that waited for it would never come.
        settings.JUDGE0_TOKEN, settings.JUDGE0_TIMEOUT_SECONDS = running.token, 3600
        backend = get_backend()
        assert isinstance(backend, Judge0Backend)
        yield running
        running.is_hanging = False
        running.released.set()
        backend.close()


async def test_no_page_waits_for_it(hanging: StandIn, session: DsaSession, valkey: str) -> None:
    """Ten of each, as a load balancer's probes would fill the threads that answers with an error need."""
    client = AsyncClient()
    token = session.invitation.token
    for _ in range(10):
        assert (await client.get("/readyz")).status_code == 503
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/nothing")).status_code == 404
        assert (await client.get("/accounts/login/")).status_code == 200
        assert (await client.get(f"/v1/dsa/{token}")).status_code == 200
        assert (await client.get("/v1/dsa/nobody")).status_code == 404

    # The background's one question; no page had any of its own.
    assert len(hanging.requests) == 1
