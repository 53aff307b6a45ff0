"""The rules of namespaces, events and acknowledgements, message by message."""

from typing import Any

import pytest

from talentsync.socketio import CodecError, DisconnectReason, NamespaceNotConnected, SocketIOOptions
from talentsync.socketio.closing import Closed
from talentsync.socketio.socket_protocol import (
    AcknowledgementReceived,
    ConnectRequested,
    Event,
    EventReceived,
    NamespaceLeft,
    Reply,
    SocketProtocol,
)

NAMESPACES = frozenset({"/", "/side"})
PLACEHOLDERS = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}'


def opened(**options: Any) -> SocketProtocol:
    """A connection that has joined nothing."""
    return SocketProtocol(SocketIOOptions(**options), NAMESPACES)


def joined(*namespaces: str, **options: Any) -> SocketProtocol:
    connection = opened(**options)
    for namespace in namespaces or ("/",):
        connection.receive_text(f"0{namespace},")
        assert connection.accept(namespace, "sid") is not None
    return connection


def reason_of(event: Event | None) -> DisconnectReason | None:
    return event.reason if isinstance(event, Closed) else None


# Grammar --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("frame", ["", "abc", "2{}", "2", '2abc["e"]', '2["connect"]', "3[]", '4{"m":1}'])
def test_malformed_packets_close(frame: str) -> None:
    """Every break of the Socket.IO grammar ends the session, and so does what only servers send."""
    assert reason_of(joined().receive_text(frame)) is DisconnectReason.PARSE_ERROR


def test_closed_connection_ignores_everything() -> None:
    """Frames that were under way when the end came do nothing."""
    connection = joined()
    connection.close()
    assert connection.receive_text('2["e"]') is None
    assert connection.receive_bytes(b"") is None
    assert connection.disconnect("/") is None
    assert not connection.is_connected("/")


# Payload limit ----------------------------------------------------------------------------------------------


def test_attachments_count_together_with_their_text() -> None:
    """Many small frames are no way round the limit."""
    header = f'52-["e",{PLACEHOLDERS}]'
    connection = joined(max_payload_bytes=len(header) + 10)
    connection.receive_text(header)
    assert connection.receive_bytes(b"12345") is None
    assert isinstance(connection.receive_bytes(b"67890"), EventReceived)
    connection.receive_text(header)
    connection.receive_bytes(b"12345")
    assert reason_of(connection.receive_bytes(b"678901")) is DisconnectReason.PAYLOAD_TOO_LARGE


# Namespaces -------------------------------------------------------------------------------------------------


def test_connect_asks_and_accept_answers() -> None:
    """A CONNECT becomes a request with its auth; accepting answers with the sid."""
    connection = opened()
    assert connection.receive_text('0{"token":"t"}') == ConnectRequested("/", {"token": "t"})
    assert not connection.is_connected("/")
    assert connection.accept("/", "abc") == '40{"sid":"abc"}'
    assert connection.is_connected("/")


def test_connect_without_auth() -> None:
    """Auth is optional, and namespaces are separate."""
    assert opened().receive_text("0/side") == ConnectRequested("/side", None)
    assert opened().receive_text("0/side,") == ConnectRequested("/side", None)


def test_unknown_namespace_is_answered() -> None:
    """The client hears of it, and the connection lives."""
    connection = opened()
    assert connection.receive_text("0/nowhere") == Reply('44/nowhere,{"message":"Invalid namespace"}')
    assert not connection.closed


def test_connecting_twice_closes() -> None:
    """A second CONNECT for one namespace is an error while the first is pending, and after."""
    connection = opened()
    connection.receive_text("0")
    assert reason_of(connection.receive_text("0")) is DisconnectReason.PARSE_ERROR
    assert reason_of(joined().receive_text("0")) is DisconnectReason.PARSE_ERROR


def test_refused_client_may_ask_again() -> None:
    """A refusal leaves no trace."""
    connection = opened()
    connection.receive_text("0")
    assert connection.refuse("/", "no", {"code": 1}) == '44{"message":"no","data":{"code":1}}'
    assert connection.receive_text("0") == ConnectRequested("/", None)


def test_unsendable_refusal_changes_nothing() -> None:
    """Data that cannot be encoded leaves the request open for another answer."""
    connection = opened()
    connection.receive_text("0")
    with pytest.raises(CodecError):
        connection.refuse("/", "no", b"bytes")
    assert connection.refuse("/", "no") == '44{"message":"no"}'


@pytest.mark.parametrize("frame", ['2/side,["e"]', "3/side,1[]", "1/side"])
def test_packets_for_a_namespace_that_is_not_connected_close(frame: str) -> None:
    """Nothing is taken for a namespace that was never joined, or whose request is pending."""
    assert reason_of(joined().receive_text(frame)) is DisconnectReason.PARSE_ERROR
    connection = joined()
    connection.receive_text("0/side")
    assert reason_of(connection.receive_text(frame)) is DisconnectReason.PARSE_ERROR


def test_client_leaves_one_namespace() -> None:
    """`41/side` ends that namespace alone, and its packets are errors from then on."""
    connection = joined("/", "/side")
    assert connection.receive_text("1/side,") == NamespaceLeft("/side", DisconnectReason.CLIENT_LEFT)
    assert connection.is_connected("/")
    assert not connection.is_connected("/side")
    assert reason_of(connection.receive_text('2/side,["e"]')) is DisconnectReason.PARSE_ERROR


