"""The room's tables: what was typed, drawn, run and said, and who asked to come in. Import models from here."""

from rooms.models.admission import AdmissionRequest, RequestReason, RequestState
from rooms.models.chat import ChatChannel, ChatMessage
from rooms.models.code_run import CodeRun, CodeRunState
from rooms.models.computer_check import ComputerCheck
from rooms.models.document import DocumentCheckpoint, DocumentUpdate
from rooms.models.whiteboard import WhiteboardChange, WhiteboardCheckpoint, WhiteboardElement

__all__ = [
    "AdmissionRequest",
    "ChatChannel",
    "ChatMessage",
    "CodeRun",
    "CodeRunState",
    "ComputerCheck",
    "DocumentCheckpoint",
    "DocumentUpdate",
    "RequestReason",
    "RequestState",
    "WhiteboardChange",
    "WhiteboardCheckpoint",
    "WhiteboardElement",
]
