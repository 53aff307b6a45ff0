"""The live room's WebSocket paths, as Channels routes them. The writers belong to the process, not to a socket."""

from django.urls import path

from rooms.batch_writer import BatchWriter
from rooms.consumers import RoomConsumer
from rooms.document.store import DocumentStore
from rooms.whiteboard.store import WhiteboardStore

room = RoomConsumer.as_asgi(
    documents=BatchWriter(DocumentStore(), name="documents"),
    whiteboards=BatchWriter(WhiteboardStore(), name="whiteboards"),
)

websocket_urlpatterns = [
    # Channels routes to ASGI applications with the function that Django types for views.
    path("socket.io/", room),  # type: ignore[arg-type]
]
