"""Reads the log of drafts: the code of an editor as it was at any moment."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
from django.db.models import QuerySet

from dsa.choices import Origin
from dsa.draft_log.change_sets import Run, WrittenText
from dsa.models import DraftChanges, DraftStream


def written_at(stream: DraftStream, moment: datetime) -> WrittenText | None:
    """The code with the origin of its parts, as this editor held it then; None before it was opened.

    Times are to the millisecond, and what was changed within the same one is all there.
    """
    until = round(moment.timestamp() * 1000)
    rows = stream.changes.filter(first_at__lte=moment)
    written, rows = _from_checkpoint(rows, rows.filter(last_at__lte=moment))
    for entry in entries_of(rows):
        if entry["at"] > until:
            break
        written = applied(written, entry)
    return written


def written_before(stream: DraftStream, sequence: int) -> WrittenText | None:
    """The code before a change that was the first of those that arrived together; None before the very first."""
    rows = stream.changes.filter(first_sequence__lt=sequence)
    written, rows = _from_checkpoint(rows, rows)
    for entry in entries_of(rows):
        written = applied(written, entry)
    return written


def recent_texts(stream: DraftStream, changes: int) -> Iterator[WrittenText]:
    """The code after each of the last changes, so many at least where there are so many; the newest at the end."""
    rows = stream.changes.all()
    written, rows = _from_checkpoint(rows, rows.filter(first_sequence__lt=stream.next_sequence - changes))
    if written is not None:
        yield written
    for entry in entries_of(rows):
        written = applied(written, entry)
        yield written


def _from_checkpoint(
    rows: QuerySet[DraftChanges], reached: QuerySet[DraftChanges]
) -> tuple[WrittenText | None, QuerySet[DraftChanges]]:
    """The code after the last checkpoint of `reached`, and those of `rows` that follow it."""
    checkpoint = reached.filter(is_checkpoint=True).order_by("-first_sequence").first()
    if checkpoint is None:
        return None, rows
    written = WrittenText.restored(checkpoint.text_after, checkpoint.runs_after)
    return written, rows.filter(first_sequence__gt=checkpoint.first_sequence)


def entries_of(rows: QuerySet[DraftChanges]) -> Iterator[dict[str, Any]]:
    """The stored changes of a stream, in their order."""
    for packed in rows.order_by("first_sequence").values_list("changes_json", flat=True).iterator():
        yield from orjson.loads(packed)


def applied(written: WrittenText | None, entry: dict[str, Any]) -> WrittenText:
    """The code after a stored change."""
    if "text" in entry:
        return WrittenText.restored(entry["text"], entry["runs"])
    if written is None:
        raise ValueError("A stream begins with a text.")
    came = [Run(Origin(origin), length) for origin, length in entry["runs"]] if "runs" in entry else None
    return written.changed(entry["changes"], Origin(entry["origin"]), came)
