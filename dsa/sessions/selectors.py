"""Find coding sessions. Nothing here writes."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.utils import timezone

from dsa.errors import session_refused
from dsa.models import DsaSession, Submission
from dsa.rules import token_refusal
from interviews.access.invitations import unknown_link
from interviews.choices import EventKind
from interviews.models import Invitation, TimelineEvent
from interviews.models.invitation import key_of_token
from talentsync.lib.prepared_query import PreparedQuery


def session_of(invitation: Invitation) -> DsaSession | None:
    """The invitation's session, or None where nobody has opened the link yet."""
    session: DsaSession | None = getattr(invitation, "dsa_session", None)
    return session


def events_of(session: DsaSession) -> list[TimelineEvent]:
    """What the interview's timeline tells of this session, earliest first.

    By what each event is about and not by who did it: a deadline is the system's, extra time a recruiter's.
    """
    submissions = {str(pk) for pk in Submission.objects.filter(session=session).values_list("pk", flat=True)}
    events = TimelineEvent.objects.filter(
        interview=session.invitation.interview_id, kind__startswith="dsa_"
    ).order_by("sequence")
    return [
        event
        for event in events
        if event.payload.get("sessionId") == session.pk or event.payload.get("submissionId") in submissions
    ]


def worked(session: DsaSession) -> timedelta | None:
    """How long a session ran, without the time before it was reopened; None until it has ended."""
    return worked_by([session])[session.pk]


def worked_by(sessions: Collection[DsaSession]) -> dict[int, timedelta | None]:
    """The same of many sessions, by their ids, in one query."""
    interviews = {session.invitation.interview_id for session in sessions if session.finished_at is not None}
    turns: dict[int, list[TimelineEvent]] = defaultdict(list)
    if interviews:
        events = TimelineEvent.objects.filter(
            interview__in=interviews,
            kind__in=[EventKind.DSA_SESSION_REOPENED, EventKind.DSA_SESSION_FINISHED],
        )
        for event in events.order_by("interview", "sequence"):
            turns[event.payload.get("sessionId", 0)].append(event)
    return {session.pk: _worked(session, turns[session.pk]) for session in sessions}


def _worked(session: DsaSession, turns: Iterable[TimelineEvent]) -> timedelta | None:
    """By the times at which a session was finished and reopened, earliest first."""
    if session.finished_at is None or session.deadline is None:
        return None
    total, since = timedelta(0), session.started_at
    for event in turns:
        if event.kind == EventKind.DSA_SESSION_REOPENED:
            since = event.created_at
        elif since is not None:
            # Nobody works after the deadline, whenever it was noticed.
            total += max(timedelta(0), min(event.created_at, session.deadline) - since)
            since = None
    return total


# Every request of the session's page begins with it.
_INVITATION_WITH_SESSION = PreparedQuery(
    lambda key: Invitation.objects.select_related(
        "interview__stage", "interview__created_by", "dsa_session"
    ).filter(key=key),
    Invitation._meta.get_field("key"),
)


def find_invitation(token: str) -> Invitation:
    """The invitation behind a link, with interview, stage and session, whatever it may be used for.

    Raises Refused with `invitation_invalid`.
    """
    key = key_of_token(token)
    invitation = None if key is None else _INVITATION_WITH_SESSION.first(key)
    if invitation is None:
        raise unknown_link(token)
    return invitation


def invitation_for_token(token: str) -> Invitation:
    """The invitation behind a link to a coding session. Raises Refused.

    `start_refusal` and `work_refusal` say what may be done in the session.
    """
    invitation = find_invitation(token)
    if code := token_refusal(invitation, session_of(invitation), timezone.now()):
        raise session_refused(code)
    return invitation
