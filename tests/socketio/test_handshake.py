"""Which requests may become a connection."""

import json
import logging
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from talentsync.socketio.handshake import Handshake, HandshakeError, check_handshake
from tests.socketio.server import PATIENCE_SECONDS, Serve


@pytest.mark.parametrize(
    ("query_string", "expected"),
    [
        (b"EIO=4&transport=websocket", Handshake(None)),
        (b"token=x&transport=websocket&EIO=4&t=abc", Handshake(None)),
        (b"EIO=4&transport=websocket&sid=abc", Handshake("abc")),
        (b"", HandshakeError.UNKNOWN_TRANSPORT),
        (b"EIO=4", HandshakeError.UNKNOWN_TRANSPORT),
        (b"EIO=4&transport=abc", HandshakeError.UNKNOWN_TRANSPORT),
        (b"EIO=4&transport=websocket&transport=websocket", HandshakeError.UNKNOWN_TRANSPORT),
        (b"EIO=4&transport=polling", HandshakeError.BAD_REQUEST),
        (b"EIO=4&transport=websocket&sid=abc&sid=def", HandshakeError.BAD_REQUEST),
        (b"transport=websocket", HandshakeError.UNSUPPORTED_PROTOCOL_VERSION),
        (b"EIO=3&transport=websocket", HandshakeError.UNSUPPORTED_PROTOCOL_VERSION),
        (b"EIO=4&EIO=4&transport=websocket", HandshakeError.UNSUPPORTED_PROTOCOL_VERSION),
        (b"EIO=4&transport=websocket&\xff", HandshakeError.BAD_REQUEST),
        (b"EIO=4&transport=websocket" + b"&a=1" * 60, HandshakeError.BAD_REQUEST),
    ],
)
def test_query_string_decides(query_string: bytes, expected: Handshake | HandshakeError) -> None:
    """Version 4 over the transport that the request came by, said once, and nothing else."""
    assert check_handshake(query_string, "websocket") == expected


@pytest.mark.parametrize(
    ("query_string", "answer"),
    [
        ("EIO=3&transport=websocket", {"code": 5, "message": "Unsupported protocol version"}),
        ("transport=websocket", {"code": 5, "message": "Unsupported protocol version"}),
        ("EIO=4&transport=abc", {"code": 0, "message": "Transport unknown"}),
        ("EIO=3&transport=abc", {"code": 0, "message": "Transport unknown"}),
        ("EIO=4", {"code": 0, "message": "Transport unknown"}),
        ("", {"code": 0, "message": "Transport unknown"}),
        ("EIO=4&transport=websocket&sid=abc", {"code": 1, "message": "Session ID unknown"}),
        ("EIO=4&transport=websocket" + "&a=1" * 60, {"code": 3, "message": "Bad request"}),
    ],
)
def test_refusal_is_an_http_answer(
    serve: Serve, caplog: pytest.LogCaptureFixture, query_string: str, answer: dict[str, Any]
) -> None:
    """A refused handshake is never upgraded: 400 with Engine.IO's code; no hook runs, and nobody is alarmed."""
    server = serve()
    with (
        pytest.raises(InvalidStatus) as refusal,
        connect(
            f"ws://{server.address}/socket.io/?{query_string}", proxy=None, open_timeout=PATIENCE_SECONDS
        ),
    ):
        pass
    response = refusal.value.response
    assert response.status_code == 400
    assert json.loads(response.body or b"") == answer
    server.journal.wait_for("hung up")
    server.stop()
    assert server.journal.rest() == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
