"""What the codec writes and reads, and what it refuses."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talentsync.socketio import CodecError, EncodedEvent, encode_event
from talentsync.socketio.codec import (
    attach,
    decode_packet,
    encode_acknowledgement,
    encode_connect,
    encode_connect_error,
    encode_disconnect,
)
from talentsync.socketio.packets import RESERVED_EVENTS, Packet, PacketType

# A busy machine is no reason for a property to fail.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# JSON as JavaScript writes it: any text, lone surrogates included, and the numbers that both sides hold exactly.
texts = st.text(st.characters(codec=None), max_size=20)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
)
keys = texts.filter(lambda key: key != "_placeholder")


def nested(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=8,
    )


json_values = nested(scalars | texts)
values_with_bytes = nested(scalars | texts | st.binary(max_size=20))
event_names = texts.filter(lambda name: name not in RESERVED_EVENTS)
namespaces = st.sampled_from(["/", "/side", "/a/b"])
ids = st.none() | st.integers(0, 2**53 - 1)


def decode_whole(encoded: EncodedEvent) -> Packet:
    packet = decode_packet(encoded.text, 1)
    return attach(packet, encoded.attachments) if packet.attachment_count else packet


@unhurried
@given(event_names, st.lists(json_values, max_size=4), namespaces, ids)
def test_events_round_trip(name: str, arguments: list[Any], namespace: str, id: int | None) -> None:
    """An event is read as it was written, whatever text and numbers it holds."""
    encoded = encode_event(name, *arguments, namespace=namespace, id=id)
    assert encoded.attachments == ()
    assert decode_whole(encoded) == Packet(PacketType.EVENT, namespace, [name, *arguments], id)


@unhurried
@given(event_names, st.lists(values_with_bytes, max_size=3), namespaces, ids)
def test_binary_events_round_trip(name: str, arguments: list[Any], namespace: str, id: int | None) -> None:
    """Bytes anywhere in the arguments come back in their places; more than a client takes are refused."""
    try:
        encoded = encode_event(name, *arguments, namespace=namespace, id=id)
    except CodecError as error:
        assert "attachments" in str(error)  # noqa: PT017 - the other outcome is checked below
        return
    assert decode_whole(encoded) == Packet(PacketType.EVENT, namespace, [name, *arguments], id)


@unhurried
@given(st.lists(values_with_bytes, max_size=3), namespaces, st.integers(0, 2**53 - 1))
def test_acknowledgements_round_trip(values: list[Any], namespace: str, id: int) -> None:
    """Acknowledgements are read as they were written."""
    encoded = encode_acknowledgement(values, id=id, namespace=namespace)
    assert decode_whole(encoded) == Packet(PacketType.ACK, namespace, values, id)


@unhurried
@given(event_names, st.lists(values_with_bytes, max_size=3))
def test_encoded_events_survive_the_channel_layer(name: str, arguments: list[Any]) -> None:
    """`to_message` and `from_message` are each other's inverse."""
    encoded = encode_event(name, *arguments, namespace="/side")
    assert EncodedEvent.from_message(encoded.to_message()) == encoded


packet_like = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from("0123456789x"),
    st.sampled_from(["", "", "1-", "2-", "0-", "-", "99999-", "x-"]),
    st.sampled_from(["", "", "/side,", "/side", "/,", ","]),
    st.sampled_from(["", "", "0", "12", "9007199254740993", "99999999999999999999"]),
    st.one_of(
        json_values.map(json.dumps),
        st.lists(json_values).map(json.dumps),
        st.sampled_from(
            [
                "",
                '["e",{"_placeholder":true,"num":0}]',
                '["e",{"_placeholder":true,"num":1e400}]',
                '["e","\\ud800"]',
                '["e","\\ud800",NaN]',
                '["e","\\ud800",1e999]',
                '["e","\\ud800",' + "9" * 400 + "]",
                "[" * 2000,
                '["\\ud800",' + "[" * 2000,
                '["e",' + "[" * 70 + "]" * 70 + "]",
            ]
        ),
    ),
)


