"""Write accounts of colleagues: invite, accept, change, close. Who may manage whom is decided here as well."""

from collections.abc import Collection
from typing import Final

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from interviews.choices import ColleagueRole
from interviews.errors import AccountCode, account_refused
from interviews.models import ColleagueInvitation, Interview, User
from interviews.models.candidate import normalised_address
from interviews.models.user import INTERVIEWERS, RECRUITERS
from interviews.visibility import interview_condition, sees_everything
from talentsync.lib.queries import first_or_none

CHANGEABLE: Final = frozenset({"first_name", "last_name", "email", "is_active", "only_own_positions"})


def may_manage(actor: User, person: User) -> bool:
    """Whether the actor may change or close this account. Superusers everybody's but their own; recruiters those of
    interviewers, who have no rights that could be taken over with an account. Whoever sees only their own positions
    those of interviewers who are on no interview that is hidden from them: it would come with the account.
    """
    if actor.pk == person.pk or not actor.has_perm("interviews.change_colleague"):
        return False
    if actor.is_superuser:
        return True
    has_rights = (
        person.is_superuser
        or person.is_staff
        or person.user_permissions.exists()
        or person.groups.exclude(name=INTERVIEWERS).exists()
    )
    return not has_rights and not _is_on_hidden(actor, person)


def _is_on_hidden(actor: User, person: User) -> bool:
    if sees_everything(actor):
        return False
    return Interview.objects.with_access_for(person).exclude(interview_condition(actor)).exists()


# Invitations ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite_colleague(
    *, email: str, role: ColleagueRole, only_own_positions: bool, actor: User
) -> ColleagueInvitation:
    """Make an invitation; an open one for the same address is replaced. Whoever sees only their own positions cannot
    give away more.

    Raises Refused with `has_account`.
    """
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise account_refused(AccountCode.HAS_ACCOUNT)
    now = timezone.now()
    ColleagueInvitation.objects.open().filter(normalised_email=normalised_address(email)).update(
        revoked_at=now
    )
    is_limited = actor.only_own_positions and not actor.is_superuser
    return ColleagueInvitation.objects.create(
        email=email.strip(),
        role=role,
        only_own_positions=only_own_positions or is_limited,
        invited_by=actor,
    )


def revoke_colleague_invitation(*, invitation: ColleagueInvitation) -> bool:
    """Close the link. False where it was accepted or revoked before."""
    waiting = ColleagueInvitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    return waiting.update(revoked_at=timezone.now()) == 1


def open_invitation(token: str) -> ColleagueInvitation:
    """The invitation behind a link. Raises Refused with `invitation_used_up`, for one that never was as well."""
    invitation = first_or_none(ColleagueInvitation.objects.with_token(token))
    if invitation is None or not invitation.is_open:
        raise account_refused(AccountCode.INVITATION_USED_UP)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: ColleagueInvitation, account: User) -> User:
    """Store a new account, not saved yet, in the invitation's role.

    Raises Refused with `invitation_used_up` for all but the first who does, and `name_taken`.
    """
    waiting = ColleagueInvitation.objects.open().filter(pk=invitation.pk)
    if not waiting.update(accepted_at=timezone.now()):
        raise account_refused(AccountCode.INVITATION_USED_UP)
    account.email = invitation.email
    account.is_staff = invitation.role == ColleagueRole.RECRUITER
    account.only_own_positions = invitation.only_own_positions
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise account_refused(AccountCode.NAME_TAKEN) from None
    account.groups.add(Group.objects.get(name=invitation.group))
    ColleagueInvitation.objects.filter(pk=invitation.pk).update(accepted_by=account)
    return account


# Accounts -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def change_colleague(
    *, person: User, fields: Collection[str], roles: Collection[ColleagueRole] | None, actor: User
) -> None:
    """Store the named fields of an account, and exactly these roles where they are given.

    Raises Refused with `not_yours_to_manage`. A closed account is out at once, from every room as well.
    """
    if unknown := set(fields) - CHANGEABLE:
        raise ValueError(f"These fields of an account are not changed: {sorted(unknown)}")
    stored = User.objects.select_for_update().get(pk=person.pk)
    if not may_manage(actor, stored):
        raise account_refused(AccountCode.NOT_YOURS_TO_MANAGE)
    if actor.only_own_positions and not actor.is_superuser:
        # They cannot give away more than they have.
        if roles is not None and ColleagueRole.RECRUITER in roles:
            person.only_own_positions = True
            fields = {*fields, "only_own_positions"}
        elif "only_own_positions" in fields and not person.only_own_positions:
            raise account_refused(AccountCode.NOT_YOURS_TO_MANAGE)
    if roles is not None:
        person.is_staff = ColleagueRole.RECRUITER in roles or stored.is_superuser
        fields = {*fields, "is_staff"}
        names = {ColleagueRole.RECRUITER: RECRUITERS, ColleagueRole.INTERVIEWER: INTERVIEWERS}
        wanted = Group.objects.filter(name__in=[names[role] for role in roles])
        others = person.groups.exclude(name__in=names.values())
        person.groups.set([*wanted, *others])
    if fields:
        person.save(update_fields=list(fields))
