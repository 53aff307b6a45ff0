"""The rules of one connection, frame by frame, on a clock that the tests turn."""

from typing import Any

import pytest

from talentsync.socketio import CodecError, DisconnectReason, NamespaceNotConnected, SocketIOOptions
from talentsync.socketio.connection import (
    AcknowledgementReceived,
    Closed,
    Connection,
    ConnectRequested,
    Event,
    EventReceived,
    NamespaceLeft,
    PongReceived,
    Reply,
)

NAMESPACES = frozenset({"/", "/side"})
PLACEHOLDERS = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}'


def opened(**options: Any) -> Connection:
    """A connection that was opened at second 0 and has joined nothing."""
    return Connection(SocketIOOptions(**options), NAMESPACES, now=0.0)


def joined(*namespaces: str, **options: Any) -> Connection:
    connection = opened(**options)
    for namespace in namespaces or ("/",):
        connection.receive_text(f"40{namespace},", 0.0)
        assert connection.accept(namespace, "sid") is not None
    return connection


def reason_of(event: Event | None) -> DisconnectReason | None:
    return event.reason if isinstance(event, Closed) else None


# Heartbeat --------------------------------------------------------------------------------------------------


def test_ping_is_due_after_the_interval() -> None:
    """The server pings, first after one interval."""
    connection = joined()
    assert connection.deadline == 25
    assert connection.tick(24.9) is None
    assert connection.tick(25.0) == Reply("2")
    assert connection.deadline == 45


def test_pong_starts_the_next_interval() -> None:
    """The next ping is due one interval after the pong, not after the ping."""
    connection = joined()
    connection.tick(25.0)
    assert connection.receive_text("3", 30.0) == PongReceived()
    assert connection.deadline == 55
    assert connection.tick(54.9) is None
    assert connection.tick(55.0) == Reply("2")


def test_missing_pong_closes() -> None:
    """A client that does not answer a ping in time is gone, and says so only once."""
    connection = joined()
    connection.tick(25.0)
    assert connection.tick(44.9) is None
    assert reason_of(connection.tick(45.0)) is DisconnectReason.PING_TIMEOUT
    assert connection.closed
    assert connection.tick(46.0) is None


def test_other_frames_do_not_replace_a_pong() -> None:
    """Events show no answer to the ping."""
    connection = joined()
    connection.tick(25.0)
    connection.receive_text('42["e"]', 44.0)
    assert reason_of(connection.tick(45.0)) is DisconnectReason.PING_TIMEOUT


def test_pong_without_ping_changes_nothing() -> None:
    """A pong that nobody asked for does not put the next ping off."""
    connection = joined()
    assert connection.receive_text("3", 20.0) is None
    assert connection.tick(25.0) == Reply("2")


def test_silence_is_excused_while_nobody_reads() -> None:
    """When the server itself left frames unread, the pong gets its whole time again."""
    connection = joined()
    connection.excuse_silence(1.0)
    assert connection.deadline == 25
    connection.tick(25.0)
    connection.excuse_silence(44.0)
    assert connection.tick(45.0) is None
    assert reason_of(connection.tick(64.0)) is DisconnectReason.PING_TIMEOUT


# Connect timeout --------------------------------------------------------------------------------------------


def test_joining_nothing_closes() -> None:
    """A connection that joins no namespace in time is closed, refused attempts or not."""
    connection = opened(connect_timeout_seconds=5)
    connection.receive_text("40", 1.0)
    assert connection.refuse("/", "no") == '44{"message":"no"}'
    assert connection.deadline == 5
    assert reason_of(connection.tick(5.0)) is DisconnectReason.CONNECT_TIMEOUT


def test_joining_lifts_the_connect_timeout() -> None:
    """One joined namespace is enough."""
    connection = joined(connect_timeout_seconds=5)
    assert connection.tick(6.0) is None
    assert connection.deadline == 25


