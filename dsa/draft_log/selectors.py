"""Reads the log of drafts: the code of an editor as it was at any moment."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
from django.db.models import QuerySet

from dsa.choices import Origin
from dsa.draft_log.change_sets import WrittenText
from dsa.models import DraftChanges, DraftStream


def written_at(stream: DraftStream, moment: datetime) -> WrittenText | None:
    """The code with the origin of its parts, as this editor held it then; None before it was opened.

    Times are to the millisecond, and what was changed within the same one is all there.
    """
    until = round(moment.timestamp() * 1000)
    rows = stream.changes.filter(first_at__lte=moment)
    checkpoint = rows.filter(is_checkpoint=True, last_at__lte=moment).order_by("-first_sequence").first()
    written = None
    if checkpoint is not None:
        written = WrittenText.restored(checkpoint.text_after, checkpoint.runs_after)
        rows = rows.filter(first_sequence__gt=checkpoint.first_sequence)
    for entry in entries_of(rows):
        if entry["at"] > until:
            break
        written = applied(written, entry)
    return written


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
    return written.changed(entry["changes"], Origin(entry["origin"]))
