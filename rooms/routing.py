"""The live room's WebSocket paths, as Channels routes them. The writers belong to the process, not to a socket."""

from typing import Any

from django.urls import re_path

from rooms.batch_writer import BatchWriter
from rooms.consumers import RoomConsumer
from rooms.document.store import DocumentStore
from rooms.whiteboard.store import WhiteboardStore

room = RoomConsumer.as_asgi(
    documents=BatchWriter(DocumentStore(), name="documents"),
    whiteboards=BatchWriter(WhiteboardStore(), name="whiteboards"),
)


async def close(scope: Any, receive: Any, send: Any) -> None:
    """Refuse a WebSocket that nothing here serves; the server makes a 403 of it."""
    await send({"type": "websocket.close"})


websocket_urlpatterns = [
    # Channels routes to ASGI applications with the function that Django types for views.
    re_path(r"^socket\.io/?$", room),  # type: ignore[arg-type]
    re_path(r"", close),  # type: ignore[call-overload]
]
