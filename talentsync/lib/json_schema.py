"""What a JSON document must look like."""

from typing import Any

import jsonschema

JsonSchema = dict[str, Any]


def schema_errors(schema: JsonSchema, document: object) -> list[str]:
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
