"""What a candidate may see of their own records. The one place that turns rows into answers and pages for them.

Reviews, who looked at pictures, and the files themselves are not among it.
"""

from typing import Any

from django.db.models import Max
from django.utils import timezone

from interviews.contact import contact_of
from interviews.models import Invitation
from proctoring.choices import ConsentStatus
from proctoring.models import ExemptionRequest, Incident, Snapshot
from proctoring.rules import Proctoring, is_camera_required, is_proctored
from proctoring.selectors import open_request, proctoring_of


def state_document(invitation: Invitation) -> dict[str, Any]:
    """The answer of `GET /v1/dsa/<token>/proctoring`."""
    proctoring = proctoring_of(invitation)
    is_on = is_proctored(invitation)
    snapshots = Snapshot.objects.not_deleted().filter(invitation=invitation)
    numbers = snapshots.aggregate(latest=Max("sequence"), kept_until=Max("keep_until"))
    return {
        "serverTime": timezone.now(),
        "enabled": is_on,
        "snapshotIntervalSeconds": invitation.interview.stage.dsa_config["snapshotIntervalSeconds"],
        "consent": _consent(proctoring),
        "wayOut": {"contact": contact_of(invitation)} if is_on else None,
        "cameraRequired": is_camera_required(invitation),
        "exemptionRequest": _request(open_request(invitation)),
        "retentionDays": proctoring.keeps_snapshots_days,
        "deletionDate": numbers["kept_until"],
        "snapshotCount": snapshots.count(),
        "incidents": [incident_document(each) for each in Incident.objects.filter(invitation=invitation)],
        "clientSequenceNext": 0 if numbers["latest"] is None else numbers["latest"] + 1,
    }


def _request(request: ExemptionRequest | None) -> dict[str, Any] | None:
    return None if request is None else {"askedAt": request.asked_at, "note": request.note}


def _consent(proctoring: Proctoring) -> dict[str, Any]:
    is_given = proctoring.consent_status == ConsentStatus.GIVEN and proctoring.consent is not None
    return {
        "status": proctoring.consent_status.value,
        "textVersion": proctoring.text.version,
        "text": proctoring.text.as_json(),
        "givenAt": proctoring.consent.decided_at if is_given and proctoring.consent else None,
    }


def incident_document(incident: Incident) -> dict[str, Any]:
    return {
        "id": str(incident.pk),
        "kind": incident.kind,
        "label": incident.get_kind_display(),
        "occurredAt": incident.occurred_at,
        "reply": incident.reply or None,
    }
