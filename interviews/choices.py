"""The words of the domain as enums, and the named sets of states that rules speak of."""

from typing import Final

from django.db.models import IntegerChoices, TextChoices

from talentsync.lib.programming_languages import Language


class Role(TextChoices):
    """What a person is in one interview. It always comes from our own records."""

    INTERVIEWER = "interviewer", "Interviewer"
    CANDIDATE = "candidate", "Candidate"
    OBSERVER = "observer", "Observer"


class ColleagueRole(TextChoices):
    """What a colleague is invited to be."""

    INTERVIEWER = "interviewer", "Interviewer"
    RECRUITER = "recruiter", "Recruiter"


class StageMode(TextChoices):
    """How a stage is held."""

    LIVE = "live", "Live room"
    DSA = "dsa", "Coding session without an interviewer"


class Admission(TextChoices):
    """How an invited person gets into a stage's live room."""

    OPEN = "open", "Walks in once an interviewer has opened the room"
    KNOCK = "knock", "Knocks, and an interviewer lets them in"


class Standing(TextChoices):
    """What the interviewers' last decision about an invited person was; it outlives sockets, Redis and processes."""

    NONE = "none", "Nothing was decided"
    ADMITTED = "admitted", "Admitted"
    REMOVED = "removed", "Removed"


class Difficulty(TextChoices):
    """How hard a question or a problem is, as whoever wrote it thinks."""

    EASY = "easy", "Easy"
    MEDIUM = "medium", "Medium"
    HARD = "hard", "Hard"


# Of the shared editor, as key and name. Not all of them can be run.
EDITOR_LANGUAGES: Final = (
    *((language.value, language.label) for language in Language),
    ("text", "Plain text"),
)


class EditorAssistance(TextChoices):
    """How much the editor of a coding session helps with what is written."""

    NONE = "none", "None: colours and indentation only"
    WORDS = "words", "Words: completes keywords and words of the code, and formats"
    FULL = "full", "Full: also errors, types and signatures while typing (Python, JavaScript, TypeScript)"


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


class Mark(IntegerChoices):
    """What a criterion is rated with; a stage describes what each means for it."""

    ONE = 1, "1"
    TWO = 2, "2"
    THREE = 3, "3"
    FOUR = 4, "4"


class Recommendation(IntegerChoices):
    """What an interviewer advises."""

    STRONG_NO = 1, "Strong no"
    NO = 2, "No"
    YES = 3, "Yes"
    STRONG_YES = 4, "Strong yes"


class InvitationStatus(TextChoices):
    """What an invitation's link does now. It follows from the record's times and is not stored."""

    VALID = "valid", "Valid"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"


class PositionState(TextChoices):
    """Whether a position still takes candidates."""

    OPEN = "open", "Open"
    ARCHIVED = "archived", "Archived"


class ApplicationDecision(TextChoices):
    """What was decided on a candidate's application last."""

    UNDECIDED = "undecided", "Undecided"
    ON_HOLD = "on_hold", "On hold"
    OFFER = "offer", "Offer made"
    HIRED = "hired", "Hired"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrew"


class MailKind(TextChoices):
    """What a mail tells, and to whom; each has a text that recruiters may replace."""

    CANDIDATE_INVITATION = "candidate_invitation", "Invitation"
    CANDIDATE_CHOICE = "candidate_choice", "Invitation to choose a time"
    CANDIDATE_REMINDER = "candidate_reminder", "Reminder"
    CANDIDATE_RESCHEDULED = "candidate_rescheduled", "Rescheduled"
    CANDIDATE_CANCELLED = "candidate_cancelled", "Cancelled"
    CANDIDATE_FINISHED = "candidate_finished", "Coding session finished"
    COLLEAGUE_INVITED = "colleague_invited", "Colleague invited"
    COLLEAGUE_REMINDER = "colleague_reminder", "Reminder for colleagues"
    COLLEAGUE_RESCHEDULED = "colleague_rescheduled", "Rescheduled, for colleagues"
    COLLEAGUE_CANCELLED = "colleague_cancelled", "Cancelled, for colleagues"
    RECRUITER_FINISHED = "recruiter_finished", "Coding session finished, for the recruiter"
    RECRUITER_CAMERA_DECLINED = "recruiter_camera_declined", "Webcam declined, for the recruiter"
    ACCOUNT_INVITATION = "account_invitation", "Invitation to have an account"
    PASSWORD_RESET = "password_reset", "Link to a new password"


# About no interview, and so of no stage.
ABOUT_ACCOUNTS: Final = frozenset({MailKind.ACCOUNT_INVITATION, MailKind.PASSWORD_RESET})
ABOUT_INTERVIEWS: Final = tuple(kind for kind in MailKind if kind not in ABOUT_ACCOUNTS)


