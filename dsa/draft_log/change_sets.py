"""CodeMirror's change sets in JSON, applied to a text whose parts know where they came from. Pure.

A change set goes through the text from its start to its end: a number keeps so many units, `[n]` deletes n of them,
`[n, "line", "line"]` puts these lines in their place. Units are UTF-16's, as in JavaScript.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dsa.choices import Origin

MAX_PARTS: Final = 5000
# A unit of UTF-16 in bytes.
UNIT: Final = 2


class ChangeSetInvalid(ValueError):
    """It is no change set, or none of a text of this length."""


@dataclass(frozen=True, slots=True)
class Run:
    """So many units of a text that came in one way."""

    origin: Origin
    length: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One place of a change: so many units out from `at`, and others in, which begin at `at_after` in the new text."""

    at: int
    removed: int
    at_after: int
    inserted: bytes

    @property
    def inserted_length(self) -> int:
        return len(self.inserted) // UNIT


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A text and the origin of each part of it. `units` is UTF-16 without a mark of its byte order."""

    units: bytes = b""
    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, text: str, origin: Origin) -> "WrittenText":
        units = _units(text)
        return cls(units, _merged([Run(origin, len(units) // UNIT)]))

    @classmethod
    def restored(cls, text: str, runs: Iterable[tuple[str, int]]) -> "WrittenText":
        return cls(_units(text), tuple(Run(Origin(origin), length) for origin, length in runs))

    @property
    def text(self) -> str:
        """Raises UnicodeDecodeError where a change has torn a pair of surrogates apart."""
        return self.units.decode("utf-16-le")

    @property
    def length(self) -> int:
        return len(self.units) // UNIT

    def changed(self, change_set: Any, origin: Origin, came: Iterable[Run] | None = None) -> "WrittenText":
        """The text after a change; `came` are the origins of all that it puts in where they differ.

        Raises ChangeSetInvalid.
        """
        at = 0
        units: list[bytes] = []
        runs: list[Run] = []
        cursor = _Cursor(self.runs)
        origins = None if came is None else _Cursor(tuple(came))
        for piece in self.pieces(change_set):
            units.append(self.units[UNIT * at : UNIT * piece.at])
            runs.extend(cursor.take(piece.at - at))
            cursor.take(piece.removed)
            units.append(piece.inserted)
            length = piece.inserted_length
            runs.extend([Run(origin, length)] if origins is None else origins.take(length))
            at = piece.at + piece.removed
        units.append(self.units[UNIT * at :])
        runs.extend(cursor.take(self.length - at))
        return WrittenText(b"".join(units), _merged(runs))

    def pieces(self, change_set: Any) -> list[Piece]:
        """What a change takes out and puts in. Raises ChangeSetInvalid."""
        if not isinstance(change_set, list) or len(change_set) > MAX_PARTS:
            raise ChangeSetInvalid
        at = at_after = 0
        pieces: list[Piece] = []
        for part in change_set:
            removed, inserted = _read(part)
            if inserted is None:
                at_after += removed
            else:
                piece = Piece(at, removed, at_after, _units(inserted))
                pieces.append(piece)
                at_after += piece.inserted_length
            at += removed
        if at != self.length:
            raise ChangeSetInvalid
        return pieces

    def runs_between(self, start: int, end: int) -> list[Run]:
        """The origins of a part of the text."""
        cursor = _Cursor(self.runs)
        cursor.take(start)
        return cursor.take(end - start)

    def replaced(self, text: str, origin: Origin) -> "WrittenText":
        """Another text in its place: what both have at their beginnings and ends is still what it was."""
        units = _units(text)
        shorter = min(len(units), len(self.units)) // UNIT
        start = _common(self.units, units, shorter)
        end = _common_end(self.units, units, shorter - start)
        length = len(units) // UNIT
        before = _Cursor(self.runs)
        kept = before.take(start)
        before.take(self.length - start - end)
        return WrittenText(units, _merged([*kept, Run(origin, length - start - end), *before.take(end)]))


class _Cursor:
    """Walks along runs."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._left = list(reversed(runs))

    def take(self, length: int) -> list[Run]:
        taken: list[Run] = []
        while length > 0:
            run = self._left.pop()
            if run.length <= length:
                taken.append(run)
            else:
                taken.append(Run(run.origin, length))
                self._left.append(Run(run.origin, run.length - length))
            length -= run.length
        return taken


def _read(part: Any) -> tuple[int, str | None]:
    """How many units a part goes over, and what takes their place; None where they stay."""
    match part:
        case bool():
            raise ChangeSetInvalid
        case int() if part > 0:
            return part, None
        case [int() as removed, *lines] if removed >= 0 and not isinstance(removed, bool):
            if not all(isinstance(line, str) and "\n" not in line for line in lines):
                raise ChangeSetInvalid
            if removed == 0 and not lines:
                raise ChangeSetInvalid
            return removed, "\n".join(lines)
    raise ChangeSetInvalid


def _merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    merged: list[Run] = []
    for run in runs:
        if run.length == 0:
            continue
        if merged and merged[-1].origin == run.origin:
            merged[-1] = Run(run.origin, merged[-1].length + run.length)
        else:
            merged.append(run)
    return tuple(merged)


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _common(one: bytes, other: bytes, most: int) -> int:
    """How many units two texts begin with alike, by halving: comparing bytes is the fast part."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[: UNIT * middle] == other[: UNIT * middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: bytes, other: bytes, most: int) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - UNIT * middle :] == other[len(other) - UNIT * middle :]:
            low = middle
        else:
            high = middle - 1
    return low
