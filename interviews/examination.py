"""What was done to records since they were written: changed, dropped, added or put in another order. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from interviews import chain
from interviews.chain import GENESIS, MARK_BYTES, LogDigest

TIMELINE: Final = "timeline"
HEADS: Final = "heads"
# Past so many rows that do not fit, it is not told which of them stood where: that would take for ever.
MAX_COMPARED: Final = 2_000
MAX_RELINKED: Final = 100
SCORECARDS: Final = "scorecards"
HANDED_IN: Final = "scorecard_handed_in"
SEALED: Final = "logs_sealed"
ERASED: Final = "log_erased"


class Tampering(StrEnum):
    """What was done to a row."""

    CHANGED = "changed"
    DROPPED = "dropped"
    ADDED = "added"
    MOVED = "put in another order"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Rows of the timeline or of a log, from the `first` to the `last`, counted from 1."""

    where: str
    what: Tampering
    first: int
    last: int

    def __str__(self) -> str:
        rows = f"row {self.first}" if self.first == self.last else f"rows {self.first} to {self.last}"
        return f"{self.where}: {rows} {self.what}"


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row of the timeline with its digest, as it is stored now."""

    sequence: int
    at: datetime
    actor: str
    kind: str
    payload: Mapping[str, Any]
    digest: str

    def follows(self, previous: str, *, interview_id: object, sequence: int) -> bool:
        """Whether its digest is the one that it gets in this place of this timeline."""
        content = chain.content_digest(
            interview_id=interview_id,
            sequence=sequence,
            at=self.at,
            actor=self.actor,
            kind=self.kind,
            payload=self.payload,
        )
        return self.digest == chain.link(previous, content)


@dataclass(frozen=True, slots=True)
class Head:
    """What was noted outside of the interview: the digest of its event number `events`, its last one then."""

    events: int
    digest: str


@dataclass(frozen=True, slots=True)
class StoredLog:
    """The rows of one log now, and the marks that were kept when it was sealed last.

    `older`: the same rows in the forms that they had before, by the versions of the seals that were made with those.
    """

    rows: Sequence[Mapping[str, Any]]
    marks: bytes = b""
    older: Mapping[int, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def in_form(self, version: int) -> Sequence[Mapping[str, Any]]:
        return self.older.get(version, self.rows)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """What a seal says of one log. `version` is that of the form of its rows then."""

    version: int
    name: str
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of an interview. `last_sequence` is its own count of its events.

    `scorecards` are the digests of those that are handed in, as they are now, by their interviewers' keys.
    """

    interview_id: object
    last_sequence: int
    has_ended: bool
    events: Sequence[StoredEvent]
    logs: Mapping[str, StoredLog] = field(default_factory=dict)
    heads: Sequence[Head] = ()
    scorecards: Mapping[str, str] = field(default_factory=dict)


def examine(evidence: Evidence) -> list[Finding]:
    """Everything that does not fit, and nothing where all is as it was written."""
    return [*_timeline(evidence), *_heads(evidence), *_logs(evidence), *_scorecards(evidence)]


# The timeline ---------------------------------------------------------------------------------------------------------


def _timeline(evidence: Evidence) -> Iterator[Finding]:
    stored = {event.sequence: event for event in evidence.events}
    broken: list[int] = []
    dropped: list[int] = []
    for sequence in range(1, evidence.last_sequence + 1):
        event = stored.get(sequence)
        before = GENESIS if sequence == 1 else getattr(stored.get(sequence - 1), "digest", None)
        if event is None:
            dropped.append(sequence)
        elif before is not None and not event.follows(
            before, interview_id=evidence.interview_id, sequence=sequence
        ):
            broken.append(sequence)
    changed, moved = _relinked(broken, stored, evidence.interview_id)
    added = sorted(number for number in stored if not 1 <= number <= evidence.last_sequence)
    doubled = [number for number, times in Counter(e.sequence for e in evidence.events).items() if times > 1]
    yield from _ranges(TIMELINE, Tampering.DROPPED, dropped)
    yield from _ranges(TIMELINE, Tampering.CHANGED, changed)
    yield from _ranges(TIMELINE, Tampering.MOVED, moved)
    yield from _ranges(TIMELINE, Tampering.ADDED, sorted({*added, *doubled}))


