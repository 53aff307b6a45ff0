"""WebSockets from pages of other hosts would arrive with our people's cookies, and are refused."""

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from interviews.models import User
from tests.rooms.conftest import session_cookie
from tests.rooms.page import PATIENCE_SECONDS, address_of
from tests.servers import ServerProcess


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1.evil.example", "null", "not an origin"]
)
def test_other_sites_cannot_open_a_socket(server: ServerProcess, ivan: User, origin: str) -> None:
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(
            address_of(server.url),
            origin=Origin(origin),
            additional_headers={"Cookie": session_cookie(ivan)},
        ),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_our_own_pages_can(server: ServerProcess, ivan: User) -> None:
    with connect(
        address_of(server.url),
        origin=Origin(server.url),
        additional_headers={"Cookie": session_cookie(ivan)},
    ) as socket:
        assert str(socket.recv(timeout=PATIENCE_SECONDS)).startswith("0{")


def test_path_without_its_slash(server: ServerProcess) -> None:
    with connect(address_of(server.url).replace("/socket.io/", "/socket.io")) as socket:
        assert str(socket.recv(timeout=PATIENCE_SECONDS)).startswith("0{")


def test_other_paths_are_refused_quietly(server: ServerProcess) -> None:
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(address_of(server.url).replace("/socket.io/", "/nowhere/")),
    ):
        pass
    assert refused.value.response.status_code == 403
    assert "Traceback" not in server.log.read_text()
