"""The ASGI application: HTTP to Django, WebSockets at /socket.io/ to the live room."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsync.settings")
http_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  models load only once Django is set up
from channels.sessions import CookieMiddleware  # noqa: E402
from django.conf import settings  # noqa: E402

import talentsync.celery  # noqa: E402, F401  so that views send tasks to its broker
from rooms.routing import websocket_urlpatterns  # noqa: E402
from talentsync.lib.body_limit import BodyLimit  # noqa: E402
from talentsync.lib.origins import SameOriginWebSockets  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": BodyLimit(
            # Typed by Django with its own kinds of scope and message.
            http_application,  # type: ignore[arg-type]
            prefix="/v1/",
            max_bytes=settings.API_MAX_BODY_BYTES,
        ),
        "websocket": SameOriginWebSockets(CookieMiddleware(URLRouter(websocket_urlpatterns))),
    }
)
