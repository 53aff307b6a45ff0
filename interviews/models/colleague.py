"""Invitations of colleagues to have an account, and the accounts as recruiters manage them."""

import secrets
from datetime import datetime, timedelta
from typing import Final, Self

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.utils import timezone

from interviews.choices import ColleagueRole
from interviews.models.candidate import normalised_address
from interviews.models.user import INTERVIEWERS, RECRUITERS, User

VALID_DAYS: Final = 7


def new_key() -> str:
    return secrets.token_urlsafe(16)


def default_expiry() -> datetime:
    return timezone.now() + timedelta(days=VALID_DAYS)


def token_signer() -> Signer:
    return Signer(sep=".", salt="interviews.ColleagueInvitation")


class Colleague(User):
    """An account in one of our groups, for the admin's page of colleagues: no other accounts, and no rights."""

    class Meta:
        proxy = True
        verbose_name = "colleague"


class ColleagueInvitationQuerySet(models.QuerySet["ColleagueInvitation"]):
    """The ways in which the rest of the code speaks of these invitations."""

    def open(self) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def with_token(self, token: str) -> Self:
        """The invitation that this token was signed for; empty for a token that we did not sign."""
        try:
            return self.filter(key=token_signer().unsign(token))
        except BadSignature:
            return self.none()


class ColleagueInvitation(models.Model):
    """A link with which one person makes one account, in the role that whoever invited them gave."""

    email = models.EmailField("e-mail")
    normalised_email = models.CharField(max_length=254, editable=False, db_index=True)
    role = models.CharField(max_length=12, choices=ColleagueRole.choices, default=ColleagueRole.INTERVIEWER)
    only_own_positions = models.BooleanField("sees only own positions", default=False)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=default_expiry, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="+", null=True, editable=False
    )
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ColleagueInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation of a colleague"
        verbose_name_plural = "invitations of colleagues"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=ColleagueRole.values), name="colleague_invitation_role_known"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, revoked_at=None),
                name="colleague_invitation_accepted_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: object, **kwargs: object) -> None:
        self.normalised_email = normalised_address(self.email)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def token(self) -> str:
        """The signed key that stands in the link. Signed, so that reading the database alone makes no account."""
        return token_signer().sign(self.key)

    @property
    def group(self) -> str:
        return RECRUITERS if self.role == ColleagueRole.RECRUITER else INTERVIEWERS
