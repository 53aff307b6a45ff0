"""How many connections one address and one person may have."""

import http.client
import json

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection

from tests.socketio.conftest import Connect
from tests.socketio.server import PATIENCE_SECONDS, Serve, Server

FORBIDDEN = {"code": 4, "message": "Forbidden"}


def open_polling(server: Server) -> tuple[int, str]:
    connection = http.client.HTTPConnection(server.address, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/socket.io/?EIO=4&transport=polling")
    response = connection.getresponse()
    answer = response.status, response.read().decode()
    connection.close()
    return answer


def ask_to_join(websocket: ClientConnection, person: str) -> str:
    websocket.send(f'40{{"person":"{person}"}}')
    answer = str(websocket.recv(PATIENCE_SECONDS))
    while answer.startswith("0"):
        answer = str(websocket.recv(PATIENCE_SECONDS))
    return answer


def test_connections_of_one_address(serve: Serve, raw: Connect) -> None:
    """Both transports count together, and a connection that ends makes room."""
    server = serve(max_sockets_per_address=2)
    first = raw(server)
    assert open_polling(server)[0] == 200
    status, body = open_polling(server)
    assert (status, json.loads(body)) == (403, FORBIDDEN)
    with pytest.raises(InvalidStatus) as refusal:
        raw(server)
    assert refusal.value.response.status_code == 403
    assert json.loads(refusal.value.response.body or b"") == FORBIDDEN
    first.close()
    server.journal.wait_for("over")
    server.journal.wait_for("hung up")
    raw(server)


def test_connections_of_one_person(serve: Serve, raw: Connect) -> None:
    """Others are not concerned, and a connection that ends makes room."""
    server = serve(max_sockets_per_person=1)
    first = raw(server)
    assert ask_to_join(first, "ada").startswith("40{")
    second = raw(server)
    refusal = ask_to_join(second, "ada")
    assert json.loads(refusal.removeprefix("44"))["data"] == {"code": "rate_limited"}
    assert ask_to_join(second, "grace").startswith("40{")
    first.close()
    server.journal.wait_for("over")
    assert ask_to_join(raw(server), "ada").startswith("40{")


def test_person_who_joins_again_counts_once(serve: Serve, raw: Connect) -> None:
    """On the same connection."""
    server = serve(max_sockets_per_person=1)
    websocket = raw(server)
    for _ in range(3):
        assert ask_to_join(websocket, "ada").startswith("40{")
        websocket.send("41")
