"""What candidates do beside the shared work: noted in the timeline, and told to the interviewers in the room.

Candidates read in the lobby, and again at each note, that this is noted. Nothing is concluded from it by any program.
"""

from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from interviews.access.rooms import Participant
from interviews.choices import EventKind
from interviews.models import TimelineEvent
from interviews.timeline import record_event
from rooms.errors import RoomCode, refused
from rooms.services.open_interviews import lock_active_interviews

# Somebody who comes and goes all the time is noted as often as anybody wants to read.
MAX_NOTED = 500
# As many as interviewers who come later are given.
RECENT_NOTES = 50
TURNS = ("hidden", "visible")


@transaction.atomic
def note_activity(*, participant: Participant, activity: str, characters: int | None) -> TimelineEvent:
    """Write what a candidate did. Raises Refused when the interview is over, and after `MAX_NOTED` of theirs.

    Coming back is noted whenever going away was: nobody stays out of sight on record for the number's sake.
    """
    if refusal := lock_active_interviews([participant.interview_id])[participant.interview_id]:
        raise refusal
    noted = TimelineEvent.objects.filter(
        interview_id=participant.interview_id,
        kind=EventKind.CANDIDATE_ACTIVITY,
        actor_invitation_id=participant.actor.invitation_id,
    )
    if noted.count() >= MAX_NOTED and not (activity == "visible" and _is_out_of_sight(noted)):
        raise refused(RoomCode.RATE_LIMITED)
    payload: dict[str, str | int] = {"activity": activity}
    if characters is not None:
        payload["characters"] = characters
    return record_event(
        participant.interview_id, EventKind.CANDIDATE_ACTIVITY, actor=participant.actor, payload=payload
    )


def noted_so_far(participant: Participant) -> dict[str, Any]:
    """What was noted last, oldest first, and by their peer's id whose page is hidden, as far as the records know."""
    events = TimelineEvent.objects.filter(
        interview_id=participant.interview_id, actor_invitation__isnull=False
    )
    noted = events.filter(kind=EventKind.CANDIDATE_ACTIVITY)
    newest = noted.select_related("actor_invitation").order_by("-sequence")[:RECENT_NOTES]
    # Whoever comes anew looks at the page that they come with.
    joined = _newest_of_each(events.filter(kind=EventKind.PARTICIPANT_JOINED))
    turned = _newest_of_each(noted.filter(payload__activity__in=TURNS))
    return {
        "activities": [_described(event) for event in reversed(list(newest))],
        "outOfSight": [
            joined[person].payload["userId"]
            for person, event in turned.items()
            if person in joined
            and event.payload["activity"] == "hidden"
            and event.sequence > joined[person].sequence
        ],
    }


def _described(event: TimelineEvent) -> dict[str, Any]:
    activity, invitation = event.payload["activity"], event.actor_invitation
    assert invitation is not None
    return {
        "kind": activity,
        **({"characters": event.payload["characters"]} if "characters" in event.payload else {}),
        "name": invitation.name,
        "at": event.created_at.isoformat(),
    }


def _newest_of_each(events: QuerySet[TimelineEvent]) -> dict[int, TimelineEvent]:
    """By the candidate's invitation, their newest of these events of one interview."""
    newest = events.order_by().values("actor_invitation_id").annotate(newest=Max("sequence"))
    found = events.filter(sequence__in=newest.values("newest"))
    return {event.actor_invitation_id: event for event in found if event.actor_invitation_id is not None}


def _is_out_of_sight(noted: QuerySet[TimelineEvent]) -> bool:
    """Whether the last that is on record of a candidate's page is that it is hidden; `noted` is what is on theirs."""
    last = noted.filter(payload__activity__in=TURNS).order_by("sequence").last()
    return last is not None and last.payload["activity"] == "hidden"
