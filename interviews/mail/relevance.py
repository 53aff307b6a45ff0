"""Whether a mail is still to be sent when its turn comes. Reads only."""

from django.db.models import QuerySet
from django.utils import timezone

from interviews.choices import InterviewState, InvitationStatus, MailKind, MailState
from interviews.mail.appointments import CANCELLATIONS
from interviews.models import OutgoingMail
from interviews.models.mail import PASSWORD_REQUEST_LIFETIME, UNFINISHED_MAIL

REMINDERS = frozenset({MailKind.CANDIDATE_REMINDER, MailKind.COLLEAGUE_REMINDER})
RESCHEDULED = frozenset({MailKind.CANDIDATE_RESCHEDULED, MailKind.COLLEAGUE_RESCHEDULED})
# Of use as long as the interview is held.
WAYS_IN = frozenset({MailKind.CANDIDATE_INVITATION, MailKind.COLLEAGUE_INVITED})
# Told whatever has become of the interview since.
NEWS = frozenset({MailKind.RECRUITER_FINISHED, MailKind.RECRUITER_CAMERA_DECLINED})


def earlier(mail: OutgoingMail) -> QuerySet[OutgoingMail]:
    """What was queued before for the same reader about the same interview."""
    mails = OutgoingMail.objects.filter(interview=mail.interview_id, pk__lt=mail.pk)
    if mail.recipient_id is not None:
        return mails.filter(recipient=mail.recipient_id)
    return mails.filter(recipient=None, invitation=mail.invitation_id)


def waits_for_earlier(mail: OutgoingMail) -> bool:
    """Each reader learns of things in the order in which they happened."""
    return not mail.is_about_account and earlier(mail).filter(UNFINISHED_MAIL).exists()


def next_for_reader(mail: OutgoingMail) -> OutgoingMail | None:
    """Whose turn it is once this mail is done with."""
    if mail.is_about_account:
        return None
    mails = OutgoingMail.objects.filter(UNFINISHED_MAIL, interview=mail.interview_id, pk__gt=mail.pk)
    mails = mails.filter(recipient=mail.recipient_id)
    if mail.recipient_id is None:
        mails = mails.filter(invitation=mail.invitation_id)
    return mails.order_by("pk").first()


def reason_to_skip(mail: OutgoingMail) -> str:
    """Why this mail would tell what is not so any more; empty where it is to be sent."""
    if mail.is_about_account:
        return _reason_against_account(mail)
    if mail.kind in NEWS:
        return ""
    if mail.kind in CANCELLATIONS:
        return _reason_against_cancellation(mail)
    interview = mail.about
    if interview.state == InterviewState.CANCELLED:
        return "The interview was cancelled before."
    if mail.kind == MailKind.CANDIDATE_FINISHED:
        return ""
    if interview.state != InterviewState.SCHEDULED and mail.kind not in WAYS_IN:
        return "The interview had begun."
    if not interview.is_open:
        return "The interview had ended."
    if mail.recipient is None:
        assert mail.invitation is not None
        if mail.invitation.status != InvitationStatus.VALID:
            return "The link does not work any more."
    elif not _is_on(mail):
        return "They are not on the interview any more."
    if mail.kind == MailKind.CANDIDATE_CHOICE and not interview.is_time_open:
        return "A time was chosen before."
    if mail.kind in RESCHEDULED and _told(mail).filter(told_sequence__gte=mail.sequence).exists():
        return "A mail that was sent later than this one was queued told the new time."
    if mail.kind in REMINDERS and mail.sequence != interview.calendar_sequence:
        return "The interview was moved since."
    if mail.kind == MailKind.COLLEAGUE_REMINDER and interview.scheduled_start <= timezone.now():
        return "The interview's time had come."
    return ""


def _reason_against_account(mail: OutgoingMail) -> str:
    if mail.colleague_invitation is not None:
        return (
            ""
            if mail.colleague_invitation.is_open
            else "The invitation was used or withdrawn, or has expired."
        )
    if mail.recipient is None or not mail.recipient.is_active:
        return "The account is closed."
    is_old = mail.created_at < timezone.now() - PASSWORD_REQUEST_LIFETIME
    return "It was asked for more than two days before." if is_old else ""


def _reason_against_cancellation(mail: OutgoingMail) -> str:
    if mail.recipient is not None and mail.about.is_open and _is_on(mail):
        return "They are on the interview again."
    before = earlier(mail)
    if before.exists() and not _told(mail).exists():
        return "They had not been told of the interview."
    return ""


def _told(mail: OutgoingMail) -> QuerySet[OutgoingMail]:
    """What certainly or perhaps reached the reader before."""
    return earlier(mail).filter(state__in=(MailState.SENT, MailState.UNCLEAR))


def _is_on(mail: OutgoingMail) -> bool:
    interview = mail.about
    return any(
        people.filter(pk=mail.recipient_id, is_active=True).exists()
        for people in (interview.interviewers, interview.observers)
    )
