"""The room's tables: what was typed, drawn, run and said. Other modules import models from here."""

from rooms.models.chat import ChatChannel, ChatMessage
from rooms.models.code_run import CodeRun, CodeRunState
from rooms.models.document import DocumentCheckpoint, DocumentUpdate
from rooms.models.whiteboard import WhiteboardChange, WhiteboardElement

__all__ = [
    "ChatChannel",
    "ChatMessage",
    "CodeRun",
    "CodeRunState",
    "DocumentCheckpoint",
    "DocumentUpdate",
    "WhiteboardChange",
    "WhiteboardElement",
]
