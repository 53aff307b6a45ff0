"""The domain's tables. Other apps import models from here, never from the modules below."""

from interviews.models.application import Application, DecisionRecord
from interviews.models.candidate import Candidate, Tag
from interviews.models.colleague import Colleague, ColleagueInvitation
from interviews.models.feedback import Note, Scorecard
from interviews.models.interview import Interview
from interviews.models.invitation import Invitation
from interviews.models.mail import MailTemplate, OutgoingMail
from interviews.models.offered_time import OfferedTime
from interviews.models.own_deletion import OwnDeletion
from interviews.models.position import Position
from interviews.models.proof import ChainHead, HeadReason, SealedLog
from interviews.models.question import InterviewQuestion
from interviews.models.stage import StageTypeConfig
from interviews.models.timeline import TimelineEvent
from interviews.models.user import User

__all__ = [
    "Application",
    "Candidate",
    "ChainHead",
    "Colleague",
    "ColleagueInvitation",
    "DecisionRecord",
    "HeadReason",
    "Interview",
    "InterviewQuestion",
    "Invitation",
    "MailTemplate",
    "Note",
    "OfferedTime",
    "OutgoingMail",
    "OwnDeletion",
    "Position",
    "Scorecard",
    "SealedLog",
    "StageTypeConfig",
    "Tag",
    "TimelineEvent",
    "User",
]
