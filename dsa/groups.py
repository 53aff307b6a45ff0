"""The names of this app's Channels groups. Channels allows letters, digits, hyphen, underscore and full stop."""

from uuid import UUID


def submission(submission_id: UUID) -> str:
    """Everybody who watches how the judging of a submission goes on.

    The one message is `{"type": "submission.progress"}`: whoever gets it reads the rows, of which a message could tell
    too much.
    """
    return f"submission.{submission_id}"
