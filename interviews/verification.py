"""Verifying an interview's records against its chain, the noted ends of it, and the file of heads."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db import transaction

from interviews import heads_file
from interviews.choices import ENDED_STATES
from interviews.examination import Evidence, Finding, Head, StoredEvent, StoredLog, examine, sealed_versions
from interviews.heads_file import BrokenFile, HeadLine
from interviews.hooks import proven_logs
from interviews.models import ChainHead, HeadReason, Interview, SealedLog, TimelineEvent
from interviews.scorecard_proof import handed_in_digests
from interviews.timeline import Actor
from talentsync.lib.queries import first_or_none


@dataclass(slots=True)
class Verification:
    """What was found. `problems` are sentences; nothing was tampered with where there is none."""

    events: int = 0
    logs: dict[str, int] = field(default_factory=dict)
    is_sealed: bool = False
    erased_at: str | None = None
    problems: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.problems


def verify_interview(interview_id: UUID, heads_path: Path) -> Verification | None:
    """None where no trace of such an interview is left anywhere."""
    lines, problems = _lines(heads_path)
    own = [line for line in lines if line.interview == str(interview_id)]
    problems += _missing_lines(
        interview_id, {(line.id, line.events, line.digest) for line in own}, heads_path
    )
    heads = {(line.events, line.digest): Head(line.events, line.digest) for line in own}
    for row in ChainHead.objects.filter(interview_uuid=interview_id):
        heads.setdefault((row.events, row.digest), Head(row.events, row.digest))
    tombstones = [
        *(line.at for line in own if line.reason == HeadReason.ERASED),
        *(
            head.created_at.isoformat()
            for head in ChainHead.objects.filter(interview_uuid=interview_id, reason=HeadReason.ERASED)
        ),
    ]
    with transaction.atomic():
        interview = first_or_none(Interview.objects.filter(pk=interview_id))
        if interview is not None:
            return _verified(interview, list(heads.values()), problems)
    if not heads:
        return None
    result = Verification(events=max(head.events for head in heads.values()), problems=problems)
    if tombstones:
        result.erased_at = tombstones[0]
    else:
        result.problems.append("The interview is gone, and nothing tells that it was erased.")
    return result


def evidence_of(interview: Interview, heads: list[Head]) -> Evidence:
    """All that is stored of an interview now."""
    columns = ("sequence", "created_at", "actor_user_id", "actor_invitation_id", "kind", "payload", "digest")
    events = TimelineEvent.objects.filter(interview=interview).order_by("sequence").values_list(*columns)
    stored = [
        StoredEvent(sequence, at, Actor(user, invitation).key, kind, payload, digest)
        for sequence, at, user, invitation, kind, payload, digest in events
    ]
    versions = sealed_versions(stored)
    marks = dict(SealedLog.objects.filter(interview=interview).values_list("name", "marks"))
    return Evidence(
        interview_id=interview.pk,
        last_sequence=interview.last_event_sequence,
        has_ended=interview.state in ENDED_STATES and interview.sealed_at is not None,
        events=stored,
        logs={
            log.name: StoredLog(
                list(log.rows(interview.pk)),
                bytes(marks.get(log.name, b"")),
                {
                    version: list(rows(interview.pk))
                    for version, rows in log.older.items()
                    if version in versions
                },
            )
            for log in proven_logs
        },
        heads=heads,
        scorecards=handed_in_digests(interview.pk),
    )


def _verified(interview: Interview, heads: list[Head], problems: list[str]) -> Verification:
    evidence = evidence_of(interview, heads)
    findings = examine(evidence)
    return Verification(
        events=len(evidence.events),
        logs={name: len(log.rows) for name, log in evidence.logs.items()},
        is_sealed=interview.sealed_at is not None,
        problems=[*problems, *(f"{str(finding).capitalize()}." for finding in findings)],
        findings=findings,
    )


def _lines(path: Path) -> tuple[list[HeadLine], list[str]]:
    try:
        return heads_file.read(path), []
    except FileNotFoundError:
        return [], []
    except (BrokenFile, OSError) as error:
        return [], [f"The file of heads cannot be trusted: {error}."]


def _missing_lines(interview_id: UUID, found: set[tuple[int, int, str]], path: Path) -> list[str]:
    """Heads that were written to the file, and are not in it."""
    written = ChainHead.objects.filter(interview_uuid=interview_id, written_at__isnull=False)
    missing = set(written.values_list("pk", "events", "digest")) - found
    return (
        [f"{path} lacks {len(missing)} heads of this interview that were written to it."] if missing else []
    )
