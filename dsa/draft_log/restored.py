"""Where text came from that undo, redo or moving lines bring back: its parts are what they were before. Pure."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from dsa.choices import Origin
from dsa.draft_log.change_sets import UNIT, Piece, Run, WrittenText

NEWLINE = "\n".encode("utf-16-le")


class FormerTexts:
    """The texts that an editor held lately, with the origin of their parts; of the same text the newest."""

    def __init__(self, texts: Iterable[WrittenText]) -> None:
        self._runs: dict[bytes, tuple[Run, ...]] = {}
        for text in texts:
            self.remember(text)

    def remember(self, text: WrittenText) -> None:
        self._runs[_digest(text.units)] = text.runs

    def runs_inserted(self, before: WrittenText, change_set: Any) -> tuple[Run, ...]:
        """The origins of what a change puts in, in order. Raises ChangeSetInvalid.

        Undo and redo lead to a text that was there before. What is moved leaves its place in the same change. What
        is neither counts as typed.
        """
        after = before.changed(change_set, Origin.TYPED)
        known = self._runs.get(_digest(after.units))
        pieces = before.pieces(change_set)
        removed = _removed(before, pieces) if known is None else {}
        runs: list[Run] = []
        for piece in pieces:
            if not piece.inserted:
                continue
            if known is not None:
                start = piece.at_after
                found = WrittenText(after.units, known).runs_between(start, start + piece.inserted_length)
            else:
                found = _moved(before, piece, removed) or [Run(Origin.TYPED, piece.inserted_length)]
            runs.extend(found)
        return tuple(runs)


def _removed(before: WrittenText, pieces: Iterable[Piece]) -> dict[bytes, int]:
    """What a change takes out, without the line breaks at its ends, and where it was; of the same text the first."""
    removed: dict[bytes, int] = {}
    for piece in pieces:
        text, start, _ = _without_breaks(before.units[UNIT * piece.at : UNIT * (piece.at + piece.removed)])
        if text:
            removed.setdefault(text, piece.at + start)
    return removed


def _moved(before: WrittenText, piece: Piece, removed: Mapping[bytes, int]) -> list[Run] | None:
    """A line is taken out with the break before it, and put in with the one after it."""
    wanted, lead, trail = _without_breaks(piece.inserted)
    at = removed.get(wanted)
    if at is None:
        return None
    core = before.runs_between(at, at + len(wanted) // UNIT)
    return [Run(core[0].origin, lead), *core, Run(core[-1].origin, trail)]


def _without_breaks(units: bytes) -> tuple[bytes, int, int]:
    """The text between line breaks at its ends, and how many there were before it and after it."""
    start, end = 0, len(units)
    while start < end and units[start : start + UNIT] == NEWLINE:
        start += UNIT
    while end > start and units[end - UNIT : end] == NEWLINE:
        end -= UNIT
    return units[start:end], start // UNIT, (len(units) - end) // UNIT


def _digest(units: bytes) -> bytes:
    return blake2b(units, digest_size=16).digest()
