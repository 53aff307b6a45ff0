"""JSON Schemas of this app's JSON fields."""

from typing import Any, Final

from dsa.choices import EXPECTED_VERDICTS
from talentsync.lib.json_schema import JsonSchema

_VERDICTS: Final[JsonSchema] = {
    "type": "array",
    "uniqueItems": True,
    "items": {"enum": [verdict.value for verdict in EXPECTED_VERDICTS]},
}

# What a reference submission must get, in the terms of the package format's submissions.yaml.
EXPECTED: Final[JsonSchema] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["permitted"],
    "properties": {
        "permitted": {
            **_VERDICTS,
            "minItems": 1,
            "title": "Permitted",
            "description": "Every test must end in one of these.",
        },
        "required": {
            **_VERDICTS,
            "title": "At least once",
            "description": "At least one test must end in one of these; none ticked asks for nothing.",
        },
    },
}

# The runs of one reference submission in one check: an entry per test, in the order of the tests.
RUNS: Final[JsonSchema] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["tests"],
    "properties": {
        "compileOutput": {"type": "string"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "verdict", "cpuMs", "memoryKb"],
                "properties": {
                    "name": {"type": "string"},
                    "verdict": {"type": "string"},
                    "cpuMs": {"type": "integer"},
                    "memoryKb": {"type": "integer"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

# The tests that a candidate wrote, in their order. What they may hold is checked where they come in.
OWN_TESTS: Final[JsonSchema] = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "input", "expectedOutput"],
        "properties": {
            "name": {"type": "string"},
            "input": {"type": "string"},
            "expectedOutput": {"type": ["string", "null"]},
        },
    },
}
OWN_TESTS_OR_NONE: Final[JsonSchema] = {**OWN_TESTS, "type": ["array", "null"]}

_LINES: Final[JsonSchema] = {
    "type": "array",
    "minItems": 2,
    "maxItems": 2,
    "items": {"type": "integer", "minimum": 1},
}
# Shared passages of two submissions: the first and the last line in each, from 1. Never the code itself.
PASSAGES: Final[JsonSchema] = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["first", "second"],
        "properties": {"first": _LINES, "second": _LINES},
    },
}


def accepted() -> dict[str, Any]:
    """The expectation of a right solution: every test accepted."""
    return {"permitted": ["AC"], "required": []}
