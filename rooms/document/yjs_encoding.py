"""Reading Yjs' binary encodings, strictly: bytes in, values out, or `DecodeError`.

pycrdt applies whatever it can make out: it takes an update V2 for an empty one, and trailing bytes for nothing. So what
comes from outside is read here first, to its last byte. The grammar is that of Yjs 13 (`readClientsStructRefs` and
`UpdateDecoderV1` there), less what a document of text and settings never holds: nested types, embeds, formatting,
subdocuments, binary and JSON content.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from talentsync.lib.json import InvalidJSON, decode_json

MAX_SAFE_INTEGER = 2**53 - 1
# pycrdt keeps clocks in 32 bits.
MAX_CLOCK = 2**32 - 1

EMPTY_UPDATE = b"\x00\x00"


class DecodeError(ValueError):
    """The bytes are not what they should be. The message is a sentence for people."""


class LimitExceeded(DecodeError):
    """Well-formed so far as it was read, but of more parts than is allowed."""


class Id(NamedTuple):
    """One character or value of a document: the `clock`-th that the client made."""

    client: int
    clock: int


class Content(Enum):
    """What an item holds: characters, values, or only the place where they were."""

    TEXT = "text"
    VALUES = "values"
    DELETED = "deleted"


class Item(NamedTuple):
    """Something inserted; Yjs' word. It has the ids from `clock` to `clock + length`, counted in UTF-16 units for text.

    `root` and `key` are given only where neither neighbour is: otherwise the item belongs to what they belong to.
    """

    clock: int
    length: int
    origin: Id | None
    right_origin: Id | None
    root: str | None
    key: str | None
    content: Content
    text: str
    values: tuple[str, ...]


class Deletion(NamedTuple):
    """The ids of `client` from `start` to `end` are deleted."""

    client: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Update:
    """What one update says. Items are in the order of their clocks, by client; clients are in no order."""

    items: dict[int, list[Item]]
    deletions: list[Deletion]


class Reader:
    """lib0's decoding, as far as we need it."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        try:
            value = self._data[self._at]
        except IndexError:
            raise DecodeError("The data ends too early.") from None
        self._at += 1
        return value

    def number(self, maximum: int = MAX_SAFE_INTEGER) -> int:
        """A variable-length unsigned integer."""
        value = shift = 0
        while (byte := self.byte()) >= 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
            if shift > 49:
                raise DecodeError("A number is too large.")
        value |= byte << shift
        if value > maximum:
            raise DecodeError("A number is too large.")
        return value

    def text(self) -> str:
        length = self.number()
        end = self._at + length
        if end > len(self._data):
            raise DecodeError("The data ends too early.")
        try:
            value = self._data[self._at : end].decode()
        except UnicodeDecodeError:
            raise DecodeError("A text is not UTF-8.") from None
        self._at = end
        return value

    def id(self) -> Id:
        return Id(self.number(), self.number(MAX_CLOCK))

    def finish(self) -> None:
        if self._at != len(self._data):
            raise DecodeError("There are bytes after the end.")


# Updates --------------------------------------------------------------------------------------------------------------

_KIND = 0b0001_1111
_HAS_KEY, _HAS_RIGHT_ORIGIN, _HAS_ORIGIN = 0b0010_0000, 0b0100_0000, 0b1000_0000
_DELETED, _STRING, _ANY, _SKIP = 1, 4, 8, 10
_NAMES_OF_KINDS = {
    0: "a collected struct",
    2: "JSON",
    3: "binary data",
    5: "an embed",
    6: "formatting",
    7: "a nested type",
    9: "a subdocument",
}
_ANY_STRING = 119
EMPTY_VALUES: tuple[str, ...] = ()


