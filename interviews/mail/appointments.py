"""Calendar entries of interviews: iCalendar (RFC 5545) by the rules of invitations (iTIP, RFC 5546).

Times are in UTC, so no calendar needs to know the zones' rules of summer time; each shows them in its reader's own.
"""

from datetime import UTC, datetime
from typing import Final

from icalendar import Calendar, Event, vCalAddress, vText

from interviews.choices import MailKind, StageMode
from interviews.models import OutgoingMail

REQUESTS: Final = frozenset(
    {
        MailKind.CANDIDATE_INVITATION,
        MailKind.CANDIDATE_REMINDER,
        MailKind.CANDIDATE_RESCHEDULED,
        MailKind.COLLEAGUE_INVITED,
        MailKind.COLLEAGUE_REMINDER,
        MailKind.COLLEAGUE_RESCHEDULED,
    }
)
CANCELLATIONS: Final = frozenset({MailKind.CANDIDATE_CANCELLED, MailKind.COLLEAGUE_CANCELLED})


def method_of(mail: OutgoingMail) -> str | None:
    """What the mail does to the reader's calendar; None where there is no appointment, as for a coding session."""
    if mail.about.stage.mode != StageMode.LIVE or mail.about.is_time_open:
        return None
    if mail.kind in REQUESTS:
        return "REQUEST"
    return "CANCEL" if mail.kind in CANCELLATIONS else None


def calendar_entry(
    mail: OutgoingMail, *, method: str, text: str, link: str, organiser: str, now: datetime
) -> bytes:
    """The entry for one reader. The same UID each time; calendars take the highest SEQUENCE."""
    interview = mail.about
    event = Event()
    event.add("uid", f"{interview.pk}@talentsync")
    event.add("sequence", interview.calendar_sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", interview.scheduled_start.astimezone(UTC))
    event.add("dtend", interview.scheduled_end.astimezone(UTC))
    event.add("summary", interview.title)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    host = vCalAddress(f"MAILTO:{organiser}")
    host.params["CN"] = vText(interview.created_by.display_name)
    event["organizer"] = host
    reader = vCalAddress(f"MAILTO:{mail.to_address}")
    reader.params["CN"] = vText(mail.to_name)
    reader.params["ROLE"] = vText("REQ-PARTICIPANT")
    reader.params["PARTSTAT"] = vText("NEEDS-ACTION")
    reader.params["RSVP"] = vText("FALSE")
    event.add("attendee", reader, encode=False)
    if method == "REQUEST":
        event.add("description", text)
        event.add("location", link)
    calendar = Calendar()
    calendar.add("prodid", "-//TalentSync//Interviews//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
