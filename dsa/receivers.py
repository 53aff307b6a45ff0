"""What coding sessions do when something happens to their interview."""

from typing import Any
from uuid import UUID

from dsa.sessions.services import finish_sessions_of
from interviews.access import AccessCode
from interviews.signals import interview_ended


def connect() -> None:
    """Called once, when Django is ready."""
    interview_ended.connect(on_interview_ended, dispatch_uid="dsa.interview_ended")


def on_interview_ended(interview_id: UUID, code: AccessCode, **kwargs: Any) -> None:
    """A recruiter ended it. Should this process die here, the schedule finishes the sessions."""
    finish_sessions_of(interview_id)
