"""The shared document's rules, without a database: what may be appended to its log, and what a log amounts to.

The document is a Yjs document of two roots: `code`, a text, and `settings`, a map with the key `language`
(docs/protocol.md). The server applies updates to read and to merge, and never writes one of its own.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from pycrdt import Doc, Map, Text

from interviews.json_schemas import LANGUAGES
from rooms.document.yjs_encoding import (
    Content,
    Deletion,
    Id,
    Malformed,
    Struct,
    Update,
    read_state_vector,
    read_update,
)

EDITOR_LANGUAGES: Final = (*LANGUAGES, "typescript", "sql", "text")
DEFAULT_LANGUAGE: Final = "python"

CODE, SETTINGS, LANGUAGE_KEY = "code", "settings", "language"

# One update. Reading it takes time in proportion to its structs, of which a keystroke makes one.
MAX_UPDATE_BYTES = 500_000
MAX_UPDATE_STRUCTS = 20_000
MAX_UPDATE_CLIENTS = 500
MAX_STATE_VECTOR_BYTES = 16_000
MAX_AWARENESS_BYTES = 16_000
MAX_AWARENESS_CLIENTS = 20


class OutOfOrder(ValueError):
    """The update builds on something that the log does not hold."""


def read_foreign_update(data: bytes) -> Update:
    """An update as a client may send it. Raises Malformed or TooMany."""
    return read_update(data, max_structs=MAX_UPDATE_STRUCTS, max_clients=MAX_UPDATE_CLIENTS)


# What a log amounts to ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """What people see."""

    code: str
    language: str


def _document(updates: Iterable[bytes]) -> Doc[Any]:
    """The log as a document. pycrdt is right about any order that keeps each client's own, as a log does."""
    document: Doc[Any] = Doc()
    with document.transaction():
        for update in updates:
            document.apply_update(update)
    return document


def state_of(updates: Iterable[bytes]) -> bytes:
    """All updates as one, without what they say twice and without the text that they deleted again."""
    return _document(updates).get_update()


def difference(updates: Iterable[bytes], state_vector: bytes) -> tuple[bytes, bytes]:
    """What somebody with `state_vector` lacks, as an update, and the state vector of the whole. Raises Malformed."""
    read_state_vector(state_vector)
    document = _document(updates)
    return document.get_update(state_vector), document.get_state()


def contents(updates: Iterable[bytes]) -> SharedDocument:
    document = _document(updates)
    language = document.get(SETTINGS, type=Map).get(LANGUAGE_KEY)
    return SharedDocument(
        code=str(document.get(CODE, type=Text)),
        language=language if language in EDITOR_LANGUAGES else DEFAULT_LANGUAGE,
    )


# What may be appended -------------------------------------------------------------------------------------------------


class Ranges:
    """A set of numbers, as disjoint ranges."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def covers(self, start: int, end: int) -> bool:
        """Whether all of `start` to `end`, the end not included, is in the set."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._ends[index]

    def add(self, start: int, end: int) -> None:
        # Ranges that touch become one.
        first = bisect_right(self._ends, start - 1)
        last = bisect_right(self._starts, end)
        if first < last:
            start = min(start, self._starts[first])
            end = max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]


class Ledger:
    """What a log holds, as far as admitting the next update needs to know; not the document itself.

    Every admitted update follows from those before it, so each prefix of the log is a document of its own, nothing in
    it waits for what may never come, and it does not matter how a reader would treat such gaps.
    """

    def __init__(self) -> None:
        # How many ids of each client there are: without gaps, so one number says it.
        self.ends: dict[int, int] = {}
        self._deleted: dict[int, Ranges] = {}
        # Ids that belong to `settings`; all others belong to `code`.
        self._settings: set[Id] = set()
        # Second halves of characters that take two UTF-16 units. Cutting one in two leaves Yjs and pycrdt with
        # different texts.
        self._second_halves: set[Id] = set()

    @classmethod
    def of(cls, updates: Iterable[bytes]) -> "Ledger":
        """The ledger of a log whose updates were admitted before."""
        ledger = cls()
        for update in updates:
            ledger.admit(read_update(update))
        return ledger

    def examine(self, update: Update) -> "Addition":
        """What the update would add. Raises Malformed or OutOfOrder."""
        addition = Addition(self)
        addition.integrate(update.structs)
        for deletion in update.deletions:
            addition.delete(deletion)
        return addition

    def enter(self, addition: "Addition") -> None:
        """Take in what `examine` found; nothing else may have been entered in between."""
        self.ends.update(addition.ends)
        self._settings.update(addition.settings)
        self._second_halves.update(addition.second_halves)
        for client, start, end in addition.deletions:
            self._deleted.setdefault(client, Ranges()).add(start, end)

    def admit(self, update: Update) -> bool:
        """Take the update in; False if it says nothing new. Raises Malformed or OutOfOrder, and is unchanged then."""
        addition = self.examine(update)
        self.enter(addition)
        return addition.is_new

    def has_deleted(self, deletion: Deletion) -> bool:
        known = self._deleted.get(deletion.client)
        return known is not None and known.covers(deletion.start, deletion.end)

    def is_setting(self, id: Id) -> bool:
        return id in self._settings

    def is_second_half(self, id: Id) -> bool:
        return id in self._second_halves


