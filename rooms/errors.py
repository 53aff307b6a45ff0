"""Stable codes of refused room events; with `interviews.access.codes.AccessCode` they are all that a client can get."""

from enum import StrEnum

from talentsync.lib.errors import Refused


class RoomCode(StrEnum):
    """docs/protocol.md says what each means to a client."""

    NOT_IN_ROOM = "not_in_room"
    ALREADY_JOINED = "already_joined"
    ROOM_FULL = "room_full"
    WAITING_FOR_ADMISSION = "waiting_for_admission"
    ADMISSION_DENIED = "admission_denied"
    UNKNOWN_REQUEST = "unknown_request"
    ALREADY_DECIDED = "already_decided"
    UNKNOWN_PEER = "unknown_peer"
    TOOL_OFF = "tool_off"
    TOO_LARGE = "too_large"
    OUT_OF_ORDER = "out_of_order"
    LANGUAGE_UNAVAILABLE = "language_unavailable"
    EXECUTION_UNAVAILABLE = "execution_unavailable"
    RUN_IN_PROGRESS = "run_in_progress"
    TOO_MANY_RUNS = "too_many_runs"
    UNKNOWN_RUN = "unknown_run"
    UNKNOWN_PROBLEM = "unknown_problem"
    UNKNOWN_EVENT = "unknown_event"
    INVALID_PAYLOAD = "invalid_payload"
    RATE_LIMITED = "rate_limited"
    INTERNAL_ERROR = "internal_error"


MESSAGES: dict[RoomCode, str] = {
    RoomCode.NOT_IN_ROOM: "Join the room first.",
    RoomCode.ALREADY_JOINED: "This connection is in a room already.",
    RoomCode.ROOM_FULL: "The room is full. Ask somebody to leave, then try again.",
    RoomCode.WAITING_FOR_ADMISSION: "You have knocked. An interviewer lets you in.",
    RoomCode.ADMISSION_DENIED: "You were not let in this time.",
    RoomCode.UNKNOWN_REQUEST: "That person is not waiting any more.",
    RoomCode.ALREADY_DECIDED: "Somebody else has decided already.",
    RoomCode.UNKNOWN_PEER: "That person is not in the room (any more).",
    RoomCode.TOOL_OFF: "This interview is held without that tool.",
    RoomCode.OUT_OF_ORDER: "The change builds on something that the server has not got. Sync, then send it again.",
    RoomCode.LANGUAGE_UNAVAILABLE: "Code in this language cannot be run here.",
    RoomCode.EXECUTION_UNAVAILABLE: "Code cannot be run at the moment. Try again in a minute.",
    RoomCode.RUN_IN_PROGRESS: "The code is being run already. Wait for it to end, or stop it.",
    RoomCode.TOO_MANY_RUNS: "This room has run its code very often in the last minute. Wait a moment.",
    RoomCode.UNKNOWN_RUN: "There is no such run in this room.",
    RoomCode.UNKNOWN_PROBLEM: "There is no such problem in this interview.",
    RoomCode.UNKNOWN_EVENT: "There is no such event.",
    RoomCode.RATE_LIMITED: "Too many of these at once. Wait a moment and try again.",
    RoomCode.INTERNAL_ERROR: "Something went wrong on our side. Please try again.",
}


def refused(code: RoomCode) -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, MESSAGES[code])


def refused_with(code: RoomCode, message: str) -> Refused:
    """The same code in words that fit the case."""
    return Refused(code, message)


def invalid_payload(problem: str) -> Refused:
    """What is wrong with a payload, in words that name the field."""
    return Refused(RoomCode.INVALID_PAYLOAD, problem)


def too_large(problem: str) -> Refused:
    """What is over which limit."""
    return Refused(RoomCode.TOO_LARGE, problem)
