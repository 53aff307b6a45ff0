"""What the interview's timeline refers to, in words, for as long as it is held."""

from collections.abc import Callable

from interviews.choices import EventKind
from interviews.models import Interview, TimelineEvent
from proctoring.models import Consent, Incident, Review

GONE = "not held any more"


def describer(interview: Interview) -> Callable[[TimelineEvent], str | None]:
    """Gives the details of an event of ours; None for all others."""
    words = _Words(interview)
    return words.of


class _Words:
    """Reads each kind of row once, when the first event refers to one."""

    def __init__(self, interview: Interview) -> None:
        self._interview = interview
        self._consents: dict[int, str] | None = None
        self._incidents: dict[str, str] | None = None
        self._reviews: dict[tuple[int, int], str] | None = None

    def of(self, event: TimelineEvent) -> str | None:
        match event.kind:
            case EventKind.PROCTORING_CONSENT:
                if self._consents is None:
                    rows = Consent.objects.filter(invitation__interview=self._interview)
                    self._consents = {row.pk: row.get_decision_display() for row in rows.defer("text")}
                return self._consents.get(event.payload.get("consentId", 0), GONE)
            case EventKind.PROCTORING_INCIDENT:
                if self._incidents is None:
                    found = Incident.objects.filter(invitation__interview=self._interview)
                    self._incidents = {str(row.pk): row.get_kind_display() for row in found}
                return self._incidents.get(event.payload.get("incidentId", ""), GONE)
            case EventKind.PROCTORING_REVIEWED:
                if self._reviews is None:
                    reviews = Review.objects.filter(invitation__interview=self._interview).select_related(
                        "invitation"
                    )
                    self._reviews = {
                        (row.invitation_id, row.number): f"{row.invitation}: {row.get_status_display()}"
                        for row in reviews
                    }
                told = event.payload
                return self._reviews.get((told.get("invitationId", 0), told.get("review", 0)), GONE)
        return None
