"""Mails that wait to be sent or were, and the texts that recruiters have written for them."""

from datetime import timedelta
from email.utils import make_msgid

from django.db import models
from django.db.models import Q

from interviews.choices import ABOUT_ACCOUNTS, ABOUT_INTERVIEWS, MailKind, MailState
from interviews.models.colleague import ColleagueInvitation
from interviews.models.interview import Interview
from interviews.models.invitation import Invitation
from interviews.models.stage import StageTypeConfig
from interviews.models.user import User
from talentsync.lib.leased_queue import LeasedModel

MAX_SUBJECT_LENGTH = 200
MAX_BODY_LENGTH = 5000
MAX_PROBLEM_LENGTH = 500

# Who asked for a new password longer ago gets no link any more, whatever kept the mail back.
PASSWORD_REQUEST_LIFETIME = timedelta(days=2)

UNFINISHED_MAIL = Q(state__in=(MailState.WAITING, MailState.SENDING))


class MailTemplate(models.Model):
    """A recruiter's own text for one kind of mail: of one stage, or of all that have none of their own."""

    kind = models.CharField(max_length=30, choices=MailKind.choices)
    stage = models.ForeignKey(
        StageTypeConfig,
        on_delete=models.CASCADE,
        related_name="mail_templates",
        null=True,
        blank=True,
        help_text="Left empty: for every stage without a text of its own.",
    )
    subject = models.CharField(max_length=MAX_SUBJECT_LENGTH)
    body = models.TextField("text", max_length=MAX_BODY_LENGTH, help_text="Markdown.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "mail text"
        ordering = ["kind", "stage__name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "stage"], name="mail_template_once_per_stage"),
            models.UniqueConstraint(fields=["kind"], condition=Q(stage=None), name="mail_template_once"),
            models.CheckConstraint(condition=Q(kind__in=MailKind.values), name="mail_template_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.stage or 'every stage'}"


def new_message_id() -> str:
    """The same for every attempt at one mail, so that whoever gets it twice can tell."""
    return make_msgid(domain="talentsync")


class OutgoingMail(LeasedModel):
    """One mail to one person. It is written when it is sent, from what the records say then: no link is stored here.

    To `recipient`, a colleague, where that is set, and else to the invited candidate. `invitation` is then whom it is
    about. Mails about accounts are about no interview, and go to `recipient` or to whom `colleague_invitation` invites.
    """

    kind = models.CharField(max_length=30, choices=MailKind.choices)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.WAITING)
    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="mails", null=True, blank=True
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="mails", null=True, blank=True
    )
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    colleague_invitation = models.ForeignKey(
        ColleagueInvitation, on_delete=models.CASCADE, related_name="mails", null=True, blank=True
    )
    # What may be told once only, such as a reminder of one appointment.
    once_key = models.CharField(max_length=100, null=True, unique=True, editable=False)  # noqa: DJ001  NULLs may repeat
    message_id = models.CharField(max_length=100, default=new_message_id, editable=False)
    # Of the interview when this was queued, and when it was written.
    sequence = models.PositiveIntegerField(default=0)
    told_sequence = models.PositiveIntegerField(null=True)
    # When the mail server was given the whole mail. From then on it may have arrived, whatever becomes of the sender.
    handed_over_at = models.DateTimeField(null=True)
    sent_to = models.EmailField(blank=True)
    problem = models.CharField(max_length=MAX_PROBLEM_LENGTH, blank=True)
    # The provider's own id, by which it tells of a mail that came back.
    provider_id = models.CharField(max_length=200, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mail"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(condition=Q(kind__in=MailKind.values), name="mail_kind_known"),
            models.CheckConstraint(
                condition=Q(invitation__isnull=False)
                | Q(recipient__isnull=False)
                | Q(colleague_invitation__isnull=False),
                name="mail_has_recipient",
            ),
            models.CheckConstraint(
                condition=Q(interview__isnull=False, kind__in=ABOUT_INTERVIEWS)
                | Q(interview=None, kind__in=sorted(ABOUT_ACCOUNTS)),
                name="mail_about_interview_or_account",
            ),
        ]
        indexes = [
            models.Index(fields=["lease_until"], condition=UNFINISHED_MAIL, name="mail_unfinished"),
            models.Index(fields=["state", "-id"], name="mail_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.to_name}"

    @property
    def is_about_account(self) -> bool:
        return self.kind in ABOUT_ACCOUNTS

    @property
    def about(self) -> Interview:
        """The interview that it is about, where it is about one."""
        assert self.interview is not None
        return self.interview

    @property
    def to_name(self) -> str:
        if self.recipient is not None:
            return self.recipient.display_name
        if self.colleague_invitation is not None:
            return self.colleague_invitation.email
        assert self.invitation is not None
        return self.invitation.name

    @property
    def to_address(self) -> str:
        """Where it goes now; a corrected address counts for what is not sent yet."""
        if self.recipient is not None:
            return self.recipient.email
        if self.colleague_invitation is not None:
            return self.colleague_invitation.email
        assert self.invitation is not None
        return self.invitation.email
