"""Queue mails: which people are told of what. Called by services, in the transaction of the change.

Where mail is off, or somebody has no address, nothing is queued.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from interviews.choices import MailKind, MailState, StageMode
from interviews.mail.queue import MAILS
from interviews.models import ColleagueInvitation, Interview, Invitation, OutgoingMail, User
from interviews.models.mail import PASSWORD_REQUEST_LIFETIME, UNFINISHED_MAIL

KEEP_ABOUT_ACCOUNTS: Final = timedelta(days=30)


def is_on() -> bool:
    """Whether this installation sends mail."""
    return bool(settings.MAIL_TRANSPORT != "off")


def invite_to_account(invitation: ColleagueInvitation) -> None:
    """Send a colleague the link with which they make their account."""
    _queue_about_account(OutgoingMail(kind=MailKind.ACCOUNT_INVITATION, colleague_invitation=invitation))


@transaction.atomic
def send_password_link(person: User) -> None:
    """Send somebody the link to a new password. One that waits to be sent already is enough."""
    # Of two requests at the same moment the second sees the mail of the first.
    list(User.objects.select_for_update(no_key=True).filter(pk=person.pk))
    waiting = OutgoingMail.objects.filter(
        UNFINISHED_MAIL,
        kind=MailKind.PASSWORD_RESET,
        recipient=person,
        created_at__gt=timezone.now() - PASSWORD_REQUEST_LIFETIME,
    )
    if not waiting.exists():
        _queue_about_account(OutgoingMail(kind=MailKind.PASSWORD_RESET, recipient=person))


def invite_candidate(invitation: Invitation) -> None:
    """Send a candidate their link: to the interview, or to the times among which they choose."""
    interview = invitation.interview
    kind = MailKind.CANDIDATE_CHOICE if interview.is_time_open else MailKind.CANDIDATE_INVITATION
    _queue(kind, interview, invitation=invitation)


def invite_colleagues(interview: Interview, colleagues: Iterable[User]) -> None:
    """Tell colleagues that they hold or observe an interview, once it has a time."""
    for colleague in () if interview.is_time_open else colleagues:
        _queue(MailKind.COLLEAGUE_INVITED, interview, recipient=colleague)


def tell_appointment(interview: Interview) -> None:
    """Invite everybody to an interview whose time was open until now."""
    for invitation in interview.invitations.filter(revoked_at=None):
        invitation.interview = interview
        invite_candidate(invitation)
    invite_colleagues(interview, [*interview.interviewers.all(), *interview.observers.all()])


def tell_rescheduled(interview: Interview, *, without: Collection[int] = ()) -> None:
    """Tell everybody the new time of a live interview, but colleagues `without`. A coding session has none."""
    if interview.stage.mode == StageMode.LIVE and not interview.is_time_open:
        _tell_everybody(
            interview, MailKind.CANDIDATE_RESCHEDULED, MailKind.COLLEAGUE_RESCHEDULED, without=without
        )


def tell_cancelled(interview: Interview) -> None:
    """Tell everybody that an interview will not be held."""
    _tell_everybody(interview, MailKind.CANDIDATE_CANCELLED, MailKind.COLLEAGUE_CANCELLED)


def tell_removed(interview: Interview, colleagues: Iterable[User]) -> None:
    """Tell colleagues that they are no longer on an interview."""
    for colleague in () if interview.is_time_open else colleagues:
        _queue(MailKind.COLLEAGUE_CANCELLED, interview, recipient=colleague)


def tell_session_finished(invitation: Invitation, *, once_key: str) -> None:
    """Tell the recruiter, and thank the candidate; once for each end of the session, by its key."""
    interview = invitation.interview
    _queue(
        MailKind.RECRUITER_FINISHED,
        interview,
        invitation=invitation,
        recipient=interview.created_by,
        once_key=f"recruiter-{once_key}",
    )
    _queue(MailKind.CANDIDATE_FINISHED, interview, invitation=invitation, once_key=f"candidate-{once_key}")


def tell_camera_declined(invitation: Invitation) -> None:
    """Tell the recruiter that somebody waits for their decision; once for each candidate."""
    interview = invitation.interview
    _queue(
        MailKind.RECRUITER_CAMERA_DECLINED,
        interview,
        invitation=invitation,
        recipient=interview.created_by,
        once_key=f"camera-{invitation.pk}",
    )


def remind_candidate(invitation: Invitation) -> None:
    """Once for each appointment, however often this is called."""
    interview = invitation.interview
    key = f"reminder-{invitation.pk}-{interview.calendar_sequence}-{invitation.expires_at:%Y%m%d%H%M}"
    _queue(MailKind.CANDIDATE_REMINDER, interview, invitation=invitation, once_key=key)


def remind_colleague(interview: Interview, colleague: User) -> None:
    """Once for each appointment, however often this is called."""
    key = f"reminder-{interview.pk}-{colleague.pk}-{interview.calendar_sequence}"
    _queue(MailKind.COLLEAGUE_REMINDER, interview, recipient=colleague, once_key=key)


def count_appointment_up(interview: Interview) -> None:
    """Note that calendars must learn of something new."""
    Interview.objects.filter(pk=interview.pk).update(calendar_sequence=F("calendar_sequence") + 1)
    interview.refresh_from_db(fields=["calendar_sequence"])


def send_again(mail: OutgoingMail) -> bool:
    """Queue a mail anew that was not sent, or perhaps not. False where somebody has done so already."""
    again = OutgoingMail.objects.filter(
        pk=mail.pk, state__in=(MailState.FAILED, MailState.UNCLEAR, MailState.SET_ASIDE), claim=None
    ).update(
        state=MailState.WAITING,
        attempts=0,
        handed_over_at=None,
        problem="",
        finished_at=None,
        # Over at once, so the schedule sends it where the message below is lost.
        lease_until=F("created_at"),
    )
    if again:
        transaction.on_commit(partial(MAILS.send, mail))
    return bool(again)


def set_aside(mail: OutgoingMail) -> bool:
    """Take a mail off the desk that nobody needs any more. False where it is not on it."""
    return bool(
        OutgoingMail.objects.filter(
            pk=mail.pk, state__in=(MailState.FAILED, MailState.UNCLEAR), claim=None
        ).update(state=MailState.SET_ASIDE, finished_at=timezone.now())
    )


def forget_mails_about_accounts() -> int:
    """Delete those that are settled and old: no interview takes them along when it goes. Gives how many."""
    old = OutgoingMail.objects.filter(
        interview=None,
        state__in=(MailState.SENT, MailState.SKIPPED, MailState.SET_ASIDE),
        finished_at__lt=timezone.now() - KEEP_ABOUT_ACCOUNTS,
    )
    return old.delete()[0]


def _tell_everybody(
    interview: Interview,
    to_candidates: MailKind,
    to_colleagues: MailKind,
    *,
    without: Collection[int] = (),
) -> None:
    for invitation in interview.invitations.filter(revoked_at=None):
        invitation.interview = interview
        _queue(to_candidates, interview, invitation=invitation)
    for colleague in [*interview.interviewers.all(), *interview.observers.all()]:
        if colleague.pk in without or interview.is_time_open:
            continue
        _queue(to_colleagues, interview, recipient=colleague)


def _queue_about_account(mail: OutgoingMail) -> None:
    if is_on() and mail.to_address:
        MAILS.enqueue(mail)


def _queue(
    kind: MailKind,
    interview: Interview,
    *,
    invitation: Invitation | None = None,
    recipient: User | None = None,
    once_key: str | None = None,
) -> None:
    mail = OutgoingMail(
        kind=kind,
        interview=interview,
        invitation=invitation,
        recipient=recipient,
        sequence=interview.calendar_sequence,
        once_key=once_key,
    )
    if not is_on() or not mail.to_address or (recipient is not None and not recipient.is_active):
        return
    if once_key is not None and OutgoingMail.objects.filter(once_key=once_key).exists():
        return
    MAILS.enqueue(mail)
