"""HTTP long-polling, request by request, and the upgrade to a WebSocket."""

import http.client
import json
import logging
import queue
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from talentsync.socketio import DisconnectReason
from tests.socketio.server import PATIENCE_SECONDS, Serve, Server

SEPARATOR = "\x1e"
UNKNOWN_SID = (400, '{"code":1,"message":"Session ID unknown"}')
BAD_REQUEST = (400, '{"code":3,"message":"Bad request"}')
Answer = tuple[int, str]


class Poller:
    """A client that does nothing by itself. `base` holds the query without a session."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.query = "EIO=4&transport=polling"
        self.sid = ""

    def request(self, method: str, body: str | bytes | None = None, query: str | None = None) -> Answer:
        connection = http.client.HTTPConnection(self.server.address, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, f"/socket.io/?{self.query if query is None else query}", body)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def open(self) -> dict[str, Any]:
        status, payload = self.request("GET")
        assert (status, payload[0]) == (200, "0")
        opening: dict[str, Any] = json.loads(payload[1:])
        self.sid = opening["sid"]
        self.query += f"&sid={self.sid}"
        return opening

    def join(self) -> None:
        self.open()
        assert self.post("40") == (200, "ok")
        assert self.poll()[1].startswith('40{"sid":')

    def poll(self) -> Answer:
        return self.request("GET")

    def post(self, body: str | bytes) -> Answer:
        return self.request("POST", body)

    def poll_meanwhile(self) -> "queue.Queue[Answer]":
        """Poll in another thread; the answer comes through the queue."""
        answers: queue.Queue[Answer] = queue.Queue()
        threading.Thread(target=lambda: answers.put(self.poll()), daemon=True).start()
        return answers

    def wait_until_polled(self) -> None:
        """Until the server has taken the poll of `poll_meanwhile`."""
        session = self.server.engine._sessions[self.sid]
        deadline = threading.Event()
        while not session.transport.is_polled:  # type: ignore[attr-defined]
            deadline.wait(0.001)

    def websocket(self) -> ClientConnection:
        url = f"{self.server.websocket_url}&sid={self.sid}"
        return connect(url, compression=None, proxy=None, ping_interval=None, close_timeout=0.1)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def text(websocket: ClientConnection) -> str:
    return str(websocket.recv(PATIENCE_SECONDS))


def upgraded(poller: Poller, stack: ExitStack) -> ClientConnection:
    websocket = stack.enter_context(poller.websocket())
    websocket.send("2probe")
    assert text(websocket) == "3probe"
    websocket.send("5")
    return websocket


# Opening ---------------------------------------------------------------------------------------------------


def test_open_packet_offers_the_upgrade(serve: Serve) -> None:
    """The one way in which it differs from a WebSocket's."""
    opening = Poller(serve(max_payload_bytes=4321)).open()
    assert sorted(opening) == ["maxPayload", "pingInterval", "pingTimeout", "sid", "upgrades"]
    assert opening["upgrades"] == ["websocket"]
    assert opening["maxPayload"] == 4321


@pytest.mark.parametrize(
    ("method", "query", "answer"),
    [
        ("GET", "EIO=3&transport=polling", {"code": 5, "message": "Unsupported protocol version"}),
        ("GET", "transport=polling", {"code": 5, "message": "Unsupported protocol version"}),
        ("GET", "EIO=4", {"code": 0, "message": "Transport unknown"}),
        ("GET", "EIO=4&transport=abc", {"code": 0, "message": "Transport unknown"}),
        ("GET", "EIO=4&transport=websocket", {"code": 3, "message": "Bad request"}),
        ("POST", "EIO=4&transport=polling", {"code": 2, "message": "Bad handshake method"}),
        ("PUT", "EIO=4&transport=polling", {"code": 2, "message": "Bad handshake method"}),
        ("GET", "EIO=4&transport=polling&sid=abc", {"code": 1, "message": "Session ID unknown"}),
        ("POST", "EIO=4&transport=polling&sid=abc", {"code": 1, "message": "Session ID unknown"}),
    ],
)
def test_refused_handshakes(serve: Serve, method: str, query: str, answer: dict[str, Any]) -> None:
    """400 with Engine.IO's code, and no session."""
    server = serve()
    status, body = Poller(server).request(method, query=query)
    assert (status, json.loads(body)) == (400, answer)
    server.journal.wait_for("answered")
    assert server.journal.rest() == []


