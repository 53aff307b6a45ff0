"""A real HTTP server on this machine that takes webhooks, or does not."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook

Answer = Callable[["Handler"], None]


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def message_id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """Its JSON; raises WebhookVerificationError for a signature that is not by this secret."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """What came so far, and what is answered: the next of `answers`, or 204 where none is left."""

    url: str
    received: list[Received] = field(default_factory=list)
    answers: deque[Answer] = field(default_factory=deque)
    # Set to let go of who is held up by `hold`.
    go_on: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


class Handler(BaseHTTPRequestHandler):
    receiver: Receiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.received.append(Received(self.path, headers, body))
        self.receiver.arrived.release()
        answer = self.receiver.answers.popleft() if self.receiver.answers else status(204)
        answer(self)

    def log_message(self, format: str, *args: Any) -> None:
        """Not into the tests' output."""


def status(number: int, *, body: bytes = b"", location: str = "") -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(number)
        if location:
            handler.send_header("location", location)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hold(handler: Handler) -> None:
    """Says nothing until it is let go."""
    handler.receiver.go_on.wait()
    handler.close_connection = True


def drip(handler: Handler) -> None:
    """Sends a header that never ends, a byte at a time: each byte begins a socket's timeout anew."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
        while not handler.receiver.go_on.wait(0.02):
            handler.wfile.write(b"a")
    except OSError:
        pass
    handler.close_connection = True


def hang_up(handler: Handler) -> None:
    """Closes the connection without an answer."""
    handler.close_connection = True


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    """A server for as long as the block lasts."""
    handler = type("OwnHandler", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}/hooks?from=talentsync")
    handler.receiver = receiver  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()
