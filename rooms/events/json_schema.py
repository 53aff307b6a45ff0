"""The room's events as one JSON Schema document, in the form of OpenAPI's components, for type generators."""

from collections.abc import Mapping
from inspect import cleandoc
from typing import Any

import msgspec

from interviews.choices import Role
from rooms.events import events
from rooms.events.schemas import ConnectAuth, Pointer, WireElement
from rooms.events.server_schemas import (
    ACKNOWLEDGEMENTS,
    ERROR_CODES,
    SERVER_EVENTS,
    ConnectErrorData,
    Refusal,
)

REFERENCE = "#/components/schemas/{name}"


def document() -> dict[str, Any]:
    """Each struct by its name, and the two maps `ClientEvents` (payload and ack) and `ServerEvents` (payload)."""
    payloads = {event: route.payload_type for event, route in events.by_event.items()}
    types = [*payloads.values(), *ACKNOWLEDGEMENTS.values(), *SERVER_EVENTS.values()]
    others = [ConnectAuth, ConnectErrorData, Pointer, Refusal, WireElement]
    _, components = msgspec.json.schema_components({*types, *others}, ref_template=REFERENCE)
    client_events = {
        event: _object({"payload": _reference(payload), "ack": _reference(ACKNOWLEDGEMENTS[event])})
        for event, payload in payloads.items()
    }
    server_events = {event: _reference(payload) for event, payload in SERVER_EVENTS.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "TalentSync: events of the live room", "version": "1"},
        "paths": {},
        "components": {
            "schemas": {
                **{name: _tidied(components[name]) for name in sorted(components)},
                "ErrorCode": {"type": "string", "enum": list(ERROR_CODES)},
                "Role": {"type": "string", "enum": Role.values},
                "ClientEvents": _object(client_events),
                "ServerEvents": _object(server_events),
            }
        },
    }


def _reference(struct: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=struct.__name__)}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: properties[name] for name in sorted(properties)},
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _tidied(schema: Any) -> Any:
    """Bytes as Socket.IO sends them, beside the JSON and not as base64; docstrings without their indentation."""
    if isinstance(schema, list):
        return [_tidied(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidied = {name: _tidied(value) for name, value in schema.items()}
    if tidied.pop("contentEncoding", None) == "base64":
        tidied["format"] = "binary"
    if isinstance(tidied.get("description"), str):
        tidied["description"] = cleandoc(tidied["description"])
    return tidied
