"""A JSON field that is held to a JSON Schema whenever it is saved."""

from typing import Any

import jsonschema
from django.core.exceptions import ValidationError
from django.db import models

JsonSchema = dict[str, Any]


def schema_problems(schema: JsonSchema, document: object) -> list[str]:
    """What is wrong with the document, as sentences that name the place; empty when it fits.

    `format` is checked too, so that a date-time is one.
    """
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    return [
        f"{'.'.join(str(step) for step in error.absolute_path) or 'document'}: {error.message}"
        for error in validator.iter_errors(document)
    ]


class SchemaField(models.JSONField):
    """A JSONField whose documents fit `schema`: checked by forms, and again on every save.

    Saving an unfit document raises ValidationError, so code that skips forms cannot store one either.
    """

    def __init__(self, *args: Any, schema: JsonSchema, **kwargs: Any) -> None:
        self.schema = schema
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # The schema lives in code: a changed rule for a form needs no migration.
        return name, path, args, {**kwargs, "schema": {}}

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        self._require_fit(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        self._require_fit(value)
        return value

    def _require_fit(self, value: object) -> None:
        problems = schema_problems(self.schema, value)
        if problems:
            raise ValidationError({self.name: problems} if self.name else problems, code="schema")

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        from talentsync.lib.schema_forms import SchemaFormField

        if kwargs.pop("raw", False):
            return super().formfield(*args, **kwargs)
        return SchemaFormField(
            schema=self.schema, label=kwargs.get("label", self.verbose_name.capitalize()), help_text=self.help_text
        )
