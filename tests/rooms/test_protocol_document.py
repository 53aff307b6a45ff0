"""docs/protocol.md and the front-end's types say what the server does."""

import json
import re
from pathlib import Path

from django.conf import settings

from interviews.access.codes import AccessCode
from rooms.document.update_validator import EDITOR_LANGUAGES, MAX_UPDATE_BYTES, MAX_UPDATE_STRUCTS
from rooms.errors import RoomCode
from rooms.events import events
from rooms.events.registry import STORED_BYTES_LIMIT, UNKNOWN_EVENT_LIMIT, Tool
from rooms.events.schemas import MAX_CHAT_CHARACTERS, MAX_STDIN_CHARACTERS
from rooms.running.problems import MAX_STATEMENT_CHARACTERS
from rooms.running.programs import MAX_CHARACTERS_OF_ALL_TESTS, MAX_OUTPUT_CHARACTERS, MAX_TEST_CHARACTERS
from rooms.whiteboard.scene import (
    MAX_CHANGE_BYTES,
    MAX_CHANGE_ELEMENTS,
    MAX_ELEMENT_BYTES,
    MAX_SCENE_ELEMENTS,
)

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "protocol.md").read_text()
SOURCES = Path(settings.BASE_DIR) / "frontend" / "src"
TYPES = (SOURCES / "protocol.ts").read_text()
# `make check` sees to it that this is what the structs say today.
GENERATED = json.loads((SOURCES / "generated" / "room_events.json").read_text())["components"]["schemas"]


def words_of(name: str) -> list[str]:
    """The strings of an array in the front-end's types."""
    array = re.search(rf"export const {name} = \[(.*?)\]", TYPES, re.DOTALL)
    assert array is not None
    return re.findall(r'"(\w+)"', array[1])


def test_every_rate_stands_in_the_table() -> None:
    table = re.findall(r"^\| ([\w, ]+?) \| ([\d. ]+?) \| ([\d ]+?) \|$", DOCUMENT, re.MULTILINE)
    told = {
        name: (float(rate.replace(" ", "")), int(burst.replace(" ", "")))
        for names, rate, burst in table
        for name in names.split(", ")
    }
    limits = {event: spec.limit for event, spec in events.by_event.items()} | {
        "unknown events": UNKNOWN_EVENT_LIMIT,
        "bytes of doc_update and whiteboard_update together": STORED_BYTES_LIMIT,
    }
    assert told == {name: (limit.per_second, limit.burst) for name, limit in limits.items()}


def test_every_code_is_told_of() -> None:
    codes = {code.value for code in (*RoomCode, *AccessCode)}
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| ", DOCUMENT, re.MULTILINE)
    assert {code for row in rows for code in re.findall(r"\w+", row)} == codes
    assert set(GENERATED["ErrorCode"]["enum"]) == codes


def test_every_event_has_its_paragraph_and_its_types() -> None:
    for event in events.by_event:
        assert f"`→ {event} " in DOCUMENT
        assert {"payload", "ack"} <= GENERATED["ClientEvents"]["properties"][event]["properties"].keys()


def test_tools_and_their_events_go_together() -> None:
    """By their names: nobody adds an event of the document that works in a room without one."""
    tools = {
        **dict.fromkeys(("doc", "run", "stop", "problems"), Tool.CODE_EDITOR),
        "whiteboard": Tool.WHITEBOARD,
    }
    for event, spec in events.by_event.items():
        assert spec.tool == tools.get(event.partition("_")[0])


def test_languages_and_sizes_are_the_same() -> None:
    assert sorted(words_of("editorLanguages")) == sorted(EDITOR_LANGUAGES)
    for language in EDITOR_LANGUAGES:
        assert f"`{language}`" in DOCUMENT
    sizes = (
        MAX_UPDATE_BYTES,
        MAX_UPDATE_STRUCTS,
        MAX_CHANGE_BYTES,
        MAX_CHANGE_ELEMENTS,
        MAX_ELEMENT_BYTES,
        MAX_SCENE_ELEMENTS,
        MAX_STDIN_CHARACTERS,
        MAX_CHAT_CHARACTERS,
        MAX_OUTPUT_CHARACTERS,
        MAX_TEST_CHARACTERS,
        MAX_CHARACTERS_OF_ALL_TESTS,
        MAX_STATEMENT_CHARACTERS,
        settings.ROOM_DOCUMENT_MAX_BYTES,
        settings.ROOM_WHITEBOARD_MAX_BYTES,
    )
    for size in sizes:
        assert f"{size:,}".replace(",", " ") in DOCUMENT.replace("\n", " ")
