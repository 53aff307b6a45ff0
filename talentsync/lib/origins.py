"""Which pages may open a socket here, over a WebSocket or over HTTP."""

from collections.abc import Iterable

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from talentsync.lib.body_limit import Application, Message, Receive, Send

# Engine.IO's own shape and number.
_FORBIDDEN = b'{"code":4,"message":"Forbidden"}'
_SCHEMES = {"ws": "http", "wss": "https"}
_DEFAULT_PORTS = {"http": "80", "https": "443"}


class TrustedOrigins:
    """Refuses requests from pages of other origins, which would arrive with a signed-in person's cookie.

    An origin is a scheme, a host and a port, and ours is the one that the request came to; others are allowed by
    name, and get CORS headers. A client that sends no Origin is let through: every browser sends one with a WebSocket
    and from another origin, and what is not a browser has no cookie of a person who is signed in elsewhere.
    """

    def __init__(self, application: Application, *, also: Iterable[str] = ()) -> None:
        self._application = application
        self._also = frozenset(_normal(origin) for origin in also)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        origin = _header(scope, b"origin")
        if origin is None or _is_own(scope, origin):
            await self._application(scope, receive, send)
        elif _normal(origin) not in self._also:
            await _refuse(scope, send)
        elif scope["type"] == "websocket":
            await self._application(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await _answer_preflight(origin, send)
        else:
            await self._application(scope, receive, _with_headers(send, _cors_headers(origin)))


def _header(scope: Message, wanted: bytes) -> str | None:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), None)


def _is_own(scope: Message, origin: str) -> bool:
    host = _header(scope, b"host") or ""
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    scheme = _SCHEMES.get(scope["scheme"], scope["scheme"])
    return _normal(origin) == _normal(f"{scheme}://{host}")


def _normal(origin: str) -> str:
    """An origin with its port, also where that is the scheme's own."""
    scheme, _, host = origin.lower().rstrip("/").partition("://")
    has_port = host.rpartition(":")[2].isdigit()
    return f"{scheme}://{host}" if has_port else f"{scheme}://{host}:{_DEFAULT_PORTS.get(scheme, '')}"


def _cors_headers(origin: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


def _with_headers(send: Send, headers: list[tuple[bytes, bytes]]) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *headers]
        await send(message)

    return send_with_headers


async def _answer_preflight(origin: str, send: Send) -> None:
    headers = [
        *_cors_headers(origin),
        (b"access-control-allow-methods", b"GET, POST"),
        (b"access-control-allow-headers", b"content-type"),
        (b"access-control-max-age", b"3600"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(scope: Message, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close"})  # the server makes a 403 of it
        return
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(_FORBIDDEN)).encode()),
        (b"vary", b"Origin"),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": _FORBIDDEN})
