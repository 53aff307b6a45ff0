"""A candidate's way in: a link that needs no account."""

import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from interviews.choices import InvitationStatus, Role, StageMode, Standing
from interviews.models.candidate import MAX_NAME_LENGTH, Candidate
from interviews.models.interview import Interview


def new_key() -> str:
    """128 random bits; a new one makes every link that was handed out before useless."""
    return secrets.token_urlsafe(16)


def default_expiry() -> datetime:
    return timezone.now() + timedelta(days=settings.INVITATION_VALID_DAYS)


def expiry_for(interview: Interview) -> datetime:
    """The usual term, or the day after the interview where that is later: a link must outlive its appointment."""
    return max(default_expiry(), interview.scheduled_end + timedelta(days=1))


def token_signer() -> Signer:
    return Signer(sep=".", salt="interviews.Invitation")


def key_of_token(token: str) -> str | None:
    """The key that this token was signed for; None for a token that we did not sign."""
    try:
        return token_signer().unsign(token)
    except BadSignature:
        return None


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """The ways in which the rest of the code speaks of invitations."""

    def with_token(self, token: str) -> Self:
        """The invitation that this token was signed for; empty for a token that we did not sign."""
        key = key_of_token(token)
        return self.none() if key is None else self.filter(key=key)


class Invitation(models.Model):
    """One per person and role in an interview. Its link is made from `key`, so it can be shown again at any time."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="invitations")
    # Name and address below are those that this invitation was made with.
    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="invitations", editable=False
    )
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.CANDIDATE, editable=False)
    name = models.CharField(max_length=MAX_NAME_LENGTH, help_text="Shown to the others in the room.")
    email = models.EmailField()
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=default_expiry)
    standing = models.CharField(
        max_length=10, choices=Standing.choices, default=Standing.NONE, editable=False
    )
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When the link that it has now was opened first; see `interviews.services.invitations.note_opened`.
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # Most are opened; the desk looks among the others for those that expire soon.
            models.Index(
                fields=["expires_at"],
                condition=Q(opened_at=None, revoked_at=None),
                name="invitation_unopened",
            )
        ]
        constraints = [
            # Interviewers sign in with an account; only candidates are invited by link.
            models.CheckConstraint(condition=Q(role=Role.CANDIDATE), name="invitation_role_candidate"),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="invitation_standing_known"
            ),
            models.UniqueConstraint(
                "interview", "role", Lower("email"), name="invitation_one_per_person_and_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    @property
    def status(self) -> InvitationStatus:
        """What becomes of the link now; a revoked one counts as revoked, expired or not."""
        if self.revoked_at is not None:
            return InvitationStatus.REVOKED
        if self.expires_at <= timezone.now():
            return InvitationStatus.EXPIRED
        return InvitationStatus.VALID

    def others_in_room(self) -> InvitationQuerySet:
        """Invitations of other people to the same live room that are not revoked; none where everybody works alone.

        Somebody with two addresses, as after a merge, is one person.
        """
        if self.interview.stage.mode != StageMode.LIVE:
            return Invitation.objects.none()
        of_the_same = Q(candidate=self.candidate_id) | Q(email__iexact=self.email)
        return Invitation.objects.filter(interview=self.interview_id, revoked_at=None).exclude(of_the_same)

    @property
    def token(self) -> str:
        """The signed key that stands in the link. Signed, so that reading the database alone opens no room."""
        return token_signer().sign(self.key)