def test_session_of_another_process(serve: Serve) -> None:
    """Is answered as one that never was, over both transports: a proxy has to keep a session at its process."""
    poller = Poller(serve())
    poller.open()
    poller.server = serve()
    assert poller.poll() == UNKNOWN_SID
    with pytest.raises(InvalidStatus) as refusal:
        poller.websocket()
    assert refusal.value.response.body == UNKNOWN_SID[1].encode()


# Messages --------------------------------------------------------------------------------------------------


def test_several_packets_in_one_payload(serve: Serve) -> None:
    """Both ways, in order."""
    poller = Poller(serve())
    poller.join()
    events = SEPARATOR.join(f'42["echo",{number}]' for number in range(3))
    assert poller.post(events) == (200, "ok")
    received: list[str] = []
    while len(received) < 3:
        received += poller.poll()[1].split(SEPARATOR)
    assert SEPARATOR.join(received) == events


def test_waiting_poll_is_answered_at_once(serve: Serve) -> None:
    """When there is something to send."""
    poller = Poller(serve())
    poller.join()
    answers = poller.poll_meanwhile()
    poller.wait_until_polled()
    poller.post('421["echo","hello"]')
    assert answers.get(timeout=PATIENCE_SECONDS) == (200, '431["hello"]')


def test_binary_is_base64(serve: Serve) -> None:
    """Attachments follow their event, in one payload or in several."""
    poller = Poller(serve())
    poller.join()
    header = '451-["echo",{"_placeholder":true,"num":0}]'
    poller.post(f"{header}{SEPARATOR}bAP8=")
    assert poller.poll() == (200, f"{header}{SEPARATOR}bAP8=")
    poller.post(header)
    poller.post("bAP8=")
    assert poller.poll() == (200, f"{header}{SEPARATOR}bAP8=")


@pytest.mark.parametrize("body", ["abc", "", "2", "4abc", "bA", b"\xff", "42{}"])
def test_malformed_payload_closes(serve: Serve, body: str | bytes) -> None:
    """The poll that waits hears of it, and the session is gone."""
    poller = Poller(serve())
    poller.join()
    answers = poller.poll_meanwhile()
    poller.wait_until_polled()
    assert poller.post(body) == BAD_REQUEST
    assert answers.get(timeout=PATIENCE_SECONDS) == (200, "1")
    assert poller.poll() == UNKNOWN_SID
    assert poller.server.journal.wait_for("disconnect")[2] is DisconnectReason.PARSE_ERROR
    assert poller.server.journal.wait_for("over") == ("over", [])


def test_payload_limit(serve: Serve) -> None:
    """A body above maxPayload is not read to its end, announced or not."""
    poller = Poller(serve(max_payload_bytes=100))
    poller.join()
    assert poller.post('42["echo","' + "x" * 87 + '"]') == (200, "ok")
    assert poller.post('42["echo","' + "x" * 88 + '"]')[0] == 413
    assert poller.poll() == UNKNOWN_SID
    assert poller.server.journal.wait_for("disconnect")[2] is DisconnectReason.PAYLOAD_TOO_LARGE
    again = Poller(poller.server)
    again.join()
    assert again.request("POST", iter([b"4" * 60, b"4" * 60]))[0] == 413  # type: ignore[arg-type]
    assert again.server.journal.wait_for("disconnect")[2] is DisconnectReason.PAYLOAD_TOO_LARGE


def test_second_poll_closes(serve: Serve) -> None:
    """Nobody could tell which of the two gets what."""
    poller = Poller(serve())
    poller.join()
    answers = poller.poll_meanwhile()
    poller.wait_until_polled()
    assert poller.poll() == BAD_REQUEST
    assert answers.get(timeout=PATIENCE_SECONDS) == (200, "1")
    assert poller.poll() == UNKNOWN_SID


def test_second_post_closes(serve: Serve) -> None:
    """Nor which of them came first."""
    poller = Poller(serve())
    poller.join()
    slow = http.client.HTTPConnection(poller.server.address, timeout=PATIENCE_SECONDS)
    slow.putrequest("POST", f"/socket.io/?{poller.query}")
    slow.putheader("Content-Length", "10")
    slow.endheaders(b"42[")
    session = poller.server.engine._sessions[poller.sid]
    while not session.transport.is_posting:  # type: ignore[attr-defined]
        threading.Event().wait(0.001)
    assert poller.post('42["echo"]') == BAD_REQUEST
    slow.close()
    assert poller.server.journal.wait_for("disconnect")[2] is DisconnectReason.PARSE_ERROR


