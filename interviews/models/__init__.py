"""The domain's tables. Other apps import models from here, never from the modules below."""

from interviews.models.feedback import Note, Scorecard
from interviews.models.interview import Interview
from interviews.models.invitation import Invitation
from interviews.models.question import InterviewQuestion
from interviews.models.stage import StageTypeConfig
from interviews.models.timeline import TimelineEvent
from interviews.models.user import User

__all__ = [
    "Interview",
    "InterviewQuestion",
    "Invitation",
    "Note",
    "Scorecard",
    "StageTypeConfig",
    "TimelineEvent",
    "User",
]
