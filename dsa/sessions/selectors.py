"""Find coding sessions. Nothing here writes."""

from django.utils import timezone

from dsa.errors import session_refused
from dsa.models import DsaSession
from dsa.rules import token_refusal
from interviews.access import AccessCode, refused
from interviews.models import Invitation
from talentsync.lib.queries import first_or_none


def session_of(invitation: Invitation) -> DsaSession | None:
    """The invitation's session, or None where nobody has opened the link yet."""
    session: DsaSession | None = getattr(invitation, "dsa_session", None)
    return session


def find_invitation(token: str) -> Invitation:
    """The invitation behind a link, with interview, stage and session, whatever it may be used for.

    Raises Refused with `invitation_invalid`.
    """
    invitation = first_or_none(
        Invitation.objects.with_token(token).select_related(
            "interview__stage", "interview__created_by", "dsa_session"
        )
    )
    if invitation is None:
        raise refused(AccessCode.INVITATION_INVALID)
    return invitation


def invitation_for_token(token: str) -> Invitation:
    """The invitation behind a link to a coding session. Raises Refused.

    `start_refusal` and `work_refusal` say what may be done in the session.
    """
    invitation = find_invitation(token)
    if code := token_refusal(invitation, session_of(invitation), timezone.now()):
        raise session_refused(code)
    return invitation
