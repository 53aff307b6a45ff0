"""What stands for the placeholders in one mail, read from the records as they are now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from interviews.choices import MailKind, StageMode
from interviews.models import Interview, Invitation, OutgoingMail, User
from interviews.urls_for import candidate_path, choose_path, password_path, room_path

ABOUT_RECRUITER = frozenset({MailKind.RECRUITER_FINISHED, MailKind.RECRUITER_CAMERA_DECLINED})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a mail: name, zone, and their own way in."""

    name: str
    zone: ZoneInfo
    link: str


def company_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def candidate_zone(invitation: Invitation) -> ZoneInfo:
    """The zone in which this candidate reads times."""
    name = invitation.candidate.time_zone
    return ZoneInfo(name) if name else company_zone()


def moment(at: datetime, zone: ZoneInfo) -> str:
    """`Tue 24 Mar 2026, 14:00 (Europe/Berlin, UTC+01:00)`."""
    local = at.astimezone(zone)
    return f"{date_format(local, 'D j M Y, H:i')} ({zone_words(local, zone)})"


def span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """`Tue 24 Mar 2026, 14:00 to 15:00 (Europe/Berlin, UTC+01:00)`."""
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    until = "H:i" if begins.date() == ends.date() else "D j M, H:i"
    words = f"{date_format(begins, 'D j M Y, H:i')} to {date_format(ends, until)}"
    return f"{words} ({zone_words(begins, zone)})"


def zone_words(local: datetime, zone: ZoneInfo) -> str:
    """The zone's name, and how far it is from UTC at that moment."""
    offset = local.strftime("%z")
    return zone.key if zone.key == "UTC" else f"{zone.key}, UTC{offset[:3]}:{offset[3:]}"


def reader_of(mail: OutgoingMail) -> Reader:
    """Whom a mail addresses."""
    if mail.recipient is None:
        assert mail.invitation is not None
        chooses = mail.kind == MailKind.CANDIDATE_CHOICE
        link = choose_path(mail.invitation) if chooses else candidate_path(mail.invitation)
        return Reader(mail.invitation.name, candidate_zone(mail.invitation), settings.SITE_URL + link)
    interview = mail.about
    if mail.kind in ABOUT_RECRUITER or interview.stage.mode != StageMode.LIVE:
        path = reverse("admin:interviews_interview_change", args=[interview.pk])
    else:
        path = room_path(interview)
    return Reader(mail.recipient.display_name, company_zone(), settings.SITE_URL + path)


def words_about_account(mail: OutgoingMail) -> dict[str, str]:
    """Every word of a mail about an account. The link is made anew each time: none is stored."""
    if mail.colleague_invitation is not None:
        invitation = mail.colleague_invitation
        words = {
            "recruiter": invitation.invited_by.display_name,
            "role": invitation.get_role_display().lower(),
            "expires": moment(invitation.expires_at, company_zone()),
            "link": settings.SITE_URL + reverse("colleague_invitation", args=[invitation.token]),
        }
    else:
        assert mail.recipient is not None
        words = {
            "name": mail.recipient.display_name,
            "username": mail.recipient.username,
            "expires": moment(
                timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT), company_zone()
            ),
            "link": settings.SITE_URL + password_path(mail.recipient),
        }
    return {name: " ".join(word.split()) for name, word in words.items()}


def words_for(reader: Reader, interview: Interview, invitation: Invitation | None) -> dict[str, str]:
    """Every placeholder's word. `invitation` is whom the mail is about; all candidates without one."""
    invitations = (
        [invitation] if invitation else [one for one in interview.invitations.all() if not one.revoked_at]
    )
    expires = min((one.expires_at for one in invitations), default=None)
    words = {
        "name": reader.name,
        "candidate": ", ".join(one.name for one in invitations) or "nobody yet",
        "title": interview.title,
        "stage": interview.stage.name,
        "time": (
            "a time to be chosen"
            if interview.is_time_open
            else span(interview.scheduled_start, interview.scheduled_end, reader.zone)
        ),
        "minutes": str(interview.duration_minutes),
        "expires": moment(expires, reader.zone) if expires else "it closes",
        "interviewers": ", ".join(person.display_name for person in interview.interviewers.all())
        or "nobody yet",
        "recruiter": interview.created_by.display_name,
        "link": reader.link,
    }
    return {name: " ".join(word.split()) for name, word in words.items()}


def sample_words(stage_name: str, minutes: int, recruiter: User, start: datetime) -> dict[str, str]:
    """Invented people for a preview; the link leads nowhere."""
    zone = company_zone()
    from_now = start.replace(minute=0, second=0, microsecond=0)
    return {
        "name": "Cara Nowak",
        "candidate": "Cara Nowak",
        "title": "Backend engineer",
        "stage": stage_name,
        "time": span(from_now, from_now + timedelta(minutes=minutes), zone),
        "minutes": str(minutes),
        "expires": moment(from_now, zone),
        "interviewers": "Ivan Petrov, Ines Duarte",
        "recruiter": recruiter.display_name,
        "role": "interviewer",
        "username": "ivan",
        "link": f"{settings.SITE_URL}/…",
    }
