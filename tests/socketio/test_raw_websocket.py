"""What a client can do that the stock one never does, over a real WebSocket."""

import queue
import socket
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from talentsync.socketio import DisconnectReason
from talentsync.socketio.engine_protocol import EngineProtocol
from tests.socketio.conftest import Connect
from tests.socketio.server import PATIENCE_SECONDS, Serve


def receive(websocket: ClientConnection) -> str | bytes:
    """The next frame that is not a ping."""
    while True:
        frame = websocket.recv(PATIENCE_SECONDS)
        if frame != "2":
            return frame


def close_code(websocket: ClientConnection) -> int:
    """The code that the server closes with, other frames passed over."""
    with suppress(ConnectionClosed):
        while True:
            websocket.recv(PATIENCE_SECONDS)
    code = websocket.close_code
    assert code is not None
    return code


def open_websocket(client: socket.socket) -> None:
    """Open a WebSocket; what follows the server's answer is not read."""
    client.sendall(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
        b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += client.recv(1)


def read_all(client: socket.socket) -> None:
    """Read until the server closes the connection."""
    while client.recv(1_000_000):
        pass


def client_frame(text: str) -> bytes:
    """A text frame of up to 125 bytes, masked with zeros."""
    return bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text.encode()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("4abc", 4002),
        ("42{}", 4002),
        ('42abc["e"]', 4002),
        ('42["disconnect"]', 4002),
        ('42/side,["e"]', 4002),
        ("40", 4002),
        ("2", 4002),
        ("x", 4002),
        ("", 4002),
        (b"unannounced", 4002),
        ("1", 1000),
        ("4" + "x" * 2000, 4009),
    ],
)
def test_bad_frames_close(serve: Serve, joined: Connect, frame: str | bytes, code: int) -> None:
    """The server says why with its close code, tells the consumer once, and leaves no task behind."""
    server = serve(max_payload_bytes=1000)
    websocket = joined(server)
    websocket.send(frame)
    assert close_code(websocket) == code
    assert server.journal.wait_for("disconnect")[1] == "/"
    assert server.journal.wait_for("over") == ("over", [])
    assert server.journal.rest() in ([], [("hung up",)])


def test_bad_client_harms_nobody_else(serve: Serve, joined: Connect) -> None:
    """Other connections go on."""
    server = serve()
    good, bad = joined(server), joined(server)
    bad.send("4abc")
    close_code(bad)
    good.send('421["echo","fine"]')
    assert receive(good) == '431["fine"]'


def test_joining_nothing_closes(serve: Serve, raw: Connect) -> None:
    """The connect timeout needs no frame from the client."""
    server = serve(connect_timeout_seconds=0.05)
    assert close_code(raw(server)) == 4008
    assert server.journal.wait_for("over") == ("over", [])


def test_silence_closes(serve: Serve, joined: Connect) -> None:
    """A client that leaves a ping unanswered gets a close frame at once."""
    server = serve(ping_interval_seconds=0.2, ping_timeout_seconds=0.2)
    assert close_code(joined(server)) == 4008
    assert server.journal.wait_for("disconnect")[2] is DisconnectReason.PING_TIMEOUT
    assert server.journal.wait_for("over") == ("over", [])


def test_lost_socket_disconnects(serve: Serve, joined: Connect) -> None:
    """A socket that vanishes without a close frame ends the namespace."""
    server = serve()
    joined(server).socket.shutdown(socket.SHUT_RDWR)
    assert server.journal.wait_for("disconnect")[2] is DisconnectReason.TRANSPORT_CLOSE
    assert server.journal.wait_for("over") == ("over", [])


@pytest.mark.parametrize(
    ("code", "reason"),
    [(1000, DisconnectReason.TRANSPORT_CLOSE), (1001, DisconnectReason.PAGE_GONE)],
)
def test_a_page_that_goes_is_told_apart(
    serve: Serve, joined: Connect, code: int, reason: DisconnectReason
) -> None:
    """By the code with which browsers close a WebSocket whose page they leave."""
    server = serve()
    joined(server).close(code=code)
    assert server.journal.wait_for("disconnect")[2] is reason


