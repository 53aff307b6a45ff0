"""The log of drafts of the demo's finished session, as if its solutions had been typed."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from dsa.choices import Origin
from dsa.draft_log.change_sets import WrittenText
from dsa.models import Draft, DraftChanges, DraftStream, DsaSession, Problem

# People write a line, look at it, and write the next.
PER_BATCH: Final = 20
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def write_solution(
    session: DsaSession,
    problem: Problem,
    language: str,
    source: str,
    *,
    device: uuid.UUID,
    begin: datetime,
    end: datetime,
    pasted_line: int | None = None,
) -> None:
    """Type `source` word by word between two moments, one line of it pasted, and keep it as the draft."""
    pieces = _pieces(source, pasted_line)
    step = (end - begin) / (len(pieces) + 1)
    written = WrittenText.of("", Origin.STARTER)
    entries: list[dict[str, Any]] = [
        {"at": _milliseconds(begin), "origin": Origin.STARTER.value, "text": "", "runs": []}
    ]
    for number, (piece, origin) in enumerate(pieces, start=1):
        change_set: list[Any] = [[0, *piece.split("\n")]]
        if written.length:
            change_set.insert(0, written.length)
        written = written.changed(change_set, origin)
        at = _milliseconds(begin + number * step)
        entries.append({"at": at, "origin": origin.value, "changes": change_set})
    stream = DraftStream.objects.create(
        session=session,
        key=uuid.uuid4(),
        device=device,
        problem=problem,
        language=language,
        started_at=begin,
        last_at=end,
        next_sequence=len(entries),
        text=written.text,
        runs=[(run.origin.value, run.length) for run in written.runs],
    )
    for first in range(0, len(entries), PER_BATCH):
        some = entries[first : first + PER_BATCH]
        times = [EPOCH + timedelta(milliseconds=entry["at"]) for entry in (some[0], some[-1])]
        DraftChanges.objects.create(
            stream=stream,
            first_sequence=first,
            count=len(some),
            first_at=times[0],
            last_at=times[1],
            received_at=times[1],
            changes_json=orjson.dumps(some).decode(),
            is_checkpoint=False,
        )
    Draft.objects.update_or_create(
        session=session,
        problem=problem,
        language=language,
        defaults={"source_code": source, "saved_at": end},
    )


def _pieces(source: str, pasted_line: int | None) -> list[tuple[str, Origin]]:
    pieces: list[tuple[str, Origin]] = []
    for number, line in enumerate(source.splitlines(keepends=True), start=1):
        if number == pasted_line:
            pieces.append((line, Origin.PASTED))
            continue
        start = 0
        for end, character in enumerate(line, start=1):
            if character in " (\n" or end == len(line):
                pieces.append((line[start:end], Origin.TYPED))
                start = end
    return [(piece, origin) for piece, origin in pieces if piece]


def _milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)
