"""JSON Schemas of the domain's JSON fields. Each validates on save and draws its form in the admin.

Names are camelCase, because browsers and stored documents see them. `title` and `description` are what a
recruiter reads beside the form control.
"""

from typing import Any, Final

from django.conf import settings

from interviews.choices import EditorAssistance
from talentsync.lib.json_schema import JsonSchema
from talentsync.lib.programming_languages import Language

LANGUAGES: Final = tuple(language.value for language in Language)

TOOLS_CONFIG: Final[JsonSchema] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["video", "codeEditor", "whiteboard"],
    "properties": {
        "video": {
            "type": "boolean",
            "title": "Video call",
            "description": "Camera, microphone and screen sharing.",
            "default": True,
        },
        "codeEditor": {
            "type": "boolean",
            "title": "Shared code editor",
            "description": "One document that everybody in the room edits.",
            "default": True,
        },
        "whiteboard": {
            "type": "boolean",
            "title": "Whiteboard",
            "description": "A shared drawing board.",
            "default": True,
        },
    },
}


def _kept_days(title: str, usual: int, more: str = "") -> JsonSchema:
    """Days of retention that a stage may have of its own. Left out, the installation's count."""
    return {
        "type": "integer",
        "title": title,
        "description": f"Empty: {usual}, as in the whole installation.{more}",
        "minimum": 1,
        "maximum": settings.PROCTORING_MAX_DAYS,
    }


DSA_CONFIG: Final[JsonSchema] = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "proctoringEnabled",
        "snapshotIntervalSeconds",
        "durationMinutes",
        "languages",
        "editorAssistance",
    ],
    "properties": {
        "proctoringEnabled": {
            "type": "boolean",
            "title": "Webcam proctoring",
            "description": "Periodic snapshots, with the candidate's consent and a visible indicator.",
            "default": False,
        },
        "snapshotIntervalSeconds": {
            "type": "integer",
            "title": "Seconds between snapshots",
            "minimum": 5,
            "maximum": 600,
            "default": 30,
        },
        "cameraRequired": {
            "type": "boolean",
            "title": "Start only with a working camera",
            "description": (
                "Where webcam proctoring is on. Off: a session starts after the candidate's agreement, also where the "
                "camera fails, and that is noted."
            ),
            "default": False,
        },
        "snapshotDays": _kept_days(
            "Days that pictures are kept",
            settings.PROCTORING_SNAPSHOT_DAYS,
            " Candidates read this and the next two before they agree. More days count for those who agree from then "
            "on; fewer days also delete what is held already and older.",
        ),
        "incidentDays": _kept_days(
            "Days that incidents, reviews and requests for no camera are kept",
            settings.PROCTORING_INCIDENT_DAYS,
        ),
        "consentDays": _kept_days(
            "Days that answers to the consent text, and who looked, are kept",
            settings.PROCTORING_CONSENT_DAYS,
        ),
        "durationMinutes": {
            "type": "integer",
            "title": "Usual minutes for the whole session",
            "description": "What a new interview begins with. The interview's own minutes are the candidate's.",
            "minimum": 5,
            "maximum": 480,
            "default": 90,
        },
        "languages": {
            "type": "array",
            "title": "Languages on offer",
            "description": "Candidates see those that can be run here and that the problem takes.",
            "items": {
                "type": "string",
                "enum": list(LANGUAGES),
                "x-labels": {language.value: language.label for language in Language},
            },
            "minItems": 1,
            "uniqueItems": True,
            "default": ["python", "cpp", "java", "javascript"],
        },
        "editorAssistance": {
            "type": "string",
            "title": "What the editor helps with",
            "description": "The same for every candidate of the stage; they are told before they start.",
            "enum": EditorAssistance.values,
            "x-labels": dict(EditorAssistance.choices),
            "default": EditorAssistance.FULL.value,
        },
    },
}

MAX_CRITERIA: Final = 8

_ANCHOR: Final[JsonSchema] = {"type": "string", "maxLength": 300}

SCORECARD_CONFIG: Final[JsonSchema] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["criteria"],
    "properties": {
        "criteria": {
            "type": "array",
            "title": "Criteria",
            "description": "What interviewers rate, each with what the four marks mean. Rows left empty are dropped.",
            "maxItems": MAX_CRITERIA,
            "default": [],
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "title": "Criterion", "minLength": 1, "maxLength": 100},
                    "mark1": {**_ANCHOR, "title": "1 means"},
                    "mark2": {**_ANCHOR, "title": "2 means"},
                    "mark3": {**_ANCHOR, "title": "3 means"},
                    "mark4": {**_ANCHOR, "title": "4 means"},
                },
            },
        },
    },
}

# A scorecard's: the criterion and the anchor of the mark in the words of that time. Without a mark: not assessed.
RATINGS: Final[JsonSchema] = {
    "type": "array",
    "maxItems": MAX_CRITERIA,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["criterion", "mark", "anchor", "comment"],
        "properties": {
            "criterion": {"type": "string", "minLength": 1, "maxLength": 100},
            "mark": {"enum": [None, 1, 2, 3, 4]},
            "anchor": _ANCHOR,
            "comment": {"type": "string", "maxLength": 2000},
        },
    },
}

STAGE_DATA: Final[JsonSchema] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "dsaSubmissions": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": [
                    "submissionId",
                    "problemId",
                    "language",
                    "score",
                    "passed",
                    "total",
                    "submittedAt",
                ],
                "properties": {
                    "submissionId": {"type": "string"},
                    "problemId": {"type": "string"},
                    "language": {"type": "string"},
                    "score": {"type": "number", "minimum": 0, "maximum": 100},
                    "passed": {"type": "integer", "minimum": 0},
                    "total": {"type": "integer", "minimum": 1},
                    "submittedAt": {"type": "string", "format": "date-time"},
                },
            },
        },
    },
}


def default_document(schema: JsonSchema) -> dict[str, Any]:
    """A document made of the defaults of the schema's properties."""
    return {name: rule["default"] for name, rule in schema["properties"].items() if "default" in rule}
