"""The demo's mails: a text of a stage's own, times that a candidate may choose, and a mail that came to nothing."""

from datetime import datetime, time, timedelta
from typing import Final

from django.utils import timezone

from interviews.choices import InterviewState, MailKind, MailState
from interviews.models import (
    Candidate,
    Interview,
    Invitation,
    MailTemplate,
    OutgoingMail,
    Position,
    StageTypeConfig,
    User,
)
from interviews.services.applications import apply_for
from interviews.services.choosing import offer_times
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import issue_invitation

CHOICE_TITLE: Final = "Backend engineer: meet the team"
SUBJECT: Final = "A first talk about {title}"
BODY: Final = """\
Hello {name},

thank you for applying. We would like to hear what you are looking for, and to tell you about us.

**When:** {time}

{interviewers} will talk with you, in your browser:

{link}

No preparation is needed.
"""


def write_text(stage_key: str) -> None:
    """Once: what a visitor deletes stays deleted as long as there are others."""
    if not MailTemplate.objects.exists():
        MailTemplate.objects.create(
            kind=MailKind.CANDIDATE_INVITATION,
            stage=StageTypeConfig.objects.get(key=stage_key),
            subject=SUBJECT,
            body=BODY,
        )


def offer_choice(candidate: Candidate, position: Position, recruiter: User, interviewer: User) -> None:
    """A candidate who is to choose among the next days' times; anew once they have passed or one was chosen."""
    own = Interview.objects.filter(title=CHOICE_TITLE, created_by=recruiter, state=InterviewState.SCHEDULED)
    interview = own.first()
    if interview is None:
        stage = StageTypeConfig.objects.get(key="live_technical")
        interview = schedule_interview(
            interview=Interview(
                title=CHOICE_TITLE,
                stage=stage,
                application=apply_for(candidate=candidate, position=position),
                scheduled_start=timezone.now() + timedelta(days=1),
                duration_minutes=45,
            ),
            interviewers=[interviewer],
            actor=recruiter,
            tell=False,
        )
        invitation = issue_invitation(
            invitation=Invitation(
                interview=interview,
                candidate=candidate,
                name=candidate.name,
                email=candidate.email,
                expires_at=timezone.now() + timedelta(days=365),
            ),
            actor=recruiter,
            tell=False,
        )
        _note_refused(invitation)
    is_chosen = not interview.is_time_open and interview.scheduled_start > timezone.now()
    is_fresh = interview.offered_times.filter(start__gt=timezone.now()).exists()
    if is_fresh or (is_chosen and interview.offered_times.exists()):
        return
    offer_times(interview=interview, starts=_next_days(), actor=recruiter, tell=False)


def _next_days() -> list[datetime]:
    today = timezone.localdate()
    hours = ((2, 10), (2, 15), (3, 9), (4, 14))
    return [
        timezone.make_aware(datetime.combine(today + timedelta(days=days), time(hour)))
        for days, hour in hours
    ]


def _note_refused(invitation: Invitation) -> None:
    """As a mail server would refuse an address of the demo, which nobody has."""
    OutgoingMail.objects.create(
        kind=MailKind.CANDIDATE_CHOICE,
        interview=invitation.interview,
        invitation=invitation,
        state=MailState.FAILED,
        problem="The mail server refused the address: 550 5.1.2 Bad destination system address",
        finished_at=timezone.now(),
    )
