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
from talentsync.lib.body_limit import BodyLimit  # noqa: E402
from talentsync.lib.path_router import PathRouter, refuse_websocket  # noqa: E402
from talentsync.lib.request_id import RequestId  # noqa: E402

http = BodyLimit(
    # Typed by Django with its own kinds of scope and message.
    http_application,  # type: ignore[arg-type]
    prefix="/v1/",
    max_bytes=settings.API_MAX_BODY_BYTES,
)
protocols = ProtocolTypeRouter(
    {
        "http": PathRouter(SOCKET_PATHS, sockets, otherwise=http),
        "websocket": PathRouter(SOCKET_PATHS, sockets, otherwise=refuse_websocket),
    }
)
# Not left to uvicorn's own options, because what wraps it has to see who really connected.
behind_proxies = ProxyHeadersMiddleware(protocols, trusted_hosts=settings.TRUSTED_PROXIES)
application = RequestId(
    # Typed by uvicorn with kinds of scope and message of its own.
    behind_proxies,  # type: ignore[arg-type]
    is_trusted=behind_proxies.trusted_hosts.__contains__,
)
