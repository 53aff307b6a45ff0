"""What a candidate's page may send."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from proctoring.choices import PAGE_KINDS, Decision, SnapshotReason
from proctoring.json_schemas import PAGE_DETAILS
from proctoring.models.exemption_request import MAX_REQUEST_NOTE_LENGTH
from proctoring.models.incident import MAX_REPLY_LENGTH
from talentsync.lib.json_api import StrictSerializer, Text
from talentsync.lib.json_schema import schema_errors

INCIDENT_KINDS = [kind.value for kind in PAGE_KINDS]
MAX_SEQUENCE = 100_000
MAX_INCIDENTS = 50


def read(shape: type[StrictSerializer], sent: Any) -> dict[str, Any]:
    """What was sent, as the shape's fields. Raises ValidationError."""
    serializer = shape(data=sent)
    serializer.is_valid(raise_exception=True)
    fields: dict[str, Any] = serializer.validated_data
    return fields


@extend_schema_serializer(component_name="Snapshot")  # the generator adds "Request"
class SnapshotRequest(StrictSerializer):
    """A form with one picture; each field once."""

    image = serializers.FileField(allow_empty_file=True)
    clientId = serializers.UUIDField()
    sequence = serializers.IntegerField(min_value=0, max_value=MAX_SEQUENCE)
    capturedAt = serializers.DateTimeField()
    reason = serializers.ChoiceField(choices=SnapshotReason.values)

    def to_internal_value(self, data: Any) -> Any:
        if twice := [name for name in data if len(data.getlist(name)) > 1]:
            raise ValidationError({name: ["Send this field once."] for name in twice})
        return super().to_internal_value(data)


@extend_schema_serializer(component_name="ConsentAnswer")  # the generator adds "Request"
class ConsentAnswerRequest(StrictSerializer):
    decision = serializers.ChoiceField(choices=Decision.values)
    textVersion = Text(max_length=40)


@extend_schema_serializer(component_name="CameraCheck")  # the generator adds "Request"
class CameraCheckRequest(StrictSerializer):
    """An empty object: the page sees a picture of the camera."""


@extend_schema_serializer(component_name="AskForExemption")  # the generator adds "Request"
class ExemptionAskRequest(StrictSerializer):
    note = Text(required=False, allow_blank=True, max_length=MAX_REQUEST_NOTE_LENGTH)


@extend_schema_serializer(component_name="Incident")  # the generator adds "Request"
class IncidentRequest(StrictSerializer):
    clientId = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=INCIDENT_KINDS)
    occurredAt = serializers.DateTimeField()
    details = serializers.DictField(required=False)

    def validate_details(self, details: dict[str, Any]) -> dict[str, Any]:
        if errors := schema_errors(PAGE_DETAILS, details):
            raise ValidationError(errors)
        return details


@extend_schema_serializer(component_name="IncidentReport")  # the generator adds "Request"
class IncidentReportRequest(StrictSerializer):
    incidents = serializers.ListField(child=IncidentRequest(), min_length=1, max_length=MAX_INCIDENTS)


@extend_schema_serializer(component_name="Reply")  # the generator adds "Request"
class ReplyRequest(StrictSerializer):
    text = Text(max_length=MAX_REPLY_LENGTH)
