"""The ASGI application: HTTP to Django, WebSockets at /socket.io/ to the live room."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsync.settings")
http_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  models load only once Django is set up
from channels.sessions import CookieMiddleware  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import path  # noqa: E402

import talentsync.celery  # noqa: E402, F401  so that views send tasks to its broker
from proctoring.api.views import SnapshotsView  # noqa: E402
from rooms.consumers import RoomConsumer  # noqa: E402
from talentsync.lib.body_limit import LimitedBodies  # noqa: E402
from talentsync.lib.origins import SameOriginWebSockets  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": LimitedBodies(
            http_application,
            prefix="/v1/",
            largest_bytes=max(settings.DSA_LARGEST_BODY_BYTES, SnapshotsView.largest_body_bytes),
        ),
        "websocket": SameOriginWebSockets(
            # Channels routes to ASGI applications with the function that Django types for views.
            CookieMiddleware(URLRouter([path("socket.io/", RoomConsumer.as_asgi())]))  # type: ignore[arg-type]
        ),
    }
)
