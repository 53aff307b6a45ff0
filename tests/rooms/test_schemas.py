"""The document of the room's events, of which the front-end's types are made."""

from typing import Any

from jsonschema import Draft202012Validator

from rooms.events import events
from rooms.events.json_schema import document
from rooms.events.server_schemas import ACKNOWLEDGEMENTS

SCHEMAS: dict[str, Any] = document()["components"]["schemas"]


def test_every_event_has_an_acknowledgement() -> None:
    assert set(ACKNOWLEDGEMENTS) == set(events.by_event) == set(SCHEMAS["ClientEvents"]["properties"])


def test_document_is_a_valid_schema() -> None:
    for name in SCHEMAS:
        Draft202012Validator.check_schema({"$ref": f"#/components/schemas/{name}", "components": document()})


def test_every_reference_leads_somewhere() -> None:
    assert {reference.rpartition("/")[2] for reference in references(SCHEMAS)} <= set(SCHEMAS)


def test_binary_is_no_base64_text() -> None:
    update = SCHEMAS["DocUpdate"]["properties"]["update"]
    assert update == {"type": "string", "format": "binary", "x-typescript": "Uint8Array"}


def references(schema: Any) -> list[str]:
    """All `$ref` in it."""
    if isinstance(schema, list):
        return [found for item in schema for found in references(item)]
    if not isinstance(schema, dict):
        return []
    here = [schema["$ref"]] if isinstance(schema.get("$ref"), str) else []
    return here + [found for value in schema.values() for found in references(value)]
