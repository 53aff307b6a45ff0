"""What happened in a candidate's session, in order: pictures, incidents, and what their coding session tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format

from dsa.sessions.selectors import events_of, session_of, worked
from interviews.choices import EventKind
from interviews.models import Invitation
from proctoring.choices import IncidentKind, RejectCode, SnapshotReason, SnapshotState
from proctoring.models import Incident, Snapshot
from proctoring.rules import terms_of

# A picture that came so much later than it was taken had waited for the network.
LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `group` puts neighbours of a kind into one line; "" stands alone."""

    at: datetime
    kind: str
    what: str
    details: str = ""
    reply: str = ""
    snapshot: Snapshot | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is shown; several pictures in a row share one."""

    at: datetime
    kind: str
    what: str
    details: str
    reply: str
    pictures: Sequence[Snapshot] = field(default_factory=list)


def lines(invitation: Invitation) -> list[Line]:
    """The whole session, earliest first."""
    entries = [*_snapshots(invitation), *_incidents(invitation), *_session(invitation)]
    entries.sort(key=lambda entry: entry.at)
    shown = []
    for group, some in groupby(entries, key=lambda entry: entry.group or str(id(entry))):
        run = list(some)
        shown.append(_pictures(run) if group == "pictures" else _line(run[0]))
    return shown


def _line(entry: Entry) -> Line:
    pictures = [entry.snapshot] if entry.snapshot is not None else []
    return Line(entry.at, entry.kind, entry.what, entry.details, entry.reply, pictures)


def _pictures(run: Sequence[Entry]) -> Line:
    pictures = [entry.snapshot for entry in run if entry.snapshot is not None]
    what = "1 picture" if len(pictures) == 1 else f"{len(pictures)} pictures"
    late = sum(each.received_at - each.captured_at > LATE for each in pictures)
    details = []
    if len(run) > 1:
        details.append(f"until {date_format(timezone.localtime(run[-1].at), 'H:i:s')}")
    for reason in (SnapshotReason.START, SnapshotReason.SUBMIT):
        if any(each.reason == reason for each in pictures):
            details.append(f"{'at' if len(run) == 1 else 'with one at'} the {reason.label.lower()}")
    if late:
        details.append(f"{late} sent later than taken")
    return Line(run[0].at, "picture", what, "; ".join(details), "", pictures)


def _snapshots(invitation: Invitation) -> Iterable[Entry]:
    for snapshot in Snapshot.objects.not_deleted().filter(invitation=invitation):
        match snapshot.state:
            case SnapshotState.STORED:
                # What the candidate says to a picture stands beside it alone.
                group = "" if snapshot.reply else "pictures"
                yield Entry(
                    snapshot.captured_at,
                    "picture",
                    "1 picture",
                    reply=snapshot.reply,
                    snapshot=snapshot,
                    group=group,
                )
            case SnapshotState.RECEIVED:
                yield Entry(snapshot.captured_at, "picture", "A picture that is being processed")


def _incidents(invitation: Invitation) -> Iterable[Entry]:
    for incident in Incident.objects.filter(invitation=invitation):
        yield Entry(
            incident.occurred_at,
            "incident",
            incident.get_kind_display(),
            details="; ".join(_details(incident)),
            reply=incident.reply,
        )


def _details(incident: Incident) -> Iterable[str]:
    details = incident.details
    if incident.kind == IncidentKind.SNAPSHOT_GAP:
        missing = details["stillMissing"]
        total = details["lastSequence"] - details["firstSequence"] + 1
        if not missing:
            yield f"all {total} came later"
        elif missing == total:
            yield f"{total} never came"
        else:
            yield f"{missing} of {total} never came"
    if "characters" in details:
        yield f"{details['characters']} characters"
    if "durationMs" in details:
        yield f"for {details['durationMs'] / 1000:.0f} s"
    if "errorName" in details:
        yield f"the browser says {details['errorName']}"
    if "rejectCode" in details:
        yield RejectCode(details["rejectCode"]).label


def _session(invitation: Invitation) -> Iterable[Entry]:
    session = session_of(invitation)
    for event in events_of(session) if session is not None else ():
        yield Entry(event.created_at, "session", EventKind(event.kind).label)


def expected_pictures(invitation: Invitation) -> int | None:
    """How many pictures the session's length would give at the stage's interval; None before it is over."""
    session = session_of(invitation)
    duration = worked(session) if session is not None else None
    if duration is None:
        return None
    return int(duration.total_seconds() // terms_of(invitation).interval_seconds) + 1
