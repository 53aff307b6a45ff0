"""Finding words in what the code of a coding session was: when they came into it, and when they were gone again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dsa.draft_log.selectors import applied, entries_of
from dsa.models import DraftStream
from replay.coding_sessions import EPOCH

MAX_FOUND: Final = 200
MAX_WORDS_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """`count`: how often the words are in the code of this editor from then on, where it was less or more before."""

    at: datetime
    stream: DraftStream
    count: int
    before: int


def find_in_code(streams: Iterable[DraftStream], words: str) -> tuple[list[Found], bool]:
    """The first of the moments at which these words came into a code, or went, by time; and whether there are more.

    Capital and small letters are the same.
    """
    found = [each for stream in streams for each in _find(stream, words.lower())]
    found.sort(key=lambda each: each.at)
    return found[:MAX_FOUND], len(found) > MAX_FOUND


def _find(stream: DraftStream, words: str) -> Iterator[Found]:
    written, before = None, 0
    for entry in entries_of(stream.changes.all()):
        written = applied(written, entry)
        count = written.units.decode("utf-16-le", "replace").lower().count(words)
        if count != before:
            yield Found(EPOCH + timedelta(milliseconds=entry["at"]), stream, count, before)
            before = count
