"""The domain's tables. Other apps import models from here, never from the modules below."""

from interviews.models.application import Application, DecisionRecord
from interviews.models.candidate import Candidate, Tag
from interviews.models.colleague import Colleague, ColleagueInvitation
from interviews.models.feedback import Note, Scorecard
from interviews.models.interview import Interview
from interviews.models.invitation import Invitation
from interviews.models.position import Position
from interviews.models.question import InterviewQuestion
from interviews.models.stage import StageTypeConfig
from interviews.models.timeline import TimelineEvent
from interviews.models.user import User

__all__ = [
    "Application",
    "Candidate",
    "Colleague",
    "ColleagueInvitation",
    "DecisionRecord",
    "Interview",
    "InterviewQuestion",
    "Invitation",
    "Note",
    "Position",
    "Scorecard",
    "StageTypeConfig",
    "Tag",
    "TimelineEvent",
    "User",
]
