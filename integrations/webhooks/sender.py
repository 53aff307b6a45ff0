"""Posts one webhook, once: signed by the Standard Webhooks scheme, without redirects, within one span of time."""

import http.client
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from standardwebhooks.webhooks import Webhook

from integrations.models.webhook import MAX_EXCERPT_LENGTH
from integrations.webhooks import addresses

USER_AGENT: Final = "TalentSync-Webhooks/1"


class Failure(StrEnum):
    """Stable codes of why a webhook was not taken; docs/api.md lists them."""

    ADDRESS_REFUSED = "address_refused"
    NO_CONNECTION = "no_connection"
    TLS_FAILED = "tls_failed"
    TIMED_OUT = "timed_out"
    REDIRECTED = "redirected"
    GONE = "gone"
    REFUSED = "refused"
    BROKEN_ANSWER = "broken_answer"
    UNREADABLE_SECRET = "unreadable_secret"  # noqa: S105  a code


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of posting. `failure` is None where the receiver took it; `status` where no answer came."""

    failure: Failure | None
    status: int | None
    detail: str
    duration_ms: int


def post(
    url: str, body: str, *, message_id: str, secrets: list[str], at: datetime, timeout: float
) -> Outcome:
    """Post the body with a signature by each secret. Whatever goes wrong is in the outcome; nothing is raised."""
    started = time.monotonic()
    data = body.encode()
    headers = {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        "connection": "close",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(message_id, at, body) for secret in secrets),
    }
    failure: Failure | None
    status, deadline = None, _Deadline(timeout)
    try:
        with deadline, _Connection.to(url, deadline) as connection:
            connection.request("POST", _target(url), body=data, headers=headers)
            answer = connection.getresponse()
            if deadline.is_over:
                # To the parser the end of a connection that was cut off looks like the end of the headers.
                raise TimeoutError
            status = answer.status
            failure, detail = _judged(status), _excerpt(answer)
    except addresses.ForbiddenAddress as error:
        failure, detail = Failure.ADDRESS_REFUSED, str(error)
    except ssl.SSLError as error:
        failure, detail = Failure.TLS_FAILED, error.reason or str(error)
    except (OSError, http.client.HTTPException, ValueError) as error:
        failure, detail = _failed(error, connected=status is not None), str(error)
    if failure is not None and deadline.is_over:
        failure, detail = Failure.TIMED_OUT, f"There was no whole answer within {timeout:g} s."
    return Outcome(
        failure, status, _storable(detail)[:MAX_EXCERPT_LENGTH], round((time.monotonic() - started) * 1000)
    )


def _judged(status: int) -> Failure | None:
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return Failure.REDIRECTED
    return Failure.GONE if status == http.HTTPStatus.GONE else Failure.REFUSED


def _failed(error: Exception, *, connected: bool) -> Failure:
    if isinstance(error, TimeoutError):
        return Failure.TIMED_OUT
    is_ours = isinstance(error, OSError) and not isinstance(error, http.client.HTTPException)
    return Failure.NO_CONNECTION if is_ours and not connected else Failure.BROKEN_ANSWER


def _excerpt(answer: http.client.HTTPResponse) -> str:
    """The beginning of the answer, for who looks into the log. What a receiver says after its status cannot fail."""
    try:
        return answer.read(MAX_EXCERPT_LENGTH).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return ""


def _storable(text: str) -> str:
    """Without NUL, which PostgreSQL does not store."""
    return text.replace("\0", "\ufffd")


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


class _Deadline:
    """Cuts the connection off when the time is over: timeouts of sockets begin anew with each byte."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._watched: socket.socket | None = None
        self.is_over = False

    @property
    def left(self) -> float:
        return max(0.001, self._until - time.monotonic())

    def watch(self, connection: socket.socket | None) -> None:
        with self._lock:
            self._watched = connection
            if self.is_over:
                self._shut_down()

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._watched is not None:
            with suppress(OSError):
                # Not that of SSLSocket, which would change what another thread is using.
                socket.socket.shutdown(self._watched, socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self.watch(None)


class _Connection(http.client.HTTPConnection):
    """A connection to an address that may be posted to."""

    is_encrypted = False
    _deadline: _Deadline

    @classmethod
    def to(cls, url: str, deadline: _Deadline) -> "_Connection":
        parts = urlsplit(url)
        kind = _SecureConnection if parts.scheme == "https" else _Connection
        connection = kind(
            parts.hostname or "", parts.port or (443 if kind.is_encrypted else 80), timeout=deadline.left
        )
        connection._deadline = deadline
        return connection

    def connect(self) -> None:
        self.sock = addresses.connect(
            self.host, self.port, timeout=self._deadline.left, is_encrypted=self.is_encrypted
        )
        self._deadline.watch(self.sock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # No longer watched by then: its number may be another file's as soon as it is closed.
        self._deadline.watch(None)
        self.close()


class _SecureConnection(_Connection):
    is_encrypted = True

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        # The handshake apart, so that the deadline watches it too.
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self._deadline.watch(self.sock)
        self.sock.do_handshake()
