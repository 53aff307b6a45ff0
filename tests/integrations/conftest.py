"""What the tests of integrations share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from pytest_django import Settings

from integrations.choices import Scope, WebhookType
from integrations.models import WebhookDelivery, WebhookEndpoint
from integrations.services.endpoints import add_endpoint
from integrations.services.tokens import make_token
from integrations.webhooks import delivering
from interviews.models import User
from tests.integrations.receiver import Receiver, receiving

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def this_machine_allowed(settings: Settings) -> None:
    """Lets webhooks go to a server of the test."""
    settings.WEBHOOK_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]
    settings.WEBHOOK_TIMEOUT_SECONDS = 20.0


@pytest.fixture
def receiver(this_machine_allowed: None) -> Iterator[Receiver]:
    """A server that takes every webhook, unless told otherwise."""
    with receiving() as server:
        yield server


@pytest.fixture
def endpoint(receiver: Receiver, rita: User) -> WebhookEndpoint:
    """That server as an endpoint that is told of everything; `secret_of` gives its secret."""
    return new_endpoint(receiver.url, rita)


SECRETS: dict[int, str] = {}


def new_endpoint(url: str, rita: User, types: list[str] | None = None) -> WebhookEndpoint:
    endpoint = WebhookEndpoint(name="Applicant tracking", url=url, types=types or list(WebhookType.values))
    secret = add_endpoint(endpoint=endpoint, actor=rita)
    SECRETS[endpoint.pk] = secret
    return endpoint


def secret_of(endpoint: WebhookEndpoint) -> str:
    return SECRETS[endpoint.pk]


def work() -> None:
    """What workers do now: every delivery that is due, each once."""
    waiting = WebhookDelivery.objects.filter(state="waiting").order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        delivery = delivering.claim(pk)
        if delivery is not None:
            delivering.execute(delivery)


def let_time_pass() -> None:
    """Every pause and every lease is over."""
    WebhookDelivery.objects.update(lease_until=LONG_AGO)
    WebhookEndpoint.objects.filter(paused_until__isnull=False).update(paused_until=LONG_AGO)


MakeToken = Callable[..., str]


@pytest.fixture
def make(db: None) -> MakeToken:
    """Makes tokens: `make(owner, Scope.A, Scope.B)`."""

    def token(owner: User, *scopes: Scope) -> str:
        _, text = make_token(owner=owner, name="A system", scopes=scopes, valid_days=None)
        return text

    return token
