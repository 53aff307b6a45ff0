"""People and interviews to try TalentSync with.

The accounts' passwords are public, so nothing here runs where `DEMO_DATA` is off, and an account that bears a demo
name but is not the demo's is never touched.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from interviews.choices import (
    Admission,
    ApplicationDecision,
    EventKind,
    InterviewState,
    InvitationStatus,
    Role,
)
from interviews.demo_feedback import fill_criteria, write_feedback
from interviews.demo_mail import offer_choice, write_text
from interviews.models import (
    Application,
    Candidate,
    Interview,
    InterviewQuestion,
    Invitation,
    Position,
    StageTypeConfig,
    User,
)
from interviews.models.user import INTERVIEWERS, RECRUITERS
from interviews.services.applications import apply_for, decide, place_interview
from interviews.services.candidates import add_tags, candidate_for
from interviews.services.interviews import change_interview, schedule_interview
from interviews.services.invitations import issue_invitation, reissue_invitation
from interviews.timeline import Actor, record_event
from interviews.urls_for import candidate_path, room_path

# Reserved by RFC 2606: no demo account ever gets mail, and no real one has such an address.
DOMAIN: Final = "demo.invalid"
# The stage in whose rooms candidates knock.
KNOCKING_STAGE: Final = "live_hr"
LINK_TERM = timedelta(days=365)
CODING_TITLE: Final = "Backend engineer: coding session"
BACKEND: Final = "Backend engineer"
DATA: Final = "Data engineer"
# What was typed, run, said and drawn there is `rooms.demo_ended`'s.
ENDED_TITLE: Final = "Platform engineer"
# An appointment that nobody kept for this long is moved, so that the demo never looks abandoned.
STALE_AFTER = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the demo."""

    username: str
    password: str
    first_name: str
    last_name: str
    group: str

    @property
    def email(self) -> str:
        return f"{self.username}@{DOMAIN}"


RITA: Final = Person("rita", "demo-rita-recruits", "Rita", "Moreau", RECRUITERS)
IVAN: Final = Person("ivan", "demo-ivan-interviews", "Ivan", "Petrov", INTERVIEWERS)
INES: Final = Person("ines", "demo-ines-interviews", "Ines", "Duarte", INTERVIEWERS)


@dataclass(frozen=True, slots=True)
class Question:
    """One of the bank."""

    stage: str
    owner: Person
    text: str
    hints: str
    guide: str
    language: str = ""
    starter_code: str = ""
    difficulty: str = ""
    minutes: int | None = None
    tags: str = ""


MEETINGS_STARTER: Final = """\
def rooms_needed(meetings: list[tuple[int, int]]) -> int:
    \"\"\"The smallest number of rooms in which all meetings can be held.\"\"\"
    ...


print(rooms_needed([(9, 11), (10, 12), (11, 13)]), "should be 2")
print(rooms_needed([]), "should be 0")
"""
ORDERS_STARTER: Final = """\
SELECT * FROM orders ORDER BY ordered_at DESC LIMIT 50;
-- and then, for each of them:
SELECT * FROM customers WHERE id = ?;
"""

