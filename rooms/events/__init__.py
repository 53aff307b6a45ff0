"""The room's Socket.IO events: schemas, rate limits, the registry, and one module of handlers for each family.

A handler gets the connection, the validated payload and the payload as it came (for relaying it unchanged); it returns
the acknowledgement or raises Refused. docs/protocol.md tells it in prose; the decorators are the rules.
"""

from rooms.events import (
    admission,
    attention,
    chat,
    document,
    membership,
    questions,
    running,
    signaling,
    whiteboard,
)
from rooms.events.registry import events

__all__ = [
    "admission",
    "attention",
    "chat",
    "document",
    "events",
    "membership",
    "questions",
    "running",
    "signaling",
    "whiteboard",
]