def _relinked(
    broken: Sequence[int], stored: Mapping[int, StoredEvent], interview_id: object
) -> tuple[list[int], list[int]]:
    """Of the places where an event does not fit: those whose own event is nowhere, and those where it is elsewhere."""
    changed: list[int] = []
    moved: list[int] = []
    if len(broken) > MAX_RELINKED:
        return list(broken), moved
    found: dict[int, StoredEvent] = {}
    pool = [stored[number] for number in broken]
    for sequence in broken:
        before = found.get(sequence - 1) or stored.get(sequence - 1)
        previous = GENESIS if before is None else before.digest
        own = next(
            (
                event
                for event in pool
                if event.follows(previous, interview_id=interview_id, sequence=sequence)
            ),
            None,
        )
        if own is None:
            changed.append(sequence)
            continue
        found[sequence] = own
        if own.sequence != sequence:
            moved.append(sequence)
    return changed, moved


def _heads(evidence: Evidence) -> Iterator[Finding]:
    """What the interview's own digests cannot tell: that all of them were made anew, or the last ones dropped."""
    stored = {event.sequence: event for event in evidence.events}
    for head in evidence.heads:
        if head.events > evidence.last_sequence:
            yield Finding(TIMELINE, Tampering.DROPPED, evidence.last_sequence + 1, head.events)
        elif head.events in stored and stored[head.events].digest != head.digest:
            yield Finding(HEADS, Tampering.CHANGED, head.events, head.events)


# Scorecards -----------------------------------------------------------------------------------------------------------


def _scorecards(evidence: Evidence) -> Iterator[Finding]:
    """Each is compared with the event of its handing in; rows are counted in the order of these.

    An event of before there were digests says no more than that a scorecard was handed in.
    """
    in_order = sorted(evidence.events, key=lambda event: event.sequence)
    told = [event for event in in_order if event.kind == HANDED_IN]
    for number, event in enumerate(told, 1):
        digest = event.payload.get("digest")
        if not isinstance(digest, str):
            continue
        found = evidence.scorecards.get(event.actor)
        if found != digest:
            what = Tampering.DROPPED if found is None else Tampering.CHANGED
            yield Finding(SCORECARDS, what, number, number)
    added = evidence.scorecards.keys() - {event.actor for event in told}
    if added:
        yield Finding(SCORECARDS, Tampering.ADDED, len(told) + 1, len(told) + len(added))


# The logs -------------------------------------------------------------------------------------------------------------


def _logs(evidence: Evidence) -> Iterator[Finding]:
    """Each seal in the timeline holds what the first rows of each log were; an erasure ends what was sealed before."""
    in_order = sorted(evidence.events, key=lambda event: event.sequence)
    erased = {
        event.payload["log"]: event.sequence
        for event in in_order
        if event.kind == ERASED and isinstance(event.payload.get("log"), str)
    }
    seals = [event for event in in_order if event.kind == SEALED]
    sealed = {entry.name for seal in seals for entry in _entries(seal)}
    for name in sorted({*sealed, *evidence.logs}):
        log = evidence.logs.get(name, StoredLog(()))
        since = erased.get(name, 0)
        own = [
            entry
            for seal in seals
            for entry in _entries(seal)
            if entry.name == name and seal.sequence > since
        ]
        yield from _log(name, log, own, is_closed=evidence.has_ended)


def sealed_versions(events: Iterable[StoredEvent]) -> set[int]:
    """Those of the forms that are needed to examine the logs."""
    return {_version(event) for event in events if event.kind == SEALED}


