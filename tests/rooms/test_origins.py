"""Sockets from pages of other origins would arrive with our people's cookies, and are refused over both transports."""

import http.client
import json
from collections.abc import Callable

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from interviews.models import Invitation, User
from tests.rooms.conftest import session_cookie
from tests.rooms.page import PATIENCE_SECONDS, ConnectRefused, Page, address_of
from tests.servers import ServerProcess

POLLING = "/socket.io/?EIO=4&transport=polling"
JOBS = "https://jobs.example.org"


def request(
    server: ServerProcess, origin: str | None, method: str = "GET", **headers: str
) -> tuple[int, http.client.HTTPMessage, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    connection.request(method, POLLING, headers={**headers, **({"Origin": origin} if origin else {})})
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, response.headers, body


def foreign_origins(server: ServerProcess) -> list[str]:
    return [
        "https://evil.example",
        "http://127.0.0.1.evil.example",
        "null",
        "not an origin",
        # Scheme and port belong to an origin: what else runs on our machine is not ours.
        server.url.replace("http://", "https://"),
        f"http://127.0.0.1:{server.port + 1}",
        "http://127.0.0.1",
    ]


def test_other_sites_cannot_open_a_websocket(server: ServerProcess, ivan: User) -> None:
    for origin in foreign_origins(server):
        with (
            pytest.raises(InvalidStatus) as refused,
            connect(
                address_of(server.url),
                origin=Origin(origin),
                additional_headers={"Cookie": session_cookie(ivan)},
            ),
        ):
            pass
        assert refused.value.response.status_code == 403, origin


def test_other_sites_cannot_poll(server: ServerProcess) -> None:
    for origin in foreign_origins(server):
        status, headers, body = request(server, origin)
        assert (status, body) == (403, '{"code":4,"message":"Forbidden"}'), origin
        assert "Access-Control-Allow-Origin" not in headers


def test_our_own_pages_can(server: ServerProcess, ivan: User) -> None:
    with connect(
        address_of(server.url),
        origin=Origin(server.url),
        additional_headers={"Cookie": session_cookie(ivan)},
    ) as socket:
        assert str(socket.recv(timeout=PATIENCE_SECONDS)).startswith("0{")
    assert request(server, server.url)[0] == 200
    status, _, body = request(server, None)
    assert status == 200
    # So that a proxy can bring the session back to its process.
    assert json.loads(body[1:])["sid"].startswith(f"{server.port}.")


def test_trusted_sites_and_proxies(start_server: Callable[..., ServerProcess]) -> None:
    """With the headers that let a browser show them the answer, and only for those named."""
    server = start_server(SOCKETIO_TRUSTED_ORIGINS=JOBS, TRUSTED_PROXIES="127.0.0.1")
    status, headers, _ = request(server, JOBS)
    assert status == 200
    assert headers["Access-Control-Allow-Origin"] == JOBS
    assert headers["Access-Control-Allow-Credentials"] == "true"
    assert headers["Vary"] == "Origin"
    status, headers, _ = request(server, JOBS, "OPTIONS")
    assert status == 204
    assert headers["Access-Control-Allow-Methods"] == "GET, POST"
    with connect(address_of(server.url), origin=Origin(JOBS)) as socket:
        assert str(socket.recv(timeout=PATIENCE_SECONDS)).startswith("0{")
    assert request(server, f"{JOBS}:8443")[0] == 403
    assert request(server, "http://jobs.example.org")[0] == 403
    # The scheme is the browser's, as the proxy tells it, and needs no port of its own.
    forwarded = {"X-Forwarded-Proto": "https", "Host": "localhost"}
    assert request(server, "https://localhost", **forwarded)[0] == 200
    assert request(server, "https://localhost:443", **forwarded)[0] == 200
    assert request(server, "http://localhost", **forwarded)[0] == 403


def test_one_person_has_a_limit(start_server: Callable[..., ServerProcess], cara: Invitation) -> None:
    server = start_server(SOCKETIO_MAX_SOCKETS_PER_PERSON="1")
    with Page(server.url, token=cara.token):
        with pytest.raises(ConnectRefused) as refused:
            Page(server.url, token=cara.token)
        assert refused.value.data == {"code": "rate_limited"}


def test_path_without_its_slash(server: ServerProcess) -> None:
    with connect(address_of(server.url).replace("/socket.io/", "/socket.io")) as socket:
        assert str(socket.recv(timeout=PATIENCE_SECONDS)).startswith("0{")


def test_other_paths_are_refused_quietly(server: ServerProcess) -> None:
    before = len(server.log.read_text())
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(address_of(server.url).replace("/socket.io/", "/nowhere/")),
    ):
        pass
    assert refused.value.response.status_code == 403
    assert "Traceback" not in server.log.read_text()[before:]
