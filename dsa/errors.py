"""Error codes of coding sessions, with the sentence that people read for each."""

from collections.abc import Mapping
from enum import StrEnum

from dsa.models import Draft
from dsa.models.session import MAX_SOURCE_CHARACTERS
from dsa.models.submission import (
    MAX_OWN_TEST_CHARACTERS,
    MAX_OWN_TEST_NAME,
    MAX_OWN_TESTS,
    MAX_STDIN_CHARACTERS,
)
from interviews.access.codes import MESSAGES, AccessCode
from talentsync.lib.errors import Refused


class SessionCode(StrEnum):
    """Stable codes of refused acts in a coding session; those about the link and the interview are AccessCode's."""

    NOT_A_DSA_STAGE = "not_a_dsa_stage"
    NOT_YET_OPEN = "not_yet_open"
    NOT_STARTED = "not_started"
    SESSION_OVER = "session_over"
    CONSENT_REQUIRED = "consent_required"
    CAMERA_REQUIRED = "camera_required"
    TAKES_NO_PROBLEMS = "takes_no_problems"
    NO_PROBLEMS = "no_problems"
    PROBLEM_NOT_FOUND = "problem_not_found"
    PROBLEM_NOT_READY = "problem_not_ready"
    PROBLEMS_IN_USE = "problems_in_use"
    SUBMISSION_NOT_FOUND = "submission_not_found"
    SUBMISSION_IN_FLIGHT = "submission_in_flight"
    RUNS_IN_FLIGHT = "runs_in_flight"
    LANGUAGE_NOT_OFFERED = "language_not_offered"
    SOURCE_TOO_LARGE = "source_too_large"
    INPUT_TOO_LARGE = "input_too_large"
    OWN_TESTS_TOO_LARGE = "own_tests_too_large"
    TEXT_INVALID = "text_invalid"
    OWN_INPUT_NOT_POSSIBLE = "own_input_not_possible"
    PROBLEM_NOT_JUDGEABLE = "problem_not_judgeable"
    DRAFT_CONFLICT = "draft_conflict"
    DRAFT_LOG_GAP = "draft_log_gap"
    DRAFT_LOG_INVALID = "draft_log_invalid"
    DRAFT_LOG_FULL = "draft_log_full"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    EXECUTION_UNAVAILABLE = "execution_unavailable"
    TOO_MANY_STREAMS = "too_many_streams"
    EXTRA_TIME_INVALID = "extra_time_invalid"
    PRACTICE_OVER = "practice_over"
    NOT_FINISHED = "not_finished"


CODE_MESSAGES: Mapping[SessionCode, str] = {
    SessionCode.NOT_A_DSA_STAGE: "This interview is not a coding session.",
    SessionCode.TAKES_NO_PROBLEMS: (
        "Only coding sessions and live interviews with shared code can have problems."
    ),
    SessionCode.NOT_YET_OPEN: "This session is not open yet.",
    SessionCode.NOT_STARTED: "Start the session first.",
    SessionCode.SESSION_OVER: "This session is over.",
    SessionCode.CONSENT_REQUIRED: "Answer first whether your webcam may be used.",
    SessionCode.CAMERA_REQUIRED: "This session starts only with a working camera.",
    SessionCode.NO_PROBLEMS: "This session has no problems yet. Ask the person who invited you.",
    SessionCode.PROBLEM_NOT_FOUND: "There is no such problem in this session.",
    SessionCode.PROBLEM_NOT_READY: "Only problems that are ready can be given to candidates.",
    SessionCode.PROBLEMS_IN_USE: (
        "A candidate has started: problems can be added at the end, but neither removed nor put in another order."
    ),
    SessionCode.SUBMISSION_NOT_FOUND: "There is no such submission in this session.",
    SessionCode.SUBMISSION_IN_FLIGHT: "Your last submission of this problem is still being judged.",
    SessionCode.RUNS_IN_FLIGHT: "Your last runs are not done yet. Wait for one of them.",
    SessionCode.LANGUAGE_NOT_OFFERED: "This language cannot be used for this problem.",
    SessionCode.SOURCE_TOO_LARGE: f"Code is at most {MAX_SOURCE_CHARACTERS} characters long.",
    SessionCode.INPUT_TOO_LARGE: f"Input is at most {MAX_STDIN_CHARACTERS} characters long.",
    SessionCode.OWN_TESTS_TOO_LARGE: (
        f"Own tests are at most {MAX_OWN_TESTS} for a problem, with names of {MAX_OWN_TEST_NAME} and "
        f"{MAX_OWN_TEST_CHARACTERS} characters altogether."
    ),
    SessionCode.TEXT_INVALID: "The text holds characters that cannot be stored, such as NUL.",
    SessionCode.OWN_INPUT_NOT_POSSIBLE: (
        "This problem is interactive: your program talks with ours, so there is no input to give it. "
        "Run it on the examples."
    ),
    SessionCode.PROBLEM_NOT_JUDGEABLE: (
        "This installation's execution backend cannot run output validators, so problems that are judged by one "
        "cannot be given to candidates here. They need the sandbox (EXECUTION_BACKEND=sandbox)."
    ),
    SessionCode.DRAFT_CONFLICT: "The code was changed on another device.",
    SessionCode.DRAFT_LOG_GAP: "Changes before these have not arrived.",
    SessionCode.DRAFT_LOG_INVALID: "These are not changes of the code that the log has.",
    SessionCode.DRAFT_LOG_FULL: "The log of this session is full. The code itself is still saved.",
    SessionCode.IDEMPOTENCY_KEY_REUSED: "This Idempotency-Key was used for something else.",
    SessionCode.EXECUTION_UNAVAILABLE: "Programs cannot be run at the moment. Try again in a minute.",
    SessionCode.TOO_MANY_STREAMS: "This session has too many of these open.",
    SessionCode.EXTRA_TIME_INVALID: "The extra time must be from 1 minute to 24 hours altogether.",
    SessionCode.PRACTICE_OVER: "Practice is for before the start. The session has started.",
    SessionCode.NOT_FINISHED: "Only a finished session can be reopened.",
}


def session_refused(code: SessionCode | AccessCode) -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, MESSAGES[code] if isinstance(code, AccessCode) else CODE_MESSAGES[code])


class DraftConflict(Refused):
    """Somebody saved this draft in between; `current` is what is stored now."""

    def __init__(self, current: Draft) -> None:
        super().__init__(SessionCode.DRAFT_CONFLICT, CODE_MESSAGES[SessionCode.DRAFT_CONFLICT])
        self.current = current
