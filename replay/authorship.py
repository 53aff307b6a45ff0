"""Who wrote which characters of a shared document, and when. Pure: updates come in, spans of ids go out.

Yjs numbers every character that a client inserts: the `clock`-th of that `client`. The numbers stay with the characters
wherever later changes move them, so whoever has the document can look the author of each character up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from interviews.timeline import Actor
from rooms.document.yjs_encoding import Content, read_update

# Characters typed by one person more closely than this are one span.
SPAN_GAP: Final = timedelta(seconds=5)
# Nobody types so many characters between two updates, which are sent several times a second: it was pasted, dropped,
# completed or loaded.
AT_ONCE_CHARACTERS: Final = 40


@dataclass(frozen=True, slots=True)
class WrittenSpan:
    """The characters of `client` from `start` to `end`, the end not included, in UTF-16 units."""

    client: int
    start: int
    end: int
    actor: Actor
    at: datetime
    is_at_once: bool


def written_spans(updates: Iterable[tuple[datetime, Actor, bytes]]) -> Iterator[WrittenSpan]:
    """What each update inserted; what follows closely from the same person is one span, with the time of its first.

    An update may say again what the log holds already, as one that merges others does: whoever said it first wrote it.
    """
    spans: dict[int, WrittenSpan] = {}
    newest_at: dict[int, datetime] = {}
    for at, actor, data in updates:
        for client, items in read_update(data).items.items():
            before = spans.get(client)
            known = 0 if before is None else before.end
            fresh = [item for item in items if item.clock + item.length > known]
            if not fresh:
                continue
            start, end = max(fresh[0].clock, known), fresh[-1].clock + fresh[-1].length
            inserted = sum(
                item.clock + item.length - max(item.clock, known)
                for item in fresh
                if item.content is Content.TEXT
            )
            span = WrittenSpan(client, start, end, actor, at, is_at_once=inserted >= AT_ONCE_CHARACTERS)
            if before is not None:
                if _continues(before, span) and at - newest_at[client] < SPAN_GAP:
                    span = replace(span, start=before.start, at=before.at)
                else:
                    yield before
            spans[client] = span
            newest_at[client] = at
    yield from spans.values()


def _continues(before: WrittenSpan, span: WrittenSpan) -> bool:
    is_typed = not (before.is_at_once or span.is_at_once)
    return is_typed and before.actor == span.actor and before.end == span.start