def test_packets_under_way_to_a_disconnected_namespace_are_dropped() -> None:
    """The client could not know yet, so they are no error; it may join again."""
    connection = joined("/", "/side")
    assert connection.disconnect("/side") == "41/side,"
    assert connection.disconnect("/side") is None
    assert connection.receive_text('2/side,["e"]') is None
    assert connection.receive_text('51-/side,["e",{"_placeholder":true,"num":0}]') is None
    assert connection.receive_bytes(b"late") is None
    assert connection.receive_text("1/side") is None
    assert not connection.closed
    assert connection.receive_text("0/side") == ConnectRequested("/side", None)


def test_answers_after_the_end_are_not_sent() -> None:
    """Accepting or refusing a client that is gone gives no frame."""
    connection = opened()
    connection.receive_text("0")
    connection.close()
    assert connection.accept("/", "sid") is None
    assert connection.refuse("/", "no") is None


# Events and acknowledgements --------------------------------------------------------------------------------


def test_event_with_and_without_id() -> None:
    """An id asks for an answer."""
    connection = joined("/", "/side")
    assert connection.receive_text('2["e",1,{"a":2}]') == EventReceived("/", "e", [1, {"a": 2}], None)
    assert connection.receive_text('2/side,7["e"]') == EventReceived("/side", "e", [], 7)


def test_number_as_event_name() -> None:
    """JavaScript makes no difference between the events 1 and "1"."""
    assert joined().receive_text("2[1]") == EventReceived("/", "1", [], None)


def test_awaited_acknowledgement_arrives_once() -> None:
    """An answer counts the first time, in its own namespace; what nobody waits for is ignored."""
    connection = joined("/", "/side")
    id = connection.await_acknowledgement("/")
    assert connection.receive_text(f"3/side,{id}[1]") is None
    assert connection.receive_text(f'3{id}["yes"]') == AcknowledgementReceived("/", id, ["yes"])
    assert connection.receive_text(f'3{id}["again"]') is None
    assert connection.receive_text("3999[]") is None
    assert not connection.closed


def test_cancelled_acknowledgement_is_ignored() -> None:
    """A late answer finds nobody waiting."""
    connection = joined()
    id = connection.await_acknowledgement("/")
    connection.cancel_acknowledgement("/", id)
    assert connection.receive_text(f"3{id}[]") is None


def test_acknowledgement_ids_are_not_used_again() -> None:
    """An answer from before the client left cannot be taken for one to a later question."""
    connection = joined()
    first = connection.await_acknowledgement("/")
    connection.receive_text("1")
    connection.receive_text("0")
    connection.accept("/", "sid")
    second = connection.await_acknowledgement("/")
    assert first != second
    assert connection.receive_text(f"3{first}[]") is None


def test_asking_needs_a_connected_namespace() -> None:
    """No id is given out for a client that cannot answer."""
    with pytest.raises(NamespaceNotConnected):
        opened().await_acknowledgement("/")


# Binary -----------------------------------------------------------------------------------------------------


def test_binary_event_is_whole_with_its_last_attachment() -> None:
    """Nothing is delivered before."""
    connection = joined()
    assert connection.receive_text(f'52-3["e",{PLACEHOLDERS}]') is None
    assert connection.receive_bytes(b"a") is None
    assert connection.receive_bytes(b"") == EventReceived("/", "e", [b"a", b""], 3)


def test_binary_acknowledgement() -> None:
    """Answers carry bytes as events do."""
    connection = joined()
    id = connection.await_acknowledgement("/")
    connection.receive_text(f'61-{id}[{{"_placeholder":true,"num":0}}]')
    assert connection.receive_bytes(b"a") == AcknowledgementReceived("/", id, [b"a"])


def test_text_between_attachments_closes() -> None:
    """A packet that begins before the last one is whole is an error."""
    connection = joined()
    connection.receive_text(f'52-["e",{PLACEHOLDERS}]')
    assert reason_of(connection.receive_text('2["e"]')) is DisconnectReason.PARSE_ERROR


def test_unannounced_binary_frame_closes() -> None:
    """Bytes belong to a packet."""
    assert reason_of(joined().receive_bytes(b"a")) is DisconnectReason.PARSE_ERROR


def test_illegal_attachment_index_closes() -> None:
    """An index that no attachment has shows when the packet is whole."""
    connection = joined()
    connection.receive_text('51-["e",{"_placeholder":true,"num":1}]')
    assert reason_of(connection.receive_bytes(b"a")) is DisconnectReason.PARSE_ERROR


def test_too_many_attachments_close() -> None:
    """The number is refused before any of them is kept."""
    connection = joined(max_attachments=1)
    assert reason_of(connection.receive_text(f'52-["e",{PLACEHOLDERS}]')) is DisconnectReason.PARSE_ERROR


@pytest.mark.parametrize("name", ["ping_interval_seconds", "max_payload_bytes", "max_queued_events"])
def test_options_must_be_positive(name: str) -> None:
    """A limit of nothing is a mistake in the settings."""
    with pytest.raises(ValueError, match=name):
        SocketIOOptions(**{name: 0})
