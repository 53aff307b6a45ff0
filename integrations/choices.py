"""The words of integrations as enums: what a token opens, what a webhook tells of, where a delivery stands."""

from django.db.models import TextChoices


class Scope(TextChoices):
    """What an API token opens. Its owner's own permissions bound it besides."""

    CANDIDATES_READ = "candidates:read", "Read candidates"
    CANDIDATES_WRITE = "candidates:write", "Add and correct candidates"
    POSITIONS_READ = "positions:read", "Read positions"
    POSITIONS_WRITE = "positions:write", "Add, rename and archive positions"
    APPLICATIONS_READ = "applications:read", "Read applications and decisions"
    APPLICATIONS_WRITE = "applications:write", "Apply and decide"
    INTERVIEWS_READ = "interviews:read", "Read interviews, stages and interviewers"
    INTERVIEWS_WRITE = "interviews:write", "Schedule, change and cancel interviews"
    INVITATIONS_READ = "invitations:read", "Read invitations, without their links"
    INVITATIONS_WRITE = "invitations:write", "Invite, renew and revoke"
    INVITATIONS_LINKS = "invitations:links", "Read the links of invitations: whoever has one is the candidate"
    RESULTS_READ = "results:read", "Read results"
    SCORECARDS_READ = "scorecards:read", "Read handed-in scorecards"
    RECORDS_READ = "records:read", "Take records of interviews, with all that you may read in them"
    RECORDS_WRITE = "records:write", "Have records of interviews made"


class WebhookType(TextChoices):
    """What an endpoint can be told of."""

    INTERVIEW_SCHEDULED = "interview.scheduled", "Interview scheduled"
    INTERVIEW_CHANGED = "interview.changed", "Interview changed"
    INTERVIEW_STARTED = "interview.started", "Interview started"
    INTERVIEW_COMPLETED = "interview.completed", "Interview completed"
    INTERVIEW_CANCELLED = "interview.cancelled", "Interview cancelled"
    SESSION_FINISHED = "session.finished", "Coding session finished"
    SUBMISSION_JUDGED = "submission.judged", "Submission judged"
    SCORECARD_HANDED_IN = "scorecard.handed_in", "Scorecard handed in"


# Sent from the admin to try an endpoint; nobody subscribes to it.
TEST_TYPE = "webhook.test"


class DeliveryState(TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", "Waiting"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Given up"
    HELD = "held", "Held until the endpoint is on again"


# What may be sent again by hand.
SETTLED_STATES = frozenset({DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.HELD})
