"""The ASGI application: the live room's sockets at /socket.io/, over WebSockets and HTTP; all else to Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsync.settings")
http_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402  models load only once Django is set up
from django.conf import settings  # noqa: E402
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware  # noqa: E402

import talentsync.celery  # noqa: E402, F401  so that views send tasks to its broker
from rooms.routing import SOCKET_PATHS, sockets  # noqa: E402
from talentsync.lib.body_limit import BodyLimit, Scope  # noqa: E402
from talentsync.lib.path_router import PathRouter, refuse_websocket  # noqa: E402
from talentsync.lib.request_id import RequestId  # noqa: E402
from talentsync.lib.sign_in import is_signed_in  # noqa: E402
from talentsync.lib.threads import BoundToThread, ThreadGroup  # noqa: E402

quick_threads = ThreadGroup("http", settings.HTTP_THREADS)
slow_threads = ThreadGroup("slow-http", settings.SLOW_HTTP_THREADS)
socket_threads = ThreadGroup("socket", settings.SOCKET_THREADS)


def http_threads(scope: Scope) -> ThreadGroup:
    """Apart, so that an export, an upload or the hash of a password never stands before what candidates wait for."""
    return slow_threads if scope["path"].startswith(settings.SLOW_PATHS) else quick_threads


def is_api(scope: Scope) -> bool:
    return bool(scope["path"].startswith("/v1/"))


def max_body_bytes(scope: Scope) -> int:
    """What anybody may send: Django stores it on disk before it asks any view."""
    return settings.API_MAX_BODY_BYTES if is_api(scope) else settings.FORM_MAX_BODY_BYTES


async def raised_body_bytes(scope: Scope) -> int:
    """Who is signed in uploads packages of problems, and nobody else."""
    if is_api(scope) or not await is_signed_in(scope):
        return max_body_bytes(scope)
    return settings.UPLOAD_MAX_BODY_BYTES


http = BoundToThread(
    # Typed by Django with its own kinds of scope and message.
    BodyLimit(http_application, max_bytes=max_body_bytes, raised=raised_body_bytes),  # type: ignore[arg-type]
    http_threads,
)
room = BoundToThread(sockets, lambda scope: socket_threads)
protocols = ProtocolTypeRouter(
    {
        "http": PathRouter(SOCKET_PATHS, room, otherwise=http),
        "websocket": PathRouter(SOCKET_PATHS, room, otherwise=refuse_websocket),
    }
)
# Not left to uvicorn's own options, because what wraps it has to see who really connected.
behind_proxies = ProxyHeadersMiddleware(protocols, trusted_hosts=settings.TRUSTED_PROXIES)
application = RequestId(
    # Typed by uvicorn with kinds of scope and message of its own.
    behind_proxies,  # type: ignore[arg-type]
    is_trusted=behind_proxies.trusted_hosts.__contains__,
)
