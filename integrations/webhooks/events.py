"""Makes webhook events of timeline events, in the transaction of the change that both tell of.

An event says that something happened and to which records. What it came to is read through the API, by who may.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from dsa.models import DsaSession, Submission
from integrations.choices import TEST_TYPE, DeliveryState, WebhookType
from integrations.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from integrations.webhooks.queue import DELIVERIES
from interviews.choices import EventKind
from interviews.models import Interview, TimelineEvent

Data = dict[str, Any]


def record(event: TimelineEvent) -> None:
    """Store what the endpoints are told of this, if it is anything."""
    kind = TYPE_OF_KIND.get(EventKind(event.kind))
    if kind is None:
        return
    if kind == WebhookType.INTERVIEW_CHANGED and not _changed(event)["changed"]:
        return
    listening = [one for one in WebhookEndpoint.objects.listening() if kind.value in one.types]
    if listening:
        tell(kind.value, data_of(event, kind), event.created_at, listening)


def data_of(event: TimelineEvent, kind: WebhookType) -> Data:
    """What is told of a timeline event, beside its type and its time."""
    return {**_interview(event), **DETAILS.get(kind, _nothing_more)(event)}


def body_of(kind: str, data: Data, at: datetime) -> str:
    """What is signed and sent."""
    body = {"type": kind, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(body, separators=(",", ":"))


def tell(kind: str, data: Data, at: datetime, endpoints: list[WebhookEndpoint]) -> list[WebhookDelivery]:
    """Store an event and a delivery for each endpoint; workers are woken once that is committed.

    A suspended endpoint's are held until it is on again.
    """
    event = WebhookEvent.objects.create(type=kind, body=body_of(kind, data, at), created_at=at)
    deliveries = []
    for endpoint in endpoints:
        delivery = WebhookDelivery(event=event, endpoint=endpoint, created_at=at)
        if endpoint.suspended_at is None:
            DELIVERIES.enqueue(delivery)
        else:
            delivery.state = DeliveryState.HELD
            delivery.save(force_insert=True)
        deliveries.append(delivery)
    return deliveries


def tell_test(endpoint: WebhookEndpoint, at: datetime) -> WebhookDelivery:
    """Store an event that tells of nothing, to see whether the endpoint takes it."""
    return tell(TEST_TYPE, {"endpoint": endpoint.name}, at, [endpoint])[0]


def _interview(event: TimelineEvent) -> Data:
    interview = Interview.objects.select_related("stage", "application").get(pk=event.interview_id)
    return {
        "interviewId": str(interview.pk),
        "stage": interview.stage.key,
        "state": interview.state,
        "scheduledStart": interview.scheduled_start.isoformat().replace("+00:00", "Z"),
        "isTimeOpen": interview.is_time_open,
        "applicationId": interview.application_id,
    }


def _changed(event: TimelineEvent) -> Data:
    """The fields that have another value now, by the names that they have in the API. Others are not told of."""
    if event.kind == EventKind.INTERVIEW_REOPENED:
        return {"changed": ["state"]}
    fields = {NAMES[name] for name in event.payload.get("fields", ()) if name in NAMES}
    if "interviewersAdded" in event.payload or "interviewersRemoved" in event.payload:
        fields.add("interviewerIds")
    return {"changed": sorted(fields)}


def _session(event: TimelineEvent) -> Data:
    session = DsaSession.objects.only("invitation_id").get(pk=event.payload["sessionId"])
    return {"invitationId": session.invitation_id, "reason": event.payload["reason"]}


def _submission(event: TimelineEvent) -> Data:
    submission = Submission.objects.select_related("session", "problem").get(pk=event.payload["submissionId"])
    return {
        "invitationId": submission.session.invitation_id,
        "submissionId": str(submission.pk),
        "problemId": submission.problem.key,
    }


def _scorecard(event: TimelineEvent) -> Data:
    return {"interviewerId": event.actor_user_id}


def _nothing_more(event: TimelineEvent) -> Data:
    return {}


NAMES: Final[Mapping[str, str]] = {
    "title": "title",
    "scheduled_start": "scheduledStart",
    "is_time_open": "isTimeOpen",
    "duration_minutes": "durationMinutes",
    "position": "applicationId",
}
TYPE_OF_KIND: Final[Mapping[EventKind, WebhookType]] = {
    EventKind.INTERVIEW_SCHEDULED: WebhookType.INTERVIEW_SCHEDULED,
    EventKind.INTERVIEW_CHANGED: WebhookType.INTERVIEW_CHANGED,
    EventKind.INTERVIEW_REOPENED: WebhookType.INTERVIEW_CHANGED,
    EventKind.INTERVIEW_STARTED: WebhookType.INTERVIEW_STARTED,
    EventKind.INTERVIEW_COMPLETED: WebhookType.INTERVIEW_COMPLETED,
    EventKind.INTERVIEW_CANCELLED: WebhookType.INTERVIEW_CANCELLED,
    EventKind.DSA_SESSION_FINISHED: WebhookType.SESSION_FINISHED,
    EventKind.DSA_JUDGED: WebhookType.SUBMISSION_JUDGED,
    EventKind.SCORECARD_HANDED_IN: WebhookType.SCORECARD_HANDED_IN,
}
DETAILS: Final[Mapping[WebhookType, Callable[[TimelineEvent], Data]]] = {
    WebhookType.INTERVIEW_CHANGED: _changed,
    WebhookType.SESSION_FINISHED: _session,
    WebhookType.SUBMISSION_JUDGED: _submission,
    WebhookType.SCORECARD_HANDED_IN: _scorecard,
}
