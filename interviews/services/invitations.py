"""Write invitations: issue, change, revoke, reissue. Each is one transaction with its timeline event.

That a link was opened is noted without one: it is no act of the interview.
"""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from interviews.access.codes import AccessCode
from interviews.choices import EventKind, MailState, Standing
from interviews.hooks import AccessWithdrawn, access_withdrawn
from interviews.mail import outbox
from interviews.models import Candidate, Invitation, User
from interviews.models.candidate import normalised_address
from interviews.models.invitation import expiry_for, new_key
from interviews.models.mail import UNFINISHED_MAIL
from interviews.services.candidates import candidate_for, change_candidate, lock_candidates
from interviews.services.interviews import lock_active_interview
from interviews.timeline import Actor, record_event


@transaction.atomic
def issue_invitation(*, invitation: Invitation, actor: User, tell: bool = True) -> Invitation:
    """Store a new invitation, of the person who has its address: a new one where nobody has it. `tell`: by mail.

    Raises Refused once the interview has ended.
    """
    lock_active_interview(invitation.interview_id)
    if not invitation.candidate_id:
        invitation.candidate = candidate_for(name=invitation.name, email=invitation.email)
    invitation.save(force_insert=True)
    _record_invitation(invitation, EventKind.INVITATION_ISSUED, actor)
    if tell:
        outbox.invite_candidate(invitation)
    return invitation


@transaction.atomic
def change_invitation(
    *, invitation: Invitation, fields: Collection[str], actor: User, tell: bool = True
) -> bool:
    """Store a corrected name, address or expiry. Raises Refused once the interview has ended.

    The link stays, unless it was mailed to another address: that is somebody else's, who must not come in with it.
    There is a new one then, and whoever holds the old one is put out. Gives whether that is so. `tell`: send the link
    to a corrected address, where mails went before.

    An address that somebody else has makes the invitation theirs; so does another name with another address. What was
    mailed to the former person is deleted then. What is corrected otherwise is corrected for the person as well.
    """
    if unknown := set(fields) - {"name", "email", "expires_at"}:
        raise ValueError(f"These fields of an invitation are not changed: {sorted(unknown)}")
    if {"name", "email"} & set(fields):
        lock_candidates([invitation.candidate_id])
    lock_active_interview(invitation.interview_id)
    was_told = invitation.mails.filter(recipient=None).exists()
    former = invitation.candidate_id
    if {"name", "email"} & set(fields):
        invitation.candidate = _corrected(invitation, fields)
    is_replaced = "email" in fields and _was_mailed_elsewhere(invitation)
    if invitation.candidate_id != former:
        # They are the former person's: the new one is shown the invitation's mails, and erasing deletes one's own.
        invitation.mails.filter(recipient=None).exclude(UNFINISHED_MAIL).delete()
    if is_replaced:
        invitation.key, invitation.standing = new_key(), Standing.NONE
        invitation.save(update_fields=["key", "standing"])
    invitation.save(update_fields=[*fields, "candidate"])
    if is_replaced or invitation.candidate_id != former:
        # It was another link, or another person, that was meant.
        Invitation.objects.filter(pk=invitation.pk).update(opened_at=None)
    _record_invitation(invitation, EventKind.INVITATION_CHANGED, actor, fields=sorted(fields))
    if is_replaced:
        _record_invitation(invitation, EventKind.INVITATION_REISSUED, actor)
        _withdraw_access(invitation)
    if tell and "email" in fields and was_told:
        outbox.invite_candidate(invitation)
    return is_replaced


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User) -> bool:
    """Close the link and put its holder out of the room. False if it was revoked before."""
    revoked = Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=timezone.now())
    if not revoked:
        return False
    _record_invitation(invitation, EventKind.INVITATION_REVOKED, actor)
    _withdraw_access(invitation)
    return True


@transaction.atomic
def reissue_invitation(*, invitation: Invitation, actor: User, tell: bool = True) -> Invitation:
    """Give the same person a new link with a new term; whoever holds the old one is put out. `tell`: by mail.

    Raises Refused once the interview has ended.
    """
    lock_active_interview(invitation.interview_id)
    Invitation.objects.filter(pk=invitation.pk).update(
        key=new_key(),
        revoked_at=None,
        expires_at=expiry_for(invitation.interview),
        # Whoever was admitted, or removed, held the old link.
        standing=Standing.NONE,
        opened_at=None,
    )
    _record_invitation(invitation, EventKind.INVITATION_REISSUED, actor)
    _withdraw_access(invitation)
    invitation.refresh_from_db()
    if tell:
        outbox.invite_candidate(invitation)
    return invitation


def note_opened(invitation: Invitation, visitor: User | AnonymousUser) -> None:
    """Write when a candidate's link was opened first: by a page, whatever opened that.

    A colleague who is signed in and tries the link out is not the candidate. In one statement, and only the first time;
    a link that was replaced or withdrawn in between stays as it is.
    """
    if invitation.opened_at is not None or visitor.is_authenticated:
        return
    unopened = Invitation.objects.filter(
        pk=invitation.pk, key=invitation.key, revoked_at=None, opened_at=None
    )
    unopened.update(opened_at=timezone.now())


def _was_mailed_elsewhere(invitation: Invitation) -> bool:
    """Whether a mail with the link may have reached another address than the one that the invitation has now."""
    # Until this transaction ends no worker takes one: it would read the old link. In the order of their keys.
    list(invitation.mails.select_for_update(no_key=True).filter(UNFINISHED_MAIL).order_by("pk"))
    mails = invitation.mails.filter(recipient=None)
    # What a worker has in hand goes to the address that it read, and says so once it is given away.
    elsewhere = mails.exclude(sent_to="").exclude(sent_to__iexact=invitation.email)
    return elsewhere.exists() or mails.filter(state=MailState.SENDING).exists()


def _corrected(invitation: Invitation, fields: Collection[str]) -> Candidate:
    """Whose invitation it is with its new name and address."""
    person = invitation.candidate
    known = Candidate.objects.with_address(invitation.email)
    if known is not None and known.pk != person.pk:
        return known
    if known is None and {"name", "email"} <= set(fields):
        return candidate_for(name=invitation.name, email=invitation.email)
    person.name = invitation.name
    sent_to = Invitation.objects.values_list("email", flat=True).get(pk=invitation.pk)
    # One of the addresses of merged records is corrected here only; the person's own stays.
    if known is None and normalised_address(sent_to) == person.normalised_email:
        person.email = invitation.email
    change_candidate(candidate=person, fields=["name", "email"])
    return person


def _record_invitation(invitation: Invitation, kind: EventKind, actor: User, **details: Any) -> None:
    record_event(
        invitation.interview_id,
        kind,
        actor=Actor.user(actor),
        payload={"invitationId": invitation.pk, "role": invitation.role, **details},
    )


def _withdraw_access(invitation: Invitation) -> None:
    key = Actor(invitation_id=invitation.pk).key
    access_withdrawn.send_on_commit(AccessWithdrawn(key, None, AccessCode.INVITATION_REVOKED))
