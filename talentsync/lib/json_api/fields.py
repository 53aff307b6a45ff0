"""Serializers that take nothing for something else: no number for a text, no text for a number, no unknown field."""

from typing import Any

from rest_framework import serializers

MAX_NAMED_FIELDS = 5


class Text(serializers.CharField):
    """A JSON string as it is: not trimmed, not made of a number. NUL is refused: PostgreSQL stores none."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("trim_whitespace", False)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class WholeNumber(serializers.IntegerField):
    """A JSON integer: no text, no fraction, no boolean."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields that it does not know: a misspelt optional field would be ignored without a word otherwise."""

    def to_internal_value(self, data: Any) -> Any:
        known = super().to_internal_value(data)
        if unknown := sorted(set(data) - set(self.fields)):
            raise serializers.ValidationError(
                {name: ["Unknown field."] for name in unknown[:MAX_NAMED_FIELDS]}
            )
        return known
