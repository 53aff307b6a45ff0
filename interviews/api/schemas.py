"""What the endpoints of notes take and answer: the one source of these shapes."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from interviews.models.feedback import MAX_NOTE_LENGTH
from talentsync.lib.json_api import StrictSerializer, Text


@extend_schema_serializer(component_name="Note")
class NoteRequest(StrictSerializer):
    """`at` is the moment that the note is about."""

    text = Text(max_length=MAX_NOTE_LENGTH)
    at = serializers.DateTimeField()

    def validate_text(self, text: str) -> str:
        if not text.strip():
            raise serializers.ValidationError("Nothing is written.")
        return text


class NoteAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class Notes(serializers.Serializer[Any]):
    """One's own, by their moments. `isFixed`: the scorecard is handed in, and nothing changes any more."""

    notes = NoteAnswer(many=True)
    isFixed = serializers.BooleanField()


class NoteRemoved(serializers.Serializer[Any]):
    id = serializers.UUIDField()
