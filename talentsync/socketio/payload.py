"""Payloads of HTTP long-polling: several Engine.IO packets in one body. Pure functions."""

import base64
import binascii
from collections.abc import Iterable

from talentsync.socketio.errors import CodecError

SEPARATOR = "\x1e"
BINARY_PREFIX = "b"
# Of two bytes each, a body of the usual limit would hold half a million.
MAX_PACKETS = 10_000

Frame = str | bytes


def encode_payload(frames: Iterable[Frame]) -> bytes:
    """Encode packets, binary ones as `b` and their Base64 form."""
    return SEPARATOR.join(
        frame if isinstance(frame, str) else BINARY_PREFIX + base64.b64encode(frame).decode()
        for frame in frames
    ).encode()


def decode_payload(body: bytes) -> list[Frame]:
    """Decode the packets of a body. Raises `CodecError`."""
    try:
        parts = body.decode().split(SEPARATOR, MAX_PACKETS)
    except UnicodeDecodeError:
        raise CodecError("payload is not UTF-8") from None
    if len(parts) > MAX_PACKETS:
        raise CodecError("too many packets in one payload")
    return [_decode(part) if part.startswith(BINARY_PREFIX) else part for part in parts]


def _decode(part: str) -> bytes:
    try:
        return base64.b64decode(part[1:], validate=True)
    except (binascii.Error, ValueError):
        raise CodecError("binary packet is not Base64") from None