def test_other_methods_change_nothing(serve: Serve) -> None:
    """Only GET and POST mean something."""
    poller = Poller(serve())
    poller.join()
    assert poller.request("PUT", "42") == BAD_REQUEST
    assert poller.request("DELETE") == BAD_REQUEST
    assert poller.post('421["echo"]') == (200, "ok")
    assert poller.poll() == (200, "431[]")


def test_full_queue_holds_the_post(serve: Serve) -> None:
    """Its answer says that the events were taken, so it comes when there is room for them."""
    poller = Poller(serve(max_queued_events=2))
    poller.join()
    poller.server.journal.wait_for("connected")
    answers: queue.Queue[Answer] = queue.Queue()
    events = ['42["wait"]', *(f'42["echo",{number}]' for number in range(5))]
    threading.Thread(target=lambda: answers.put(poller.post(SEPARATOR.join(events)))).start()
    poller.server.journal.wait_for("event", "/", "wait")
    assert answers.empty()
    poller.server.journal.gate.set()
    assert answers.get(timeout=PATIENCE_SECONDS) == (200, "ok")


# Heartbeat and end -----------------------------------------------------------------------------------------


def test_heartbeat(serve: Serve) -> None:
    """Pings come through polls, pongs through posts."""
    poller = Poller(serve(ping_interval_seconds=0.05, ping_timeout_seconds=PATIENCE_SECONDS))
    poller.open()
    for _ in range(3):
        assert poller.poll() == (200, "2")
        assert poller.post("3") == (200, "ok")


def test_silence_closes(serve: Serve) -> None:
    """A client that does not poll hears no ping, and answers none."""
    poller = Poller(serve(ping_interval_seconds=0.1, ping_timeout_seconds=0.1))
    poller.open()
    assert poller.server.journal.wait_for("over") == ("over", [])
    assert poller.poll() == UNKNOWN_SID


def test_client_closes(serve: Serve) -> None:
    """Its waiting poll is released, as the Node server does it."""
    poller = Poller(serve())
    poller.join()
    answers = poller.poll_meanwhile()
    poller.wait_until_polled()
    assert poller.post("1") == (200, "ok")
    assert answers.get(timeout=PATIENCE_SECONDS) == (200, "6")
    assert poller.poll() == UNKNOWN_SID
    assert poller.server.journal.wait_for("disconnect")[2] is DisconnectReason.TRANSPORT_CLOSE
    assert poller.server.journal.wait_for("over") == ("over", [])


def test_client_that_hangs_up_is_gone(serve: Serve) -> None:
    """A page that closes takes its waiting poll with it."""
    poller = Poller(serve())
    poller.join()
    connection = http.client.HTTPConnection(poller.server.address, timeout=PATIENCE_SECONDS)
    connection.request("GET", f"/socket.io/?{poller.query}")
    poller.wait_until_polled()
    connection.close()
    assert poller.server.journal.wait_for("disconnect")[2] is DisconnectReason.TRANSPORT_CLOSE
    assert poller.server.journal.wait_for("over") == ("over", [])


def test_last_word_after_hanging_up_is_heard(serve: Serve) -> None:
    """A page that closes may have its last request arrive after the end of its poll."""
    poller = Poller(serve())
    poller.join()
    connection = http.client.HTTPConnection(poller.server.address, timeout=PATIENCE_SECONDS)
    connection.request("GET", f"/socket.io/?{poller.query}")
    poller.wait_until_polled()
    connection.close()
    assert poller.post(f'42["echo","goodbye"]{SEPARATOR}1') == (200, "ok")
    poller.server.journal.wait_for("event", "/", "echo")
    assert poller.server.journal.wait_for("disconnect")[2] is DisconnectReason.TRANSPORT_CLOSE


def test_server_closes_after_what_it_said(serve: Serve) -> None:
    """The next poll gets what was still to be said, and the end."""
    poller = Poller(serve())
    poller.join()
    poller.post(f'421["echo","last words"]{SEPARATOR}42["close"]')
    poller.server.journal.wait_for("disconnect")
    assert poller.poll() == (200, f'431["last words"]{SEPARATOR}1')
    assert poller.server.journal.wait_for("over") == ("over", [])
    assert poller.poll() == UNKNOWN_SID


def test_client_that_does_not_poll_is_closed(serve: Serve) -> None:
    """Once too much waits for it."""
    poller = Poller(serve(max_outbox_bytes=100_000))
    poller.join()
    poller.post('42["flood"]')
    assert poller.server.journal.wait_for("disconnect")[2] is DisconnectReason.TOO_SLOW
    assert poller.poll() == UNKNOWN_SID


