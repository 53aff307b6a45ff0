"""The JSON of replay, and the files that it offers. docs/replay.md describes the shapes."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.utils.text import slugify

from interviews.models import Interview
from replay.board import BoardPage
from replay.selectors import AuthorshipPage, DocumentMoment, DocumentPage, Person
from replay.timeline import Entry
from rooms.document.update_validator import SharedDocument
from rooms.models import CodeRun
from rooms.running.presenters import recent_run
from talentsync.lib.programming_languages import EXTENSIONS, Language


def timeline_json(
    entries: Sequence[Entry], people: Mapping[str, Person], *, next_offset: int | None
) -> dict[str, Any]:
    return {
        "people": _people(people),
        "entries": [
            {
                "at": entry.at.isoformat(),
                "kind": entry.kind.value,
                "actor": entry.actor.key,
                "reference": {key: _plain(value) for key, value in entry.reference.items()},
            }
            for entry in entries
        ],
        "next": next_offset,
    }


def document_json(page: DocumentPage) -> dict[str, Any]:
    return {
        "after": page.after,
        "state": None if page.state is None else _text_of(page.state),
        "updates": [
            {"at": each.at.isoformat(), "actor": each.actor.key, "update": _text_of(each.update)}
            for each in page.updates
        ],
        "next": page.next,
    }


def moment_json(moment: DocumentMoment) -> dict[str, str]:
    return {
        "at": moment.at.isoformat(),
        "actor": moment.actor.key,
        "text": moment.document.code,
        "language": moment.document.language,
    }


def authorship_json(page: AuthorshipPage) -> dict[str, Any]:
    return {
        "spans": [
            {
                "client": span.client,
                "from": span.start,
                "to": span.end,
                "actor": span.actor.key,
                "at": span.at.isoformat(),
                "atOnce": span.is_at_once,
            }
            for span in page.spans
        ],
        "next": page.next,
    }


def board_json(page: BoardPage) -> bytes:
    """The elements stand in it as they were stored."""
    return orjson.dumps(
        {
            "after": page.after,
            "elements": orjson.Fragment(page.state_json),
            "changes": [
                {
                    "at": change.at.isoformat(),
                    "actor": change.actor.key,
                    "elements": orjson.Fragment(change.elements_json),
                }
                for change in page.changes
            ],
            "next": page.next,
        }
    )


def run_json(run: CodeRun) -> dict[str, Any]:
    """A run of the shared code as the room was told of it, and what it read from standard input."""
    return recent_run(run) | {"stdin": run.stdin}


def _people(people: Mapping[str, Person]) -> dict[str, dict[str, Any]]:
    return {
        key: {"name": person.name, "role": person.role, "colour": person.colour}
        for key, person in people.items()
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _text_of(data: bytes) -> str:
    return b64encode(data).decode()


def code_file_name(interview: Interview, document: SharedDocument) -> str:
    language = document.language
    extension = EXTENSIONS[Language(language)] if language in set(Language) else "txt"
    return f"{_stem(interview)}.{extension}"


def record_file_name(interview: Interview, edition: str) -> str:
    return f"{_stem(interview)}-{edition}.html"


def board_file_name(interview: Interview) -> str:
    return f"{_stem(interview)}.excalidraw"


def _stem(interview: Interview) -> str:
    return slugify(interview.title) or "interview"


def board_file(elements: Sequence[Any]) -> dict[str, Any]:
    """The form in which Excalidraw saves a drawing, so that it opens there."""
    return {
        "type": "excalidraw",
        "version": 2,
        "source": "TalentSync",
        "elements": list(elements),
        "appState": {},
        "files": {},
    }
