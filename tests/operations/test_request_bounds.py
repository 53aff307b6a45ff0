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
from tests.dsa.workers import eventually
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


class TestSlowClients:
    """Whoever takes too long is hung up on; whoever is only slow is not."""

    @pytest.fixture
    def server(self, tmp_path: Path, valkey: str, transactional_db: None) -> Iterator[ServerProcess]:
        process = ServerProcess(
            tmp_path / "log",
            LOG_LEVEL="WARNING",
            REQUEST_HEAD_SECONDS="0.5",
            REQUEST_BODY_SECONDS="0.5",
            RESPONSE_UNREAD_SECONDS="0.5",
        )
        process.start()
        yield process
        process.stop()

    def said_at_the_end(self, server: ServerProcess, first: bytes, drip: bytes = b"") -> bytes:
        """What the server says until it hangs up, to somebody who goes on sending a byte at a time."""
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(first)
            connection.settimeout(0.05)
            said = b""
            while True:
                try:
                    more = connection.recv(65_536)
                except TimeoutError:
                    try:
                        connection.sendall(drip)
                    except ConnectionError:
                        return said
                    continue
                except ConnectionError:
                    return said
                if not more:
                    return said
                said += more

    def test_a_head_that_never_ends(self, server: ServerProcess) -> None:
        said = self.said_at_the_end(server, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"x")
        assert said.startswith(b"HTTP/1.1 408")

    def test_a_connection_that_says_nothing(self, server: ServerProcess) -> None:
        assert self.said_at_the_end(server, b"").startswith(b"HTTP/1.1 408")

    def test_a_second_request_that_never_ends(self, server: ServerProcess) -> None:
        whole = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        said = self.said_at_the_end(server, whole + b"GET /healthz HTTP/1.1\r\nX-Slow: ", b"x")
        assert said.startswith(b"HTTP/1.1 200")
        assert b"HTTP/1.1 408" in said

    def test_a_body_that_never_ends(self, server: ServerProcess) -> None:
        head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
        assert self.said_at_the_end(server, head, b"x").startswith(b"HTTP/1.1 408")

    def test_an_answer_that_nobody_reads(self, server: ServerProcess) -> None:
        """The server gives up while it still has most of it to send."""
        asset = max((settings.BASE_DIR / "static").rglob("*"), key=lambda path: path.stat().st_size)
        path = f"/static/{asset.relative_to(settings.BASE_DIR / 'static')}"
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        if asset.stat().st_size < 1_000_000:
            pytest.skip("needs the built front-end")
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(60)
            connection.connect(("127.0.0.1", server.port))
            # So many requests on one connection that no buffer holds the answers.
            connection.sendall(request * 20)
            connection.recv(1)

            def is_gone() -> bool:
                try:
                    connection.sendall(b"x")
                except ConnectionError:
                    return True
                return False

            assert eventually(is_gone)