def test_server_stop_disconnects(serve: Serve) -> None:
    """A session without any request under way ends with its process."""
    poller = Poller(serve())
    poller.join()
    poller.server.stop()
    assert poller.server.journal.wait_for("disconnect")[2] is DisconnectReason.SERVER_SHUTDOWN


def test_server_stop_waits_for_no_poll(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """A poll that waits is hung up on, and nobody is alarmed."""
    poller = Poller(serve())
    poller.join()
    waiting = http.client.HTTPConnection(poller.server.address, timeout=PATIENCE_SECONDS)
    waiting.request("GET", f"/socket.io/?{poller.query}")
    poller.wait_until_polled()
    poller.server.stop()
    with pytest.raises(http.client.RemoteDisconnected):
        waiting.getresponse()
    waiting.close()
    assert poller.server.journal.wait_for("over") == ("over", [])
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


# Upgrade ---------------------------------------------------------------------------------------------------


def test_upgrade(serve: Serve, stack: ExitStack) -> None:
    """The waiting poll is released, nothing is lost, and the session and its namespaces go on."""
    poller = Poller(serve())
    poller.join()
    answers = poller.poll_meanwhile()
    poller.wait_until_polled()
    websocket = stack.enter_context(poller.websocket())
    websocket.send("2probe")
    assert text(websocket) == "3probe"
    assert answers.get(timeout=PATIENCE_SECONDS) == (200, "6")
    poller.post('421["echo","under way"]')
    poller.server.journal.wait_for("event", "/", "echo")
    websocket.send("5")
    assert text(websocket) == '431["under way"]'
    websocket.send('422["echo","hello"]')
    assert text(websocket) == '432["hello"]'
    assert poller.poll() == BAD_REQUEST
    websocket.close()
    assert poller.server.journal.wait_for("disconnect")[2] is DisconnectReason.TRANSPORT_CLOSE
    assert poller.server.journal.wait_for("over") == ("over", [])


def test_poll_while_a_websocket_is_tried(serve: Serve, stack: ExitStack) -> None:
    """Is answered soon, so that the client can go over."""
    poller = Poller(serve())
    poller.join()
    websocket = stack.enter_context(poller.websocket())
    websocket.send("2probe")
    assert text(websocket) == "3probe"
    assert poller.poll() == (200, "6")


@pytest.mark.parametrize("frame", ["2", "5", "4hello", "40", b"2probe"])
def test_websocket_without_a_probe_is_closed(serve: Serve, stack: ExitStack, frame: str | bytes) -> None:
    """And polling goes on."""
    poller = Poller(serve())
    poller.join()
    websocket = stack.enter_context(poller.websocket())
    websocket.send(frame)
    with pytest.raises(ConnectionClosed):
        websocket.recv(PATIENCE_SECONDS)
    poller.post('421["echo","hello"]')
    assert poller.poll() == (200, '431["hello"]')


def test_websocket_that_never_comes_over(serve: Serve, stack: ExitStack) -> None:
    """Is closed after a while."""
    poller = Poller(serve(upgrade_timeout_seconds=0.05))
    poller.join()
    websocket = stack.enter_context(poller.websocket())
    websocket.send("2probe")
    assert text(websocket) == "3probe"
    with pytest.raises(ConnectionClosed):
        websocket.recv(PATIENCE_SECONDS)
    poller.post('421["echo","hello"]')
    assert poller.poll() == (200, '431["hello"]')


def test_only_one_websocket_for_a_session(serve: Serve, stack: ExitStack) -> None:
    """While one is tried, and after it has taken over."""
    poller = Poller(serve())
    poller.join()
    websocket = stack.enter_context(poller.websocket())
    websocket.send("2probe")
    assert text(websocket) == "3probe"
    for _ in range(2):
        other = stack.enter_context(poller.websocket())
        with pytest.raises(ConnectionClosed):
            other.recv(PATIENCE_SECONDS)
        websocket.send("5" if _ == 0 else '421["echo","hello"]')
    assert text(websocket) == '431["hello"]'


def test_heartbeat_after_the_upgrade(serve: Serve, stack: ExitStack) -> None:
    """Goes on over the WebSocket."""
    poller = Poller(serve(ping_interval_seconds=0.3, ping_timeout_seconds=0.3))
    poller.join()
    websocket = upgraded(poller, stack)
    assert text(websocket) == "2"
    with pytest.raises(ConnectionClosed):
        websocket.recv(PATIENCE_SECONDS)
    assert websocket.close_code == 4008
    assert poller.server.journal.wait_for("disconnect")[2] is DisconnectReason.PING_TIMEOUT