def test_events_before_the_close_are_handled(serve: Serve, joined: Connect) -> None:
    """What a client says last is heard, then it is disconnected: in this order."""
    server = serve()
    websocket = joined(server)
    websocket.send('42["wait","last words"]')
    websocket.send('42["goodbye"]')
    websocket.close()
    server.journal.gate.set()
    server.journal.wait_for("waited")
    assert server.journal.wait_for("event")[2] == "goodbye"
    assert server.journal.wait_for("disconnect")[2] is DisconnectReason.TRANSPORT_CLOSE


def test_hooks_run_one_at_a_time(serve: Serve, joined: Connect) -> None:
    """An event waits until the hook before it is done."""
    server = serve()
    websocket = joined(server)
    server.journal.wait_for("connect")
    websocket.send('42["wait","first"]')
    websocket.send('42["echo","second"]')
    server.journal.wait_for("event", "/", "wait")
    assert server.journal.rest() == []
    server.journal.gate.set()
    assert receive(websocket) == '42["echo","second"]'
    assert [entry[0] for entry in server.journal.rest()] == ["waited", "event"]


def test_busy_hook_does_not_stop_the_heartbeat(serve: Serve, joined: Connect) -> None:
    """Pings go out and pongs count while a hook is busy."""
    server = serve(ping_interval_seconds=0.02, ping_timeout_seconds=PATIENCE_SECONDS)
    websocket = joined(server)
    websocket.send('42["wait","busy"]')
    websocket.send('42["echo","after"]')
    for _ in range(5):
        assert websocket.recv(PATIENCE_SECONDS) == "2"
        websocket.send("3")
    server.journal.gate.set()
    assert receive(websocket) == '42["echo","after"]'


