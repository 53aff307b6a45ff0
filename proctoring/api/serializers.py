"""The shapes of requests and answers. Names are camelCase; unknown fields are errors."""

from typing import Any

from rest_framework import serializers

from proctoring.models.incident import LONGEST_REPLY
from proctoring.schemas import PAGE_DETAILS
from proctoring.vocabulary import PAGE_KINDS, Decision, SnapshotReason
from talentsync.lib.json_schema import schema_problems

HIGHEST_SEQUENCE = 100_000
MOST_INCIDENTS = 50


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses what it does not know, and a form's field that comes twice."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {name[:60]: ["This field is not known."] for name in unknown}
                )
            if hasattr(data, "getlist"):
                twice = [name for name in data if len(data.getlist(name)) > 1]
                if twice:
                    raise serializers.ValidationError({name: ["Send this field once."] for name in twice})
        return super().to_internal_value(data)


class SnapshotSerializer(StrictSerializer):
    image = serializers.FileField(allow_empty_file=True)
    clientId = serializers.UUIDField()  # noqa: N815
    sequence = serializers.IntegerField(min_value=0, max_value=HIGHEST_SEQUENCE)
    capturedAt = serializers.DateTimeField()  # noqa: N815
    reason = serializers.ChoiceField(choices=SnapshotReason.choices)


class AcceptedSnapshotSerializer(serializers.Serializer[Any]):
    clientId = serializers.UUIDField()  # noqa: N815
    status = serializers.ChoiceField(choices=["received"])


class ConsentAnswerSerializer(StrictSerializer):
    decision = serializers.ChoiceField(choices=Decision.choices)
    textVersion = serializers.CharField(max_length=40)  # noqa: N815


class IncidentSerializer(StrictSerializer):
    clientId = serializers.UUIDField()  # noqa: N815
    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in PAGE_KINDS])
    occurredAt = serializers.DateTimeField()  # noqa: N815
    details = serializers.DictField(required=False)

    def validate_details(self, details: dict[str, Any]) -> dict[str, Any]:
        if problems := schema_problems(PAGE_DETAILS, details):
            raise serializers.ValidationError(problems)
        return details


class IncidentReportSerializer(StrictSerializer):
    incidents = serializers.ListField(child=IncidentSerializer(), min_length=1, max_length=MOST_INCIDENTS)


class AcceptedIncidentsSerializer(serializers.Serializer[Any]):
    accepted = serializers.IntegerField()


class ReplySerializer(StrictSerializer):
    text = serializers.CharField(max_length=LONGEST_REPLY)


class HeldIncidentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF has an argument of this name
    occurredAt = serializers.DateTimeField()  # noqa: N815
    reply = serializers.CharField(allow_null=True)


class ConsentTextSerializer(serializers.Serializer[Any]):
    intro = serializers.CharField()
    points = serializers.ListField(child=serializers.CharField())


class ConsentStateSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=["required", "given", "declined", "exempted"])
    textVersion = serializers.CharField()  # noqa: N815
    text = ConsentTextSerializer()
    givenAt = serializers.DateTimeField(allow_null=True)  # noqa: N815


class WayOutSerializer(serializers.Serializer[Any]):
    contact = serializers.CharField()


class StateSerializer(serializers.Serializer[Any]):
    """`GET /v1/dsa/<token>/proctoring`."""

    enabled = serializers.BooleanField()
    snapshotIntervalSeconds = serializers.IntegerField()  # noqa: N815
    consent = ConsentStateSerializer()
    wayOut = WayOutSerializer(allow_null=True)  # noqa: N815
    retentionDays = serializers.IntegerField()  # noqa: N815
    deletionDate = serializers.DateTimeField(allow_null=True)  # noqa: N815
    snapshotCount = serializers.IntegerField()  # noqa: N815
    incidents = HeldIncidentSerializer(many=True)
    clientSequenceNext = serializers.IntegerField()  # noqa: N815


class ErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
