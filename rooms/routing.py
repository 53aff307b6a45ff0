"""The live room's sockets, as an ASGI application. The writers belong to the process, not to a socket."""

from channels.sessions import CookieMiddleware
from django.conf import settings

from rooms.arrivals import arrival_writer
from rooms.batch_writer import BatchWriter
from rooms.consumers import RoomConsumer
from rooms.document.store import DocumentStore
from rooms.whiteboard.store import WhiteboardStore
from talentsync.lib.origins import TrustedOrigins

# Clients may be told to leave the slash out.
SOCKET_PATHS = frozenset({"/socket.io/", "/socket.io"})

sockets = TrustedOrigins(
    CookieMiddleware(
        RoomConsumer.as_asgi(
            arrivals=arrival_writer(),
            documents=BatchWriter(DocumentStore(), name="documents"),
            whiteboards=BatchWriter(WhiteboardStore(), name="whiteboards"),
        )
    ),
    also=settings.SOCKETIO_TRUSTED_ORIGINS,
)
