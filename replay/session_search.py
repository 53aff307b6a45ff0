"""Finding words in what the code of a coding session was: when they came into it, and when they were gone again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dsa.draft_log.selectors import applied, entries_of
from dsa.models import DraftStream
from replay.coding_sessions import EPOCH

MAX_FOUND: Final = 200
# Each is a pass over the whole text; an hour of typing is some ten thousand.
MAX_CHANGES: Final = 50_000
MAX_WORDS_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """`count`: how often the words are in the code of this editor from then on, where it was less or more before."""

    at: datetime
    stream: DraftStream
    count: int
    before: int


def find_in_code(streams: Iterable[DraftStream], words: str) -> tuple[list[Found], bool]:
    """The first of the moments at which these words came into a code, or went, by time; and whether there may be more.

    There may be where the session has more changes than are looked at. Capital and small letters are the same.
    """
    words = words.lower()
    found: list[Found] = []
    looked_at = 0
    for stream in streams:
        written, before = None, 0
        for entry in entries_of(stream.changes.all()):
            if looked_at == MAX_CHANGES:
                return _first(found), True
            looked_at += 1
            written = applied(written, entry)
            count = written.units.decode("utf-16-le", "replace").lower().count(words)
            if count != before:
                found.append(Found(EPOCH + timedelta(milliseconds=entry["at"]), stream, count, before))
                before = count
    return _first(found), len(found) > MAX_FOUND


def _first(found: list[Found]) -> list[Found]:
    return sorted(found, key=lambda each: each.at)[:MAX_FOUND]
