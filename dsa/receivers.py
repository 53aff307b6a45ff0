"""What coding sessions do when something happens to their interview."""

from dsa.sessions.services import finish_sessions_of
from interviews.hooks import InterviewEnded


def on_interview_ended(event: InterviewEnded) -> None:
    """A recruiter ended it. Should this process die here, the schedule finishes the sessions."""
    finish_sessions_of(event.interview_id)
