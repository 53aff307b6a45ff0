"""Incidents: what a page reports, what the server notices, and candidates' replies."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from interviews.choices import EventKind
from interviews.models import Invitation
from interviews.timeline import SYSTEM, Actor, record_event
from proctoring.choices import IncidentKind, RejectCode
from proctoring.errors import ProctoringCode, proctoring_refused
from proctoring.gaps import missing_ranges, overlap, uncovered
from proctoring.models import Incident, Snapshot
from proctoring.rules import Proctoring, belongs_to_session, bounded, recording_refusal
from proctoring.selectors import lock_candidate

# A page that reports without end fills no database.
MAX_PER_CANDIDATE = 5_000


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """One incident as a candidate's page reports it."""

    client_id: UUID
    kind: IncidentKind
    occurred_at: datetime
    details: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def record_incidents(*, proctoring: Proctoring, incidents: Sequence[IncidentReport]) -> int:
    """Store what a page noticed; those that it has reported before stay as they are. Gives how many are held of these.

    What happened after the session's end is left out, and no reason to refuse what comes with it.
    Raises Refused where nothing may be recorded, and with `too_many`.
    """
    now = timezone.now()
    if code := recording_refusal(proctoring, now):
        raise proctoring_refused(code)
    invitation = proctoring.invitation
    lock_candidate(invitation)
    known = set(
        Incident.objects.filter(
            invitation=invitation, client_id__in=[each.client_id for each in incidents]
        ).values_list("client_id", flat=True)
    )
    new = {
        each.client_id: each
        for each in incidents
        if each.client_id not in known and belongs_to_session(proctoring, each.occurred_at)
    }
    if Incident.objects.filter(invitation=invitation).count() + len(new) > MAX_PER_CANDIDATE:
        raise proctoring_refused(ProctoringCode.TOO_MANY)
    made = Incident.objects.bulk_create(
        Incident(
            invitation=invitation,
            client_id=each.client_id,
            kind=each.kind,
            occurred_at=bounded(proctoring, each.occurred_at, now),
            received_at=now,
            details=each.details,
            keep_until=now + timedelta(days=proctoring.keeps_incidents_days),
        )
        for each in new.values()
    )
    for each in made:
        _record_timeline_event(each, Actor(invitation_id=invitation.pk))
    return len(known) + len(new)


def _record_timeline_event(incident: Incident, actor: Actor) -> None:
    """A reference and not what was noticed: the event stays when the incident is deleted."""
    record_event(
        incident.invitation.interview_id,
        EventKind.PROCTORING_INCIDENT,
        actor=actor,
        payload={"incidentId": str(incident.pk)},
    )


def record_missing_snapshots(*, proctoring: Proctoring, captured_at: datetime) -> None:
    """Compare the sequence with the gaps known so far: note new ones, and those that late snapshots have filled.

    Call it in the transaction that stores a snapshot, after `lock_candidate`.
    """
    invitation = proctoring.invitation
    seen = Snapshot.objects.filter(invitation=invitation).values_list("sequence", flat=True)
    missing = missing_ranges(seen)
    gaps = list(Incident.objects.gaps().filter(invitation=invitation))
    now = timezone.now()
    for gap in gaps:
        first, last = gap.details["firstSequence"], gap.details["lastSequence"]
        still = overlap(first, last, missing)
        if still != gap.details["stillMissing"]:
            gap.details["stillMissing"] = still
            gap.resolved_at = None if still else now
            gap.save(update_fields=["details", "resolved_at"])
    known = [(gap.details["firstSequence"], gap.details["lastSequence"]) for gap in gaps]
    for run in missing:
        for first, last in uncovered(run, known):
            _record_server_incident(
                proctoring,
                IncidentKind.SNAPSHOT_GAP,
                captured_at,
                {"firstSequence": first, "lastSequence": last, "stillMissing": last - first + 1},
            )


def record_rejected_snapshot(*, proctoring: Proctoring, snapshot: Snapshot, code: RejectCode) -> None:
    """Note that an upload was not usable. Call it in the transaction that rejects it."""
    _record_server_incident(
        proctoring, IncidentKind.SNAPSHOT_REJECTED, snapshot.captured_at, {"rejectCode": code.value}
    )


def _record_server_incident(
    proctoring: Proctoring, kind: IncidentKind, occurred_at: datetime, details: dict[str, Any]
) -> None:
    now = timezone.now()
    incident = Incident.objects.create(
        invitation=proctoring.invitation,
        kind=kind,
        occurred_at=occurred_at,
        received_at=now,
        details=details,
        keep_until=now + timedelta(days=proctoring.keeps_incidents_days),
    )
    _record_timeline_event(incident, SYSTEM)


def save_reply(*, invitation: Invitation, incident_id: UUID, text: str) -> None:
    """Store what the candidate says to an incident, in place of what they said before.

    Raises Refused with `incident_not_found`, also for somebody else's.
    """
    stored = Incident.objects.filter(pk=incident_id, invitation=invitation).update(
        reply=text, replied_at=timezone.now()
    )
    if not stored:
        raise proctoring_refused(ProctoringCode.INCIDENT_NOT_FOUND)
