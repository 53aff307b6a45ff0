"""Write interviewers' notes. Each belongs to its author, who may change it until their scorecard is handed in."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from interviews.access.rooms import interview_for_interviewer
from interviews.errors import FeedbackCode, feedback_refused
from interviews.models import Interview, Note, Scorecard, User

# Of one author in one interview.
MAX_NOTES: Final = 500


@transaction.atomic
def save_note(*, author: User, interview_id: UUID, note_id: UUID, at: datetime, text: str) -> Note:
    """Store a note, new or changed; safe to repeat. A moment outside of the interview becomes the nearest in it.

    Raises Refused for an interview that is not theirs, one that has not begun, and after the scorecard was handed in.
    """
    interview = lock_for_feedback(author, interview_id)
    own = Note.objects.filter(interview=interview, author=author)
    assert interview.started_at is not None
    moment = min(max(at, interview.started_at), interview.ended_at or timezone.now())
    now = timezone.now()
    if not own.filter(pk=note_id).update(at=moment, text=text, updated_at=now):
        if Note.objects.filter(pk=note_id).exists():
            raise feedback_refused(FeedbackCode.NOTE_NOT_FOUND)
        if own.count() >= MAX_NOTES:
            raise feedback_refused(FeedbackCode.TOO_MANY_NOTES)
        Note.objects.create(pk=note_id, interview=interview, author=author, at=moment, text=text)
    return own.get(pk=note_id)


@transaction.atomic
def remove_note(*, author: User, interview_id: UUID, note_id: UUID) -> None:
    """Delete a note of one's own; one that is gone already is no error. Raises Refused as `save_note` does."""
    interview = lock_for_feedback(author, interview_id)
    Note.objects.filter(interview=interview, author=author, pk=note_id).delete()


def notes_of(author: User, interview_id: UUID) -> list[Note]:
    """One's own notes, by their moments."""
    return list(Note.objects.filter(interview_id=interview_id, author=author))


def lock_for_feedback(author: User, interview_id: UUID) -> Interview:
    """The interview, held until the transaction ends, if this person may write notes and their scorecard now.

    Raises Refused.
    """
    interview_for_interviewer(author, interview_id)
    # Notes and handing in wait for each other here.
    interview = Interview.objects.select_for_update(no_key=True).get(pk=interview_id)
    if interview.started_at is None:
        raise feedback_refused(FeedbackCode.NOT_STARTED)
    if Scorecard.objects.handed_in().filter(interview=interview, interviewer=author).exists():
        raise feedback_refused(FeedbackCode.SCORECARD_HANDED_IN)
    return interview