def read_update(data: bytes, *, max_structs: int | None = None, max_clients: int | None = None) -> Update:
    """An update V1. Raises DecodeError, and LimitExceeded past a maximum."""
    reader = Reader(data)
    items: dict[int, list[Item]] = {}
    count = 0
    clients = reader.number()
    if max_clients is not None and clients > max_clients:
        raise LimitExceeded(f"The update holds the work of more than {max_clients} clients.")
    for _ in range(clients):
        count += (in_group := reader.number())
        if max_structs is not None and count > max_structs:
            raise LimitExceeded(f"The update holds more than {max_structs} structs.")
        client, clock = reader.number(), reader.number(MAX_CLOCK)
        if client in items:
            raise DecodeError("A client is named twice.")
        items[client] = _read_items(reader, clock, in_group)
    deletions = _read_deletions(reader)
    reader.finish()
    return Update(items, deletions)


def _read_items(reader: Reader, clock: int, count: int) -> list[Item]:
    items = []
    for _ in range(count):
        info = reader.byte()
        if info == _SKIP:
            # What its author lacks too; whoever applies the rest sees the gap in the clocks.
            clock += reader.number(MAX_CLOCK)
            continue
        item = _read_item(reader, info, clock)
        items.append(item)
        clock += item.length
        if clock > MAX_CLOCK:
            raise DecodeError("A number is too large.")
    return items


def _read_item(reader: Reader, info: int, clock: int) -> Item:
    origin = reader.id() if info & _HAS_ORIGIN else None
    right_origin = reader.id() if info & _HAS_RIGHT_ORIGIN else None
    root = key = None
    if origin is None and right_origin is None:
        if reader.number() != 1:
            raise DecodeError("The update holds a nested type.")
        root = reader.text()
        key = reader.text() if info & _HAS_KEY else None
    text, values = "", EMPTY_VALUES
    kind = info & _KIND
    if kind == _STRING:
        content, text = Content.TEXT, reader.text()
        length = len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
    elif kind == _DELETED:
        content, length = Content.DELETED, reader.number(MAX_CLOCK)
    elif kind == _ANY:
        content, length = Content.VALUES, reader.number(MAX_CLOCK)
        values = _read_values(reader, length)
    else:
        raise DecodeError(f"The update holds {_NAMES_OF_KINDS.get(kind, 'something unknown')}.")
    if length == 0:
        raise DecodeError("The update holds an empty struct.")
    return Item(clock, length, origin, right_origin, root, key, content, text, values)


def _read_values(reader: Reader, count: int) -> tuple[str, ...]:
    values = []
    for _ in range(count):
        if reader.byte() != _ANY_STRING:
            raise DecodeError("The update holds a value that is not text.")
        values.append(reader.text())
    return tuple(values)


def _read_deletions(reader: Reader) -> list[Deletion]:
    deletions = []
    for _ in range(reader.number()):
        client = reader.number()
        for _ in range(reader.number()):
            start = reader.number(MAX_CLOCK)
            length = reader.number(MAX_CLOCK)
            if length == 0:
                raise DecodeError("The update deletes nothing.")
            deletions.append(Deletion(client, start, start + length))
    return deletions


# Others ---------------------------------------------------------------------------------------------------------------


def read_state_vector(data: bytes) -> dict[int, int]:
    """How many ids of each client somebody has. Raises DecodeError."""
    reader = Reader(data)
    vector = {reader.number(): reader.number(MAX_CLOCK) for _ in range(reader.number())}
    reader.finish()
    return vector


def read_awareness(data: bytes, *, max_clients: int) -> Sequence[tuple[int, Any]]:
    """The clients and their states, each a dict or None, of a y-protocols awareness update. Raises DecodeError."""
    reader = Reader(data)
    count = reader.number()
    if count > max_clients:
        raise LimitExceeded(f"The awareness update tells of more than {max_clients} clients.")
    states = []
    for _ in range(count):
        client, _clock = reader.number(), reader.number()
        try:
            state = decode_json(reader.text())
        except InvalidJSON:
            raise DecodeError("An awareness state is not JSON.") from None
        if state is not None and not isinstance(state, dict):
            raise DecodeError("An awareness state is neither an object nor null.")
        states.append((client, state))
    reader.finish()
    return states
