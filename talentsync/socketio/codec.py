"""Encoding and decoding of Socket.IO packets. Pure functions: no input or output, no state.

Decoding raises nothing but `CodecError`, whatever arrives. The grammar is
`4<type>[<attachments>-][<namespace>,][<id>][<json>]`, followed by one binary frame for each attachment.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

import orjson

from talentsync.lib.json import InvalidJSON, check_depth, decode_json
from talentsync.socketio.errors import CodecError
from talentsync.socketio.packets import (
    CLIENT_MAX_ATTACHMENTS,
    DEFAULT_NAMESPACE,
    RESERVED_EVENTS,
    EncodedEvent,
    EngineType,
    Packet,
    PacketType,
)

MAX_DEPTH = 64

# 16 digits hold every integer that JavaScript counts exactly; no namespace worth a name is longer than 255.
_HEADER = re.compile(
    r"(?P<type>[0-6])(?:(?P<attachments>[0-9]{1,4})-)?(?:(?P<namespace>/[^,]{0,255})(?:,|\Z))?(?P<id>[0-9]{1,16})?"
)
# Tuples, because an enum member hashes in Python code and compares in C: every frame passes here.
_PACKET_TYPES = tuple(PacketType)
_HEADS = tuple(f"{EngineType.MESSAGE.value}{packet_type.value}" for packet_type in PacketType)
_ACK_TYPES = (PacketType.ACK, PacketType.BINARY_ACK)
_EVENT_TYPES = (PacketType.EVENT, PacketType.BINARY_EVENT)
_BINARY_TYPES = (PacketType.BINARY_EVENT, PacketType.BINARY_ACK)
_MAX_ID = 2**53 - 1
_PLACEHOLDER_TEXT = '"_placeholder":true'


def decode_packet(
    frame: str,
    start: int = 0,
    *,
    max_attachments: int = CLIENT_MAX_ATTACHMENTS,
    max_depth: int = MAX_DEPTH,
) -> Packet:
    """Read the packet that begins at `start` of a text frame (1 skips Engine.IO's `4` without copying the
    frame).

    A packet with `attachment_count` above zero is whole only after `attach`.
    """
    header = _HEADER.match(frame, start)
    if header is None:
        raise CodecError("unknown packet type")
    type_text, attachments_text, namespace, id_text = header.groups()
    packet_type = _PACKET_TYPES[int(type_text)]
    attachment_count = _attachment_count(packet_type, attachments_text, max_attachments)
    packet_id = _packet_id(packet_type, id_text)
    end = header.end()
    data = None
    if end < len(frame):
        try:
            data = decode_json(frame[end:])
            check_depth(data, max_depth, text=frame)
        except InvalidJSON as error:
            raise CodecError(str(error)) from None
        if data is None:
            raise CodecError("payload is null")
    if packet_type in _EVENT_TYPES:
        _check_event(data)
    else:
        _check_payload(packet_type, data)
    return Packet(packet_type, namespace or DEFAULT_NAMESPACE, data, packet_id, attachment_count)


def attach(packet: Packet, attachments: Sequence[bytes]) -> Packet:
    """Put the binary frames that followed `packet`, as `decode_packet` gave it, in the places of their
    placeholders.
    """
    if len(attachments) != packet.attachment_count:
        raise CodecError("wrong number of attachments")
    plain = PacketType.EVENT if packet.type is PacketType.BINARY_EVENT else PacketType.ACK
    return Packet(plain, packet.namespace, _fill(packet.data, attachments), packet.id)


def encode_event(
    event: str, *arguments: Any, namespace: str = DEFAULT_NAMESPACE, id: int | None = None
) -> EncodedEvent:
    """Encode an event once, for any number of receivers. Bytes anywhere in the arguments become attachments.

    Raises `CodecError` for a reserved name, for values that JSON cannot hold, for more attachments than the
    client accepts, and for data that looks like a placeholder beside real ones (the receiver would mistake it
    for one).
    """
    if event in RESERVED_EVENTS:
        raise CodecError(f"{event!r} is not a possible event name")
    return _encode(PacketType.EVENT, namespace, [event, *arguments], id)


def encode_acknowledgement(
    values: Sequence[Any], *, id: int, namespace: str = DEFAULT_NAMESPACE
) -> EncodedEvent:
    """Encode the answer to the event with the number `id`."""
    if values == ({},):
        # What most events are answered with.
        return EncodedEvent(f"{_head(PacketType.ACK, namespace, 0, id)}[{{}}]", (), namespace)
    return _encode(PacketType.ACK, namespace, list(values), id)


def encode_connect(namespace: str, sid: str) -> str:
    """The answer that lets a client into a namespace."""
    return _encode(PacketType.CONNECT, namespace, {"sid": sid}).text


def encode_connect_error(namespace: str, message: str, data: Any = None) -> str:
    """The answer that keeps a client out of a namespace; `data` is left out when None."""
    payload = {"message": message} if data is None else {"message": message, "data": data}
    encoded = _encode(PacketType.CONNECT_ERROR, namespace, payload)
    if encoded.attachments:
        raise CodecError("a refusal cannot carry binary data")
    return encoded.text


def encode_disconnect(namespace: str) -> str:
    """The frame that puts a client out of a namespace."""
    return _head(PacketType.DISCONNECT, namespace)


def _attachment_count(packet_type: PacketType, text: str | None, maximum: int) -> int:
    if packet_type not in _BINARY_TYPES:
        if text is not None:
            raise CodecError("attachments on a packet type that has none")
        return 0
    count = int(text) if text is not None else 0
    if not 1 <= count <= maximum:
        raise CodecError("illegal number of attachments")
    return count


def _packet_id(packet_type: PacketType, text: str | None) -> int | None:
    if text is None:
        if packet_type in _ACK_TYPES:
            raise CodecError("acknowledgement without an id")
        return None
    packet_id = int(text)
    if packet_type not in _EVENT_TYPES + _ACK_TYPES or packet_id > _MAX_ID:
        raise CodecError("illegal packet id")
    return packet_id


def _check_event(data: Any) -> None:
    if not isinstance(data, list) or not data:
        raise CodecError("event without a name")
    name = data[0]
    if type(name) is int:
        # JavaScript's emitters look handlers up by property name, so 1 and "1" are one event there.
        data[0] = str(name)
    elif not isinstance(name, str) or name in RESERVED_EVENTS:
        raise CodecError("illegal event name")


def _check_payload(packet_type: PacketType, data: Any) -> None:
    if packet_type in _ACK_TYPES:
        valid = isinstance(data, list)
    elif packet_type is PacketType.CONNECT:
        valid = data is None or isinstance(data, dict)
    elif packet_type is PacketType.DISCONNECT:
        valid = data is None
    else:
        valid = isinstance(data, (str, dict))
    if not valid:
        raise CodecError("illegal payload for the packet type")


def _fill(value: Any, attachments: Sequence[bytes]) -> Any:
    if isinstance(value, list):
        return [_fill(item, attachments) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("_placeholder") is not True:
        return {key: _fill(item, attachments) for key, item in value.items()}
    number = value.get("num")
    if type(number) is not int or not 0 <= number < len(attachments):
        raise CodecError("illegal attachment index")
    return attachments[number]


def _head(packet_type: PacketType, namespace: str, attachment_count: int = 0, id: int | None = None) -> str:
    count = f"{attachment_count}-" if attachment_count else ""
    place = f"{namespace}," if namespace != DEFAULT_NAMESPACE else ""
    return f"{_HEADS[packet_type]}{count}{place}{'' if id is None else id}"


def _encode(packet_type: PacketType, namespace: str, data: Any, id: int | None = None) -> EncodedEvent:
    attachments: list[bytes] = []

    def extract(value: Any) -> dict[str, Any]:
        if not isinstance(value, (bytes, bytearray, memoryview)):
            raise TypeError(f"{type(value).__name__} has no JSON form")
        attachments.append(bytes(value))
        return {"_placeholder": True, "num": len(attachments) - 1}

    try:
        payload = orjson.dumps(data, default=extract).decode()
    except TypeError:
        # orjson refuses lone surrogates, keys that are not strings and integers past 64 bits; JavaScript does
        # not.
        attachments.clear()
        try:
            payload = json.dumps(data, default=extract, separators=(",", ":"), allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise CodecError(f"cannot be encoded: {error}") from error
    if not attachments:
        return EncodedEvent(f"{_head(packet_type, namespace, 0, id)}{payload}", (), namespace)
    if len(attachments) > CLIENT_MAX_ATTACHMENTS:
        raise CodecError("more attachments than the client accepts")
    # Quotes inside strings are escaped, so this text occurs only where a key really is one.
    if payload.count(_PLACEHOLDER_TEXT) != len(attachments):
        raise CodecError("data holds a placeholder of its own beside attachments")
    binary_type = PacketType.BINARY_EVENT if packet_type is PacketType.EVENT else PacketType.BINARY_ACK
    head = _head(binary_type, namespace, len(attachments), id)
    return EncodedEvent(f"{head}{payload}", tuple(attachments), namespace)
