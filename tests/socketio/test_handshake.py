"""Which requests may become a connection."""

import json

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from talentsync.socketio.handshake import HandshakeError, check_handshake
from tests.socketio.conftest import Connect
from tests.socketio.server import PATIENCE_SECONDS, Serve


@pytest.mark.parametrize(
    ("query_string", "error"),
    [
        (b"EIO=4&transport=websocket", None),
        (b"token=x&transport=websocket&EIO=4&t=abc", None),
        (b"", HandshakeError.UNKNOWN_TRANSPORT),
        (b"EIO=4", HandshakeError.UNKNOWN_TRANSPORT),
        (b"EIO=4&transport=polling", HandshakeError.UNKNOWN_TRANSPORT),
        (b"EIO=4&transport=websocket&transport=websocket", HandshakeError.UNKNOWN_TRANSPORT),
        (b"EIO=4&transport=websocket&sid=abc", HandshakeError.UNKNOWN_SID),
        (b"transport=websocket", HandshakeError.UNSUPPORTED_PROTOCOL_VERSION),
        (b"EIO=3&transport=websocket", HandshakeError.UNSUPPORTED_PROTOCOL_VERSION),
        (b"EIO=4&EIO=4&transport=websocket", HandshakeError.UNSUPPORTED_PROTOCOL_VERSION),
        (b"EIO=4&transport=websocket&\xff", HandshakeError.BAD_REQUEST),
        (b"EIO=4&transport=websocket" + b"&a=1" * 60, HandshakeError.BAD_REQUEST),
    ],
)
def test_query_string_decides(query_string: bytes, error: HandshakeError | None) -> None:
    """Version 4 over a WebSocket, said once, and nothing else."""
    assert check_handshake(query_string) is error


def test_refusal_is_an_http_answer(serve: Serve) -> None:
    """A refused handshake is never upgraded: 400 with Engine.IO's code, and no hook runs."""
    server = serve()
    old = server.websocket_url.replace("EIO=4", "EIO=3")
    with (
        pytest.raises(InvalidStatus) as refusal,
        connect(old, proxy=None, open_timeout=PATIENCE_SECONDS),
    ):
        pass
    response = refusal.value.response
    assert response.status_code == 400
    assert json.loads(response.body or b"") == {"code": 5, "message": "Unsupported protocol version"}
    server.journal.wait_for("over")
    assert server.journal.rest() == []


def test_open_packet(serve: Serve, raw: Connect) -> None:
    """The first frame announces exactly what clients know, times in milliseconds."""
    server = serve(ping_interval_seconds=2.5, ping_timeout_seconds=1.25, max_payload_bytes=4321)
    frame = str(raw(server).recv(PATIENCE_SECONDS))
    opening = json.loads(frame.removeprefix("0"))
    assert len(opening.pop("sid")) >= 20
    assert opening == {"upgrades": [], "pingInterval": 2500, "pingTimeout": 1250, "maxPayload": 4321}