class Addition:
    """What one update would add to a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.ends: dict[int, int] = {}
        self.settings: set[Id] = set()
        self.second_halves: set[Id] = set()
        self.deletions: list[Deletion] = []

    @property
    def is_new(self) -> bool:
        """Whether the ledger's log lacks anything of it."""
        return bool(self.ends or self.deletions)

    def end_of(self, client: int) -> int:
        end = self.ends.get(client)
        return self._ledger.ends.get(client, 0) if end is None else end

    def cuts(self, client: int, clock: int) -> bool:
        """Whether a character takes the ids before and at `clock`."""
        id = Id(client, clock)
        return id in self.second_halves or self._ledger.is_second_half(id)

    def integrate(self, structs: dict[int, list[Struct]]) -> None:
        """Take structs in as soon as what they stand beside is in, as Yjs does, until nothing moves."""
        waiting = {client: iter(group) for client, group in structs.items()}
        next_of = {client: next(group, None) for client, group in waiting.items()}
        has_moved = True
        while has_moved:
            has_moved = False
            for client in waiting:
                while (struct := next_of[client]) is not None and self._take(client, struct):
                    next_of[client] = next(waiting[client], None)
                    has_moved = True
        if any(struct is not None for struct in next_of.values()):
            raise OutOfOrder("The update builds on something that is not there.")

    def delete(self, deletion: Deletion) -> None:
        client, start, end = deletion
        if end > self.end_of(client):
            raise OutOfOrder("The update deletes what is not there.")
        if self.cuts(client, start) or self.cuts(client, end):
            raise Malformed("The update cuts a character in two.")
        if not self._ledger.has_deleted(deletion):
            self.deletions.append(deletion)

    def _take(self, client: int, struct: Struct) -> bool:
        """False if it must wait."""
        end = self.end_of(client)
        if struct.clock > end:
            return False
        if struct.clock + struct.length <= end:
            return True
        if struct.clock < end:
            # The rest of something whose beginning is in.
            is_setting = self._is_setting(Id(client, end - 1))
        else:
            if not (self._knows(struct.origin) and self._knows(struct.right_origin)):
                return False
            is_setting = self._place(struct)
        self._check_content(struct, is_setting=is_setting)
        if is_setting:
            self.settings.update(Id(client, clock) for clock in range(end, struct.clock + struct.length))
        elif not struct.text.isascii():
            self._note_second_halves(client, struct)
        self.ends[client] = struct.clock + struct.length
        return True

    def _knows(self, id: Id | None) -> bool:
        return id is None or id.clock < self.end_of(id.client)

    def _is_setting(self, id: Id) -> bool:
        return id in self.settings or self._ledger.is_setting(id)

    def _place(self, struct: Struct) -> bool:
        """Whether the struct belongs to `settings`. Raises Malformed if it belongs nowhere."""
        origin, right_origin = struct.origin, struct.right_origin
        if origin is None and right_origin is None:
            if (struct.root, struct.key) not in ((CODE, None), (SETTINGS, LANGUAGE_KEY)):
                raise Malformed("The update writes to something other than code and language.")
            return struct.root == SETTINGS
        if (origin is not None and self.cuts(origin.client, origin.clock + 1)) or (
            right_origin is not None and self.cuts(right_origin.client, right_origin.clock)
        ):
            raise Malformed("The update cuts a character in two.")
        sides = {self._is_setting(id) for id in (origin, right_origin) if id is not None}
        if len(sides) > 1:
            raise Malformed("The update joins code and settings.")
        return sides.pop()

    @staticmethod
    def _check_content(struct: Struct, *, is_setting: bool) -> None:
        if struct.content is Content.DELETED:
            return
        if (struct.content is Content.VALUES) is not is_setting:
            raise Malformed("The update puts text among settings, or a setting into the text.")
        if any(value not in EDITOR_LANGUAGES for value in struct.values):
            raise Malformed("The update sets an unknown language.")

    def _note_second_halves(self, client: int, struct: Struct) -> None:
        clock = struct.clock
        for character in struct.text:
            clock += 1
            if character > "\uffff":
                self.second_halves.add(Id(client, clock))
                clock += 1
