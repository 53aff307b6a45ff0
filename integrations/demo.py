"""What the demo shows of integrations: a token that nobody has, and an endpoint that is off with what it was told.

Nothing is posted anywhere: the endpoint's name is one that no address can have.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction

from integrations.choices import DeliveryState, Scope, WebhookType
from integrations.models import ApiToken, WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent
from integrations.services.endpoints import add_endpoint
from integrations.services.tokens import make_token
from integrations.webhooks.events import TYPE_OF_KIND, body_of, data_of
from integrations.webhooks.sender import Failure
from interviews.choices import EventKind, InterviewState
from interviews.demo import DOMAIN, RITA
from interviews.models import TimelineEvent, User

NAME: Final = "Applicant tracking (example)"
SCOPES: Final = (Scope.CANDIDATES_READ, Scope.APPLICATIONS_READ, Scope.INTERVIEWS_READ, Scope.RESULTS_READ)
TYPES: Final = (WebhookType.INTERVIEW_STARTED, WebhookType.INTERVIEW_COMPLETED)
# What came of each try to tell of the demo's ended interview: the status, and the beginning of the answer.
TRIES: Final = {
    EventKind.INTERVIEW_STARTED: ((503, "Down for maintenance"), (200, "ok")),
    EventKind.INTERVIEW_COMPLETED: ((200, "ok"),),
}


@transaction.atomic
def seed() -> None:
    """Once: what a visitor deletes stays deleted as long as there are others."""
    rita = User.objects.get(username=RITA.username)
    if not ApiToken.objects.exists():
        # The token itself is shown to nobody, so none that is known opens the demo.
        make_token(owner=rita, name=NAME, scopes=SCOPES, valid_days=90)
    if not WebhookEndpoint.objects.exists():
        _add_endpoint(rita)


def _add_endpoint(rita: User) -> None:
    endpoint = WebhookEndpoint(
        name=NAME, url=f"https://ats.{DOMAIN}/hooks", types=[kind.value for kind in TYPES], is_active=False
    )
    add_endpoint(endpoint=endpoint, actor=rita)
    told_of = TimelineEvent.objects.filter(
        interview__created_by=rita, interview__state=InterviewState.COMPLETED, kind__in=TRIES
    )
    first = told_of.order_by("created_at", "pk").first()
    if first is None:
        return
    for event in told_of.filter(interview=first.interview_id).order_by("created_at", "pk"):
        _log(endpoint, event)


def _log(endpoint: WebhookEndpoint, event: TimelineEvent) -> None:
    """As if the event had been taken."""
    kind, at = TYPE_OF_KIND[EventKind(event.kind)], event.created_at
    tries = TRIES[EventKind(event.kind)]
    told = WebhookEvent.objects.create(
        type=kind.value, body=body_of(kind.value, data_of(event, kind), at), created_at=at
    )
    delivery = WebhookDelivery.objects.create(
        event=told,
        endpoint=endpoint,
        state=DeliveryState.DELIVERED,
        attempts=len(tries),
        created_at=at,
        settled_at=at + timedelta(seconds=30 * len(tries)),
    )
    WebhookAttempt.objects.bulk_create(
        WebhookAttempt(
            delivery=delivery,
            at=at + timedelta(seconds=30 * number + 1),
            duration_ms=80,
            status=status,
            failure="" if status == 200 else Failure.REFUSED.value,
            detail=answer,
        )
        for number, (status, answer) in enumerate(tries)
    )