@unhurried
@given(st.one_of(st.text(), packet_like), st.lists(st.binary(max_size=5), max_size=3))
def test_arbitrary_input_raises_only_codec_errors(frame: str, attachments: list[bytes]) -> None:
    """Whatever arrives, it is either a packet or a CodecError; and a packet can be sent on unchanged."""
    try:
        packet = decode_packet(frame)
        if packet.attachment_count or attachments:
            packet = attach(packet, attachments)
    except CodecError:
        return
    if packet.type is not PacketType.EVENT:
        return
    name, *arguments = packet.data
    try:
        encoded = encode_event(name, *arguments, namespace=packet.namespace, id=packet.id)
    except CodecError as error:
        assert "placeholder" in str(error)  # noqa: PT017 - a client may send what looks like one
        return
    again = decode_whole(encoded)
    assert again == packet
    assert encode_event(*again.data, namespace=again.namespace, id=again.id) == encoded


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        (encode_event("hello", 1, namespace="/side", id=12).text, '42/side,12["hello",1]'),
        (encode_event("hello").text, '42["hello"]'),
        (encode_event("hello", b"\x01").text, '451-["hello",{"_placeholder":true,"num":0}]'),
        (encode_event("hello", b"", namespace="/s").text, '451-/s,["hello",{"_placeholder":true,"num":0}]'),
        (encode_acknowledgement([b"\x01"], id=3).text, '461-3[{"_placeholder":true,"num":0}]'),
        (encode_acknowledgement([], id=0).text, "430[]"),
        (encode_connect("/", "abc"), '40{"sid":"abc"}'),
        (encode_connect("/side", "abc"), '40/side,{"sid":"abc"}'),
        (encode_connect_error("/side", "no"), '44/side,{"message":"no"}'),
        (encode_connect_error("/", "no", {"a": 1}), '44{"message":"no","data":{"a":1}}'),
        (encode_disconnect("/"), "41"),
        (encode_disconnect("/side"), "41/side,"),
    ],
)
def test_wire_form(encoded: str, text: str) -> None:
    """Packets look on the wire as the protocol's own examples do."""
    assert encoded == text


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "7",
        "x",
        "2",
        "2{}",
        "2[]",
        '2"text"',
        "2null",
        "2[null]",
        "2[true]",
        "2[1.5]",
        "2[[]]",
        "2abc[]",
        '2["e"]]',
        '2["e",NaN]',
        '21-["e"]',
        '2["e"',
        '5["e"]',
        '50-["e"]',
        '5-["e"]',
        '511-["e"]',
        '5²-["e"]',
        "3[]",
        "31{}",
        "61-[]",
        "0[]",
        "0null",
        "00{}",
        "1{}",
        "11",
        "4",
        '299007199254740993["e"]',
        '29007199254740992["e"]',
        "0/" + "n" * 300,
        *[f'2["{name}"]' for name in sorted(RESERVED_EVENTS)],
    ],
)
def test_malformed_packets_are_refused(frame: str) -> None:
    """Every break of the grammar, and every event name that is not the client's to use, is a CodecError."""
    with pytest.raises(CodecError):
        decode_packet(frame)


@pytest.mark.parametrize("number", ["2", "-1", "0.0", '"0"', "true", "null", "1e400"])
def test_attachment_indexes_are_bounded(number: str) -> None:
    """A placeholder names one of the attachments by its whole number, or the packet is refused."""
    with pytest.raises(CodecError):
        attach(decode_packet(f'52-["e",{{"_placeholder":true,"num":{number}}}]'), [b"a", b"b"])


def test_placeholders_in_plain_events_are_data() -> None:
    """Only binary packets have placeholders."""
    assert decode_packet('2["e",{"_placeholder":true,"num":9}]').data[1] == {"_placeholder": True, "num": 9}


def test_false_placeholders_beside_attachments_are_refused() -> None:
    """A relayed object that looks like a placeholder would break the receiver's connection."""
    with pytest.raises(CodecError, match="placeholder"):
        encode_event("e", {"_placeholder": True, "num": 7}, b"bytes")
    assert encode_event("e", '"_placeholder":true', b"bytes").attachments == (b"bytes",)


@pytest.mark.parametrize("name", sorted(RESERVED_EVENTS))
def test_reserved_names_cannot_be_emitted(name: str) -> None:
    """The client's parser closes the connection on them, so they fail here, where the mistake is."""
    with pytest.raises(CodecError):
        encode_event(name)


@pytest.mark.parametrize("value", [{1, 2}, object(), {b"key": 1}, [b""] * 11, ["\ud800", float("nan")]])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    """Unencodable values, and more attachments than the client accepts, fail at the sender."""
    with pytest.raises(CodecError):
        encode_event("e", value)


def test_circular_data_is_refused() -> None:
    """Data that contains itself fails, whichever encoder meets it."""
    circle: list[Any] = ["\ud800"]
    circle.append(circle)
    with pytest.raises(CodecError):
        encode_event("e", circle)


def test_bytes_like_values_become_attachments() -> None:
    """Bytearray and memoryview travel as bytes do."""
    assert encode_event("e", bytearray(b"a"), memoryview(b"b")).attachments == (b"a", b"b")


def test_depth_is_bounded() -> None:
    """Nesting past the limit is refused, up to it is not, and brackets inside strings do not count."""
    decode_packet('2["e",[[1]]]', max_depth=3)
    decode_packet('2["[[[[[[[["]', max_depth=3)
    with pytest.raises(CodecError, match="deep"):
        decode_packet('2["e",[[[1]]]]', max_depth=3)
    with pytest.raises(CodecError, match="deep"):
        decode_packet('2["e",{"a":{"b":{"c":1}}}]', max_depth=3)


@unhurried
@given(json_values)
def test_both_parsers_read_alike(value: Any) -> None:
    """Text that needs the fallback parser because of a surrogate elsewhere gives the same values."""
    text = json.dumps([value, 2**70, -(2**63), 0.1])
    plain = orjson.loads(json.dumps([2**70, -(2**63), 0.1]))
    assert decode_packet('2["e","\\ud800",' + text + "]").data[2] == [value, *plain]
