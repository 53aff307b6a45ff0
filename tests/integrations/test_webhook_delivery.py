"""Posting webhooks to a real server: taken, refused, slow, away; and a worker that is killed at every step."""

import http.client
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks.webhooks import WebhookVerificationError

from integrations.choices import DeliveryState
from integrations.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from integrations.services.endpoints import change_endpoint, renew_secret, resume_endpoint, send_again
from integrations.webhooks import addresses, delivering
from integrations.webhooks.queue import MAX_ATTEMPTS, MIN_FAILURES
from integrations.webhooks.sender import Failure
from interviews.models import Interview, User
from interviews.services.interviews import cancel_interview
from interviews.timeline import Actor
from talentsync.lib.errors import Refused
from talentsync.lib.leased_queue import LeasedQueue
from tests.conftest import SentTasks, StartWorker, signed_in
from tests.crash_helpers import killed_after
from tests.dsa.workers import eventually
from tests.integrations.conftest import LONG_AGO, let_time_pass, new_endpoint, secret_of, work
from tests.integrations.receiver import Receiver, drip, hang_up, hold, receiving, status
from tests.servers import free_port

DELIVERIES_PAGE = "/admin/integrations/webhookdelivery/"


@pytest.fixture
def delivery(endpoint: WebhookEndpoint, interview: Interview, sent_tasks: SentTasks) -> WebhookDelivery:
    """That an interview was scheduled, for the receiver."""
    delivery = WebhookDelivery.objects.get()
    # As if its message had come.
    WebhookDelivery.objects.update(lease_until=LONG_AGO)
    return delivery


def last_try() -> WebhookAttempt:
    attempt = WebhookAttempt.objects.last()
    assert attempt is not None
    return attempt


def test_it_is_signed_and_taken(
    delivery: WebhookDelivery, endpoint: WebhookEndpoint, receiver: Receiver, interview: Interview
) -> None:
    work()
    (got,) = receiver.received
    assert got.path == "/hooks?from=talentsync"
    assert got.headers["content-type"] == "application/json"
    assert got.message_id == delivery.event.message_id
    said = got.verified(secret_of(endpoint))
    assert (said["type"], said["data"]["interviewId"]) == ("interview.scheduled", str(interview.pk))
    with pytest.raises(WebhookVerificationError):
        got.verified("whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA==")
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED
    assert (last_try().status, last_try().failure) == (204, "")
    work()
    assert len(receiver.received) == 1


def test_after_a_new_secret_both_sign_for_a_day(
    delivery: WebhookDelivery, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    new = renew_secret(endpoint=endpoint)
    work()
    for secret in (new, secret_of(endpoint)):
        receiver.received[0].verified(secret)
    WebhookEndpoint.objects.update(previous_secret_until=LONG_AGO)
    send_again(delivery=delivery)
    work()
    receiver.received[1].verified(new)
    with pytest.raises(WebhookVerificationError):
        receiver.received[1].verified(secret_of(endpoint))


def test_no_secret_stands_in_the_database(endpoint: WebhookEndpoint) -> None:
    stored = WebhookEndpoint.objects.get()
    assert secret_of(endpoint).removeprefix("whsec_") not in stored.secret


def test_secrets_that_cannot_be_read_are_told_and_lose_nothing(
    delivery: WebhookDelivery, receiver: Receiver, settings: Settings
) -> None:
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another secret, which did not encrypt that"
    work()
    assert last_try().failure == Failure.UNREADABLE_SECRET
    settings.SECRET_KEY_FALLBACKS = [before]
    let_time_pass()
    work()
    assert len(receiver.received) == 1


@pytest.mark.parametrize(
    ("answer", "failure", "number"),
    [
        (status(500, body=b"Out of order\0"), Failure.REFUSED, 500),
        (status(400), Failure.REFUSED, 400),
        (status(302, location="http://127.0.0.1:1/"), Failure.REDIRECTED, 302),
        (hang_up, Failure.NO_CONNECTION, None),
    ],
)
def test_what_is_not_taken_is_tried_again_with_the_same_id(
    delivery: WebhookDelivery, receiver: Receiver, answer: object, failure: Failure, number: int | None
) -> None:
    receiver.answers.append(answer)  # type: ignore[arg-type]
    work()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.WAITING
    assert delivery.lease_until > timezone.now()
    assert last_try().status == number
    # A server that hangs up has been reached or not: there is no answer to tell by.
    assert last_try().failure in {failure, *([Failure.BROKEN_ANSWER] if number is None else [])}
    let_time_pass()
    work()
    assert {got.message_id for got in receiver.received} == {delivery.event.message_id}
    assert len({got.body for got in receiver.received}) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.DELIVERED, 2)