QUESTIONS: Final = (
    Question(
        "live_technical",
        IVAN,
        "Our checkout sends a confirmation mail for every order. Last night some customers got two and some got "
        "none. How would you find out why, and how would you make it exactly one?",
        "If they stay with the mail server, ask what happens when a worker dies after sending and before it has "
        "noted that it sent. Draw the two boxes if words do not help.",
        "Separates finding the cause (logs by order number, a timeline of both kinds of customer) from the repair. "
        "Sees that exactly-once delivery cannot be had, and reaches for at-least-once with a key that the sender "
        "remembers, written in the same transaction as the order. Strong: asks how many were affected first.",
        difficulty="hard",
        minutes=20,
        tags="delivery, debugging",
    ),
    Question(
        "live_technical",
        IVAN,
        "Please write a function that takes a list of meetings, each with a start and an end, and returns the "
        "**smallest number of rooms** in which all of them can be held.\n\n"
        "```python\nrooms_needed([(9, 11), (10, 12)])  # 2\n```",
        "Let them run their first version on three meetings by hand. A nudge: what changes at each start and end?",
        "Sorts starts and ends, or uses a heap of ends: O(n log n). Says what happens when one meeting ends as another "
        "starts, and with an empty list. Tests it before being asked to.",
        language="python",
        starter_code=MEETINGS_STARTER,
        difficulty="medium",
        minutes=25,
        tags="algorithms, python",
    ),
    Question(
        "live_technical",
        IVAN,
        "Here is a page that became slow after a year: it lists the last 50 orders with their customers. The database "
        "has 8 million orders. What do you look at first, and what do you expect to find?",
        "The query count is 51. Tell them so if they ask for it, not before.",
        "Measures before changing anything. Names the query per row and the missing index on the time of ordering, "
        "and can read a query plan. Knows what paging by offset costs at the far end.",
        language="sql",
        starter_code=ORDERS_STARTER,
        difficulty="medium",
        minutes=15,
        tags="databases, performance",
    ),
    Question(
        "live_technical",
        INES,
        "Draw the parts of a service that lets people book a table in 300 restaurants, and show me what happens when "
        "two people want the last table in the same second.",
        "Use the whiteboard. If the picture gets crowded, ask which box they would leave out for the first release.",
        "Keeps the picture small. The last table is decided in one place by one conditional write, and the loser "
        "gets a clear answer. Caches may be stale for looking, never for booking.",
        difficulty="hard",
        minutes=30,
        tags="design, whiteboard",
    ),
    Question(
        "live_hr",
        INES,
        "Tell me about a piece of work that you are glad to have stopped. How did you decide to stop it?",
        "A project, a habit or a tool will do. Ask who disagreed.",
        "Names what it cost to go on, whom they told, and what they would watch for earlier today.",
        difficulty="easy",
        minutes=10,
        tags="experience",
    ),
    Question(
        "live_hr",
        INES,
        "Which part of your last job would you take with you here, and which part would you leave behind?",
        "Good moment for their questions about the team.",
        "Specific on both sides, and fair to former colleagues.",
        difficulty="easy",
        minutes=5,
        tags="experience",
    ),
    Question(
        "live_hr",
        INES,
        "When did somebody's feedback change how you work?",
        "If nothing comes, offer: a code review, a customer, a mentor.",
        "Can quote the feedback, and says what is different since.",
        difficulty="medium",
        minutes=10,
        tags="feedback, experience",
    ),
)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who applied, and what became of it."""

    name: str
    position: str
    tags: tuple[str, ...]
    decision: ApplicationDecision = ApplicationDecision.UNDECIDED
    reason: str = ""


APPLICANTS: Final = (
    Applicant("Amara Diallo", BACKEND, ("referred",)),
    Applicant(
        "Jonas Weber",
        BACKEND,
        ("relocation",),
        ApplicationDecision.ON_HOLD,
        "Strong, but free only in spring. Ask again then.",
    ),
    Applicant(
        "Lea Fontaine",
        DATA,
        ("graduate",),
        ApplicationDecision.REJECTED,
        "Wants to work on models, and this position is about pipelines. Invited to apply for the next one.",
    ),
)


class NameTaken(Exception):
    """An account with a demo person's username exists that is not the demo's."""


@dataclass(frozen=True, slots=True)
class Login:
    path: str
    username: str
    password: str


@dataclass(frozen=True, slots=True)
class Links:
    """Where to go and as whom. Paths, because the caller knows the address."""

    admin: Login
    interviewer: Login
    second_interviewer: Login
    candidate_path: str
    coding_candidate_path: str

    def as_json(self) -> dict[str, object]:
        """camelCase, as every JSON document here."""
        return {
            "admin": asdict(self.admin),
            "interviewer": asdict(self.interviewer),
            "secondInterviewer": asdict(self.second_interviewer),
            "candidate": {"path": self.candidate_path},
            "codingCandidate": {"path": self.coding_candidate_path},
        }


@transaction.atomic
def seed() -> Links:
    """Make what is missing and freshen what has gone stale; running it again changes nothing else."""
    rita, ivan, ines = (_account(person) for person in (RITA, IVAN, INES))
    _fill_banks()
    fill_criteria()
    now = timezone.now()
    live = _open_interview("Backend engineer", "live_technical", rita, start=now, interviewers=[ivan])
    _knock_in_first_talks()
    talk = _open_interview(
        "Backend engineer: first talk", "live_hr", rita, start=now + timedelta(days=1), interviewers=[ines]
    )
    session = _open_interview(CODING_TITLE, "technical_dsa", rita, start=now)
    invitations = {interview.pk: _invitation(interview, rita) for interview in (live, talk, session)}
    for interview in (live, talk, session):
        apply_with(interview, BACKEND, rita)
    _past_interview(rita, ivan, ines, start=now - timedelta(days=3))
    _applicants(rita)
    write_text(KNOCKING_STAGE)
    amara = Candidate.objects.with_address(f"amara@{DOMAIN}")
    if amara is not None:
        offer_choice(amara, Position.objects.get(title=BACKEND), rita, ivan)
    return Links(
        admin=Login(reverse("admin:index"), RITA.username, RITA.password),
        interviewer=Login(room_path(live), IVAN.username, IVAN.password),
        second_interviewer=Login(room_path(talk), INES.username, INES.password),
        candidate_path=candidate_path(invitations[live.pk]),
        coding_candidate_path=candidate_path(invitations[session.pk]),
    )


def _account(person: Person) -> User:
    account = User.objects.filter(username=person.username).first()
    if account is None:
        account = User.objects.create_user(
            person.username,
            person.email,
            person.password,
            first_name=person.first_name,
            last_name=person.last_name,
            is_staff=person.group == RECRUITERS,
        )
        account.groups.add(Group.objects.get(name=person.group))
    elif account.email != person.email:
        raise NameTaken(
            f"The account {person.username} is not the demo's. Set DEMO_DATA=0 to go without a demo."
        )
    return account


def _knock_in_first_talks() -> None:
    """The demo's HR stage shows how candidates knock; once, so that a recruiter may change it for good."""
    if not Interview.objects.filter(stage__key=KNOCKING_STAGE).exists():
        StageTypeConfig.objects.filter(key=KNOCKING_STAGE).update(admission=Admission.KNOCK)


