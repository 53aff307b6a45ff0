"""What a stranger can make a server keep: heads of requests, and bodies of pages."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from interviews.models import User
from talentsync.lib.http_protocol import MAX_HEAD_BYTES
from tests.conftest import signed_in
from tests.servers import ServerProcess

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(tmp_path: Path, valkey: str, transactional_db: None) -> Iterator[ServerProcess]:
    process = ServerProcess(tmp_path / "log", LOG_LEVEL="WARNING")
    process.start()
    yield process
    process.stop()


def answer_to(server: ServerProcess, *pieces: bytes) -> bytes:
    """The status that the server answers, or nothing where it hung up while more was on its way."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        try:
            connection.sendall(b"".join(pieces))
            return connection.makefile("rb").readline().split()[1]
        except ConnectionError:
            return b""


def post(server: ServerProcess, path: str, cookies: str, *, size: int, body: bytes = b"") -> bytes:
    """The status of a request that declares a body of this size, and sends as much of it."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\nContent-Length: {size}\r\n\r\n"
    return answer_to(server, head.encode(), body)


def cookies_of(client: Client) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def test_heads_and_bodies_are_bounded(server: ServerProcess, rita: User) -> None:
    start = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
    fits = b"X-Long: " + b"x" * (MAX_HEAD_BYTES - 1_000) + b"\r\n\r\n"
    many = b"".join(b"X-%d: y\r\n" % number for number in range(MAX_HEAD_BYTES // 10))
    unending = b"x" * MAX_HEAD_BYTES
    assert answer_to(server, start, fits) == b"200"
    assert answer_to(server, start, many) == b"431"
    assert answer_to(server, start, b"X-Long: ", unending) == b"431"
    assert answer_to(server, b"GET /", unending) == b"431"
    chunked = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Long: "
    assert answer_to(server, chunked, unending * 10) in {b"431", b""}

    large = settings.FORM_MAX_BODY_BYTES + 1
    made_up = f"{settings.SESSION_COOKIE_NAME}=made-up"
    assert post(server, "/accounts/login/", "", size=large) == b"413"
    assert post(server, "/accounts/login/", made_up, size=large) == b"413"
    # Django sees this one, and misses the form's token.
    assert post(server, "/admin/", cookies_of(signed_in(rita)), size=large, body=b"\0" * large) == b"403"
