"""Timelines hold references in place of what was noticed and answered, so that erasure and retention reach the words."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Event and row were written in one transaction, each with the time of its own moment.
TOLERANCE = timedelta(seconds=10)


def rewrite(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    events = apps.get_model("interviews", "TimelineEvent")
    rows = {
        name: apps.get_model("proctoring", name) for name in ("Consent", "Incident", "Snapshot", "Review")
    }
    interviews = events.objects.filter(kind__startswith="proctoring_").order_by()
    for interview_id in list(interviews.values_list("interview", flat=True).distinct()):
        own = {name: model.objects.filter(invitation__interview=interview_id) for name, model in rows.items()}
        consents = _Taken(own["Consent"], lambda row: row.decided_at, lambda row: row.decision)
        incidents = _Taken(own["Incident"], lambda row: row.received_at, lambda row: row.get_kind_display())
        reviews = _Taken(own["Review"], lambda row: row.reviewed_at, lambda row: row.get_status_display())
        snapshots = {(row.invitation_id, row.sequence): str(row.pk) for row in own["Snapshot"]}
        for event in events.objects.filter(interview=interview_id).order_by("sequence"):
            told, at, who = event.payload, event.created_at, event.actor_invitation_id
            match event.kind:
                case "proctoring_consent" if "decision" in told:
                    row = consents.take(at, who, told["decision"])
                    payload = {"consentId": row.pk} if row else {}
                case "proctoring_incident" if "incident" in told:
                    row = incidents.take(at, who, told["incident"])
                    payload = {"incidentId": str(row.pk)} if row else {}
                case "proctoring_snapshot" if "sequence" in told:
                    snapshot = snapshots.get((who, told["sequence"]))
                    payload = {"snapshotId": snapshot} if snapshot else {}
                case "proctoring_reviewed" if "status" in told:
                    row = reviews.take(at, told["invitationId"], told["status"])
                    payload = {"invitationId": told["invitationId"]} | ({"review": row.number} if row else {})
                case _:
                    continue
            events.objects.filter(pk=event.pk).update(payload=payload)


class _Taken:
    """Rows that events refer to, each at most once. Those that are deleted by now are referred to by none."""

    def __init__(
        self, rows: Iterable[Any], time_of: Callable[[Any], datetime], words_of: Callable[[Any], str]
    ) -> None:
        self._rows = sorted(rows, key=lambda row: (time_of(row), str(row.pk)))
        self._time_of, self._words_of = time_of, words_of

    def take(self, moment: datetime, invitation_id: int | None, words: str) -> Any:
        """The first of this time and these words; None for an invitation that the event does not name fits all."""
        for row in self._rows:
            if (
                abs(self._time_of(row) - moment) <= TOLERANCE
                and invitation_id in (None, row.invitation_id)
                and self._words_of(row) == words
            ):
                self._rows.remove(row)
                return row
        return None


class Migration(migrations.Migration):
    dependencies = [
        ("proctoring", "0002_leased_queue"),
        ("interviews", "0002_stage_presets"),
    ]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop, elidable=True)]