def _fill_banks() -> None:
    """Once per installation: what a visitor deletes stays deleted."""
    if InterviewQuestion.objects.filter(owner__email__endswith=f"@{DOMAIN}").exists():
        return
    InterviewQuestion.objects.bulk_create(
        InterviewQuestion(
            stage=StageTypeConfig.objects.get(key=question.stage),
            owner=User.objects.get(username=question.owner.username),
            position=position,
            text=question.text,
            interviewer_hints=question.hints,
            expected_answer_guide=question.guide,
            language=question.language,
            starter_code=question.starter_code,
            difficulty=question.difficulty,
            minutes=question.minutes,
            tags=question.tags,
        )
        for position, question in enumerate(QUESTIONS)
    )


def _open_interview(
    title: str, stage: str, recruiter: User, *, start: datetime, interviewers: Iterable[User] = ()
) -> Interview:
    """The demo's interview of this stage that can still be held; a new one once it was held or called off."""
    interview = Interview.objects.open().filter(created_by=recruiter, title=title, stage__key=stage).first()
    if interview is None:
        kind = StageTypeConfig.objects.get(key=stage)
        return schedule_interview(
            interview=Interview(
                title=title, stage=kind, scheduled_start=start, duration_minutes=kind.usual_minutes
            ),
            interviewers=interviewers,
            actor=recruiter,
            tell=False,
        )
    is_stale = interview.scheduled_start < timezone.now() - STALE_AFTER
    if interview.state == InterviewState.SCHEDULED and is_stale:
        interview.scheduled_start = start
        change_interview(interview=interview, fields=["scheduled_start"], actor=recruiter, tell=False)
    return interview


def _invitation(interview: Interview, recruiter: User) -> Invitation:
    """Cara's, with a link that works."""
    email = f"cara@{DOMAIN}"
    invitation = interview.invitations.filter(email=email).first()
    if invitation is None:
        return issue_invitation(
            invitation=Invitation(
                interview=interview, name="Cara Nowak", email=email, expires_at=timezone.now() + LINK_TERM
            ),
            actor=recruiter,
            tell=False,
        )
    if invitation.status != InvitationStatus.VALID:
        return reissue_invitation(invitation=invitation, actor=recruiter, tell=False)
    return invitation


def apply_with(interview: Interview, title: str, recruiter: User) -> Application:
    """The candidate of this interview applies for a position of the demo, which is made where it is missing."""
    if interview.application is None:
        position, _ = Position.objects.get_or_create(title=title)
        place_interview(interview=interview, position=position, actor=recruiter)
    application = interview.application
    assert application is not None
    return application


