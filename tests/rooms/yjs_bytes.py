"""Yjs updates by hand, for what no well-behaved client sends."""

from rooms.document.yjs_encoding import Id

NO_DELETIONS = b"\x00"


def number(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])


def text(value: str) -> bytes:
    return number(len(value.encode())) + value.encode()


def struct(
    content: bytes,
    *,
    kind: int,
    origin: Id | None = None,
    right_origin: Id | None = None,
    root: str = "code",
    key: str | None = None,
) -> bytes:
    """One struct; it names its root only where it has no neighbours."""
    info = kind | (0x80 if origin else 0) | (0x40 if right_origin else 0) | (0x20 if key else 0)
    encoded = bytes([info])
    for id in (origin, right_origin):
        if id is not None:
            encoded += number(id.client) + number(id.clock)
    if origin is None and right_origin is None:
        encoded += b"\x01" + text(root) + (text(key) if key else b"")
    return encoded + content


def typed(
    value: str, *, origin: Id | None = None, right_origin: Id | None = None, root: str = "code"
) -> bytes:
    return struct(text(value), kind=4, origin=origin, right_origin=right_origin, root=root)


def chosen(
    value: str, *, origin: Id | None = None, root: str = "settings", key: str | None = "language"
) -> bytes:
    return struct(b"\x01\x77" + text(value), kind=8, origin=origin, root=root, key=None if origin else key)


def update(*groups: tuple[int, int, list[bytes]], deletions: bytes = NO_DELETIONS) -> bytes:
    """Of groups of client, first clock and structs."""
    encoded = number(len(groups))
    for client, clock, structs in groups:
        encoded += number(len(structs)) + number(client) + number(clock) + b"".join(structs)
    return encoded + deletions


def deleting(client: int, start: int, length: int) -> bytes:
    """The part of an update that deletes one range."""
    return b"\x01" + number(client) + b"\x01" + number(start) + number(length)
