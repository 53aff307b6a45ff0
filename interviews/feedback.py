"""Reading notes and scorecards: whose of them a person may read now, and who is still expected to hand one in."""

from dataclasses import dataclass

from interviews.access.feedback import awaited_interviewers, readable_feedback
from interviews.models import Interview, Note, Scorecard, User


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one person may read of an interview's notes and scorecards."""

    scorecards: list[Scorecard]
    notes: list[Note]
    # Interviewers of the interview who have handed nothing in.
    missing: list[User]


def notes_for(user: User, interview: Interview) -> list[Note]:
    """The notes that this person may read, by their moments; one's own always."""
    notes = Note.objects.filter(interview=interview, author__in=readable_feedback(user, interview))
    return list(notes.select_related("author"))


def feedback_for(user: User, interview: Interview) -> Feedback:
    """The handed-in scorecards and the notes that this person may read, one's own notes always."""
    authors = readable_feedback(user, interview)
    scorecards = Scorecard.objects.handed_in().filter(interview=interview, interviewer__in=authors)
    notes = Note.objects.filter(interview=interview, author__in=authors)
    return Feedback(
        scorecards=list(scorecards.select_related("interviewer")),
        notes=list(notes.select_related("author")),
        missing=list(awaited_interviewers(interview).order_by("first_name", "last_name", "username")),
    )
