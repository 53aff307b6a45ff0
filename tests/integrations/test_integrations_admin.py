"""Tokens, endpoints and the log in the admin: shown once, sent again, and told on the desk."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from integrations.choices import DeliveryState, Scope
from integrations.models import ApiToken, WebhookDelivery, WebhookEndpoint
from integrations.services.tokens import make_token
from integrations.webhooks.events import tell_test
from interviews.models import Interview, User
from tests.conftest import SentTasks, signed_in
from tests.integrations.client import Api
from tests.integrations.conftest import let_time_pass, secret_of, work
from tests.integrations.receiver import Receiver
from tests.interviews.browser_form import read_form

pytestmark = pytest.mark.django_db
TOKENS = "/admin/integrations/apitoken/"
ENDPOINTS = "/admin/integrations/webhookendpoint/"
DELIVERIES = "/admin/integrations/webhookdelivery/"


@pytest.fixture
def page(rita: User) -> Client:
    return signed_in(rita)


def shown_once(answer: Any) -> str:
    assert answer.status_code == 200, answer.get("Location")
    assert "no-store" in answer["Cache-Control"]
    found = re.search(r'id="shown-once" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return unescape(found.group(1))


class TestTokens:
    def test_made_shown_once_and_revoked(self, page: Client, rita: User, valkey: str) -> None:
        answer = page.post(
            f"{TOKENS}add/",
            {"name": "Applicant tracking", "scopes": [Scope.INTERVIEWS_READ], "valid_days": "90"},
        )
        text = shown_once(answer)
        assert Api(text).get("/interviews").status_code == 200
        token = ApiToken.objects.get()
        assert (token.user, token.scopes) == (rita, [Scope.INTERVIEWS_READ])
        change = reverse("admin:integrations_apitoken_change", args=[token.pk])
        for path in (TOKENS, change):
            assert text not in page.get(path).content.decode()
        revoke = reverse("admin:integrations_apitoken_revoke", args=[token.pk])
        assert revoke in page.get(change).content.decode()
        assert page.get(revoke).status_code == 200
        assert page.post(revoke).status_code == 302
        assert Api(text).get("/interviews").status_code == 401
        assert revoke not in page.get(change).content.decode()

    def test_only_what_its_owner_may_do_is_offered(self, page: Client, rita: User) -> None:
        group = rita.groups.get()
        group.permissions.remove(group.permissions.get(codename="add_position"))
        form = page.get(f"{TOKENS}add/").content.decode()
        assert Scope.POSITIONS_READ in form
        assert Scope.POSITIONS_WRITE not in form
        answer = page.post(
            f"{TOKENS}add/", {"name": "A", "scopes": [Scope.POSITIONS_WRITE], "valid_days": "0"}
        )
        assert not ApiToken.objects.exists()
        assert answer.status_code == 200

    def test_others_tokens_are_not_there_but_for_a_superuser(
        self, page: Client, rita: User, root: User
    ) -> None:
        token, _ = make_token(owner=root, name="Root's own", scopes=[Scope.RESULTS_READ], valid_days=None)
        change = reverse("admin:integrations_apitoken_change", args=[token.pk])
        revoke = reverse("admin:integrations_apitoken_revoke", args=[token.pk])
        assert "Root's own" not in unescape(page.get(TOKENS).content.decode())
        assert page.get(change).status_code == 302
        assert page.post(revoke).status_code == 403
        token, _ = make_token(owner=rita, name="Rita's own", scopes=[Scope.RESULTS_READ], valid_days=None)
        everybody = unescape(signed_in(root).get(TOKENS).content.decode())
        assert "Root's own" in everybody
        assert "Rita's own" in everybody

    def test_neither_changed_nor_deleted(self, page: Client, rita: User) -> None:
        token, _ = make_token(owner=rita, name="A", scopes=[Scope.RESULTS_READ], valid_days=None)
        change = reverse("admin:integrations_apitoken_change", args=[token.pk])
        assert page.post(change, {"name": "B", "scopes": list(Scope)}).status_code == 403
        delete = reverse("admin:integrations_apitoken_delete", args=[token.pk])
        assert page.post(delete, {"post": "yes"}).status_code == 403
        token.refresh_from_db()
        assert token.name == "A"


class TestEndpoints:
    def test_added_with_a_secret_that_signs(
        self, page: Client, receiver: Receiver, sent_tasks: SentTasks
    ) -> None:
        form = {"name": "ATS", "url": receiver.url, "types": ["interview.scheduled"], "is_active": "on"}
        secret = shown_once(page.post(f"{ENDPOINTS}add/", form))
        endpoint = WebhookEndpoint.objects.get()
        answer = page.post(reverse("admin:integrations_webhookendpoint_test", args=[endpoint.pk]))
        delivery = WebhookDelivery.objects.get()
        assert answer["Location"] == reverse("admin:integrations_webhookdelivery_change", args=[delivery.pk])
        let_time_pass()
        work()
        assert receiver.received[0].verified(secret)["type"] == "webhook.test"
        log = unescape(page.get(answer["Location"]).content.decode())
        assert "Delivered" in log
        assert delivery.event.message_id in log
        renewed = reverse("admin:integrations_webhookendpoint_secret", args=[endpoint.pk])
        assert page.get(renewed).status_code == 200
        assert shown_once(page.post(renewed)) != secret
        change = reverse("admin:integrations_webhookendpoint_change", args=[endpoint.pk])
        assert "whsec_" not in page.get(change).content.decode()

    @pytest.mark.parametrize(
        "url",
        [
            "https://127.0.0.1/hooks",
            "https://[::1]/hooks",
            "https://169.254.169.254/latest/meta-data",
            "http://ats.example/hooks",
            "https://name:word@ats.example/",
            "ftp://ats.example/",
            "javascript:alert(1)",
        ],
    )
    def test_addresses_that_are_refused(self, page: Client, url: str) -> None:
        form = {"name": "ATS", "url": url, "types": ["interview.scheduled"], "is_active": "on"}
        answer = page.post(f"{ENDPOINTS}add/", form)
        assert answer.status_code == 200
        assert answer.context["errors"]
        assert not WebhookEndpoint.objects.exists()

    def test_a_suspended_one_is_on_the_desk_until_it_is_on_again(
        self, page: Client, rita: User, endpoint: WebhookEndpoint, sent_tasks: SentTasks
    ) -> None:
        desk = "Webhook endpoints that were turned off"
        assert desk not in page.get("/admin/").content.decode()
        WebhookEndpoint.objects.update(suspended_at=timezone.now())
        endpoint.refresh_from_db()
        tell_test(endpoint, timezone.now())
        change = reverse("admin:integrations_webhookendpoint_change", args=[endpoint.pk])
        shown = page.get("/admin/").content.decode()
        assert desk in shown
        assert change in shown
        resume = reverse("admin:integrations_webhookendpoint_resume", args=[endpoint.pk])
        assert resume in page.get(change).content.decode()
        assert page.get(resume).status_code == 200
        assert page.post(resume).status_code == 302
        assert desk not in page.get("/admin/").content.decode()
        assert WebhookDelivery.objects.get().state == DeliveryState.WAITING

    def test_changed_without_losing_its_secret(self, page: Client, endpoint: WebhookEndpoint) -> None:
        before = endpoint.secret
        change = reverse("admin:integrations_webhookendpoint_change", args=[endpoint.pk])
        form = read_form(page.get(change).content.decode(), "webhookendpoint_form")
        assert page.post(change, {**form, "name": "Renamed"}).status_code == 302
        endpoint.refresh_from_db()
        assert (endpoint.name, endpoint.secret) == ("Renamed", before)


def test_the_log_lists_and_sends_again(
    page: Client, endpoint: WebhookEndpoint, interview: Interview, receiver: Receiver, sent_tasks: SentTasks
) -> None:
    let_time_pass()
    work()
    delivery = WebhookDelivery.objects.get()
    assert "interview.scheduled" in page.get(DELIVERIES).content.decode()
    again = reverse("admin:integrations_webhookdelivery_again", args=[delivery.pk])
    assert page.get(again).status_code == 302
    assert len(receiver.received) == 1
    page.post(again)
    let_time_pass()
    work()
    action = {"action": "send_selected_again", "_selected_action": [delivery.pk]}
    page.post(DELIVERIES, action)
    let_time_pass()
    work()
    assert len(receiver.received) == 3
    assert {got.message_id for got in receiver.received} == {delivery.event.message_id}
    assert {got.verified(secret_of(endpoint))["type"] for got in receiver.received} == {"interview.scheduled"}


def test_a_view_right_alone_sends_nothing(
    rita: User, endpoint: WebhookEndpoint, interview: Interview
) -> None:
    group = rita.groups.get()
    group.permissions.remove(group.permissions.get(codename="change_webhookdelivery"))
    page, delivery = signed_in(rita), WebhookDelivery.objects.get()
    again = reverse("admin:integrations_webhookdelivery_again", args=[delivery.pk])
    assert (
        page.get(reverse("admin:integrations_webhookdelivery_change", args=[delivery.pk])).status_code == 200
    )
    assert page.post(again).status_code == 403


def test_who_sees_only_their_own_positions_gets_to_no_webhook(rita: User, endpoint: WebhookEndpoint) -> None:
    """They would learn of every interview."""
    rita.only_own_positions = True
    rita.save()
    page = signed_in(rita)
    for path in (ENDPOINTS, f"{ENDPOINTS}add/", f"{ENDPOINTS}{endpoint.pk}/change/", DELIVERIES):
        assert page.get(path).status_code == 403, path
    assert page.post(f"{ENDPOINTS}{endpoint.pk}/test/").status_code == 403
    assert page.get(TOKENS).status_code == 200
