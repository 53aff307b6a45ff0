"""The words of the domain as enums, and the named sets of states that rules speak of."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is in one interview. It always comes from our own records."""

    INTERVIEWER = "interviewer", "Interviewer"
    CANDIDATE = "candidate", "Candidate"


class StageMode(TextChoices):
    """How a stage is held."""

    LIVE = "live", "Live room"
    DSA = "dsa", "Coding session without an interviewer"


class InterviewState(TextChoices):
    """Where an interview stands. `ALLOWED_TRANSITIONS` says how it moves."""

    SCHEDULED = "scheduled", "Scheduled"
    LIVE = "live", "Live"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"


OPEN_STATES = frozenset({InterviewState.SCHEDULED, InterviewState.LIVE})
ENDED_STATES = frozenset({InterviewState.COMPLETED, InterviewState.CANCELLED})

ALLOWED_TRANSITIONS: dict[InterviewState, frozenset[InterviewState]] = {
    InterviewState.SCHEDULED: frozenset({InterviewState.LIVE, InterviewState.CANCELLED}),
    InterviewState.LIVE: frozenset({InterviewState.COMPLETED, InterviewState.CANCELLED}),
    InterviewState.COMPLETED: frozenset(),
    InterviewState.CANCELLED: frozenset(),
}


class EventKind(TextChoices):
    """What a TimelineEvent tells of."""

    INTERVIEW_SCHEDULED = "interview_scheduled", "Interview scheduled"
    INTERVIEW_STARTED = "interview_started", "Interview started"
    INTERVIEW_COMPLETED = "interview_completed", "Interview completed"
    INTERVIEW_CANCELLED = "interview_cancelled", "Interview cancelled"
    INVITATION_ISSUED = "invitation_issued", "Invitation issued"
    INVITATION_REISSUED = "invitation_reissued", "Invitation reissued"
    INVITATION_REVOKED = "invitation_revoked", "Invitation revoked"
    PARTICIPANT_JOINED = "participant_joined", "Participant joined"
    PARTICIPANT_LEFT = "participant_left", "Participant left"
    QUESTION_PUSHED = "question_pushed", "Question pushed"
