"""JSON Schemas of proctoring's JSON fields. Names are camelCase, because browsers see them."""

from typing import Final

from talentsync.lib.json_schema import JsonSchema

# What a page may tell with an incident.
PAGE_DETAILS: Final[JsonSchema] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "characters": {"type": "integer", "minimum": 0, "maximum": 10_000_000},
        "durationMs": {"type": "integer", "minimum": 0, "maximum": 86_400_000},
        "errorName": {"type": "string", "maxLength": 60, "pattern": "^[A-Za-z]*$"},
    },
}

INCIDENT_DETAILS: Final[JsonSchema] = {
    **PAGE_DETAILS,
    "properties": {
        **PAGE_DETAILS["properties"],
        # Of the server's own: which sequence numbers never came, and how many of them still have not.
        "firstSequence": {"type": "integer", "minimum": 0},
        "lastSequence": {"type": "integer", "minimum": 0},
        "stillMissing": {"type": "integer", "minimum": 0},
        "rejectCode": {"type": "string", "maxLength": 40},
    },
}
