"""The real socket.io-client in node against the consumer behind a real uvicorn."""

import pytest

from talentsync.socketio import DisconnectReason
from tests.socketio.conftest import RunNode
from tests.socketio.server import Serve


def test_connects_with_auth(serve: Serve, run_node: RunNode) -> None:
    """The client's auth object reaches `on_connect`, and its `socket.id` is the consumer's own `sid`."""
    server = serve()
    report = run_node("connect", server)
    assert report["transport"] == "websocket"
    assert report["sameSid"]
    assert report["engineId"] != report["sid"]
    assert server.journal.wait_for("connect") == ("connect", "/", {"token": "hello"})


def test_refusals_reach_connect_error(
    serve: Serve, run_node: RunNode, caplog: pytest.LogCaptureFixture
) -> None:
    """Refusals carry message and data; anything unforeseen carries neither a reason nor a secret."""
    neutral = {"message": "Something went wrong on the server."}
    report = run_node("refused", serve())
    assert report == {
        "wrongToken": {"message": "not authorised", "data": {"code": "bad_token"}},
        "unknown": {"message": "Invalid namespace"},
        "crash": neutral,
        "early": neutral,
        "unsendable": neutral,
    }
    assert "planted secret of the server" in caplog.text


def test_asks_again_after_a_refusal(serve: Serve, run_node: RunNode) -> None:
    """A refused client may try the same namespace with other credentials on the same connection."""
    assert run_node("retryAfterRefusal", serve()) == {"connected": True}


def test_events_carry_any_json(serve: Serve, run_node: RunNode) -> None:
    """Values come back unchanged, astral characters and lone surrogates included; a number names an event."""
    server = serve()
    report = run_node("events", server)
    assert report == {"acknowledged": "text", "same": True, "length": 9}
    assert server.journal.wait_for("event", "/", "7")[3] == ["a number as a name"]


def test_binary_events_and_acknowledgements(serve: Serve, run_node: RunNode) -> None:
    """Bytes travel both ways at any depth, in events and in acknowledgements."""
    server = serve()
    assert run_node("binary", server) == {
        "nested": [0, 1, 254, 255],
        "between": "between",
        "empty": [],
        "acknowledged": [0, 1, 254, 255],
    }
    assert server.journal.wait_for("event")[3] == [{"nested": [b"\x00\x01\xfe\xff"]}, "between", b""]


def test_server_calls_the_client(serve: Serve, run_node: RunNode) -> None:
    """`call` returns what the client acknowledged with, bytes included, and times out when it does not."""
    server = serve()
    assert run_node("serverAsks", server) == {"text": "why!", "data": [9], "failure": "TimeoutError"}
    assert server.journal.wait_for("answered") == ("answered", ["why!", b"\t"])


def test_call_inside_a_hook_is_refused(serve: Serve, run_node: RunNode) -> None:
    """A hook that waited for the client would hold up the events behind it, so `call` says so at once."""
    assert "start a task" in run_node("askInside", serve())["error"]


def test_failing_hook_answers_and_goes_on(
    serve: Serve, run_node: RunNode, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception costs one event: it is acknowledged as internal error, logged, and the socket lives."""
    report = run_node("failures", serve())
    assert report["failed"]["error"]["code"] == "internal_error"
    assert "planted" not in report["failed"]["error"]["message"]
    assert report["first"] == "first"
    assert report["after"] == "still here"
    assert "planted secret of the server" in caplog.text
    assert "AlreadyAcknowledged" in caplog.text


def test_namespaces_share_a_connection(serve: Serve, run_node: RunNode) -> None:
    """Leaving one namespace, or being put out of it, leaves the other alone; late packets do no harm."""
    server = serve()
    assert run_node("namespaces", server) == {
        "shared": True,
        "differentIds": True,
        "mainAfterLeave": "main goes on",
        "reason": "io server disconnect",
        "mainAfterKick": "main still goes on",
        "connected": True,
    }
    reasons = [server.journal.wait_for("disconnect")[1:] for _ in range(3)]
    assert reasons[:2] == [
        ("/side", DisconnectReason.CLIENT_LEFT),
        ("/side", DisconnectReason.SERVER_LEFT),
    ]
    assert reasons[2][0] == "/"


def test_heartbeat_keeps_the_connection(serve: Serve, run_node: RunNode) -> None:
    """The client's pongs are taken for what they are over many intervals."""
    report = run_node("heartbeat", serve(ping_interval_seconds=0.05, ping_timeout_seconds=15))
    assert report == {"connected": True, "answer": "after five pings"}


def test_silent_client_is_closed(serve: Serve, run_node: RunNode) -> None:
    """A client that stops answering pings loses its connection."""
    server = serve(ping_interval_seconds=0.3, ping_timeout_seconds=0.3)
    assert run_node("deaf", server)["reason"] in ("transport close", "ping timeout")
    assert server.journal.wait_for("disconnect") == ("disconnect", "/", DisconnectReason.PING_TIMEOUT)


def test_payload_limit_is_announced_and_enforced(serve: Serve, run_node: RunNode) -> None:
    """An event above maxPayload closes the connection and reaches no hook."""
    server = serve(max_payload_bytes=4000)
    assert run_node("tooLarge", server) == {"announced": 4000, "reason": "transport close"}
    assert server.journal.wait_for("disconnect")[2] is DisconnectReason.PAYLOAD_TOO_LARGE


def test_client_returns_after_the_server_closed(serve: Serve, run_node: RunNode) -> None:
    """Unlike being put out of a namespace, a closed transport makes the client reconnect by itself."""
    server = serve()
    report = run_node("reconnect", server)
    assert report == {"reason": "transport close", "answer": "back", "newId": True}
    assert server.journal.wait_for("disconnect")[2] is DisconnectReason.SERVER_CLOSE


@pytest.mark.parametrize(
    ("scenario", "transports"),
    [("upgrade", ["polling", "websocket"]), ("polling", ["polling", "polling"])],
)
def test_polling(serve: Serve, run_node: RunNode, scenario: str, transports: list[str]) -> None:
    """With its default options the client polls and then goes over to a WebSocket; it may also poll only."""
    server = serve(ping_interval_seconds=0.05, ping_timeout_seconds=15)
    report = run_node(scenario, server)
    assert report["transports"] == transports
    assert report["texts"] == [f"text {number}" for number in range(200)]
    assert report["sizes"] == [200_000] * 5
    assert report["pings"] >= 3
    assert server.journal.wait_for("disconnect")[2] is DisconnectReason.CLIENT_LEFT
    assert server.journal.wait_for("over") == ("over", [])


def test_falls_back_to_polling(serve: Serve, run_node: RunNode) -> None:
    """Where a WebSocket cannot be opened, with the options of our own pages."""
    report = run_node("fallback", serve())
    assert report == {"transport": "polling", "answer": "hello"}


def test_greeting(serve: Serve, run_node: RunNode) -> None:
    """What `on_connected` emits reaches the client once it is in."""
    assert run_node("greeting", serve()) == {"sameSid": True}
