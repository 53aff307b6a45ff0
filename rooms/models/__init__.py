"""The room's tables: what was typed and drawn. Other modules import models from here, never from the modules below."""

from rooms.models.document import DocumentCheckpoint, DocumentUpdate
from rooms.models.whiteboard import WhiteboardChange, WhiteboardElement

__all__ = ["DocumentCheckpoint", "DocumentUpdate", "WhiteboardChange", "WhiteboardElement"]
