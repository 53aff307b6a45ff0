"""The names of this app's Channels groups. Channels allows letters, digits, hyphen, underscore and full stop."""

from uuid import UUID


def submission(submission_id: UUID) -> str:
    """Everybody who watches how the judging of a submission goes on.

    The one message is `{"type": "submission.progress", "isOver": bool}`: whoever gets it reads the rows, of which a
    message could tell too much. `isOver` says that this was the last of one judging, or of an attempt at it.
    """
    return f"submission.{submission_id}"
