"""What candidates do beside the shared work: noted in the timeline, and told to the interviewers in the room.

Candidates read in the lobby, and again at each note, that this is noted. Nothing is concluded from it by any program.
"""

from typing import Any

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
# As many as interviewers who come later are given.
RECENT_NOTES = 50


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
    events = (
        TimelineEvent.objects.filter(
            interview_id=participant.interview_id,
            kind__in=(EventKind.PARTICIPANT_JOINED, EventKind.CANDIDATE_ACTIVITY),
            actor_invitation__isnull=False,
        )
        .order_by("sequence")
        .values("kind", "payload", "created_at", "actor_invitation_id", "actor_invitation__name")
    )
    activities: list[dict[str, Any]] = []
    peers: dict[int, str] = {}
    hidden: dict[int, bool] = {}
    for event in events:
        person, payload = event["actor_invitation_id"], event["payload"]
        if event["kind"] == EventKind.PARTICIPANT_JOINED:
            # Whoever comes anew looks at the page that they come with.
            peers[person], hidden[person] = payload["userId"], False
            continue
        kind = payload["activity"]
        if kind != "paste":
            hidden[person] = kind == "hidden"
        activities.append(
            {
                "kind": kind,
                **({"characters": payload["characters"]} if "characters" in payload else {}),
                "name": event["actor_invitation__name"],
                "at": event["created_at"].isoformat(),
            }
        )
    return {
        "activities": activities[-RECENT_NOTES:],
        "outOfSight": [
            peers[person] for person, is_hidden in hidden.items() if is_hidden and person in peers
        ],
    }


def _is_out_of_sight(noted: QuerySet[TimelineEvent]) -> bool:
    """Whether the last that is on record of a candidate's page is that it is hidden; `noted` is what is on theirs."""
    last = noted.filter(payload__activity__in=["hidden", "visible"]).order_by("sequence").last()
    return last is not None and last.payload["activity"] == "hidden"
