"""What the endpoints answer: the one source of these shapes, of which OpenAPI and the front-end's types are made.

`proctoring.presenters` builds plain dictionaries of them, and tests hold those against the document.
"""

from typing import Any

from rest_framework import serializers

from proctoring.choices import ConsentStatus

CONSENT_STATUSES = [status.value for status in ConsentStatus]


class AcceptedSnapshot(serializers.Serializer[Any]):
    clientId = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["received"])


class AcceptedIncidents(serializers.Serializer[Any]):
    accepted = serializers.IntegerField()


class HeldIncident(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF has an argument of this name
    occurredAt = serializers.DateTimeField()
    reply = serializers.CharField(allow_null=True)


class ConsentText(serializers.Serializer[Any]):
    intro = serializers.CharField()
    points = serializers.ListField(child=serializers.CharField())


class ConsentState(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=CONSENT_STATUSES)
    textVersion = serializers.CharField()
    text = ConsentText()
    givenAt = serializers.DateTimeField(allow_null=True)


class WayOut(serializers.Serializer[Any]):
    contact = serializers.CharField()


class ExemptionRequestState(serializers.Serializer[Any]):
    askedAt = serializers.DateTimeField()
    note = serializers.CharField()


class ProctoringState(serializers.Serializer[Any]):
    """Where the candidate stands: text and answer, what is held, what was noticed."""

    serverTime = serializers.DateTimeField()
    enabled = serializers.BooleanField()
    snapshotIntervalSeconds = serializers.IntegerField()
    consent = ConsentState()
    wayOut = WayOut(allow_null=True)
    cameraRequired = serializers.BooleanField()
    exemptionRequest = ExemptionRequestState(allow_null=True)
    retentionDays = serializers.IntegerField()
    deletionDate = serializers.DateTimeField(allow_null=True)
    snapshotCount = serializers.IntegerField()
    incidents = HeldIncident(many=True)
    clientSequenceNext = serializers.IntegerField()


class ProctoringError(serializers.Serializer[Any]):
    """`code` is stable and for programs (docs/proctoring.md), `detail` for people."""

    code = serializers.CharField()
    detail = serializers.CharField()
