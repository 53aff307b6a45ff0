"""Write API tokens: make, revoke, note that one was used."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from integrations.choices import Scope
from integrations.errors import TokenCode, refused
from integrations.models import ApiToken
from interviews.access.looking_back import LOOKING_BACK
from interviews.models import User

# What an owner must be allowed to do, for a scope to open it.
PERMISSION_OF_SCOPE: Final[Mapping[Scope, tuple[str, ...]]] = {
    Scope.CANDIDATES_READ: ("interviews.view_candidate",),
    Scope.CANDIDATES_WRITE: ("interviews.add_candidate", "interviews.change_candidate"),
    Scope.POSITIONS_READ: ("interviews.view_position",),
    Scope.POSITIONS_WRITE: ("interviews.add_position", "interviews.change_position"),
    Scope.APPLICATIONS_READ: ("interviews.view_application", "interviews.view_decisionrecord"),
    Scope.APPLICATIONS_WRITE: ("interviews.add_application", "interviews.change_application"),
    Scope.INTERVIEWS_READ: ("interviews.view_interview",),
    Scope.INTERVIEWS_WRITE: ("interviews.add_interview", "interviews.change_interview"),
    Scope.INVITATIONS_READ: ("interviews.view_invitation",),
    Scope.INVITATIONS_WRITE: ("interviews.add_invitation", "interviews.change_invitation"),
    Scope.INVITATIONS_LINKS: ("interviews.change_invitation",),
    Scope.RESULTS_READ: ("interviews.view_invitation", "dsa.view_dsasession"),
    Scope.SCORECARDS_READ: LOOKING_BACK,
    Scope.RECORDS_READ: LOOKING_BACK,
    Scope.RECORDS_WRITE: LOOKING_BACK,
}
# How exactly it is known when a token was last used: not a write for each request.
USE_RESOLUTION: Final = timedelta(minutes=1)


def is_grantable(owner: User, scope: Scope) -> bool:
    """Whether this person may do themselves what the scope opens."""
    return owner.is_active and owner.has_perms(PERMISSION_OF_SCOPE[scope])


@transaction.atomic
def make_token(
    *, owner: User, name: str, scopes: Collection[Scope], valid_days: int | None
) -> tuple[ApiToken, str]:
    """Store a new token; gives its row and the token itself, which nobody can show again.

    Raises Refused with `scope_not_grantable`.
    """
    if not all(is_grantable(owner, scope) for scope in scopes):
        raise refused(TokenCode.SCOPE_NOT_GRANTABLE)
    expiry = None if valid_days is None else timedelta(days=valid_days)
    token, text = ApiToken.objects.create(
        owner, expiry=expiry, name=name, scopes=sorted(scope.value for scope in scopes)
    )
    return token, text


def revoke_token(*, token: ApiToken, actor: User) -> bool:
    """Close a token for good. False if it was revoked before."""
    open_one = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    revoked: int = open_one.update(revoked_at=timezone.now(), revoked_by=actor)
    return revoked == 1


def note_use(token: ApiToken) -> None:
    """Write down when it was used, to the minute."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USE_RESOLUTION:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_RESOLUTION)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
