"""Verifying a record's file: by its own manifest, and by what the interview's timeline here tells of it."""

from dataclasses import dataclass, field
from uuid import UUID

from interviews.choices import EventKind
from interviews.models import ChainHead, HeadReason, TimelineEvent
from replay.record.manifest import digest_of, problems_of, read_record


@dataclass(slots=True)
class RecordVerification:
    """What was found. Nothing was tampered with where there is no problem; `notes` say what could not be compared."""

    interview: str
    edition: str
    made_at: str
    parts: int
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify_record(text: str) -> RecordVerification:
    """Raises NoRecord."""
    record = read_record(text)
    manifest = record.manifest
    result = RecordVerification(
        interview=manifest["interview"],
        edition=manifest["edition"],
        made_at=str(manifest.get("madeAt", "")),
        parts=len(record.parts),
        problems=problems_of(record),
    )
    try:
        interview_id = UUID(manifest["interview"])
    except ValueError:
        result.problems.append("The manifest names no interview.")
        return result
    events = TimelineEvent.objects.filter(interview=interview_id)
    if not events.exists():
        heads = ChainHead.objects.filter(interview_uuid=interview_id, reason=HeadReason.ERASED)
        was_erased = heads.exists()
        result.notes.append(
            "The interview was erased here since, so the record stands for itself."
            if was_erased
            else "This installation does not know the interview, so the record stands for itself."
        )
        return result
    digest = digest_of(manifest)
    told = events.filter(kind=EventKind.RECORD_MADE).values_list("payload", flat=True)
    if not any(payload.get("digest") == digest for payload in told):
        result.problems.append("The interview's timeline tells of no record with this manifest.")
    head = manifest["head"]
    stored = events.filter(sequence=head.get("events")).values_list("digest", flat=True).first()
    if stored != head.get("digest"):
        result.problems.append("The interview's timeline was another when the record was made.")
    return result
