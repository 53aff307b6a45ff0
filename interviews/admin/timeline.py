"""An interview's timeline in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min

from interviews.admin.display import NOTHING, local_time
from interviews.choices import EventKind
from interviews.hooks import timeline_describers
from interviews.models import Interview, InterviewQuestion, Invitation, TimelineEvent, User

# A long interview's joins and leaves would drown the page; replay shows all of them.
SHOWN = 200

# Hundreds in a session, of which each says nothing that the last does not: one line for each candidate.
SUMMARISED = frozenset({EventKind.PROCTORING_SNAPSHOT})

# Says nothing to a person: a connection's random id, its colour, the role that stands beside the name, and digests.
UNTOLD = frozenset({"userId", "role", "colour", "version", "logs", "digest"})

# Entries that list accounts.
PEOPLE_WORDS = {
    "interviewersAdded": "added ",
    "interviewersRemoved": "removed ",
    "observersAdded": "added as observer: ",
}

# In a live room.
ACTIVITY_WORDS = {
    "paste": "pasted much at once",
    "hidden": "put another page or program before the room",
    "visible": "came back to the room",
}

FIELD_WORDS = {
    "title": "title",
    "scheduled_start": "start",
    "duration_minutes": "duration",
    "recruiter_notes": "notes",
    "name": "name",
    "email": "address",
    "expires_at": "expiry",
    "offered_times": "times to choose among",
    "is_time_open": "whether the time is still to be chosen",
    "position": "order",
    "owner": "owner",
    "text": "question",
    "interviewer_hints": "hints",
    "expected_answer_guide": "answer guide",
    "language": "language",
    "starter_code": "starter code",
    "difficulty": "difficulty",
    "minutes": "usual minutes",
    "tags": "tags",
}


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One line of the table."""

    sequence: int
    time: str
    who: str
    what: str
    details: str


def rows(interview: Interview) -> list[TimelineRow]:
    """The latest events, newest first. Other apps tell of their own in words of theirs."""
    events = list(
        interview.timeline.exclude(kind__in=SUMMARISED)
        .select_related("actor_user", "actor_invitation")
        .order_by("-sequence")[:SHOWN]
    )
    names = _Names(interview, events)
    describers = [describer(interview) for describer in timeline_describers]
    told = [
        TimelineRow(
            sequence=event.sequence,
            time=local_time(event.created_at),
            who=_who(event),
            what=EventKind(event.kind).label if event.kind in EventKind.values else event.kind,
            details=next(
                (words for describe in describers if (words := describe(event)) is not None),
                names.details(event),
            ),
        )
        for event in events
    ]
    return sorted([*told, *_summaries(interview)], key=lambda row: row.sequence, reverse=True)


def _summaries(interview: Interview) -> Iterable[TimelineRow]:
    """One row for all events of a kind by one person, in the place of the last."""
    grouped = (
        interview.timeline.filter(kind__in=SUMMARISED)
        .order_by()
        .values("kind", "actor_invitation__name")
        .annotate(number=Count("pk"), first=Min("created_at"), last=Max("created_at"), place=Max("sequence"))
    )
    for group in grouped:
        name = group["actor_invitation__name"]
        yield TimelineRow(
            sequence=group["place"],
            time=local_time(group["last"]),
            who=f"{name} (candidate)" if name else "TalentSync",
            what=EventKind(group["kind"]).label,
            details=f"{group['number']}, from {local_time(group['first'])}",
        )


def _who(event: TimelineEvent) -> str:
    if event.actor_user is not None:
        return event.actor_user.display_name
    if event.actor_invitation is not None:
        return f"{event.actor_invitation.name} (candidate)"
    return "TalentSync"


class _Names:
    """Turns the ids in payloads into names, with one query per kind of thing."""

    def __init__(self, interview: Interview, events: Iterable[TimelineEvent]) -> None:
        user_ids: set[int] = set()
        for event in events:
            for key in PEOPLE_WORDS:
                user_ids.update(event.payload.get(key, ()))
            if "accountId" in event.payload:
                user_ids.add(event.payload["accountId"])
        self.people = {person.pk: person.display_name for person in User.objects.filter(pk__in=user_ids)}
        self.invitations = {
            invitation.pk: str(invitation) for invitation in Invitation.objects.filter(interview=interview)
        }
        self.questions = {
            question.pk: str(question) for question in InterviewQuestion.objects.filter(interview=interview)
        }

    def details(self, event: TimelineEvent) -> str:
        return "; ".join(
            self.describe(key, value)
            for key, value in event.payload.items()
            if key not in UNTOLD and value not in ([], "")
        )

    def describe(self, key: str, value: Any) -> str:
        """One entry of a payload as a phrase."""
        match key:
            case "activity":
                return ACTIVITY_WORDS.get(value, str(value))
            case "characters":
                return f"{value} characters"
            case "fields":
                return "changed: " + ", ".join(FIELD_WORDS.get(name, name) for name in value)
            case key if key in PEOPLE_WORDS:
                return PEOPLE_WORDS[key] + self._people(value)
            case "invitationId":
                return self.invitations.get(value, f"invitation {value}")
            case "accountId":
                return self._people([value])
            case "questionId":
                return "“" + self.questions.get(value, "a question that was removed") + "”"
            case "questionText":
                return f"“{value}”"
        return f"{_words(key)}: {_plain(value)}"

    def _people(self, ids: Iterable[int]) -> str:
        return ", ".join(self.people.get(user_id, f"account {user_id}") for user_id in ids)


def _words(camel_case: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in camel_case)


def _plain(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None:
            return NOTHING
        case list():
            return ", ".join(_plain(part) for part in value)
        case dict():
            return ", ".join(f"{_words(key)} {_plain(part)}" for key, part in value.items())
    return str(value)