def test_leaving_everything_starts_the_connect_timeout_again() -> None:
    """A connection with nothing joined does not stay for ever."""
    connection = joined("/", "/side", connect_timeout_seconds=5)
    connection.receive_text("41", 10.0)
    assert connection.deadline == 25
    connection.eject("/side", 11.0)
    assert connection.deadline == 16
    assert reason_of(connection.tick(16.0)) is DisconnectReason.CONNECT_TIMEOUT


# Engine.IO packets ------------------------------------------------------------------------------------------


def test_client_may_close() -> None:
    """A `1` ends the session."""
    assert reason_of(joined().receive_text("1", 0.0)) is DisconnectReason.TRANSPORT_CLOSE


def test_noop_is_ignored() -> None:
    """A `6` means nothing."""
    connection = joined()
    assert connection.receive_text("6", 0.0) is None
    assert not connection.closed


@pytest.mark.parametrize("frame", ["", "0", "2", "2probe", "5", "7", "x", "é", " 42"])
def test_other_engine_packets_close(frame: str) -> None:
    """A client neither opens, pings nor upgrades here, and unknown types are errors."""
    assert reason_of(joined().receive_text(frame, 0.0)) is DisconnectReason.PARSE_ERROR


@pytest.mark.parametrize(
    "frame", ["4", "4abc", "42{}", "42", '42abc["e"]', '42["connect"]', "43[]", '44{"m":1}']
)
def test_malformed_packets_close(frame: str) -> None:
    """So does every break of the Socket.IO grammar, and what only servers send."""
    assert reason_of(joined().receive_text(frame, 0.0)) is DisconnectReason.PARSE_ERROR


def test_closed_connection_ignores_everything() -> None:
    """Frames that were under way when the end came do nothing."""
    connection = joined()
    connection.close()
    assert connection.receive_text('42["e"]', 0.0) is None
    assert connection.receive_bytes(b"", 0.0) is None
    assert connection.eject("/", 0.0) is None
    assert not connection.is_connected("/")


# Payload limit ----------------------------------------------------------------------------------------------


def test_text_is_counted_in_utf8_bytes() -> None:
    """maxPayload is bytes on the wire, not characters."""
    frame = '42["e","' + "ü" * 50 + '"]'
    assert isinstance(joined(max_payload_bytes=110).receive_text(frame, 0.0), EventReceived)
    connection = joined(max_payload_bytes=109)
    assert reason_of(connection.receive_text(frame, 0.0)) is DisconnectReason.PAYLOAD_TOO_LARGE


def test_attachments_count_together_with_their_text() -> None:
    """Many small frames are no way round the limit."""
    header = f'452-["e",{PLACEHOLDERS}]'
    connection = joined(max_payload_bytes=len(header) + 10)
    connection.receive_text(header, 0.0)
    assert connection.receive_bytes(b"12345", 0.0) is None
    assert isinstance(connection.receive_bytes(b"67890", 0.0), EventReceived)
    connection.receive_text(header, 0.0)
    connection.receive_bytes(b"12345", 0.0)
    assert reason_of(connection.receive_bytes(b"678901", 0.0)) is DisconnectReason.PAYLOAD_TOO_LARGE


# Namespaces -------------------------------------------------------------------------------------------------


def test_connect_asks_and_accept_answers() -> None:
    """A CONNECT becomes a request with its auth; accepting answers with the sid."""
    connection = opened()
    assert connection.receive_text('40{"token":"t"}', 0.0) == ConnectRequested("/", {"token": "t"})
    assert not connection.is_connected("/")
    assert connection.accept("/", "abc") == '40{"sid":"abc"}'
    assert connection.is_connected("/")


def test_connect_without_auth() -> None:
    """Auth is optional, and namespaces are separate."""
    assert opened().receive_text("40/side", 0.0) == ConnectRequested("/side", None)
    assert opened().receive_text("40/side,", 0.0) == ConnectRequested("/side", None)


def test_unknown_namespace_is_answered() -> None:
    """The client hears of it, and the connection lives."""
    connection = opened()
    assert connection.receive_text("40/nowhere", 0.0) == Reply('44/nowhere,{"message":"Invalid namespace"}')
    assert not connection.closed


