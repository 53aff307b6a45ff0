"""A JSON field that is held to a JSON Schema whenever it is saved."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.text import capfirst

from talentsync.lib.json_schema import JsonSchema, schema_errors
from talentsync.lib.schema_forms import SchemaFormField


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
        if errors := schema_errors(self.schema, value):
            raise ValidationError(errors, code="schema")

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        # Every way into the table ends here: save, bulk_create and update alike. Expressions are not documents.
        if not hasattr(value, "resolve_expression") and (errors := schema_errors(self.schema, value)):
            raise ValidationError({self.name: errors}, code="schema")
        return super().get_db_prep_save(value, connection)

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        return SchemaFormField(
            schema=self.schema,
            label=kwargs.get("label", capfirst(str(self.verbose_name))),
            help_text=kwargs.get("help_text", self.help_text),
            initial=self.get_default() if self.has_default() else None,
        )
