"""What candidates do beside the shared work: noted in the timeline, and told to the interviewers in the room.

Candidates read in the lobby, and again at each note, that this is noted. Nothing is concluded from it by any program.
"""

from django.db import transaction
from django.db.models import QuerySet

from interviews.access import Participant
from interviews.choices import EventKind
from interviews.models import TimelineEvent
from interviews.timeline import record_event
from rooms.errors import RoomCode, refused
from rooms.services import lock_active_interviews

# Somebody who comes and goes all the time is noted as often as anybody wants to read.
MAX_NOTED = 500


@transaction.atomic
def note_activity(*, participant: Participant, activity: str, characters: int | None) -> TimelineEvent:
    """Write what a candidate did. Raises Refused when the interview is over, and after `MAX_NOTED`.

    Coming back is noted whenever going away was: nobody stays out of sight on record for the number's sake.
    """
    if refusal := lock_active_interviews([participant.interview_id])[participant.interview_id]:
        raise refusal
    noted = TimelineEvent.objects.filter(
        interview_id=participant.interview_id, kind=EventKind.CANDIDATE_ACTIVITY
    )
    if noted.count() >= MAX_NOTED and not (activity == "visible" and _is_out_of_sight(noted, participant)):
        raise refused(RoomCode.RATE_LIMITED)
    payload: dict[str, str | int] = {"activity": activity}
    if characters is not None:
        payload["characters"] = characters
    return record_event(
        participant.interview_id, EventKind.CANDIDATE_ACTIVITY, actor=participant.actor, payload=payload
    )


def _is_out_of_sight(noted: QuerySet[TimelineEvent], participant: Participant) -> bool:
    """Whether the last that is on record of this person's page is that it is hidden."""
    actor = participant.actor
    last = (
        noted.filter(
            actor_user_id=actor.user_id,
            actor_invitation_id=actor.invitation_id,
            payload__activity__in=["hidden", "visible"],
        )
        .order_by("sequence")
        .last()
    )
    return last is not None and last.payload["activity"] == "hidden"
