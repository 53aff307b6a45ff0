"""Everything that proctoring holds about one candidate, as a zip that is made while it is sent."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from interviews.models import Invitation
from proctoring import storage
from proctoring.models import Consent, Exemption, ExemptionRequest, Incident, Review, Snapshot, SnapshotView
from proctoring.rules import is_proctored
from proctoring.storage import Folder, name_of
from talentsync.lib.streaming import streamed
from talentsync.lib.zip_stream import zip_pieces


def pieces(invitation: Invitation) -> Iterator[bytes]:
    """The zip, picture by picture: `pictures/`, then `data.json`, and `reviews.json` apart, so that whoever hands the
    rest to the candidate can look at that first.

    Raises StorageUnavailable in the middle, which leaves a zip that no program takes for whole.
    """
    yield from zip_pieces(_with_reviews(invitation))


def stream(invitation: Invitation) -> AsyncIterator[bytes]:
    """The same for a response."""
    return streamed(pieces(invitation))


def _with_reviews(invitation: Invitation) -> Iterator[tuple[str, bytes]]:
    yield from files(invitation)
    yield "reviews.json", _json(_reviews(invitation))


def files(invitation: Invitation) -> Iterator[tuple[str, bytes]]:
    """What is held about a candidate and is theirs to have, by names and contents. Raises StorageUnavailable."""
    snapshots = []
    for snapshot in Snapshot.objects.not_deleted().filter(invitation=invitation).iterator(chunk_size=100):
        document = _snapshot(snapshot)
        if snapshot.bytes is not None:
            try:
                picture = storage.read(name_of(Folder.PICTURE, snapshot.pk))
            except FileNotFoundError:
                pass  # erased since the row was read
            else:
                document["file"] = f"pictures/{snapshot.sequence:06}-{snapshot.pk}.jpg"
                yield document["file"], picture
        snapshots.append(document)
    yield "data.json", _json(_data(invitation, snapshots))


def own_files(invitation: Invitation) -> Iterator[tuple[str, bytes]]:
    """The same for the candidate's copy of everything."""
    if not is_proctored(invitation) and not Consent.objects.filter(invitation=invitation).exists():
        return
    for name, content in files(invitation):
        yield f"webcam/{name}", content


def _json(document: object) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False).encode()


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _data(invitation: Invitation, snapshots: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "exportedAt": _time(timezone.now()),
        "candidate": {"name": invitation.name, "email": invitation.email},
        "interview": {"id": str(invitation.interview_id), "title": invitation.interview.title},
        "consents": [
            {
                "decision": consent.decision,
                "decidedAt": _time(consent.decided_at),
                "textVersion": consent.text_version,
                "text": consent.text,
                "keptUntil": _time(consent.keep_until),
            }
            for consent in Consent.objects.filter(invitation=invitation)
        ],
        "exemptions": [
            {"grantedAt": _time(row.granted_at), "withdrawnAt": _time(row.withdrawn_at)}
            for row in Exemption.objects.filter(invitation=invitation)
        ],
        "exemptionRequests": [
            {"askedAt": _time(row.asked_at), "note": row.note, "keptUntil": _time(row.keep_until)}
            for row in ExemptionRequest.objects.filter(invitation=invitation)
        ],
        "snapshots": snapshots,
        "incidents": [
            {
                "kind": incident.kind,
                "label": incident.get_kind_display(),
                "occurredAt": _time(incident.occurred_at),
                "receivedAt": _time(incident.received_at),
                "details": incident.details,
                "resolvedAt": _time(incident.resolved_at),
                "reply": incident.reply,
                "repliedAt": _time(incident.replied_at),
                "keptUntil": _time(incident.keep_until),
            }
            for incident in Incident.objects.filter(invitation=invitation)
        ],
        "picturesOpened": [
            _time(view.viewed_at)
            for view in SnapshotView.objects.filter(invitation=invitation, is_thumbnail=False)
        ],
    }


def _snapshot(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "sequence": snapshot.sequence,
        "reason": snapshot.reason,
        "capturedAt": _time(snapshot.captured_at),
        "receivedAt": _time(snapshot.received_at),
        "state": snapshot.state,
        "rejectCode": snapshot.reject_code or None,
        "width": snapshot.width,
        "height": snapshot.height,
        "reply": snapshot.reply,
        "repliedAt": _time(snapshot.replied_at),
        "keptUntil": _time(snapshot.keep_until),
        "file": None,
    }


def _reviews(invitation: Invitation) -> list[dict[str, Any]]:
    return [
        {
            "status": review.status,
            "note": review.note,
            "reviewer": review.reviewer.display_name,
            "reviewedAt": _time(review.reviewed_at),
        }
        for review in Review.objects.filter(invitation=invitation).select_related("reviewer")
    ]