def _version(seal: StoredEvent) -> int:
    version = seal.payload.get("version")
    return version if isinstance(version, int) else 1


def _entries(seal: StoredEvent) -> list[_Sealed]:
    """The logs of a seal; a seal that was tampered with is found in the timeline, and is of no use here."""
    logs = seal.payload.get("logs")
    return [
        _Sealed(_version(seal), entry["name"], entry["rows"], entry["digest"])
        for entry in (logs if isinstance(logs, list) else [])
        if isinstance(entry, dict)
        and isinstance(entry.get("name"), str)
        and isinstance(entry.get("rows"), int)
        and isinstance(entry.get("digest"), str)
    ]


def _log(name: str, log: StoredLog, seals: Sequence[_Sealed], *, is_closed: bool) -> Iterator[Finding]:
    if not seals:
        return
    last = seals[-1]
    fits, marks = True, b""
    for version in {seal.version for seal in seals}:
        of_form = [seal for seal in seals if seal.version == version]
        digest, found = _digests(log.in_form(version), {seal.rows for seal in of_form})
        fits = fits and all(found.get(seal.rows) == seal.digest for seal in of_form)
        if version == last.version:
            marks = bytes(digest.marks[: None if is_closed else last.rows * MARK_BYTES])
    if fits and (len(log.rows) == last.rows or not is_closed):
        return
    located = list(_compared(name, log.marks, marks))
    if located:
        yield from located
    else:
        yield Finding(name, Tampering.CHANGED, 1, max(1, len(log.rows)))


def _digests(rows: Iterable[Mapping[str, Any]], wanted: set[int]) -> tuple[LogDigest, dict[int, str]]:
    """The digest of all rows, and those after so many of them as are wanted."""
    digest = LogDigest()
    found = {0: digest.hexdigest}
    for number, row in enumerate(rows, 1):
        digest.add(row)
        if number in wanted:
            found[number] = digest.hexdigest
    return digest, found


def _compared(name: str, sealed: bytes, found: bytes) -> Iterator[Finding]:
    """Which rows are others, by the marks; nothing where the marks do not tell."""
    before, after = _marks(sealed), _marks(found)
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    same = next((n for n in range(shorter - start) if before[-1 - n] != after[-1 - n]), shorter - start)
    left, right = before[start : len(before) - same], after[start : len(after) - same]
    if not left and not right:
        return
    if len(left) > MAX_COMPARED or len(right) > MAX_COMPARED:
        yield Finding(name, Tampering.CHANGED, start + 1, start + max(len(left), len(right)))
    elif Counter(left) == Counter(right):
        yield Finding(name, Tampering.MOVED, start + 1, start + len(left))
    else:
        for kind, one, one_end, other, other_end in SequenceMatcher(
            None, left, right, autojunk=False
        ).get_opcodes():
            yield from _opcode(name, kind, (start + one, start + one_end), (start + other, start + other_end))


def _opcode(name: str, kind: str, before: tuple[int, int], after: tuple[int, int]) -> Iterator[Finding]:
    match kind:
        case "delete":
            yield Finding(name, Tampering.DROPPED, before[0] + 1, before[1])
        case "insert":
            yield Finding(name, Tampering.ADDED, after[0] + 1, after[1])
        case "replace":
            yield Finding(name, Tampering.CHANGED, before[0] + 1, before[1])


def _marks(marks: bytes) -> list[bytes]:
    return [marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES)]


def _ranges(where: str, what: Tampering, numbers: Sequence[int]) -> Iterator[Finding]:
    """Numbers that follow each other as one finding."""
    first = last = None
    for number in numbers:
        if first is None or last is None:
            first = last = number
        elif number == last + 1:
            last = number
        else:
            yield Finding(where, what, first, last)
            first = last = number
    if first is not None and last is not None:
        yield Finding(where, what, first, last)