class MailState(TextChoices):
    """Where a mail stands."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    # The sender was lost between handing it to the mail server and hearing its answer.
    UNCLEAR = "unclear", "Perhaps sent"
    FAILED = "failed", "Not sent"
    # Overtaken by what happened before its turn, such as a cancellation.
    SKIPPED = "skipped", "Not needed any more"
    SET_ASIDE = "set_aside", "Set aside"


class DeletionState(TextChoices):
    """Where the deletion of a candidate's own records stands."""

    WAITING = "waiting", "Waiting"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class EventKind(TextChoices):
    """What a TimelineEvent tells of."""

    INTERVIEW_SCHEDULED = "interview_scheduled", "Interview scheduled"
    INTERVIEW_CHANGED = "interview_changed", "Interview changed"
    INTERVIEW_STARTED = "interview_started", "Interview started"
    INTERVIEW_COMPLETED = "interview_completed", "Interview completed"
    INTERVIEW_CANCELLED = "interview_cancelled", "Interview cancelled"
    INTERVIEW_REOPENED = "interview_reopened", "Interview reopened"
    INTERVIEW_CONTINUED = "interview_continued", "Continued from another interview"
    INVITATION_ISSUED = "invitation_issued", "Invitation issued"
    INVITATION_CHANGED = "invitation_changed", "Invitation changed"
    INVITATION_REISSUED = "invitation_reissued", "Invitation reissued"
    INVITATION_REVOKED = "invitation_revoked", "Invitation revoked"
    PARTICIPANT_JOINED = "participant_joined", "Participant joined"
    PARTICIPANT_LEFT = "participant_left", "Participant left"
    PARTICIPANT_ADMITTED = "participant_admitted", "Participant admitted"
    PARTICIPANT_DENIED = "participant_denied", "Participant denied"
    PARTICIPANT_REMOVED = "participant_removed", "Participant removed"
    ROOM_LOCKED = "room_locked", "Room locked"
    ROOM_UNLOCKED = "room_unlocked", "Room unlocked"
    QUESTION_ADDED = "question_added", "Question added"
    QUESTION_CHANGED = "question_changed", "Question changed"
    QUESTION_REMOVED = "question_removed", "Question removed"
    QUESTION_PUSHED = "question_pushed", "Question pushed"
    CODE_RUN = "code_run", "Shared code run"
    CANDIDATE_ACTIVITY = "candidate_activity", "Candidate's activity"
    SCORECARD_HANDED_IN = "scorecard_handed_in", "Scorecard handed in"
    LOGS_SEALED = "logs_sealed", "Logs sealed"
    LOG_ERASED = "log_erased", "Log erased"
    RECORD_MADE = "record_made", "Record made"
    DSA_PROBLEMS_ASSIGNED = "dsa_problems_assigned", "Problems assigned"
    DSA_SESSION_STARTED = "dsa_session_started", "Coding session started"
    DSA_RUN = "dsa_run", "Code run"
    DSA_SUBMITTED = "dsa_submitted", "Code submitted"
    DSA_JUDGED = "dsa_judged", "Submission judged"
    DSA_EXTRA_TIME = "dsa_extra_time", "Extra time granted"
    DSA_SESSION_REOPENED = "dsa_session_reopened", "Coding session reopened"
    DSA_REJUDGED = "dsa_rejudged", "Submission judged again"
    DSA_SESSION_FINISHED = "dsa_session_finished", "Coding session finished"
    OWN_DELETION_ASKED = "own_deletion_asked", "Deletion asked for by the candidate"
    OWN_RECORDS_DELETED = "own_records_deleted", "Records deleted for the candidate"
    PROCTORING_CONSENT = "proctoring_consent", "Answer on webcam snapshots"
    PROCTORING_EXEMPTION_ASKED = "proctoring_exemption_asked", "Asked for a session without a camera"
    PROCTORING_EXEMPTED = "proctoring_exempted", "No-camera route granted"
    PROCTORING_SNAPSHOT = "proctoring_snapshot", "Webcam snapshot"
    PROCTORING_INCIDENT = "proctoring_incident", "Incident noted"
    PROCTORING_REVIEWED = "proctoring_reviewed", "Snapshots reviewed"
    PROCTORING_VIEWED = "proctoring_viewed", "Snapshot viewed"
    PROCTORING_EXPORTED = "proctoring_exported", "Candidate's data exported"
    PROCTORING_ERASED = "proctoring_erased", "Candidate's data erased"