def test_a_redirect_is_not_followed(
    delivery: WebhookDelivery, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    with receiving() as elsewhere:
        receiver.answers.append(status(307, location=elsewhere.url))
        work()
        assert (len(receiver.received), len(elsewhere.received)) == (1, 0)


@pytest.mark.parametrize("answer", [hold, drip])
def test_a_slow_server_is_cut_off(
    delivery: WebhookDelivery, receiver: Receiver, settings: Settings, answer: object
) -> None:
    settings.WEBHOOK_TIMEOUT_SECONDS = 0.5
    receiver.answers.append(answer)  # type: ignore[arg-type]
    work()
    assert last_try().failure == Failure.TIMED_OUT
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.WAITING


def test_a_server_that_is_away_gets_it_when_it_is_back(
    this_machine_allowed: None, rita: User, interview: Interview, sent_tasks: SentTasks
) -> None:
    port = free_port()
    endpoint = new_endpoint(f"http://127.0.0.1:{port}/", rita)
    cancel_interview(interview_id=interview.pk, actor=Actor.user(rita))
    let_time_pass()
    for _ in range(3):
        work()
        assert last_try().failure == Failure.NO_CONNECTION
        let_time_pass()
    with receiving(port) as server:
        work()
        assert [got.verified(secret_of(endpoint))["type"] for got in server.received] == [
            "interview.cancelled"
        ]
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since, endpoint.paused_until) == (0, None, None)


def test_one_failure_lets_the_endpoints_others_wait(
    delivery: WebhookDelivery, receiver: Receiver, interview: Interview, rita: User
) -> None:
    """A server that is away costs one try, not one for each event."""
    cancel_interview(interview_id=interview.pk, actor=Actor.user(rita))
    WebhookDelivery.objects.update(lease_until=LONG_AGO)
    receiver.answers.append(status(503))
    work()
    assert len(receiver.received) == 1
    other = WebhookDelivery.objects.exclude(pk=delivery.pk).get()
    assert (other.state, other.attempts) == (DeliveryState.WAITING, 0)
    let_time_pass()
    work()
    assert len(receiver.received) == 3


def test_what_fails_for_days_is_given_up_and_can_be_sent_by_hand(
    delivery: WebhookDelivery, receiver: Receiver
) -> None:
    """Of an endpoint that takes others: one that takes nothing is turned off long before."""
    receiver.answers.extend([status(422)] * MAX_ATTEMPTS)
    for _ in range(MAX_ATTEMPTS):
        WebhookEndpoint.objects.update(failures=0, failing_since=None)
        let_time_pass()
        work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries.count()) == (DeliveryState.FAILED, MAX_ATTEMPTS)
    let_time_pass()
    send_again(delivery=delivery)
    with pytest.raises(Refused, match="still_waiting"):
        send_again(delivery=delivery)
    work()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED
    assert {got.message_id for got in receiver.received} == {delivery.event.message_id}


