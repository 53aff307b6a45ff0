"""The room's tables: what was typed, drawn and run. Other modules import models from here, not from those below."""

from rooms.models.code_run import CodeRun, CodeRunState
from rooms.models.document import DocumentCheckpoint, DocumentUpdate
from rooms.models.whiteboard import WhiteboardChange, WhiteboardElement

__all__ = [
    "CodeRun",
    "CodeRunState",
    "DocumentCheckpoint",
    "DocumentUpdate",
    "WhiteboardChange",
    "WhiteboardElement",
]