def test_connecting_twice_closes() -> None:
    """A second CONNECT for one namespace is an error while the first is pending, and after."""
    connection = opened()
    connection.receive_text("40", 0.0)
    assert reason_of(connection.receive_text("40", 0.0)) is DisconnectReason.PARSE_ERROR
    assert reason_of(joined().receive_text("40", 0.0)) is DisconnectReason.PARSE_ERROR


def test_refused_client_may_ask_again() -> None:
    """A refusal leaves no trace."""
    connection = opened()
    connection.receive_text("40", 0.0)
    assert connection.refuse("/", "no", {"code": 1}) == '44{"message":"no","data":{"code":1}}'
    assert connection.receive_text("40", 0.0) == ConnectRequested("/", None)


def test_unsendable_refusal_changes_nothing() -> None:
    """Data that cannot be encoded leaves the request open for another answer."""
    connection = opened()
    connection.receive_text("40", 0.0)
    with pytest.raises(CodecError):
        connection.refuse("/", "no", b"bytes")
    assert connection.refuse("/", "no") == '44{"message":"no"}'


@pytest.mark.parametrize("frame", ['42/side,["e"]', "43/side,1[]", "41/side"])
def test_packets_for_a_namespace_that_is_not_connected_close(frame: str) -> None:
    """Nothing is taken for a namespace that was never joined, or whose request is pending."""
    assert reason_of(joined().receive_text(frame, 0.0)) is DisconnectReason.PARSE_ERROR
    connection = joined()
    connection.receive_text("40/side", 0.0)
    assert reason_of(connection.receive_text(frame, 0.0)) is DisconnectReason.PARSE_ERROR


def test_client_leaves_one_namespace() -> None:
    """`41/side` ends that namespace alone, and its packets are errors from then on."""
    connection = joined("/", "/side")
    assert connection.receive_text("41/side,", 0.0) == NamespaceLeft("/side", DisconnectReason.CLIENT_LEFT)
    assert connection.is_connected("/")
    assert not connection.is_connected("/side")
    assert reason_of(connection.receive_text('42/side,["e"]', 0.0)) is DisconnectReason.PARSE_ERROR


def test_packets_under_way_to_an_ejected_namespace_are_dropped() -> None:
    """The client could not know yet, so they are no error; it may join again."""
    connection = joined("/", "/side")
    assert connection.eject("/side", 0.0) == "41/side,"
    assert connection.eject("/side", 0.0) is None
    assert connection.receive_text('42/side,["e"]', 0.0) is None
    assert connection.receive_text('451-/side,["e",{"_placeholder":true,"num":0}]', 0.0) is None
    assert connection.receive_bytes(b"late", 0.0) is None
    assert connection.receive_text("41/side", 0.0) is None
    assert not connection.closed
    assert connection.receive_text("40/side", 0.0) == ConnectRequested("/side", None)


def test_answers_after_the_end_are_not_sent() -> None:
    """Accepting or refusing a client that is gone gives no frame."""
    connection = opened()
    connection.receive_text("40", 0.0)
    connection.close()
    assert connection.accept("/", "sid") is None
    assert connection.refuse("/", "no") is None


# Events and acknowledgements --------------------------------------------------------------------------------


def test_event_with_and_without_id() -> None:
    """An id asks for an answer."""
    connection = joined("/", "/side")
    assert connection.receive_text('42["e",1,{"a":2}]', 0.0) == EventReceived("/", "e", [1, {"a": 2}], None)
    assert connection.receive_text('42/side,7["e"]', 0.0) == EventReceived("/side", "e", [], 7)


def test_number_as_event_name() -> None:
    """JavaScript makes no difference between the events 1 and "1"."""
    assert joined().receive_text("42[1]", 0.0) == EventReceived("/", "1", [], None)


def test_awaited_acknowledgement_arrives_once() -> None:
    """An answer counts the first time, in its own namespace; what nobody waits for is ignored."""
    connection = joined("/", "/side")
    id = connection.await_acknowledgement("/")
    assert connection.receive_text(f"43/side,{id}[1]", 0.0) is None
    assert connection.receive_text(f'43{id}["yes"]', 0.0) == AcknowledgementReceived("/", id, ["yes"])
    assert connection.receive_text(f'43{id}["again"]', 0.0) is None
    assert connection.receive_text("43999[]", 0.0) is None
    assert not connection.closed