def test_client_is_not_blamed_for_what_nobody_reads(
    serve: Serve, joined: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a busy hook and a full queue the server stops reading, pongs too, and then excuses their absence."""
    excuses: queue.Queue[float] = queue.Queue()
    extend_pong_deadline = EngineProtocol.extend_pong_deadline

    def record(protocol: EngineProtocol, seconds: float) -> None:
        excuses.put(seconds)
        extend_pong_deadline(protocol, seconds)

    monkeypatch.setattr(EngineProtocol, "extend_pong_deadline", record)
    server = serve(ping_interval_seconds=0.1, ping_timeout_seconds=0.4, max_queued_events=2)
    websocket = joined(server)
    websocket.send('42["wait","busy"]')
    for number in range(5):
        websocket.send(f'42["echo",{number}]')
    websocket.send("3")
    for _ in range(2):
        excuses.get(timeout=PATIENCE_SECONDS)
    server.journal.gate.set()
    assert [receive(websocket) for _ in range(5)] == [f'42["echo",{number}]' for number in range(5)]


def test_disconnected_client_is_not_heard_any_more(serve: Serve, joined: Connect) -> None:
    """Events that came before it was put out but were not handled yet are dropped; the rest of the order holds."""
    server = serve()
    websocket = joined(server)
    websocket.send('42["wait"]')
    websocket.send('42["put_me_out"]')
    websocket.send('42["echo","too late"]')
    server.journal.wait_for("event", "/", "wait")
    server.journal.gate.set()
    assert receive(websocket) == "41"
    assert server.journal.wait_until("disconnect") == [
        ("waited",),
        ("event", "/", "put_me_out", []),
        ("disconnect", "/", DisconnectReason.SERVER_LEFT),
    ]
    websocket.send("40")
    assert str(receive(websocket)).startswith('40{"sid":')
    websocket.send('42["echo","again"]')
    assert receive(websocket) == '42["echo","again"]'
    assert server.journal.wait_for("event")[3] == ["again"]


def test_closed_connection_is_not_heard_any_more(serve: Serve, joined: Connect) -> None:
    """The same for a connection that the server closed."""
    server = serve()
    websocket = joined(server)
    websocket.send('42["wait"]')
    websocket.send('42["close"]')
    websocket.send('42["echo","too late"]')
    server.journal.wait_for("event", "/", "wait")
    server.journal.gate.set()
    assert close_code(websocket) == 1000
    assert server.journal.wait_until("over") == [
        ("waited",),
        ("event", "/", "close", []),
        ("disconnect", "/", DisconnectReason.SERVER_CLOSE),
        ("over", []),
    ]


def test_call_ends_with_the_connection(serve: Serve, joined: Connect) -> None:
    """Whoever waits for an answer hears at once that it cannot come."""
    server = serve()
    websocket = joined(server)
    websocket.send(f'42["ask",{PATIENCE_SECONDS * 10},"question"]')
    assert receive(websocket) == '420["question"]'
    websocket.close()
    assert server.journal.wait_for("unanswered") == ("unanswered", "NamespaceNotConnected")


def test_call_ends_with_the_namespace(serve: Serve, joined: Connect) -> None:
    """The same when the client only leaves the namespace."""
    server = serve()
    websocket = joined(server)
    websocket.send(f'42["ask",{PATIENCE_SECONDS * 10},"question"]')
    receive(websocket)
    websocket.send("41")
    assert server.journal.wait_for("unanswered") == ("unanswered", "NamespaceNotConnected")


def test_client_that_reads_nothing_is_cut_off(serve: Serve, joined: Connect) -> None:
    """Once too much waits for it, whatever it sent meanwhile; hooks that send to it wait for nothing."""
    server = serve(max_outbox_bytes=2_000_000, max_queued_events=2)
    websocket = joined(server)
    websocket.send('42["flood"]')
    # On a fast machine the server has cut it off before it has said everything.
    with suppress(ConnectionClosed):
        for number in range(50):
            websocket.send(f'42["echo",{number}]')
    server.journal.wait_for("flooding")
    server.journal.wait_for("flooded")
    assert server.journal.wait_for("disconnect")[2] is DisconnectReason.TOO_SLOW
    assert server.journal.wait_for("over") == ("over", [])
    assert close_code(websocket) == 1006


def test_silent_client_with_a_full_pipe_is_cut_off(serve: Serve) -> None:
    """The ping never reaches a client that reads nothing, and the TCP connection does not wait for it either."""
    server = serve(ping_interval_seconds=0.3, ping_timeout_seconds=0.3, max_outbox_bytes=500_000_000)
    with socket.create_connection(server.socket_address, PATIENCE_SECONDS) as client:
        open_websocket(client)
        client.sendall(client_frame("40"))
        server.journal.wait_for("connected")
        client.sendall(client_frame('42["flood"]'))
        assert server.journal.wait_for("disconnect")[2] is DisconnectReason.PING_TIMEOUT
        assert server.journal.wait_for("over") == ("over", [])
        with pytest.raises(ConnectionResetError):
            read_all(client)


def test_server_stop_disconnects(serve: Serve, joined: Connect) -> None:
    """When uvicorn stops, every consumer hears the reason."""
    server = serve()
    joined(server)
    server.begin_stop()
    assert server.journal.wait_for("disconnect")[2] is DisconnectReason.SERVER_SHUTDOWN
    assert server.journal.wait_for("over") == ("over", [])


def test_layer_messages_reach_their_handlers(
    serve: Serve, joined: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    """Handlers are named after message types; one that is missing is logged and harms nothing."""
    server = serve()
    websocket = joined(server)
    websocket.send('42["send_layer_message","no.such.handler"]')
    websocket.send('42["send_layer_message","test.note"]')
    note: tuple[Any, ...] = server.journal.wait_for("note")
    assert note[1]["type"] == "test.note"
    assert "no.such.handler" in caplog.text
