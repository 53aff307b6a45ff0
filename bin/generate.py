"""Writes frontend/src/generated out of the server's own schemas: `generate.py [--check]`.

The serializers of the HTTP API become an OpenAPI document, the structs of the room's events a document of JSON Schema,
and both become types. With --check nothing is written; files that are not what would be written now are named.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsync.settings")

import django

ROOT = Path(__file__).resolve().parent.parent
GENERATED = ROOT / "frontend" / "src" / "generated"
NAMES = ("openapi.json", "openapi.ts", "responses.json", "room_events.json", "room_events.ts")
# What a page needs to check an answer with. Descriptions would only be downloaded.
CHECKED_KEYWORDS = frozenset(
    {"$ref", "allOf", "oneOf", "type", "properties", "required", "items", "additionalProperties"}
    | {"enum", "nullable"}
)
ENTRANCES = (
    *("Session", "Submission", "Submissions", "Drafts", "Draft", "TestResult", "Conflict"),
    *("OwnTestLists", "OwnTestList", "DraftLogState"),
)


def write(target: Path) -> None:
    # Nothing of Django's apps can be imported before this.
    django.setup()
    from dsa.api.docs_views import document as openapi_document
    from rooms.events.json_schema import document as events_document

    openapi = openapi_document()
    write_json(target / "openapi.json", openapi)
    write_json(target / "responses.json", checked_part(openapi["components"]["schemas"]))
    write_json(target / "room_events.json", events_document())
    subprocess.run(
        ["node", "generate.ts", target / "openapi.json", target / "room_events.json"],
        cwd=ROOT / "frontend",
        check=True,
    )


def write_json(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def checked_part(schemas: dict[str, Any]) -> dict[str, Any]:
    """The components that candidates' answers consist of, with the keywords that a page checks them by."""
    found: dict[str, Any] = {}
    wanted = list(ENTRANCES)
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = keywords(schemas[name], wanted)
    return {name: found[name] for name in sorted(found)}


def keywords(schema: dict[str, Any], references: list[str]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in schema.items():
        if name == "properties":
            kept[name] = {field: keywords(inner, references) for field, inner in value.items()}
        elif name in {"allOf", "oneOf"}:
            kept[name] = [keywords(inner, references) for inner in value]
        elif name in {"items", "additionalProperties"} and isinstance(value, dict):
            kept[name] = keywords(value, references)
        elif name in CHECKED_KEYWORDS:
            kept[name] = value
    if "$ref" in schema:
        kept["$ref"] = schema["$ref"].rpartition("/")[2]
        references.append(kept["$ref"])
    return kept


def stale() -> list[str]:
    with tempfile.TemporaryDirectory() as made:
        write(Path(made))
        return [
            name
            for name in NAMES
            if not (GENERATED / name).is_file()
            or (GENERATED / name).read_bytes() != (Path(made) / name).read_bytes()
        ]


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        if names := stale():
            sys.exit(f"Stale in {GENERATED.relative_to(ROOT)}: {', '.join(names)}. Run `make generate`.")
    else:
        GENERATED.mkdir(exist_ok=True)
        write(GENERATED)
