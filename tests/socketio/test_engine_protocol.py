"""The rules of one Engine.IO session, packet by packet, on a clock that the tests turn."""

import json
from typing import Any

import pytest

from talentsync.socketio import DisconnectReason, SocketIOOptions
from talentsync.socketio.closing import Closed
from talentsync.socketio.engine_protocol import EngineProtocol, PongReceived


def opened(**options: Any) -> EngineProtocol:
    """A session that was opened at second 0."""
    return EngineProtocol(SocketIOOptions(**options), now=0.0)


def reason_of(event: object) -> DisconnectReason | None:
    return event.reason if isinstance(event, Closed) else None


# Open ------------------------------------------------------------------------------------------------------


def test_open_packet() -> None:
    """It holds exactly what clients know, times in milliseconds."""
    options = {"ping_interval_seconds": 2.5, "ping_timeout_seconds": 1.25, "max_payload_bytes": 4321}
    packet = opened(**options).open_packet("abc", ["websocket"])
    assert packet[0] == "0"
    assert json.loads(packet[1:]) == {
        "sid": "abc",
        "upgrades": ["websocket"],
        "pingInterval": 2500,
        "pingTimeout": 1250,
        "maxPayload": 4321,
    }


# Heartbeat -------------------------------------------------------------------------------------------------


def test_ping_is_due_after_the_interval() -> None:
    """The server pings, first after one interval."""
    session = opened()
    assert session.deadline == 25
    assert session.tick(24.9) is None
    assert session.tick(25.0) == "2"
    assert session.deadline == 45


def test_pong_starts_the_next_interval() -> None:
    """The next ping is due one interval after the pong, not after the ping."""
    session = opened()
    session.tick(25.0)
    assert session.receive_text("3", 30.0) == PongReceived()
    assert session.deadline == 55
    assert session.tick(54.9) is None
    assert session.tick(55.0) == "2"


def test_missing_pong_closes() -> None:
    """A client that does not answer a ping in time is gone, and says so only once."""
    session = opened()
    session.tick(25.0)
    assert session.tick(44.9) is None
    assert reason_of(session.tick(45.0)) is DisconnectReason.PING_TIMEOUT
    assert session.closed
    assert session.tick(46.0) is None


def test_late_ping_has_its_whole_time() -> None:
    """A ping that we sent late does not shorten the client's time to answer it."""
    session = opened()
    session.tick(30.0)
    assert session.tick(49.9) is None
    assert reason_of(session.tick(50.0)) is DisconnectReason.PING_TIMEOUT


def test_other_packets_do_not_replace_a_pong() -> None:
    """Messages show no answer to the ping."""
    session = opened()
    session.tick(25.0)
    session.receive_text("4hello", 44.0)
    assert reason_of(session.tick(45.0)) is DisconnectReason.PING_TIMEOUT


def test_pong_without_ping_changes_nothing() -> None:
    """A pong that nobody asked for does not put the next ping off."""
    session = opened()
    assert session.receive_text("3", 20.0) is None
    assert session.tick(25.0) == "2"


def test_time_in_which_nobody_read_is_given_back() -> None:
    """What we held up ourselves, and not a second more."""
    session = opened()
    session.extend_pong_deadline(10.0)
    assert session.deadline == 25
    session.tick(25.0)
    session.extend_pong_deadline(10.0)
    assert session.tick(54.9) is None
    assert reason_of(session.tick(55.0)) is DisconnectReason.PING_TIMEOUT


# Packets ---------------------------------------------------------------------------------------------------


def test_messages() -> None:
    """Text comes without its type, bytes have none."""
    session = opened()
    assert session.receive_text("4hello", 0.0) == "hello"
    assert session.receive_text("4", 0.0) == ""
    assert session.receive_bytes(b"\x04") == b"\x04"


def test_client_may_close() -> None:
    """A `1` ends the session."""
    assert reason_of(opened().receive_text("1", 0.0)) is DisconnectReason.TRANSPORT_CLOSE


def test_noop_is_ignored() -> None:
    """A `6` means nothing."""
    session = opened()
    assert session.receive_text("6", 0.0) is None
    assert not session.closed


@pytest.mark.parametrize("packet", ["", "0", "2", "2probe", "5", "7", "x", "é", " 4"])
def test_other_packets_close(packet: str) -> None:
    """A client neither opens nor pings, probes only on another transport, and unknown types are errors."""
    assert reason_of(opened().receive_text(packet, 0.0)) is DisconnectReason.PARSE_ERROR


def test_closed_session_ignores_everything() -> None:
    """Packets that were under way when the end came do nothing."""
    session = opened()
    session.close()
    assert session.receive_text("4hello", 0.0) is None
    assert session.receive_bytes(b"") is None
    assert session.tick(1000.0) is None


def test_text_is_counted_in_utf8_bytes() -> None:
    """MaxPayload is bytes on the wire, not characters."""
    packet = "4" + "ü" * 50
    assert opened(max_payload_bytes=101).receive_text(packet, 0.0) == "ü" * 50
    too_large = opened(max_payload_bytes=100).receive_text(packet, 0.0)
    assert reason_of(too_large) is DisconnectReason.PAYLOAD_TOO_LARGE


def test_binary_packets_have_the_same_limit() -> None:
    """The limit is the session's, not one of text."""
    assert reason_of(opened(max_payload_bytes=3).receive_bytes(b"1234")) is DisconnectReason.PAYLOAD_TOO_LARGE
