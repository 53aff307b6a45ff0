"""The record's HTML: scripts and styles inline, allowed by their hashes and nothing else, and the data beside them."""

import hashlib
import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from interviews.chain import canonical, time_text
from interviews.feedback import feedback_for
from interviews.models import Interview, TimelineEvent, User
from replay import presenters
from replay.models import Edition
from replay.record.coding_session import is_coding_session, recorded_sessions
from replay.record.manifest import Part, make_manifest
from replay.record.parts import Progress, parts_of, story_of
from replay.timeline import EntryKind
from rooms.document.store import document_at
from rooms.models import WhiteboardChange

# Where the template wants the data.
PLACE: Final = "<!--parts-->\n"


class BundleMissing(RuntimeError):
    """The record's scripts were not built."""


@dataclass(frozen=True, slots=True)
class MadeRecord:
    """A record's file, its manifest and the name to save it by."""

    content: bytes
    manifest: dict[str, Any]
    name: str


@dataclass(frozen=True, slots=True)
class Inline:
    """A script or a style sheet within the page, and the hash that the policy allows it by."""

    text: str

    @property
    def source(self) -> str:
        return f"'sha256-{b64encode(hashlib.sha256(self.text.encode()).digest()).decode()}'"


class NothingHappened(ValueError):
    """There is nothing to play."""


def make_record(interview: Interview, edition: str, reader: User, progress: Progress) -> MadeRecord:
    """Raises BundleMissing, NoCandidatesEdition, and NothingHappened where there is nothing to play."""
    made_at = timezone.now()
    head = _head(interview)
    contents = _of_sessions if is_coding_session(interview) else _of_room
    frame, parts = contents(interview, edition, reader, time_text(made_at), progress)
    manifest = make_manifest(
        interview=str(interview.pk),
        edition=edition,
        made_at=time_text(made_at),
        head=head,
        frame=frame.replace(PLACE, ""),
        parts=parts,
    )
    content = frame.replace(PLACE, _data(parts, manifest)).encode()
    progress(1)
    return MadeRecord(content, manifest, presenters.record_file_name(interview, edition))


def frame_bytes(interview: Interview) -> int:
    """About what a record takes without its data."""
    players = _players(interview, has_board=WhiteboardChange.objects.filter(interview=interview).exists())
    return sum(len(each.text) for each in (*_scripts(players), *_styles(players)))


def _players(interview: Interview, *, has_board: bool) -> list[str]:
    """The built scripts and style sheets that play this interview, by name."""
    if is_coding_session(interview):
        return ["session"]
    return ["board", "player"] if has_board else ["player"]


def _head(interview: Interview) -> dict[str, Any]:
    """The end of the chain before anything is read: whatever is in the record was there by then, or is newer."""
    events = TimelineEvent.objects.filter(interview=interview).order_by("-sequence")
    sequence, digest = events.values_list("sequence", "digest").first() or (0, "")
    return {"events": sequence, "digest": digest}


def _scripts(players: Sequence[str]) -> list[Inline]:
    return [Inline(_script(f"{name}.js")) for name in players]


def _styles(players: Sequence[str]) -> list[Inline]:
    return [Inline("\n".join(_built(f"{name}.css") for name in players).replace("</style", "<\\/style"))]


def _script(name: str) -> str:
    """As an HTML parser reads it, to the last byte: the hash is of that."""
    return _built(name).replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _built(name: str) -> str:
    path = Path(settings.VITE_BUILD_DIR) / "record" / name
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BundleMissing(f"{path} is missing: build the front-end (make run does).") from error
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _of_room(
    interview: Interview, edition: str, reader: User, made_at: str, progress: Progress
) -> tuple[str, list[Part]]:
    """The page and the parts of a live interview's record."""
    story = story_of(interview, edition, reader)
    if not story.entries:
        raise NothingHappened("Nothing has happened in this interview's room.")
    config, parts = parts_of(interview, story, progress)
    has_board = bool(config["boardPages"])
    has_editor = bool(interview.stage.tools_config.get("codeEditor"))
    document = document_at(interview.pk, story.document[-1].until) if has_editor else None
    context = _context(interview, edition, reader, made_at, has_board=has_board) | {
        "config": config,
        "people": [person for key, person in story.people.items() if key != "system"],
        "questions": [entry for entry in story.entries if entry.kind == EntryKind.QUESTION_PUSHED],
        "has_editor": has_editor,
        "has_board_log": has_board,
        "final_document": document,
        "code_name": "" if document is None else presenters.code_file_name(interview, document),
    }
    return render_to_string("replay/record.html", context), parts


def _of_sessions(
    interview: Interview, edition: str, reader: User, made_at: str, progress: Progress
) -> tuple[str, list[Part]]:
    """The page and the parts of a coding session's record."""
    sessions, parts = recorded_sessions(interview, edition, reader, progress)
    if not sessions:
        raise NothingHappened("No candidate has started this coding session.")
    context = _context(interview, edition, reader, made_at, has_board=False) | {
        "config": [each.config for each in sessions],
        "sessions": sessions,
        "has_pictures": edition == Edition.RECRUITER,
    }
    return render_to_string("replay/coding_session_record.html", context), parts


def _context(
    interview: Interview, edition: str, reader: User, made_at: str, *, has_board: bool
) -> dict[str, Any]:
    """What the pages of all records have."""
    players = _players(interview, has_board=has_board)
    scripts, styles = _scripts(players), _styles(players)
    nonce = secrets.token_urlsafe(16)
    return {
        "interview": interview,
        "edition": Edition(edition).label,
        "made_at": made_at,
        "policy": _policy(scripts, styles, nonce, has_board=has_board),
        "nonce": nonce,
        "scripts": scripts,
        "styles": styles,
        "scorecards": feedback_for(reader, interview).scorecards if edition == Edition.RECRUITER else [],
    }


def _policy(scripts: Sequence[Inline], styles: Sequence[Inline], nonce: str, *, has_board: bool) -> str:
    """Nothing from anywhere. The nonce is for the editor, which writes its style sheet while it runs."""
    directives = [
        "default-src 'none'",
        f"script-src {' '.join(script.source for script in scripts)}",
        f"style-src {' '.join(style.source for style in styles)} 'nonce-{nonce}'",
        # Excalidraw places its own buttons by attributes.
        *(["style-src-attr 'unsafe-inline'"] if has_board else []),
        "img-src data: blob:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(directives)


def _data(parts: Sequence[Part], manifest: dict[str, Any]) -> str:
    lines = [
        f'<script type="text/plain" data-part="{part.path}">{b64encode(part.content).decode()}</script>\n'
        for part in parts
    ]
    written = canonical(manifest).decode()
    return "".join(lines) + f'<script type="application/json" id="record-manifest">{written}</script>\n'
