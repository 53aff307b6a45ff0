"""The shared document's rules, without a database: what may be appended to its log, and what a log amounts to.

The document is a Yjs document of two roots: `code`, a text, and `settings`, a map with the key `language`
(docs/protocol.md). The server applies updates to read and to merge, and never writes one of its own.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from pycrdt import Doc, Map, Text

from interviews.choices import EDITOR_LANGUAGES as EDITOR_LANGUAGE_CHOICES
from rooms.document.yjs_encoding import (
    Content,
    DecodeError,
    Deletion,
    Id,
    Item,
    Update,
    read_state_vector,
    read_update,
)

EDITOR_LANGUAGES: Final = tuple(key for key, _ in EDITOR_LANGUAGE_CHOICES)
DEFAULT_LANGUAGE: Final = "python"

# What the parts of an index take in memory, as tracemalloc tells it, rounded up.
INDEX_BYTES, CLIENT_BYTES, RANGE_BYTES, ID_BYTES = 2_000, 300, 100, 250

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
    """An update as a client may send it. Raises DecodeError or LimitExceeded."""
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
    """What somebody with `state_vector` lacks, as an update, and the state vector of the whole. Raises DecodeError."""
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

    def __len__(self) -> int:
        """How many ranges there are."""
        return len(self._starts)


class DocumentIndex:
    """What a log holds, as far as validating the next update needs to know; not the document itself.

    Every valid update follows from those before it, so each prefix of the log is a document of its own, nothing in
    it waits for what may never come, and it does not matter how a reader would treat such gaps.
    """

    def __init__(self) -> None:
        # How many ids of each client there are: without gaps, so one number says it.
        self.ends: dict[int, int] = {}
        self._deleted: dict[int, Ranges] = {}
        # Ids that belong to `settings`; all others belong to `code`.
        self._settings: set[Id] = set()
        # Ids of low surrogates: the second UTF-16 unit of a character that has two. Splitting such a pair leaves Yjs
        # and pycrdt with different texts.
        self._low_surrogates: set[Id] = set()

    @classmethod
    def of(cls, updates: Iterable[bytes]) -> "DocumentIndex":
        """The index of a log whose updates were validated before."""
        index = cls()
        for update in updates:
            index.apply(read_update(update))
        return index

    def validate(self, update: Update) -> "Delta":
        """What the update would add. Raises DecodeError or OutOfOrder."""
        delta = Delta(self)
        delta.integrate(update.items)
        for deletion in update.deletions:
            delta.delete(deletion)
        return delta

    def commit(self, delta: "Delta") -> None:
        """Take in what `validate` found; nothing else may have been committed in between."""
        self.ends.update(delta.ends)
        self._settings.update(delta.settings)
        self._low_surrogates.update(delta.low_surrogates)
        for client, start, end in delta.deletions:
            self._deleted.setdefault(client, Ranges()).add(start, end)

    def apply(self, update: Update) -> bool:
        """Validate and commit an update; False if it says nothing new. Raises DecodeError or OutOfOrder."""
        delta = self.validate(update)
        self.commit(delta)
        return delta.is_new

    @property
    def memory_bytes(self) -> int:
        """About how much memory it takes."""
        ranges = sum(map(len, self._deleted.values()))
        ids = len(self._settings) + len(self._low_surrogates)
        return (
            INDEX_BYTES
            + CLIENT_BYTES * (len(self.ends) + len(self._deleted))
            + RANGE_BYTES * ranges
            + ID_BYTES * ids
        )

    def has_deleted(self, deletion: Deletion) -> bool:
        known = self._deleted.get(deletion.client)
        return known is not None and known.covers(deletion.start, deletion.end)

    def is_setting(self, id: Id) -> bool:
        return id in self._settings

    def is_low_surrogate(self, id: Id) -> bool:
        return id in self._low_surrogates


class Delta:
    """What one update would add to an index."""

    def __init__(self, index: DocumentIndex) -> None:
        self._index = index
        self.ends: dict[int, int] = {}
        self.settings: set[Id] = set()
        self.low_surrogates: set[Id] = set()
        self.deletions: list[Deletion] = []

    @property
    def is_new(self) -> bool:
        """Whether the index's log lacks anything of it."""
        return bool(self.ends or self.deletions)

    def end_of(self, client: int) -> int:
        end = self.ends.get(client)
        return self._index.ends.get(client, 0) if end is None else end

    def splits_surrogate_pair(self, client: int, clock: int) -> bool:
        """Whether the ids before and at `clock` are the two halves of one character."""
        id = Id(client, clock)
        return id in self.low_surrogates or self._index.is_low_surrogate(id)

    def integrate(self, items: dict[int, list[Item]]) -> None:
        """Integrate items as soon as what they stand beside is integrated, as Yjs does, until nothing moves."""
        waiting = {client: iter(group) for client, group in items.items()}
        next_of = {client: next(group, None) for client, group in waiting.items()}
        has_moved = True
        while has_moved:
            has_moved = False
            for client in waiting:
                while (item := next_of[client]) is not None and self._integrate_item(client, item):
                    next_of[client] = next(waiting[client], None)
                    has_moved = True
        if any(item is not None for item in next_of.values()):
            raise OutOfOrder("The update builds on something that is not there.")

    def delete(self, deletion: Deletion) -> None:
        client, start, end = deletion
        if end > self.end_of(client):
            raise OutOfOrder("The update deletes what is not there.")
        if self.splits_surrogate_pair(client, start) or self.splits_surrogate_pair(client, end):
            raise DecodeError("The update cuts a character in two.")
        if not self._index.has_deleted(deletion):
            self.deletions.append(deletion)

    def _integrate_item(self, client: int, item: Item) -> bool:
        """False if it must wait."""
        end = self.end_of(client)
        if item.clock > end:
            return False
        if item.clock + item.length <= end:
            return True
        if item.clock < end:
            # The rest of something whose beginning is in.
            is_setting = self._is_setting(Id(client, end - 1))
        else:
            if not (self._knows(item.origin) and self._knows(item.right_origin)):
                return False
            is_setting = self._belongs_to_settings(item)
        self._check_content(item, is_setting=is_setting)
        if is_setting:
            self.settings.update(Id(client, clock) for clock in range(end, item.clock + item.length))
        elif not item.text.isascii():
            self._index_low_surrogates(client, item)
        self.ends[client] = item.clock + item.length
        return True

    def _knows(self, id: Id | None) -> bool:
        return id is None or id.clock < self.end_of(id.client)

    def _is_setting(self, id: Id) -> bool:
        return id in self.settings or self._index.is_setting(id)

    def _belongs_to_settings(self, item: Item) -> bool:
        """Whether the item belongs to `settings`. Raises DecodeError if it belongs nowhere."""
        origin, right_origin = item.origin, item.right_origin
        if origin is None and right_origin is None:
            if (item.root, item.key) not in ((CODE, None), (SETTINGS, LANGUAGE_KEY)):
                raise DecodeError("The update writes to something other than code and language.")
            return item.root == SETTINGS
        if (origin is not None and self.splits_surrogate_pair(origin.client, origin.clock + 1)) or (
            right_origin is not None and self.splits_surrogate_pair(right_origin.client, right_origin.clock)
        ):
            raise DecodeError("The update cuts a character in two.")
        sides = {self._is_setting(id) for id in (origin, right_origin) if id is not None}
        if len(sides) > 1:
            raise DecodeError("The update joins code and settings.")
        return sides.pop()

    @staticmethod
    def _check_content(item: Item, *, is_setting: bool) -> None:
        if item.content is Content.DELETED:
            return
        if (item.content is Content.VALUES) is not is_setting:
            raise DecodeError("The update puts text among settings, or a setting into the text.")
        if any(value not in EDITOR_LANGUAGES for value in item.values):
            raise DecodeError("The update sets an unknown language.")

    def _index_low_surrogates(self, client: int, item: Item) -> None:
        clock = item.clock
        for character in item.text:
            clock += 1
            if character > "\uffff":
                self.low_surrogates.add(Id(client, clock))
                clock += 1