class TestTurnedOff:
    """An endpoint that takes nothing is turned off; what happens is held until somebody turns it on."""

    def fail(self, receiver: Receiver, times: int) -> None:
        receiver.answers.extend([status(500)] * times)
        for _ in range(times):
            let_time_pass()
            work()

    def test_after_repeated_failure_for_a_day(
        self, delivery: WebhookDelivery, endpoint: WebhookEndpoint, receiver: Receiver
    ) -> None:
        self.fail(receiver, MIN_FAILURES)
        assert not WebhookEndpoint.objects.suspended().exists()
        WebhookEndpoint.objects.update(failing_since=timezone.now() - timedelta(hours=25))
        self.fail(receiver, 1)
        assert WebhookEndpoint.objects.suspended().get() == endpoint
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.HELD

    def test_at_once_where_the_server_says_gone(
        self,
        delivery: WebhookDelivery,
        endpoint: WebhookEndpoint,
        receiver: Receiver,
        interview: Interview,
        rita: User,
    ) -> None:
        receiver.answers.append(status(410))
        work()
        # What happens meanwhile is held as well, and all of it is sent once it is on again.
        cancel_interview(interview_id=interview.pk, actor=Actor.user(rita))
        let_time_pass()
        work()
        assert len(receiver.received) == 1
        assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {DeliveryState.HELD}
        with pytest.raises(Refused, match="endpoint_off"):
            send_again(delivery=delivery)
        assert resume_endpoint(endpoint=endpoint) == 2
        work()
        told = [got.verified(secret_of(endpoint))["type"] for got in receiver.received[1:]]
        assert told == ["interview.scheduled", "interview.cancelled"]

    def test_what_was_held_while_it_was_turned_on_is_sent(
        self, delivery: WebhookDelivery, endpoint: WebhookEndpoint, receiver: Receiver
    ) -> None:
        """A worker that has read the endpoint while it was off holds the delivery after a person turned it on."""
        endpoint.is_active = False
        change_endpoint(endpoint=endpoint, fields=["is_active"])
        slow = delivering.claim(delivery.pk)
        assert slow is not None
        endpoint.is_active = True
        change_endpoint(endpoint=endpoint, fields=["is_active"])
        delivering.execute(slow)
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.HELD
        delivering.dispatch()
        work()
        assert len(receiver.received) == 1

    def test_the_page_of_the_endpoint_tells_what_is_held(
        self, delivery: WebhookDelivery, endpoint: WebhookEndpoint, receiver: Receiver, rita: User
    ) -> None:
        receiver.answers.append(status(410))
        work()
        page = (
            signed_in(rita).get(f"/admin/integrations/webhookendpoint/{endpoint.pk}/change/").content.decode()
        )
        address = f"{DELIVERIES_PAGE}?endpoint__id__exact={endpoint.pk}&amp;state__exact=held"
        assert f'<a href="{address}">Events: 1</a>' in page
        shown = signed_in(rita).get(unescape(address)).content.decode()
        assert "interview.scheduled" in shown

    def test_another_address_turns_it_on(
        self, delivery: WebhookDelivery, endpoint: WebhookEndpoint, receiver: Receiver
    ) -> None:
        receiver.answers.append(status(410))
        work()
        endpoint.refresh_from_db()
        with receiving() as other:
            endpoint.url = other.url
            change_endpoint(endpoint=endpoint, fields=["url"])
            work()
            assert len(other.received) == 1


# A worker that dies ---------------------------------------------------------------------------------------------------

STEPS = [
    (LeasedQueue, "claim"),
    (addresses, "connect"),
    (http.client.HTTPConnection, "request"),
    (http.client.HTTPConnection, "getresponse"),
    (delivering, "settle"),
    (LeasedQueue, "finish"),
]


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_step_it_arrives_all_the_same(
    presets: None, delivery: WebhookDelivery, receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    number = 0
    while True:
        receiver.received.clear()
        was_killed = killed_after(number, work, STEPS)
        # Until its lease is over nobody else takes it, and what the killed worker posted counts as not told.
        let_time_pass()
        delivering.dispatch()
        let_time_pass()
        work()
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.DELIVERED, number
        assert 1 <= len(receiver.received) <= 2
        assert {got.message_id for got in receiver.received} == {delivery.event.message_id}
        if not was_killed:
            break
        number += 1
        send_again(delivery=delivery)
        let_time_pass()
    assert number >= 2 * len(STEPS)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_while_the_server_thinks(
    presets: None,
    rita: User,
    receiver: Receiver,
    endpoint: WebhookEndpoint,
    start_worker: StartWorker,
    request: pytest.FixtureRequest,
) -> None:
    """With real workers: the first dies with the request under way, the second sends it again."""
    receiver.answers.append(hold)
    environment = {"WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8"}
    first = start_worker("celery", **environment)
    interview = request.getfixturevalue("interview")
    assert receiver.arrived.acquire(timeout=60)
    first.kill()
    receiver.go_on.set()
    let_time_pass()
    start_worker("celery", **environment)
    assert delivering.dispatch() == 1
    delivery = WebhookDelivery.objects.get()

    def is_delivered() -> bool:
        delivery.refresh_from_db()
        return delivery.state == DeliveryState.DELIVERED

    assert eventually(is_delivered)
    assert [got.verified(secret_of(endpoint))["data"]["interviewId"] for got in receiver.received] == [
        str(interview.pk)
    ] * 2
    assert len({got.message_id for got in receiver.received}) == 1


# Kept -----------------------------------------------------------------------------------------------------------------


def test_the_log_is_deleted_after_its_days_but_nothing_that_waits(
    delivery: WebhookDelivery, interview: Interview, rita: User, receiver: Receiver
) -> None:
    work()
    cancel_interview(interview_id=interview.pk, actor=Actor.user(rita))
    for one in WebhookDelivery.objects.select_related("event"):
        one.event.created_at = timezone.now() - timedelta(days=31)
        one.event.save()
    delivering.purge()
    assert [one.event.type for one in WebhookDelivery.objects.all()] == ["interview.cancelled"]