def decide_once(
    application: Application, decision: ApplicationDecision, reason: str, recruiter: User
) -> None:
    """The first decision on an application; what a visitor has decided since stays."""
    if application.decision_count == 0:
        decide(application=application, decision=decision, reason=reason, seen=0, actor=recruiter)


def _applicants(recruiter: User) -> None:
    """Those who applied without an interview so far."""
    for applicant in APPLICANTS:
        position, _ = Position.objects.get_or_create(title=applicant.position)
        email = f"{applicant.name.split()[0].lower()}@{DOMAIN}"
        if Candidate.objects.with_address(email) is not None:
            continue
        candidate = candidate_for(name=applicant.name, email=email)
        add_tags(candidates=[candidate], tags=applicant.tags)
        application = apply_for(candidate=candidate, position=position)
        if applicant.decision != ApplicationDecision.UNDECIDED:
            decide_once(application, applicant.decision, applicant.reason, recruiter)


def _past_interview(recruiter: User, interviewer: User, second: User, *, start: datetime) -> None:
    """One that is over, told as if it had happened then: the services would stamp it with today."""
    if Interview.objects.filter(created_by=recruiter, title=ENDED_TITLE).exists():
        return
    interview = schedule_interview(
        interview=Interview(
            title=ENDED_TITLE, stage=StageTypeConfig.objects.get(key="live_technical"), scheduled_start=start
        ),
        interviewers=[interviewer, second],
        actor=recruiter,
        tell=False,
    )
    issue_invitation(
        invitation=Invitation(
            interview=interview,
            name="Tomas Lind",
            email=f"tomas@{DOMAIN}",
            expires_at=timezone.now() + timedelta(days=1),
            opened_at=start,
        ),
        actor=recruiter,
        tell=False,
    )
    application = apply_with(interview, BACKEND, recruiter)
    decide_once(
        application,
        ApplicationDecision.OFFER,
        "Found the cause before the repair, and asked how many were affected. The team wants him.",
        recruiter,
    )
    held_by = Actor.user(interviewer)
    end = start + timedelta(minutes=10)
    interviews = Interview.objects.all()
    interviews.transition(interview.pk, source=InterviewState.SCHEDULED, target=InterviewState.LIVE, at=start)
    record_event(interview.pk, EventKind.INTERVIEW_STARTED, actor=held_by, at=start)
    sitting_there = Actor(invitation_id=interview.invitations.get().pk)
    people = (
        (held_by, Role.INTERVIEWER),
        (sitting_there, Role.CANDIDATE),
        (Actor.user(second), Role.INTERVIEWER),
    )
    for colour, (actor, role) in enumerate(people):
        joined = {"userId": f"demo-{colour}", "role": role.value, "colour": colour}
        record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=actor, payload=joined, at=start)
    for minutes, question in zip((1, 4), interview.questions.all()[:2], strict=True):
        record_event(
            interview.pk,
            EventKind.QUESTION_PUSHED,
            actor=held_by,
            payload={"questionText": question.text},
            at=start + timedelta(minutes=minutes),
        )
    for seconds, kind, payload in _acts():
        at = start + timedelta(seconds=seconds)
        record_event(interview.pk, kind, actor=sitting_there, payload=payload, at=at)
    interviews.transition(interview.pk, source=InterviewState.LIVE, target=InterviewState.COMPLETED, at=end)
    record_event(interview.pk, EventKind.INTERVIEW_COMPLETED, actor=held_by, at=end)
    interview.refresh_from_db()
    write_feedback(interview, interviewer, second)


def _acts() -> list[tuple[int, EventKind, dict[str, str | int]]]:
    """What the candidate of the ended interview did, by the second; `rooms.demo_ended` has the code and its runs."""
    run: dict[str, str | int] = {
        "userId": "demo-1",
        "language": "python",
        "state": "finished",
        "verdict": "AC",
    }
    return [
        (360, EventKind.CANDIDATE_ACTIVITY, {"activity": "paste", "characters": 170}),
        (380, EventKind.CODE_RUN, run | {"runId": str(uuid4()), "documentSequence": 258}),
        (480, EventKind.CODE_RUN, run | {"runId": str(uuid4()), "documentSequence": 305}),
        (500, EventKind.CANDIDATE_ACTIVITY, {"activity": "hidden"}),
        (520, EventKind.CANDIDATE_ACTIVITY, {"activity": "visible"}),
        (590, EventKind.PARTICIPANT_LEFT, {"userId": "demo-1", "reason": "left"}),
    ]
