"""What the link of an invitation opens: rules, and loaders by its token."""

from datetime import datetime

from django.utils import timezone

from interviews.access.codes import AccessCode, refused
from interviews.choices import Role
from interviews.models import Invitation
from interviews.models.invitation import key_of_token
from talentsync.lib.errors import Refused
from talentsync.lib.prepared_query import PreparedQuery
from talentsync.lib.queries import first_or_none


def invitation_refusal(invitation: Invitation, *, now: datetime) -> AccessCode | None:
    """Why this invitation opens nothing, revoked before expired: the recruiter's own act is the better answer."""
    if invitation.revoked_at is not None:
        return AccessCode.INVITATION_REVOKED
    if invitation.expires_at <= now:
        return AccessCode.INVITATION_EXPIRED
    return None


def own_records_refusal(invitation: Invitation, *, now: datetime) -> AccessCode | None:
    """Why this link shows no records of its candidate.

    An expired link of an interview that has begun is good for them: a coding session goes on when its link expires in
    the middle, and people may see what is held about them later. A revoked one opens nothing.
    """
    code = invitation_refusal(invitation, now=now)
    has_begun = invitation.interview.started_at is not None
    return None if code is AccessCode.INVITATION_EXPIRED and has_begun else code


# Every join of a room reads these, every connection the second; compiling them was half of what a join cost.
_INVITATION_WITH_INTERVIEW = PreparedQuery(
    lambda key: Invitation.objects.select_related("interview__stage").filter(key=key),
    Invitation._meta.get_field("key"),
)
_INVITATION = PreparedQuery(
    lambda key: Invitation.objects.only("revoked_at", "expires_at").filter(key=key),
    Invitation._meta.get_field("key"),
)


def invitation_for_token(token: str) -> Invitation:
    """The invitation behind a link, usable now, with its interview. Raises Refused with an `invitation_*` code."""
    return _usable(token, _INVITATION_WITH_INTERVIEW)


def invitation_for_own_records(token: str) -> Invitation:
    """The invitation behind a link, for its candidate's own records. Raises Refused with an `invitation_*` code."""
    found = first_or_none(
        Invitation.objects.with_token(token).select_related(
            "candidate", "interview__stage", "interview__created_by", "interview__application__position"
        )
    )
    if found is None or found.role != Role.CANDIDATE:
        raise unknown_link(token)
    if code := own_records_refusal(found, now=timezone.now()):
        raise refused(code)
    return found


def require_usable_token(token: str) -> None:
    """The same check, for sockets that say only later which room they want: it reads a third as much."""
    _usable(token, _INVITATION)


class LinkReplaced(Refused):
    """A link that we made and that leads nowhere now: its person was given a newer one, or its interview is gone."""

    def __init__(self) -> None:
        super().__init__(
            AccessCode.INVITATION_INVALID,
            "This link was replaced by a newer one. Use the newest one that you were sent, or ask whoever invited you.",
        )


def unknown_link(token: str) -> Refused:
    """The refusal of a token that belongs to no invitation: mistyped, or replaced where we have signed it."""
    return refused(AccessCode.INVITATION_INVALID) if key_of_token(token) is None else LinkReplaced()


def _usable(token: str, invitation_of_key: PreparedQuery[Invitation]) -> Invitation:
    key = key_of_token(token)
    invitation = None if key is None else invitation_of_key.first(key)
    if invitation is None:
        raise unknown_link(token)
    if code := invitation_refusal(invitation, now=timezone.now()):
        raise refused(code)
    return invitation
