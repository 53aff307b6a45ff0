"""The demo's token and endpoint: there to be looked at, and of no use to anybody."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from integrations.models import ApiToken, WebhookDelivery, WebhookEndpoint
from interviews.models import User
from tests.conftest import signed_in

pytestmark = pytest.mark.usefixtures("presets", "db")


def seeded() -> None:
    call_command("seed_demo", verbosity=0)
    call_command("seed_integrations", verbosity=0)


def test_the_pages_are_not_empty_and_nothing_is_posted() -> None:
    seeded()
    call_command("seed_integrations", verbosity=0)
    endpoint, token = WebhookEndpoint.objects.get(), ApiToken.objects.get()
    assert not endpoint.is_open
    assert token.expiry is not None
    deliveries = WebhookDelivery.objects.order_by("created_at")
    assert [one.event.type for one in deliveries] == ["interview.started", "interview.completed"]
    assert {one.state for one in deliveries} == {"delivered"}
    assert [one.attempts for one in deliveries] == [one.tries.count() for one in deliveries] == [2, 1]
    for one in deliveries:
        body = json.loads(one.event.body)
        assert body["type"] == one.event.type
        assert body["data"]["state"] == "completed"
    browser = signed_in(User.objects.get(username="rita"))
    for name in ("apitoken", "webhookendpoint", "webhookdelivery"):
        page = browser.get(f"/admin/integrations/{name}/").content.decode()
        assert "Applicant tracking (example)" in page


def test_what_is_there_is_left_alone() -> None:
    seeded()
    WebhookEndpoint.objects.update(name="Mine")
    ApiToken.objects.update(name="Mine")
    call_command("seed_integrations", verbosity=0)
    assert WebhookEndpoint.objects.get().name == ApiToken.objects.get().name == "Mine"


@override_settings(DEMO_DATA=False)
def test_it_is_refused_where_no_demo_is_wanted() -> None:
    with pytest.raises(CommandError):
        call_command("seed_integrations")
    assert not ApiToken.objects.exists()
