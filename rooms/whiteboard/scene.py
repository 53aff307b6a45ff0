"""The whiteboard's rules, without a database: what an element must be, which copy of it is newer, a scene's digest.

Elements are Excalidraw's. The server reads a few of their properties and keeps the rest as it came.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import orjson
from msgspec import Meta

from talentsync.lib.json import InvalidJSON, check_depth

MAX_ELEMENT_BYTES = 200_000
MAX_ELEMENT_DEPTH = 12
MAX_CHANGE_ELEMENTS = 2_000
MAX_CHANGE_BYTES = 256_000
MAX_SCENE_ELEMENTS = 10_000

Count = Annotated[int, Meta(le=2_147_483_647)]
ElementId = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]
Coordinate = Annotated[float, Meta(ge=-1e7, le=1e7)]


class InvalidElements(ValueError):
    """The message says which element, and what is wrong with it."""


class TooLarge(ValueError):
    """The message says what is over which limit."""


# Which copy is newer --------------------------------------------------------------------------------------------------


class Version(NamedTuple):
    """What tells copies of one element apart; equal versions mean the same copy."""

    number: int
    nonce: int

    def is_newer_than(self, other: "Version | None") -> bool:
        """By the higher number, and of equal numbers by the lower nonce, as in Excalidraw's `reconcileElements`."""
        if other is None or self.number != other.number:
            return other is None or self.number > other.number
        return self.nonce < other.nonce


@dataclass(frozen=True, slots=True)
class Element:
    """One copy of one element. `json` is all of it, `size` that text's length in bytes."""

    id: str
    version: Version
    json: str
    size: int


Scene = Mapping[str, Element]


def merge(scene: Scene, elements: Iterable[Element]) -> dict[str, Element]:
    """The scene with each element's newest copy. The order in which copies come makes no difference."""
    merged = dict(scene)
    for element in elements:
        current = merged.get(element.id)
        if element.version.is_newer_than(None if current is None else current.version):
            merged[element.id] = element
    return merged


def digest(versions: Iterable[tuple[str, Version]]) -> str:
    """Of a whole scene, deleted elements included; the same on both sides exactly when all copies are."""
    lines = "\n".join(f"{id}:{version.number}:{version.nonce}" for id, version in sorted(versions))
    return hashlib.sha256(lines.encode()).hexdigest()


# What an element must be ----------------------------------------------------------------------------------------------


class ElementFields(msgspec.Struct, frozen=True, rename="camel"):
    """What we read of an element."""

    id: ElementId
    type: Literal[
        "rectangle", "diamond", "ellipse", "line", "arrow", "freedraw", "text", "frame", "magicframe"
    ]
    version: Annotated[Count, Meta(ge=1)]
    version_nonce: Annotated[Count, Meta(ge=0)]
    is_deleted: bool
    x: Coordinate
    y: Coordinate
    width: Coordinate
    height: Coordinate
    angle: Coordinate
    # Whoever clicks it goes there, so nothing that runs or reads files.
    link: Annotated[str, Meta(pattern=r"\A(|(?i:https?://|mailto:).*)\Z", max_length=2_000)] | None = None


def read_elements(raw: Sequence[Any]) -> list[Element]:
    """Elements as a client sent them. Raises InvalidElements or TooLarge for all of them if one is not good."""
    if len(raw) > MAX_CHANGE_ELEMENTS:
        raise TooLarge(f"One change holds at most {MAX_CHANGE_ELEMENTS} elements.")
    elements = [_read_element(item, index) for index, item in enumerate(raw)]
    if sum(element.size for element in elements) > MAX_CHANGE_BYTES:
        raise TooLarge(f"One change holds at most {MAX_CHANGE_BYTES} bytes of elements.")
    return elements


def _read_element(raw: Any, index: int) -> Element:
    try:
        fields = msgspec.convert(raw, ElementFields)
        encoded = orjson.dumps(raw)
        json = encoded.decode()
        check_depth(raw, MAX_ELEMENT_DEPTH, text=json)
    except msgspec.ValidationError as error:
        raise InvalidElements(f"Element {index}: {error}.") from None
    except (TypeError, InvalidJSON):
        raise InvalidElements(
            f"Element {index} is nested too deeply, or holds something other than text and numbers."
        ) from None
    if len(encoded) > MAX_ELEMENT_BYTES:
        raise TooLarge(f"Element {index} is larger than {MAX_ELEMENT_BYTES} bytes.")
    return Element(fields.id, Version(fields.version, fields.version_nonce), json, len(encoded))
