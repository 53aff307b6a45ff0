"""What is in a record of a coding session: the answers that its replay's page would get, for the reader of one edition.

An interview may have several candidates, and the recruiter's edition has the session of each. No picture is copied.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Sum
from django.db.models.functions import Length

from dsa.models import Draft, DraftStream, DsaSession
from dsa.models.draft_log import DraftChanges
from interviews.choices import StageMode
from interviews.models import Interview, User
from replay import coding_session_presenters as presenters
from replay.coding_sessions import (
    Entry,
    EntryKind,
    drafts_of,
    entries,
    pages_of,
    sessions_of,
    stream_page,
    streams_of,
)
from replay.models import Edition
from replay.record.attendance import NoCandidatesEdition
from replay.record.manifest import Part
from replay.record.parts import Progress, part_of

# What candidates did themselves, and what their page told them, verdicts among it. Everything else stays out, what is
# added later as well.
CANDIDATE_KINDS: Final = frozenset(
    {
        EntryKind.STARTED,
        EntryKind.CODE_EDITED,
        EntryKind.CODE_INSERTED,
        EntryKind.RUN,
        EntryKind.SUBMITTED,
        EntryKind.JUDGED,
        EntryKind.EXTRA_TIME,
        EntryKind.REOPENED,
        EntryKind.FINISHED,
    }
)
NOBODY: Final = "No candidate has started this coding session, so there is no candidate's edition."
SEVERAL: Final = (
    "More than one candidate has started this coding session. A candidate's edition would show each what the others "
    "did, so there is none."
)
# Of what the log takes in the file, compressed and in base64: measured on a session that was typed in bursts (0.18).
LOG_SHARE: Final = 0.2


@dataclass(frozen=True, slots=True)
class RecordedSession:
    """A session as an edition tells it: what the player begins with, and the code as it was saved last."""

    session: DsaSession
    config: dict[str, Any]
    drafts: Sequence[Draft]


def is_coding_session(interview: Interview) -> bool:
    return interview.stage.mode == StageMode.DSA


def refusal_of(interview: Interview) -> str | None:
    """Why the interview has no candidate's edition; None where it has one."""
    number = len(sessions_of(interview))
    if number == 0:
        return NOBODY
    return SEVERAL if number > 1 else None


def estimated_bytes(interview: Interview) -> int:
    """About what the parts of a record will take, without making it."""
    logs = DraftChanges.objects.filter(stream__session__invitation__interview=interview)
    return int(LOG_SHARE * (logs.aggregate(total=Sum(Length("changes_json")))["total"] or 0))


def recorded_sessions(
    interview: Interview, edition: str, reader: User, progress: Progress
) -> tuple[list[RecordedSession], list[Part]]:
    """The sessions and the parts, none where nobody has begun. `progress` gets 0 to 1.

    Raises NoCandidatesEdition.
    """
    if edition == Edition.CANDIDATE and (refusal := refusal_of(interview)):
        raise NoCandidatesEdition(refusal)
    recorded: list[RecordedSession] = []
    parts: list[Part] = []
    sessions = sessions_of(interview)
    for number, session in enumerate(sessions, 1):
        streams = streams_of(session)
        told = [
            _without_address(entry) for entry in entries(session, streams, reader) if _is_in(entry, edition)
        ]
        folder = f"sessions/{session.pk}/"
        config = presenters.session_config(
            session,
            streams,
            told,
            timeline_url=f"{folder}timeline.json",
            streams_url=f"{folder}streams/",
            search_url=None,
        )
        recorded.append(RecordedSession(session, {"id": session.pk, **config}, drafts_of(session)))
        timeline = presenters.session_timeline_json(told, next_offset=None)
        parts.append(part_of(f"{folder}timeline.json?offset=0", timeline))
        parts += _log_parts(f"{folder}streams/", streams)
        progress(number / len(sessions))
    return recorded, parts


def _is_in(entry: Entry, edition: str) -> bool:
    return edition != Edition.CANDIDATE or entry.kind in CANDIDATE_KINDS


def _without_address(entry: Entry) -> Entry:
    """Its page in the admin is where the server is."""
    return replace(entry, reference=entry.reference | {"url": None}) if "url" in entry.reference else entry


def _log_parts(folder: str, streams: Sequence[DraftStream]) -> Iterator[Part]:
    for stream in streams:
        for start in pages_of(stream):
            page = stream_page(stream, start.after)
            if page is not None:
                yield part_of(f"{folder}{stream.pk}.json?after={start.after}", presenters.stream_json(page))