def test_given_up_acknowledgement_is_ignored() -> None:
    """A late answer finds nobody waiting."""
    connection = joined()
    id = connection.await_acknowledgement("/")
    connection.give_up_acknowledgement("/", id)
    assert connection.receive_text(f"43{id}[]", 0.0) is None


def test_acknowledgement_ids_are_not_used_again() -> None:
    """An answer from before the client left cannot be taken for one to a later question."""
    connection = joined()
    first = connection.await_acknowledgement("/")
    connection.receive_text("41", 0.0)
    connection.receive_text("40", 0.0)
    connection.accept("/", "sid")
    second = connection.await_acknowledgement("/")
    assert first != second
    assert connection.receive_text(f"43{first}[]", 0.0) is None


def test_asking_needs_a_connected_namespace() -> None:
    """No id is given out for a client that cannot answer."""
    with pytest.raises(NamespaceNotConnected):
        opened().await_acknowledgement("/")


# Binary -----------------------------------------------------------------------------------------------------


def test_binary_event_is_whole_with_its_last_attachment() -> None:
    """Nothing is delivered before."""
    connection = joined()
    assert connection.receive_text(f'452-3["e",{PLACEHOLDERS}]', 0.0) is None
    assert connection.receive_bytes(b"a", 0.0) is None
    assert connection.receive_bytes(b"", 0.0) == EventReceived("/", "e", [b"a", b""], 3)


def test_binary_acknowledgement() -> None:
    """Answers carry bytes as events do."""
    connection = joined()
    id = connection.await_acknowledgement("/")
    connection.receive_text(f'461-{id}[{{"_placeholder":true,"num":0}}]', 0.0)
    assert connection.receive_bytes(b"a", 0.0) == AcknowledgementReceived("/", id, [b"a"])


def test_heartbeat_may_come_between_attachments() -> None:
    """Only Socket.IO packets must not interrupt each other."""
    connection = joined()
    connection.tick(25.0)
    connection.receive_text(f'452-["e",{PLACEHOLDERS}]', 25.0)
    assert connection.receive_text("3", 25.0) == PongReceived()
    connection.receive_bytes(b"a", 25.0)
    assert connection.receive_bytes(b"b", 25.0) == EventReceived("/", "e", [b"a", b"b"], None)


def test_text_between_attachments_closes() -> None:
    """A packet that begins before the last one is whole is an error."""
    connection = joined()
    connection.receive_text(f'452-["e",{PLACEHOLDERS}]', 0.0)
    assert reason_of(connection.receive_text('42["e"]', 0.0)) is DisconnectReason.PARSE_ERROR


def test_unannounced_binary_frame_closes() -> None:
    """Bytes belong to a packet."""
    assert reason_of(joined().receive_bytes(b"a", 0.0)) is DisconnectReason.PARSE_ERROR


def test_illegal_attachment_index_closes() -> None:
    """An index that no attachment has shows when the packet is whole."""
    connection = joined()
    connection.receive_text('451-["e",{"_placeholder":true,"num":1}]', 0.0)
    assert reason_of(connection.receive_bytes(b"a", 0.0)) is DisconnectReason.PARSE_ERROR


def test_too_many_attachments_close() -> None:
    """The number is refused before any of them is kept."""
    connection = joined(max_attachments=1)
    assert (
        reason_of(connection.receive_text(f'452-["e",{PLACEHOLDERS}]', 0.0)) is DisconnectReason.PARSE_ERROR
    )


@pytest.mark.parametrize("name", ["ping_interval_seconds", "max_payload_bytes", "max_queued_events"])
def test_options_must_be_positive(name: str) -> None:
    """A limit of nothing is a mistake in the settings."""
    with pytest.raises(ValueError, match=name):
        SocketIOOptions(**{name: 0})
