"""The manifest of a record, and verifying a record by it. Pure: a file's text in, findings out."""

import hashlib
import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from interviews.chain import canonical

VERSION: Final = 1
# As `page.assemble` writes them; base64 and canonical JSON hold no "<".
PART: Final = re.compile(r'<script type="text/plain" data-part="([^"<>]*)">([^<]*)</script>\n')
MANIFEST: Final = re.compile(r'<script type="application/json" id="record-manifest">([^<]*)</script>\n')


class NoRecord(ValueError):
    """The message says why the file is no record."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of the data: what the server would answer under this path, compressed."""

    path: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """A record's file, taken apart. `frame` is everything but the parts and the manifest."""

    manifest: dict[str, Any]
    parts: list[tuple[str, str]]
    frame: str


def make_manifest(
    *, interview: str, edition: str, made_at: str, head: dict[str, Any], frame: str, parts: Sequence[Part]
) -> dict[str, Any]:
    """`head` is the end of the interview's chain that the record holds: `{"events", "digest"}`."""
    return {
        "version": VERSION,
        "interview": interview,
        "edition": edition,
        "madeAt": made_at,
        "head": head,
        "frame": hashlib.sha256(frame.encode()).hexdigest(),
        "parts": [{"path": part.path, "sha256": part.sha256} for part in parts],
    }


def digest_of(manifest: dict[str, Any]) -> str:
    """What the interview's timeline keeps of a record."""
    return hashlib.sha256(canonical(manifest)).hexdigest()


def read_record(text: str) -> ReadRecord:
    """Raises NoRecord."""
    manifests = MANIFEST.findall(text)
    if len(manifests) != 1:
        raise NoRecord("it has no manifest" if not manifests else "it has more than one manifest")
    try:
        manifest = json.loads(manifests[0])
        is_known = manifest["version"] == VERSION and all(
            isinstance(manifest[name], kind)
            for name, kind in (
                ("interview", str),
                ("edition", str),
                ("frame", str),
                ("parts", list),
                ("head", dict),
            )
        )
        expected = [(part["path"], part["sha256"]) for part in manifest["parts"]]
    except (ValueError, KeyError, TypeError) as error:
        raise NoRecord("its manifest cannot be read") from error
    if not is_known or not all(isinstance(each, str) for pair in expected for each in pair):
        raise NoRecord("its manifest has another form than this version knows")
    parts = []
    for path, content in PART.findall(text):
        try:
            digest = hashlib.sha256(b64decode(content, validate=True)).hexdigest()
        except Base64Error:
            digest = ""
        parts.append((path, digest))
    return ReadRecord(manifest, parts, PART.sub("", MANIFEST.sub("", text)))


def problems_of(record: ReadRecord) -> list[str]:
    """What does not fit the record's own manifest, a sentence for each; nothing where all fits."""
    expected = [(part["path"], part["sha256"]) for part in record.manifest["parts"]]
    return [*_frame(record), *_parts(expected, record.parts)]


def _frame(record: ReadRecord) -> Iterator[str]:
    if hashlib.sha256(record.frame.encode()).hexdigest() != record.manifest["frame"]:
        yield "The page itself was changed."


def _parts(expected: Sequence[tuple[str, str]], found: Sequence[tuple[str, str]]) -> Iterator[str]:
    if list(expected) == list(found):
        return
    wanted, there = dict(expected), dict(found)
    counts = Counter(path for path, _ in found)
    told = False
    for path, digest in expected:
        if path not in there:
            told = True
            yield f"{path} was dropped."
        elif there[path] != digest:
            told = True
            yield f"{path} was changed."
    for path in counts:
        if path not in wanted or counts[path] > 1:
            told = True
            yield f"{path} was added."
    if not told:
        yield "The parts were put in another order."
