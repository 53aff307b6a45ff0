"""Bodies of HTTP long-polling."""

import pytest

from talentsync.socketio import CodecError
from talentsync.socketio.payload import MAX_PACKETS, decode_payload, encode_payload


def test_packets_are_separated() -> None:
    """By one character that JSON never holds as it is."""
    assert encode_payload(["4hello", "2", "4größe"]) == "4hello\x1e2\x1e4größe".encode()
    assert decode_payload("4hello\x1e2\x1e4größe".encode()) == ["4hello", "2", "4größe"]


def test_binary_packets_are_base64() -> None:
    """With a `b` before."""
    assert encode_payload(["4hello", b"\x01\x02\x03\x04", b""]) == b"4hello\x1ebAQIDBA==\x1eb"
    assert decode_payload(b"4hello\x1ebAQIDBA==\x1eb") == ["4hello", b"\x01\x02\x03\x04", b""]


def test_empty_packets_are_left_to_the_session() -> None:
    """Which has no type for them."""
    assert decode_payload(b"") == [""]
    assert decode_payload(b"4a\x1e") == ["4a", ""]


@pytest.mark.parametrize("body", [b"\xff", b"b!", b"bA", b"4a\x1ebAQID BA==", "b\u00e9".encode()])
def test_malformed_bodies(body: bytes) -> None:
    """Neither UTF-8 nor Base64 is guessed."""
    with pytest.raises(CodecError):
        decode_payload(body)


def test_number_of_packets_is_bounded() -> None:
    """A body of separators would cost far more than its size."""
    assert len(decode_payload(b"\x1e".join([b"6"] * MAX_PACKETS))) == MAX_PACKETS
    with pytest.raises(CodecError):
        decode_payload(b"\x1e".join([b"6"] * (MAX_PACKETS + 1)))
