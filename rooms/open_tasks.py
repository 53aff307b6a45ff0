"""What of live rooms waits for a recruiter, on the desk."""

from django.db.models import Q

from interviews.choices import Role
from interviews.hooks import HoldersAction, InterviewLack
from interviews.urls_for import room_path
from rooms.models import AdmissionRequest


def waiting_candidates() -> InterviewLack:
    """Candidates before a room that nobody has opened yet, or who are to be let in."""
    waiting = AdmissionRequest.objects.waiting().filter(role=Role.CANDIDATE)
    return InterviewLack(
        "Candidates waiting in a lobby",
        "See who holds it",
        Q(pk__in=waiting.order_by().values("interview")),
        in_every_state=True,
        is_urgent=True,
        of_holder=HoldersAction("Open the room", room_path),
    )
